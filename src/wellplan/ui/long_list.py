# SPDX-License-Identifier: Apache-2.0
"""Hundreds of parts under each other. Each is asked for its height once for a width.

Qt's own layouts, one inside the other, ask wrapping words about 150 times each: seconds for a long list.
"""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wellplan.ui.look import current_look


class LongList(QWidget):
    """A column of parts with room between them."""

    def __init__(self, *, spacing: int = 10) -> None:
        super().__init__()
        self._parts: list[tuple[QWidget, int]] = []
        self._spacing = current_look().px(spacing)
        self._heights: dict[tuple[int, int], int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget, *, above: int = 0) -> None:
        """Put a part at the end, with so much more room above it (px at 100 % text)."""
        part.setParent(self)
        self._parts.append((part, current_look().px(above)))
        part.show()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return sum(places[-1]) if places else 0

    def sizeHint(self) -> QSize:
        width = current_look().column_px
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_look().px(160), 0)

    def _places(self, width: int) -> list[tuple[int, int]]:
        """The top and the height of each part, in px."""
        y, places = 0, []
        for number, (part, above) in enumerate(self._parts):
            y += above + (self._spacing if number else 0)
            places.append((y, self._height(number, part, width)))
            y = sum(places[-1])
        return places

    def _height(self, number: int, part: QWidget, width: int) -> int:
        if (number, width) not in self._heights:
            part.ensurePolished()
            self._heights[number, width] = part.heightForWidth(width)
        return self._heights[number, width]

    def _place(self) -> None:
        for (part, _above), (y, height) in zip(self._parts, self._places(self.width()), strict=True):
            part.setGeometry(0, y, self.width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the words of a part are others now
            self._heights.clear()
            self.updateGeometry()
            self._place()
        return super().event(event)
