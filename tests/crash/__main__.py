# SPDX-License-Identifier: Apache-2.0
"""The crash tool for any program, from the folder `tests`: `python -m crash`. See `docs/crash-tool.md`."""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from crash import disk, recording, replay


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except BrokenPipeError:  # whoever read the list has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except disk.CannotFollow as error:
        print(f"cannot follow this program: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m crash", description="What would a power cut leave?")
    kinds = top.add_subparsers(required=True)
    one = kinds.add_parser("record", help="run a program and log what it does to one folder")
    one.set_defaults(run=do_record)
    one.add_argument("log", type=Path)
    one.add_argument("folder", type=Path)
    one.add_argument("command", nargs="+")
    two = kinds.add_parser("show", help="print a log")
    two.set_defaults(run=do_show)
    two.add_argument("log", type=Path)
    three = kinds.add_parser("replay", help="make disk states and run a check on each")
    three.set_defaults(run=do_replay)
    three.add_argument("log", type=Path)
    three.add_argument("check", nargs="+", help="run as CHECK… FOLDER SAID; it ends with 0 when all is well")
    three.add_argument("--states", type=int, default=1000)
    three.add_argument("--seed", type=int, default=None)
    three.add_argument("--only", type=int, default=None, help="one state, by its number")
    three.add_argument("--keep", type=Path, default=None, help="copy the first bad state to this new folder")
    return top


def do_record(asked: argparse.Namespace) -> int:
    ops = recording.record(asked.command, asked.folder)
    with tempfile.TemporaryDirectory() as work:
        disk.check_whole(ops, asked.folder, Path(work))
    asked.log.write_bytes(recording.write_log(ops))
    print(f"{len(ops)} operations")
    return 0


def do_show(asked: argparse.Namespace) -> int:
    for number, op in enumerate(recording.read_log(asked.log.read_bytes())):
        print(f"{number:6} {op}")
    return 0


def do_replay(asked: argparse.Namespace) -> int:
    ops = list(recording.read_log(asked.log.read_bytes()))
    seed = random.SystemRandom().randrange(2**32) if asked.seed is None else asked.seed
    states = asked.states if asked.only is None else [asked.only]

    def judge(folder: Path, said: str) -> Iterable[str]:
        env = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
        done = subprocess.run(
            [*asked.check, folder, said], env=env, capture_output=True, text=True, check=False
        )
        return () if done.returncode == 0 else (last_line(done.stdout + done.stderr),)

    def told(number: int, word: str, folder: Path) -> None:
        print(f"state {number}: {word}", file=sys.stderr)
        if asked.keep and not asked.keep.exists():
            shutil.copytree(folder, asked.keep)

    result = replay.replay(ops, states, seed, judge, told)
    good = result.pop("operations"), result.pop("states")
    print(f"seed {seed}: {good[1]} states of {good[0]} operations, {result.total()} bad")
    for word, count in result.most_common():
        print(f"  {count:6} {word}")
    return 1 if result else 0


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["bad"])[-1]


if __name__ == "__main__":
    sys.exit(main())
