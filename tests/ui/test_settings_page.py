# SPDX-License-Identifier: Apache-2.0
"""Settings: every choice counts at once; passphrase, recovery sheet and check work on a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import (
    answer_dialog,
    click,
    clipped,
    dress,
    focusable,
    held_by_fields,
    read,
    tab_round,
    words_on,
)
from ui.vaults import PASSPHRASE, open_plan
from wellplan.crypto import TESTING
from wellplan.errors import WrongPassphrase
from wellplan.plan.lines import countries
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.example import ExampleKeeper
from wellplan.ui.look import Look
from wellplan.ui.plan_keys import PlanKeys
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.settings_page import SettingsPage
from wellplan.vault.store import Store, unlock, unlock_with_recovery


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _code = open_plan(tmp_path)
    yield made
    made.close()


def shown(qtbot: QtBot, session: Session, settings: Settings) -> SettingsPage:
    dress(settings.look)
    page = SettingsPage(session, settings, "", cost=TESTING)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


@pytest.fixture
def page(qtbot: QtBot, store: Store, settings: Settings) -> SettingsPage:
    return shown(qtbot, Session(store), settings)


def keys(page: SettingsPage) -> PlanKeys:
    assert page.keys is not None
    return page.keys


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


# --- passphrase


def test_changing_the_passphrase(qtbot: QtBot, page: SettingsPage, store: Store) -> None:
    click(qtbot, page, "Change my passphrase")
    choice = keys(page).choice
    assert choice is not None
    qtbot.waitUntil(lambda: bool(choice.passphrase))
    new = choice.passphrase
    click(qtbot, page, "I have it written down")
    read(qtbot, page, "Changing your passphrase…")
    read(qtbot, page, "Your passphrase is changed.")
    assert new.split()[0] not in held_by_fields(page)
    store.close()
    with pytest.raises(WrongPassphrase):
        unlock(store.path, PASSPHRASE)
    unlock(store.path, new).close()


def test_keeping_the_old_passphrase(qtbot: QtBot, page: SettingsPage, store: Store) -> None:
    click(qtbot, page, "Change my passphrase")
    click(qtbot, page, "I’d rather choose my own")
    assert keys(page).choice is not None
    qtbot.keyClicks(keys(page).choice.first.line, "half a thought")  # type: ignore[union-attr]
    click(qtbot, page, "Keep the old one")
    qtbot.waitUntil(lambda: keys(page).change.isVisible())
    assert QApplication.focusWidget() is keys(page).change
    assert "half a thought" not in held_by_fields(page)
    store.close()
    unlock(store.path, PASSPHRASE).close()


# --- recovery sheet


def test_a_reminder_and_a_new_sheet(qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path) -> None:
    store.set_preference("recovery_sheet", "skipped")
    page = shown(qtbot, Session(store), settings)
    read(qtbot, page, "You have no recovery sheet yet.")
    click(qtbot, page, "Make one now")
    qtbot.waitUntil(lambda: keys(page).sheet is not None)
    sheet = keys(page).sheet
    assert sheet is not None
    code = sheet.words.text().replace("\n", " ")
    answer_dialog(qtbot, tmp_path / "sheet.pdf")
    click(qtbot, page, "Save it as a PDF…")
    read(qtbot, page, "Saved as sheet.pdf.")
    click(qtbot, page, "Not now")
    qtbot.waitUntil(lambda: "You have no recovery sheet yet." not in words_on(page))
    assert store.preference("recovery_sheet") == "saved"
    assert code[:5] not in held_by_fields(page)
    store.close()
    unlock_with_recovery(store.path, code, "another one", cost=TESTING).close()


def test_a_sheet_left_for_later_is_remembered(qtbot: QtBot, page: SettingsPage, store: Store) -> None:
    store.set_preference("recovery_sheet", "printed")
    click(qtbot, page, keys(page).new_sheet.text())
    qtbot.waitUntil(lambda: keys(page).sheet is not None)
    assert store.preference("recovery_sheet") == "skipped"  # the old sheet is already worthless
    click(qtbot, page, "Not now")
    read(qtbot, page, "You have no recovery sheet yet.")


# --- the file


def test_checking_a_whole_plan(qtbot: QtBot, page: SettingsPage, store: Store) -> None:
    assert str(store.path) in words_on(page)
    click(qtbot, page, "Check my plan")
    read(qtbot, page, "Everything is whole.")


def test_checking_a_damaged_plan(qtbot: QtBot, page: SettingsPage, store: Store) -> None:
    raw = bytearray(store.path.read_bytes())
    raw[-300:-100] = bytes(b ^ 0x55 for b in raw[-300:-100])
    store.path.write_bytes(raw)
    click(qtbot, page, "Check my plan")
    qtbot.waitUntil(lambda: "damaged" in words_on(page), timeout=10_000)
    assert "Everything is whole" not in words_on(page)


# --- other kinds of plan


def test_an_example_has_no_key(qtbot: QtBot, settings: Settings) -> None:
    page = shown(qtbot, Session(ExampleKeeper(small_plan("one")), example=True), settings)
    assert page.keys is None
    read(qtbot, page, "This is an example, so it has no passphrase and no file.")
    assert "Change my passphrase" not in words_on(page)


def test_a_plan_that_can_only_be_read(qtbot: QtBot, settings: Settings) -> None:
    keeper = MemoryKeeper(small_plan("one"))
    keeper.read_only = True
    page = shown(qtbot, Session(keeper), settings)
    assert page.keys is None
    read(qtbot, page, "This plan can only be read here")


def test_a_disk_that_fails_stops_no_choice(qtbot: QtBot, settings: Settings) -> None:
    keeper = MemoryKeeper(small_plan("one"))
    page = shown(qtbot, Session(keeper), settings)
    keeper.fails = True
    other = next(c.code for c in countries() if c.code != "GB")
    pick(qtbot, page.country, other)
    assert settings.country == other


def test_tab_reaches_everything_and_returns(qtbot: QtBot, page: SettingsPage) -> None:
    keys(page).change.setFocus()
    qtbot.waitUntil(keys(page).change.hasFocus)
    assert set(tab_round(page)) == focusable(page)


@pytest.mark.parametrize("size", [100, 150, 200])
def test_no_word_is_cut_off_in_a_small_window(
    qtbot: QtBot, store: Store, settings: Settings, size: int
) -> None:
    settings.look = Look("soft", size)
    page = shown(qtbot, Session(store), settings)
    page.resize(1024, 460)
    click(qtbot, page, "Change my passphrase")
    qtbot.waitUntil(lambda: not clipped(page))
    inside = page.widget()
    assert inside is not None
    assert inside.width() <= page.viewport().width()
