# SPDX-License-Identifier: Apache-2.0
"""The lock screen when something is lost: the passphrase, a part of the file, or the file itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.screens import (
    answer_dialog,
    click,
    clipped,
    focusable,
    held_by_fields,
    read,
    says,
    tab_round,
    the,
    windows,
    words_on,
)
from ui.screens import (
    shown_lock_screen as shown,
)
from ui.vaults import PASSPHRASE, Sealed, sealed_plan
from vault.keepers import do_sql, hurt_blob, retitled
from wellplan.crypto import TESTING
from wellplan.errors import Damaged
from wellplan.ui import recovery_form
from wellplan.ui.backup_choice import BackupChoice
from wellplan.ui.code_entry import CodeEntry
from wellplan.ui.damaged_page import DamagedPage
from wellplan.ui.file_dialogs import documents
from wellplan.ui.lock_screen import LockScreen
from wellplan.ui.look import Look
from wellplan.ui.secret_held import Held
from wellplan.ui.settings import Settings
from wellplan.vault.store import unlock

OLDER = "an older passphrase"


def with_backups(path: Path, count: int = 1, passphrase: str = PASSPHRASE) -> None:
    """Each edit, then a backup of it."""
    opened = unlock(path, passphrase)
    for number in range(count):
        opened.save(retitled(opened.plan, f"edit {number + 1}"))
        opened.back_up()
    opened.close()


def hurt(path: Path) -> None:
    """Damage that no spare part mends: the last record and the snapshot."""
    do_sql(path, "DELETE FROM snapshot")
    hurt_blob(path, "record", "sealed", "seq = (SELECT max(seq) FROM record)")


def to_damaged(qtbot: QtBot, screen: LockScreen, passphrase: str = PASSPHRASE) -> DamagedPage:
    qtbot.keyClicks(the(screen, QLineEdit), passphrase)
    qtbot.keyClick(the(screen, QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.findChild(DamagedPage) is not None, timeout=10_000)
    return the(screen, DamagedPage)


def choice(qtbot: QtBot, screen: LockScreen) -> BackupChoice:
    made = the(screen, BackupChoice)
    qtbot.waitUntil(lambda: bool(made.cards), timeout=10_000)
    return made


def test_help_in_a_bad_hour_leaves_a_typed_code_where_it_was(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = shown(qtbot, sealed.path, settings)
    screen.show_recovery()
    qtbot.waitUntil(lambda: screen.findChild(CodeEntry) is not None)
    entry = the(screen, CodeEntry)
    qtbot.keyClicks(entry.fields[0], sealed.code.replace("-", "")[:7])
    typed = entry.code()
    screen.hide()
    screen.show()
    assert entry.code() == typed
    entry.hide()
    assert entry.code().strip("-") == ""


# --- damage


def test_a_damaged_plan_goes_back_to_its_newest_backup(
    qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path
) -> None:
    with_backups(sealed.path, 2)
    hurt(sealed.path)
    damaged = sealed.path.read_bytes()
    screen = shown(qtbot, sealed.path, settings)
    page = to_damaged(qtbot, screen)
    for words in ("Let’s get your plan back", "damaged", "Nothing is removed.", "Today, "):
        read(qtbot, screen, words)
    assert "passphrase does not open" not in words_on(screen)
    cards = choice(qtbot, screen).cards
    qtbot.waitUntil(cards[0].hasFocus)
    assert cards[0].isChecked()
    qtbot.keyClick(cards[0], Qt.Key.Key_Tab)
    assert page.backups.open_button.hasFocus()
    assert not page.backups.passphrase.isVisible()  # it has been typed already
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Open this backup")
    assert opened.args[0].plan.title == "edit 2"
    assert "The damaged file is kept beside it." in opened.args[0].notices[0]
    assert opened.args[0].path == sealed.path
    opened.args[0].close()
    assert [p.read_bytes() for p in tmp_path.glob("my-plan damaged *.wellplan")] == [damaged]
    assert PASSPHRASE not in held_by_fields(screen)


def test_large_letters_show_what_happened_before_what_to_press(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    with_backups(sealed.path, 2)
    hurt(sealed.path)
    settings.look = Look(text_size=200)
    screen = shown(qtbot, sealed.path, settings)
    screen.resize(1180, 600)
    page = to_damaged(qtbot, screen)
    choice(qtbot, screen)
    qtbot.waitUntil(page.notice.hasFocus)
    assert screen.page.verticalScrollBar().value() <= 24
    assert page.notice.accessibleName()


def test_an_older_backup_with_its_own_passphrase(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    with_backups(sealed.path, 1)
    opened = unlock(sealed.path, PASSPHRASE)
    opened.change_passphrase("the newest", cost=TESTING)
    opened.close()
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    to_damaged(qtbot, screen, "the newest")
    made = choice(qtbot, screen)
    click(qtbot, screen, "Show 1 older one")
    qtbot.waitUntil(lambda: len(made.cards) == 2)
    older = made.cards[-1]
    qtbot.waitUntil(older.hasFocus)
    qtbot.mouseClick(older, Qt.MouseButton.LeftButton)
    click(qtbot, screen, "Open this backup")
    read(qtbot, screen, "That does not open this backup.")
    qtbot.waitUntil(made.passphrase.line.hasFocus)
    qtbot.keyClicks(made.passphrase.line, PASSPHRASE)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as back:
        qtbot.keyClick(made.passphrase.line, Qt.Key.Key_Return)
    assert back.args[0].plan.title == "edit 1"
    back.args[0].close()


def test_many_backups_are_one_press_away(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    with_backups(sealed.path, 5)
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    to_damaged(qtbot, screen)
    made = choice(qtbot, screen)
    assert len(made.cards) == 1
    click(qtbot, screen, "Show 4 older ones")
    qtbot.waitUntil(lambda: len(made.cards) == 5)
    qtbot.waitUntil(made.cards[1].hasFocus)
    assert len({says(card) for card in made.cards}) == 5
    assert "Show" not in [b.text() for b in (made.more,) if b.isVisible()]


def test_a_copy_from_a_stick(qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "copy.wellplan").write_bytes(sealed.path.read_bytes())
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    to_damaged(qtbot, screen)
    read(qtbot, screen, "There is no backup of this plan on this computer.")
    answer_dialog(qtbot, stick / "copy.wellplan")
    click(qtbot, screen, "Choose a copy from elsewhere…")
    choice(qtbot, screen)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Open this backup")
    assert opened.args[0].path == sealed.path
    opened.args[0].close()
    unlock(stick / "copy.wellplan", PASSPHRASE).close()


def test_what_is_left_becomes_a_new_plan(
    qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path
) -> None:
    with_backups(sealed.path, 2)
    hurt(sealed.path)
    damaged = sealed.path.read_bytes()
    screen = shown(qtbot, sealed.path, settings)
    page = to_damaged(qtbot, screen)
    click(qtbot, screen, "Read what is left")
    read(qtbot, screen, "Some is missing.")
    assert windows() == [screen]
    assert page.rescue._rescued is not None
    for sentence in page.rescue._rescued.missing:
        read(qtbot, screen, sentence)
    read(qtbot, screen, "Earlier versions do not come along.")
    new = tmp_path / "new.wellplan"
    answer_dialog(qtbot, new)
    click(qtbot, screen, "Keep it as a new plan…")
    read(qtbot, screen, "Your new plan is made.")
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Not now")
    assert opened.args[0].path == new
    assert opened.args[0].plan.title == "edit 1"
    assert opened.args[0].preference("recovery_sheet") == "skipped"
    opened.args[0].close()
    unlock(new, PASSPHRASE).close()
    assert sealed.path.read_bytes() == damaged


def test_leaving_a_rescued_plan_lets_go_of_it(
    qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path
) -> None:
    with_backups(sealed.path)
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    to_damaged(qtbot, screen)
    click(qtbot, screen, "Read what is left")
    qtbot.waitUntil(lambda: the(screen, DamagedPage).rescue.keep_button.isVisible(), timeout=10_000)
    answer_dialog(qtbot, tmp_path / "new.wellplan")
    click(qtbot, screen, "Keep it as a new plan…")
    read(qtbot, screen, "Your new plan is made.")
    click(qtbot, screen, "Try again")
    unlock(tmp_path / "new.wellplan", PASSPHRASE).close()


@pytest.mark.parametrize("left", [b"", b"not a plan at all" * 400])
def test_a_file_that_is_nothing_any_more_still_has_its_backups(
    qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path, left: bytes
) -> None:
    with_backups(sealed.path, 1)
    sealed.path.write_bytes(left)
    screen = shown(qtbot, sealed.path, settings)
    to_damaged(qtbot, screen)
    choice(qtbot, screen)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Open this backup")
    assert opened.args[0].plan.title == "edit 1"
    opened.args[0].close()
    assert [p.read_bytes() for p in tmp_path.glob("my-plan damaged *.wellplan")] == [left]


def test_nothing_left_says_so_kindly(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    raw = bytearray(sealed.path.read_bytes())
    raw[2048:] = bytes(b ^ 0x55 for b in raw[2048:])
    sealed.path.write_bytes(raw)
    screen = shown(qtbot, sealed.path, settings)
    page = to_damaged(qtbot, screen)
    click(qtbot, screen, "Read what is left")
    qtbot.waitUntil(lambda: "Reading" not in page.rescue.notice.text and bool(page.rescue.notice.text))
    qtbot.waitUntil(page.rescue.read_button.hasFocus)
    read(qtbot, screen, "There is no backup of this plan on this computer.")
    read(qtbot, screen, "If you have a backup somewhere else")
    assert "or open a backup" not in words_on(screen)
    assert sealed.path.read_bytes() == bytes(raw)


def test_a_wrong_passphrase_at_a_rescue_is_asked_for_again(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    with_backups(sealed.path)
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    screen.show_damaged(Damaged("This file is damaged.", "Nothing has changed.", "Look below."), Held("no"))
    click(qtbot, screen, "Read what is left")
    page = the(screen, DamagedPage)
    qtbot.waitUntil(page.rescue.passphrase.line.hasFocus, timeout=10_000)
    read(qtbot, screen, "passphrase does not open")
    qtbot.keyClicks(page.rescue.passphrase.line, PASSPHRASE)
    qtbot.keyClick(page.rescue.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(page.rescue.keep_button.isVisible, timeout=10_000)


def test_damage_can_be_opened_another_way(
    qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path
) -> None:
    other = sealed_plan(tmp_path, "other.wellplan")
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    to_damaged(qtbot, screen)
    click(qtbot, screen, "Use my recovery sheet")
    qtbot.waitUntil(lambda: screen.findChild(CodeEntry) is not None)
    click(qtbot, screen, "Back")
    to_damaged(qtbot, screen)
    answer_dialog(qtbot, other.path)
    click(qtbot, screen, "Choose another plan instead")
    assert screen.path == other.path


def test_the_recovery_sheet_brings_back_a_backup_of_a_damaged_plan(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    with_backups(sealed.path, 1)
    hurt(sealed.path)
    screen = shown(qtbot, sealed.path, settings)
    code_in(qtbot, screen, sealed.code)
    click(qtbot, screen, "I have it written down")
    qtbot.waitUntil(lambda: screen.findChild(DamagedPage) is not None, timeout=10_000)
    choice(qtbot, screen)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Open this backup")
    assert opened.args[0].plan.title == "edit 1"
    opened.args[0].close()


# --- no passphrase


def code_in(qtbot: QtBot, screen: LockScreen, code: str) -> None:
    click(qtbot, screen, "I’ve forgotten my passphrase")
    qtbot.waitUntil(lambda: screen.findChild(CodeEntry) is not None)
    qtbot.waitUntil(the(screen, CodeEntry).fields[0].hasFocus)
    for letter in code.replace("-", ""):
        qtbot.keyClick(QApplication.focusWidget(), letter)
    click(qtbot, screen, "Next")
    read(qtbot, screen, "Your code is right.")


def test_no_sheet_is_told_honestly_and_leaves_ways_on(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = shown(qtbot, sealed.path, settings)
    click(qtbot, screen, "I’ve forgotten my passphrase")
    click(qtbot, screen, "I have no sheet")
    for words in ("Nobody else has your key.", "Caps Lock", "as often as you like", "116 123"):
        read(qtbot, screen, words)
    with qtbot.waitSignal(screen.other_plan):
        click(qtbot, screen, "Start a new plan today")
    click(qtbot, screen, "Try my passphrase again")
    qtbot.waitUntil(lambda: the(screen, QLineEdit).hasFocus())


def test_an_older_passphrase_opens_a_backup_beside_the_plan(
    qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path
) -> None:
    with_backups(sealed.path, 1)
    opened = unlock(sealed.path, PASSPHRASE)
    opened.change_passphrase("forgotten", cost=TESTING)
    opened.close()
    before = sealed.path.read_bytes()
    screen = shown(qtbot, sealed.path, settings)
    click(qtbot, screen, "I’ve forgotten my passphrase")
    click(qtbot, screen, "I have no sheet")
    made = choice(qtbot, screen)
    click(qtbot, screen, "Open this backup")  # with nothing typed it only goes to the field
    assert made.passphrase.line.hasFocus()
    qtbot.keyClicks(made.passphrase.line, PASSPHRASE)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as back:
        qtbot.keyClick(made.passphrase.line, Qt.Key.Key_Return)
    assert back.args[0].path == tmp_path / "my-plan older.wellplan"
    back.args[0].close()
    assert sealed.path.read_bytes() == before
    unlock(sealed.path, "forgotten").close()


def test_a_read_only_place_is_said_before_a_passphrase_is_asked_for(
    qtbot: QtBot, sealed: Sealed, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealed.path.read_bytes()
    monkeypatch.setattr(recovery_form, "can_write", lambda _path: False)
    screen = shown(qtbot, sealed.path, settings)
    code_in(qtbot, screen, sealed.code)
    read(qtbot, screen, "This place is read only")
    assert "Choose a new passphrase" not in words_on(screen)
    assert windows() == [screen]
    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        click(qtbot, screen, "Open it to read")
    assert opened.args[0].read_only
    opened.args[0].close()
    assert sealed.path.read_bytes() == before
    unlock(sealed.path, PASSPHRASE).close()


# --- no file


def test_a_lost_file_comes_back_from_a_backup(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    with_backups(sealed.path, 1)
    sealed.path.unlink()
    screen = shown(qtbot, sealed.path, settings)
    read(qtbot, screen, "Your plan is not where it was.")
    made = choice(qtbot, screen)
    read(qtbot, screen, "Or go back to a backup")
    qtbot.keyClicks(made.passphrase.line, PASSPHRASE)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Open this backup")
    assert (opened.args[0].path, opened.args[0].plan.title) == (sealed.path, "edit 1")
    opened.args[0].close()


def test_a_stick_that_is_away_leaves_the_backup_in_the_documents(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    sealed = sealed_plan(stick)
    with_backups(sealed.path, 1)
    stick.rename(tmp_path / "in a pocket")
    screen = shown(qtbot, sealed.path, settings)
    made = choice(qtbot, screen)
    qtbot.keyClicks(made.passphrase.line, PASSPHRASE)
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "Open this backup")
    assert opened.args[0].path.parent == documents().resolve()
    opened.args[0].close()


def test_a_place_that_cannot_be_looked_at_is_a_missing_file(
    qtbot: QtBot, sealed: Sealed, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = shown(qtbot, sealed.path, settings)

    def stale(_self: Path, **_options: object) -> bool:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(Path, "exists", stale)
    screen.show_form()
    read(qtbot, screen, "Your plan is not where it was.")


# --- reach and look


@pytest.mark.parametrize("size", [100, 200])
def test_each_screen_can_be_reached_named_and_read(
    qtbot: QtBot, sealed: Sealed, settings: Settings, size: int
) -> None:
    with_backups(sealed.path, 5)
    settings.look = Look("soft", size)
    screen = shown(qtbot, sealed.path, settings)
    screen.resize(1024, 520)
    error = Damaged("This file is damaged.", "WellPlan has not changed it.", "Open a backup.")
    away = sealed.path.with_name("away.wellplan")

    def missing() -> None:
        away.write_bytes(b"")
        screen.path = away
        away.unlink()
        screen.show_form()

    for show in (screen.show_no_sheet, lambda: screen.show_damaged(error, Held()), missing):
        show()
        qtbot.waitUntil(lambda: screen.isAncestorOf(QApplication.focusWidget()))
        if show is not missing:
            choice(qtbot, screen)
        qtbot.waitUntil(lambda: not clipped(screen))
        inside = screen.page.widget()
        assert inside is not None
        assert inside.width() <= screen.page.viewport().width()
        names = [says(each) for each in focusable(screen)]  # type: ignore[arg-type]
        assert len(names) == len(set(names))
        assert windows() == [screen]
        assert set(tab_round(screen)) == focusable(screen)
