# SPDX-License-Identifier: Apache-2.0
"""Days, times and sizes in words, as this computer's clock and its owner would say them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from wellplan.i18n import _
from wellplan.plan.dates import in_words

KB, MB = 1000, 1000_000


def local(rfc3339: str) -> datetime:
    """A kept time in this computer's own time zone; the very first day for one that cannot be read."""
    try:
        at = datetime.fromisoformat(rfc3339)
    except ValueError:
        at = datetime.min
    if at.year <= 1:
        return datetime(1, 1, 2, tzinfo=UTC)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()


def day_in_words(day: date, today: date) -> str:
    """`Today`, `Yesterday`, `Last Tuesday`, or `3 November 2026` for any other day."""
    days = (today - day).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    return _last_week()[day.weekday()] if 1 < days < 7 else in_words(day)


def moment_in_words(at: datetime, today: date, *, seconds: bool = False) -> str:
    """`Today, 9:15`; or `Today, 9:15:07`."""
    time = f"{time_in_words(at)}:{at.second:02}" if seconds else time_in_words(at)
    return _("{day}, {time}").format(day=day_in_words(at.date(), today), time=time)


def moments_in_words(moments: Sequence[datetime], today: date) -> list[str]:
    """The same for a list: of two in one minute the seconds are told, so that they can be told apart."""
    said = [moment_in_words(at, today) for at in moments]
    return [
        moment_in_words(at, today, seconds=said.count(words) > 1)
        for at, words in zip(moments, said, strict=True)
    ]


def time_in_words(at: datetime) -> str:
    """`9:15`, on a clock of 24 hours."""
    return f"{at.hour}:{at.minute:02}"


def span_in_words(first: datetime, last: datetime) -> str:
    """`9:15` or `9:15 to 9:40`."""
    start, end = time_in_words(first), time_in_words(last)
    return start if start == end else _("{start} to {end}").format(start=start, end=end)


def size_in_words(size: int) -> str:
    """`40 KB` or `1.2 MB`, as file managers say it (1 KB is 1000 bytes)."""
    if size < MB:
        return _("{number} KB").format(number=max(1, round(size / KB)))
    return _("{number} MB").format(number=f"{size / MB:.1f}")


def _last_week() -> tuple[str, ...]:
    return (
        _("Last Monday"),
        _("Last Tuesday"),
        _("Last Wednesday"),
        _("Last Thursday"),
        _("Last Friday"),
        _("Last Saturday"),
        _("Last Sunday"),
    )
