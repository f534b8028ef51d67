# SPDX-License-Identifier: Apache-2.0
"""Kills a saving program with `kill -9` at random moments and looks at what is left (promise 1).

    python tests/crash/kills.py KILLS [SEED]        prints what it did; ends with 1 when anything was lost

The program is a fork of this one, so that its imports cost nothing; it opens the file only after the fork.
"""

import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError
from wellplan.plan.model import Item, Plan, Section
from wellplan.vault import store

PASSPHRASE = "kill me"
FRESH_EVERY = 20
LONGEST_LIFE = 0.1


def save_for_ever(path: Path, pipe: int) -> None:
    """Save one numbered title after another; say each number once its save has returned."""
    opened = store.unlock(path, PASSPHRASE, data_dir=path.parent / "data")
    plan, number = opened.plan, int(opened.plan.title)
    while True:
        number += 1
        plan = replace(plan, title=str(number))
        if number % 3 == 0:
            plan = plan.put_item(plan.sections[0].id, Item(values={"sign": "word " * (number % 700)}))
        opened.save(plan)
        os.write(pipe, number.to_bytes(4, "big"))
        if number % 17 == 0:
            opened.set_preference("here", str(number))
        if number % 29 == 0:
            opened.change_passphrase(PASSPHRASE, cost=TESTING)
        if number % 31 == 0:
            opened.close()
            opened = store.unlock(path, PASSPHRASE, data_dir=path.parent / "data")


def one_kill(path: Path, wait: float, begun: bool) -> tuple[int, int]:
    """Start, kill, wait for the end: how many saves were acknowledged, and the last number of them.

    `begun` counts the wait from the first save on; else from the start, which also hits the unlocking.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            save_for_ever(path, writing)
        finally:
            os._exit(9)
    os.close(writing)
    if begun:
        select.select([reading], [], [], 10)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise RuntimeError("the program that was to be killed ended by itself")
    return len(said) // 4, int.from_bytes(said[-4:], "big")


def campaign(folder: Path, kills: int, seed: int) -> dict[str, int]:
    """What happened over that many kills."""
    pick = random.Random(seed)
    result = {"kills": 0, "saves": 0, "lost": 0, "corrupt": 0}
    for number in range(kills):
        path = folder / f"{number // FRESH_EVERY}.wellplan"
        if number % FRESH_EVERY == 0:
            plan = Plan(title="0", sections=(Section(title="Signs"),))
            store.create(path, PASSPHRASE, plan, cost=TESTING, data_dir=folder / "data")[0].close()
            last = 0
        saves, said = one_kill(path, pick.random() * LONGEST_LIFE, number % 4 != 0)
        result["kills"] += 1
        result["saves"] += saves
        last = max(last, said)
        try:
            opened = store.unlock(path, PASSPHRASE, data_dir=folder / "data")
            opened.verify()
            found = int(opened.plan.title)
            opened.close()
        except WellPlanError as error:
            result["corrupt"] += 1
            print(f"kill {number}: {error}", file=sys.stderr)
            continue
        result["lost"] += found < last or found > last + 1
        last = found
    return result


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        begun = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
        told = campaign(Path(place), int(sys.argv[1]), begun)
    print(json.dumps({"seed": begun, **told}))
    sys.exit(1 if told["lost"] or told["corrupt"] else 0)
