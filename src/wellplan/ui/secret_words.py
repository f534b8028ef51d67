# SPDX-License-Identifier: Apache-2.0
"""Words that Tab reaches, with a ring round them; and a secret among them, large, to be written down."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from wellplan.ui.look import current_look
from wellplan.ui.words import Words


class ReachedWords(Words):
    """What matters most on a page with nothing to do: it has the keyboard, so it is seen and heard first."""

    def __init__(self, text: str, tone: str = "body") -> None:
        super().__init__(text, tone)
        look = current_look()
        self.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hasFocus():
            return
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.colours.ring), 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), look.px(8), look.px(8))
        painter.end()


class SecretWords(ReachedWords):
    """Words in large type. `name` says what they are for a screen reader; the words follow it."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__("", "code")
        self._name = name
        self.show_words(text)

    def show_words(self, text: str) -> None:
        """Show other words."""
        self.setText(text)
        self.setAccessibleName(f"{self._name}: {' '.join(text.split())}" if text else self._name)
