# SPDX-License-Identifier: Apache-2.0
"""Backups, with real sealed files: listed in words, looked into, brought back, saved somewhere else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.screens import answer_dialog, click, clipped, dress, find, read, tab_round, words_on
from ui.vaults import PASSPHRASE
from wellplan.plan.model import Item
from wellplan.ui import backups_page
from wellplan.ui.backups_page import BackupsPage
from wellplan.ui.look import Look
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.vault.backup import list_backups
from wellplan.vault.store import Store, unlock

WORDS = "I stop opening the post"


def shown(qtbot: QtBot, store: Store, settings: Settings, look: Look | None = None) -> BackupsPage:
    dress(look)
    page = BackupsPage(Session(store), settings)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    return page


def write(store: Store, words: str = WORDS) -> None:
    section = store.plan.sections[0]
    store.save(store.plan.put_item(section.id, Item(values={section.fields[0].key: words})))


def count(store: Store) -> int:
    return len(list_backups(store.data_dir, bytes.fromhex(store.vault_id)))


def test_the_first_backup_is_listed_as_soon_as_it_is_made(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    page = shown(qtbot, store, settings)
    assert "There is none yet. WellPlan makes the first one by itself." in words_on(page)
    store.back_up()
    page.session.backed_up.emit()
    read(qtbot, page, "Today, ")
    assert "There is none yet." not in words_on(page)


def test_a_plan_for_reading_only_is_promised_no_backup(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    store.vault.read_only = True
    page = shown(qtbot, store, settings)
    assert "There is none. WellPlan makes them while your plan can be changed." in words_on(page)


def test_a_new_backup_leaves_the_keyboard_and_one_backup_in_sight_alone(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    store.back_up()
    page = shown(qtbot, store, settings)
    [(path, link)] = page._links.items()
    qtbot.waitUntil(page.isActiveWindow)
    link.setFocus()
    write(store)
    store.back_up()
    page.session.backed_up.emit()
    qtbot.waitUntil(lambda: page._links[path].hasFocus())
    assert len(page._links) == 2
    look_at(qtbot, page, 2)
    read(qtbot, page, "It is the same as your plan today.")
    page.session.backed_up.emit()
    assert "It is the same as your plan today." in words_on(page)


def test_each_backup_is_listed_with_its_day_and_size(qtbot: QtBot, store: Store, settings: Settings) -> None:
    store.back_up()
    page = shown(qtbot, store, settings)
    [line] = [line for line in words_on(page).splitlines() if line.startswith("Today, ")]
    assert line.endswith(" KB")
    assert "sealed" in words_on(page)
    assert str(store.data_dir) not in words_on(page)
    click(qtbot, page, "Where are they kept?")
    read(qtbot, page, str(store.data_dir))
    assert find(page, "Where are they kept?") == []


def test_two_backups_of_one_minute_can_be_told_apart(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellplan.vault import backup

    store.back_up()
    [found] = list_backups(store.data_dir, bytes.fromhex(store.vault_id))
    at = found.at.replace(second=7)
    three = [replace(found, at=when) for when in (at.replace(second=40), at, at - timedelta(minutes=1))]
    monkeypatch.setattr(backup, "list_backups", lambda *_where: tuple(three))
    page = shown(qtbot, store, settings)
    lines = [line.split(" – ")[0] for line in words_on(page).splitlines() if ", " in line and ":" in line]
    assert len(set(lines)) == 3
    assert [line.count(":") for line in lines] == [2, 2, 1]
    assert lines[1].endswith(":07")
    look_at(qtbot, page, 2)
    read(qtbot, page, f"Backup: {lines[1]}")


def test_a_backup_of_a_damaged_file_says_so(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellplan.vault import backup

    store.back_up()
    [found] = list_backups(store.data_dir, bytes.fromhex(store.vault_id))
    monkeypatch.setattr(backup, "list_backups", lambda *_where: (replace(found, whole=False),))
    page = shown(qtbot, store, settings)
    assert "from a damaged file" in words_on(page)


def look_at(qtbot: QtBot, page: BackupsPage, number: int = 1) -> None:
    name = f"Look at backup {number}: "
    qtbot.waitUntil(lambda: any(b.accessibleName().startswith(name) for b in page.findChildren(QPushButton)))
    [made] = [b for b in page.findChildren(QPushButton) if b.accessibleName().startswith(name)]
    click(qtbot, page, made.accessibleName())


def test_what_differs_from_today_is_said(qtbot: QtBot, store: Store, settings: Settings) -> None:
    store.back_up()
    write(store)
    page = shown(qtbot, store, settings)
    look_at(qtbot, page)
    read(qtbot, page, WORDS)
    assert "Since then you changed this:" in words_on(page)
    click(qtbot, page, "Back to all backups")
    assert WORDS not in words_on(page)
    qtbot.waitUntil(page.save_copy.hasFocus)


def test_a_backup_that_is_the_same_offers_nothing(qtbot: QtBot, store: Store, settings: Settings) -> None:
    store.back_up()
    page = shown(qtbot, store, settings)
    look_at(qtbot, page)
    read(qtbot, page, "It is the same as your plan today.")
    assert find(page, "Bring this backup back") == []


def test_bringing_one_back_keeps_today_as_a_backup_and_can_be_undone(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    store.back_up()
    before = store.plan
    write(store)
    written = store.plan
    page = shown(qtbot, store, settings)
    told: list[tuple[str, bool]] = []
    page.session.said.connect(lambda words, undo: told.append((words, undo)))
    look_at(qtbot, page)
    click(qtbot, page, "Bring this backup back")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0][1]
    assert store.plan == page.session.plan == before
    assert count(store) == 2
    page.session.undo()
    assert page.session.flush()
    assert store.plan == written


def test_a_copy_somewhere_else_is_checked_and_remembered(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path
) -> None:
    page = shown(qtbot, store, settings, Look(text_size=200))
    page.resize(1024, 510)
    target = tmp_path / "stick" / "copy.wellplan"
    target.parent.mkdir()
    answer_dialog(qtbot, target)
    click(qtbot, page, "Save a backup copy")
    read(qtbot, page, "Saved and checked: copy.wellplan")
    read(qtbot, page, "Last saved somewhere else:")

    def both_in_sight() -> bool:
        view = page.viewport()
        top = page.notice.mapTo(view, page.notice.rect().topLeft()).y()
        return top >= 0 and page.save_copy.mapTo(view, page.save_copy.rect().bottomLeft()).y() < view.height()

    qtbot.waitUntil(both_in_sight)
    again = unlock(target, PASSPHRASE, data_dir=tmp_path / "other")
    assert again.plan == store.plan
    again.close()


def test_going_back_from_the_dialog_changes_nothing(qtbot: QtBot, store: Store, settings: Settings) -> None:
    page = shown(qtbot, store, settings)
    answer_dialog(qtbot, None)
    click(qtbot, page, "Save a backup copy")
    assert page.notice.text == ""
    assert store.preference("backup_elsewhere") == ""


@pytest.mark.parametrize("when", ["at once", "later"])
def test_a_place_that_does_not_take_it_is_said_in_place(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    page = shown(qtbot, store, settings)
    target = store.path if when == "at once" else tmp_path / "copy.wellplan"
    if when == "later":
        target.write_bytes(b"something else")
    monkeypatch.setattr(backups_page, "ask_place_for_copy", lambda *_asked: target)
    click(qtbot, page, "Save a backup copy")
    qtbot.waitUntil(lambda: "Choose another" in page.notice.text)
    assert store.preference("backup_elsewhere") == ""
    assert not page.save_copy.property("busy")


def test_a_backup_that_cannot_be_read_is_said_in_place(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    path = store.back_up()
    page = shown(qtbot, store, settings)
    path.write_bytes(path.read_bytes()[: 3 * 4096])
    look_at(qtbot, page)
    qtbot.waitUntil(lambda: "This backup is damaged." in page.notice.text)


def test_the_way_to_second_copies(qtbot: QtBot, store: Store, settings: Settings) -> None:
    page = shown(qtbot, store, settings)
    asked: list[str] = []
    page.go.connect(lambda name, _what: asked.append(name))
    click(qtbot, page, "Look for second copies")
    assert asked == ["joining"]


def test_all_of_it_by_keyboard(qtbot: QtBot, store: Store, settings: Settings) -> None:
    store.back_up()
    write(store)
    store.back_up()
    page = shown(qtbot, store, settings)
    page.save_copy.setFocus()
    qtbot.waitUntil(page.save_copy.hasFocus)
    assert len(tab_round(page)) == 5
    names = [b.accessibleName() or b.text() for b in page.findChildren(QPushButton) if b.isVisible()]
    assert len(set(names)) == len(names)


def test_no_word_is_cut_with_large_letters(qtbot: QtBot, store: Store, settings: Settings) -> None:
    store.back_up()
    write(store, "a long line of words that needs more than one line of room " * 3)
    page = shown(qtbot, store, settings, Look(text_size=200))
    qtbot.waitUntil(lambda: clipped(page) == [])
    look_at(qtbot, page)
    read(qtbot, page, "Since then")
    qtbot.waitUntil(lambda: clipped(page) == [])
    assert page.horizontalScrollBar().maximum() == 0
