# SPDX-License-Identifier: Apache-2.0
"""Long runs: their sizes, their time limit, the line they print, and which of them `ROW=n` means."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import soak

TESTS = Path(__file__).parent
NAMED = re.compile(r"^ *(?:async )?def (test_promise_(\d+)_\w+)", re.MULTILINE)


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """No size or time from the shell, and no line of these tests in the real summary."""
    for name in ("SOAK_SCALE", "SOAK_MINUTES", "SOAK_RESULTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(soak, "figures", [])


def test_a_whole_run_says_its_number(tmp_path, monkeypatch):
    monkeypatch.setenv("SOAK_RESULTS", str(tmp_path / "figures.txt"))
    run = soak.Run(1, "kills", 1000)
    assert list(run.batches(300)) == [300, 300, 300, 100]
    run.end(lost=0, called_wrong=0)
    assert soak.figures == ["promise 1: 1,000 kills, 0 lost, 0 called wrong, 0.0 min"]
    assert (tmp_path / "figures.txt").read_text("utf-8") == soak.figures[0] + "\n"


def test_a_smaller_run_says_how_small(monkeypatch):
    monkeypatch.setenv("SOAK_SCALE", "0.005")
    run = soak.Run(2, "states", 1000)
    assert list(run.each()) == [0, 1, 2, 3, 4]
    assert run.line() == "promise 2: 5 of 1,000 states, 0.0 min"


def test_the_time_ends_a_run(monkeypatch):
    monkeypatch.setenv("SOAK_MINUTES", "1")
    run = soak.Run(1, "kills", 1000)
    for _count in run.batches(10):
        run.began -= 25
    assert run.done == 30


def test_a_run_that_found_something_or_did_nothing_fails():
    run = soak.Run(1, "kills", 10, done=10)
    with pytest.raises(AssertionError, match="1 lost"):
        run.end(lost=1)
    with pytest.raises(AssertionError, match="0 of 10"):
        soak.Run(1, "kills", 10).end(lost=0)


def test_the_size_is_never_nothing(monkeypatch):
    monkeypatch.setenv("SOAK_SCALE", "0.00001")
    assert soak.size(200) == 1


def test_every_long_run_has_the_name_a_row_finds_it_by():
    """`make soak ROW=1` picks tests by `promise_1_`: a soak test of another name would never run."""
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text("utf-8")
        marked = re.findall(r"^@pytest\.mark\.soak\n(?:@.*\n)*def (\w+)", text, re.MULTILINE)
        for name in marked:
            assert NAMED.match(f"def {name}"), f"{path.name}: {name}"
            assert name.endswith("_soak"), f"{path.name}: {name}"


def test_a_row_is_that_row_alone():
    command = [sys.executable, "-m", "pytest", "--collect-only", "-m", "soak", "-k", "promise_1_", "-p",
               "no:cacheprovider", str(TESTS / "vault")]  # fmt: skip
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=TESTS.parent).stdout
    names = [line.rpartition("::")[2] for line in found.splitlines() if "::" in line]
    assert names
    assert {NAMED.match(f"def {name}").group(2) for name in names} == {"1"}
