# SPDX-License-Identifier: Apache-2.0
"""Palettes that can be read, and a look that is drawn at once everywhere and keeps the keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import clipped, dress, shown_page
from ui.vaults import sealed_plan
from wellplan.ui.app import show_lock, show_welcome
from wellplan.ui.buttons import button
from wellplan.ui.look import Look, current_look
from wellplan.ui.page import Page
from wellplan.ui.palettes import PALETTES, PaletteName, contrast
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField
from wellplan.ui.window import Window

NAMES = list(PALETTES)


@pytest.fixture
def window(qtbot: QtBot, settings: Settings) -> Window:
    dress(settings.look)
    made = Window(settings, lambda _path, _hidden: None)
    qtbot.addWidget(made)
    made.resize(1180, 780)
    made.show()
    made.activateWindow()
    return made


# --- colours


@pytest.mark.parametrize("name", NAMES)
def test_words_can_be_read_on_every_ground(name: PaletteName) -> None:
    c = PALETTES[name]
    for ground in (c.paper, c.raised, c.wash):
        assert contrast(c.ink, ground) >= 7, ground
        assert contrast(c.quiet, ground) >= 4.5, ground
    for ground in (c.paper, c.raised):
        assert contrast(c.accent, ground) >= 4.5, ground  # links
    assert contrast(c.on_accent, c.accent) >= 4.5
    assert contrast(c.on_accent, c.press) >= 4.5
    assert contrast(c.press, c.wash) >= 4.5  # the page one is on, in the rail


@pytest.mark.parametrize("name", NAMES)
def test_edges_and_rings_can_be_seen(name: PaletteName) -> None:
    c = PALETTES[name]
    for ground in (c.paper, c.raised, c.wash):
        assert contrast(c.edge, ground) >= 3, ground
        assert contrast(c.ring, ground) >= 3, ground
    assert contrast(c.on_accent, c.accent) >= 3  # the ring inside the main button


@pytest.mark.parametrize("one, other, ratio", [("#000000", "#FFFFFF", 21), ("#FFFFFF", "#767676", 4.54)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == pytest.approx(ratio, abs=0.01)


# --- drawn at once


def press(qtbot: QtBot, window: Window, name: str) -> None:
    """Press a choice by the keyboard, and wait until everything is drawn again."""
    qtbot.waitUntil(lambda: bool(window.findChildren(QPushButton, name)))
    made = window.findChildren(QPushButton, name)[-1]
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)


def focused(window: Window) -> str:
    # Of the window, not the application: without a window manager, the offscreen one can lose its activation.
    widget = window.focusWidget()
    return widget.objectName() if widget is not None else ""


def test_in_settings(qtbot: QtBot, window: Window, settings: Settings) -> None:
    session = Session(MemoryKeeper(small_plan("one")))
    window.open_session(session)
    window.go("settings", "")
    for name, look in (
        ("look-palette-dark", Look("dark", 100)),
        ("look-size-200", Look("dark", 200)),
        ("look-spacing-wide", Look("dark", 200, "wide")),
        ("look-palette-contrast", Look("contrast", 200, "wide")),
    ):
        press(qtbot, window, name)
        assert settings.look == current_look() == look
        assert window.here == ("settings", "")
        qtbot.waitUntil(lambda name=name: focused(window) == name)
        qtbot.waitUntil(lambda: not clipped(window))
    assert Settings(settings.path).look == look
    button = window.focusWidget()
    assert button is not None and window.page is not None
    top = button.mapTo(window.page.viewport(), button.rect().topLeft()).y()
    assert 0 <= top < window.page.viewport().height()


def test_what_was_written_and_undo_outlive_a_new_look(qtbot: QtBot, window: Window) -> None:
    keeper = MemoryKeeper(small_plan("one"))
    session = Session(keeper)
    window.open_session(session)
    section = session.plan.sections[0]
    window.go("section", section.id)
    before = session.plan
    assert window.page is not None
    session.edit(small_plan("one", "two"), "Added a sign")
    window.go("settings", "")
    press(qtbot, window, "look-palette-light")
    qtbot.waitUntil(lambda: focused(window) == "look-palette-light")
    assert keeper.saves[-1] == session.plan
    session.undo()
    assert session.plan == before
    assert "Undone" in window.frame.toasts.findChildren(type(window.frame.status.words))[0].text()
    window.frame.status.show_state("saved", None)
    assert not window.findChildren(LineField)


def test_edges_follow_the_session_once_after_many_looks(qtbot: QtBot, window: Window) -> None:
    session = Session(MemoryKeeper(small_plan("one")))
    window.open_session(session)
    window.go("settings", "")
    for name in ("look-palette-light", "look-palette-dark", "look-palette-soft"):
        press(qtbot, window, name)
        qtbot.waitUntil(lambda name=name: focused(window) == name)
    session.save_state_changed.emit("saving", None)
    assert window.frame.status.property("state") == "saving"
    said: list[str] = []
    session.said.connect(lambda sentence, _undo: said.append(sentence))
    session.said.emit("Hello", False)
    assert said == ["Hello"]
    assert window.frame.toasts.isVisible()


def test_on_the_lock_screen(qtbot: QtBot, window: Window, settings: Settings, tmp_path: Path) -> None:
    show_lock(window, settings, sealed_plan(tmp_path).path)
    press(qtbot, window, "lock-look")
    press(qtbot, window, "look-palette-dark")
    assert current_look().palette == "dark"
    qtbot.waitUntil(lambda: focused(window) == "look-palette-dark")
    press(qtbot, window, "look-size-150")
    qtbot.waitUntil(lambda: focused(window) == "look-size-150")
    press(qtbot, window, "look-done")
    qtbot.waitUntil(lambda: focused(window) == "passphrase")


def test_on_the_first_screens(qtbot: QtBot, window: Window, settings: Settings) -> None:
    show_welcome(window, settings)
    press(qtbot, window, "welcome-look")
    press(qtbot, window, "look-palette-contrast")
    assert current_look().palette == "contrast"
    qtbot.waitUntil(lambda: focused(window) == "look-palette-contrast")
    press(qtbot, window, "step-back")
    qtbot.waitUntil(lambda: focused(window) == "welcome-start")


def test_a_button_reached_by_tab_has_one_ring_and_no_box_inside(qtbot: QtBot) -> None:
    dress()
    made = button("Remove it")
    holder = shown_page(qtbot, Page("A page"))
    holder.column.addWidget(made)
    made.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    grey = made.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    beside = 12  # px from the left: inside the ring, before the words
    column = {grey.pixelColor(beside, y).value() for y in range(8, grey.height() - 8)}
    line = {grey.pixelColor(x, 9).value() for x in range(10, grey.width() - 10)}
    assert len(column) == 1
    assert len(line) == 1, "a second frame"
