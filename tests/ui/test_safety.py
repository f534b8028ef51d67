# SPDX-License-Identifier: Apache-2.0
"""What looks after an open plan, in a real window with a real sealed file: backups, reminders, lost disks."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import (
    answer_dialog,
    click,
    clipped,
    dress,
    find,
    held_by_fields,
    read,
    tab_round,
    the,
    words_on,
)
from ui.vaults import PASSPHRASE
from wellplan.errors import WellPlanError
from wellplan.plan.model import Item, Person
from wellplan.ui import bars, safety
from wellplan.ui import session as session_module
from wellplan.ui.cover import Cover
from wellplan.ui.example import ExampleKeeper
from wellplan.ui.look import Look
from wellplan.ui.page import give_focus
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField
from wellplan.ui.ways_out import WaysOut
from wellplan.ui.window import Window
from wellplan.ui.words import Toast
from wellplan.vault.backup import list_backups
from wellplan.vault.store import Store, unlock

WORDS = "I stop opening the post"


class Opened:
    """A window with a real plan open; what it asked to be started after it; and a disk that can go away."""

    def __init__(self, qtbot: QtBot, settings: Settings, store: Store) -> None:
        self.relaunched: list[tuple[Path | None, bool]] = []
        self.store = store
        self.window = Window(settings, lambda path, hidden: self.relaunched.append((path, hidden)))
        qtbot.addWidget(self.window)
        self.session = Session(store)
        self.window.resize(1180, 780)
        self.window.open_session(self.session)
        self.window.show()

    def write(self, words: str = WORDS) -> None:
        section = self.session.plan.sections[0]
        item = Item(values={section.fields[0].key: words})
        self.session.edit(self.session.plan.put_item(section.id, item), "writing")

    def take_disk(self) -> None:
        self.store.path.rename(self.store.path.with_name("gone"))

    def give_disk_back(self) -> None:
        self.store.path.with_name("gone").rename(self.store.path)

    @property
    def ways(self) -> WaysOut:
        return self.window.frame.ways


@pytest.fixture
def opened(qtbot: QtBot, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setattr(safety, "AFTER_PAINT_MS", 0)
    dress()
    return Opened(qtbot, settings, store)


def backups(store: Store) -> int:
    return len(list_backups(store.data_dir, bytes.fromhex(store.vault_id)))


# --- after opening


def test_a_backup_is_made_after_opening(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(lambda: backups(opened.store) == 1)


def test_a_long_day_gets_another_backup(
    qtbot: QtBot, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "AFTER_PAINT_MS", 0)
    monkeypatch.setattr(safety, "HOUR_MS", 100)
    opened = Opened(qtbot, settings, store)
    qtbot.waitUntil(lambda: backups(store) == 1)
    [before] = list_backups(store.data_dir, bytes.fromhex(store.vault_id))
    opened.write()
    assert opened.session.flush()

    def newest_is_new() -> bool:
        return list_backups(store.data_dir, bytes.fromhex(store.vault_id))[0].path != before.path

    qtbot.waitUntil(newest_is_new)


@pytest.mark.parametrize("way", ["lock", "close"])
def test_what_was_written_since_is_backed_up_at_the_end(qtbot: QtBot, opened: Opened, way: str) -> None:
    qtbot.waitUntil(lambda: backups(opened.store) == 1)
    qtbot.wait(50)
    data_dir, vault_id = opened.store.data_dir, bytes.fromhex(opened.store.vault_id)
    opened.write()
    opened.window.leaving.lock() if way == "lock" else opened.window.close()
    [newest, *_older] = list_backups(data_dir, vault_id)
    held = unlock(newest.path, PASSPHRASE, data_dir=data_dir)
    assert WORDS in repr(held.plan)
    assert held.notices == ()
    held.close()


def test_locking_waits_for_no_backup_of_a_large_plan(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: backups(opened.store) == 1)
    qtbot.wait(50)
    before = list_backups(opened.store.data_dir, bytes.fromhex(opened.store.vault_id))
    monkeypatch.setattr(safety, "QUICK_BYTES", 1)
    opened.write()
    opened.window.leaving.lock()
    assert opened.relaunched
    assert list_backups(opened.store.data_dir, bytes.fromhex(opened.store.vault_id)) == before


def test_locking_is_not_held_up_when_the_last_backup_cannot_be_made(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(lambda: backups(opened.store) == 1)

    def refuse() -> None:
        raise OSError

    opened.window.safety._back_up = refuse
    opened.window.leaving.lock()
    assert opened.relaunched


def test_a_backup_that_cannot_be_made_is_said_once(
    qtbot: QtBot, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellplan.vault import upkeep

    def refuse() -> None:
        raise WellPlanError("No backup could be made.", "Your plan is safe.", "Make some room.")

    monkeypatch.setattr(safety, "AFTER_PAINT_MS", 0)
    monkeypatch.setattr(upkeep, "due_backup", lambda _store: refuse)
    opened = Opened(qtbot, settings, store)
    read(qtbot, opened.window, "No backup could be made.")


@pytest.mark.parametrize("keeper", [MemoryKeeper(small_plan()), ExampleKeeper(small_plan())])
def test_an_example_has_no_backups_and_no_pages_about_them(
    qtbot: QtBot, settings: Settings, keeper: MemoryKeeper | ExampleKeeper
) -> None:
    dress()
    window = Window(settings, lambda *_where: None)
    qtbot.addWidget(window)
    example = isinstance(keeper, ExampleKeeper)
    window.open_session(Session(keeper, example=example))
    window.resize(1180, 780)
    window.show()
    assert ("Keeping it safe" in words_on(window)) != example


# --- the reminder


def days_ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("elsewhere", "reminder", "due"),
    [
        ("", "", True),
        ("", days_ago(30), False),
        ("", days_ago(31), True),
        (days_ago(60), "", False),
        (days_ago(61), days_ago(31), True),
        (days_ago(-1), days_ago(-1), True),  # a clock that was wrong
        ("soon", "later", True),
    ],
)
def test_when_the_reminder_is_due(qtbot: QtBot, elsewhere: str, reminder: str, due: bool) -> None:
    keeper = MemoryKeeper(small_plan())
    keeper.preferences.update(backup_elsewhere=elsewhere, backup_reminder=reminder)
    assert safety.reminder_due(Session(keeper), date.today()) is due


REMINDER = "A backup somewhere else helps"


def remind(store: Store) -> None:
    store.set_preference("backup_reminder", days_ago(40))


def test_nothing_is_asked_in_the_first_week(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(lambda: bool(opened.store.preference("backup_reminder")))
    assert REMINDER not in words_on(opened.window)
    told = date.fromisoformat(opened.store.preference("backup_reminder"))
    assert date.today() - told == timedelta(days=safety.QUIET_DAYS - safety.FIRST_DAYS)


def test_the_reminder_is_put_away_for_a_month(qtbot: QtBot, store: Store, opened: Opened) -> None:
    remind(store)
    read(qtbot, opened.window, REMINDER)
    click(qtbot, opened.window, "Not now")
    assert REMINDER not in words_on(opened.window)
    assert store.preference("backup_reminder") == date.today().isoformat()


def test_the_reminder_leads_to_backups(qtbot: QtBot, store: Store, opened: Opened) -> None:
    remind(store)
    click(qtbot, opened.window, "Save one")
    assert opened.window.here == ("backups", "")


def test_nobody_is_asked_in_a_bad_hour_or_after_it(qtbot: QtBot, store: Store, opened: Opened) -> None:
    remind(store)
    opened.window.struggling()
    qtbot.waitUntil(lambda: backups(store) == 1)
    safety_of = opened.window.safety
    safety_of._found(opened.session, ())
    assert REMINDER not in words_on(opened.window)
    opened.window.close_now()
    safety_of._found(opened.session, ())
    assert REMINDER not in words_on(opened.window)


def test_the_question_waits_while_the_plan_is_covered(
    qtbot: QtBot, store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "ASK_AGAIN_MS", 20)
    remind(store)
    opened.window.frame.show_cover(Cover(lambda _passphrase: True))
    opened.window.safety._found(opened.session, ())
    assert REMINDER not in words_on(opened.window)
    opened.window.leaving._uncover()
    read(qtbot, opened.window, REMINDER)


def test_a_question_and_a_message_both_reach_the_person(qtbot: QtBot, store: Store, opened: Opened) -> None:
    """Whichever comes first, neither takes the other's place."""
    older, toasts = "This is an older copy of your plan.", opened.window.frame.toasts
    remind(store)
    opened.session.said.emit(older, False)
    opened.window.safety._found(opened.session, ())
    assert older in words_on(opened.window)
    click(qtbot, opened.window, "Put this message away")
    read(qtbot, opened.window, REMINDER)
    opened.write()
    opened.session.said.emit("Taken out.", True)
    assert REMINDER not in words_on(opened.window)
    click(qtbot, opened.window, "Undo")
    read(qtbot, opened.window, "Undone")
    toasts._timer.timeout.emit()
    read(qtbot, opened.window, REMINDER)
    toasts._timer.timeout.emit()
    assert not toasts.isVisible()


