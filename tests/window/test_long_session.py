# SPDX-License-Identifier: Apache-2.0
"""Half an hour of a person's use under a recorder of every write and every socket, with crashes in between.

A round: write, look at a preview, print, save a PDF open and sealed, lock, open, write, be killed, open.
"""

import os
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import canaries
import soak
from window.conftest import PASSPHRASE, Printer, open_plan
from window.driver import Window
from window.test_lock import in_memory

pytestmark = [pytest.mark.window, pytest.mark.soak]

FULL_MINUTES = 30
CALLS = "write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,splice,socket,connect,execve"
NOT_FILES = (
    r"\\x(73\\x6f\\x63\\x6b\\x65\\x74|70\\x69\\x70\\x65|61\\x6e\\x6f\\x6e\\x5f)"  # socket, pipe, anon_
)
ALLOWED_SOCKETS = re.compile(r"X11-unix|at-spi|dbus|/run/user/|nscd|cups|ICE-unix|systemd/userdb")


class Recorder:
    """Starts `wellplan` under strace, again and again; each start has a log of its own."""

    def __init__(self, place: Path, wellplan: Path) -> None:
        self.place, self.starts = place, 0
        self.written: dict[str, bytearray] = defaultdict(bytearray)
        self.sockets: set[str] = set()
        self.foreign: set[str] = set()
        self.command = place / "wellplan"
        place.mkdir()
        # What goes to the screen and to pipes is dropped on the way: it would fill the disk.
        drop = rf"grep --line-buffered -vE '^[0-9]+ +(write|writev)\([0-9]+<{NOT_FILES}'"
        strace = f"strace -D -f -y -qq -xx -s 4000000 -e signal=none -e trace={CALLS}"
        self.command.write_text(f'#!/bin/sh\nexec {strace} -o "|{drop} > {place}/log-$$" {wellplan} "$@"\n')
        self.command.chmod(0o755)

    def take_in(self) -> None:
        """Read the logs of the starts that have ended, and throw them away."""
        for log in sorted(self.place.glob("log-*")):
            for line in log.read_text(errors="replace").splitlines():
                self._take(line)
            log.unlink()
            self.starts += 1

    def _take(self, line: str) -> None:
        if re.search(r"\b(socket|connect)\(", line):
            if "AF_UNIX" not in line and "AF_NETLINK" not in line:
                self.foreign.add(line)
            for path in re.findall(r'sun_path=@?"([^"]*)"', line):
                self.sockets.add(_plain(path).decode(errors="replace"))
            return
        call = re.search(r"(\w+)\([0-9]+<((?:\\x[0-9a-f]{2})+)>(.*)", line)
        if call is None:
            return
        where = _plain(call[2]).decode(errors="replace")
        if call[1] in ("sendfile", "copy_file_range", "splice"):
            self.foreign.add(line[:200])
        elif where.startswith("/") and not where.startswith(("/dev/", "/proc/")):
            self.written[where] += _plain(call[3])


def _plain(text: str) -> bytes:
    return bytes(int(code, 16) for code in re.findall(r"\\x([0-9a-f]{2})", text))


def new_word(chance: random.Random) -> str:
    """Letters that nothing else could hold by accident, and that any keyboard can type."""
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _n in range(16))


class Person:
    """Uses the program, and knows what was typed."""

    def __init__(self, recorder: Recorder, printer: Printer, plan: Path, out: Path) -> None:
        self.recorder, self.printer, self.plan, self.out = recorder, printer, plan, out
        self.chance = random.Random(20261122)
        self.typed: list[str] = []
        self.rounds = 0

    def window(self) -> Window:
        return Window(str(self.plan), path_first=str(self.printer.path), command=self.recorder.command)

    def write(self, w: Window) -> None:
        word = new_word(self.chance)
        self.typed.append(word)
        w.press("My people", "push button")
        w.wait_for("My people", "heading")
        w.press("Add a person")
        w.wait_focus("Name")
        w.type(word)
        w.key("ctrl+Return")
        w.wait_for(word)

    def look_print_and_save(self, w: Window) -> None:
        w.key("F1")
        w.wait_for("I want to talk to someone")
        w.key("Escape")
        w.key("ctrl+p")
        w.wait_for("Print or save a copy", "heading")
        w.wait_until(lambda: any("as pictures" in n for n in w.names()), "the preview")
        (self.printer.path / "called").unlink(missing_ok=True)
        w.press("Print…")
        w.press("Print now")
        w.wait_until(lambda: self.printer.has_printed, "the printer to be given the pages")
        (self.out / "open.pdf").unlink(missing_ok=True)  # Qt’s dialog fills in names that it finds there
        self.save_as(w, "Save as a PDF…", self.out / "open.pdf")

    def save_as(self, w: Window, button: str, path: Path) -> None:
        w.wait_until(lambda: (n := w.find(button)) and n["enabled"], button)
        w.press(button)
        w.wait_for("File name:", "text")
        w.key("ctrl+a")
        w.type(str(path))
        w.wait_until(lambda: (n := w.find("File name:", "text")) and str(path) in repr(n), "the name typed")
        w.press("Save", "push button")
        w.wait_until(path.exists, "the PDF")

    def round(self) -> None:
        """One round; it ends with a kill."""
        with self.window() as w:
            open_plan(w)
            self.write(w)
            self.look_print_and_save(w)
            w.key("ctrl+l")
            open_plan(w)
            self.write(w)
        self.rounds += 1
        self.recorder.take_in()


