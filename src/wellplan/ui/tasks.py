# SPDX-License-Identifier: Apache-2.0
"""The only threads: slow work that takes values and returns values, and never touches a widget."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal


class _Answer(QObject):
    """Lives on the UI thread, so that what the work sends arrives there."""

    done = Signal(object)
    failed = Signal(object)


def run_in_background(
    parent: QObject,
    work: Callable[[], Any],
    done: Callable[[Any], object],
    failed: Callable[[Exception], object],
) -> None:
    """Run `work` on another thread; then `done(result)` or `failed(error)` on this one.

    If `parent` is destroyed first, neither is called.
    """
    answer = _Answer(parent)
    answer.done.connect(done)
    answer.failed.connect(failed)
    answer.done.connect(answer.deleteLater)
    answer.failed.connect(answer.deleteLater)

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            _send(answer, "failed", error)
        else:
            _send(answer, "done", result)

    QThreadPool.globalInstance().start(run)


def _send(answer: _Answer, name: str, value: object) -> None:
    try:
        getattr(answer, name).emit(value)
    except RuntimeError:  # the page went away, and its answer with it
        return
