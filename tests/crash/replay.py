# SPDX-License-Identifier: Apache-2.0
"""Makes many states a power cut may leave, spread over a whole recording, and has each of them judged."""

import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from crash.disk import World
from crash.recording import Op

Judge = Callable[[Path, str], Iterable[str]]
"""Given a folder as a power cut left it and what was last said to be saved: a word for each thing found."""


def replay(
    ops: Sequence[Op],
    states: int | Iterable[int],
    seed: int,
    judge: Judge,
    told: Callable[[int, str, Path], None] | None = None,
) -> Counter[str]:
    """How often each word was found. `states` is how many, or the numbers of some states of that seed.

    `told` is called for each word with the number of the state, the word and the folder. State n of a seed is
    always the same, so that one can be looked at again.
    """
    numbers = range(states) if isinstance(states, int) else states
    moments = sorted((choices(seed, number).randrange(len(ops) + 1), number) for number in numbers)
    result = Counter({"operations": len(ops), "states": 0})
    world, done, base = World(), 0, fast_place()
    for moment, number in moments:
        for op in ops[done:moment]:
            world.step(op)
        done = max(done, moment)
        folder = Path(tempfile.mkdtemp(dir=base))
        try:
            world.cut(choices(seed, -1 - number), folder)
            result["states"] += 1
            for word in judge(folder, world.said):
                result[word] += 1
                if told:
                    told(number, word, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return result


def choices(seed: int, number: int) -> random.Random:
    """The chance of one state."""
    return random.Random(f"{seed}/{number}")


def fast_place() -> Path | None:
    """A folder in memory where there is one: thousands of small files are made and removed."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None
