# SPDX-License-Identifier: Apache-2.0
"""Fields for the person's own words: one line or several. Undo belongs to the whole window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QLineEdit, QTextEdit

from wellplan.ui.look import SPACINGS, current_look


class LineField(QLineEdit):
    """One line of the person's words. Undo belongs to the whole window, so the field keeps none."""

    typed = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.setMaxLength(10_000_000)  # Qt's own limit would cut a long paste short without a word
        self.setText(text)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(lambda words: self.typed.emit(whole_characters(words)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_undo(event):
            event.ignore()  # it goes on to the window
        else:
            super().keyPressEvent(event)


class TextField(QTextEdit):
    """Several lines of the person's words: grows with them; Tab moves on."""

    typed = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(1)
        self.put_text(text)
        self.textChanged.connect(self._changed)

    def _changed(self) -> None:
        self._fit()
        self.typed.emit(whole_characters(self.toPlainText()))

    def put_text(self, text: str) -> None:
        """Show text, keeping the cursor where it was as far as that is possible."""
        place = self.textCursor().position()
        self.setPlainText(text)
        form = QTextBlockFormat()
        form.setLineHeight(
            100 * (1 + (SPACINGS[current_look().spacing] - 1) * 0.75),
            QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
        )
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText())))
        self.setTextCursor(cursor)
        self._fit()

    def _fit(self) -> None:
        # Two lines at least, so that it looks like room to write; ten at most, then it scrolls.
        line = self.fontMetrics().height() * 1.3
        wanted = self.document().size().height() + current_look().px(20)
        self.setFixedHeight(round(min(max(wanted, line * 2 + current_look().px(18)), line * 12)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_undo(event):
            event.ignore()  # it goes on to the window
        else:
            super().keyPressEvent(event)


def whole_characters(text: str) -> str:
    """The text with any half character (a lone surrogate, from a broken paste) made a replacement mark."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_undo(event: QKeyEvent) -> bool:
    """True for the keys of Undo and Redo, which belong to the window and not to one field."""
    command = Qt.KeyboardModifier.ControlModifier
    return bool(event.modifiers() & command) and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y)
