# SPDX-License-Identifier: Apache-2.0
"""Nothing of the person's stays behind outside the plan: file dialogs, clipboard, command lines, log in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, QMimeData, QSettings, QThreadPool, QUrl
from PySide6.QtGui import QClipboard, QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import answer_dialog, click, dress
from wellplan import __main__
from wellplan.ui import app, bugs, clipboard, file_dialogs
from wellplan.ui.clipboard import PRIVATE, ClipboardGuard
from wellplan.ui.lock_screen import LockScreen
from wellplan.ui.plans_list import PlansList
from wellplan.ui.secret_field import SecretField
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField
from wellplan.ui.welcome import Welcome

# --- file dialogs


@pytest.fixture
def qt_settings(tmp_path: Path) -> Iterator[Path]:
    """Where Qt keeps its own settings, in a folder of this test."""
    folder = tmp_path / "qt"
    folder.mkdir()
    _send_qt_settings_to(folder)
    yield folder
    _send_qt_settings_to(Path(os.environ["XDG_CONFIG_HOME"]))


def _send_qt_settings_to(folder: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))


def choose(qtbot: QtBot, holder: QWidget, tmp_path: Path) -> None:
    plan = tmp_path / "secret-folder" / "chosen.wellplan"
    plan.parent.mkdir(exist_ok=True)
    plan.touch()
    answer_dialog(qtbot, plan)
    assert file_dialogs.ask_plan_to_open(holder, plan.parent) == plan
    answer_dialog(qtbot, plan.parent)
    assert file_dialogs.ask_folder(holder, tmp_path) == plan.parent
    for ask in (
        file_dialogs.ask_place_for_plan,
        file_dialogs.ask_place_for_pdf,
        file_dialogs.ask_place_for_copy,
    ):
        answer_dialog(qtbot, plan.parent / "new.wellplan")
        ask(holder, plan)


def kept_by_qt(folder: Path) -> str:
    return "".join(each.read_text() for each in folder.rglob("*") if each.is_file())


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    dress()
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_qt_keeps_no_folder_and_no_file_that_was_chosen(
    qtbot: QtBot, holder: QWidget, qt_settings: Path, tmp_path: Path
) -> None:
    before = QSettings(QSettings.Scope.UserScope, "QtProject")
    before.setValue("FileDialog/lastVisited", "file:///of/another/program")
    before.sync()
    choose(qtbot, holder, tmp_path)
    kept = kept_by_qt(qt_settings)
    assert "of/another/program" in kept
    assert "secret-folder" not in kept
    assert "chosen" not in kept


def test_with_qt_settings_going_nowhere_nothing_is_written_at_all(
    qtbot: QtBot, holder: QWidget, qt_settings: Path, tmp_path: Path
) -> None:
    file_dialogs.keep_no_history()
    choose(qtbot, holder, tmp_path)
    assert kept_by_qt(qt_settings) == ""


def test_qt_would_keep_them(
    qtbot: QtBot, holder: QWidget, qt_settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests above can fail: with the defence taken out, the folder is there."""
    monkeypatch.setattr(file_dialogs, "_QT_KEEPS", ())
    choose(qtbot, holder, tmp_path)
    assert "secret-folder" in kept_by_qt(qt_settings)