@pytest.fixture
def person(
    make_plan: Callable[[str], Path], wellplan: Path, printer: Printer, tmp_path: Path
) -> Iterator[Person]:
    out = tmp_path / "out"
    out.mkdir()
    yield Person(Recorder(tmp_path / "recorder", wellplan), printer, make_plan("jo"), out)


def on_disk(folders: list[Path], words: list[str]) -> set[str]:
    """Words in any file that is there now."""
    files = [each for folder in folders for each in folder.rglob("*") if each.is_file()]
    return {f"{said} in {file}" for file in files for said in canaries.find(words, file.read_bytes())}


def test_promise_9_promise_10_promise_11_half_an_hour_of_use_soak(person: Person, home: Path) -> None:
    recorder, plan = person.recorder, person.plan
    wanted = min(FULL_MINUTES * float(os.environ.get("SOAK_SCALE", "1")), soak.minutes())
    ends = time.monotonic() + wanted * 60
    while not person.rounds or time.monotonic() < ends:
        person.round()
    words = [*person.typed, PASSPHRASE, "Whitlock"]
    asked_for = (str(person.out), str(person.printer.path))
    plain: set[str] = set()
    pdfs: set[str] = set()
    for where, what in recorder.written.items():
        if where.startswith(asked_for):
            continue
        plain |= {f"{said} in {where}" for said in canaries.find(words, bytes(what))}
        if b"%PDF-" in what:
            pdfs.add(where)
    plain |= on_disk([home, plan.parent / "nothing"], words)
    plain |= {f"{s} in the plan" for s in canaries.find(words, plan.read_bytes())}
    assert any(where == str(plan) for where in recorder.written), "the recorder saw the saving"
    assert any(w.startswith(str(person.out)) and b"%PDF-" in what for w, what in recorder.written.items())
    assert any("X11-unix" in path for path in recorder.sockets), "the recorder saw the screen"
    strange = {path for path in recorder.sockets if not ALLOWED_SOCKETS.search(path)}
    left = after_lock(person, words)
    run = soak.Run(9, "rounds of a session", person.rounds)
    run.done, run.began = person.rounds, run.began - wanted * 60
    run.end(words_on_disk=len(plain), pdfs_elsewhere=len(pdfs), left_in_memory=left)
    soak.Run(11, "starts", recorder.starts, done=recorder.starts).end(
        foreign=len(recorder.foreign), strange=len(strange)
    )


def after_lock(person: Person, words: list[str]) -> int:
    """Promise 10 after the long run: how often any word stands in memory behind the lock screen."""
    with Window(str(person.plan)) as w:
        open_plan(w)
        assert in_memory(w.pid, "Whitlock")["Whitlock"], "the search sees what is there"
        w.key("ctrl+l")
        w.wait_for("Hello. Open your plan", "heading")
        return sum(in_memory(w.pid, *words).values())


def test_the_recorder_sees_files_and_sockets_soak(tmp_path: Path) -> None:
    """The test above can fail."""
    place = tmp_path / "made.py"
    place.write_text(
        "import socket, pathlib, zlib\n"
        f"pathlib.Path({str(tmp_path / 'leak')!r}).write_bytes(zlib.compress(b'zebra lighthouse'))\n"
        "socket.socket(socket.AF_INET).close()\n"
    )
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {place}\n")
    program.chmod(0o755)
    recorder = Recorder(tmp_path / "recorder", program)
    subprocess.run([recorder.command], check=True)
    time.sleep(1)  # the log comes through a pipe
    recorder.take_in()
    assert canaries.find(["zebra lighthouse"], bytes(recorder.written[str(tmp_path / "leak")]))
    assert any("AF_INET" in line for line in recorder.foreign)
