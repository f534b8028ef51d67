# SPDX-License-Identifier: Apache-2.0
"""What looks after an open plan: its backups, second copies beside it, and words that cannot be saved.

It works after the first paint, on another thread, and speaks only when nobody is having a bad hour.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.file_dialogs import ask_place_for_copy, documents, free_plan_path
from wellplan.ui.notice import as_error
from wellplan.ui.tasks import run_in_background

if TYPE_CHECKING:
    from datetime import date

    from wellplan.ui.session import Session
    from wellplan.ui.window import Window
    from wellplan.vault.copies_found import FoundCopy
    from wellplan.vault.store import Store

AFTER_PAINT_MS = 400
ASK_AGAIN_MS = 1_000  # a question comes soon after the message before it went
HOUR_MS = 3_600_000
QUICK_BYTES = 1 << 20  # a plan up to this size is copied and checked in a blink; locking must not wait
ELSEWHERE_DAYS = 60  # a backup elsewhere that is older than this is worth a word
QUIET_DAYS = 30  # after the reminder was put away
FIRST_DAYS = 7  # of a plan without any reminder


class Safety(QObject):
    """Belongs to one window."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._back_up: Callable[[], object] | None = None

    # --- after opening

    def after_opening(self, session: "Session") -> None:
        """Make the backup that is due and look for second copies, once the plan is on the screen."""
        if not session.example and store_of(session) is not None:
            QTimer.singleShot(AFTER_PAINT_MS, self, lambda: self._look_after(session))

    def _look_after(self, session: "Session") -> None:
        store = store_of(session)
        if store is None or session is not self._window.session or session.read_only:
            return
        from wellplan.vault.copies_found import find_copies
        from wellplan.vault.upkeep import due_backup

        path = store.path
        self._back_up = due_backup(store)
        self._back_up_now(session)
        run_in_background(
            session, lambda: find_copies(path), lambda found: self._found(session, found), _ignore
        )

    def _back_up_now(self, session: "Session") -> None:
        """At opening, and again every hour while the plan stays open."""
        if session is self._window.session and self._back_up is not None:
            run_in_background(
                session, self._back_up, lambda _made: session.backed_up.emit(), self._not_backed_up
            )
            QTimer.singleShot(HOUR_MS, session, lambda: self._back_up_now(session))

    def after_closing(self, session: "Session") -> None:
        """A backup of what was written since the last one. A large plan's can wait for the next opening."""
        back_up, self._back_up = self._back_up, None
        if back_up is not None and session.saved and not session.read_only:
            with suppress(Exception):  # the plan itself is saved; at the next opening there is time to speak
                if session.keeper.path.stat().st_size <= QUICK_BYTES:
                    back_up()

    def _found(self, session: "Session", found: Sequence["FoundCopy"]) -> None:
        from datetime import date, timedelta

        if any(not is_left(session, copy) for copy in found):
            told = _("There is a second copy of this plan in the same folder.")
            self._ask(told, _("Look at it"), "joining")
        elif not session.keeper.preference("backup_reminder"):
            # A plan of the first days: nothing is asked of anyone who has only just begun.
            began = date.today() - timedelta(days=QUIET_DAYS - FIRST_DAYS)
            session.remember("backup_reminder", began.isoformat())
        elif reminder_due(session, date.today()):
            told = _("A backup somewhere else helps if this computer is lost.")
            self._ask(told, _("Save one"), "backups", lambda: put_reminder_away(session))

    def _not_backed_up(self, error: Exception) -> None:
        shown = as_error(error)
        self._when_calm(lambda: self._say(str(shown)))

    def _ask(self, told: str, way: str, page: str, later: Callable[[], object] = lambda: None) -> None:
        """One quiet question at the foot; never in a bad hour, nor after one."""
        window = self._window

        def ask() -> None:
            if window.here[0] != page:
                window.frame.toasts.ask(told, way, lambda: window.go(page, ""), later)

        self._when_calm(ask)

    def _when_calm(self, speak: Callable[[], object]) -> None:
        """Now, or once no other message is there and the plan is in sight. Not at all after a bad hour."""
        window = self._window
        if window.struggled or window.session is None:
            return
        if window.at_work and not window.frame.toasts.isVisible():
            speak()
        else:
            QTimer.singleShot(ASK_AGAIN_MS, self, lambda: self._when_calm(speak))

    # --- while words cannot be saved

    def save_elsewhere(self) -> None:
        """A sealed copy of the words on the screen, at a place the person chooses."""
        session = self._window.session
        path = ask_place_for_copy(self._window, free_plan_path(documents()))
        if session is None or path is None:
            return
        from wellplan.vault.elsewhere import saver

        plan = session.plan
        save = saver(cast("Store", session.keeper), plan, path)
        self._say(_("Saving a copy…"))

        def done(_none: object) -> None:
            session.kept_elsewhere(plan)
            self._say(_("Saved and checked: {name}. It has the same passphrase.").format(name=path.name))
            self._window.leaving.lock_late()

        run_in_background(session, save, done, lambda error: self._say(str(as_error(error))))

    def bring_together(self) -> None:
        """Another program changed the file: open it as it is now, and put the words on the screen with it."""
        session = self._window.session
        if session is None:
            return
        from wellplan.vault.elsewhere import bring_together

        try:
            store, plan = bring_together(cast("Store", session.keeper), session.plan)
        except WellPlanError as error:
            self._window.leaving.state_changed("not-saved", error)
            return
        session.take_keeper(store, plan)
        if session.saved:
            self._say(_("Both are together now, and saved. Nothing was left out."))

    def _say(self, sentence: str) -> None:
        self._window.frame.toasts.say(sentence, False)


def _ignore(_result: object) -> None:
    """Nothing to say: a backup was made, or nobody can be helped by hearing that a folder was not read."""


def store_of(session: "Session") -> "Store | None":
    """The open file behind a session; None for an example."""
    from wellplan.vault.store import Store

    return session.keeper if isinstance(session.keeper, Store) else None


# --- what was put away, and until when


def _mark(copy: "FoundCopy") -> str:
    return f"{copy.path.name} {copy.changed.isoformat()} {copy.size}"


def is_left(session: "Session", copy: "FoundCopy") -> bool:
    """Whether the person chose to leave this copy alone. One that changed since is another copy."""
    return _mark(copy) in session.keeper.preference("left_copies").splitlines()


def leave_alone(session: "Session", copy: "FoundCopy") -> None:
    """Remember that this copy is to be left where it is."""
    left = session.keeper.preference("left_copies").splitlines()
    session.remember("left_copies", "\n".join([*left[-19:], _mark(copy)]))


def reminder_due(session: "Session", today: "date") -> bool:
    """Whether there is no backup elsewhere, or only an old one, and no reminder was put away lately."""
    return _is_past(session.keeper.preference("backup_elsewhere"), ELSEWHERE_DAYS, today) and _is_past(
        session.keeper.preference("backup_reminder"), QUIET_DAYS, today
    )


def put_reminder_away(session: "Session") -> None:
    """Quiet for a month."""
    from datetime import date

    session.remember("backup_reminder", date.today().isoformat())


def _is_past(day: str, days: int, today: "date") -> bool:
    try:
        return not 0 <= (today - today.fromisoformat(day)).days <= days
    except ValueError:
        return True
