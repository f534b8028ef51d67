# SPDX-License-Identifier: Apache-2.0
"""The least window PySide6 can show, as a process of the same kind as WellPlan's: what ours is compared with.

`start` says when it has been painted, and ends. `stay` prints its memory in KiB and, for each key, its
milliseconds.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

KEYS = 600
SETTLE_MS = 1500


class AfterFirstPaint(QObject):
    """Calls back once, when the watched window has been painted."""

    def __init__(self, window: QWidget, then) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() == QEvent.Type.Paint and self._then is not None:
            QTimer.singleShot(0, self._then)
            self._then = None
        return False


def settle() -> None:
    """Let the window do what it does by itself."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def resident_kib() -> int:
    """The memory of this process that is in use now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("this system does not tell how much memory is in use")


def key_times(field: QWidget) -> list[float]:
    """Milliseconds from each key press until the window has nothing left to do for it."""
    times = []
    for n in range(KEYS):
        text = "wellplan "[n % 9]
        begun = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(field, key)
        QApplication.processEvents()
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.004)  # typing is never as fast as a loop: the timers of the app get their turn
        QApplication.processEvents()
    return times


def tell(field: QWidget) -> None:
    settle()
    print(resident_kib())
    print(*(f"{each:.4f}" for each in key_times(field)))


def tell_time() -> None:
    print(f"{time.monotonic():.6f}")
    QApplication.quit()


def main() -> int:
    application = QApplication([])
    window = QWidget()
    window.resize(1180, 780)
    field = QPlainTextEdit(window)
    field.resize(600, 200)
    field.move(QPoint(20, 20))
    if sys.argv[1] == "start":
        field.hide()
        watcher = AfterFirstPaint(window, tell_time)
        window.show()
        code = application.exec()
        del watcher
        return code
    window.show()
    field.setFocus()
    tell(field)
    return 0


if __name__ == "__main__":
    sys.exit(main())
