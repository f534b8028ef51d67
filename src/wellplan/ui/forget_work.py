# SPDX-License-Identifier: Apache-2.0
"""Removing words for good, as work in three parts: only the change itself keeps the window waiting."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from wellplan.errors import WellPlanError
from wellplan.i18n import _, ngettext
from wellplan.ui.notice import as_error
from wellplan.ui.session import Session
from wellplan.ui.store_work import or_at_closing, work_beside_store, work_on_store
from wellplan.ui.tasks import run_in_background

if TYPE_CHECKING:
    from wellplan.vault.forgetting import Aim, Forgotten, Wanted
    from wellplan.vault.store import Store


def forget(
    session: Session,
    aim: "Aim",
    done: Callable[["Forgotten"], object],
    failed: Callable[[WellPlanError], object],
) -> None:
    """Forget what `aim` says, also when the page is left or the plan locked meanwhile.

    Where locking cuts short what comes after the change, the next unlock ends it.
    """
    from wellplan.vault import forgetting

    store = cast("Store", session.keeper)
    under_way = or_at_closing(session, lambda: forgetting.carry_out(store, aim))

    def carry_out(wanted: "Wanted") -> int:
        under_way()
        return forgetting.carry_out(store, aim, wanted)

    def change(wanted: "Wanted") -> None:
        work_on_store(session, session, lambda: carry_out(wanted), renew, stopped)

    def stopped(error: WellPlanError) -> None:
        under_way()
        failed(error)

    def renew(changed: int) -> None:
        session.take_forgotten()
        work = forgetting.renewing(store, changed)
        run_in_background(session, work, done, lambda error: failed(as_error(error)))

    work_beside_store(session, session, lambda: forgetting.read(store, aim), change, stopped)


def in_words(done: "Forgotten") -> list[str]:
    """What is gone now, and what may still say it."""
    backups = ngettext(
        "Removed for good, and {number} older backup with it.",
        "Removed for good, and {number} older backups with it.",
        done.backups_removed,
    ).format(number=done.backups_removed)
    told = [backups]
    if done.copies_kept:
        told.append(_("A second file with your backups has words that are not in your plan, so it was kept."))
    if done.copies_beside:
        told.append(_("A second copy of your plan is in the same folder, and may still say it."))
        told.append(_("You find it under Backups, at “Second copies”."))
    return [*told, _("This computer’s memory lets go of it when you lock.")]
