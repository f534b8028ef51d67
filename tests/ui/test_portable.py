# SPDX-License-Identifier: Apache-2.0
"""A folder called `WellPlan data` beside the program: everything is kept in there, and nothing anywhere else.

The program itself runs, from a tree of its own and with an empty home, and the system tells what it wrote.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wellplan.resources import DATA_BESIDE, resources_dir
from wellplan.ui import settings as settings_module
from wellplan.ui.settings import Settings

SOURCE = Path(__file__).resolve().parents[2] / "src"
WRITES = "openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat"


class Portable:
    """A program folder on a stick, a home that is empty, and what was written where."""

    def __init__(self, place: Path) -> None:
        self.program, self.home, self.log = place / "stick" / "wellplan", place / "home", place / "calls"
        shutil.copytree(SOURCE, self.program / "src", ignore=shutil.ignore_patterns("__pycache__"))
        (self.program / "resources").symlink_to(resources_dir())
        self.data = self.program / DATA_BESIDE
        self.data.mkdir()
        self.home.mkdir()

    def run(self, *arguments: str, told: str = "", portable: bool = True) -> str:
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "COVERAGE"))
        }
        environment |= {"HOME": str(self.home), "PYTHONPATH": str(self.program / "src")}
        environment |= {"QT_QPA_PLATFORM": "offscreen"}
        if not portable:
            self.data.rename(self.data.with_name("another name"))
        strace = ["strace", "-f", "-qq", "-e", f"trace={WRITES}", "-e", "signal=none", "-o", str(self.log)]
        command = [*strace, sys.executable, "-P", "-m", "wellplan", *arguments]
        done = subprocess.run(
            command, input=told, env=environment, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    def written(self) -> list[str]:
        """Every place outside the folder where something was made, changed or removed."""
        found = []
        for line in self.log.read_text(errors="replace").splitlines():
            if " = -1 " in line or ("openat(" in line and not re.search("O_WRONLY|O_RDWR|O_CREAT", line)):
                continue
            places = re.findall(r'"([^"]*)"', line)
            found += [p for p in places if not p.startswith(("/dev/", "/proc/")) and str(self.data) not in p]
        return found


@pytest.fixture
def portable(tmp_path: Path) -> Portable:
    return Portable(tmp_path)


def test_the_command_line_leaves_nothing_outside(portable: Portable) -> None:
    plan = portable.data / "My plan.wellplan"
    portable.run("create", str(plan), told="kettle window seven boats\n")
    assert portable.written() == []
    portable.run("check", str(plan), told="kettle window seven boats\n")
    assert portable.written() == []
    assert list(portable.home.rglob("*")) == []
    assert {each.name for each in portable.data.iterdir()} >= {"My plan.wellplan", "seen.json"}


def test_the_window_leaves_nothing_outside(portable: Portable) -> None:
    portable.run("--measure-start")
    assert portable.written() == []
    assert list(portable.home.rglob("*")) == []


def test_without_the_folder_the_persons_own_folders_are_used(portable: Portable, tmp_path: Path) -> None:
    """The tests above can fail: the same program writes into the home when the folder is not there."""
    portable.run("create", str(tmp_path / "a.wellplan"), told="kettle window seven boats\n", portable=False)
    assert [p for p in portable.written() if str(portable.home) in p]
    assert list(portable.home.rglob("seen.json"))


def test_a_stick_has_another_place_on_each_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for root in ("first", "second"):
        (tmp_path / root / DATA_BESIDE).mkdir(parents=True)
    first, second = tmp_path / "first" / DATA_BESIDE, tmp_path / "second" / DATA_BESIDE
    monkeypatch.setattr(settings_module, "portable_dir", lambda: first)
    kept = Settings()
    assert kept.path == first / "settings.ini"
    kept.keep_known_plans([first / "My plan.wellplan", tmp_path / "elsewhere.wellplan"])
    shutil.copy(kept.path, second)
    monkeypatch.setattr(settings_module, "portable_dir", lambda: second)
    assert Settings().known_plans() == (second / "My plan.wellplan", tmp_path / "elsewhere.wellplan")
