# SPDX-License-Identifier: Apache-2.0
"""What starting and opening need not wait for: it is done when the window stands and nobody waits for it."""

import gc
import sys
import time
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from wellplan.ui.tasks import collect_no_garbage_until_idle, run_in_background
from wellplan.vault.hardening import give_back_memory

AT_REST_MS = 300
SHOWN_MS = 1000
PAGES = ("rail", "session", "section_page")


class AfterFirstPaint(QObject):
    """Does `then` once, when the window has been painted."""

    def __init__(self, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def tell_time() -> None:
    """Say when the window was there, and end: what `make bench` times."""
    sys.stdout.write(f"{time.monotonic():.6f}\n")
    QApplication.quit()


def settle(window: QWidget) -> None:
    """Load what opening a plan needs, while the person reads and types the passphrase."""
    collect_no_garbage_until_idle()  # an errand may be at work
    QTimer.singleShot(
        AT_REST_MS, window, lambda: run_in_background(window, _load_vault, _load_pages, _ignore)
    )


def after_showing(page: QWidget) -> None:
    """Give back the memory of what was there before, with the words in it."""
    QTimer.singleShot(SHOWN_MS, page, give_back_memory)


def _load_vault() -> None:
    from wellplan.vault import container, store

    del store
    container.database_kind()


def _load_pages(_none: object) -> None:
    for name in PAGES:
        import_module(f"wellplan.ui.{name}")
    # Looking for rubbish need not go through what stays to the end.
    gc.collect()
    gc.freeze()


def _ignore(_error: Exception) -> None:
    """The same happens again when a plan is opened, and is told of there."""
