# SPDX-License-Identifier: Apache-2.0
"""Watching keys and the mouse: locking when nobody is there, Shift three times to hide, keys from before."""

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow

WARN_SECONDS = 30
SHIFT_PRESSES = 3
SHIFT_WITHIN_S = 1.5
EARLY_MS = 300  # nobody reads a page and presses a key for it within this time
_MODIFIERS = Qt.KeyboardModifier
_PRESENCE = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}


class Presence(QObject):
    """Watches keys and the mouse, never what is typed.

    It follows the windows that have the keyboard. A filter on the whole application would see every event
    of every widget, and make Qt load all its classes at the start to name them (0.1 s, measured).
    """

    warned = Signal()
    away = Signal()
    hide_asked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._minutes = 0.0
        self._shifts: list[float] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ran_out)
        self._warning = False
        self._seen = 0.0

    def follow(self, window: QWindow | None) -> None:
        """Watch this window too, e.g. a file dialog, or the list of a combo box."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def watch(self, minutes: float) -> None:
        """Start counting; 0 stops it."""
        self._minutes = minutes
        self._again()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _PRESENCE:
            if self._minutes and _awake_and_asleep() - self._seen > self._minutes * 60:
                self.away.emit()  # the computer slept: Qt's clock stood still, the person's did not
                return True
            self._again()
            if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress and event.spontaneous():
                self._count_shift(event)
        return False

    def _again(self) -> None:
        self._warning = False
        self._seen = _awake_and_asleep()
        if self._minutes:
            self._timer.start(max(0, round(self._minutes * 60_000 - WARN_SECONDS * 1000)))
        else:
            self._timer.stop()

    def _ran_out(self) -> None:
        if self._warning:
            self.away.emit()
            return
        self._warning = True
        self.warned.emit()
        self._timer.start(WARN_SECONDS * 1000)

    def _count_shift(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() != Qt.Key.Key_Shift:
            self._shifts.clear()
            return
        at = time.monotonic()
        self._shifts = [t for t in self._shifts if at - t < SHIFT_WITHIN_S] + [at]
        if len(self._shifts) >= SHIFT_PRESSES:
            self._shifts.clear()
            self.hide_asked.emit()


class EarlyKeys(QObject):
    """Lets go of keys that were pressed before a plan just opened was in sight.

    They wait while the page is made. The end of a passphrase would land in a field of the plan, in plain
    letters, and a second Return would press whatever has the keyboard. Keys of the window, such as for help
    and for hiding it, pass.
    """

    def __init__(self, window: QWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)
        QTimer.singleShot(EARLY_MS, self, self.deleteLater)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        held = event.modifiers() & (
            _MODIFIERS.ControlModifier | _MODIFIERS.AltModifier | _MODIFIERS.MetaModifier
        )
        return bool(event.text()) and not held and event.key() != Qt.Key.Key_Escape


def _awake_and_asleep() -> float:
    """Seconds on a clock that goes on while the computer sleeps (Linux: CLOCK_BOOTTIME)."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time() if boot is None else time.clock_gettime(boot)
