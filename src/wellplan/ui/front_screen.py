# SPDX-License-Identifier: Apache-2.0
"""A screen from before a plan is open: one narrow column, and under it where to get help at once."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.ui.help_strip import HelpStrip
from wellplan.ui.look import current_look
from wellplan.ui.page import Page, give_focus, holds_keyboard
from wellplan.ui.rows import stack
from wellplan.ui.settings import Settings


class FrontScreen(QWidget):
    """`body` is where a screen puts its parts. `first` is what has the keyboard when it is shown."""

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
