# SPDX-License-Identifier: Apache-2.0
"""Locking, hiding and closing: saved first, covered when that cannot be, and no words lost in silence."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCloseEvent

from wellplan.errors import WellPlanError
from wellplan.i18n import _

if TYPE_CHECKING:
    from wellplan.ui.ways_out import WaysOut
    from wellplan.ui.window import Window
    from wellplan.vault.store import Store


class Leaving(QObject):
    """The ways out of a window. `relaunch(path, hidden)` ends this process and starts a fresh one, locked."""

    def __init__(self, window: "Window", relaunch: Callable[[Path | None, bool], None]) -> None:
        super().__init__(window)
        self._window, self._relaunch = window, relaunch
        self._error: WellPlanError | None = None
        self._closing = self._let_go = False

    def lock(self) -> None:
        """Save, hide, and start again at the lock screen: nothing stays in memory."""
        if self._window.session is not None:
            self._leave(hidden=False)

    def lock_and(self, choose: bool) -> None:
        """Lock as a page asks for it; `choose`: then show the list of plans, not this one's lock screen."""
        if self._window.session is not None:
            self._leave(hidden=False, choose=choose)

    def hide_away(self) -> None:
        """Out of sight at once; then locked, and small in the taskbar."""
        if self._window.session is None:
            self._window.showMinimized()
        else:
            self._leave(hidden=True)

    def _leave(self, *, hidden: bool, choose: bool = False) -> None:
        window, session = self._window, self._window.session
        assert session is not None
        window.hide()
        if not (session.flush() or session.kept or self._let_go):
            _let_errand_go()
            self._cover()
            return
        window.remember_place()
        window.session = None
        path = None if session.example or choose else session.keeper.path
        session.close()
        if not _is_to_be_removed(session.keeper.path):  # a backup made now would only be removed with it
            window.safety.after_closing(session)
        self._relaunch(path, hidden)

    # --- while the last words are only here

    def _cover(self) -> None:
        """The plan out of sight for whoever opens the window again; saving goes on trying behind it."""
        from wellplan.ui.cover import Cover

        window = self._window
        if window.frame.cover is None:
            cover = Cover(self._knows)
            cover.uncovered.connect(self._uncover)
            self._connect(cover.ways)
            window.frame.show_cover(cover)
            if self._error is not None:
                cover.ways.show_error(self._error, leaving=True)
        window.showMinimized()

    def _knows(self, passphrase: str) -> bool:
        from wellplan.vault.elsewhere import knows_passphrase

        assert self._window.session is not None
        return knows_passphrase(cast("Store", self._window.session.keeper), passphrase)

    def _uncover(self) -> None:
        self._window.frame.drop_cover()
        self._window.go(*self._window.here)

    def _connect(self, ways: "WaysOut") -> None:
        ways.leave.connect(self._leave_without)
        ways.save_elsewhere.connect(self._window.safety.save_elsewhere)
        ways.bring_together.connect(self._window.safety.bring_together)

    def follow(self) -> None:
        """A new frame: its banner leads here."""
        self._connect(self._window.frame.ways)
        if self._error is not None:
            self.state_changed("not-saved", self._error)

    def state_changed(self, state: str, error: WellPlanError | None) -> None:
        """What the session says about saving: show the ways out, or do what was asked for meanwhile."""
        frame = self._window.frame
        if state == "not-saved" and error is not None:
            self._error = error
            frame.show_ways(error, leaving=self._closing)
            if frame.cover is not None:
                frame.cover.ways.show_error(error, leaving=True)
        elif state == "saved":
            self._error, self._closing, self._let_go = None, False, False
            frame.put_ways_away()
            if frame.cover is not None:
                QTimer.singleShot(0, self, self.lock_late)

    def lock_late(self) -> None:
        """The lock that was asked for while the disk did not answer."""
        if self._window.session is not None and self._window.frame.cover is not None:
            self._leave(hidden=self._window.isMinimized())

    def _leave_without(self) -> None:
        """Said twice by the person: the last words are let go."""
        self._let_go = True
        if self._window.frame.cover is not None:
            self._leave(hidden=False)
        else:
            self._window.close()

    def close(self, event: QCloseEvent) -> None:
        """Close the window; while words are not saved, say so and offer what can be done instead."""
        window, session = self._window, self._window.session
        if session is not None and not (session.flush() or session.kept or self._let_go):
            self._closing = True
            if self._error is not None:
                self.state_changed("not-saved", self._error)
            if window.frame.cover is None:
                window.frame.toasts.say(_("Not closed: your last words are not saved yet."), False)
            event.ignore()
            return
        window.remember_place()
        if session is not None:
            session.close()
            window.safety.after_closing(session)
            window.session = None
        event.accept()


def _let_errand_go() -> None:
    """The plan does not close now, so it is not moved or removed at some later lock without a question."""
    from wellplan.vault import errands
    from wellplan.vault.places import data_dir

    errand = errands.find(data_dir())
    if errand is not None and errand.asked:
        errands.drop(errand, data_dir())


def _is_to_be_removed(path: Path) -> bool:
    from wellplan.vault import errands
    from wellplan.vault.places import data_dir

    errand = errands.find(data_dir())
    return (errand is not None and errand.asked) and (errand.kind, errand.path) == (errands.REMOVE, path)
