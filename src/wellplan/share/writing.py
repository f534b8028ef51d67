# SPDX-License-Identifier: Apache-2.0
"""The one way a copy is written: never over a plan, whole or not at all, and readable by its owner only."""

import errno
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from wellplan.errors import WellPlanError
from wellplan.i18n import _

PLAN_SUFFIX = ".wellplan"
PART = (".copy-", ".part")
OLD_PART_S = 3600.0  # an hour: no copy takes that long


def check_place(path: Path, plan_path: Path | None = None) -> None:
    """Refuse a place where a copy must not or cannot go, before anyone is asked for a passphrase.

    A plan's own file is never written over, nor is anything that is not an ordinary file.
    """
    try:
        _check_target(path.resolve(), plan_path)
    except (OSError, RuntimeError) as error:  # a name too long; a link that leads to itself
        raise _refused(_("The place for the copy cannot be used.")) from error


def _check_target(target: Path, plan_path: Path | None) -> None:
    ours = target.suffix.lower() in (PLAN_SUFFIX, f"{PLAN_SUFFIX}-journal")
    if ours or (plan_path is not None and _is_same(target, plan_path)):
        raise _refused(_("A copy cannot be written over a plan."))
    if target.exists() and not target.is_file():
        raise _refused(_("The place for the copy is not an ordinary file."))
    if target.exists() and _is_plan(target):
        raise _refused(_("A copy cannot be written over a plan."))
    if not target.parent.is_dir():
        raise _refused(_("The folder for the copy does not exist."))


def write_copy(path: Path, data: bytes, plan_path: Path | None = None) -> None:
    """Check the place and write `data` there, so that its name never holds half of it.

    The bytes go to a new file beside it (mode 0600), are synced, and then take the name. A link is
    followed, not replaced. When anything fails, WellPlanError is raised, a file that was there before is
    untouched and nothing is left behind.
    """
    check_place(path, plan_path)
    try:
        _write(path.resolve(), data)
    except OSError as error:
        raise _not_saved(error) from error


def _is_plan(target: Path) -> bool:
    """Whether a file of any name is a plan, as its first bytes say (`docs/format.md`, section 1)."""
    with target.open("rb") as file:
        start = file.read(72)
    return start[:16] == b"SQLite format 3\0" and start[68:] == b"WPln"


def _is_same(target: Path, plan_path: Path) -> bool:
    try:
        return target == plan_path.resolve() or target.samefile(plan_path)
    except (OSError, RuntimeError):
        return False


def _refused(what: str) -> WellPlanError:
    return WellPlanError(
        what, _("Your plan is safe. No copy was made."), _("Choose another name or folder for it.")
    )


def _write(path: Path, data: bytes) -> None:
    _sweep(path.parent)
    if not _write_unnamed(path, data):
        _write_beside(path, data)
    _sync_folder(path.parent)


def _write_unnamed(path: Path, data: bytes) -> bool:
    """Where the system can: a file without a name, so that one cut short is gone with the program.

    False when it cannot, or when there is a file to be replaced: one without a name can only take a new one.
    """
    if not hasattr(os, "O_TMPFILE") or path.exists():
        return False
    try:
        handle = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError:  # FAT and network folders have none; a folder that is closed is told by the other way
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(f"/proc/self/fd/{file.fileno()}", path, follow_symlinks=True)
        except OSError:  # no /proc, or the name was taken just now
            return False
    return True


def _write_beside(path: Path, data: bytes) -> None:
    # mkstemp makes the file with mode 0600; a neutral name, in case it is left after a power cut.
    handle, name = mkstemp(prefix=PART[0], suffix=PART[1], dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _sweep(folder: Path) -> None:
    """Take away what a copy cut short left here long ago, by a power cut or a killed program."""
    with suppress(OSError):
        for each in folder.iterdir():
            ours = each.name.startswith(PART[0]) and each.name.endswith(PART[1])
            if ours and time.time() - each.stat().st_mtime > OLD_PART_S:
                each.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut. Some systems cannot sync a folder; the file is whole."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_saved(error: OSError) -> WellPlanError:
    next_step = _("Try again, or choose another folder.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what, next_step = _("There is no room left there."), _("Choose another place, or make some room.")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what, next_step = _("This folder does not let us save in it."), _("Choose another folder.")
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        what, next_step = _("That folder is not there any more."), _("Choose another folder.")
    else:
        what = _("The copy could not be saved.")
    return WellPlanError(what, _("Your plan is safe. No copy was made."), next_step)
