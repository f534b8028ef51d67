# SPDX-License-Identifier: Apache-2.0
"""What a whole session leaves behind: no plain word on any disk, and no network at all.

The program runs under strace, which records every write to a file and every socket; then the person
writes, looks at a preview, prints, locks, and the program is killed.
"""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from wellplan.plan.templates import load_example
from window.conftest import PASSPHRASE, Printer, open_plan
from window.driver import Window

pytestmark = pytest.mark.window

CANARY = "zebra lighthouse marmalade"
CALLS = "write,pwrite64,writev,pwritev,socket,connect,sendto,rename,renameat,openat"


class Recorder:
    """A `wellplan` that runs under strace and keeps what it wrote to files and asked of the network."""

    def __init__(self, place: Path, wellplan: Path) -> None:
        self.place = place
        place.mkdir()
        self.log = place / "calls"
        self.command = place / "wellplan"
        # -D: the program keeps the process number that the test knows it by.
        strace = f"strace -D -f -y -qq -xx -s 1000000 -e signal=none -e trace={CALLS} -o {self.log}"
        self.command.write_text(f'#!/bin/sh\nexec {strace} {wellplan} "$@"\n')
        self.command.chmod(0o755)

    def lines(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()

    def file_writes(self) -> list[tuple[str, bytes]]:
        """Each write to a file: where, and everything written. What goes to the screen or a pipe is none."""
        found = []
        for line in self.lines():
            call = re.search(r"(write|writev|pwrite64|pwritev)\([0-9]+<((\\x[0-9a-f]{2})+)>(.*)", line)
            if call is None:
                continue
            where = plain(call[2]).decode(errors="replace")
            if where.startswith("/") and not where.startswith("/dev/"):
                found.append((where, plain(call[4])))
        return found


def plain(line: str) -> bytes:
    """The bytes in what strace wrote as hex."""
    return bytes(int(code, 16) for code in re.findall(r"\\x([0-9a-f]{2})", line))


def test_promises_9_and_11_no_plain_words_on_disk_and_no_network(
    make_plan: Callable[[str], Path], wellplan: Path, printer: Printer, tmp_path: Path, home: Path
) -> None:
    path = make_plan("jo")
    recorder = Recorder(tmp_path / "recorder", wellplan)
    with Window(str(path), path_first=str(printer.path), command=recorder.command) as w:
        open_plan(w)
        w.press("My people", "push button")
        w.wait_for("My people", "heading")
        w.press("Add a person")
        w.wait_focus("Name")
        w.type(CANARY)
        w.key("ctrl+Return")
        w.wait_for(CANARY)
        w.key("F1")
        w.wait_for("I want to talk to someone")
        w.key("Escape")
        w.key("ctrl+p")
        w.wait_for("Print or save a copy", "heading")
        w.wait_until(lambda: any("as pictures" in n for n in w.names()), "the preview")
        w.press("Print…")
        w.press("Print now")
        w.wait_until(lambda: printer.has_printed, "the printer to be given the pages")
        w.key("ctrl+l")
        w.wait_for("Hello. Open your plan", "heading")
    writes = [(where, what) for where, what in recorder.file_writes() if str(printer.path) not in where]
    assert any(where == str(path) for where, _what in writes), "the recorder saw the saving"
    words = [CANARY, PASSPHRASE, "Whitlock", *[p.phones[0] for p in load_example("jo").people if p.phones]]
    for where, what in writes:
        for word in words:
            assert word.encode() not in what, f"{word!r} in {where}"
            assert word.encode("utf-16-le") not in what, f"{word!r} in {where}"
    assert [line for line in recorder.lines() if "AF_INET" in line or "AF_PACKET" in line] == []
    assert_nothing_left(home, words)


def assert_nothing_left(home: Path, words: list[str]) -> None:
    """Nothing readable in the home folder: settings, recent files, thumbnails, backups."""
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for word in words:
                assert word.encode() not in data, path
                assert word.encode("utf-16-le") not in data, path


def test_the_recorder_sees_what_it_should(tmp_path: Path) -> None:
    """The check itself can fail: a plain write and a network socket are both found."""
    place = tmp_path / "made.py"
    place.write_text(
        "import socket, pathlib\n"
        f"pathlib.Path({str(tmp_path / 'leak')!r}).write_text('{CANARY}')\n"
        "socket.socket(socket.AF_INET).close()\n"
    )
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nexec /usr/bin/python3 {place}\n")
    program.chmod(0o755)
    recorder = Recorder(tmp_path / "recorder", program)
    subprocess.run([recorder.command], check=True)
    assert (str(tmp_path / "leak"), CANARY.encode()) in recorder.file_writes()
    assert any("AF_INET" in line for line in recorder.lines())
