# SPDX-License-Identifier: Apache-2.0
"""`make bench`: each figure as a ratio, with what it was measured against. Ends with 1 if a bar is missed."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, percentile

ROOT = Path(__file__).resolve().parents[1]
PASSPHRASE = "bench words that nobody keeps"
PAIRS = 11


def seconds(command: list[str], env: dict[str, str]) -> float:
    """Until the window of a new process has been painted: the process says when, and ends."""
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return float(done.stdout) - begun


def start_figure(plan: Path, env: dict[str, str]) -> Figure:
    """Whole processes in pairs, so that a busy moment falls on both; the median of each."""
    bare = [sys.executable, "-m", "bench.bare_window", "start"]
    ours = [sys.executable, "-m", "wellplan", str(plan), "--measure-start"]
    pairs = [(seconds(ours, env), seconds(bare, env)) for _ in range(PAIRS + 1)][1:]
    return Figure(
        "start to the lock screen",
        statistics.median(ours for ours, _ in pairs) * 1000,
        statistics.median(bare for _, bare in pairs) * 1000,
        "ms",
        "a bare window",
        most_ratio=1.25,
    )


def told(command: list[str], env: dict[str, str]) -> tuple[float, list[float]]:
    """The memory in MiB, and each key's milliseconds, that a window process prints."""
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    memory, times = done.stdout.splitlines()
    return int(memory) / 1024, [float(each) for each in times.split()]


def window_figures(plan: Path, env: dict[str, str]) -> Iterator[Figure]:
    bare_memory, bare_keys = told([sys.executable, "-m", "bench.bare_window", "stay"], env)
    own = [sys.executable, "-m", "bench.own_window", str(plan), PASSPHRASE]
    own_memory, own_keys = told(own, env)
    yield Figure("memory after unlock", own_memory, bare_memory, "MiB", "a bare window", most_ratio=1.6)
    yield Figure(
        "a key press, 99th percentile",
        percentile(own_keys, 0.99),
        percentile(bare_keys, 0.99),
        "ms",
        "a bare text field",
        most_ours=8,
    )


def vault_figures() -> Iterator[Figure]:
    from bench import vault_bench

    found = vault_bench.figures()
    unlock, save = "unlock {} p50 ms", "save {} p99 ms"
    for name, key, most in (
        ("unlock without the key derivation, 20 years", unlock, 60),
        ("autosave, 99th percentile, 20 years", save, 10),
    ):
        ours, against = found[key.format("years")], found[key.format("month")]
        yield Figure(name, ours, against, "ms", "one month of use", most_ratio=1.2, most_ours=most)


def pdf_figures() -> Iterator[Figure]:
    from bench import pdf_bench

    for name, ours, against, what, most in pdf_bench.figures():
        yield Figure(name, ours, against, "ms", what, most_ours=most)


def copy_figures() -> Iterator[Figure]:
    from bench import copy_bench

    for name, ours, against, what, most in copy_bench.figures():
        yield Figure(name, ours, against, "ms", what, most_ours=most)


def figures(folder: Path) -> Iterator[Figure]:
    from wellplan.plan import templates
    from wellplan.vault import store

    env = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    plan = folder / "bench.wellplan"
    opened, _code = store.create(plan, PASSPHRASE, templates.load_example(templates.example_plans()[0].id))
    opened.close()
    yield start_figure(plan, env)
    yield from window_figures(plan, env)
    yield from vault_figures()
    yield from pdf_figures()
    yield from copy_figures()


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        missed = 0
        for figure in figures(folder):
            print(figure, flush=True)
            missed += not figure.is_within
        return 1 if missed else 0
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
