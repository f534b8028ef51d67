# SPDX-License-Identifier: Apache-2.0
"""Which backups stay: a pure choice among times, made without a look at the clock or the disk."""

from collections.abc import Callable, Sequence
from datetime import datetime

LAST, DAYS, WEEKS, MONTHS = 5, 7, 4, 12
MOST = LAST + DAYS + WEEKS + MONTHS


def kept(times: Sequence[datetime]) -> frozenset[int]:
    """The places in `times` of the backups that stay.

    `times` (UTC) are in the order of making, the oldest first: that order counts, not the clock, so a clock
    that was once wrong pushes nothing out. The last 5 stay, and the newest of each of the last 7 days, 4
    weeks and 12 months that have any. Never more than MOST; the newest is always among them.
    """
    newest_first = range(len(times) - 1, -1, -1)
    keep = set(newest_first[:LAST])
    for most, period in _PERIODS:
        newest: dict[tuple[int, ...], int] = {}
        for place in newest_first:
            newest.setdefault(period(times[place]), place)
        keep.update(list(newest.values())[:most])
    return frozenset(keep)


def _day(at: datetime) -> tuple[int, ...]:
    return (at.year, at.month, at.day)


def _week(at: datetime) -> tuple[int, ...]:
    return tuple(at.isocalendar()[:2])


def _month(at: datetime) -> tuple[int, ...]:
    return (at.year, at.month)


_PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (DAYS, _day),
    (WEEKS, _week),
    (MONTHS, _month),
)
