# SPDX-License-Identifier: Apache-2.0
"""What is to be done with a plan's file while it is closed: a note, left before WellPlan starts afresh.

The note stays until the work has ended, so work that was cut short is taken up at the next start.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import small_files
from wellplan.vault.places import ERRAND_NOTE as NOTE

MOVE, REMOVE = "move", "remove"
_MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Errand:
    """Move the plan at `path` to `target`, or remove it for good. `begun`: an earlier start was cut short."""

    kind: str
    path: Path
    target: Path | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `path`: where the plan is now, None when it is removed. `backups`: how many went too."""

    path: Path | None
    backups: int = 0


def leave(errand: Errand, data_dir: Path) -> None:
    """Write the note, synced. Raises WellPlanError; then there is none, and nothing will be done."""
    content = {
        "kind": errand.kind,
        "path": os.fspath(errand.path),
        "target": os.fspath(errand.target) if errand.target else None,
        "begun": errand.begun,
    }
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        small_files.write(data_dir / NOTE, json.dumps(content))
    except OSError as error:
        raise WellPlanError(
            _("WellPlan could not get ready for it, so it has not begun."),
            _("Your plan is safe, where it was."),
            _("Make some room on the disk, then try again."),
        ) from error


def find(data_dir: Path) -> Errand | None:
    """The note that was left; None when there is none, or none that makes sense."""
    try:
        untrusted = json.loads(small_files.read(data_dir / NOTE, _MOST_BYTES))
        errand = Errand(
            untrusted["kind"],
            Path(untrusted["path"]),
            Path(untrusted["target"]) if untrusted["target"] is not None else None,
            untrusted["begun"] is True,
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    fits = errand.kind == REMOVE or (errand.kind == MOVE and errand.target is not None)
    return errand if fits and errand.path.is_absolute() else None


def run(errand: Errand, data_dir: Path) -> Done:
    """Do it, or bring it to its end. Raises WellPlanError. Either way the note is gone afterwards.

    Only when the program is ended in the middle does the note stay. Anyone who can write to the data folder
    can make up a note, so it may touch nothing but plans.
    """
    from wellplan.vault import places

    try:
        if not _is_about_a_plan(errand):
            raise _not_a_plan()
        if not errand.begun:
            leave(replace(errand, begun=True), data_dir)
        if errand.kind == REMOVE:
            return Done(None, places.remove_plan(errand.path, data_dir).backups)
        assert errand.target is not None
        go = places.finish_move if errand.begun else places.move_to
        return Done(go(errand.path, errand.target))
    finally:
        with suppress(OSError):
            (data_dir / NOTE).unlink(missing_ok=True)


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
