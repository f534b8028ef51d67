# SPDX-License-Identifier: Apache-2.0
"""A screen from before a plan is open: one narrow column, and under it where to get help at once."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow, level_with
from wellplan.ui.help_strip import HelpStrip
from wellplan.ui.look import current_look
from wellplan.ui.page import Page, give_focus, holds_keyboard
from wellplan.ui.rows import stack
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words


class FrontScreen(QWidget):
    """`body` is where a screen puts its parts. `first` is what has the keyboard when it is shown."""

    look_changed = Signal()

    def __init__(self, title: str, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.first: QWidget | None = None
        self._settled = False
        self.page = Page(title, narrow=True)
        self.page.column.insertStretch(0, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(current_look().px(12))
        self.page.column.addLayout(self.body)
        self.page.column.addStretch(1)
        self._strip = HelpStrip(settings)
        self._down = stack(self, spacing=0)
        self._down.addWidget(self.page, 1)
        self._down.addWidget(self._strip)

    def look_line(self, show_look: Callable[[], None], name: str = "") -> QWidget:
        """The quiet line that leads to text and colours. `name` is how the button is found."""
        look = button(_("Change"), show_look, kind="text-link", says=_("Change text and colours"))
        look.setObjectName(name)
        return flow(level_with(Words(_("Text and colours:"), "quiet"), look), look, across=2, down=0)

    def look_part(self, after: Callable[[], None]) -> tuple[QWidget, QWidget | None]:
        """Text and colours before anything is open, and what has the keyboard there. Done calls `after`."""
        from wellplan.ui.look_panel import LookPanel

        panel = LookPanel(self.settings)
        panel.look_changed.connect(self.look_changed)
        done = button(_("Done"), after, kind="primary")
        done.setObjectName("look-done")
        holder = QWidget()
        down = stack(holder, spacing=20)
        down.addWidget(panel)
        down.addWidget(flow(done))
        return holder, panel.first_focus()

    def focus_soon(self) -> None:
        """Give the keyboard to `first` once everything has its place."""
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        if self.first is not None and self.isVisible():
            self._settled = True
            give_focus(self.first)

    def first_focus(self) -> QWidget | None:
        """What should have the keyboard."""
        return self.first

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus_again)

    def _focus_again(self) -> None:
        """After help in a bad hour the keyboard is where it was."""
        if not (self._settled and holds_keyboard(self)):
            self._focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Large letters in a low window: the strip would leave no room, so it follows the rest.
        low = self._strip.heightForWidth(self.width()) > self.height() / 6
        place = self.page.column if low else self._down
        if place.indexOf(self._strip) < 0:
            place.addWidget(self._strip)
            self._strip.stand_in_column(low)
