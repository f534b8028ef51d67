# SPDX-License-Identifier: Apache-2.0
"""Backups in the app's own data folder, by vault id: as sealed as the plan, checked before they count."""

import contextlib
import re
import sqlite3
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wellplan.errors import Damaged, WellPlanError
from wellplan.i18n import _
from wellplan.vault import container, copying, kept_backups, leaf_pages, seen
from wellplan.vault.places import PLAN_SUFFIX, data_dir

DAMAGED_KEPT = 10
_DAMAGED = "damaged-"
_NAME = re.compile(rf"(?P<damaged>{_DAMAGED})?(?:(?P<turn>\d{{6,9}})-)?(?P<at>\d{{8}}T\d{{12}})Z\.wellplan")
"""The turn counts up, so that the order of making is known also after the clock was wrong."""
_LAST_TURN = 999_999_999

PUT_AWAY = "joined-"
"""How the name of a second copy begins that was brought in and put away here."""
_OURS = re.compile(rf"(?:{_NAME.pattern}|(?:{_DAMAGED}|{PUT_AWAY})\S+\.wellplan|\.\S+\.new)(?:-journal)?")

_one_at_a_time = threading.Lock()
"""Held while a backup is made: words that are forgotten meanwhile must not come back with a slow copy."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One kept copy. `at` is UTC, `size` bytes; `whole` is False for a copy of a plan damaged already."""

    path: Path
    at: datetime
    size: int
    whole: bool


def default_data_dir() -> Path:
    """The app's data folder for this person on this computer, or beside a portable program."""
    return data_dir()


def backups_dir(data_dir: Path, vault_id: bytes) -> Path:
    """Where the backups of one plan are."""
    return data_dir / "backups" / vault_id.hex()


def list_backups(data_dir: Path, vault_id: bytes) -> tuple[Backup, ...]:
    """The backups of one plan, the one made last first. No key is needed; none is opened."""
    return tuple(backup for _turn, backup in reversed(made_in_turn(backups_dir(data_dir, vault_id))))


def backups_of_file(data_dir: Path, plan_path: Path) -> tuple[Backup, ...]:
    """The backups of the plan in a file, also a damaged one: any slot still readable says which plan it is.

    Where no slot can be read, what this computer remembers of that place says it.
    """
    ids = {slot.vault_id for slot in leaf_pages.slots_in(plan_path)}
    if not ids and (remembered := seen.vault_id_of(data_dir, plan_path.resolve())) is not None:
        ids = {remembered}
    return tuple(backup for vault_id in ids for backup in list_backups(data_dir, vault_id))


def make_backup(
    plan_path: Path,
    data_dir: Path,
    vault_id: bytes,
    check: Callable[[Path], object],
    *,
    instead_of: Path | None = None,
) -> Path:
    """A checked copy of a plan, which may be saved to meanwhile. Raises WellPlanError, leaves no half copy.

    `check` raises when a file is not whole. A plan that is damaged itself is copied as it is: its recovery
    sheet must still work. Older copies are thinned as `kept_backups` says, by day and by size; of those that
    are not whole DAMAGED_KEPT may stay. `instead_of` is an older backup that goes once this one is whole.
    """
    folder = backups_dir(data_dir, vault_id)
    with _one_at_a_time:
        half = folder / f".{stamp()}.new"
        try:
            for each in (data_dir, folder.parent, folder):
                each.mkdir(parents=True, exist_ok=True, mode=0o700)
            copying.copy_plan(plan_path, half)
            kind = _kind(plan_path, half, check)
            final = folder / f"{kind}{_next_turn(folder):06}-{stamp()}.wellplan"
            half.replace(final)
            container.sync_folder(folder)
        except (OSError, sqlite3.Error, WellPlanError) as error:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise WellPlanError(
                _("WellPlan could not make a backup first, so it stopped."),
                _("Your plan is safe and has not changed."),
                _("Make some room on the disk, then try again."),
            ) from error
        if instead_of is not None and kind != _DAMAGED:
            _remove(instead_of)
        _thin(folder)
    return final


