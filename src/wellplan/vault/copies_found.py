# SPDX-License-Identifier: Apache-2.0
"""Other copies of a plan in its own folder: a sync service leaves one when two computers wrote at once.

They are known by the vault id in their slots, never by their names. No key is needed and nothing is changed.
"""

from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wellplan.errors import WellPlanError
from wellplan.vault import container, slot_tables
from wellplan.vault.vault import stored_head


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
