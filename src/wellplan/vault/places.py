# SPDX-License-Identifier: Apache-2.0
"""Where plans are: moving, renaming and removing a whole plan, and the folder for the app's own things.

A plan that is moved is whole in its new place, and synced, before the old file goes. Nothing is written over.
What is not for the first screen is loaded only by the functions that need it.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.resources import portable_dir
from wellplan.vault import small_files

PLAN_SUFFIX = ".wellplan"
ERRAND_NOTE = "errand.json"
"""In the app's own folder: what is to be done with a closed plan (errands.py)."""
PIECE = 1 << 20
WIPED = 1 << 16
"""Bytes at the start of a file that are written over before it is removed: the pages of both slot tables."""


class Removed(NamedTuple):
    """What went with a plan: how many of its automatic backups."""

    backups: int


def data_dir() -> Path:
    """The app's own folder for backups and what it has seen; beside the program when it is portable."""
    if (beside := portable_dir()) is not None:
        return beside
    import platformdirs

    return Path(platformdirs.user_data_dir("wellplan", appauthor=False))


def is_there(path: Path) -> bool:
    """Whether something can be seen at a place. False for a share that has gone, or a folder closed to us."""
    try:
        return path.exists()
    except OSError:
        return False


def new_place(path: Path, name: str) -> Path:
    """Where the plan would be under another name in its folder. Raises WellPlanError for no file name."""
    name = name.strip().removesuffix(PLAN_SUFFIX).strip()
    strange = set(name) & set('/\\:*?"<>|') or any(ord(letter) < 32 for letter in name)
    if not name or strange or name.startswith(".") or len(os.fsencode(name + PLAN_SUFFIX)) > 200:
        raise WellPlanError(
            _("A file cannot have that name."),
            _("Your plan is safe and has kept its name."),
            _("Choose a short name of plain letters and numbers."),
        )
    return path.with_name(name + PLAN_SUFFIX)


def move_to(path: Path, target: Path) -> Path:
    """Move a closed plan to exactly this path, also on another disk; its new path.

    Raises OpenElsewhere while it is open, Damaged when its last change cannot be settled, or WellPlanError;
    then the plan is where it was.
    """
    from wellplan.vault.instance_lock import InstanceLock

    lock = InstanceLock(path)
    try:
        path.stat()
        if path == target:
            return target
        lock.take()
        _settle_journal(path)
        _put(path, target)
        _remove_old(path, target)
    except OSError as error:
        raise _not_moved(error) from error
    finally:
        lock.release()
    return target


def finish_move(path: Path, target: Path) -> Path:
    """Bring a move to its end that was cut short: the plan's new path. Raises as `move_to` does."""
    if not is_there(target):
        _sweep(target)
        return move_to(path, target)
    if is_there(path):
        _end_move(path, target)
    return target


def _end_move(path: Path, target: Path) -> None:
    """The plan is in both places, and may have been opened at the old one since."""
    from wellplan.vault.instance_lock import InstanceLock

    lock = InstanceLock(path)
    try:
        lock.take()
        _settle_journal(path)
        is_one_file = path.samefile(target)
        if is_one_file and path.stat().st_nlink == 1:
            return  # it has one name only: the same, or small letters count as large, or a link
        if not (is_one_file or same_bytes(path, target)):
            raise WellPlanError(
                _("There is a plan in both places now, and they differ."),
                _("Both are safe. Neither has been changed."),
                _("Open each one to see which you want to keep."),
            )
        _remove_old(path, target)
    except OSError as error:
        raise _not_moved(error) from error
    finally:
        lock.release()


def remove_plan(path: Path, data_dir: Path) -> Removed:
    """Remove a closed plan for good: its automatic backups, what this computer has seen of it, and its file.

    The backups stay where there are `other_files` of the plan: they are theirs too. The file goes last, so
    that this can be done again when it is cut short. Raises OpenElsewhere while it is open, WellPlanError
    when something could not be removed. Other copies are not looked for.
    """
    from wellplan.vault import backup, container, leaf_pages, seen
    from wellplan.vault.instance_lock import InstanceLock

    lock = InstanceLock(path)
    backups = 0
    try:
        lock.take()
        ids = {slot.vault_id for slot in leaf_pages.slots_in(path)} if path.exists() else set()
        # A file without one readable slot: this computer may remember which plan was there.
        for vault_id in ids or {seen.vault_id_of(data_dir, path)} - {None}:
            assert vault_id is not None
            if other_files(path, data_dir, vault_id):
                seen.forget_place(data_dir, path)
                continue
            backups += _remove_backups(backup.backups_dir(data_dir, vault_id))
            seen.forget(data_dir, vault_id)
        beside = (f"{path.name}-journal", f".{path.name}.window")
        for each in (*map(path.with_name, beside), *_halves(path), path):
            _remove_file(each)
        container.sync_folder(path.parent)
    except OSError as error:
        raise WellPlanError(
            _("Not all of the plan could be removed."),
            _("What is left is still sealed with your passphrase."),
            _("Check the disk or the stick, then try again."),
        ) from error
    finally:
        lock.release()
    return Removed(backups)


