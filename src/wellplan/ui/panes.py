# SPDX-License-Identifier: Apache-2.0
"""Two parts of a page: side by side, each with its own scrolling; one under the other where it is narrow."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from wellplan.ui.look import current_look
from wellplan.ui.scroller import Scroller

LEFT, LEAST_RIGHT = 390, 430  # px at 100 % text
LEFT_GROWS = 0.6  # of the growth of the text: at 200 % a left pane of twice the width would leave too little


class Panes(QWidget):
    """`left` and `right` share the width of the page `around`, which scrolls them where it is narrow.

    `narrow_changed` says which of the two ways it is; `grown` that there is more to scroll than before.
    """

    narrow_changed = Signal(bool)
    grown = Signal()

    def __init__(self, left: QWidget, right: QWidget, around: QScrollArea) -> None:
        super().__init__()
        self.setObjectName("desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else Qt paints none for a class of ours
        self._parts, self._around = (left, right), around
        self.left, self.right = Scroller("page"), Scroller("desk")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._wide: bool | None = None
        for area in (self.left, around):
            area.verticalScrollBar().rangeChanged.connect(self._grew)

    def _grew(self, _low: int, _high: int) -> None:
        # A method of ours, so that Qt forgets it with us: the page around may outlive these panes.
        self.grown.emit()

    def fit(self) -> None:
        """Stand side by side when there is room."""
        look = current_look()
        left = round(LEFT * (1 - LEFT_GROWS + LEFT_GROWS * look.text_size / 100))
        self.left.setFixedWidth(left)
        wide = self._around.width() >= left + look.px(LEAST_RIGHT)
        if wide != self._wide:
            self._wide = wide
            self._stand(wide)
            self.narrow_changed.emit(not wide)

    def _stand(self, wide: bool) -> None:
        for pane, part in zip((self.left, self.right), self._parts, strict=True):
            self._line.removeWidget(part)
            self._line.removeWidget(pane)
            if wide:
                pane.setWidget(part)
                self._line.addWidget(pane, 1 if pane is self.right else 0)
            else:
                if pane.widget() is not None:
                    pane.takeWidget()
                self._line.addWidget(part)
            pane.setVisible(wide)
            part.show()
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def reveal(self, part: QWidget) -> None:
        """Scroll until a part of the left can be seen."""
        area = self.left if self._wide else self._around
        area.ensureWidgetVisible(part, 0, 24)
