# SPDX-License-Identifier: Apache-2.0
"""Work on the open file that is too slow for a click. A store has one user, so what changes it stays here."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.notice import as_error
from wellplan.ui.session import Session
from wellplan.ui.tasks import run_in_background

PAINT_FIRST_MS = 60  # so that the words about slow work are on the screen before it starts


def work_on_store(
    parent: QObject,
    session: Session,
    work: Callable[[], Any],
    done: Callable[[Any], object],
    failed: Callable[[WellPlanError], object],
) -> None:
    """Save, run `work`, then call `done(result)` or `failed(error)`; neither when `parent` is gone."""

    def run() -> None:
        if not session.flush():
            failed(_not_saved_yet())
            return
        try:
            result = work()
        except Exception as error:
            failed(as_error(error))
        else:
            done(result)

    QTimer.singleShot(PAINT_FIRST_MS, parent, run)


def work_beside_store(
    parent: QObject,
    session: Session,
    read: Callable[[], Callable[[], Any]],
    done: Callable[[Any], object],
    failed: Callable[[WellPlanError], object],
) -> None:
    """Save; then what `read()` gives runs on another thread, as it leaves the store itself alone."""
    if not session.flush():
        failed(_not_saved_yet())
        return
    try:
        work = read()
    except Exception as error:
        failed(as_error(error))
    else:
        run_in_background(parent, work, done, lambda error: failed(as_error(error)))


def or_at_closing(session: Session, act: Callable[[], object]) -> Callable[[], None]:
    """What was asked for and still takes its time is done as the plan closes, before a lock ends it.

    Gives a call to say that it is under way, or not to be done any more.
    """
    waiting = [act]

    def last() -> None:
        while waiting:
            with suppress(WellPlanError, KeyError):
                waiting.pop()()

    session.closing.connect(last)
    return waiting.clear


def _not_saved_yet() -> WellPlanError:
    return WellPlanError(
        _("Your last words are not saved yet."),
        _("Your saved plan is safe."),
        _("Make some room on the disk, then try again."),
    )
