# SPDX-License-Identifier: Apache-2.0
"""The first screens: starting a plan, looking around, opening one; going back; taken names; no room."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.screens import (
    answer_dialog,
    click,
    clipped,
    dress,
    find,
    focusable,
    held_by_fields,
    read,
    tab_round,
    words_on,
)
from wellplan.crypto import TESTING
from wellplan.plan.templates import list_templates
from wellplan.ui.first_steps import PassphrasePage, RecoveryPage
from wellplan.ui.look import Look, apply_look
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.settings import Settings
from wellplan.ui.welcome import Welcome
from wellplan.vault.store import unlock

MADE = "I have it written down"
FIRST_TEMPLATE = list_templates()[0].title
SECOND_TEMPLATE = list_templates()[1].title


@pytest.fixture
def welcome(qtbot: QtBot, settings: Settings) -> Welcome:
    return shown(qtbot, settings)


def shown(qtbot: QtBot, settings: Settings, before: Welcome | None = None) -> Welcome:
    dress(settings.look)
    made = Welcome(settings, cost=TESTING, before=before)
    qtbot.addWidget(made, before_close_func=lambda w: w.let_go())
    made.resize(1180, 716)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.isAncestorOf(QApplication.focusWidget()))
    return made


def choice(welcome: Welcome) -> PassphraseChoice:
    found = welcome.page.findChild(PassphraseChoice)
    assert found is not None
    return found


def to_passphrase(qtbot: QtBot, welcome: Welcome, template: str = FIRST_TEMPLATE) -> PassphraseChoice:
    click(qtbot, welcome, "Start my plan")
    click(qtbot, welcome, template)
    qtbot.waitUntil(lambda: isinstance(welcome.page, PassphrasePage))
    return choice(welcome)


def to_recovery(qtbot: QtBot, welcome: Welcome) -> str:
    """Make a plan with the made passphrase; returns it."""
    passphrase = to_passphrase(qtbot, welcome).passphrase
    click(qtbot, welcome, MADE)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)
    return passphrase


def test_four_screens_make_a_plan_that_opens_again(qtbot: QtBot, welcome: Welcome, home: Path) -> None:
    assert "Only you can read it." in words_on(welcome)
    assert "My plan.wellplan in your home folder" in words_on(welcome)
    passphrase = to_recovery(qtbot, welcome)
    assert len(passphrase.split()) == 6
    with qtbot.waitSignal(welcome.opened) as opened:
        click(qtbot, welcome, "Not now")
    store = opened.args[0]
    assert store.path == (home / "My plan.wellplan").resolve()
    assert store.preference("recovery_sheet") == "skipped"
    assert store.preference("recovery_told") == date.today().isoformat(), "asked again at once"
    assert store.plan.template == list_templates()[0].id
    store.close()
    assert passphrase.split()[0] not in held_by_fields(welcome)
    unlock(store.path, passphrase).close()


def test_keyboard_alone(qtbot: QtBot, welcome: Welcome) -> None:
    def press(key: Qt.Key, times: int = 1) -> None:
        for _time in range(times):
            qtbot.keyClick(QApplication.focusWidget(), key)

    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "How would you like to start?" in words_on(welcome))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is welcome.page.first_focus())
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(welcome.page, PassphrasePage))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is choice(welcome).words)
    press(Qt.Key.Key_Tab, 2)
    assert QApplication.focusWidget() is choice(welcome).confirm
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is welcome.page.first_focus())
    press(Qt.Key.Key_Tab, 3)
    with qtbot.waitSignal(welcome.opened) as opened:
        press(Qt.Key.Key_Space)
    opened.args[0].close()


def test_making_is_said_in_words(qtbot: QtBot, welcome: Welcome) -> None:
    to_passphrase(qtbot, welcome)
    click(qtbot, welcome, MADE)
    assert "Making your plan…" in words_on(welcome)
    click(qtbot, welcome, MADE)  # a second press changes nothing, and the keyboard stays
    assert QApplication.focusWidget() is choice(welcome).confirm
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)


def test_back_loses_nothing(qtbot: QtBot, welcome: Welcome) -> None:
    made = to_passphrase(qtbot, welcome).passphrase
    click(qtbot, welcome, "Back")
    click(qtbot, welcome, FIRST_TEMPLATE)
    assert choice(welcome).passphrase == made
    click(qtbot, welcome, "I’d rather choose my own")
    qtbot.keyClicks(choice(welcome).first.line, "my own words")
    click(qtbot, welcome, "Back")
    click(qtbot, welcome, "Back")
    read(qtbot, welcome, "Welcome to WellPlan")
    assert to_passphrase(qtbot, welcome).passphrase == "my own words"


def test_going_back_after_the_plan_is_made_changes_it(qtbot: QtBot, welcome: Welcome, home: Path) -> None:
    first = to_recovery(qtbot, welcome)
    click(qtbot, welcome, "Back")
    click(qtbot, welcome, MADE)
    assert isinstance(welcome.page, RecoveryPage)
    click(qtbot, welcome, "Back")
    click(qtbot, welcome, "Back")
    click(qtbot, welcome, SECOND_TEMPLATE)
    click(qtbot, welcome, "Make another")
    second = choice(welcome).passphrase
    assert second != first
    click(qtbot, welcome, MADE)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)
    with qtbot.waitSignal(welcome.opened) as opened:
        click(qtbot, welcome, "Not now")
    assert opened.args[0].plan.template == list_templates()[1].id
    opened.args[0].close()
    store = unlock(home / "My plan.wellplan", second)
    assert store.plan.template == list_templates()[1].id
    store.close()
    assert len(list(home.glob("*.wellplan"))) == 1


def test_a_made_plan_left_for_an_example_is_closed_and_kept(
    qtbot: QtBot, welcome: Welcome, settings: Settings
) -> None:
    passphrase = to_recovery(qtbot, welcome)
    for _step in range(3):
        click(qtbot, welcome, "Back")
    assert not find(welcome, "Change where it is kept")
    click(qtbot, welcome, "Look around with an example")
    with qtbot.waitSignal(welcome.example):
        click(qtbot, welcome, "Derek Ames")
    unlock(settings.known_plans()[0], passphrase).close()


def test_looking_around_offers_two_examples(qtbot: QtBot, welcome: Welcome, home: Path) -> None:
    click(qtbot, welcome, "Look around with an example")
    read(qtbot, welcome, "These people are invented.")
    with qtbot.waitSignal(welcome.example) as example:
        click(qtbot, welcome, "Jo Whitlock")
    assert example.args[0].plan.about.name
    assert not list(home.rglob("*.wellplan"))


def test_opening_a_plan_one_has(qtbot: QtBot, welcome: Welcome, tmp_path: Path) -> None:
    answer_dialog(qtbot, None)
    click(qtbot, welcome, "Open a plan I have")
    path = tmp_path / "mine.wellplan"
    path.write_bytes(b"")
    answer_dialog(qtbot, path)
    with qtbot.waitSignal(welcome.locked_plan) as chosen:
        click(qtbot, welcome, "Open a plan I have")
    assert chosen.args[0] == path


# --- the place


def test_documents_are_used_where_there_are_any(qtbot: QtBot, settings: Settings, home: Path) -> None:
    (home / "Documents").mkdir()
    assert shown(qtbot, settings).place == home / "Documents" / "My plan.wellplan"


def test_a_taken_name_is_never_offered(qtbot: QtBot, settings: Settings, home: Path) -> None:
    (home / "My plan.wellplan").write_text("someone's")
    assert shown(qtbot, settings).place == home / "My plan 2.wellplan"


def test_keeping_it_somewhere_else(qtbot: QtBot, welcome: Welcome, tmp_path: Path) -> None:
    before = welcome.place
    answer_dialog(qtbot, None)
    click(qtbot, welcome, "Change where it is kept")
    assert welcome.place == before
    answer_dialog(qtbot, tmp_path / "garden")
    click(qtbot, welcome, "Change where it is kept")
    assert welcome.place == tmp_path / "garden.wellplan"
    assert "garden.wellplan" in words_on(welcome)


def test_a_taken_name_is_left_alone(qtbot: QtBot, welcome: Welcome, tmp_path: Path) -> None:
    taken = tmp_path / "taken.wellplan"
    taken.write_text("someone's")
    answer_dialog(qtbot, taken)
    click(qtbot, welcome, "Change where it is kept")
    read(qtbot, welcome, "There is already a file called taken.wellplan there.")
    assert "That file has not been touched." in words_on(welcome)
    assert welcome.place == tmp_path / "My plan.wellplan"
    assert taken.read_text() == "someone's"


def test_a_name_taken_meanwhile(qtbot: QtBot, welcome: Welcome, home: Path) -> None:
    to_passphrase(qtbot, welcome)
    (home / "My plan.wellplan").write_text("someone's")
    click(qtbot, welcome, MADE)
    read(qtbot, welcome, "There is already a file of that name.")
    assert (home / "My plan.wellplan").read_text() == "someone's"
    click(qtbot, welcome, MADE)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)
    assert (home / "My plan 2.wellplan").exists()


def test_a_place_that_cannot_be_written_keeps_the_person_there(
    qtbot: QtBot, welcome: Welcome, tmp_path: Path
) -> None:
    welcome.welcome.take_place(tmp_path / "gone" / "My plan.wellplan")
    made = to_passphrase(qtbot, welcome).passphrase
    click(qtbot, welcome, MADE)
    read(qtbot, welcome, "The plan could not be saved in that place.")
    assert isinstance(welcome.page, PassphrasePage)
    assert choice(welcome).passphrase == made
    (tmp_path / "gone").mkdir()
    click(qtbot, welcome, MADE)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)


# --- one's own passphrase


def test_ones_own_passphrase_twice(qtbot: QtBot, welcome: Welcome, home: Path) -> None:
    made = to_passphrase(qtbot, welcome)
    click(qtbot, welcome, "I’d rather choose my own")
    click(qtbot, welcome, "Use this passphrase")
    read(qtbot, welcome, "There is no passphrase yet.")
    qtbot.keyClicks(made.first.line, "aa")
    qtbot.keyClicks(made.again.line, "ab")
    click(qtbot, welcome, "Use this passphrase")
    read(qtbot, welcome, "The two are not the same yet.")
    qtbot.waitUntil(lambda: "easy to guess" in made.advice.text())
    made.again.line.clear()
    qtbot.keyClicks(made.again.line, "aa")
    qtbot.keyClick(made.again.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)
    with qtbot.waitSignal(welcome.opened) as opened:
        click(qtbot, welcome, "Not now")
    opened.args[0].close()
    unlock(home / "My plan.wellplan", "aa").close()


def test_once_is_enough_when_it_is_shown(qtbot: QtBot, welcome: Welcome) -> None:
    made = to_passphrase(qtbot, welcome)
    click(qtbot, welcome, "I’d rather choose my own")
    click(qtbot, welcome, "Show what is typed: Your own passphrase")
    assert not made.again.isVisible()
    qtbot.keyClicks(made.first.line, "seen by me")
    qtbot.keyClick(made.first.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)


# --- the recovery sheet


def test_saving_the_recovery_sheet(qtbot: QtBot, welcome: Welcome, tmp_path: Path) -> None:
    to_recovery(qtbot, welcome)
    answer_dialog(qtbot, None)
    click(qtbot, welcome, "Save it as a PDF…")
    answer_dialog(qtbot, tmp_path / "sheet.pdf")
    click(qtbot, welcome, "Save it as a PDF…")
    read(qtbot, welcome, "Saved as sheet.pdf.")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "sheet.pdf").stat().st_mode & 0o777 == 0o600
    with qtbot.waitSignal(welcome.opened) as opened:
        click(qtbot, welcome, "Not now")
    assert opened.args[0].preference("recovery_sheet") == "saved"
    opened.args[0].close()


def test_a_sheet_that_cannot_be_saved(qtbot: QtBot, welcome: Welcome, tmp_path: Path) -> None:
    to_recovery(qtbot, welcome)
    place = tmp_path / "sheets"
    place.mkdir()
    answer_dialog(qtbot, place / "a.wellplan")
    click(qtbot, welcome, "Save it as a PDF…")
    qtbot.waitUntil(lambda: "plan" in welcome.page.sheet.notice.text)  # type: ignore[attr-defined]
    assert not list(place.iterdir())
    with qtbot.waitSignal(welcome.opened) as opened:
        click(qtbot, welcome, "Not now")
    assert opened.args[0].preference("recovery_sheet") == "skipped"
    opened.args[0].close()


# --- look and reach


def test_another_look_keeps_every_step(qtbot: QtBot, welcome: Welcome, settings: Settings) -> None:
    passphrase = to_recovery(qtbot, welcome)
    for _step in range(3):
        click(qtbot, welcome, "Back")
    click(qtbot, welcome, "Change text and colours")
    with qtbot.waitSignal(welcome.look_changed):
        click(qtbot, welcome, "Dark")
    after = shown(qtbot, settings, before=welcome)
    welcome.hide()
    read(qtbot, after, "Text and colours")
    click(qtbot, after, "Back")
    assert to_passphrase(qtbot, after).passphrase == passphrase
    click(qtbot, after, MADE)
    qtbot.waitUntil(lambda: isinstance(after.page, RecoveryPage))


def test_tab_reaches_everything_and_returns(qtbot: QtBot, welcome: Welcome) -> None:
    def check() -> None:
        qtbot.waitUntil(lambda: QApplication.focusWidget() is welcome.page.first_focus())
        assert set(tab_round(welcome)) == focusable(welcome)

    check()
    to_passphrase(qtbot, welcome)
    check()
    click(qtbot, welcome, MADE)
    qtbot.waitUntil(lambda: isinstance(welcome.page, RecoveryPage), timeout=20_000)
    check()


@pytest.mark.parametrize("size", [100, 150, 200])
def test_no_word_is_cut_off_in_a_small_window(qtbot: QtBot, settings: Settings, size: int) -> None:
    settings.look = Look("soft", size)
    welcome = shown(qtbot, settings)
    welcome.resize(1024, 520)

    def check() -> None:
        qtbot.waitUntil(lambda: not clipped(welcome))
        inside, view = welcome.page.widget(), welcome.page.viewport()
        assert inside is not None
        assert inside.width() <= view.width()

    check()
    welcome.show_look()
    check()
    click(qtbot, welcome, "Back")
    to_passphrase(qtbot, welcome)
    check()
    click(qtbot, welcome, "I’d rather choose my own")
    check()
    apply_look(QApplication.instance(), Look())  # type: ignore[arg-type]
