# SPDX-License-Identifier: Apache-2.0
"""A second copy of the plan, with real sealed files: noticed, told in words, brought in or left alone."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import click, clipped, dress, find, read, words_on
from ui.vaults import PASSPHRASE
from vault.keepers import put_rewrites_in_doubt
from wellplan.errors import WellPlanError
from wellplan.plan.model import Item
from wellplan.ui import safety
from wellplan.ui.joining_page import JoiningPage
from wellplan.ui.look import Look
from wellplan.ui.page import give_focus
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.window import Window
from wellplan.ui.words import Heading
from wellplan.vault.backup import backups_dir
from wellplan.vault.copies_found import FoundCopy
from wellplan.vault.forgetting import forget_item
from wellplan.vault.store import Store, unlock

MINE, THEIRS = "I stop opening the post", "I stay up until it is light"


def write(store: Store, words: str, item_id: str = "") -> Item:
    section = store.plan.sections[0]
    item = Item(values={section.fields[0].key: words}, changed="2026-11-22T09:00:00Z")
    item = replace(item, id=item_id) if item_id else item
    store.save(store.plan.put_item(section.id, item))
    return item


def second(store: Store, name: str = "my-plan (1).wellplan") -> Store:
    """A copy as a sync service leaves it, open for the other computer."""
    return unlock(Path(shutil.copy(store.path, store.path.with_name(name))), PASSPHRASE)


def focused_words() -> str:
    held = QApplication.focusWidget()
    return held.text() if isinstance(held, QPushButton) else ""


def shown(qtbot: QtBot, store: Store, settings: Settings, look: Look | None = None) -> JoiningPage:
    dress(look)
    page = JoiningPage(Session(store), settings)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    return page


def test_without_a_copy_it_says_so_and_leads_on(qtbot: QtBot, store: Store, settings: Settings) -> None:
    page = shown(qtbot, store, settings)
    read(qtbot, page, "There is no other copy to bring in now.")
    asked: list[str] = []
    page.go.connect(lambda name, _what: asked.append(name))
    click(qtbot, page, "Go to Backups")
    assert asked == ["backups"]


def test_what_a_copy_would_bring_is_told_and_brought_in(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    theirs = second(store)
    write(theirs, THEIRS)
    theirs.close()
    write(store, MINE)
    before = store.plan
    page = shown(qtbot, store, settings)
    told: list[tuple[str, bool]] = []
    page.session.said.connect(lambda words, undo: told.append((words, undo)))
    read(qtbot, page, THEIRS)
    assert "my-plan (1).wellplan" in words_on(page)
    assert MINE not in words_on(page)
    click(qtbot, page, "Bring its words in")
    read(qtbot, page, "Your plan has the words of both copies now.")
    assert MINE in str(store.plan)
    assert THEIRS in str(store.plan)
    assert page.session.plan == store.plan
    assert told[0][1]
    assert not (store.path.with_name("my-plan (1).wellplan")).exists()
    folder = backups_dir(store.data_dir, bytes.fromhex(store.vault_id))
    assert len(list(folder.glob("joined-*.wellplan"))) == 1
    page.session.undo()
    assert page.session.flush()
    assert store.plan == before
    click(qtbot, page, "Look for other copies")
    read(qtbot, page, "There is no other copy to bring in now.")


def test_what_was_changed_in_both_is_kept_twice_and_named(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    item = write(store, "as it was")
    theirs = second(store)
    write(theirs, THEIRS, item.id)
    theirs.close()
    write(store, MINE, item.id)
    page = shown(qtbot, store, settings)
    click(qtbot, page, "Bring its words in")
    read(qtbot, page, "so both are in your plan now:")
    assert MINE in str(store.plan)
    assert THEIRS in str(store.plan)
    section, asked = store.plan.sections[0], []
    page.go.connect(lambda *where: asked.append(where))
    [way] = [each for each in page.findChildren(QPushButton) if each.text() == "Go to it"]
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    assert asked == [("section", section.id)]
    assert f"{section.title}: " in words_on(page)


def test_a_copy_with_nothing_new_is_put_away(qtbot: QtBot, store: Store, settings: Settings) -> None:
    second(store).close()
    write(store, MINE)
    before = store.plan
    page = shown(qtbot, store, settings)
    click(qtbot, page, "Put it away")
    read(qtbot, page, "Done.")
    assert store.plan == before
    assert not (store.path.with_name("my-plan (1).wellplan")).exists()


def test_what_the_other_copy_removed_for_good_cannot_be_undone_back(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    item = write(store, MINE)
    theirs = second(store)
    write(theirs, THEIRS)
    forget_item(theirs, theirs.plan.sections[0].id, item.id)
    theirs.close()
    page = shown(qtbot, store, settings)
    page.session.edit(replace(page.session.plan, title="New"), "renaming")
    click(qtbot, page, "Bring its words in")
    read(qtbot, page, "Done.")
    assert MINE not in str(store.plan)
    assert not page.session.undo_stack.canUndo()
    assert page.session.plan == store.plan


@pytest.mark.parametrize("failing", ["put_away", "renewing"])
def test_what_came_in_stays_when_what_follows_fails(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    from wellplan.vault import copies_found, forgetting

    item = write(store, MINE)
    theirs = second(store)
    write(theirs, THEIRS)
    forget_item(theirs, theirs.plan.sections[0].id, item.id)
    theirs.close()

    def refuse(*_what: object) -> None:
        raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")

    monkeypatch.setattr(copies_found if failing == "put_away" else forgetting, failing, refuse)
    page = shown(qtbot, store, settings)
    click(qtbot, page, "Bring its words in")
    qtbot.waitUntil(lambda: "The disk is full." in page.notice.text)
    page.session.edit(replace(page.session.plan, title="New"), "renaming")
    assert page.session.flush()
    assert THEIRS in str(store.plan)
    assert MINE not in str(store.plan)


def test_a_copy_can_be_left_alone_and_looked_at_again(qtbot: QtBot, store: Store, settings: Settings) -> None:
    theirs = second(store)
    write(theirs, THEIRS)
    theirs.close()
    page = shown(qtbot, store, settings)
    click(qtbot, page, "Leave it alone")
    read(qtbot, page, "You chose to leave this one alone: my-plan (1).wellplan")
    assert THEIRS not in str(store.plan)
    click(qtbot, page, "Look at it again")
    read(qtbot, page, THEIRS)
    assert store.path.with_name("my-plan (1).wellplan").exists()


def test_a_copy_that_cannot_be_brought_in_is_said(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellplan.vault import copies_found, merging

    theirs = second(store)
    write(theirs, THEIRS)
    theirs.close()

    def refuse(*_what: object) -> None:
        raise WellPlanError("That copy cannot be read.", "Your plan is safe.", "Look for another.")

    with monkeypatch.context() as broken:
        broken.setattr(merging, "comparing", refuse)
        page = shown(qtbot, store, settings)
        qtbot.waitUntil(lambda: "That copy cannot be read." in page.notice.text)
        click(qtbot, page, "Look again")
        qtbot.waitUntil(lambda: "That copy cannot be read." in page.notice.text)
        qtbot.waitUntil(lambda: focused_words() == "Look again")
    click(qtbot, page, "Leave it alone")
    read(qtbot, page, "You chose to leave this one alone")
    monkeypatch.setattr(copies_found, "find_copies", refuse)
    page = shown(qtbot, store, settings)
    qtbot.waitUntil(lambda: "That copy cannot be read." in page.notice.text)


@pytest.mark.parametrize("again", [False, True])
def test_words_brought_in_by_a_write_in_doubt_are_not_taken_out_by_the_next_save(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    theirs = second(store)
    write(theirs, THEIRS)
    theirs.close()
    page = shown(qtbot, store, settings)
    session = page.session
    told: list[str] = []
    session.said.connect(lambda words, _undo: told.append(words))
    with monkeypatch.context() as broken:
        put_rewrites_in_doubt(broken, lands=True)
        click(qtbot, page, "Bring its words in")
        qtbot.waitUntil(lambda: "The disk did not take the last change." in page.notice.text)
    if again:
        click(qtbot, page, "Bring its words in")
        read(qtbot, page, "Your plan has the words of both copies now.")
    item = Item(values={session.plan.sections[0].fields[0].key: MINE}, changed="2026-11-22T09:00:00Z")
    session.edit(session.plan.put_item(session.plan.sections[0].id, item), "an edit")
    assert session.flush()
    assert session.plan == store.plan
    assert all(str(store.plan).count(words) == 1 for words in (MINE, THEIRS))
    late = "The change that the disk seemed not to take is in your plan after all."
    assert told.count(late) == 1
    session.undo()
    assert session.flush()
    assert THEIRS in str(store.plan)


def test_a_plan_that_can_only_be_read_is_not_changed(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = second(store)
    write(theirs, THEIRS)
    theirs.close()
    monkeypatch.setattr(type(store), "read_only", property(lambda _self: True))
    page = shown(qtbot, store, settings)
    qtbot.waitUntil(lambda: bool(find(page, "Leave it alone")))
    assert find(page, "Bring its words in") == []


def test_names_and_room_with_large_letters(qtbot: QtBot, store: Store, settings: Settings) -> None:
    theirs = second(store, "my-plan (a rather long name from another computer).wellplan")
    write(theirs, THEIRS * 4)
    theirs.close()
    page = shown(qtbot, store, settings, Look(text_size=200))
    read(qtbot, page, THEIRS)
    qtbot.waitUntil(lambda: clipped(page) == [])
    assert page.horizontalScrollBar().maximum() == 0
    qtbot.waitUntil(lambda: page.focusWidget() is page.bring)
    names = [b.accessibleName() or b.text() for b in page.findChildren(QPushButton) if b.isVisible()]
    assert len(set(names)) == len(names)
    view = page.viewport()
    for high in range(400, 800, 20):  # no heading is cut in half when all of it has room above the keyboard
        page.resize(1000, high)
        page.verticalScrollBar().setValue(0)
        give_focus(page.bring)
        foot = page.bring.mapTo(view, page.bring.rect().bottomLeft()).y()
        for heading in page.findChildren(Heading):
            top = heading.mapTo(view, QPoint(0, 0)).y()
            assert not top < 0 < top + heading.height() or foot - top > view.height() - 20, high


# --- noticed when a plan is opened


def test_it_is_noticed_at_opening_until_it_is_left_alone(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "AFTER_PAINT_MS", 0)
    theirs = second(store)
    write(theirs, THEIRS)
    theirs.close()
    dress()
    window = Window(settings, lambda *_where: None)
    qtbot.addWidget(window)
    session = Session(store)
    window.open_session(session)
    window.resize(1180, 780)
    window.show()
    read(qtbot, window, "There is a second copy of this plan in the same folder.")
    click(qtbot, window, "Look at it")
    assert window.here == ("joining", "")
    click(qtbot, window, "Leave it alone")
    read(qtbot, window, "There is no other copy to bring in now.")
    window.frame.toasts.put_away()
    window.safety._look_after(session)
    qtbot.waitUntil(lambda: bool(store.preference("backup_reminder")))
    assert "second copy of this plan" not in words_on(window.frame.toasts)


def test_a_copy_left_alone_is_remembered_until_it_changes(qtbot: QtBot) -> None:
    session = Session(MemoryKeeper(small_plan()))
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    copy = FoundCopy(Path("a (1).wellplan"), at, 40_000)
    assert not safety.is_left(session, copy)
    safety.leave_alone(session, copy)
    assert safety.is_left(session, copy)
    assert not safety.is_left(session, replace(copy, changed=at + timedelta(minutes=1)))
    for number in range(30):
        safety.leave_alone(session, replace(copy, path=Path(f"{number}.wellplan")))
    assert len(session.keeper.preference("left_copies").splitlines()) == 20
