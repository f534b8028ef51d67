# SPDX-License-Identifier: Apache-2.0
"""A lost passphrase and a damaged file, at the lock screen of the real window, by keyboard alone."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from wellplan.resources import resource
from window.conftest import PASSPHRASE, open_plan, wait_open
from window.driver import Window

pytestmark = pytest.mark.window

NEW_PASSPHRASE = "otter ladder seventeen plums"


@pytest.fixture
def plan_and_code(wellplan: Path, tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "mine.wellplan"
    told = subprocess.run(
        [wellplan, "create", path, "--from", resource("examples", "derek.json")],
        input=f"{PASSPHRASE}\n",
        text=True,
        check=True,
        capture_output=True,
    ).stdout
    return path, told.partition("recovery code:")[2].split()[0]


def test_a_lost_passphrase_is_solved_with_the_sheet(plan_and_code: tuple[Path, str], wellplan: Path) -> None:
    path, code = plan_and_code
    with Window(str(path)) as w:
        w.wait_for("Hello. Open your plan", "heading")
        w.tab_to("I’ve forgotten my passphrase")
        w.key("Return")
        w.wait_focus("Group 1")
        slip = "2" if code[2] != "2" else "3"
        w.type(f"{code[:2]}{slip}{code[3:]}".replace("-", "").lower())
        w.key("Return")
        w.wait_for("Group 1 of the recovery code has a slip in it.")
        w.focus("Group 1", "text")
        w.key("ctrl+a")
        w.type(code[:5])
        w.focus("Group 8", "text")
        w.key("Return")
        w.wait_for("Choose a new passphrase", "heading")
        w.tab_to("I’d rather choose my own")
        w.key("Return")
        w.wait_until(lambda: (n := w.focused()) and n["role"] == "password text", "where to type it")
        w.type(NEW_PASSPHRASE)
        w.focus("The same again", "password text")
        w.type(NEW_PASSPHRASE)
        w.key("Return")
        wait_open(w)
    check = [wellplan, "check", path]
    assert subprocess.run(check, input=f"{NEW_PASSPHRASE}\n", text=True, check=False).returncode == 0
    assert subprocess.run(check, input=f"{PASSPHRASE}\n", text=True, check=False).returncode == 3


def test_a_damaged_file_leads_to_the_newest_backup(make_plan: Callable[[str], Path]) -> None:
    path = make_plan("derek")
    with Window(str(path)) as w:
        open_plan(w)
        w.press("Backups", "push button")
        w.wait_for("Backups", "heading")
        w.wait_until(
            lambda: any(n.startswith("Look at backup 1") for n in w.names()), "a backup made by itself"
        )
    damaged = spoil_the_head(path)
    with Window(str(path)) as w:
        w.wait_for("Hello. Open your plan", "heading")
        w.type(PASSPHRASE)
        w.key("Return")
        w.wait_for("Let’s get your plan back", "heading")
        assert not any("wrong passphrase" in n.lower() for n in w.names())
        w.tab_to("Open this backup")
        w.key("Return")
        wait_open(w)
    kept = [each for each in path.parent.glob("*.wellplan") if each != path]
    assert [each.read_bytes() for each in kept] == [damaged]


def spoil_the_head(path: Path) -> bytes:
    """Zeros over the page that names the last record and the secrets; what is in the file after."""
    raw = bytearray(path.read_bytes())
    at = raw.index(b"WPH1") // 4096 * 4096
    raw[at + 300 : at + 4096] = bytes(3796)
    path.write_bytes(raw)
    return bytes(raw)
