# SPDX-License-Identifier: Apache-2.0
"""Starting, and starting afresh: nothing of the folder or the disk we are started from gets in the way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wellplan.ui import app
from wellplan.ui.settings import Settings


@pytest.mark.parametrize("hidden", [False, True])
def test_starting_afresh_takes_no_library_from_the_folder_it_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: bool
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: asked.append(command))
    app.relaunch(tmp_path / "-my plan.wellplan", hidden)
    [command] = asked
    assert command[-1] == str(tmp_path / "-my plan.wellplan")
    assert ("--minimised" in command) == hidden
    (tmp_path / "wellplan.py").write_text("print('a stranger')")
    started = [*command[: command.index("wellplan") + 1], "--version"]
    done = subprocess.run(started, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("wellplan ")
    assert command[0] == sys.executable


def test_a_last_plan_that_cannot_even_be_looked_for_does_not_stop_the_start(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.remember_plan(tmp_path / ("n" * 300))
    window = app.start(qapp, settings, None)
    qtbot.addWidget(window)
    assert window.frame.front is not None
