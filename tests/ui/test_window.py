# SPDX-License-Identifier: Apache-2.0
"""The window around the pages: going about, hiding, locking, closing, a bad hour, little room."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import click, find, says, shown_page
from wellplan.plan.templates import start_plan
from wellplan.ui import idle
from wellplan.ui.buttons import button
from wellplan.ui.look import Look, apply_look, load_fonts
from wellplan.ui.page import Page, give_focus
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField, TextField
from wellplan.ui.window import TITLE, Window
from wellplan.ui.words import Heading, Words
from wellplan.vault import errands
from wellplan.vault.errands import Errand
from wellplan.vault.places import data_dir


class Opened:
    """A window with a plan open, and what it asked to be started after it."""

    def __init__(self, qtbot: QtBot, settings: Settings, keeper: MemoryKeeper) -> None:
        self.relaunched: list[tuple[Path | None, bool]] = []
        self.keeper = keeper
        self.window = Window(settings, lambda path, hidden: self.relaunched.append((path, hidden)))
        qtbot.addWidget(self.window)
        self.session = Session(keeper)
        self.window.resize(1180, 780)
        self.window.open_session(self.session)
        self.window.show()


@pytest.fixture
def opened(qtbot: QtBot, settings: Settings) -> Opened:
    return Opened(qtbot, settings, MemoryKeeper(small_plan("one")))


def test_the_title_never_tells(opened: Opened) -> None:
    opened.window.go("people", "")
    assert opened.window.windowTitle() == TITLE
    assert "plan" not in TITLE.lower().replace("planner", "")


def test_every_page_opens_with_one_heading(qtbot: QtBot, opened: Opened) -> None:
    ids = [("section", s.id) for s in opened.session.plan.sections]
    for page in (*ids, ("people", ""), ("about", ""), ("arrange", ""), ("paper", ""), ("settings", "")):
        opened.window.go(*page)
        made = opened.window.page
        assert made is not None
        tops = [h for h in made.findChildren(Heading) if h.property("tone") == "h1"]
        assert len(tops) == 1, page


def test_where_the_person_was_is_where_they_come_back(
    qtbot: QtBot, opened: Opened, settings: Settings
) -> None:
    opened.window.go("people", "")
    opened.window.close()
    assert opened.keeper.closed
    again = Opened(qtbot, settings, MemoryKeeper(opened.keeper.plan))
    again.keeper.preferences.update(opened.keeper.preferences)
    again.window.open_session(Session(again.keeper))
    assert again.window.here == ("people", "")


def test_lock_saves_and_starts_afresh(opened: Opened) -> None:
    opened.session.edit(replace(opened.session.plan, title="T"), "writing")
    opened.window.leaving.lock()
    assert opened.keeper.saves[-1].title == "T"
    assert opened.keeper.closed
    assert opened.relaunched == [(opened.keeper.path, False)]
    assert not opened.window.isVisible()


def test_hide_is_out_of_sight_then_locked(opened: Opened) -> None:
    opened.window.leaving.hide_away()
    assert not opened.window.isVisible()
    assert opened.relaunched == [(opened.keeper.path, True)]


def test_a_lock_that_cannot_save_covers_and_keeps_the_words(opened: Opened) -> None:
    opened.keeper.fails = True
    opened.session.edit(replace(opened.session.plan, title="T"), "writing")
    opened.window.leaving.lock()
    assert opened.relaunched == []
    assert opened.session.plan.title == "T"
    assert opened.window.isMinimized()


def test_a_lock_that_could_not_save_locks_once_the_disk_is_back(qtbot: QtBot, opened: Opened) -> None:
    opened.keeper.fails = True
    opened.session.edit(replace(opened.session.plan, title="T"), "writing")
    opened.window.leaving.lock()
    opened.keeper.fails = False
    assert opened.session.flush()
    qtbot.waitUntil(lambda: opened.relaunched == [(opened.keeper.path, True)])
    assert opened.keeper.saves[-1].title == "T"


def test_closing_is_refused_while_words_are_not_saved(opened: Opened) -> None:
    opened.keeper.fails = True
    opened.session.edit(replace(opened.session.plan, title="T"), "writing")
    event = QCloseEvent()
    opened.window.closeEvent(event)
    assert not event.isAccepted()
    assert not opened.keeper.closed
    opened.keeper.fails = False
    event = QCloseEvent()
    opened.window.closeEvent(event)
    assert event.isAccepted()
    assert opened.keeper.saves[-1].title == "T"


def test_a_stick_that_never_comes_back_can_be_left(qtbot: QtBot, opened: Opened) -> None:
    opened.keeper.fails = True
    opened.session.edit(replace(opened.session.plan, title="T"), "writing")
    for _time in range(2):
        event = QCloseEvent()
        opened.window.closeEvent(event)
        assert not event.isAccepted()
    ways = opened.window.frame.ways
    click(qtbot, ways, "Leave without the last words")
    click(qtbot, ways, "Stay here")
    assert opened.window.isVisible()
    assert not opened.keeper.closed
    click(qtbot, ways, "Leave without the last words")
    click(qtbot, ways, "Leave without them")
    assert opened.keeper.closed
    assert not opened.window.isVisible()


def test_a_computer_that_slept_wakes_locked(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(idle, "_awake_and_asleep", lambda: clock[0])
    presence = opened.window.presence
    presence.watch(5)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    clock[0] += 4 * 60
    assert not presence.eventFilter(opened.window, event)
    clock[0] += 6 * 60
    with qtbot.waitSignal(presence.away):
        assert presence.eventFilter(opened.window, event)
    assert opened.relaunched == [(opened.keeper.path, False)]


def test_f1_from_a_text_field_and_esc_back(qtbot: QtBot, opened: Opened) -> None:
    opened.window.activateWindow()
    opened.window.go("about", "")
    field = opened.window.page.findChild(LineField)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: opened.window.frame.over is not None)
    assert opened.window.frame.bar.hide_button.isVisible()
    assert not opened.window.frame.rail.isVisible()
    opened.window.close_now()
    assert opened.window.here == ("about", "")
    assert opened.window.page.isVisible()
    assert opened.window.focusWidget() is field


def test_keys_from_before_the_plan_was_in_sight_press_and_write_nothing(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They wait while its first page is made: the end of a passphrase, or a second Return."""
    opened.keeper.preferences["here"] = "about"
    with monkeypatch.context() as slow:
        slow.setattr(idle, "EARLY_MS", 3_600_000)
        opened.window.open_session(Session(opened.keeper))
    page, handle = opened.window.page, opened.window.windowHandle()
    assert page is not None
    field = page.first_focus()
    assert isinstance(field, LineField)
    field.setFocus()
    for key in (Qt.Key.Key_X, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Tab):
        QTest.keyClick(handle, key)
    assert (field.text(), QApplication.focusWidget()) == ("", field)
    QTest.keyClick(handle, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: opened.window.frame.over is not None)
    opened.window.close_now()
    [early] = handle.findChildren(idle.EarlyKeys)
    delete(early)
    QTest.keyClick(handle, Qt.Key.Key_X)
    assert field.text() == "x"


