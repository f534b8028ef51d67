# SPDX-License-Identifier: Apache-2.0
"""Which backups stay: a pure choice among times and sizes, made without a look at the clock or the disk."""

from collections.abc import Callable, Sequence
from datetime import datetime

LAST, DAYS, WEEKS, MONTHS = 5, 7, 4, 12
MOST = LAST + DAYS + WEEKS + MONTHS
MOST_BYTES = 2 << 30
"""All backups of one plan together: 28 of a plan of words alone are far below it."""
PLANS = 10
"""A plan with many pictures may have more room: so many times its own size."""
NEVER_FEWER = 2


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


def too_large(copies: Sequence[tuple[int, bool]], most: int) -> frozenset[int]:
    """The places of the copies that go so that the rest fits into `most` bytes, or PLANS times the newest.

    `copies` are sizes in bytes, each with whether it is whole, the oldest first. Those of a damaged plan go
    first, then the oldest. The newest two stay in any case, and so does the newest whole one.
    """
    sizes = [size for size, _whole in copies]
    whole = [place for place, (_size, is_whole) in enumerate(copies) if is_whole]
    stay = {*range(len(copies) - NEVER_FEWER, len(copies)), *whole[-1:]}
    over = sum(sizes) - max(most, PLANS * sizes[-1] if sizes else 0)
    going: set[int] = set()
    for place in sorted(set(range(len(copies))) - stay, key=lambda each: (copies[each][1], each)):
        if over <= 0:
            break
        going.add(place)
        over -= sizes[place]
    return frozenset(going)


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
