# SPDX-License-Identifier: Apache-2.0
"""The model of a disk: what is sure after each recorded operation, and what a power cut may leave.

Until a file is synced, any 512-byte piece of any write to it, and any change of its length, may be there or
not. Names change in order, as in a journal; they are sure once their folder is synced.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crash.recording import SAID, Op

SECTOR = 512
FOLDER = -1
"""Stands for a folder where a name stands for the number of a file."""

Piece = tuple[int | None, bytes | int]
"""An offset and bytes, or None and a new length."""
Names = dict[str, int]


class CannotFollow(ValueError):
    """The program did something the recorder cannot see whole; its replay would prove nothing."""


@dataclass
class File:
    """One file's bytes: what is sure, and what was written since its last sync."""

    sure: bytearray = field(default_factory=bytearray)
    unsure: list[Piece] = field(default_factory=list)

    def write(self, at: int, data: bytes) -> None:
        """Cut at the disk's sector borders, so that a torn write is torn where a disk tears it."""
        while data:
            size = SECTOR - at % SECTOR
            self.unsure.append((at, data[:size]))
            at, data = at + size, data[size:]

    def sync(self) -> None:
        for piece in self.unsure:
            put(self.sure, piece)
        self.unsure.clear()

    def after_cut(self, pick: random.Random, keep: float) -> bytes:
        """What may be found: each unsure piece is there with the probability `keep`."""
        found = bytearray(self.sure)
        for piece in self.unsure:
            if pick.random() < keep:
                put(found, piece)
        return bytes(found)


def put(content: bytearray, piece: Piece) -> None:
    at, data = piece
    if at is None:
        length = int(data) if isinstance(data, int) else 0
        del content[length:]
        content.extend(bytes(length - len(content)))
    elif isinstance(data, bytes):
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data


class World:
    """The folder as the recorded operations go by. `said` is the last text written to the file SAID."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.names: Names = {}
        self.sure_names: Names = {}
        self.unsure_changes: list[tuple[frozenset[str], Names]] = []
        self.said = ""

    def step(self, op: Op) -> None:
        """One operation further. Raises CannotFollow."""
        if op.name == SAID:
            if op.kind == "W":
                self.said = op.data.decode(errors="replace").strip()
        elif op.kind == "X":
            raise CannotFollow(f"{op.name}: {op.data.decode()}")
        elif op.kind in "CMULR":
            self._names_change(op)
        elif op.kind == "D":
            self._folder_is_sure(op.name)
        elif op.kind == "A":
            self.sure_names, self.unsure_changes = dict(self.names), []
            for file in self.files:
                file.sync()
        elif self.names.get(op.name, FOLDER) != FOLDER:
            self._file_changes(self.files[self.names[op.name]], op)

    def _names_change(self, op: Op) -> None:
        folders = {parent(op.name)}
        if op.kind == "C":
            self.names[op.name] = len(self.files)
            self.files.append(File())
        elif op.kind == "M":
            self.names[op.name] = FOLDER
        elif op.kind == "U":
            self.names.pop(op.name, None)
        else:
            new = op.data.decode()
            folders.add(parent(new))
            if op.name not in self.names:
                raise CannotFollow(op.name)
            self._take_name(op.name, new, keep=op.kind == "L")
        self.unsure_changes.append((frozenset(folders), dict(self.names)))

    def _take_name(self, old: str, new: str, *, keep: bool) -> None:
        """The new name, also for everything below it when it is a folder."""
        below = f"{old}/"
        moved = {n: number for n, number in self.names.items() if n == old or n.startswith(below)}
        for name, number in moved.items():
            if not keep:
                del self.names[name]
            self.names[new + name[len(old) :]] = number

    def _folder_is_sure(self, folder: str) -> None:
        """Everything up to the last change in that folder lasts; a journal is written in order."""
        here = [n for n, (folders, _names) in enumerate(self.unsure_changes) if folder in folders]
        if here:
            self.sure_names = self.unsure_changes[here[-1]][1]
            del self.unsure_changes[: here[-1] + 1]

    def _file_changes(self, file: File, op: Op) -> None:
        if op.kind == "S":
            file.sync()
        elif op.kind == "T":
            file.unsure.append((None, op.at))
        else:
            file.write(op.at, op.data)

    def cut(self, pick: random.Random, folder: Path) -> None:
        """Write one thing the disk may hold after a power cut now into an empty folder."""
        choices = [self.sure_names, *(names for _folders, names in self.unsure_changes)]
        names = pick.choice((choices[-1], pick.choice(choices)))
        keep = pick.choice((0.0, 0.3, 0.5, 0.9, 1.0))
        self._write(names, folder, lambda file: file.after_cut(pick, keep))

    def without_a_cut(self, folder: Path) -> None:
        """Write what is there when nothing fails into an empty folder."""
        self._write(self.names, folder, lambda file: file.after_cut(random.Random(0), 1.1))

    def _write(self, names: Names, folder: Path, content: Callable[[File], bytes]) -> None:
        for name, number in names.items():
            path = folder / name
            if number == FOLDER:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content(self.files[number]))


def parent(name: str) -> str:
    return name.rpartition("/")[0]


def check_whole(ops: Sequence[Op], folder: Path, work: Path) -> None:
    """Raises CannotFollow unless replaying all of a recording gives the folder that the program left.

    What the recorder cannot see (writes through C's own files, through a memory map, by a program linked
    statically) shows here.
    """
    world = World()
    for op in ops:
        world.step(op)
    world.without_a_cut(work)
    there, made = contents(folder), contents(work)
    for name in sorted(there.keys() | made.keys()):
        if there.get(name) != made.get(name):
            raise CannotFollow(f"{name}: it was written in a way the recorder does not see")


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder, except SAID."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != SAID}