def test_tab_from_the_bar_into_a_page_that_is_scrolled_away_shows_where_it_is(
    qtbot: QtBot, opened: Opened
) -> None:
    opened.window.resize(900, 420)
    opened.window.go("settings", "")
    page = opened.window.page
    assert page is not None
    opened.window.activateWindow()
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and page.isAncestorOf(opened.window.focusWidget()))
    opened.window.frame.bar.lock_button.setFocus()
    bar.setValue(bar.maximum())
    while not page.isAncestorOf(held := QApplication.focusWidget()):
        QTest.keyClick(held, Qt.Key.Key_Tab)
    assert 0 <= held.mapTo(page.viewport(), held.rect().center()).y() < page.viewport().height()


def test_the_button_for_a_bad_hour_and_back_to_the_same_field(qtbot: QtBot, opened: Opened) -> None:
    opened.window.go("about", "")
    field = opened.window.page.findChildren(LineField)[-1]
    field.setFocus()
    opened.window.frame.toasts.say("Something is done.", False)
    now_button = opened.window.frame.bar.now_button
    now_button.setFocus()
    qtbot.mouseClick(now_button, Qt.MouseButton.LeftButton)
    assert not opened.window.frame.toasts.isVisible()
    opened.window.close_now()
    assert opened.window.focusWidget() is field


