# SPDX-License-Identifier: Apache-2.0
"""Passphrase and recovery sheet of an open plan: changed, tried, made anew and removed on a real file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import (
    answer_dialog,
    click,
    clipped,
    destroy,
    dress,
    focusable,
    held_by_fields,
    read,
    says,
    tab_round,
    windows,
)
from ui.vaults import PASSPHRASE, open_plan
from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError, WrongPassphrase
from wellplan.ui.example import ExampleKeeper
from wellplan.ui.look import Look
from wellplan.ui.passphrase_part import PassphrasePart
from wellplan.ui.recovery_part import PREFERENCE, RecoveryPart
from wellplan.ui.secrets_page import SecretsPage
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.vault.store import Store, unlock, unlock_with_recovery
from wellplan.vault.trial import code_opens, passphrase_opens


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    store, code = open_plan(tmp_path)
    yield store, code
    store.close()


@pytest.fixture
def store(made: tuple[Store, str]) -> Store:
    return made[0]


@pytest.fixture
def code(made: tuple[Store, str]) -> str:
    return made[1]


def shown(qtbot: QtBot, session: Session, settings: Settings) -> SecretsPage:
    dress(settings.look)
    page = SecretsPage(session, settings, cost=TESTING)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    first = page.first_focus()
    if first is not None:
        first.setFocus()
    return page


@pytest.fixture
def page(qtbot: QtBot, store: Store, settings: Settings) -> SecretsPage:
    return shown(qtbot, Session(store), settings)


def passphrase(page: SecretsPage) -> PassphrasePart:
    assert page.passphrase is not None
    return page.passphrase


def recovery(page: SecretsPage) -> RecoveryPart:
    assert page.recovery is not None
    return page.recovery


def type_old(qtbot: QtBot, page: SecretsPage, text: str) -> None:
    part = passphrase(page)
    qtbot.waitUntil(lambda: part.old is not None and part.old.field.line.hasFocus())
    assert part.old is not None
    qtbot.keyClicks(part.old.field.line, text)
    qtbot.keyClick(part.old.field.line, Qt.Key.Key_Return)


def type_code(qtbot: QtBot, page: SecretsPage, code: str) -> None:
    part = recovery(page)
    qtbot.waitUntil(lambda: part.trial is not None and part.trial.code.fields[0].hasFocus())
    for letter in code.replace("-", "").lower():
        qtbot.keyClick(QApplication.focusWidget(), letter)


# --- passphrase


def test_changing_the_passphrase(qtbot: QtBot, page: SecretsPage, store: Store) -> None:
    click(qtbot, page, "Change my passphrase")
    type_old(qtbot, page, PASSPHRASE)
    part = passphrase(page)
    qtbot.waitUntil(lambda: part.choice is not None and bool(part.choice.passphrase), timeout=10_000)
    assert part.choice is not None
    new = part.choice.passphrase
    assert PASSPHRASE not in held_by_fields(page)
    click(qtbot, page, "I have it written down")
    read(qtbot, page, "Changing your passphrase…")
    read(qtbot, page, "Your passphrase is changed.")
    assert part.change.hasFocus()
    assert new.split()[0] not in held_by_fields(page)
    store.close()
    with pytest.raises(WrongPassphrase):
        unlock(store.path, PASSPHRASE)
    unlock(store.path, new).close()


def test_the_passphrase_of_now_is_needed(qtbot: QtBot, page: SecretsPage, store: Store) -> None:
    click(qtbot, page, "Change my passphrase")
    qtbot.waitUntil(lambda: passphrase(page).old is not None)
    click(qtbot, page, "Next")  # with nothing typed it only goes to the field
    type_old(qtbot, page, "not this one")
    read(qtbot, page, "That is not the passphrase of this plan.")
    read(qtbot, page, "make a new recovery sheet")
    assert passphrase(page).choice is None
    type_old(qtbot, page, PASSPHRASE)
    qtbot.waitUntil(lambda: passphrase(page).choice is not None, timeout=10_000)


def test_leaving_the_page_meanwhile_does_not_stop_the_change(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    session = Session(store)
    page = shown(qtbot, session, settings)
    click(qtbot, page, "Change my passphrase")
    type_old(qtbot, page, PASSPHRASE)
    part = passphrase(page)
    qtbot.waitUntil(lambda: part.choice is not None and bool(part.choice.passphrase), timeout=10_000)
    assert part.choice is not None
    new = part.choice.passphrase
    with qtbot.waitSignal(session.said, timeout=10_000) as said:
        click(qtbot, page, "I have it written down")
        destroy(qtbot, page)
    assert said.args[0].startswith("Your passphrase is changed.")
    assert passphrase_opens(store.path, new)


def test_keeping_the_old_passphrase_at_each_step(qtbot: QtBot, page: SecretsPage, store: Store) -> None:
    part = passphrase(page)
    for typed in ("", PASSPHRASE):
        click(qtbot, page, "Change my passphrase")
        if typed:
            type_old(qtbot, page, typed)
            click(qtbot, page, "I’d rather choose my own")
            assert part.choice is not None
            qtbot.keyClicks(part.choice.first.line, "half a thought")
        click(qtbot, page, "Keep the old passphrase")
        qtbot.waitUntil(part.change.hasFocus)
        assert "half a thought" not in held_by_fields(page)
    store.close()
    unlock(store.path, PASSPHRASE).close()


def test_a_disk_that_fails_keeps_the_old_passphrase(
    qtbot: QtBot, page: SecretsPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise WellPlanError("The disk is full.", "Nothing has changed.", "Make some room.")

    monkeypatch.setattr(Store, "back_up", full)
    click(qtbot, page, "Change my passphrase")
    type_old(qtbot, page, PASSPHRASE)
    click(qtbot, page, "I have it written down")
    read(qtbot, page, "The disk is full.")
    choice = passphrase(page).choice
    assert choice is not None
    assert choice.confirm.hasFocus()
    monkeypatch.undo()
    store.close()
    unlock(store.path, PASSPHRASE).close()


# --- recovery sheet


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("", "Try it once, when you like."),
        ("printed", "Try it once, when you like."),
        ("saved", "Try it once, when you like."),
        ("proved", "You have a recovery sheet, and it was tried."),
        ("skipped", "Your recovery sheet is not on paper yet."),
    ],
)
def test_how_things_stand_is_said_gently(
    qtbot: QtBot, store: Store, settings: Settings, kept: str, told: str
) -> None:
    store.set_preference(PREFERENCE, kept)
    page = shown(qtbot, Session(store), settings)
    read(qtbot, page, told)
    assert recovery(page).try_it.isVisible() == (kept != "skipped")


def test_a_new_sheet_is_asked_for_twice_and_the_old_one_stops(
    qtbot: QtBot, store: Store, code: str, settings: Settings, tmp_path: Path
) -> None:
    store.set_preference(PREFERENCE, "proved")
    page = shown(qtbot, Session(store), settings)
    part = recovery(page)
    click(qtbot, page, "Make a new recovery sheet")
    read(qtbot, page, "Your old sheet then stops working for good.")
    click(qtbot, page, "Keep my sheet as it is")
    assert code_opens(store.path, code)
    click(qtbot, page, "Make a new recovery sheet")
    click(qtbot, page, "Make the new sheet")
    qtbot.waitUntil(lambda: part.sheet is not None, timeout=10_000)
    assert part.sheet is not None
    new = part.sheet.words.text().replace("\n", " ").replace("  ", "-").replace(" ", "-")
    assert store.preference(PREFERENCE) == "skipped"
    assert not code_opens(store.path, code)
    answer_dialog(qtbot, tmp_path / "sheet.pdf")
    click(qtbot, page, "Save it as a PDF…")
    read(qtbot, page, "Now try your sheet")
    proof = part.sheet.proof
    assert proof is not None
    for number, field in zip(proof.entry.numbers, proof.entry.fields, strict=True):
        qtbot.keyClicks(field, new.split("-")[number - 1])
    click(qtbot, page, "Check")
    click(qtbot, page, "Go on")
    read(qtbot, page, "You have a recovery sheet, and it was tried.")
    assert store.preference(PREFERENCE) == "proved"
    assert new[:5] not in held_by_fields(page)
    store.close()
    unlock_with_recovery(store.path, new, "another one", cost=TESTING).close()


def test_a_sheet_that_was_never_on_paper_is_made_at_once(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    store.set_preference(PREFERENCE, "skipped")
    page = shown(qtbot, Session(store), settings)
    click(qtbot, page, "Make a recovery sheet")
    qtbot.waitUntil(lambda: recovery(page).sheet is not None, timeout=10_000)
    click(qtbot, page, "Not now")
    read(qtbot, page, "Your recovery sheet is not on paper yet.")
    qtbot.waitUntil(recovery(page).new.hasFocus)
    assert store.preference("recovery_told") == date.today().isoformat()


def test_trying_a_sheet_from_a_drawer(qtbot: QtBot, page: SecretsPage, store: Store, code: str) -> None:
    click(qtbot, page, "Try my recovery sheet")
    type_code(qtbot, page, code)
    click(qtbot, page, "Check my sheet")
    read(qtbot, page, "Your sheet works.")
    assert store.preference(PREFERENCE) == "proved"
    assert code[:5] not in held_by_fields(page)
    assert recovery(page).try_it.hasFocus()


def test_trying_the_wrong_sheet(qtbot: QtBot, page: SecretsPage, store: Store, code: str) -> None:
    store.new_recovery_code()
    click(qtbot, page, "Try my recovery sheet")
    type_code(qtbot, page, code[:16])
    click(qtbot, page, "Check my sheet")
    read(qtbot, page, "Group 3 of 8 is not whole yet.")
    trial = recovery(page).trial
    assert trial is not None
    trial.code.forget()
    trial.code.point_at(1)
    groups = code.split("-")
    typed = [*groups[:5], groups[5][:4] + ("2" if groups[5][4] != "2" else "3"), *groups[6:]]
    type_code(qtbot, page, "-".join(typed))
    click(qtbot, page, "Check my sheet")
    read(qtbot, page, "Group 6 of the recovery code has a slip in it.")
    qtbot.waitUntil(trial.code.fields[5].hasFocus)
    qtbot.keyClicks(trial.code.fields[5], groups[5])
    click(qtbot, page, "Check my sheet")
    read(qtbot, page, "This code does not open your plan.")
    click(qtbot, page, "Do not try my sheet now")
    assert store.preference(PREFERENCE) != "proved"


def test_removing_the_sheet_is_asked_for_twice(
    qtbot: QtBot, page: SecretsPage, store: Store, code: str
) -> None:
    part = recovery(page)
    click(qtbot, page, "Remove my recovery sheet")
    read(qtbot, page, "This cannot be undone.")
    keep = page.findChild(type(part.new), "keys-keep-sheet")
    assert keep is not None
    qtbot.waitUntil(keep.hasFocus)  # Enter twice by mistake removes nothing
    qtbot.keyClick(keep, Qt.Key.Key_Return)
    assert store.has_recovery
    click(qtbot, page, "Remove my recovery sheet")
    click(qtbot, page, "Remove it for good")
    read(qtbot, page, "Your recovery sheet is removed.")
    read(qtbot, page, "You have no recovery sheet.")
    assert not store.has_recovery
    assert not part.remove.isVisible()
    assert not part.try_it.isVisible()
    click(qtbot, page, "Make a recovery sheet")
    qtbot.waitUntil(lambda: part.sheet is not None, timeout=10_000)
    assert store.has_recovery
    store.close()
    unlock(store.path, PASSPHRASE).close()


def test_a_disk_that_fails_keeps_the_old_sheet(
    qtbot: QtBot, page: SecretsPage, store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise WellPlanError("The disk is full.", "Nothing has changed.", "Make some room.")

    monkeypatch.setattr(Store, "back_up", full)
    for start, sure in (
        ("Make a new recovery sheet", "Make the new sheet"),
        ("Remove my recovery sheet", "Remove it for good"),
    ):
        click(qtbot, page, start)
        click(qtbot, page, sure)
        read(qtbot, page, "The disk is full.")
        assert recovery(page).ways.isVisible()
    assert code_opens(store.path, code)


def test_words_that_cannot_be_saved_come_first(
    qtbot: QtBot, store: Store, settings: Settings, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")

    session = Session(store)
    page = shown(qtbot, session, settings)
    monkeypatch.setattr(Store, "save", full)
    session.edit(small_plan("two"), "typing")
    click(qtbot, page, "Make a new recovery sheet")
    click(qtbot, page, "Make the new sheet")
    read(qtbot, page, "Your last words are not saved yet.")
    assert code_opens(store.path, code)


# --- other kinds of plan, reach and look


def test_an_example_and_a_plan_to_read_have_nothing_to_change(qtbot: QtBot, settings: Settings) -> None:
    example = shown(qtbot, Session(ExampleKeeper(small_plan("one")), example=True), settings)
    read(qtbot, example, "This is an example")
    keeper = MemoryKeeper(small_plan("one"))
    keeper.read_only = True
    page = shown(qtbot, Session(keeper), settings)
    read(qtbot, page, "This plan can only be read here")
    for each in (example, page):
        assert (each.passphrase, each.recovery) == (None, None)


def test_tab_reaches_everything_and_returns(qtbot: QtBot, page: SecretsPage) -> None:
    for step in ("", "Change my passphrase", "Try my recovery sheet", "Remove my recovery sheet"):
        if step:
            click(qtbot, page, step)
        qtbot.waitUntil(lambda: QApplication.focusWidget() in focusable(page))
        names = [says(each) for each in focusable(page)]  # type: ignore[arg-type]
        assert len(names) == len(set(names))
        assert set(tab_round(page)) == focusable(page)
        assert windows() == [page]
        if step == "Try my recovery sheet":
            click(qtbot, page, "Do not try my sheet now")


@pytest.mark.parametrize("size", [100, 200])
def test_no_word_is_cut_off_in_a_small_window(
    qtbot: QtBot, store: Store, settings: Settings, size: int
) -> None:
    settings.look = Look("soft", size)
    page = shown(qtbot, Session(store), settings)
    page.resize(760, 520)
    for step in ("Change my passphrase", "Remove my recovery sheet"):
        click(qtbot, page, step)
        qtbot.waitUntil(lambda: not clipped(page))
        inside = page.widget()
        assert inside is not None
        assert inside.width() <= page.viewport().width()
    read(qtbot, page, "This cannot be undone.")
