# SPDX-License-Identifier: Apache-2.0
"""Other copies of a plan in its own folder: a sync service leaves one when two computers wrote at once.

They are known by the vault id in their slots, never by their names. No key is needed.
"""

import errno
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import backup, container, copying, slot_tables
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.places import same_bytes
from wellplan.vault.vault import stored_head

if TYPE_CHECKING:
    from wellplan.vault.open_plan import Store


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """A copy that is not the same as the plan. `changed` is the file's own time in UTC; `size` is bytes."""

    path: Path
    changed: datetime
    size: int


def find_copies(path: Path) -> tuple[FoundCopy, ...]:
    """The other copies of the plan at `path` in its folder, the newest first; none that cannot be read.

    For a worker thread too.
    """
    mine = _look(path)
    if mine is None:
        return ()
    found = []
    with suppress(OSError):
        for other in sorted(path.parent.glob("*.wellplan")):
            theirs = None if _is_same_file(other, path) else _look(other)
            if theirs is not None and theirs[0] & mine[0] and theirs[1] != mine[1]:
                seen = other.stat()
                at = _moment(seen.st_mtime)
                found.append(FoundCopy(other, at, seen.st_size))
    return tuple(sorted(found, key=lambda copy: copy.changed, reverse=True))


def put_away(store: "Store", other: Path) -> Path:
    """Move a copy out of the plan's folder into the app's own backups; where it is now. Nothing is deleted.

    Forgetting words removes it with the older backups. Raises WellPlanError and leaves it where it is: also
    when another window has it open, or a sync service wrote to it meanwhile.
    """
    folder = backup.backups_dir(store.data_dir, store.keys.vault_id)
    stamp = backup.stamp()
    target = folder / f"{backup.PUT_AWAY}{stamp}.wellplan"
    half, journal = folder / f".{stamp}.new", other.with_name(f"{other.name}-journal")
    kept_journal = target.with_name(f"{target.name}-journal")
    lock = InstanceLock(other.resolve())
    try:
        lock.take()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copying.copy_bytes(other, half)
        if journal.exists():
            copying.copy_bytes(journal, kept_journal)
        half.replace(target)
        container.sync_folder(folder)
        if not same_bytes(other, target):
            raise OSError(errno.EBUSY, "")
        other.unlink()
        journal.unlink(missing_ok=True)
        container.sync_folder(other.parent)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
            if other.exists():
                target.unlink(missing_ok=True)
                kept_journal.unlink(missing_ok=True)
        raise WellPlanError(
            _("The second file could not be put away."),
            _("Your plan is safe, and so is that file."),
            _("Check the disk, then try again."),
        ) from error
    finally:
        lock.release()
    return target


def _moment(seconds: float) -> datetime:
    """A file's time in UTC; one that no calendar has, which anyone can give a file, counts as very old."""
    with suppress(ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(seconds, UTC)
        if 1971 <= moment.year <= 9000:
            return moment
    return datetime(1971, 1, 1, tzinfo=UTC)


def _look(path: Path) -> tuple[set[bytes], bytes | None] | None:
    """The vault ids in a file's slots, normally one, and its head; None when it cannot be read."""
    try:
        with closing(container.connect(path, read_only=True)) as db, container.reading():
            slots = slot_tables.read_slots(db).found.values()
            return {slot.vault_id for each in slots for slot in each}, stored_head(db)
    except (OSError, WellPlanError):
        return None


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return True
