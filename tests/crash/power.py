# SPDX-License-Identifier: Apache-2.0
"""Records a saving program and replays what a power cut may leave on the disk (promise 2).

    python tests/crash/power.py STATES [SEED]       prints what it did; ends with 1 when anything was lost

The model: until a file is synced, any 512-byte piece of any write to it, and any change of its length, may be
on the disk or not; names change in order, and last for sure only after their folder is synced.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECTOR = 512
PASSPHRASE = "power cut"
EDITS = 40
EXTRA = 3
FULL = 2
"""SQLite's own default of `synchronous`: known to lose the last edit, so the replay has to notice it."""
ACK = "said"


@dataclass
class Op:
    kind: str
    name: str
    at: int
    data: bytes


@dataclass
class Disk:
    """One file's bytes: what is sure, and what was written since its last sync."""

    sure: bytearray = field(default_factory=bytearray)
    unsure: list[tuple[str, int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for piece in self.unsure:
            apply_piece(self.sure, piece)
        self.unsure.clear()

    def after_cut(self, pick: random.Random, keep: float) -> bytes:
        found = bytearray(self.sure)
        for piece in self.unsure:
            if pick.random() < keep:
                apply_piece(found, piece)
        return bytes(found)


def apply_piece(content: bytearray, piece: tuple[str, int, bytes]) -> None:
    kind, at, data = piece
    if kind == "T":
        del content[at:]
        content.extend(bytes(at - len(content)))
    else:
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data


def build_recorder(folder: Path) -> Path:
    """Compile the recorder; FileNotFoundError when there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise FileNotFoundError("a C compiler is needed for the power-cut test: apt-get install gcc")
    library = folder / "recorder.so"
    subprocess.run(
        [compiler, "-O2", "-shared", "-fPIC", "-o", library, HERE / "recorder.c", "-ldl"], check=True
    )
    return library


def record(folder: Path, synchronous: int = EXTRA) -> list[Op]:
    """Run the saving program under the recorder; every operation on its folder."""
    place, log = folder / "disk", folder / "log"
    place.mkdir()
    env = {
        **os.environ,
        "LD_PRELOAD": str(build_recorder(folder)),
        "RECORD_DIR": str(place),
        "RECORD_LOG": str(log),
    }
    command = [sys.executable, __file__, "--save", place, folder / "data", str(synchronous)]
    subprocess.run(command, env=env, check=True)
    return list(read_log(log.read_bytes()))


def read_log(log: bytes) -> Iterator[Op]:
    at = 0
    while at < len(log):
        size = int.from_bytes(log[at + 1 : at + 5], "little")
        start = at + 5 + size
        length = int.from_bytes(log[start + 8 : start + 12], "little")
        data = log[start + 12 : start + 12 + length]
        name = log[at + 5 : start].decode()
        yield Op(chr(log[at]), name, int.from_bytes(log[start : start + 8], "little"), data)
        at = start + 12 + length


def save_all(place: Path, data_dir: Path, synchronous: int) -> None:
    """The recorded program: create, edit, change secrets, close, open; each step said once it returned."""
    from wellplan.crypto import TESTING
    from wellplan.plan.model import Item, Plan, Section
    from wellplan.vault import container, store

    container.PRAGMAS = tuple((n, synchronous if n == "synchronous" else v) for n, v in container.PRAGMAS)
    said = os.open(place / ACK, os.O_CREAT | os.O_WRONLY)
    path = place / "plan.wellplan"
    plan = Plan(title="0", sections=(Section(title="Signs"),))
    opened, _code = store.create(path, PASSPHRASE, plan, cost=TESTING, data_dir=data_dir)
    os.write(said, b"0\n")
    for number in range(1, EDITS + 1):
        plan = replace(plan, title=str(number))
        plan = plan.put_item(plan.sections[0].id, Item(values={"sign": "word " * (number * 37 % 900)}))
        opened.save(plan)
        os.write(said, f"{number}\n".encode())
        if number % 4 == 0:
            opened.change_passphrase(PASSPHRASE, cost=TESTING)
        if number % 7 == 0:
            opened.new_recovery_code()
        if number % 9 == 0:
            opened.close()
            opened = store.unlock(path, PASSPHRASE, data_dir=data_dir)
    opened.close()


class World:
    """The folder as the recorded operations go by."""

    def __init__(self) -> None:
        self.files: dict[int, Disk] = {}
        self.names: dict[str, int] = {}
        self.sure_names: dict[str, int] = {}
        self.unsure_changes: list[dict[str, int]] = []
        self.said = -1

    def step(self, op: Op) -> None:
        if op.name == ACK:
            if op.kind == "W":
                self.said = int(op.data)
            return
        if op.kind in "CULR":
            self._names_change(op)
        elif op.kind == "D":
            self.sure_names, self.unsure_changes = dict(self.names), []
        elif op.name in self.names:
            self._file_changes(self.files[self.names[op.name]], op)

    def _names_change(self, op: Op) -> None:
        if op.kind == "C":
            self.names[op.name] = len(self.files)
            self.files[len(self.files)] = Disk()
        elif op.kind == "U":
            self.names.pop(op.name, None)
        else:
            self.names[op.data.decode()] = self.names[op.name]
            if op.kind == "R":
                del self.names[op.name]
        self.unsure_changes.append(dict(self.names))

    def _file_changes(self, disk: Disk, op: Op) -> None:
        if op.kind == "S":
            disk.sync()
        elif op.kind == "T":
            disk.unsure.append(("T", op.at, b""))
        else:
            # Pieces end on the disk's sector borders, so that a torn write is torn where a disk tears it.
            at, data = op.at, op.data
            while data:
                size = SECTOR - at % SECTOR
                disk.unsure.append(("W", at, data[:size]))
                at, data = at + size, data[size:]

    def cut(self, pick: random.Random, folder: Path) -> None:
        """Write one thing the disk may hold into an empty folder."""
        choices = [self.sure_names, *self.unsure_changes]
        names = pick.choice((choices[-1], pick.choice(choices)))
        keep = pick.choice((0.0, 0.3, 0.5, 0.9, 1.0))
        for name, number in names.items():
            (folder / name).write_bytes(self.files[number].after_cut(pick, keep))


def campaign(folder: Path, states: int, seed: int, synchronous: int = EXTRA) -> dict[str, int]:
    """What was found over that many power cuts, spread over the whole recording."""
    ops = record(folder, synchronous)
    pick = random.Random(seed)
    shared_memory = Path("/dev/shm")
    base = shared_memory if shared_memory.is_dir() and os.access(shared_memory, os.W_OK) else folder
    result = {"operations": len(ops), "states": 0, "with_journal": 0, "lost": 0, "unreadable": 0}
    times = [0] * (len(ops) + 1)
    for _n in range(states):
        times[pick.randrange(len(ops) + 1)] += 1
    world = World()
    for count, op in zip(times, [*ops, None], strict=True):
        for _n in range(count):
            with tempfile.TemporaryDirectory(dir=base) as place:
                world.cut(pick, Path(place))
                judge(Path(place), world.said, result)
        if op is not None:
            world.step(op)
    return result


def judge(folder: Path, said: int, result: dict[str, int]) -> None:
    """Open what is left as the app does: the last said number or the one being saved has to be there."""
    from wellplan.errors import WellPlanError
    from wellplan.vault import store

    path = folder / "plan.wellplan"
    result["states"] += 1
    result["with_journal"] += (folder / "plan.wellplan-journal").exists()
    if not path.exists():
        result["lost"] += said >= 0
        return
    try:
        opened = store.unlock(path, PASSPHRASE, data_dir=folder / "data")
        opened.verify()
        found = int(opened.plan.title)
        opened.close()
    except WellPlanError as error:
        result["unreadable"] += 1
        print(f"after {said}: {error}", file=sys.stderr)
        return
    if not max(said, 0) <= found <= said + 1:
        result["lost"] += 1
        print(f"after {said}: found {found}", file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1] == "--save":
        save_all(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        sys.exit(0)
    begun = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    with tempfile.TemporaryDirectory() as place:
        told = campaign(Path(place), int(sys.argv[1]), begun)
    print(json.dumps({"seed": begun, **told}))
    sys.exit(1 if told["lost"] or told["unreadable"] else 0)
