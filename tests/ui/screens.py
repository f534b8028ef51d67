# SPDX-License-Identifier: Apache-2.0
"""What a person does with a screen and reads on it: clicks, keys, words in sight, a round of Tab."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from wellplan.crypto import TESTING
from wellplan.ui.lock_screen import LockScreen
from wellplan.ui.look import Look, apply_look, load_fonts
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words, install_accessible_roles

Part = TypeVar("Part", bound=QWidget)


def dress(look: Look | None = None) -> None:
    """The application as `run` dresses it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    load_fonts()
    install_accessible_roles()
    apply_look(application, look or Look())


def the(screen: QWidget, kind: type[Part]) -> Part:
    """The one part of a kind on a screen."""
    found = screen.findChild(kind)
    assert found is not None
    return found


def says(made: QWidget) -> str:
    """What a control says to a screen reader; the text of a button with an icon begins with thin spaces."""
    return (made.accessibleName() or made.text()).strip()


def windows() -> list[QWidget]:
    """Every window that can be seen: a part that was shown before it had its place becomes one."""
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def find(widget: QWidget, text: str) -> list[QPushButton]:
    """The visible buttons with these words or this name."""
    return [
        b
        for b in widget.findChildren(QPushButton)
        if b.isVisible() and text in (b.text().strip(" \u2009"), b.accessibleName())
    ]


def click(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """A real click on the one button with these words, as soon as it is there."""
    qtbot.waitUntil(lambda: len(find(widget, text)) == 1)
    made = find(widget, text)[0]
    assert made.isEnabled(), text
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def read(qtbot: QtBot, widget: QWidget, words: str) -> None:
    """Wait until these words can be read."""
    qtbot.waitUntil(lambda: words in words_on(widget), timeout=10_000)


def words_on(widget: QWidget) -> str:
    """Everything that can be read on a screen now."""
    return "\n".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


def clipped(widget: QWidget) -> list[str]:
    """Visible words that get less room than they need."""
    return [
        w.text()
        for w in widget.findChildren(Words)
        if w.isVisible() and w.text() and w.height() < w.heightForWidth(w.width())
    ]


def held_by_fields(widget: QWidget) -> str:
    """Every text kept by any field or label, shown or not."""
    lines = [f.text() for f in widget.findChildren(QLineEdit)]
    texts = [f.toPlainText() for f in widget.findChildren(QTextEdit)]
    return "\n".join(lines + texts + [w.text() for w in widget.findChildren(QLabel)])


def tab_round(widget: QWidget) -> list[QWidget]:
    """The widgets Tab visits until it comes back to the first."""
    window = widget.window()
    window.activateWindow()
    first = QApplication.focusWidget()
    assert first is not None
    seen = [first]
    for _step in range(200):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            return seen
        assert now not in seen, "Tab is caught in a ring that misses the first control"
        seen.append(now)
    raise AssertionError("Tab never came back")


def focusable(widget: QWidget) -> set[QWidget]:
    """Every control that can be seen and used and takes Tab."""
    return {
        w
        for w in widget.findChildren(QWidget)
        if w.isVisible()
        and w.isEnabled()
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.focusProxy() is None
    }


def answer_dialog(qtbot: QtBot, path: Path | None) -> None:
    """Wait for the file dialog from inside its own loop and answer it; None goes back."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(10, answer)
            return
        if path is None:
            dialog.reject()
            return
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(path))
        dialog.accept()

    QTimer.singleShot(0, answer)


def shown_page(qtbot: QtBot, page: Part) -> Part:
    """A page by itself, with the keyboard."""
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def destroy(qtbot: QtBot, page: QWidget) -> None:
    """As when another page is opened. Slow work may hold what Python knows of it for a while."""
    shown = qtbot._request.node.qt_widgets
    shown[:] = [entry for entry in shown if entry[0]() is not page]  # each is closed at the end
    delete(page)


def shown_lock_screen(qtbot: QtBot, path: Path, settings: Settings) -> LockScreen:
    """The lock screen of a plan, in the look of the settings."""
    dress(settings.look)
    screen = LockScreen(path, settings, cost=TESTING)
    qtbot.addWidget(screen)
    screen.resize(1180, 716)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return screen
