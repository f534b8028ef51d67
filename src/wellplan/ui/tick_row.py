# SPDX-License-Identifier: Apache-2.0
"""A box to tick with words that wrap. The words are part of what can be pressed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QWidget

from wellplan.ui.look import current_look
from wellplan.ui.rows import row, stack
from wellplan.ui.words import Words


class _Beside(Words):
    """Words that press the box beside them. A click is the box's own: never two of one press."""

    def __init__(self, text: str, tone: str, box: QCheckBox) -> None:
        super().__init__(text, tone)
        self._box = box
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # else the release would go to whoever takes it

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._box.setFocus(Qt.FocusReason.MouseFocusReason)
            self._box.click()


class TickRow(QWidget):
    """`ticked(on)` comes after a press by the person, not when `put` is called. `more` stands at the end."""

    ticked = Signal(bool)

    def __init__(
        self, text: str, *, says: str = "", tone: str = "body", more: QPushButton | None = None
    ) -> None:
        super().__init__()
        look = current_look()
        self.box = QCheckBox()
        self.box.setAccessibleName(says or text)
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.words = _Beside(text, tone, self.box)
        self.aside = _Beside("", "small", self.box)
        self.aside.hide()
        beside = stack(spacing=0)
        above = max(0, look.px(40) - self.words.line_height()) // 2  # level with the box
        beside.setContentsMargins(0, above, 0, look.px(6))
        beside.addWidget(self.words)
        beside.addWidget(self.aside)
        across = row(self.box, beside, spacing=8)
        across.setAlignment(self.box, Qt.AlignmentFlag.AlignTop)
        across.setStretch(1, 1)
        if more is not None:
            across.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(across)
        self.box.clicked.connect(self.ticked)

    @property
    def on(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def put(self, on: bool) -> None:
        """Tick it, or not."""
        self.box.setChecked(on)

    def say_aside(self, text: str) -> None:
        """Small words under the others, which a screen reader says too."""
        self.aside.setText(text)
        self.aside.setVisible(bool(text))
        self.box.setAccessibleDescription(text)
