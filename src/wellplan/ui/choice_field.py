# SPDX-License-Identifier: Apache-2.0
"""Choosing one of a list of values. Scrolling the page over it never changes it."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy


class ChoiceField(QComboBox):
    """`choices` are pairs of value and words. `picked` carries the value when another is chosen."""

    picked = Signal(str)

    def __init__(self, choices: Iterable[tuple[str, str]], chosen: str = "") -> None:
        super().__init__()
        self.put_choices(choices, chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(12)
        self.currentIndexChanged.connect(lambda _index: self.picked.emit(self.value))

    def put_choices(self, choices: Iterable[tuple[str, str]], chosen: str = "") -> None:
        """Offer other values; the first is chosen when `chosen` is not among them."""
        with QSignalBlocker(self):
            self.clear()
            for value, words in choices:
                self.addItem(words, value)
            self.choose(chosen)

    def choose(self, value: str) -> None:
        """Choose a value; the first when there is no such value."""
        self.setCurrentIndex(max(0, self.findData(value)))

    @property
    def value(self) -> str:
        """The value now."""
        return str(self.currentData())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
