# SPDX-License-Identifier: Apache-2.0
"""Lock, Hide, a second window, a wrong passphrase: what is on the screen, and what is left in memory."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from window.conftest import PASSPHRASE, open_plan
from window.driver import Window

pytestmark = pytest.mark.window

CANARY = "zebra lighthouse marmalade"


def in_memory(pid: int, *needles: str) -> dict[str, int]:
    """How often each text stands in the program's memory, in UTF-8 and in UTF-16."""
    forms = {n: (n.encode(), n.encode("utf-16-le")) for n in needles}
    found = dict.fromkeys(needles, 0)
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            bounds, rights = line.split()[:2]
            if "r" not in rights or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(part, 16) for part in bounds.split("-"))
            try:
                memory.seek(start)
                block = memory.read(end - start)
            except OSError:  # a device's memory, or gone since
                continue
            for needle, encoded in forms.items():
                found[needle] += sum(map(block.count, encoded))
    return found


def test_promise_10_lock_leaves_nothing_in_memory(make_plan: Callable[[str], Path]) -> None:
    with Window(str(make_plan("jo"))) as w:
        open_plan(w)
        w.press("My people", "push button")
        w.wait_for("My people", "heading")
        w.press("Add a person")
        w.wait_focus("Name")
        w.type(CANARY)
        w.wait_until(lambda: CANARY in repr(w.nodes()), "what was typed")
        before = in_memory(w.pid, CANARY, "Whitlock")
        assert before[CANARY] > 0
        assert before["Whitlock"] > 0
        w.key("ctrl+l")
        w.wait_for("Hello. Open your plan", "heading")
        assert in_memory(w.pid, CANARY, "Whitlock", PASSPHRASE) == {CANARY: 0, "Whitlock": 0, PASSPHRASE: 0}
        open_plan(w)
        w.wait_for("My people", "heading")
        assert CANARY in repr(w.nodes()), "what was typed just before the lock is saved"


def test_hide_takes_everything_off_the_screen(make_plan: Callable[[str], Path]) -> None:
    with Window(str(make_plan("jo"))) as w:
        open_plan(w)
        w.key("Shift_L", "Shift_L", "Shift_L")
        w.wait_until(lambda: not w.find("Me at my best", "heading"), "nothing of the plan")
        w.wait_until(lambda: "Hello. Open your plan" in str(w.ask(do="tree")), "the locked window")
        assert "Whitlock" not in str(w.ask(do="tree"))
        titles = subprocess.run(
            ["xdotool", "search", "--name", "."], capture_output=True, text=True, check=False
        )
        for window in titles.stdout.split():
            shown = subprocess.run(
                ["xdotool", "getwindowname", window], capture_output=True, text=True, check=False
            )
            assert "well" not in shown.stdout.lower()


def test_a_wrong_passphrase_is_said_calmly_and_can_be_tried_again(make_plan: Callable[[str], Path]) -> None:
    with Window(str(make_plan("jo"))) as w:
        w.wait_for("Hello. Open your plan", "heading")
        w.type("not the right one")
        w.key("Return")
        w.wait_until(lambda: "Your plan is safe" in " ".join(w.names()), "a calm sentence")
        w.wait_until(lambda: (n := w.focused()) and n["role"] == "password text", "the field again")
        w.key("ctrl+a")
        open_plan(w)


def test_a_second_window_on_the_same_plan_is_refused(make_plan: Callable[[str], Path]) -> None:
    path = make_plan("jo")
    with Window(str(path)) as first:
        open_plan(first)
        with Window(str(path)) as second:
            second.wait_for("Hello. Open your plan", "heading")
            second.type(PASSPHRASE)
            second.key("Return")
            second.wait_until(
                lambda: "open in another window" in " ".join(second.names()), "a clear sentence"
            )
