# SPDX-License-Identifier: Apache-2.0
"""The only threads: slow work that takes values and returns values, and never touches a widget."""

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, QTimer, Signal
from shiboken6 import isValid

SWITCH_S = 0.0005
"""How long a key press or a save waits, each time it needs Python, for slow work in Python beside it.

Python's own 5 ms add up: a save needs it about ten times.
"""


class _Answer(QObject):
    """Lives on the UI thread, so that what the work sends arrives there."""

    done = Signal(object)
    failed = Signal(object)


class _Job:
    """One piece of slow work, held in `_jobs` until all of it is over.

    It may hold the last of a page. Let go on another thread, or while Qt destroys the answer, which is a part
    of that page, it would have the page destroyed there: that damages memory.
    """

    def __init__(
        self,
        parent: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        self._work, self._done, self._failed = work, done, failed
        self._told = False
        self._answer = _Answer(parent)
        self._answer.done.connect(self._go_on)
        self._answer.failed.connect(self._say)

    @property
    def is_over(self) -> bool:
        """Whether nothing will be told any more, once no thread is at work."""
        return self._told or not isValid(self._answer)

    def run(self) -> None:
        """On another thread."""
        try:
            result = self._work()
        except Exception as error:
            self._send("failed", error)
        else:
            self._send("done", result)

    def _send(self, name: str, value: object) -> None:
        with suppress(RuntimeError):  # the page went away, and its answer with it
            getattr(self._answer, name).emit(value)

    def _go_on(self, result: object) -> None:
        self._tell(self._done, result)

    def _say(self, error: Exception) -> None:
        self._tell(self._failed, error)

    def _tell(self, whom: Callable[[Any], object], value: object) -> None:
        self._told = True
        self._answer.deleteLater()
        whom(value)


_jobs: list[_Job] = []


def run_in_background(
    parent: QObject,
    work: Callable[[], Any],
    done: Callable[[Any], object],
    failed: Callable[[Exception], object],
) -> None:
    """Run `work` on another thread; then `done(result)` or `failed(error)` on this one.

    If `parent` is destroyed first, neither is called.
    """
    job = _Job(parent, work, done, failed)
    _jobs.append(job)
    sys.setswitchinterval(SWITCH_S)
    collect_no_garbage_until_idle()
    QThreadPool.globalInstance().start(job.run)


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
    """When no thread is at work, it lets go of the work that is over and switches the collector on again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setInterval(50)
        self.timeout.connect(self._look)

    def _look(self) -> None:
        if QThreadPool.globalInstance().activeThreadCount() == 0:
            gc.enable()
            over = [job for job in _jobs if job.is_over]
            _jobs[:] = [job for job in _jobs if not job.is_over]
            if not _jobs:
                self.stop()
            over.clear()  # what goes with it may begin new work
