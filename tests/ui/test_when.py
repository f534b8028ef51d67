# SPDX-License-Identifier: Apache-2.0
"""Days, times and sizes as a person says them; history as the times one sat down and wrote."""

from datetime import UTC, date, datetime, timedelta

import pytest

from wellplan.plan.model import Plan
from wellplan.ui.sittings import by_day, sittings
from wellplan.ui.when import day_in_words, local, moment_in_words, size_in_words, span_in_words
from wellplan.vault.looking_back import Moment

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [(0, "Today"), (1, "Yesterday"), (2, "Last Friday"), (6, "Last Monday"), (7, "15 November 2026"),
     (-1, "23 November 2026")],
)  # fmt: skip
def test_a_day_in_words(days_ago: int, said: str) -> None:
    assert day_in_words(TODAY - timedelta(days=days_ago), TODAY) == said


def test_a_moment_and_a_span_in_words() -> None:
    at = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    assert moment_in_words(at, TODAY) == "Today, 9:05"
    assert span_in_words(at, at + timedelta(minutes=35)) == "9:05 to 9:40"
    assert span_in_words(at, at + timedelta(seconds=35)) == "9:05"


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "1 KB"), (40_400, "40 KB"), (999_000, "999 KB"), (1_240_000, "1.2 MB"), (28_000_000, "28.0 MB")],
)
def test_a_size_in_words(size: int, said: str) -> None:
    assert size_in_words(size) == said


def test_a_kept_time_is_shown_by_this_computers_clock() -> None:
    assert local("2026-11-22T09:05:00Z") == datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    assert local("2026-11-22T09:05:00") == datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    for untrusted in ("", "yesterday", "0001-01-01T00:00:00Z"):
        assert local(untrusted).year == 1


def moment(seq: int, at: str, kind: str = "edit") -> Moment:
    return Moment(seq, at, kind, Plan(id="a", title=str(seq)))


def test_steps_without_a_long_pause_are_one_sitting() -> None:
    found = sittings(
        [
            moment(1, "2026-11-20T12:00:00Z", "start"),
            moment(2, "2026-11-20T12:00:05Z"),
            moment(3, "2026-11-20T12:09:00Z"),
            moment(4, "2026-11-20T12:30:00Z"),
            moment(5, "2026-11-20T12:31:00Z", "merge"),
            moment(6, "2026-11-20T12:32:00Z"),
            moment(7, "2026-11-20T12:31:00Z"),  # the clock was set back
            moment(8, "2026-11-21T12:31:00Z"),
        ]
    )
    assert [(s.seq, s.kind) for s in found] == [
        (8, "edit"), (7, "edit"), (6, "edit"), (5, "merge"), (4, "edit"), (3, "edit"), (1, "start")
    ]  # fmt: skip
    second = found[-2]
    assert second.before is not None
    assert (second.before.title, second.after.title) == ("1", "3")
    assert second.last - second.first == timedelta(minutes=8, seconds=55)
    assert found[-1].before is None
    assert [len(group) for _day, group in by_day(found)] == [1, 6]


def test_a_sitting_never_goes_over_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    first = local("2026-11-20T12:00:00Z").replace(hour=23, minute=58)
    times = [(first + timedelta(minutes=n)).isoformat() for n in (0, 1, 3)]
    found = sittings([moment(n, at) for n, at in enumerate(times, 1)])
    assert [s.seq for s in found] == [3, 2]
