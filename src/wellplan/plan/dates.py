# SPDX-License-Identifier: Apache-2.0
"""What every dated page needs: a day some months on, a day in words, and words that mean a day."""

import re
from datetime import date

from wellplan.i18n import _


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day where it has no such day."""
    import calendar  # it loads the tables of all the world's locales

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def in_words(day: date) -> str:
    """`21 November 2026`, in the installed language."""
    return _("{day} {month} {year}").format(day=day.day, month=months()[day.month - 1], year=day.year)


def from_words(text: str) -> date | None:
    """The day someone typed: `14 November 2026`, `14 Nov 2026`, `14/11/2026` or `2026-11-14`; else None.

    In numbers the day comes before the month, as in Britain, unless the year comes first.
    """
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text.casefold())
    parts = [re.sub("^(st|nd|rd|th)$", "", part) for part in parts]
    parts = [part for part in parts if part]
    if len(parts) != 3:
        return None
    day, month, year = parts if len(parts[0]) < 3 or not parts[0].isdigit() else parts[::-1]
    if not day.isdigit() and month.isdigit():
        day, month = month, day
    numbers = (year, _month_number(month), day)
    if not all(n.isascii() and n.isdigit() and len(n) < 5 for n in numbers) or len(year) != 4:
        return None
    try:
        return date(*map(int, numbers))
    except ValueError:
        return None


def _month_number(word: str) -> str:
    if word.isdigit():
        return word
    for number, name in enumerate(months(), 1):
        if len(word) >= 3 and name.casefold().startswith(word):
            return str(number)
    return ""


def months() -> tuple[str, ...]:
    """The twelve months, in the installed language."""
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )
