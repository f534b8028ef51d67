# SPDX-License-Identifier: Apache-2.0
"""The field for a passphrase, with Show inside it. What is typed stays here, and is wiped on hiding."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.look import current_look
from wellplan.ui.text_fields import LineField

MOST_CHARACTERS = 1024
SECRET_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhHiddenText
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)
_TAKES_OUT = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)
_UNDOES = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class SecretLine(LineField):
    """Lets a secret in, by typing or pasting, and never out: no copy, no drag, no undo."""

    caps_lock = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(SECRET_HINTS)
        self.setMaxLength(MOST_CHARACTERS)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._watch_caps_lock(event)
        if _is_out(event) or any(event.matches(key) for key in _UNDOES):
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_clean()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Qt would copy a selection made with the mouse to the X11 primary selection here.
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paste = menu.addAction(_("Paste"), self.paste_clean)
        paste.setEnabled(bool(QGuiApplication.clipboard().text()) and not self.isReadOnly())
        menu.popup(event.globalPos())

    def paste_clean(self) -> None:
        """Paste one line: password managers and text editors add a line end that nobody sees."""
        if self.isReadOnly():
            return
        self.insert(_one_line(QGuiApplication.clipboard().mimeData()))

    def _watch_caps_lock(self, event: QKeyEvent) -> None:
        # No toolkit tells the state of the lock; a letter in the wrong case does.
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock.emit(False)
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(text.isupper() != shifted)


class SecretField(QWidget):
    """A SecretLine under dots, with Show and Hide inside its right end. Wiped whenever it is hidden.

    `edited` and `entered` say that something was typed and that Return was pressed, never what.
    """

    edited = Signal()
    entered = Signal()
    shown_changed = Signal(bool)

    def __init__(self, name: str, *, forget_when_hidden: bool = True) -> None:
        super().__init__()
        self.setObjectName("secret")
        self._forget = forget_when_hidden
        self.line = SecretLine()
        self.line.setParent(self)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.textChanged.connect(lambda _text: self.edited.emit())
        self.line.returnPressed.connect(self.entered)
        self.caps_lock = self.line.caps_lock
        self._name = name
        self.show_button = button(_("Show"), self._toggle, kind="inside")
        self.show_button.setParent(self)
        self.setFocusProxy(self.line)
        QWidget.setTabOrder(self.line, self.show_button)
        self._name_button()
        self.setFixedHeight(max(self.line.sizeHint().height(), current_look().px(50)))

    def text(self) -> str:
        """What is typed, without a line end."""
        return self.line.text().strip("\r\n")

    def put(self, text: str) -> None:
        """Fill the field."""
        self.line.setText(text)

    def forget(self) -> None:
        """Wipe what is typed and hide it again."""
        self.line.clear()
        self.cover()

    def cover(self) -> None:
        """Back to dots."""
        self._set_shown(False)

    def setReadOnly(self, on: bool) -> None:  # noqa: N802 (as Qt names it)
        """While the passphrase is being tried: it stays, and so does the keyboard."""
        self.line.setReadOnly(on)

    @property
    def is_shown(self) -> bool:
        """True while the words can be read."""
        return self.line.echoMode() == QLineEdit.EchoMode.Normal

    def _toggle(self) -> None:
        self._set_shown(not self.is_shown)

    def _set_shown(self, shown: bool) -> None:
        if shown == self.is_shown:
            return
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.line.setInputMethodHints(SECRET_HINTS)  # Qt forgets its hints with the mode
        self.line.deselect()
        self.show_button.setText(_("Hide") if shown else _("Show"))
        self._name_button()
        self._lay_out()
        self.shown_changed.emit(shown)

    def _name_button(self) -> None:
        words = _("Hide what is typed: {name}") if self.is_shown else _("Show what is typed: {name}")
        self.show_button.setAccessibleName(words.format(name=self._name))

    def _lay_out(self) -> None:
        self.line.setGeometry(self.rect())
        wide, edge = self.show_button.sizeHint().width(), current_look().px(5)
        tall = self.height() - 2 * edge
        self.show_button.setGeometry(self.width() - wide - edge, edge, wide, tall)
        self.line.setTextMargins(0, 0, wide, 0)
        self.show_button.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._forget:
            self.forget()
        else:
            self.cover()


def _is_out(event: QKeyEvent) -> bool:
    return any(event.matches(key) for key in _TAKES_OUT)


def _one_line(untrusted_data: QMimeData | None) -> str:
    text = untrusted_data.text() if untrusted_data is not None else ""
    return " ".join(text.split("\n")).replace("\r", "").strip(" ") if "\n" in text else text
