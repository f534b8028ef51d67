# SPDX-License-Identifier: Apache-2.0
"""What is to be done with a plan's file while it is closed: a note, left before WellPlan starts afresh.

The note stays until the work has ended, so work that was cut short can be taken up again. Only a note that
the process before this one left is carried out without a question: anyone may write to the folder.
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import small_files
from wellplan.vault.places import ERRAND_NOTE as NOTE

MOVE, REMOVE = "move", "remove"
PROOF = "WELLPLAN_ERRAND"
"""In the environment of the process that starts afresh: the SHA-256, in hex, of the note it was given."""
QUESTION_S = 86_400
"""Seconds after which a note that nobody began is not even asked about."""
_MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Errand:
    """Move the plan at `path` to `target`, or remove it for good. `begun`: an earlier start was cut short.

    `asked`: it was asked for just now, in the process before this one. Else the person is to say yes first.
    """

    kind: str
    path: Path
    target: Path | None = None
    begun: bool = False
    asked: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `path`: where the plan is now, None when it is removed. `backups`: how many went too."""

    path: Path | None
    backups: int = 0


def leave(errand: Errand, data_dir: Path) -> None:
    """Write the note, synced, and give the next process its proof.

    Raises WellPlanError; then there is no note, and nothing will be done.
    """
    os.environ[PROOF] = _digest(_write(errand, data_dir))


def _digest(note: bytes) -> str:
    import hashlib

    return hashlib.sha256(note).hexdigest()


def _write(errand: Errand, data_dir: Path) -> bytes:
    content = {
        "kind": errand.kind,
        "path": os.fspath(errand.path),
        "target": os.fspath(errand.target) if errand.target else None,
        "begun": errand.begun,
    }
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        note = json.dumps(content)
        small_files.write(data_dir / NOTE, note)
    except OSError as error:
        raise WellPlanError(
            _("WellPlan could not get ready for it, so it has not begun."),
            _("Your plan is safe, where it was."),
            _("Make some room on the disk, then try again."),
        ) from error
    return note.encode()


def find(data_dir: Path) -> Errand | None:
    """The note that was left; None when there is none, none that makes sense, or only an old one."""
    try:
        note = small_files.read(data_dir / NOTE, _MOST_BYTES)
        age = abs(time.time() - (data_dir / NOTE).stat().st_mtime)
        untrusted = json.loads(note)
        errand = Errand(
            untrusted["kind"],
            Path(untrusted["path"]),
            Path(untrusted["target"]) if untrusted["target"] is not None else None,
            untrusted["begun"] is True,
            asked=os.environ.get(PROOF) == _digest(note),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    fits = errand.kind == REMOVE or (errand.kind == MOVE and errand.target is not None)
    is_old = age > QUESTION_S and not (errand.asked or errand.begun)
    if is_old:
        _remove_note(data_dir)
    return errand if fits and errand.path.is_absolute() and not is_old else None


def drop(errand: Errand, data_dir: Path) -> None:
    """The person says no: the plan stays where it is, and the note goes.

    A move that was cut short may have given the plan's file its second name already; that goes too. Nothing
    but a plan's: anyone may have made the note up.
    """
    with suppress(OSError):
        # With one link it may be one name, where small letters count as large; before it began it gave none.
        twice = errand.begun and errand.path.stat().st_nlink > 1 and _is_about_a_plan(errand)
        if errand.target not in (None, errand.path) and twice and errand.path.samefile(errand.target):
            errand.target.unlink()
    _remove_note(data_dir)


def _remove_note(data_dir: Path) -> None:
    with suppress(OSError):
        (data_dir / NOTE).unlink(missing_ok=True)


def run(errand: Errand, data_dir: Path) -> Done:
    """Do it, or bring it to its end. Raises WellPlanError. Either way the note is gone afterwards.

    Only when the program is ended in the middle does the note stay. Anyone who can write to the data folder
    can make up a note, so it may touch nothing but plans.
    """
    from wellplan.vault import places

    os.environ.pop(PROOF, None)
    try:
        if not _is_about_a_plan(errand):
            raise _not_a_plan()
        if not errand.begun:
            _write(replace(errand, begun=True), data_dir)
        if errand.kind == REMOVE:
            return Done(None, places.remove_plan(errand.path, data_dir).backups)
        assert errand.target is not None
        go = places.finish_move if errand.begun else places.move_to
        return Done(go(errand.path, errand.target))
    finally:
        _remove_note(data_dir)


def _is_about_a_plan(errand: Errand) -> bool:
    """Whether the names are those of a plan, and what is there is one, or is gone or written over already."""
    from wellplan.vault import container

    new_name = errand.target is None or errand.target.name == errand.path.name
    if not new_name and errand.target is not None and errand.target.suffix != ".wellplan":
        return False
    try:
        start = small_files.read(errand.path, 72)
    except OSError:
        return True  # none there, or it cannot be read: the work itself says so
    return not start.strip(b"\0") or start[68:] == container.APPLICATION_ID.to_bytes(4, "big")


def _not_a_plan() -> WellPlanError:
    return WellPlanError(
        _("WellPlan found a note to move or remove a file that is no plan."),
        _("Nothing has been touched."),
        _("Look for your plan, and open it."),
    )
