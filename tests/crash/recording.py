# SPDX-License-Identifier: Apache-2.0
"""Runs a program under `recorder.c` and gives everything it did to one folder, in order (Linux)."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAID = "said"
"""A file of this name in the folder is no part of the disk: each write to it says what is now saved."""

MEANINGS = {
    "C": "create", "M": "make folder", "W": "write", "T": "set length", "S": "sync", "D": "sync folder",
    "A": "sync everything", "U": "remove", "R": "rename to", "L": "link as", "X": "cannot follow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. `name` is inside the folder ("" is the folder itself); `at` an offset or a length."""

    kind: str
    name: str
    at: int = 0
    data: bytes = b""

    def __str__(self) -> str:
        what = f"{MEANINGS[self.kind]:15} {self.name or '.'}"
        if self.kind == "W":
            said = f" {self.data.strip().decode(errors='replace')}" if self.name == SAID else ""
            return f"{what}  {len(self.data)} bytes at {self.at}{said}"
        return f"{what}  {self.data.decode() or (self.at if self.kind == 'T' else '')}".rstrip()


def record(command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> list[Op]:
    """Run a program to its end; what was in the folder before, and all it did there.

    Raises FileNotFoundError without a C compiler and CalledProcessError when the program fails.
    """
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        log.touch()
        before = list(already_there(folder))
        given = {**os.environ, **(env or {}), "RECORD_DIR": str(folder), "RECORD_LOG": str(log)}
        given["LD_PRELOAD"] = str(build_recorder(Path(place)))
        subprocess.run(command, env=given, check=True)
        return before + list(read_log(log.read_bytes()))


def build_recorder(folder: Path) -> Path:
    """Compile the recorder; FileNotFoundError when there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise FileNotFoundError("the crash tool needs a C compiler: apt-get install gcc")
    library = folder / "recorder.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", library, HERE / "recorder.c", "-lpthread"]
    subprocess.run(command, check=True)
    return library


def already_there(folder: Path) -> Iterator[Op]:
    """What a folder holds before the recording, as operations that are already safe."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            yield Op("M", name)
        elif name != SAID:
            yield Op("C", name)
            yield Op("W", name, 0, path.read_bytes())
    yield Op("A", "")


def read_log(log: bytes) -> Iterator[Op]:
    """The operations in a log's bytes."""
    at = 0
    while at < len(log):
        size = int.from_bytes(log[at + 1 : at + 5], "little")
        start = at + 5 + size
        length = int.from_bytes(log[start + 8 : start + 12], "little")
        data = log[start + 12 : start + 12 + length]
        name = log[at + 5 : start].decode()
        yield Op(chr(log[at]), name, int.from_bytes(log[start : start + 8], "little"), data)
        at = start + 12 + length


def write_log(ops: Sequence[Op]) -> bytes:
    """The opposite of `read_log`."""
    parts = []
    for op in ops:
        name = op.name.encode()
        parts.append(op.kind.encode() + len(name).to_bytes(4, "little") + name)
        parts.append(op.at.to_bytes(8, "little") + len(op.data).to_bytes(4, "little") + op.data)
    return b"".join(parts)
