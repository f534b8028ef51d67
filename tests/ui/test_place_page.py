# SPDX-License-Identifier: Apache-2.0
"""Where my plan is: it asks and leaves a note; what the note says is done at the fresh start. And a list."""

import os
import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import (
    answer_dialog,
    click,
    clipped,
    dress,
    find,
    focusable,
    read,
    shown_page,
    tab_round,
    the,
    words_on,
)
from ui.vaults import PASSPHRASE
from wellplan import resources
from wellplan.ui import app, errand_screen, place_page
from wellplan.ui.errand_screen import ErrandScreen
from wellplan.ui.example import ExampleKeeper
from wellplan.ui.look import Look
from wellplan.ui.page import give_focus
from wellplan.ui.place_page import PlacePage
from wellplan.ui.plans_list import PlansList
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField
from wellplan.vault import errands, seen
from wellplan.vault.backup import list_backups
from wellplan.vault.errands import Errand
from wellplan.vault.places import data_dir
from wellplan.vault.store import Store, unlock


def shown(qtbot: QtBot, session: Session, settings: Settings) -> PlacePage:
    dress(settings.look)
    return shown_page(qtbot, PlacePage(session, settings))


@pytest.fixture
def page(qtbot: QtBot, store: Store, settings: Settings) -> PlacePage:
    return shown(qtbot, Session(store), settings)


def note() -> Errand | None:
    return errands.find(data_dir())


def started(qtbot: QtBot, settings: Settings) -> ErrandScreen:
    """The fresh start after the plan was locked."""
    window = app.start(QApplication.instance(), settings, None)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    screen = window.frame.front
    assert isinstance(screen, ErrandScreen)
    if screen.errand.asked:
        qtbot.waitUntil(lambda: screen.way_on is not None, timeout=10_000)
    return screen


def test_it_says_where_the_plan_is(page: PlacePage) -> None:
    assert "It is called my-plan, and it is in" in words_on(page)
    assert "It is sealed." in words_on(page)


def test_moving_to_another_folder(
    qtbot: QtBot, page: PlacePage, store: Store, settings: Settings, tmp_path: Path
) -> None:
    settings.remember_plan(store.path)
    (tmp_path / "stick").mkdir()
    answer_dialog(qtbot, tmp_path / "stick")
    click(qtbot, page, "Move my plan to another folder")
    read(qtbot, page, "You open it again there, with your passphrase.")
    assert note() is None
    with qtbot.waitSignal(page.lock_asked) as asked:
        click(qtbot, page, "Move it there")
    assert asked.args == [False]
    old, new = store.path, tmp_path / "stick" / store.path.name
    assert note() == Errand("move", old, new)
    assert old.exists()
    store.close()
    screen = started(qtbot, settings)
    assert "Your plan has moved" in words_on(screen)
    read(qtbot, screen, "stay on this computer")
    assert (old.exists(), new.exists(), note()) == (False, True, None)
    assert settings.known_plans() == (new,)
    with qtbot.waitSignal(screen.finished) as finished:
        click(qtbot, screen, "Open it")
    assert finished.args == [new]
    unlock(new, PASSPHRASE).close()


def test_moving_can_be_left(qtbot: QtBot, page: PlacePage, tmp_path: Path) -> None:
    answer_dialog(qtbot, None)
    click(qtbot, page, "Move my plan to another folder")
    assert find(page, "Move it there") == []
    (tmp_path / "stick").mkdir()
    answer_dialog(qtbot, tmp_path / "stick")
    click(qtbot, page, "Move my plan to another folder")
    click(qtbot, page, "Leave it here")
    qtbot.waitUntil(lambda: page.focusWidget() is page.move_button)
    assert find(page, "Move it there") == []
    assert note() is None


def test_a_folder_with_a_file_of_that_name(
    qtbot: QtBot, page: PlacePage, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / store.path.name).write_bytes(b"another's")
    answer_dialog(qtbot, tmp_path / "stick")
    click(qtbot, page, "Move my plan to another folder")
    read(qtbot, page, "There is already a file of that name there.")
    assert note() is None


def test_another_name(qtbot: QtBot, page: PlacePage, store: Store, settings: Settings) -> None:
    settings.remember_plan(store.path)
    click(qtbot, page, "Give it another name")
    field = the(page, LineField)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "a/b")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    read(qtbot, page, "A file cannot have that name.")
    field.setText("Notes")
    with qtbot.waitSignal(page.lock_asked):
        click(qtbot, page, "Use this name")
    store.close()
    screen = started(qtbot, settings)
    assert "Your plan has its new name" in words_on(screen)
    assert settings.known_plans()[0] == store.path.with_name("Notes.wellplan")
    unlock(store.path.with_name("Notes.wellplan"), PASSPHRASE).close()