def remove_older(newest: Path, keep: Collection[Path] = ()) -> int:
    """Remove all older copies beside a backup, half ones too: words were forgotten. Gives how many went.

    Raises OSError; some may be gone then.
    """
    stay = {newest, *keep}
    return remove([path for path in all_of_ours(newest.parent) if of_copy(path) not in stay])


def remove(copies: Collection[Path]) -> int:
    """Remove copies from a folder of backups, with their journals; how many went. Raises OSError."""
    with _one_at_a_time:
        for path in copies:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        for folder in {path.parent for path in copies}:
            container.sync_folder(folder)
    return sum(path.suffix == PLAN_SUFFIX and not path.name.startswith(".") for path in copies)


def of_copy(path: Path) -> Path:
    """The copy a file belongs to: itself, or for a journal the copy it lies beside."""
    return path.with_name(path.name.removesuffix("-journal"))


def put_away_in(folder: Path) -> list[Path]:
    """The second copies that were put away in a folder of backups. Raises OSError."""
    return [
        path for path in all_of_ours(folder) if path.name.startswith(PUT_AWAY) and path.suffix == PLAN_SUFFIX
    ]


def all_of_ours(folder: Path) -> list[Path]:
    """All that WellPlan puts in a folder of backups: whole ones, half ones, second copies put away.

    Where that folder is a link to another one, the files of a stranger are not ours. Raises OSError.
    """
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if _OURS.fullmatch(path.name)]


def as_backup(path: Path) -> Backup:
    """A file that `make_backup` made. Raises ValueError for any other name, OSError when it has gone."""
    name = _NAME.fullmatch(path.name)
    if name is None:
        raise ValueError("not the name of a backup")
    seconds, parts = name["at"][:15], name["at"][15:]
    at = datetime.fromisoformat(f"{seconds}.{parts}+00:00")  # strptime would load all the world's locales
    if not 1971 <= at.year <= 9000:  # a made-up one, which cannot be told in local time everywhere
        raise ValueError("not the time of a backup")
    return Backup(path, at, path.stat().st_size, whole=name["damaged"] is None)


def stamp() -> str:
    """The time of now, in UTC to the microsecond, as the names of copies begin with it or hold it."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def made_in_turn(folder: Path) -> list[tuple[int, Backup]]:
    """Every backup in a folder with its turn, which counts up, in the order of making."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError, ValueError):
                found.append((_turn(path), as_backup(path)))
    return sorted(found, key=lambda each: (each[0], each[1].at))


def _turn(path: Path) -> int:
    name = _NAME.fullmatch(path.name)
    return int(name["turn"] or 0) if name else 0


def _next_turn(folder: Path) -> int:
    # A made-up one ends no counting.
    turns = (turn for turn, _backup in made_in_turn(folder) if turn < _LAST_TURN)
    return 1 + max(turns, default=0)


def _kind(plan_path: Path, copy: Path, check: Callable[[Path], object]) -> str:
    """How the name begins: nothing, or _DAMAGED when the plan is as damaged as its copy.

    Raises Damaged when only the copy is.
    """
    try:
        check(copy)
    except Damaged:
        try:
            check(plan_path)
        except Damaged:
            return _DAMAGED
        raise
    return ""


def _thin(folder: Path) -> None:
    made = [backup for _turn, backup in made_in_turn(folder)]
    whole = [backup for backup in made if backup.whole]
    keep = kept_backups.kept([backup.at for backup in whole])
    stay = [backup for place, backup in enumerate(whole) if place in keep]
    stay += [backup for backup in made if not backup.whole][-DAMAGED_KEPT:]
    left = [backup for backup in made if backup in stay]
    sizes = [(backup.size, backup.whole) for backup in left]
    going = kept_backups.too_large(sizes, kept_backups.MOST_BYTES)
    stay = [backup for place, backup in enumerate(left) if place not in going]
    for backup in made:
        if backup not in stay:
            _remove(backup.path)


def _remove(path: Path) -> None:
    """A backup too many is no reason to stop anything."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