def other_files(path: Path, data_dir: Path, vault_id: bytes) -> tuple[Path, ...]:
    """Files of the same plan, opened on this computer before, that are still where they were.

    A backup in our own folder is none of them, though someone may have opened it by hand.
    """
    from wellplan.vault import backup, leaf_pages, seen

    found, ours = [], backup.backups_dir(data_dir, vault_id).resolve()
    for place in seen.places_of(data_dir, vault_id):
        with suppress(OSError):
            if place.resolve().parent == ours:
                continue
            is_other = place != path and place.is_file() and not (path.exists() and place.samefile(path))
            if is_other and any(slot.vault_id == vault_id for slot in leaf_pages.slots_in(place)):
                found.append(place)
    return tuple(found)


def _settle_journal(path: Path) -> None:
    """A change that was cut short leaves a journal, and the file is not whole without it: take it back."""
    from wellplan.vault import container

    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and journal.stat().st_size:
        container.connect(path).close()
        if journal.exists():
            raise OSError(errno.EBUSY, "")


def _put(path: Path, target: Path) -> None:
    """The whole plan under its new name, synced, and never over another file."""
    import secrets

    from wellplan.vault import container, copying, new_file

    new_file.check_free(target)
    try:
        os.link(path, target)  # at once, on the same disk
    except FileExistsError:
        raise
    except OSError:
        half = target.with_name(f".{target.name}.{secrets.token_hex(4)}.moving")
        try:
            copying.copy_bytes(path, half)
            if not same_bytes(path, half):
                raise OSError(errno.EIO, "") from None
            times = path.stat()
            os.utime(half, ns=(times.st_atime_ns, times.st_mtime_ns))
            new_file.place_new(half, target)
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
    container.sync_folder(target.parent)


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same. Raises OSError."""
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(PIECE):
            if piece != second.read(PIECE):
                return False
        return not second.read(1)


def _remove_old(path: Path, target: Path) -> None:
    """The old file, now that the new one is whole. Where it cannot go, the new one goes instead."""
    from wellplan.vault import container

    try:
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        path.unlink()
    except OSError as error:
        with suppress(OSError):
            if path.exists():
                target.unlink()
        raise _not_moved(error) from error
    container.sync_folder(path.parent)


def _halves(path: Path) -> list[Path]:
    """What making or moving this plan left beside it when it was cut short."""
    names = (f".{path.name}.", path.parent)
    with suppress(OSError):
        found = [each for each in names[1].iterdir() if each.name.startswith(names[0])]
        return [each for each in found if each.suffix in (".new", ".moving")]
    return []


def _sweep(target: Path) -> None:
    for half in _halves(target):
        with suppress(OSError):
            half.unlink()


def _remove_file(path: Path) -> None:
    """Write over the part that holds the slots, then remove. Without slots no passphrase opens what is left.

    Nobody can promise the first part on a stick or an SSD: SECURITY.md says so.
    """
    with suppress(OSError):
        small_files.wipe_start(path, WIPED)
    path.unlink(missing_ok=True)


def _remove_backups(folder: Path) -> int:
    """Remove the backups in a folder, and the folder when nothing else is in it; how many there were."""
    from wellplan.vault import backup

    files = backup.all_of_ours(folder)
    for each in files:
        _remove_file(each)
    with suppress(OSError):  # something else is in it, or it is a link
        folder.rmdir()
    return sum(each.suffix == PLAN_SUFFIX for each in files)


def _not_moved(error: OSError) -> WellPlanError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what, step = _("There is not enough room there."), _("Choose another folder, or make some room.")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what, step = _("One of the two folders cannot be changed."), _("Choose another folder.")
    elif error.errno == errno.EEXIST:
        what, step = _("There is already a file of that name there."), _("Choose another folder or name.")
    elif isinstance(error, FileNotFoundError):
        what, step = _("That folder, or the plan, is not there any more."), _("Plug the stick in again.")
    else:
        what, step = _("The disk did not take the plan."), _("Check the disk or the stick, then try again.")
    return WellPlanError(what, _("Your plan is safe, where it was."), step)
