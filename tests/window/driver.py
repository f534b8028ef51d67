# SPDX-License-Identifier: Apache-2.0
"""Drives the installed program in a real window: keys by xdotool, eyes by the accessibility tree."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

TALKER = Path(__file__).with_name("atspi_talker.py")
WAIT_S = 20.0
ANSWER_S = 4.0  # a tree of 2,000 nodes takes 1.5 s

Node = dict[str, Any]


class Window:
    """The running program. `nodes()` is what a screen reader can reach; `key` and `type` are hands."""

    def __init__(self, *arguments: str, path_first: str = "", command: Path | None = None) -> None:
        environment = dict(os.environ)
        if path_first:
            environment["PATH"] = f"{path_first}:{environment['PATH']}"
        command = command or Path(sys.executable).with_name("wellplan")
        # A file and no pipe: Qt's warnings would fill a pipe, and then the program would wait for a reader.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop()
        self.process = subprocess.Popen(
            [command, *arguments], env=environment, stdin=subprocess.DEVNULL, stderr=self._said
        )
        self.pid = self.process.pid
        self.talker = self._start_talker()

    def _start_talker(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            ["/usr/bin/python3", str(TALKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _end_talker(self) -> None:
        self.talker.kill()
        self.talker.communicate()

    def __enter__(self) -> "Window":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and os.environ.get("WELLPLAN_SHOTS"):
            self.screenshot(Path(os.environ["WELLPLAN_SHOTS"]) / "failed.png")
            names = [f"{n['role']}: {n['name']}" for n in self.nodes() if n["name"]]
            sys.stderr.write("\n".join(names) + "\n")
        self.stop()

    def stop(self) -> str:
        """End the program at once and return what it wrote on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=WAIT_S)
        self._end_talker()
        with self._said as said:
            said.seek(0)
            return said.read().decode(errors="replace")

    # --- eyes

    def ask(self, **request: object) -> dict[str, Any]:
        """One question to the accessibility tree.

        A program that starts afresh in the same process leaves the talker asking the old one: then a new
        talker is started, and the answer is empty this once.
        """
        assert self.talker.stdin is not None
        assert self.talker.stdout is not None
        self.talker.stdin.write(json.dumps({"pid": self.pid, **request}) + "\n")
        self.talker.stdin.flush()
        ready, _w, _x = select.select([self.talker.stdout], [], [], ANSWER_S)
        answer: dict[str, Any] = (
            json.loads(self.talker.stdout.readline()) if ready else {"error": "no answer"}
        )
        if "error" in answer:
            self._end_talker()
            self.talker = self._start_talker()
        return answer

    def nodes(self) -> list[Node]:
        """Everything showing in the window now."""
        return [n for n in self.ask(do="tree").get("nodes", []) if n["showing"]]

    def names(self) -> list[str]:
        return [n["name"] for n in self.nodes()]

    def find(self, name: str, role: str = "") -> Node | None:
        found = [n for n in self.nodes() if n["name"] == name and (not role or n["role"] == role)]
        # A card's own words are a label inside it: the control is what is meant.
        return max(found, key=lambda n: n["focusable"], default=None)

    def wait_for(self, name: str, role: str = "") -> Node:
        """The node of that name, as soon as it shows."""
        return self.wait_until(lambda: self.find(name, role), f"{role or 'thing'} called {name!r}")

    def wait_until(self, look: Callable[[], Any], what: str = "what was expected") -> Any:
        ends = time.monotonic() + WAIT_S
        while time.monotonic() < ends:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended while waiting for {what}")
            if found := look():
                return found
            time.sleep(0.1)
        raise AssertionError(f"did not see {what}; there is {sorted(set(filter(None, self.names())))}")

    def focused(self) -> Node | None:
        # Two call themselves focused with no keyboard of their own: the chosen entry of a closed combo
        # box, and a holder whose field has it.
        found = [n for n in self.ask(do="focused").get("nodes", []) if n["showing"]]
        return min(found, key=lambda n: (n["role"] == "list item", not n["focusable"]), default=None)

    def wait_focus(self, name: str) -> Node:
        return self.wait_until(
            lambda: (n := self.focused()) and n["name"] == name and n, f"the keyboard on {name!r}"
        )

    # --- hands

    def key(self, *keys: str) -> None:
        """Press keys one after another, e.g. `key("Tab", "ctrl+l")`."""
        subprocess.run(["xdotool", "key", "--delay", "12", *keys], check=True)

    def type(self, text: str, delay_ms: int = 4) -> None:
        subprocess.run(["xdotool", "type", "--delay", str(delay_ms), text], check=True)

    def tab_to(self, name: str, most: int = 80) -> Node:
        """Go to a control as someone with only a keyboard does: Tab until it has the focus."""
        seen = []
        for _step in range(most):
            node = self.focused()
            if node is not None and node["name"] == name:
                return node
            before = node
            self.key("Tab")
            self.wait_until(lambda before=before: _moved(before, self.focused()), "the focus to move")
            seen.append(node["name"] if node else "")
        raise AssertionError(f"Tab never came to {name!r}; it went over {seen}")

    def press(self, name: str, role: str = "") -> None:
        """Press a control through the accessibility tree, as a screen reader can."""
        node = self.wait_for(name, role)
        assert self.ask(do="press", path=node["path"]).get("done"), name

    def focus(self, name: str, role: str = "") -> None:
        node = self.wait_for(name, role)
        self.ask(do="focus", path=node["path"])
        self.wait_focus(name)

    def screenshot(self, path: Path) -> None:
        shot = subprocess.run(["xwd", "-root", "-silent"], capture_output=True, check=False)
        subprocess.run(["convert", "xwd:-", str(path)], input=shot.stdout, check=False)


def _moved(before: Node | None, after: Node | None) -> bool:
    return after is not None and (before is None or before["path"] != after["path"])