@pytest.mark.parametrize("kind", [LineField, TextField])
def test_undo_from_within_a_field(
    qtbot: QtBot, opened: Opened, kind: type[LineField] | type[TextField]
) -> None:
    section = opened.session.plan.sections[0]
    opened.window.go("section", section.id)
    opened.window.page.entries.opened.emit(section.items[0].id)
    field = opened.window.page.findChild(kind)
    field.setFocus()
    qtbot.keyClicks(field, "more")
    assert opened.session.plan.sections[0] != section
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert opened.session.plan.sections[0].items == section.items
    again = opened.window.page.findChild(kind)
    qtbot.keyClick(again, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert opened.session.plan.sections[0] != section


def test_taking_away_the_page_one_is_on_goes_somewhere(opened: Opened) -> None:
    here = opened.window.here
    plan = opened.session.plan
    opened.session.edit(plan.remove_section(here[1]), "taking a page away")
    assert opened.window.here != here
    opened.session.undo()
    opened.session.edit(replace(opened.session.plan, sections=()), "taking all away")
    assert opened.window.here[0] == "arrange"


@pytest.mark.parametrize("size", [100, 150, 200])
def test_a_small_screen_clips_no_words(qtbot: QtBot, settings: Settings, size: int) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    load_fonts()
    apply_look(application, Look("soft", size))
    try:
        opened = Opened(qtbot, settings, MemoryKeeper(start_plan("keeping-well")))
        opened.window.resize(1024, 600)
        for page in (("section", opened.session.plan.sections[0].id), ("people", ""), ("arrange", "")):
            opened.window.go(*page)
            QApplication.processEvents()
            assert opened.window.width() == 1024, "the window grew to hold its words"
            assert_nothing_clipped(opened.window)
    finally:
        apply_look(application, Look())


def assert_nothing_clipped(window: QWidget) -> None:
    for words in window.findChildren(Words):
        if words.isVisible():
            assert words.height() >= words.heightForWidth(words.width()) - 1, words.text()
            assert words.width() >= words.minimumSizeHint().width(), words.text()


def test_idle_warns_then_locks(qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "WARN_SECONDS", 0.05)
    presence = opened.window.presence
    with qtbot.waitSignals([presence.warned, presence.away], order="strict", timeout=3000):
        presence.watch(0.001)
    assert opened.relaunched == [(opened.keeper.path, False)]


def test_idle_never_when_it_is_off(opened: Opened) -> None:
    opened.window.presence.watch(0)
    assert not opened.window.presence._timer.isActive()


def test_a_plan_that_opens_in_a_bad_hour_waits_behind_it(qtbot: QtBot, settings: Settings) -> None:
    window = Window(settings, lambda _path, _hidden: None)
    qtbot.addWidget(window)
    window.show_front(QWidget())
    window.show()
    window.struggling()
    over = window.frame.over
    window.open_session(Session(MemoryKeeper(small_plan("one"))))
    assert window.frame.over is over
    assert over is not None
    assert over.isVisible()
    window.close_now()
    assert window.page is not None
    assert window.page.isVisible()


def test_the_list_of_pages_opens_where_one_is_and_escape_closes_it(qtbot: QtBot, opened: Opened) -> None:
    frame = opened.window.frame
    opened.window.resize(600, 420)
    opened.window.go("settings", "")
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    click(qtbot, frame.bar, "My plan")
    qtbot.waitUntil(lambda: says(opened.window.focusWidget()) == "Settings")
    held = opened.window.focusWidget()
    assert not held.visibleRegion().isEmpty(), "where one is has not been scrolled to"
    assert frame.page.isHidden()
    qtbot.keyClick(held, Qt.Key.Key_Escape)
    assert frame.page.isVisible()
    assert frame.rail.isHidden()


def test_escape_gives_the_answer_that_changes_nothing(qtbot: QtBot, opened: Opened) -> None:
    opened.window.go("place", "")
    opened.window.activateWindow()
    click(qtbot, opened.window, "Give it another name")
    qtbot.waitUntil(lambda: isinstance(opened.window.focusWidget(), LineField))
    qtbot.keyClicks(opened.window.focusWidget(), "other")
    qtbot.keyClick(opened.window.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: says(opened.window.focusWidget()) == "Give it another name")
    assert not find(opened.window, "Use this name")
    assert opened.relaunched == []


def test_no_backup_is_made_of_a_plan_that_is_about_to_be_removed(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    backed_up: list[Session] = []
    monkeypatch.setattr(opened.window.safety, "after_closing", backed_up.append)
    opened.keeper.path = tmp_path / "my-plan.wellplan"
    errands.leave(Errand(errands.REMOVE, opened.keeper.path), data_dir())
    opened.window.leaving.lock()
    assert backed_up == []
    assert opened.relaunched


def test_a_lock_that_cannot_save_takes_back_the_note_to_remove_the_plan(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a later lock would remove it without asking again."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    opened.keeper.path = tmp_path / "my-plan.wellplan"
    errands.leave(Errand(errands.REMOVE, opened.keeper.path), data_dir())
    assert errands.find(data_dir()) is not None
    opened.keeper.fails = True
    opened.session.edit(replace(opened.session.plan, title="T"), "writing")
    opened.window.leaving.lock()
    assert opened.relaunched == []
    assert errands.find(data_dir()) is None


def test_the_first_window_fits_the_screen(opened: Opened) -> None:
    opened.window.take_first_size()
    room = opened.window.screen().availableSize()
    assert opened.window.width() <= room.width()
    assert opened.window.height() < room.height()


def test_a_heading_is_not_cut_for_the_sake_of_some_room_below(qtbot: QtBot) -> None:
    page = Page("Above")
    filler, last = QWidget(), button("Below")
    page.column.addWidget(filler)
    page.column.addWidget(last)
    for _more in range(40):
        page.column.addWidget(Words("more"))
    filler.setFixedHeight(200)
    shown_page(qtbot, page)
    page.resize(600, 400)  # at the width that stays, so that the heights below are those of the end
    QApplication.processEvents()
    page.resize(600, last.mapTo(page.viewport(), last.rect().bottomLeft()).y() + 12)
    give_focus(last)
    assert page.verticalScrollBar().value() == 0
