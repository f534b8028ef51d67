# SPDX-License-Identifier: Apache-2.0
"""Copies of a plan from before words were forgotten in it: which they are, and what may be removed of them.

A copy that has not lost the text that was taken away last is from before. No key is needed to see that.
"""

from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellplan.crypto import Keys
from wellplan.errors import WellPlanError
from wellplan.vault import backup, container, copies_found, replay, scrubbing
from wellplan.vault.records import TOMBSTONE
from wellplan.vault.vault import looked_into


@dataclass(frozen=True, slots=True)
class LastLoss:
    """The last record of a plan whose text was removed for good. Each forgetting adds a later one."""

    seq: int
    uid: bytes


def last_loss(path: Path) -> LastLoss | None:
    """Where a plan last forgot something; None when it never did. Raises Damaged or WellPlanError."""
    row = _ask(path, "SELECT seq, uid FROM record WHERE class = ? ORDER BY seq DESC LIMIT 1", [TOMBSTONE])
    return LastLoss(*row) if row else None


def has_lost(copy: Path, loss: LastLoss) -> bool:
    """Whether a copy has surely forgotten it too; not when it cannot be read."""
    with suppress(WellPlanError):
        row = _ask(copy, "SELECT class FROM record WHERE seq = ? AND uid = ?", [loss.seq, loss.uid])
        return row == (TOMBSTONE,)
    return False


def beside(path: Path) -> tuple[Path, ...]:
    """Second copies in the plan's folder that may still say what it has forgotten. Raises as `last_loss`."""
    loss = last_loss(path)
    if loss is None:
        return ()
    return tuple(each.path for each in copies_found.find_copies(path) if not has_lost(each.path, loss))


def not_taken_in(path: Path, keys: Keys, copies: Iterable[Path]) -> list[Path]:
    """Those copies of which nobody can say that the plan knows all their records.

    Raises Damaged or WellPlanError when the plan itself cannot be read.
    """
    copies = list(copies)
    ours = _known(path, keys) if copies else frozenset()
    keep = []
    for copy in copies:
        try:
            if _known(copy, keys) <= ours:
                continue
        except (OSError, WellPlanError):
            pass
        keep.append(copy)
    return keep


def remove_left(path: Path, keys: Keys, newest: backup.Backup) -> int:
    """End a forgetting that was cut short, or that was done on another computer; how many files went.

    `newest` is a backup of the plan, whole and checked; nothing goes unless it has lost the same, as nobody
    has checked what the plan's file says. Backups from before go only where the plan has all that is in them;
    with them go copies of a damaged file made earlier, half ones, and second copies that were brought in.
    Raises OSError, Damaged or WellPlanError; some may be gone then.
    """
    loss = last_loss(path)
    if loss is None or not has_lost(newest.path, loss):
        return 0
    folder = newest.path.parent
    made = backup.made_in_turn(folder)
    before = [(turn, each) for turn, each in made if each.whole and _is_from_before(path, each.path, loss)]
    if not before:
        return 0
    last = max(turn for turn, _each in before)
    damaged = [each.path for turn, each in made if not each.whole and turn <= last]
    put_away = backup.put_away_in(folder)
    kept = not_taken_in(path, keys, put_away)
    halves = [each for each in backup.all_of_ours(folder) if each.name.startswith(".")]
    brought_in = [each for each in put_away if each not in kept]
    return backup.remove([*(each.path for _turn, each in before), *damaged, *brought_in, *halves])


def _is_from_before(path: Path, copy: Path, loss: LastLoss) -> bool:
    """Whether a copy is the plan as it once was, before that loss: then the plan has all its records."""
    with suppress(WellPlanError):
        newest = _ask(copy, "SELECT seq, mac FROM record ORDER BY seq DESC LIMIT 1", [])
        if newest is None or _ask(path, "SELECT seq, mac FROM record WHERE seq = ?", newest[:1]) != newest:
            return False
        return not has_lost(copy, loss)
    return False


def _known(path: Path, keys: Keys) -> frozenset[str]:
    """Every record a file knows, in hex. Raises Damaged or WellPlanError."""
    with looked_into(path, keys) as opened:
        steps = replay.steps(opened)
    return frozenset(scrubbing.known((step.uid, step.told) for step in steps))


def _ask(path: Path, question: str, values: Iterable[Any]) -> tuple[Any, ...] | None:
    with closing(container.connect(path, read_only=True)) as db, container.reading():
        row: tuple[Any, ...] | None = db.execute(question, list(values)).fetchone()
    return row
