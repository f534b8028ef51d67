# SPDX-License-Identifier: Apache-2.0
"""Nothing from outside crashes, hangs or swells the app (promise 12): by chance, design and coverage."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS
from soak import Run, minutes, size

TESTS = Path(__file__).parents[1]
SECONDS = 60
# Linux counts the memory of whoever starts a process as that process's own peak: a small one stands between.
OF_ITS_OWN = ("sh", "-c", '"$@"; exit $?', "sh")
STANDING_BACK = ("nice", "-n", "15")  # eight at once must not take the time of the tests beside them


@st.composite
def inputs(draw, name):
    """Any bytes, or a seed with a piece of it changed, left out, doubled or filled in."""
    seed = draw(st.sampled_from(TARGETS[name].seeds()))
    piece = draw(st.binary(max_size=40))
    start = draw(st.integers(0, len(seed)))
    end = draw(st.integers(start, min(len(seed), start + 60)))
    return draw(
        st.sampled_from(
            (
                piece,
                seed[:start] + piece + seed[end:],
                seed[:start] + seed[end:],
                seed[:end] + seed[start:],
                seed[:start] + bytes([seed[start] ^ 1] if start < len(seed) else []) + seed[start + 1 :],
            )
        )
    )


@pytest.mark.parametrize("name", TARGETS)
def test_promise_12_by_chance(name):
    @given(inputs(name))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def try_one(data):
        TARGETS[name].run(data)

    try_one()


def test_promise_12_by_design():
    """Files made to hang or swell, in a process of their own that measures itself."""
    done = subprocess.run(
        [*OF_ITS_OWN, sys.executable, "-m", "fuzz.hostile"],
        cwd=TESTS,
        env=with_tests(),
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) > 40
    for name, what, seconds, megabytes in found:
        assert seconds <= 2, (name, what, seconds)
        assert megabytes <= 256, (name, what, megabytes)


def with_tests():
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}


def fuzzed(folder, seconds):
    """Inputs tried by each target, all targets at once for that long, and how many of them failed."""
    running = {}
    for name in TARGETS:
        command = [*STANDING_BACK, *OF_ITS_OWN, sys.executable, "-m", "fuzz.run"]
        command += [name, str(seconds), str(folder / name)]
        running[name] = subprocess.Popen(
            command, cwd=TESTS, env=with_tests(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
    tried, failed = {}, 0
    for name, process in running.items():
        said = process.communicate()[1]
        count = re.search(r"number_of_executed_units: (\d+)", said)
        tried[name] = int(count[1]) if count else 0
        if process.returncode != 0:
            failed += 1
            print(f"{name}: {said[-3000:]}", file=sys.stderr)
    return tried, failed


def test_promise_12_by_coverage(tmp_path):
    """All targets at once for a minute: on two cores each has a quarter of one."""
    tried, failed = fuzzed(tmp_path, SECONDS)
    assert failed == 0
    assert min(tried.values()) > 100, tried


@pytest.mark.soak
def test_promise_12_by_coverage_soak(tmp_path):
    """Until the slowest target has tried 10 million inputs; what was found is kept for the next round."""
    run = Run(12, "inputs or more at each of eight doors", 10_000_000)
    total, failed = dict.fromkeys(TARGETS, 0), 0
    while run.done < size(run.full) and run.taken < minutes() and not failed:
        left = (minutes() - run.taken) * 60
        tried, failed = fuzzed(tmp_path, int(max(10, min(300, left))))
        total = {name: total[name] + tried[name] for name in total}
        run.done = min(total.values())
    run.what += f" ({', '.join(f'{name} {count:,}' for name, count in total.items())})"
    run.end(crashed_or_hung_or_swollen=failed)