def test_a_long_message_stays_longer(qtbot: QtBot, opened: Opened) -> None:
    opened.session.said.emit("Two words. " * 40, False)
    assert opened.window.frame.toasts._timer.remainingTime() > 2 * bars.TOAST_MS


def test_a_long_message_in_a_low_window_leaves_room_to_write(
    qtbot: QtBot, settings: Settings, store: Store, opened: Opened
) -> None:
    """A piece at a time, in place of the status line; Escape goes on, and the field stays in sight."""
    window, said = opened.window, "Your saved plan is safe. " * 8 + "Put the stick back in."
    settings.look = Look(text_size=200)
    window.resize(1024, 578)
    window.change_look()
    window.go("about", "")
    page, toasts = window.page, window.frame.toasts
    assert page is not None
    qtbot.waitUntil(page.isVisible)
    field = page.findChildren(LineField)[-1]
    window.activateWindow()
    give_focus(field)
    qtbot.waitUntil(field.hasFocus)
    bar, foot = page.verticalScrollBar(), field.rect().bottomLeft()
    bar.setValue(bar.value() + field.mapTo(page.viewport(), foot).y() - page.viewport().height())

    def in_sight() -> bool:
        return 0 <= field.mapTo(page.viewport(), field.rect().center()).y() < page.viewport().height()

    opened.session.said.emit(said, False)
    qtbot.waitUntil(toasts.isVisible)
    pieces = []
    while toasts.isVisible():
        piece = the(toasts, Toast)
        qtbot.waitUntil(
            lambda piece=piece: piece.height() >= piece.sizeHint().height() and not clipped(piece)
        )
        assert toasts.height() < window.height() * 0.35
        assert not window.frame.status.isVisible()
        qtbot.waitUntil(in_sight)
        pieces.append(piece.accessibleName())
        QTest.keyClick(window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda piece=piece: not isValid(piece))
    assert len(pieces) > 1
    assert " ".join(pieces) == said
    assert window.frame.status.isVisible()
    assert field.hasFocus()


