# SPDX-License-Identifier: Apache-2.0
"""A layout that puts things side by side while they fit, and under each other when they do not."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from wellplan.ui.look import current_look


class FlowLayout(QLayout):
    """Rows of things, as many to a row as there is width for. Follows the direction of reading."""

    def __init__(self, *things: QWidget, across: int = 8, down: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._across, self._down = current_look().px(across), current_look().px(down)
        self.setContentsMargins(0, 0, 0, 0)
        for thing in things:
            self.addWidget(thing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in sizes) + self._across * max(len(sizes) - 1, 0)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        wide = max((size.width() for size in sizes), default=0)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place everything inside `rect`; returns the height it takes."""
        x = y = row_height = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = _size_within(item, rect.width())
            if x and x + size.width() > rect.width():
                x, y, row_height = 0, y + row_height + self._down, 0
            if move:
                item.setGeometry(self._visual(rect, QRect(QPoint(x, y), size)))
            x += size.width() + self._across
            row_height = max(row_height, size.height())
        return y + row_height

    def _visual(self, rect: QRect, place: QRect) -> QRect:
        parent = self.parentWidget()
        if parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place.moveLeft(rect.width() - place.right() - 1)
        return place.translated(rect.topLeft())


def _size_within(item: QLayoutItem, width: int) -> QSize:
    size = item.sizeHint()
    wide = min(size.width(), max(width, 1))
    high = item.heightForWidth(wide) if item.hasHeightForWidth() else size.height()
    return QSize(wide, high)


def level_with(words: QWidget, neighbour: QWidget) -> QWidget:
    """Give one line of words the room above and below that puts it level with a button beside it."""
    for each in (words, neighbour):
        each.ensurePolished()
    spare = max(0, neighbour.sizeHint().height() - words.sizeHint().height())
    words.setContentsMargins(0, spare // 2, 0, spare - spare // 2)
    return words


def flow(*things: QWidget, across: int = 8, down: int = 8) -> QWidget:
    """Things in a widget of their own that grows downwards as they wrap."""
    made = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    made.setLayout(FlowLayout(*things, across=across, down=down))
    return made
