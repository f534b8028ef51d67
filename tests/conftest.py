# SPDX-License-Identifier: Apache-2.0
"""What every test gets: a home of its own, no screen unless it asks, and no silent skips where CI runs."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import soak

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HOME_FOLDERS = {
    "HOME": ".",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder for this test and every program it starts: no test sees the real one."""
    place = tmp_path_factory.mktemp("home")
    for name, folder in HOME_FOLDERS.items():
        monkeypatch.setenv(name, str((place / folder).resolve()))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return place


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts and ends with the English of the source."""
    from wellplan import i18n

    i18n.install("en")
    yield
    i18n.install("en")


@pytest.fixture(scope="session")
def wellplan() -> Path:
    """The installed command, as a person runs it."""
    command = Path(sys.executable).with_name("wellplan")
    assert command.exists(), "run `make env` first"
    return command


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember each skipped test. An expected failure is written down in the test and is no skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember a whole module that skipped itself."""
    if report.skipped:
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where CI runs, a skipped test is a failed run: a missing tool must not look like a pass."""
    if _skipped and os.environ.get("CI") == "true" and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, whatever the output level, and give the figures of long runs."""
    for line in soak.figures:
        terminalreporter.write_line(line)
    for nodeid in _skipped:
        terminalreporter.write_line(f"skipped: {nodeid}", red=True)