def test_the_keyboard_on_a_message_that_goes_is_back_where_it_was(qtbot: QtBot, opened: Opened) -> None:
    opened.window.go("about", "")
    assert opened.window.page is not None
    field = opened.window.page.findChildren(LineField)[-1]
    opened.window.activateWindow()
    field.setFocus()
    opened.session.said.emit("Something is done.", False)
    [ok] = find(opened.window, "Put this message away")
    ok.setFocus()
    qtbot.waitUntil(ok.hasFocus)
    opened.window.frame.toasts._timer.timeout.emit()
    assert ok.isVisible()  # not from under someone’s fingers
    QTest.keyClick(ok, Qt.Key.Key_Escape)
    assert not opened.window.frame.toasts.isVisible()
    assert opened.window.focusWidget() is field


@pytest.mark.parametrize("over", [False, True])
def test_so_it_is_on_a_page_that_came_after_the_message_and_over_one(
    qtbot: QtBot, opened: Opened, over: bool
) -> None:
    """Qt hands the keyboard on to what was made next: the first field, then the rail; or to Hide."""
    window = opened.window
    window.activateWindow()
    opened.session.said.emit("Something is done.", False)
    window.go("about", "")
    assert window.page is not None
    field: QWidget = window.page.findChildren(LineField)[-1]
    qtbot.waitUntil(lambda: window.page is not None and window.page.isAncestorOf(window.focusWidget()))
    give_focus(field)
    if over:
        window.struggling()
        screen = window.frame.over
        assert screen is not None
        qtbot.waitUntil(lambda: screen.isAncestorOf(window.focusWidget()))
        field = window.focusWidget()
        opened.session.said.emit("Something is done.", False)
    [ok] = find(window, "Put this message away")
    ok.setFocus()
    qtbot.waitUntil(ok.hasFocus)
    QTest.keyClick(ok, Qt.Key.Key_Space)
    assert not window.frame.toasts.isVisible()
    assert window.focusWidget() is field


