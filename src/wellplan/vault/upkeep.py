# SPDX-License-Identifier: Apache-2.0
"""What WellPlan does by itself for a plan that is open, on another thread: the backup that is due.

With it, words that were forgotten leave older backups, where that was cut short or done elsewhere.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import backup, container, leftovers
from wellplan.vault.backup import Backup
from wellplan.vault.vault import stored_head
from wellplan.vault.verification import verify_file

if TYPE_CHECKING:
    from wellplan.vault.open_plan import Store


def due_backup(store: "Store") -> Callable[[], Backup | None]:
    """A call for a worker thread, after unlocking: it makes a backup when the plan differs from the newest.

    It may be called again later in the session; then the session's own earlier backup makes room for the new
    one, so that the last 5 are of 5 openings. Gives None when nothing changed; raises WellPlanError.
    """
    path, data_dir, keys = store.path, store.data_dir, store.keys
    of_this_session: list[Path] = []

    def check(copy: Path) -> None:
        verify_file(copy, keys)

    def run() -> Backup | None:
        newest = next(iter(backup.list_backups(data_dir, keys.vault_id)), None)
        made = None
        if newest is None or not _is_same(path, newest, check):
            older = of_this_session.pop() if of_this_session else None
            at = backup.make_backup(path, data_dir, keys.vault_id, check, instead_of=older)
            try:
                newest = made = backup.as_backup(at)
            except FileNotFoundError:  # words were forgotten meanwhile, with a backup of its own after it
                return None
            if made.whole:
                of_this_session.append(made.path)
        if newest.whole:
            try:
                leftovers.remove_left(path, keys, newest)
            except (OSError, WellPlanError) as error:
                raise _not_cleared() from error
        return made

    return run


def _is_same(plan_path: Path, newest: Backup, check: Callable[[Path], object]) -> bool:
    """Whether the newest backup holds the plan as it is now, and is still whole if it was."""
    head = _head(plan_path)
    if head is None or head != _head(newest.path):
        return False
    try:
        check(newest.path)
    except WellPlanError:
        return not newest.whole
    return True


def _head(path: Path) -> bytes | None:
    try:
        with closing(container.connect(path, read_only=True)) as db, container.reading():
            return stored_head(db)
    except WellPlanError:
        return None


def _not_cleared() -> WellPlanError:
    return WellPlanError(
        _("Some older backups may still hold words you removed for good."),
        _("Your plan is safe."),
        _("WellPlan tries again the next time you open it."),
    )
