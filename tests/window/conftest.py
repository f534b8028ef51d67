# SPDX-License-Identifier: Apache-2.0
"""Plans on disk for the window tests, and a printer that keeps what it is given."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from wellplan.resources import resource
from window.driver import Window

PASSPHRASE = "kettle window seven boats"
EXAMPLES = ("jo", "derek")
LOOK_UP_S = 0.7


@dataclass(frozen=True)
class Printer:
    """A folder to put first on PATH: its `lp` keeps what it was given, and how it was called."""

    path: Path

    @property
    def given(self) -> bytes:
        return (self.path / "given.pdf").read_bytes()

    @property
    def has_printed(self) -> bool:
        return (self.path / "called").exists()

    @property
    def called(self) -> str:
        return (self.path / "called").read_text()


@pytest.fixture
def printer(tmp_path: Path) -> Printer:
    place = tmp_path / "printer"
    place.mkdir()
    programs = {
        "lpstat": "#!/bin/sh\necho Kitchen\n",
        "lp": f'#!/bin/sh\ncat > "{place}/half" && mv "{place}/half" "{place}/given.pdf"\n'
        f'echo "$@" > "{place}/called"\necho "request id is Kitchen-1 (0 file(s))"\n',
    }
    for name, text in programs.items():
        (place / name).write_text(text)
        (place / name).chmod(0o755)
    return Printer(place)


@pytest.fixture
def make_plan(wellplan: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A sealed plan on disk made from an example."""

    def make(example: str) -> Path:
        path = tmp_path / f"{example}.wellplan"
        source = resource("examples", f"{example}.json")
        subprocess.run(
            [wellplan, "create", path, "--from", source],
            input=f"{PASSPHRASE}\n",
            text=True,
            check=True,
            capture_output=True,
        )
        return path

    return make


def open_plan(window: Window) -> None:
    """Type the passphrase at the lock screen, and wait for the plan."""
    window.wait_for("Hello. Open your plan", "heading")
    window.type(PASSPHRASE)
    window.key("Return")
    wait_open(window)


def wait_open(window: Window) -> None:
    """Wait until a plan is open: the foot of the window says so. Then look up, as a person does.

    Keys from before it was in sight go nowhere.
    """
    window.wait_until(lambda: any(n.startswith("Saved") for n in window.names()), "the open plan")
    time.sleep(LOOK_UP_S)


def export_json(wellplan: Path, path: Path, out: Path) -> str:
    """The plan as it is in the file."""
    subprocess.run(
        [wellplan, "export", path, "--to", "json", "--out", out, "--parts", "all"],
        input=f"{PASSPHRASE}\n",
        text=True,
        check=True,
        capture_output=True,
    )
    return out.read_text(encoding="utf-8")
