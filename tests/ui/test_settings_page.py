# SPDX-License-Identifier: Apache-2.0
"""Settings: every choice counts at once, and the ways on to the plan's key and its file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import (
    click,
    clipped,
    dress,
    find,
    focusable,
    read,
    shown_page,
    tab_round,
    words_on,
)
from wellplan.plan.lines import countries
from wellplan.ui import settings_page
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.example import ExampleKeeper
from wellplan.ui.look import Look
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.settings_page import SettingsPage
from wellplan.vault.store import Store


def shown(qtbot: QtBot, session: Session, settings: Settings) -> SettingsPage:
    dress(settings.look)
    return shown_page(qtbot, SettingsPage(session, settings))


@pytest.fixture
def page(qtbot: QtBot, store: Store, settings: Settings) -> SettingsPage:
    return shown(qtbot, Session(store), settings)


def pick(qtbot: QtBot, field: ChoiceField, value: str) -> None:
    """Choose by the keyboard, as a person does."""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Home)
    for _step in range(field.count()):
        if field.value == value:
            break
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value == value


def test_locking_when_away(qtbot: QtBot, page: SettingsPage, settings: Settings) -> None:
    assert page.idle.value == "5"
    with qtbot.waitSignal(page.settings_changed):
        pick(qtbot, page.idle, "20")
    assert settings.idle_minutes == 20
    pick(qtbot, page.idle, "0")
    assert page.idle.currentText() == "Never by itself"
    assert settings.idle_minutes == 0


def test_the_country_of_the_help_lines(
    qtbot: QtBot, page: SettingsPage, settings: Settings, store: Store
) -> None:
    assert page.country.value == "GB"
    other = next(c.code for c in countries() if c.code != "GB")
    pick(qtbot, page.country, other)
    assert settings.country == other
    assert store.preference("country") == other


def test_looking_again(qtbot: QtBot, page: SettingsPage, store: Store) -> None:
    assert page.review.value == "6"
    pick(qtbot, page.review, "12")
    assert store.preference("review_months") == "12"
    version = store.version()
    assert (version.review_by.year - version.on.year) * 12 + version.review_by.month - version.on.month == 12


def test_scrolling_changes_no_choice(qtbot: QtBot, page: SettingsPage, settings: Settings) -> None:
    page.idle.setFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.idle, turn)
    assert page.idle.value == "5"
    assert settings.idle_minutes == 5


# --- other kinds of plan


def test_the_ways_to_the_key_and_the_file(qtbot: QtBot, page: SettingsPage) -> None:
    for name, wanted in (
        ("Go to the passphrase and the recovery sheet", "secrets"),
        ("Go to where my plan is", "place"),
    ):
        with qtbot.waitSignal(page.go) as gone:
            click(qtbot, page, name)
        assert gone.args == [wanted, ""]
    with qtbot.waitSignal(page.lock_asked) as asked:
        click(qtbot, page, "Open another plan")
    assert asked.args == [True]


def test_an_example_has_no_key(qtbot: QtBot, settings: Settings) -> None:
    page = shown(qtbot, Session(ExampleKeeper(small_plan("one")), example=True), settings)
    read(qtbot, page, "This is an example, so it has no passphrase and no file.")
    assert find(page, "Go to where my plan is") == []
    with qtbot.waitSignal(page.lock_asked):
        click(qtbot, page, "Open another plan")


def test_a_portable_program_says_so(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_page, "portable_dir", lambda: tmp_path)
    assert "WellPlan runs from its own folder here." in words_on(shown(qtbot, Session(store), settings))


def test_a_disk_that_fails_stops_no_choice(qtbot: QtBot, settings: Settings) -> None:
    keeper = MemoryKeeper(small_plan("one"))
    page = shown(qtbot, Session(keeper), settings)
    keeper.fails = True
    other = next(c.code for c in countries() if c.code != "GB")
    pick(qtbot, page.country, other)
    assert settings.country == other


def test_tab_reaches_everything_and_returns(qtbot: QtBot, page: SettingsPage) -> None:
    page.idle.setFocus()
    qtbot.waitUntil(page.idle.hasFocus)
    assert set(tab_round(page)) == focusable(page)


@pytest.mark.parametrize("size", [100, 150, 200])
def test_no_word_is_cut_off_in_a_small_window(
    qtbot: QtBot, store: Store, settings: Settings, size: int
) -> None:
    settings.look = Look("soft", size)
    page = shown(qtbot, Session(store), settings)
    page.resize(1024, 460)
    qtbot.waitUntil(lambda: not clipped(page))
    inside = page.widget()
    assert inside is not None
    assert inside.width() <= page.viewport().width()
