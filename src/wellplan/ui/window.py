# SPDX-License-Identifier: Apache-2.0
"""The window: going from screen to screen, and leaving: locked, hidden or closed.

It knows the names of pages, not what is on them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from wellplan.i18n import _
from wellplan.ui.frame import Frame
from wellplan.ui.idle import EarlyKeys, Presence
from wellplan.ui.leaving import Leaving
from wellplan.ui.look import apply_look
from wellplan.ui.page import Page, escape_from, give_focus, holds_keyboard
from wellplan.ui.pages import make_page
from wellplan.ui.safety import Safety
from wellplan.ui.settings import Settings
from wellplan.ui.settling import after_showing
from wellplan.ui.text_fields import is_undo

if TYPE_CHECKING:
    from wellplan.ui.session import Session

FIRST_SIZE = QSize(1180, 780)
TITLE = "Planner"  # neutral: a taskbar is read by whoever stands behind


class Window(QMainWindow):
    """The one window. `relaunch(path, hidden)` ends this process and starts a fresh one, locked."""

    def __init__(self, settings: Settings, relaunch: Callable[[Path | None, bool], None]) -> None:
        super().__init__()
        self.settings = settings
        self.session: Session | None = None
        self.here = ("", "")
        self.struggled = False
        self.safety, self.leaving = Safety(self), Leaving(self, relaunch)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(360, 420)
        self._build()
        self._keys()
        self.presence = Presence(self)
        self.presence.warned.connect(self._warn_idle)
        self.presence.away.connect(self.leaving.lock)
        self.presence.hide_asked.connect(self.leaving.hide_away)

    def take_first_size(self) -> None:
        """The size before the person has chosen one: whole on a small screen too, with the title above it."""
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize() - QSize(0, 32)))

    def _build(self) -> None:
        """A new frame; Qt destroys the one before."""
        self.frame = Frame()
        bar = self.frame.bar
        bar.hide_now.connect(self.leaving.hide_away)
        bar.struggling.connect(self.struggling)
        bar.lock.connect(self.leaving.lock)
        bar.close_now.connect(self.close_now)
        self.frame.toasts.undo.connect(self._undo)
        self.leaving.follow()
        self.setCentralWidget(self.frame)

    @property
    def page(self) -> Page | None:
        """The page of the plan that is open now."""
        return self.frame.page

    @property
    def at_work(self) -> bool:
        """True while the plan's pages are in sight: no cover, and no screen for a bad hour, over them."""
        return self.frame.over is None and self.frame.cover is None

    def _keys(self) -> None:
        for key, act in (
            ("F1", self.struggling),
            ("Ctrl+L", self.leaving.lock),
            ("Ctrl+H", self.leaving.hide_away),
            ("Ctrl+Z", self._undo),
            ("Ctrl+Shift+Z", self._redo),
            ("Ctrl+Y", self._redo),
            ("Ctrl+S", self._save_now),
            ("Ctrl+P", lambda: self.go("paper", "")),
            ("Ctrl+,", lambda: self.go("settings", "")),
            ("Ctrl+Q", self.close),
            ("Esc", self.close_now),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A field that has the keyboard claims Undo before any shortcut, and then lets it go on to here.
        if is_undo(event):
            back = event.key() == Qt.Key.Key_Z and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self._undo if back else self._redo)()
        else:
            super().keyPressEvent(event)

    # --- before a plan is open

    def show_front(self, screen: QWidget) -> None:
        """Show the welcome or the lock screen."""
        self.frame.show_front(screen)

    def open_session(self, session: "Session") -> None:
        """Show an open plan, where the person was."""
        self.session = session
        self._follow(session)
        session.save_state_changed.connect(self.leaving.state_changed)
        session.keeper_changed.connect(lambda: self.go(*self.here))  # a page may hold the file before
        page, _sep, what = session.keeper.preference("here", "").partition(" ")
        self._show_page(*self._safe_place(page, what))
        if (handle := self.windowHandle()) is not None:
            EarlyKeys(handle)
        self.safety.after_opening(session)

    def _follow(self, session: "Session") -> None:
        """Let the edges of the window show what the session says."""
        self.frame.make_rail(kept=not session.example).go.connect(self.go)
        session.plan_changed.connect(self._plan_changed)
        session.said.connect(self.frame.toasts.say)
        status = self.frame.status
        if session.example or session.read_only:
            status.show_state("example" if session.example else "read-only", None)
        else:
            session.save_state_changed.connect(status.show_state)
            status.show_state("saved" if session.saved else "saving", None)

    def _watch_presence(self) -> None:
        away = self.session is None or self.session.example
        self.presence.watch(0 if away else self.settings.idle_minutes)

    def _safe_place(self, page: str, what: str) -> tuple[str, str]:
        assert self.session is not None
        visible = [s.id for s in self.session.plan.sections if not s.hidden]
        if page == "section" and what in visible:
            return page, what
        if page in ("people", "about"):
            return page, ""
        return ("section", visible[0]) if visible else ("arrange", "")

    # --- pages

    def go(self, page: str, what: str) -> None:
        """Open a page of the plan; the one before it is destroyed."""
        if self.session is not None and self.at_work:
            self.session.flush()
            self._show_page(page, what)

    def _show_page(self, page: str, what: str) -> None:
        assert self.session is not None
        self.here = (page, what)
        self.frame.drop_page()
        made = make_page(page, what, self.session, self.settings)
        made.go.connect(self.go)
        made.look_changed.connect(self.change_look)
        made.settings_changed.connect(self._watch_presence)
        made.lock_asked.connect(self.leaving.lock_and)
        self._watch_presence()
        self._show_rail()
        self.frame.show_page(made)
        QTimer.singleShot(0, made, self._focus_page)
        after_showing(made)

    def _focus_page(self) -> None:
        if self.page is not None and self.frame.over is None:
            (self.page.first_focus() or self.page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _plan_changed(self, _source: object) -> None:
        if self.session is None:
            return
        ids = [s.id for s in self.session.plan.sections]
        if self.here[0] == "section" and self.here[1] not in ids:
            self.go(*self._safe_place("", ""))
        self._show_rail()

    def _show_rail(self) -> None:
        if self.session is not None and self.frame.rail is not None:
            self.frame.rail.show_plan(self.session.plan, self.here)

    def rebuild(self) -> None:
        """Draw everything again. Undo, and what is not saved yet, live in the session and stay."""
        self.close_now()
        session = self.session
        if session is not None:
            session.said.disconnect(self.frame.toasts.say)
            session.plan_changed.disconnect(self._plan_changed)
            if not (session.example or session.read_only):
                session.save_state_changed.disconnect(self.frame.status.show_state)
        self.frame.drop_page()
        self._build()
        if session is not None:
            self._follow(session)
            self.go(*self.here)

    def change_look(self, show_front: Callable[[], object] | None = None) -> None:
        """Draw everything in the look that the settings hold now; the keyboard stays on the same control.

        `show_front` shows the screen before a plan is open again.
        """
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None else ""
        apply_look(application, self.settings.look)
        self.rebuild()
        if show_front is not None:
            show_front()
        QTimer.singleShot(0, self, lambda: self._focus_named(name))

    def _focus_named(self, name: str) -> None:
        # The frame before a new look may still be there, as another child of this window.
        found = self.frame.findChild(QWidget, name) if name else None
        if found is not None:
            give_focus(found)

    # --- in a bad hour

    def struggling(self) -> None:
        """Show the person's own words for a bad hour, or the crisis lines when nothing is open."""
        if self.frame.over is not None:
            return
        self.struggled = True
        from wellplan.ui.now_screen import NowScreen

        if self.session is not None:
            self.session.flush()
        plan = self.session.plan if self.session and self.frame.cover is None else None
        screen = NowScreen(plan, self.settings)
        screen.closed.connect(self.close_now)
        self.frame.show_over(screen)
        screen.start()

    def close_now(self) -> None:
        """Back to where the person was: from the screen for a bad hour, the list of pages, or a question.

        When there is none of them, or the keyboard is on it: the message at the foot goes.
        """
        if self.frame.over is not None:
            before = self.frame.drop_over()
            if before is not None:
                give_focus(before)
            else:
                self._focus_page()
        elif holds_keyboard(self.frame.toasts) or not (self.frame.close_rail() or escape_from(self.frame)):
            self.frame.toasts.end()

    # --- leaving

    def remember_place(self) -> None:
        """Keep where the window is, and which page is open, for the next time."""
        self.settings.geometry = self.saveGeometry()
        if self.session is not None and not self.session.read_only:
            self.session.remember("here", " ".join(self.here).strip())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leaving.close(event)

    # --- small things

    def _save_now(self) -> None:
        if self.session is not None and self.session.flush():
            self.frame.toasts.say(_("Saved. WellPlan saves as you type."), False)

    def _undo(self) -> None:
        if self.session is not None and self.at_work:
            self.session.undo()

    def _redo(self) -> None:
        if self.session is not None and self.at_work:
            self.session.redo()

    def _warn_idle(self) -> None:
        self.frame.toasts.say(_("Locking soon. Press any key to stay."), False)
