# SPDX-License-Identifier: Apache-2.0
"""The page under Backups, Earlier versions and second copies: a list, one thing of it, and a message."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from wellplan.errors import WellPlanError
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, show_busy
from wellplan.ui.page import Page, give_focus
from wellplan.ui.rows import clear, hairline, stack
from wellplan.ui.session import Session
from wellplan.ui.store_work import work_beside_store, work_on_store
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.vault.store import Store

Begin = Callable[[Callable[[Any], None], Callable[[WellPlanError], None]], object]
"""Starts slow work that ends in one of the two: with what came of it, or with what went wrong."""


class KeptPage(Page):
    """`body` holds what is shown now; `turn` empties it for something else."""

    def __init__(self, title: str, session: Session, lead: str) -> None:
        super().__init__(title)
        self.session = session
        self.lead = Words(lead, "lead")
        self.column.addWidget(self.lead)
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self.body = stack(spacing=10)
        self.column.addLayout(self.body)
        self.column.addStretch(1)
        self._busy: QPushButton | None = None

    @property
    def store(self) -> "Store":
        """The open file; only a real plan has these pages."""
        return cast("Store", self.session.keeper)

    def turn(self, *, to_one: bool = False) -> None:
        """Empty the page for something else, from its top; `to_one`: for one thing of the list."""
        clear(self.body)
        self.lead.setVisible(not to_one)
        self.verticalScrollBar().setValue(0)

    def show_from_top(self, part: QWidget) -> None:
        """Scroll so that what was just put on the page starts near the top."""

        def scroll() -> None:
            self.show_widget(part)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.height_of(part) - current_look().px(80))
            self.show_headings_whole()

        QTimer.singleShot(0, part, scroll)

    def height_of(self, part: QWidget) -> int:
        """How far below the top of what is in sight, in px."""
        return part.mapTo(self.viewport(), QPoint(0, 0)).y()

    def title(self, text: str, tone: str = "h2") -> Heading:
        """A heading in the body, with the air that goes above it."""
        look = current_look()
        if tone == "h2" and self.body.count() > 1:
            self.body.addSpacing(look.px(12))
            self.body.addWidget(hairline())
            self.body.addSpacing(look.px(4))
        made = Heading(text, tone)
        self.body.addWidget(made)
        return made

    def say(self, text: str, tone: str = "body") -> Words:
        """Words in the body."""
        made = Words(text, tone)
        self.body.addWidget(made)
        return made

    def ways(self, *ways: QPushButton) -> QWidget:
        """Buttons in the body, side by side while they fit."""
        made = flow(*ways)
        self.body.addWidget(made)
        return made

    def focus_soon(self, widget: QWidget, *, tries: int = 5) -> None:
        """Give the keyboard to something that is only being laid out: Qt shows it a moment later."""

        def move() -> None:
            if tries and not widget.isVisible():
                self.focus_soon(widget, tries=tries - 1)  # it has no place yet to scroll to
            else:
                give_focus(widget)
                self._show_notice_with(widget)

        QTimer.singleShot(0, widget, move)

    def _show_notice_with(self, widget: QWidget) -> None:
        """What has just been said stays in sight above what has the keyboard, when there is room for both."""
        around, bar, air = self.widget(), self.verticalScrollBar(), current_look().px(8)
        if around is None or not self.notice.isVisible():
            return
        top = self.notice.mapTo(around, QPoint(0, 0)).y()
        foot = widget.mapTo(around, QPoint(0, widget.height())).y()
        if top < bar.value() and foot - top + 2 * air <= self.viewport().height():
            bar.setValue(max(top - air, 0))

    def work(
        self, pressed: QPushButton, busy_words: str, work: Callable[[], Any], done: Callable[[Any], object]
    ) -> None:
        """Slow work on the open file, on this thread."""
        session = self.session
        self.wait_for(
            pressed, busy_words, done, lambda end, failed: work_on_store(self, session, work, end, failed)
        )

    def work_beside(
        self,
        pressed: QPushButton,
        busy_words: str,
        read: Callable[[], Callable[[], Any]],
        done: Callable[[Any], object],
    ) -> None:
        """Slow reading on another thread: what `read()` gives."""
        session = self.session
        self.wait_for(
            pressed, busy_words, done, lambda end, failed: work_beside_store(self, session, read, end, failed)
        )

    def wait_for(
        self, pressed: QPushButton, busy_words: str, done: Callable[[Any], object], begin: Begin
    ) -> None:
        """One slow thing at a time: words while it runs, and what went wrong in place.

        It may go on when the page is left; then what went wrong is said at the foot of the window.
        """
        if self._busy is not None:
            return
        self._busy = pressed
        show_busy(pressed, True)
        self.notice.say(busy_words)

        def finished(result: Any) -> None:
            if isValid(self):
                self._rest()
                self.notice.put_away()
            done(result)

        def failed(error: WellPlanError) -> None:
            if isValid(self):
                self._rest()
                self.notice.show_error(error)
            else:
                self.session.said.emit(str(error), False)

        begin(finished, failed)

    def _rest(self) -> None:
        pressed, self._busy = self._busy, None
        if pressed is not None and isValid(pressed):
            show_busy(pressed, False)
