# SPDX-License-Identifier: Apache-2.0
"""Where a copy may go: never over a plan, and only where an ordinary file can be. Then it is written."""

from pathlib import Path

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.files import write_safely

PLAN_SUFFIX = ".wellplan"


def check_place(path: Path, plan_path: Path | None = None) -> None:
    """Refuse a place where a copy must not or cannot go, before anyone is asked for a passphrase.

    A plan's own file is never written over, nor is anything that is not an ordinary file.
    """
    target = path.resolve()
    same = plan_path is not None and (target == plan_path.resolve() or _is_same(target, plan_path))
    if same or target.suffix.lower() == PLAN_SUFFIX:
        raise _refused(_("A copy cannot be written over a plan."))
    if target.exists() and not target.is_file():
        raise _refused(_("The place for the copy is not an ordinary file."))
    if not target.parent.is_dir():
        raise _refused(_("The folder for the copy does not exist."))


def write_copy(path: Path, data: bytes, plan_path: Path | None = None) -> None:
    """Check the place and write `data` there, whole or not at all. A link is followed, not replaced.

    Raises WellPlanError, and leaves nothing half done.
    """
    check_place(path, plan_path)
    write_safely(path.resolve(), data)


def _is_same(target: Path, plan_path: Path) -> bool:
    try:
        return target.samefile(plan_path)
    except OSError:
        return False


def _refused(what: str) -> WellPlanError:
    return WellPlanError(what, _("Your plan has not changed."), _("Choose another name or folder for it."))
