# SPDX-License-Identifier: Apache-2.0
"""A sealed copy given by keyboard alone, then read: at the command line, and in a window without a plan."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from window.conftest import open_plan
from window.driver import Window
from window.test_every_page import faults

pytestmark = pytest.mark.window


def passphrase_on(w: Window) -> str:
    told = "The passphrase of this copy: "
    said = w.wait_until(lambda: next((n for n in w.names() if n.startswith(told)), ""), "the passphrase")
    return said.removeprefix(told)


def test_a_sealed_copy_by_keyboard_and_read_again(
    make_plan: Callable[[str], Path], wellplan: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.html"
    with Window(str(make_plan("jo"))) as w:
        open_plan(w)
        w.press("Give someone a copy", "push button")
        w.wait_for("Who is the copy for?", "heading")
        w.tab_to("Amina Rahman, key worker")
        assert faults(w.nodes()) == []
        w.key("Return")
        w.wait_for("What may Amina Rahman see?", "heading")
        w.tab_to("Give: First signs, and what I do")
        w.key("space")
        assert faults(w.nodes()) == []
        w.tab_to("See what they will get")
        w.key("Return")
        w.wait_for("This is what Amina Rahman will see", "heading")
        w.wait_focus("Yes, this is right")
        w.key("Return")
        w.wait_for("How will you give it to Amina Rahman?", "heading")
        w.tab_to("A sealed copy")
        w.key("Return")
        w.wait_for("A passphrase to tell Amina Rahman", "heading")
        assert faults(w.nodes()) == []
        passphrase = passphrase_on(w)
        w.tab_to("Save the sealed copy…")
        w.key("Return")
        w.wait_for("Save the copy here")
        w.key("ctrl+a")
        w.type(str(copy))
        w.key("Return")
        w.wait_for("The copy for Amina Rahman is ready", "heading")
        assert passphrase_on(w) == passphrase
        assert faults(w.nodes()) == []
    read = subprocess.run(
        [wellplan, "read", copy], input=f"{passphrase}\n", text=True, capture_output=True, check=True
    )
    assert "First signs, and what I do" in read.stdout
    assert "For Amina Rahman, key worker" in read.stdout
    assert "Sal Whitlock" not in read.stdout
    with Window(str(copy)) as w:
        w.wait_for("A copy someone gave you", "heading")
        w.wait_focus("The passphrase of the copy")
        w.type(passphrase)
        w.key("Return")
        w.wait_for("First signs, and what I do", "heading")
        assert faults(w.nodes()) == []
        w.key("F1")
        w.wait_for("I want to talk to someone")
        w.key("Escape")
        w.wait_for("First signs, and what I do", "heading")
        w.key("ctrl+h")
        w.wait_until(lambda: w.find("First signs, and what I do") is None, "the copy to be locked")