# --- words that cannot be saved


def test_the_banner_says_it_and_goes_when_saving_works_again(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "RETRY_MS", 30)
    opened.take_disk()
    opened.write()
    read(qtbot, opened.window, "Your plan’s file is no longer where it was.")
    assert "Saved on this computer" not in words_on(opened.window)
    opened.give_disk_back()
    read(qtbot, opened.window, "Saved on this computer")
    assert not opened.ways.isVisible()
    assert opened.session.plan == opened.store.plan


def test_the_banner_keeps_the_keyboard_and_gives_it_back(qtbot: QtBot, opened: Opened) -> None:
    opened.window.go("about", "")
    assert opened.window.page is not None
    field = opened.window.page.first_focus()
    assert field is not None
    opened.window.activateWindow()
    qtbot.waitUntil(field.hasFocus)
    opened.take_disk()
    opened.write()
    opened.window.close()
    qtbot.waitUntil(lambda: bool(find(opened.ways, "Leave without the last words")))
    find(opened.ways, "Leave without the last words")[0].setFocus()
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(find(opened.ways, "Stay here")))
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(find(opened.ways, "Save a copy somewhere else")))
    [elsewhere] = find(opened.ways, "Save a copy somewhere else")
    assert opened.window.focusWidget() is elsewhere
    opened.give_disk_back()
    assert opened.session.flush()
    assert opened.window.focusWidget() is field


def test_the_banner_does_not_take_the_keyboard_each_time_it_tries(qtbot: QtBot, opened: Opened) -> None:
    opened.take_disk()
    opened.write()
    assert not opened.session.flush()
    qtbot.waitUntil(lambda: len(find(opened.window, "Save a copy somewhere else")) == 1)
    [way] = find(opened.window, "Save a copy somewhere else")
    way.setFocus()
    assert not opened.session.flush()
    assert find(opened.window, "Save a copy somewhere else") == [way]
    opened.window.struggling()
    assert not opened.ways.isVisible()
    opened.window.close_now()
    assert opened.ways.isVisible()
    opened.give_disk_back()


