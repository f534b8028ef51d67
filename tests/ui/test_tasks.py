# SPDX-License-Identifier: Apache-2.0
"""Slow work: its answer comes back on the window's thread, and no garbage is collected on another."""

import gc
import sys
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from wellplan.ui.settling import settle
from wellplan.ui.tasks import SWITCH_S, run_in_background


def test_the_answer_arrives_on_this_thread(qtbot: QtBot) -> None:
    parent, got = QObject(), []
    sys.setswitchinterval(0.005)
    run_in_background(
        parent, threading.current_thread, lambda it: got.append((it, threading.current_thread())), got.append
    )
    qtbot.waitUntil(lambda: bool(got))
    worked_on, told_on = got[0]
    assert worked_on is not threading.main_thread()
    assert told_on is threading.main_thread()
    assert sys.getswitchinterval() == pytest.approx(SWITCH_S)  # a key press beside it waits for no more


def test_a_fault_arrives_too(qtbot: QtBot) -> None:
    parent, got = QObject(), []
    run_in_background(parent, lambda: 1 // 0, pytest.fail, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], ZeroDivisionError)


def test_no_garbage_is_collected_while_another_thread_works(qtbot: QtBot) -> None:
    parent, got, go_on = QObject(), [], threading.Event()

    def work() -> bool:
        go_on.wait(10)
        return gc.isenabled()

    qtbot.waitUntil(gc.isenabled)  # the work of an earlier test may have only just ended
    for _number in range(2):
        run_in_background(parent, work, got.append, got.append)
    assert not gc.isenabled()
    window = QWidget()
    settle(window)  # as an errand is at work already when the window has been painted
    delete(window)
    assert not gc.isenabled()
    go_on.set()
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == [False, False]
    qtbot.waitUntil(gc.isenabled)


class Asking(QWidget):
    """A page of which its slow work alone knows."""

    def __init__(self) -> None:
        super().__init__()
        QLabel("words", self)
        run_in_background(self, list, lambda found: self.hear(found), self.hear)

    def hear(self, _what: object) -> None:
        """It needs no answer any more."""


def test_a_page_that_only_its_slow_work_holds_is_let_go_in_peace(qtbot: QtBot) -> None:
    """Destroyed by its own answer, it would be destroyed twice: that ended the program."""
    pages = []
    for _number in range(100):
        pages.append(weakref.ref(Asking()))
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not any(page() for page in pages))
