# SPDX-License-Identifier: Apache-2.0
"""The crash tool on small programs whose faults are known: it finds them, and nothing where there is none."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from crash import disk, recording, replay
from crash.recording import Op

TESTS = Path(__file__).parents[1]

SAVER = """
import os, sys
folder, careful = sys.argv[1], sys.argv[2] == "careful"
said = os.open(f"{folder}/said", os.O_CREAT | os.O_WRONLY)
for number in range(1, 9):
    half = os.open(f"{folder}/half", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    os.write(half, f"{number}\\n".encode() * 400)
    if careful:
        os.fsync(half)
    os.close(half)
    os.replace(f"{folder}/half", f"{folder}/notes")
    if careful:
        place = os.open(folder, os.O_RDONLY)
        os.fsync(place)
        os.close(place)
    os.write(said, str(number).encode())
"""
CHECK = """
import pathlib, sys
notes, said = pathlib.Path(sys.argv[1], "notes"), int(sys.argv[2] or 0)
lines = notes.read_text().splitlines() if notes.exists() else []
if len(set(lines)) > 1 or len(lines) not in (0, 400):
    sys.exit("torn")
found = int(lines[0].strip("\\0") or 0) if lines else 0
sys.exit(0 if said <= found <= said + 1 else "an older one, or none")
"""


def python(folder, name, text):
    path = folder / name
    path.write_text(text)
    return [sys.executable, path]


def recorded(tmp_path, text, *arguments):
    place, work = tmp_path / "disk", tmp_path / "again"
    place.mkdir()
    work.mkdir()
    ops = recording.record([*python(tmp_path, "program.py", text), place, *arguments], place)
    disk.check_whole(ops, place, work)
    return ops


def crash(*arguments):
    env = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "crash", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """The recordings of a careful and of a naive program, made from the command line."""
    folder, found = tmp_path_factory.mktemp("logs"), {}
    for kind in ("careful", "naive"):
        (folder / kind).mkdir()
        log = folder / f"{kind}.log"
        saver = python(folder, "saver.py", SAVER)
        done = crash("record", log, folder / kind, "--", *saver, folder / kind, kind)
        assert done.returncode == 0, done.stderr
        assert "operations" in done.stdout
        found[kind] = log
    return found


def test_a_careful_program_loses_nothing(logs, tmp_path):
    check = python(tmp_path, "check.py", CHECK)
    done = crash("replay", logs["careful"], "--states", "20", "--seed", "1", "--", *check)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "20 states of 50 operations, 0 bad" in done.stdout


def test_a_naive_program_is_found_out_and_its_state_is_kept(logs, tmp_path):
    check, kept = python(tmp_path, "check.py", CHECK), tmp_path / "kept"
    done = crash("replay", logs["naive"], "--states", "20", "--seed", "1", "--keep", kept, "--", *check)
    assert done.returncode == 1
    assert kept.is_dir()
    number = done.stderr.split(":")[0].removeprefix("state ")
    again = crash("replay", logs["naive"], "--seed", "1", "--only", number, "--", *check)
    assert again.returncode == 1
    assert f"state {number}:" in again.stderr


def test_a_log_can_be_read(logs):
    done = crash("show", logs["careful"])
    assert "rename to" in done.stdout
    assert "sync folder" in done.stdout
    assert done.returncode == 0
    ops = list(recording.read_log(logs["careful"].read_bytes()))
    assert recording.write_log(ops) == logs["careful"].read_bytes()


EVERYTHING = """
import os, pathlib, shutil, sys
folder = pathlib.Path(sys.argv[1])
os.chdir(folder)
(folder / "a").mkdir()
(folder / "a" / "b").mkdir()
(folder / "a" / "b" / "one").write_bytes(b"one" * 500)
shutil.copyfile("a/b/one", "a/two")
os.link("a/two", "three")
os.rename("a/b", "a/c")
at = os.open("a", os.O_RDONLY)
os.rename("two", "four", src_dir_fd=at, dst_dir_fd=at)
os.mkdir("d", dir_fd=at)
os.rmdir("a/d")
with open("a/four", "r+b", buffering=0) as file:
    other = os.dup(file.fileno())
    os.lseek(other, 100, 0)
    os.writev(other, [b"xyz", b"uvw"])
    os.pwritev(other, [b"12", b"34"], 7)
    os.truncate("a/c/one", 20)
    file.truncate(900)
    os.fsync(other)
with open("said", "ab", buffering=0) as file:
    file.write(b"done")
with open("half", "wb", buffering=0) as file:
    file.write(b"fir")
    os.rename("half", "log")
    file.write(b"st")
    os.fsync(file.fileno())
with open("log", "ab", buffering=0) as file:
    file.write(b" last")
os.sync()
os.remove("three")
os.system("echo more >> log; echo new > a/c/new; mv a/c/new a/c/newer")
"""


def test_every_way_to_write_is_followed(tmp_path):
    """`check_whole` compares the replay with what the program really left."""
    ops = recorded(tmp_path, EVERYTHING)
    assert {op.kind for op in ops} >= set("CMWTSAURL")
    assert (tmp_path / "again" / "log").read_text() == "first lastmore\n"
    assert not (tmp_path / "again" / "said").exists()


def test_what_was_there_before_is_safe_from_the_start(tmp_path):
    place = tmp_path / "disk"
    (place / "in").mkdir(parents=True)
    (place / "in" / "old").write_bytes(b"old")
    ops = recording.record([*python(tmp_path, "p.py", "")], place)
    for number in range(20):
        work = tmp_path / str(number)
        work.mkdir()
        assert not list(replay_one(ops, work, number))
        assert (work / "in" / "old").read_bytes() == b"old"


def replay_one(ops, folder, number):
    world = disk.World()
    for op in ops:
        world.step(op)
    world.cut(random.Random(number), folder)
    return []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("import mmap; f = open(p, 'w+b'); f.truncate(9); mmap.mmap(f.fileno(), 9)", "mmap"),
        ("os.posix_fallocate(os.open(p, os.O_CREAT | os.O_RDWR), 0, 9)", "fallocate"),
        ("os.symlink('x', p)", "symbolic link"),
        ("open(sys.argv[1] + '/../out', 'w').close(); os.rename(sys.argv[1] + '/../out', p)", "brought in"),
        ("os.system(f'env -u LD_PRELOAD sh -c \"echo x > {p}\"')", "does not see"),
    ],
)
def test_what_cannot_be_followed_is_said(tmp_path, text, what):
    with pytest.raises(disk.CannotFollow, match=what):
        recorded(tmp_path, f"import os, sys; p = sys.argv[1] + '/f'; {text}")


def test_the_command_says_it_too(tmp_path):
    (tmp_path / "disk").mkdir()
    program = python(tmp_path, "p.py", "import os, sys; os.symlink('x', sys.argv[1] + '/y')")
    done = crash("record", tmp_path / "log", tmp_path / "disk", "--", *program, tmp_path / "disk")
    assert done.returncode == 2
    assert "symbolic link" in done.stderr
    assert not (tmp_path / "log").exists()


def states_of(*ops):
    """Every content a file `f`, made and synced empty, may have after these operations and a power cut."""
    world, found = disk.World(), set()
    for op in (Op("C", "f"), Op("S", "f"), Op("D", ""), *ops):
        world.step(op)
    file = world.files[0]
    for seed in range(300):
        found.add(file.after_cut(random.Random(seed), 0.5))
    return found


def test_a_write_is_torn_at_sector_borders_and_nowhere_else():
    found = states_of(Op("W", "f", 500, b"a" * 600))
    lengths = {len(content) for content in found}
    assert lengths == {0, 512, 1024, 1100}
    assert all(content.count(b"a") in (0, 12, 512, 76, 524, 588, 88, 600) for content in found)


def test_what_was_synced_stays_and_what_was_not_may_go():
    found = states_of(Op("W", "f", 0, b"one"), Op("S", "f"), Op("W", "f", 0, b"two"), Op("T", "f", 1))
    assert found == {b"one", b"two", b"o", b"t"}


def test_names_change_in_order_and_a_synced_folder_is_sure():
    ops = (Op("C", "a"), Op("C", "in/b"), Op("R", "a", 0, b"c"), Op("D", "in"), Op("U", "c"), Op("C", "d"))
    world = disk.World()
    for op in ops:
        world.step(op)
    assert world.sure_names == {"a": 0, "in/b": 1}
    later = [set(names) for _folders, names in world.unsure_changes]
    assert later == [{"c", "in/b"}, {"in/b"}, {"in/b", "d"}]


def test_a_state_is_the_same_each_time():
    ops = [Op("C", "f"), *(Op("W", "f", n * 600, bytes([n]) * 700) for n in range(30)), Op("D", "")]

    def seen(states):
        found = {}

        def judge(folder, _said):
            found[len(found)] = disk.contents(folder)
            return ["x"]

        replay.replay(ops, states, 5, judge)
        return found

    assert seen([7])[0] in seen(10).values()
