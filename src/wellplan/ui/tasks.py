# SPDX-License-Identifier: Apache-2.0
"""The only threads: slow work that takes values and returns values, and never touches a widget."""

import gc
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, QTimer, Signal

SWITCH_S = 0.0005
"""How long a key press or a save waits, each time it needs Python, for slow work in Python beside it.

Python's own 5 ms add up: a save needs it about ten times.
"""


_at_work: list[Callable[[], None]] = []
"""What threads do, until none is at work: what it holds, widgets among it, is let go on this thread."""


class _Answer(QObject):
    """Lives on the UI thread, so that what the work sends arrives there.

    It holds the two ways to go on itself: a connection to a lambda would let go of it, and of the page that
    it holds, while Qt destroys that page. That damages memory.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(
        self, parent: QObject, done: Callable[[Any], object], failed: Callable[[Exception], object]
    ) -> None:
        super().__init__(parent)
        self._then, self._otherwise = done, failed
        self.done.connect(self._go_on)
        self.failed.connect(self._say)

    def _go_on(self, result: object) -> None:
        self.deleteLater()
        self._then(result)

    def _say(self, error: Exception) -> None:
        self.deleteLater()
        self._otherwise(error)


def run_in_background(
    parent: QObject,
    work: Callable[[], Any],
    done: Callable[[Any], object],
    failed: Callable[[Exception], object],
) -> None:
    """Run `work` on another thread; then `done(result)` or `failed(error)` on this one.

    If `parent` is destroyed first, neither is called.
    """
    answer = _Answer(parent, done, failed)

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            _send(answer, "failed", error)
        else:
            _send(answer, "done", result)

    _at_work.append(run)
    sys.setswitchinterval(SWITCH_S)
    collect_no_garbage_until_idle()
    QThreadPool.globalInstance().start(run)


def collect_no_garbage_until_idle() -> None:
    """Keep Python's cyclic collector off while other threads run Python.

    It runs on whichever thread allocates, and would destroy old widgets and timers there. Qt can only
    take a timer away on its own thread: the next tick then reaches an object that is gone, and crashes.
    """
    application = QCoreApplication.instance()
    if application is not None:
        gc.disable()
        (application.findChild(_Idle) or _Idle(application)).start()


class _Idle(QTimer):
    """Switches the collector on again when no thread is at work."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setInterval(50)
        self.timeout.connect(self._look)

    def _look(self) -> None:
        if QThreadPool.globalInstance().activeThreadCount() == 0:
            self.stop()
            _at_work.clear()
            gc.enable()


def _send(answer: _Answer, name: str, value: object) -> None:
    try:
        getattr(answer, name).emit(value)
    except RuntimeError:  # the page went away, and its answer with it
        return