def test_words_are_saved_elsewhere_and_then_one_may_go(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.take_disk()
    opened.write()
    assert not opened.session.flush()
    answer_dialog(qtbot, tmp_path / "rescued.wellplan")
    click(qtbot, opened.window, "Save a copy somewhere else")
    read(qtbot, opened.window, "Saved and checked: rescued.wellplan.")
    read(qtbot, opened.ways, "The last change is also in the copy you saved.")
    opened.session.flush()
    assert "also in the copy" in opened.ways.accessibleName()
    event = QCloseEvent()
    opened.window.closeEvent(event)
    assert event.isAccepted()
    again = unlock(tmp_path / "rescued.wellplan", PASSPHRASE)
    assert again.plan == opened.session.plan
    again.close()


def test_words_written_after_that_are_not_let_go(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    opened.take_disk()
    opened.write()
    assert not opened.session.flush()
    answer_dialog(qtbot, tmp_path / "rescued.wellplan")
    click(qtbot, opened.window, "Save a copy somewhere else")
    read(qtbot, opened.window, "Saved and checked")
    opened.write("and more")
    read(qtbot, opened.ways, "Your words are still on your screen.")
    assert "also in the copy" not in opened.ways.accessibleName()
    event = QCloseEvent()
    opened.window.closeEvent(event)
    assert not event.isAccepted()
    read(qtbot, opened.window, "your last words are not saved yet")
    opened.give_disk_back()


def test_a_place_that_does_not_take_it_is_said(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.take_disk()
    opened.write()
    assert not opened.session.flush()
    answer_dialog(qtbot, None)
    click(qtbot, opened.window, "Save a copy somewhere else")
    for asked in (opened.store.path.with_name("gone"), Path("/no/such/folder/copy.wellplan")):
        monkeypatch.setattr(safety, "ask_place_for_copy", lambda *_asked, asked=asked: asked)
        click(qtbot, opened.window, "Save a copy somewhere else")
        read(qtbot, opened.window, "Choose another")
        opened.window.frame.toasts.put_away()
    opened.give_disk_back()


def change_elsewhere(opened: Opened, tmp_path: Path) -> None:
    """Another computer writes, and a sync service puts its file in the place of ours."""
    other = tmp_path / "other.wellplan"
    other.write_bytes(opened.store.path.read_bytes())
    theirs = unlock(other, PASSPHRASE)
    theirs.save(replace(theirs.plan, title="Theirs"))
    theirs.close()
    other.replace(opened.store.path)


def test_both_are_brought_together(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    change_elsewhere(opened, tmp_path)
    opened.write()
    assert not opened.session.flush()
    click(qtbot, opened.window, "Bring both together")
    read(qtbot, opened.window, "Both are together now, and saved.")
    assert opened.session.saved
    keeper = opened.session.keeper
    assert isinstance(keeper, Store)
    assert keeper.plan.title == "Theirs"
    assert WORDS in str(keeper.plan)
    assert not opened.ways.isVisible()
    assert not opened.session.undo_stack.canUndo()
    opened.session.close()


def test_another_file_in_its_place_cannot_be_brought_together(qtbot: QtBot, opened: Opened) -> None:
    opened.store.path.unlink()
    opened.store.path.write_bytes(b"something else" * 400)
    opened.write()
    assert not opened.session.flush()
    click(qtbot, opened.window, "Bring both together")
    read(qtbot, opened.window, "another file in the place of your plan")
    assert WORDS in str(opened.session.plan)


# --- a lock that cannot save


def cover_of(opened: Opened) -> Cover:
    cover = opened.window.frame.cover
    assert cover is not None
    return cover


def locked_without_disk(qtbot: QtBot, opened: Opened) -> Cover:
    opened.take_disk()
    opened.write()
    opened.window.leaving.lock()
    assert opened.window.isMinimized()
    opened.window.showNormal()
    opened.window.activateWindow()
    return cover_of(opened)


def test_whoever_opens_the_window_again_sees_nothing_of_the_plan(qtbot: QtBot, opened: Opened) -> None:
    locked_without_disk(qtbot, opened)
    qtbot.waitUntil(lambda: opened.window.isVisible())
    assert WORDS not in held_by_fields(opened.window)
    assert "Your plan is covered" in words_on(opened.window)
    assert not opened.window.frame.bar.lock_button.isVisible()
    titles = {section.title for section in opened.session.plan.sections}
    assert not titles & set(words_on(opened.window).splitlines())
    opened.window.go("people", "")
    opened.window._undo()
    assert opened.window.page is None
    assert WORDS in str(opened.session.plan)
    opened.give_disk_back()


def test_help_over_the_cover_shows_nothing_of_the_plan(qtbot: QtBot, opened: Opened) -> None:
    locked_without_disk(qtbot, opened)
    opened.window.struggling()
    over = opened.window.frame.over
    assert over is not None
    assert all(
        person.name not in held_by_fields(over) for person in opened.session.plan.people if person.name
    )
    opened.window.close_now()
    assert "Your plan is covered" in words_on(opened.window)
    opened.give_disk_back()


def test_the_screen_for_a_bad_hour_is_covered_too(qtbot: QtBot, opened: Opened) -> None:
    someone = Person(name="Sal of my plan", phones=("01632 960 150",))
    opened.session.edit(opened.session.plan.put_person(someone), "naming")
    opened.window.struggling()
    assert "Sal of my plan" in held_by_fields(opened.window) + words_on(opened.window)
    locked_without_disk(qtbot, opened)
    assert "Sal of my plan" not in words_on(opened.window)
    assert "Your plan is covered" in words_on(opened.window)
    opened.give_disk_back()


def test_only_the_passphrase_uncovers_it(qtbot: QtBot, opened: Opened) -> None:
    cover = locked_without_disk(qtbot, opened)
    cover.uncover()  # nothing typed yet
    qtbot.keyClicks(cover.field.line, "something else")
    click(qtbot, opened.window, "Show my plan again")
    read(qtbot, opened.window, "That passphrase does not open this plan.")
    cover.field.put(PASSPHRASE)
    cover.field.entered.emit()
    qtbot.waitUntil(lambda: opened.window.page is not None)
    assert opened.window.frame.cover is None
    assert opened.relaunched == []
    opened.give_disk_back()
    assert opened.session.flush()
    QApplication.processEvents()
    assert opened.relaunched == []  # the person came back, so the lock is no longer wanted


def test_a_fault_while_uncovering_is_said(qtbot: QtBot) -> None:
    dress()

    def short_of_memory(_passphrase: str) -> bool:
        raise WellPlanError("This computer is short of memory.", "Your words are here.", "Try again.")

    cover = Cover(short_of_memory)
    qtbot.addWidget(cover)
    cover.show()
    cover.field.put("x")
    cover.uncover()
    qtbot.waitUntil(lambda: "short of memory" in cover.notice.text)


def test_the_lock_comes_once_the_words_are_saved(qtbot: QtBot, opened: Opened) -> None:
    locked_without_disk(qtbot, opened)
    path = opened.store.path
    opened.give_disk_back()
    assert opened.session.flush()
    qtbot.waitUntil(lambda: opened.relaunched == [(path, False)])


def test_the_lock_comes_once_the_words_are_elsewhere(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    cover = locked_without_disk(qtbot, opened)
    answer_dialog(qtbot, tmp_path / "rescued.wellplan")
    click(qtbot, cover, "Save a copy somewhere else")
    qtbot.waitUntil(lambda: len(opened.relaunched) == 1)


def test_one_may_leave_the_cover_without_the_last_words(qtbot: QtBot, opened: Opened) -> None:
    cover = locked_without_disk(qtbot, opened)
    click(qtbot, cover, "Leave without the last words")
    assert opened.relaunched == []
    click(qtbot, cover, "Leave without them")
    assert len(opened.relaunched) == 1


def test_the_cover_by_keyboard_and_with_large_letters(qtbot: QtBot, settings: Settings, store: Store) -> None:
    dress(Look(text_size=200))
    opened = Opened(qtbot, settings, store)
    opened.window.resize(1024, 600)
    cover = locked_without_disk(qtbot, opened)
    qtbot.waitUntil(cover.field.line.hasFocus)  # not on Hide, which would take it away again
    names = [w.accessibleName() for w in tab_round(opened.window)]
    assert len(names) >= 5
    assert cover.horizontalScrollBar().maximum() == 0
    cover._answered(False)

    def is_read() -> bool:
        foot = cover.notice.mapTo(cover.viewport(), cover.notice.rect().bottomLeft()).y()
        return cover.notice.isVisible() and 0 < foot < cover.viewport().height()

    qtbot.waitUntil(is_read)
    opened.give_disk_back()
