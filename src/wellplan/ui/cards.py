# SPDX-License-Identifier: Apache-2.0
"""A layout for choosing among a few: cards of equal width, in as many columns as there is room for."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QSizePolicy, QWidget

from wellplan.ui.flow import FlowLayout


class CardLayout(FlowLayout):
    """Rows of things of equal width and height, each at least `least` px wide; `most` columns at the most."""

    def __init__(self, *things: QWidget, least: int, most: int = 4, gap: int = 8) -> None:
        super().__init__(*things, across=gap, down=gap)
        self._least, self._most = least, most

    def sizeHint(self) -> QSize:
        columns = self._columns(100_000)
        width = columns * self._least + (columns - 1) * self._across
        return QSize(width, self.heightForWidth(width))

    def _columns(self, width: int) -> int:
        fit = (width + self._across) // (self._least + self._across)
        fit = max(1, min(fit, self._most, self.count()))
        return 2 if fit == 3 and self.count() == 4 else fit

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        columns = self._columns(rect.width())
        wide = (rect.width() - self._across * (columns - 1)) // columns
        y = 0
        for start in range(0, self.count(), columns):
            row = self._items[start : start + columns]
            tall = max(_height(item, wide) for item in row)
            for column, item in enumerate(row):
                place = QRect(QPoint(column * (wide + self._across), y), QSize(wide, tall))
                if move:
                    item.setGeometry(self._visual(rect, place))
            y += tall + self._down
        return max(0, y - self._down)


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def cards(*things: QWidget, least: int, most: int = 4, gap: int = 8) -> QWidget:
    """Things in a widget of their own, as CardLayout places them."""
    made = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    made.setLayout(CardLayout(*things, least=least, most=most, gap=gap))
    return made