def test_the_same_name_and_a_taken_name(qtbot: QtBot, page: PlacePage, store: Store) -> None:
    click(qtbot, page, "Give it another name")
    click(qtbot, page, "Use this name")
    qtbot.waitUntil(page.rename.hasFocus)
    store.path.with_name("Taken.wellplan").touch()
    click(qtbot, page, "Give it another name")
    the(page, LineField).setText("Taken")
    click(qtbot, page, "Use this name")
    read(qtbot, page, "There is already a file of that name.")
    click(qtbot, page, "Keep the old name")
    assert note() is None


def test_removing_the_whole_plan(
    qtbot: QtBot, page: PlacePage, store: Store, settings: Settings, tmp_path: Path
) -> None:
    settings.remember_plan(store.path)
    store.back_up()
    vault_id = store.vault.keys.vault_id
    click(qtbot, page, "Remove this plan…")
    read(qtbot, page, "the 1 backup that WellPlan made by itself. It cannot be undone.")
    read(qtbot, page, "What you printed or gave to someone is still out there.")
    qtbot.waitUntil(page.removal.keep.hasFocus)  # type: ignore[union-attr]
    click(qtbot, page, "Go on with removing")
    field = the(page, QLineEdit)
    qtbot.waitUntil(field.hasFocus)
    click(qtbot, page, "Remove it for good")  # nothing typed: nothing happens
    qtbot.keyClicks(field, "not this")
    click(qtbot, page, "Remove it for good")
    read(qtbot, page, "That is not the passphrase of this plan.")
    assert note() is None
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, PASSPHRASE)
    with qtbot.waitSignal(page.lock_asked, timeout=10_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert note() == Errand("remove", store.path)
    assert store.path.exists()
    store.close()
    screen = started(qtbot, settings)
    assert "Your plan is removed" in words_on(screen)
    read(qtbot, screen, "and 1 backup of it")
    assert not store.path.exists()
    assert list_backups(data_dir(), vault_id) == ()
    assert settings.known_plans() == ()
    with qtbot.waitSignal(screen.finished) as finished:
        click(qtbot, screen, "Go on")
    assert finished.args == [None]


def test_backups_that_are_another_file_s_too_stay(qtbot: QtBot, page: PlacePage, store: Store) -> None:
    store.back_up()
    second = Path(shutil.copy(store.path, store.path.with_name("second.wellplan")))
    seen.remember_place(store.data_dir, store.keys.vault_id, second)
    click(qtbot, page, "Remove this plan…")
    read(qtbot, page, "This removes the plan’s file. It cannot be undone.")
    read(qtbot, page, "as second.wellplan.")
    read(qtbot, page, "That file stays, and so do the backups. To remove it too, open it first.")
    qtbot.waitUntil(page.removal.keep.hasFocus)  # type: ignore[union-attr]


def test_keeping_the_plan_after_all(qtbot: QtBot, page: PlacePage, store: Store) -> None:
    click(qtbot, page, "Remove this plan…")
    read(qtbot, page, "This removes the plan’s file. It cannot be undone.")
    click(qtbot, page, "Keep my plan")
    click(qtbot, page, "Remove this plan…")
    click(qtbot, page, "Go on with removing")
    qtbot.keyClicks(the(page, QLineEdit), PASSPHRASE)
    click(qtbot, page, "Keep my plan")
    qtbot.waitUntil(page.removal.start.hasFocus)  # type: ignore[union-attr]
    assert note() is None


def test_an_errand_that_does_not_work_keeps_the_plan(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path
) -> None:
    errands.leave(Errand("move", store.path, tmp_path / "gone" / "x.wellplan"), data_dir())
    store.close()
    screen = started(qtbot, settings)
    assert "Your plan is safe, where it was." in words_on(screen)
    with qtbot.waitSignal(screen.finished) as finished:
        click(qtbot, screen, "Open my plan")
    assert finished.args == [store.path]
    assert note() is None


def test_a_move_that_was_cut_short_is_asked_about_ended_and_told(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = store.path.with_name("new.wellplan")
    errands.leave(Errand("move", store.path, target, begun=True), data_dir())
    monkeypatch.delenv(errands.PROOF)
    store.close()
    screen = started(qtbot, settings)
    read(qtbot, screen, "It was begun, and cut short.")
    assert not target.exists()
    click(qtbot, screen, "Yes, use the new name")
    read(qtbot, screen, "This was cut short before. It is finished now")
    assert target.exists()
    errands.leave(Errand("move", store.path, target, begun=True), data_dir())
    monkeypatch.delenv(errands.PROOF)
    screen = started(qtbot, settings)
    with qtbot.waitSignal(screen.finished) as finished:  # it was at its end already
        click(qtbot, screen, "Leave my plan as it is")
    assert finished.args == [target]


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("kind", ["move", "name", "remove"])
def test_a_note_that_this_start_did_not_bring_is_a_question(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str, size: int
) -> None:
    settings.look = Look("light", size)
    dress(settings.look)
    targets = {"move": store.path.parent / "stick" / "a.wellplan", "name": store.path.with_name("a.wellplan")}
    errands.leave(Errand("remove" if kind == "remove" else "move", store.path, targets.get(kind)), data_dir())
    monkeypatch.delenv(errands.PROOF)
    monkeypatch.setattr(errand_screen, "folder_name", lambda _folder: "Documents")
    store.close()
    screen = started(qtbot, settings)
    screen.window().resize(1024, 578)
    keep = find(screen, "Leave my plan as it is")[0]
    qtbot.waitUntil(keep.hasFocus)
    give_focus(keep)
    view = screen.page.viewport()
    assert screen.page.heading.mapTo(view, QPoint(0, 0)).y() >= 0  # the question, with both its answers
    assert keep.mapTo(view, keep.rect().bottomLeft()).y() < view.height()
    assert store.path.stem in words_on(screen)
    assert clipped(screen) == []
    with qtbot.waitSignal(screen.finished) as finished:
        click(qtbot, screen, "Leave my plan as it is")
    assert finished.args == [store.path]
    assert (store.path.exists(), note()) == (True, None)


def test_no_note_and_no_lock_while_words_are_unsaved(
    qtbot: QtBot, page: PlacePage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.session, "flush", lambda: False)
    with qtbot.assertNotEmitted(page.lock_asked):
        page.leave(errands.REMOVE, None)
    read(qtbot, page, "Your last words are not saved yet.")
    assert note() is None


def test_another_plan(qtbot: QtBot, page: PlacePage) -> None:
    with qtbot.waitSignal(page.lock_asked) as asked:
        click(qtbot, page, "Open another plan")
    assert asked.args == [True]


def test_checking(qtbot: QtBot, page: PlacePage, store: Store) -> None:
    click(qtbot, page, "Check my plan")
    read(qtbot, page, "Everything is whole.")
    raw = bytearray(store.path.read_bytes())
    raw[-300:-100] = bytes(b ^ 0x55 for b in raw[-300:-100])
    store.path.write_bytes(raw)
    click(qtbot, page, "Check my plan")
    qtbot.waitUntil(lambda: "damaged" in words_on(page), timeout=10_000)
    assert "Everything is whole" not in words_on(page)


def test_an_example_has_no_place(qtbot: QtBot, settings: Settings) -> None:
    page = shown(qtbot, Session(ExampleKeeper(small_plan("one")), example=True), settings)
    assert "it is kept nowhere" in words_on(page)
    assert find(page, "Open another plan")
    assert find(page, "Remove this plan…") == []


def test_a_plan_that_can_only_be_read(qtbot: QtBot, settings: Settings) -> None:
    keeper = MemoryKeeper(small_plan("one"))
    keeper.read_only = True
    page = shown(qtbot, Session(keeper), settings)
    assert "can’t be moved or renamed" in words_on(page)
    assert find(page, "Remove this plan…") == []
    assert page.first_focus() is page.another


def test_a_portable_program_says_so(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_page, "portable_dir", lambda: tmp_path)
    page = shown(qtbot, Session(store), settings)
    assert f"“{resources.DATA_BESIDE}”, and nothing anywhere else" in words_on(page)


def test_tab_reaches_everything_and_returns(qtbot: QtBot, page: PlacePage) -> None:
    click(qtbot, page, "Remove this plan…")
    click(qtbot, page, "Give it another name")
    qtbot.waitUntil(the(page, LineField).hasFocus)
    assert set(tab_round(page)) == focusable(page)


@pytest.mark.parametrize("size", [100, 200])
def test_no_word_is_cut_off_in_a_small_window(
    qtbot: QtBot, store: Store, settings: Settings, size: int
) -> None:
    settings.look = Look("soft", size)
    page = shown(qtbot, Session(store), settings)
    page.resize(1024, 460)
    click(qtbot, page, "Remove this plan…")
    click(qtbot, page, "Give it another name")
    qtbot.waitUntil(lambda: not clipped(page))
    inside = page.widget()
    assert inside is not None
    assert inside.width() <= page.viewport().width()


# --- the list of plans


def listed(qtbot: QtBot, settings: Settings) -> PlansList:
    dress(settings.look)
    screen = PlansList(settings)
    qtbot.addWidget(screen)
    screen.resize(1024, 700)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(lambda: screen.isAncestorOf(QApplication.focusWidget()))
    return screen


@pytest.fixture
def plans(settings: Settings, home: Path) -> list[Path]:
    places = [home / "Documents" / "My plan.wellplan", home / "Other" / "My plan.wellplan"]
    for place in places:
        place.parent.mkdir()
        place.touch()
    settings.keep_known_plans([*places, home / "stick" / "gone.wellplan"])
    return list(settings.known_plans())


def test_the_list_shows_names_folders_and_days_only(
    qtbot: QtBot, settings: Settings, plans: list[Path]
) -> None:
    for days, words in ((0, "today."), (1, "yesterday."), (3, "3 days ago.")):
        os.utime(plans[0], (0, time.time() - days * 86400))
        assert f"In Documents. Last used {words}" in words_on(listed(qtbot, settings))
    os.utime(plans[0], (0, 0))
    assert "Last used on 1 January 1970." in words_on(listed(qtbot, settings))
    screen = listed(qtbot, settings)
    assert "It is not there now. It may be on a stick." in words_on(screen)
    assert "You don’t need to open it to get help." in words_on(screen)
    with qtbot.waitSignal(screen.chosen) as chosen:
        click(qtbot, screen, "Open My plan in Other")
    assert chosen.args == [plans[1]]


def test_names_are_told_apart_by_a_screen_reader(qtbot: QtBot, settings: Settings, plans: list[Path]) -> None:
    screen = listed(qtbot, settings)
    names = [w.accessibleName() or w.text() for w in focusable(screen)]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    assert set(tab_round(screen)) == focusable(screen)


def test_tab_follows_the_eye_also_when_the_list_has_changed(
    qtbot: QtBot, settings: Settings, plans: list[Path]
) -> None:
    screen = listed(qtbot, settings)
    for _time in range(2):
        qtbot.waitUntil(screen.cards[settings.known_plans()[0]].isVisible)
        seen = tab_round(screen)
        first = seen.index(screen.cards[settings.known_plans()[0]])
        round_from_first = seen[first:] + seen[:first]
        heights = [w.mapTo(screen, w.rect().center()).y() for w in round_from_first]
        assert all(below >= above - 5 for above, below in pairwise(heights)), heights
        click(qtbot, screen, f"Take My plan in {settings.known_plans()[0].parent.name} off this list")
        qtbot.waitUntil(
            lambda: bool(find(screen, "Put it back")) and find(screen, "Put it back")[0].hasFocus()
        )


def test_taken_off_the_list_and_put_back(qtbot: QtBot, settings: Settings, plans: list[Path]) -> None:
    screen = listed(qtbot, settings)
    click(qtbot, screen, "Take My plan in Other off this list")
    read(qtbot, screen, "My plan is off this list. Its file is still where it was.")
    assert settings.known_plans() == (plans[0], plans[2])
    assert plans[1].exists()
    qtbot.waitUntil(lambda: find(screen, "Put it back")[0].hasFocus())
    click(qtbot, screen, "Put it back")
    assert settings.known_plans() == tuple(plans)
    qtbot.waitUntil(screen.cards[plans[1]].hasFocus)


def test_an_empty_list_still_leads_on(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    settings.keep_known_plans([])
    screen = listed(qtbot, settings)
    assert "There is no plan on this list now." in words_on(screen)
    with qtbot.waitSignal(screen.start_new):
        click(qtbot, screen, "Start a new plan")
    (tmp_path / "a.wellplan").touch()
    answer_dialog(qtbot, tmp_path / "a.wellplan")
    with qtbot.waitSignal(screen.chosen) as chosen:
        click(qtbot, screen, "Open another file…")
    assert chosen.args == [tmp_path / "a.wellplan"]
    answer_dialog(qtbot, None)
    with qtbot.assertNotEmitted(screen.chosen):
        click(qtbot, screen, "Open another file…")


def test_text_and_colours_from_the_list(qtbot: QtBot, settings: Settings, plans: list[Path]) -> None:
    screen = listed(qtbot, settings)
    click(qtbot, screen, "Change text and colours")
    click(qtbot, screen, "Done")
    qtbot.waitUntil(lambda: bool(find(screen, "Open My plan in Documents")))


@pytest.mark.parametrize("size", [100, 200])
def test_the_list_fits(qtbot: QtBot, settings: Settings, plans: list[Path], size: int) -> None:
    settings.look = Look("dark", size)
    screen = listed(qtbot, settings)
    screen.resize(1024, 460)
    qtbot.waitUntil(lambda: not clipped(screen))
    inside = screen.page.widget()
    assert inside is not None
    assert inside.width() <= screen.page.viewport().width()