def test_no_dialog_of_a_desktop_is_asked(
    qtbot: QtBot, holder: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They add what is chosen to the desktop's recent files."""
    asked: list[bool] = []

    def look(dialog: QFileDialog) -> int:
        asked.append(dialog.testOption(QFileDialog.Option.DontUseNativeDialog))
        return 0

    monkeypatch.setattr(QFileDialog, "exec", look)
    file_dialogs.ask_plan_to_open(holder, tmp_path)
    file_dialogs.ask_folder(holder, tmp_path)
    file_dialogs.ask_place_for_pdf(holder, tmp_path / "a.pdf")
    assert asked == [True] * 3


def test_a_dialog_shows_only_what_helps_to_choose(
    qtbot: QtBot, holder: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def look(dialog: QFileDialog) -> int:
        parts = [*dialog.findChildren(QToolButton), *dialog.findChildren(QComboBox)]
        seen.append({part.objectName() for part in parts if not part.isHidden()})
        return 0

    monkeypatch.setattr(QFileDialog, "exec", look)
    file_dialogs.ask_plan_to_open(holder, tmp_path)
    file_dialogs.ask_copy_to_open(holder, tmp_path)
    ways = {"backButton", "toParentButton", "newFolderButton", "lookInCombo"}
    assert [each - {""} for each in seen] == [ways, ways | {"fileTypeCombo"}]


def test_sticks_are_at_hand(
    qtbot: QtBot, holder: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "media" / "jo" / "STICK").mkdir(parents=True)
    (tmp_path / "media" / "empty").mkdir()
    monkeypatch.setattr(file_dialogs, "STICK_FOLDERS", (str(tmp_path / "media"), str(tmp_path / "none")))
    seen: list[list[QUrl]] = []
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: seen.append(dialog.sidebarUrls()) or 0)
    file_dialogs.ask_folder(holder, tmp_path)
    names = [url.fileName() for url in seen[0]]
    assert names[-2:] == ["empty", "STICK"]


# --- the clipboard


@pytest.fixture
def guard(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClipboardGuard]:
    """The tests' platform never says who owns the clipboard; tests/window has a real one."""
    made = ClipboardGuard(qapp)
    monkeypatch.setattr(made, "_owns", lambda mode: mode == QClipboard.Mode.Clipboard)
    yield made
    monkeypatch.undo()
    QGuiApplication.clipboard().clear()
    made.setParent(None)
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


def test_what_is_copied_is_marked_as_private(qtbot: QtBot, guard: ClipboardGuard) -> None:
    field = LineField("my own words")
    qtbot.addWidget(field)
    field.selectAll()
    field.copy()
    held = QGuiApplication.clipboard().mimeData()
    assert held.text() == "my own words"
    assert {name: bytes(held.data(name).data()) for name in PRIVATE} == PRIVATE


def test_what_is_copied_is_taken_back_at_the_end(qtbot: QtBot, guard: ClipboardGuard) -> None:
    QGuiApplication.clipboard().setText("my own words")
    guard.clear()
    assert QGuiApplication.clipboard().text() == ""


def test_locking_takes_back_what_was_copied(
    guard: ClipboardGuard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at_exec: list[str] = []
    monkeypatch.setattr(os, "execv", lambda *_command: at_exec.append(QGuiApplication.clipboard().text()))
    QGuiApplication.clipboard().setText("my own words")
    app.relaunch(tmp_path / "a.wellplan", hidden=False)
    assert at_exec == [""]


def test_what_another_program_copied_stays(guard: ClipboardGuard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_owns", lambda _mode: False)
    QGuiApplication.clipboard().setText("another's")
    assert QGuiApplication.clipboard().text() == "another's"
    assert not QGuiApplication.clipboard().mimeData().hasFormat(next(iter(PRIVATE)))
    guard.clear()
    assert QGuiApplication.clipboard().text() == "another's"


def test_a_picture_is_left_as_it_is(guard: ClipboardGuard) -> None:
    picture = QMimeData()
    picture.setData("image/x-test", b"1")
    QGuiApplication.clipboard().setMimeData(picture)
    assert QGuiApplication.clipboard().mimeData().formats() == ["image/x-test"]


def test_marking_a_passphrase_is_not_copying_it(
    qtbot: QtBot, guard: ClipboardGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared: list[QClipboard.Mode] = []
    monkeypatch.setattr(guard, "_owns", lambda _mode: True)
    monkeypatch.setattr(QClipboard, "clear", lambda _self, mode=None: cleared.append(mode))
    field = SecretField("Secret")
    qtbot.addWidget(field)
    monkeypatch.setattr(clipboard.QApplication, "focusWidget", lambda: field.line)
    guard._mark(QClipboard.Mode.Selection)
    assert cleared == [QClipboard.Mode.Selection]


# --- starting and leaving


def test_a_command_that_is_not_understood_is_not_repeated(home: Path) -> None:
    program = [sys.executable, "-m", "wellplan", "my private words", "and more of them", "--odd"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "WellPlan does not know a part of this command.\n"
    assert done.stdout == ""


def test_memory_is_closed_to_others_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(__main__, "harden_process", lambda: done.append("hardened"))
    monkeypatch.setattr(__main__, "portable_dir", lambda: done.append("looked for the folder"))
    monkeypatch.setattr(__main__.i18n, "install", lambda _language: done.append("words"))
    monkeypatch.setattr(__main__, "_has_screen", lambda: False)
    assert __main__.main([]) == 1
    assert done == ["hardened", "looked for the folder", "words"]


def test_a_session_manager_is_told_not_to_start_us_again() -> None:
    told: list[QSessionManager.RestartHint] = []
    manager = type("Manager", (), {"setRestartHint": lambda _self, hint: told.append(hint)})()
    app._not_restored(manager)
    assert told == [QSessionManager.RestartHint.RestartNever]


def test_locking_waits_for_a_copy_that_is_being_written(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    begun, go = Event(), Event()

    def write() -> None:
        begun.set()
        go.wait(5)
        done.append("written")

    monkeypatch.setattr(os, "execv", lambda *_command: done.append("locked"))
    monkeypatch.setattr("time.sleep", lambda _s: go.set())
    QThreadPool.globalInstance().start(write)
    assert begun.wait(5)
    app.relaunch(tmp_path / "a.wellplan", hidden=False)
    assert done == ["written", "locked"]


def test_locking_does_not_wait_for_ever(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, locked = Event(), []
    monkeypatch.setattr(os, "execv", lambda *_command: locked.append(True))
    monkeypatch.setattr(app, "WORK_ENDS_S", 0.1)
    QThreadPool.globalInstance().start(lambda: go.wait(20))
    app.relaunch(tmp_path / "a.wellplan", hidden=False)
    assert locked == [True]
    go.set()
    QThreadPool.globalInstance().waitForDone()


def test_the_first_screen_depends_on_what_is_known(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    known = [tmp_path / "a.wellplan", tmp_path / "b.wellplan"]
    for each in known:
        each.touch()
    kept = Settings(tmp_path / "settings.ini")
    cases = (
        ([], None, False, Welcome),
        ([], None, True, Welcome),
        (known[:1], None, False, LockScreen),
        (known[:1], None, True, PlansList),
        ([tmp_path / "gone.wellplan"], None, False, PlansList),
        (known, None, False, PlansList),
        (known, known[1], False, LockScreen),
    )
    for plans, named, choosing, screen in cases:
        kept.keep_known_plans(plans)
        window = app.start(qapp, kept, named, choosing=choosing)
        qtbot.addWidget(window)
        assert isinstance(window.frame.front, screen), (plans, named, choosing)


def test_from_the_list_to_a_plan_to_the_first_steps_and_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    kept = Settings(tmp_path / "settings.ini")
    plan = tmp_path / "a.wellplan"
    plan.touch()
    kept.remember_plan(plan)
    window = app.start(qapp, kept, None, choosing=True)
    qtbot.addWidget(window)
    assert isinstance(window.frame.front, PlansList)
    window.frame.front.look_changed.emit()
    assert isinstance(window.frame.front, PlansList)
    window.frame.front.start_new.emit()
    assert isinstance(window.frame.front, Welcome)
    window.frame.front.welcome.known_plans.emit()
    assert isinstance(window.frame.front, PlansList)
    window.frame.front.chosen.emit(plan)
    assert isinstance(window.frame.front, LockScreen)
    kept.remember_plan(tmp_path / "b.wellplan")
    window.show()
    click(qtbot, window, "Choose another plan")
    assert isinstance(window.frame.front, PlansList)


def test_from_an_open_plan_to_the_list(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: commands.append(command))
    window = app.start(qapp, Settings(tmp_path / "settings.ini"), None)
    qtbot.addWidget(window)
    keeper = MemoryKeeper(small_plan("one"))
    window.open_session(Session(keeper))
    window.go("place", "")
    assert window.page is not None
    window.page.lock_asked.emit(True)
    assert keeper.closed
    assert commands[0][-1] == "--plans"


# --- bugs


class _Dying:
    def __del__(self) -> None:
        raise ValueError("I stop cooking")


def test_a_bug_of_ours_is_told_without_the_persons_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, f"__{hook}__"))
    bugs.tell_bugs_without_words()
    sys.excepthook(ValueError, ValueError("I stop cooking"), None)
    _Dying()
    told = capsys.readouterr().err
    assert told.count("ValueError") == 2
    assert "__del__" in told
    assert "cooking" not in told
