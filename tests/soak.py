# SPDX-License-Identifier: Apache-2.0
"""How large and how long the tests of `make soak` are, and the one line each of them prints.

`SOAK_SCALE` (1.0 is the full size) makes every run smaller or larger. `SOAK_MINUTES` ends a run after that
time; the line then says how far it came. `SOAK_RESULTS` names a file that keeps the lines.

    run = Run(1, "kills", 10_000)
    for count in run.batches(50):
        lost += kill(count)
    run.end(lost=lost)          # "promise 1: 10,000 kills, 0 lost, 62 min"; fails when a count is not 0
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

figures: list[str] = []
"""The lines of this session; `conftest.py` prints them at its end."""


def size(full: int) -> int:
    """The number of things to do: `full` times SOAK_SCALE, at least 1."""
    return max(1, round(full * float(os.environ.get("SOAK_SCALE", "1"))))


def minutes() -> float:
    """The longest a run may take; infinity when SOAK_MINUTES is not set."""
    return float(os.environ.get("SOAK_MINUTES", "inf"))


@dataclass
class Run:
    """One promise's long run. `what` is the plural of what is counted, `full` the promised number."""

    promise: int
    what: str
    full: int
    done: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def taken(self) -> float:
        """Minutes since the start."""
        return (time.monotonic() - self.began) / 60

    def batches(self, most: int) -> Iterator[int]:
        """Sizes of batches, up to `most` each, until all is done or the time is up."""
        wanted = size(self.full)
        while self.done < wanted and self.taken < minutes():
            count = min(most, wanted - self.done)
            yield count
            self.done += count

    def each(self) -> Iterator[int]:
        """0, 1, 2 … one at a time, until all is done or the time is up."""
        for _count in self.batches(1):
            yield self.done

    def end(self, **bad: int) -> None:
        """Print the line. Fails when nothing was done, or any count of `bad` is not 0; `_` reads as space."""
        line = self.line(**bad)
        figures.append(line)
        if keep := os.environ.get("SOAK_RESULTS"):
            with Path(keep).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        assert self.done > 0, line
        assert not any(bad.values()), line

    def line(self, **bad: int) -> str:
        """`promise 1: 10,000 kills, 0 lost, 62 min`; `3,210 of 10,000 kills` when it was a smaller run."""
        number = f"{self.done:,}" if self.done >= self.full else f"{self.done:,} of {self.full:,}"
        counts = "".join(f", {count:,} {name.replace('_', ' ')}" for name, count in bad.items())
        time_taken = f"{self.taken:.0f}" if self.taken >= 10 else f"{self.taken:.1f}"
        return f"promise {self.promise}: {number} {self.what}{counts}, {time_taken} min"
