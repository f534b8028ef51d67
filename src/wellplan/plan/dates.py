# SPDX-License-Identifier: Apache-2.0
"""Two small things every dated page needs: a day some months on, and a day in words."""

import calendar
from datetime import date

from wellplan.i18n import _


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def in_words(day: date) -> str:
    """`21 November 2026`, in the installed language."""
    names = (
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
    return _("{day} {month} {year}").format(day=day.day, month=names[day.month - 1], year=day.year)
