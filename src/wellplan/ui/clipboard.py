# SPDX-License-Identifier: Apache-2.0
"""What the person copies: marked as private for clipboard histories, and taken back when the plan is locked.

Another program may have taken it in between: SECURITY.md says so.
"""

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

PRIVATE = {
    "x-kde-passwordManagerHint": b"secret",  # KDE's Klipper, and most histories on Linux
    "ExcludeClipboardContentFromMonitorProcessing": b"1",  # Windows; not tried there
}
MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
STAYS_MS = 60_000


class ClipboardGuard(QObject):
    """Follows the clipboard and X11's primary selection as long as WellPlan owns them."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.dataChanged.connect(lambda: self._mark(QClipboard.Mode.Clipboard))
        self._clipboard.selectionChanged.connect(lambda: self._mark(QClipboard.Mode.Selection))
        application.aboutToQuit.connect(self.clear)

    def _mark(self, mode: QClipboard.Mode) -> None:
        if not self._owns(mode):
            return
        if mode == QClipboard.Mode.Selection and _in_secret_field():
            self._clipboard.clear(mode)  # marking a passphrase with the mouse is not copying it
            return
        words = self._clipboard.mimeData(mode)
        # Qt gives None for a clipboard that has just been cleared.
        if not words or not words.hasText() or words.hasFormat(next(iter(PRIVATE))):
            return
        marked = QMimeData()
        marked.setText(words.text())
        for name, value in PRIVATE.items():
            marked.setData(name, value)
        self._clipboard.setMimeData(marked, mode)

    def clear(self) -> None:
        """Take back what is still ours. What another program put there since stays."""
        for mode in MODES:
            if self._owns(mode):
                self._clipboard.clear(mode)

    def _owns(self, mode: QClipboard.Mode) -> bool:
        if mode == QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return ours()


def take_back() -> None:
    """Take back all that was copied here, as where something is locked."""
    application = QGuiApplication.instance()
    if application is not None and (guard := application.findChild(ClipboardGuard)) is not None:
        guard.clear()


class _Lent(QTimer):
    """Takes words back off the clipboard after a while, when they are what is there still."""

    def __init__(self, text: str, stays_ms: int) -> None:
        super().__init__(QGuiApplication.instance())
        self.setSingleShot(True)
        self._text = text
        self.timeout.connect(self._take_back)
        self.start(stays_ms)

    def _take_back(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if ours() and clipboard.text() == self._text:
            clipboard.clear()
        self.deleteLater()


def ours() -> bool:
    """True while what is on the clipboard was copied here. Asking another program for its could take long."""
    return QGuiApplication.clipboard().ownsClipboard()


def copy_for_a_minute(text: str, *, stays_ms: int = 0) -> None:
    """Put words on the clipboard, out of its history where the system can; in a minute they are gone again.

    Locking takes them back at once, as all that was copied here.
    """
    application = QGuiApplication.instance()
    for before in application.findChildren(_Lent) if application is not None else ():
        before.stop()
        before.deleteLater()
    lent = QMimeData()
    lent.setText(text)
    for name, value in PRIVATE.items():
        lent.setData(name, value)
    QGuiApplication.clipboard().setMimeData(lent)
    _Lent(text, stays_ms or STAYS_MS)


def _in_secret_field() -> bool:
    field = QApplication.focusWidget()
    return isinstance(field, QLineEdit) and bool(field.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText)
