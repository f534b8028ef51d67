# SPDX-License-Identifier: Apache-2.0
"""The lock screen: opening, a wrong passphrase, other faults, the recovery sheet, help without a key."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ui.screens import (
    answer_dialog,
    click,
    clipped,
    focusable,
    held_by_fields,
    read,
    tab_round,
    the,
    windows,
    words_on,
)
from ui.screens import (
    shown_lock_screen as shown,
)
from ui.vaults import PASSPHRASE, Sealed, sealed_plan
from wellplan.ui.code_entry import CodeEntry
from wellplan.ui.lock_screen import LockScreen
from wellplan.ui.look import Look
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.passphrase_form import PassphraseForm
from wellplan.ui.secret_field import SecretField
from wellplan.ui.settings import Settings
from wellplan.vault import store
from wellplan.vault.store import Store, unlock


def field(screen: LockScreen) -> SecretField:
    return the(screen, SecretField)


def form(screen: LockScreen) -> PassphraseForm:
    return the(screen, PassphraseForm)


def type_passphrase(qtbot: QtBot, screen: LockScreen, text: str) -> None:
    line = field(screen).line
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_typing_the_passphrase_and_return_opens_the_plan(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = shown(qtbot, sealed.path, settings)
    assert QApplication.focusWidget() is field(screen).line
    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        type_passphrase(qtbot, screen, PASSPHRASE)
        read(qtbot, screen, "Opening your plan…")
    store = opened.args[0]
    assert store.plan.template == "crisis-plan"
    store.close()
    assert PASSPHRASE not in held_by_fields(screen)


def test_a_wrong_passphrase_is_said_calmly_and_can_be_mended(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = shown(qtbot, sealed.path, settings)
    for _attempt in range(3):
        type_passphrase(qtbot, screen, "kettle off")
        read(qtbot, screen, "That passphrase does not open this plan.")
        read(qtbot, screen, "Your plan is safe.")
    assert QApplication.focusWidget() is field(screen).line
    assert field(screen).text() == "kettle off"
    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        type_passphrase(qtbot, screen, PASSPHRASE)
    opened.args[0].close()


def test_whoever_types_on_while_it_opens_loses_no_key(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    """Return came too soon: the rest is typed, and Return again. What was too short is not called wrong."""
    screen = shown(qtbot, sealed.path, settings)
    type_passphrase(qtbot, screen, PASSPHRASE[:6])
    qtbot.keyClicks(field(screen).line, PASSPHRASE[6:])
    assert field(screen).text() == PASSPHRASE
    said: list[str] = []

    def is_over() -> bool:
        said.append(words_on(screen))
        return field(screen).text() == ""

    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        qtbot.keyClick(field(screen).line, Qt.Key.Key_Return)
        qtbot.waitUntil(is_over, timeout=10_000)
    opened.args[0].close()
    assert not [each for each in said if "does not open" in each]


def test_a_second_return_opens_nothing_twice(
    qtbot: QtBot, sealed: Sealed, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def watched(path: Path, passphrase: str) -> Store:
        tried.append(passphrase)
        return unlock(path, passphrase)

    monkeypatch.setattr(store, "unlock", watched)
    screen = shown(qtbot, sealed.path, settings)
    type_passphrase(qtbot, screen, "kettle off")
    qtbot.keyClick(field(screen).line, Qt.Key.Key_Return)
    read(qtbot, screen, "That passphrase does not open this plan.")
    assert tried == ["kettle off"]
    assert field(screen).line.selectedText()
    qtbot.keyClick(field(screen).line, Qt.Key.Key_Return)
    qtbot.keyClicks(field(screen).line, " and more")
    read(qtbot, screen, "That passphrase does not open this plan.")
    assert not field(screen).line.selectedText()
    assert len(tried) == 2
    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        type_passphrase(qtbot, screen, PASSPHRASE)
        qtbot.keyClick(field(screen).line, Qt.Key.Key_Return)
    opened.args[0].close()
    assert tried[2:] == [PASSPHRASE]


def test_open_with_nothing_typed_only_goes_to_the_field(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = shown(qtbot, sealed.path, settings)
    form(screen).open_button.setFocus()
    click(qtbot, screen, "Open")
    assert QApplication.focusWidget() is field(screen).line
    assert "Opening" not in words_on(screen)


def test_the_field_lets_nothing_out(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = shown(qtbot, sealed.path, settings)
    secret = field(screen)
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClicks(secret.line, "hush")
    click(qtbot, screen, "Show what is typed: Your passphrase")
    assert secret.line.echoMode() == QLineEdit.EchoMode.Normal
    secret.line.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(secret.line, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    assert secret.text() == "hush"
    secret.forget()
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        qtbot.keyClick(secret.line, key, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == ""
    assert secret.line.echoMode() == QLineEdit.EchoMode.Password
    hints = secret.line.inputMethodHints()
    assert hints & Qt.InputMethodHint.ImhSensitiveData
    assert not secret.line.dragEnabled()


def test_pasting_from_a_password_manager_loses_its_line_end(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = shown(qtbot, sealed.path, settings)
    QGuiApplication.clipboard().setText(PASSPHRASE + "\n")
    qtbot.keyClick(field(screen).line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field(screen).text() == PASSPHRASE


def test_the_field_forgets_when_it_is_hidden(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = shown(qtbot, sealed.path, settings)
    qtbot.keyClicks(field(screen).line, "hush")
    screen.hide()
    assert "hush" not in held_by_fields(screen)


def press(line: QLineEdit, text: str, shift: bool) -> None:
    """A letter as the keyboard sends it: its text already says what Caps Lock made of it."""
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    key = Qt.Key(ord(text.upper()))
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, key, held, text))


def test_caps_lock_is_noticed_by_what_it_does(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = shown(qtbot, sealed.path, settings)
    line, hint = field(screen).line, "Caps Lock seems to be on."
    for text, shift, told in (("a", False, False), ("B", True, False), ("C", False, True), ("d", True, True)):
        press(line, text, shift)
        assert (hint in words_on(screen)) == told, text
    qtbot.keyClick(line, Qt.Key.Key_CapsLock)
    assert hint not in words_on(screen)


def test_a_second_window_is_refused_and_can_try_again(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    elsewhere = unlock(sealed.path, PASSPHRASE)
    screen = shown(qtbot, sealed.path, settings)
    type_passphrase(qtbot, screen, PASSPHRASE)
    qtbot.waitUntil(lambda: "Try again" in [b.text() for b in buttons(screen)], timeout=10_000)
    assert "passphrase does not open" not in words_on(screen)
    elsewhere.close()
    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        click(qtbot, screen, "Try again")
    opened.args[0].close()


def buttons(screen: LockScreen) -> list[QPushButton]:
    return [b for b in screen.findChildren(QPushButton) if b.isVisible()]


def test_damage_is_never_called_a_wrong_passphrase(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    raw = bytearray(sealed.path.read_bytes())
    for at in range(2048, len(raw)):
        raw[at] ^= 0x55
    sealed.path.write_bytes(raw)
    screen = shown(qtbot, sealed.path, settings)
    type_passphrase(qtbot, screen, PASSPHRASE)
    read(qtbot, screen, "damaged")
    assert "does not open" not in words_on(screen)
    assert any(b.text() == "Choose another plan" for b in buttons(screen))


def test_a_newer_file_is_left_alone(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    db = sqlite3.connect(sealed.path)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version + 1}")
    db.commit()
    db.close()
    before = sealed.path.read_bytes()
    screen = shown(qtbot, sealed.path, settings)
    type_passphrase(qtbot, screen, PASSPHRASE)
    read(qtbot, screen, "newer")
    assert sealed.path.read_bytes() == before


def test_a_plan_that_is_gone_is_looked_for_again(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    moved = sealed.path.rename(sealed.path.with_name("away.wellplan"))
    screen = shown(qtbot, sealed.path, settings)
    read(qtbot, screen, "Your plan is not where it was.")
    click(qtbot, screen, "Look again")
    read(qtbot, screen, "Your plan is not where it was.")
    moved.rename(sealed.path)
    click(qtbot, screen, "Look again")
    qtbot.waitUntil(lambda: field(screen).isVisible())


def test_showing_where_the_plan_is(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    moved = sealed.path.rename(sealed.path.with_name("away.wellplan"))
    screen = shown(qtbot, sealed.path, settings)
    answer_dialog(qtbot, None)
    click(qtbot, screen, "Show where it is")
    read(qtbot, screen, "Your plan is not where it was.")
    answer_dialog(qtbot, moved)
    click(qtbot, screen, "Show where it is")
    with qtbot.waitSignal(screen.opened, timeout=10_000) as opened:
        type_passphrase(qtbot, screen, PASSPHRASE)
    assert opened.args[0].path == moved.resolve()
    opened.args[0].close()


def test_another_plan_or_a_new_one(qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path) -> None:
    other = sealed_plan(tmp_path, "other.wellplan")
    screen = shown(qtbot, sealed.path, settings)
    answer_dialog(qtbot, other.path)
    click(qtbot, screen, "Choose another plan")
    assert screen.path == other.path
    with qtbot.waitSignal(screen.other_plan):
        click(qtbot, screen, "Start a new plan")


def test_help_needs_no_key(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = shown(qtbot, sealed.path, settings)
    text = words_on(screen)
    for number in ("999", "116 123", "85258"):
        assert number in text
    assert "You don’t need to open it to get help." in text


def test_nothing_heavy_is_loaded_before_the_screen_is_there(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication([])
import wellplan.ui.app
from wellplan.ui.lock_screen import LockScreen
from wellplan.ui.settings import Settings
from wellplan.ui.welcome import Welcome
settings = Settings(Path(sys.argv[1]) / "settings.ini")
plan = Path(sys.argv[1]) / "my-plan.wellplan"
plan.touch()
screens = LockScreen(plan, settings), Welcome(settings)
for screen in screens:
    screen.show()
heavy = {"cryptography", "sqlite_utils", "sqlite3", "typst", "pikepdf", "zxcvbn", "wellplan.vault.store"}
print(sorted(heavy & set(sys.modules)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


# --- the recovery sheet


def recover(qtbot: QtBot, sealed: Sealed, settings: Settings) -> LockScreen:
    screen = shown(qtbot, sealed.path, settings)
    click(qtbot, screen, "I’ve forgotten my passphrase")
    qtbot.waitUntil(lambda: screen.findChild(CodeEntry) is not None)
    return screen


def entry(screen: LockScreen) -> CodeEntry:
    return the(screen, CodeEntry)


def type_code(qtbot: QtBot, screen: LockScreen, code: str) -> None:
    """As a person types from paper: the fields move on by themselves."""
    first = entry(screen).fields[0]
    first.setFocus()
    for letter in code.replace("-", ""):
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def test_the_recovery_sheet_opens_the_plan_with_a_new_passphrase(
    qtbot: QtBot, sealed: Sealed, settings: Settings
) -> None:
    screen = recover(qtbot, sealed, settings)
    type_code(qtbot, screen, sealed.code.lower().replace("0", "o").replace("1", "l"))
    assert len(entry(screen).code().replace("-", "")) == 40
    click(qtbot, screen, "Next")
    qtbot.waitUntil(lambda: "Choose a new passphrase" in words_on(screen))
    choice = screen.findChild(PassphraseChoice)
    assert choice is not None
    made = choice.passphrase
    assert len(made.split()) == 6
    with qtbot.waitSignal(screen.opened, timeout=20_000) as opened:
        click(qtbot, screen, "I have it written down")
        assert windows() == [screen]
    assert opened.args[0].preference("recovery_sheet") == "proved"
    opened.args[0].close()
    held = held_by_fields(screen)
    assert made not in held and made.split()[0] not in held
    assert sealed.code[:5] not in held
    unlock(sealed.path, made).close()


def test_a_pasted_code_fills_every_group(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = recover(qtbot, sealed, settings)
    QGuiApplication.clipboard().setText(f"  {sealed.code.replace('-', ' ')}\n")
    qtbot.keyClick(entry(screen).fields[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert entry(screen).code() == sealed.code


def test_a_slip_is_named_by_its_group(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = recover(qtbot, sealed, settings)
    type_code(qtbot, screen, sealed.code)
    sixth = entry(screen).fields[5]
    right = sixth.text()
    sixth.setText(("2" if right[0] != "2" else "3") + right[1:])
    click(qtbot, screen, "Next")
    read(qtbot, screen, "Group 6 of the recovery code has a slip in it.")
    assert QApplication.focusWidget() is sixth
    qtbot.keyClicks(sixth, right)
    click(qtbot, screen, "Next")
    read(qtbot, screen, "Your code is right.")


def test_a_group_that_is_not_whole_is_named(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = recover(qtbot, sealed, settings)
    type_code(qtbot, screen, sealed.code[:14])
    click(qtbot, screen, "Next")
    read(qtbot, screen, "Group 3 of 8 is not whole yet.")
    assert QApplication.focusWidget() is entry(screen).fields[2]


def test_backspace_goes_back_over_the_groups(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = recover(qtbot, sealed, settings)
    type_code(qtbot, screen, sealed.code[:5])
    second = entry(screen).fields[1]
    assert QApplication.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Backspace)
    assert QApplication.focusWidget() is entry(screen).fields[0]


def test_the_sheet_of_another_plan(qtbot: QtBot, sealed: Sealed, settings: Settings, tmp_path: Path) -> None:
    other = sealed_plan(tmp_path, "other.wellplan")
    screen = recover(qtbot, sealed, settings)
    type_code(qtbot, screen, other.code)
    click(qtbot, screen, "Next")  # said before a new passphrase is asked for
    read(qtbot, screen, "This code is not for this plan.")
    unlock(sealed.path, PASSPHRASE).close()


def test_back_from_each_step_of_recovery(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = recover(qtbot, sealed, settings)
    type_code(qtbot, screen, sealed.code)
    click(qtbot, screen, "Next")
    read(qtbot, screen, "Your code is right.")
    click(qtbot, screen, "Back")
    assert entry(screen).isVisible()
    click(qtbot, screen, "Back")
    qtbot.waitUntil(lambda: field(screen).isVisible())
    assert sealed.code[:5] not in held_by_fields(screen)


# --- keyboard, look


def test_tab_reaches_everything_and_returns(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = shown(qtbot, sealed.path, settings)
    for show in (screen.show_form, screen.show_recovery, screen.show_look):
        show()
        qtbot.waitUntil(lambda: screen.isAncestorOf(QApplication.focusWidget()))
        qtbot.waitUntil(lambda: QApplication.focusWidget() is screen.first_focus())
        assert set(tab_round(screen)) == focusable(screen)


def test_text_and_colours_before_opening(qtbot: QtBot, sealed: Sealed, settings: Settings) -> None:
    screen = shown(qtbot, sealed.path, settings)
    click(qtbot, screen, "Change text and colours")
    with qtbot.waitSignal(screen.look_changed):
        click(qtbot, screen, "Text size 150 %")
    assert settings.look.text_size == 150
    click(qtbot, screen, "Done")
    qtbot.waitUntil(lambda: field(screen).isVisible())


@pytest.mark.parametrize("size", [100, 150, 200])
def test_no_word_is_cut_off_in_a_small_window(
    qtbot: QtBot, sealed: Sealed, settings: Settings, size: int
) -> None:
    settings.look = Look("soft", size)
    screen = shown(qtbot, sealed.path, settings)
    screen.resize(1024, 520)
    for show in (screen.show_form, screen.show_recovery, screen.show_look):
        show()
        inside = screen.page.widget()
        assert inside is not None
        qtbot.waitUntil(lambda: not clipped(screen))
        assert inside.width() <= screen.page.viewport().width()
