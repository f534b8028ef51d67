# SPDX-License-Identifier: Apache-2.0
"""A day some months on, a day in words, and words that mean a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellplan.plan.dates import add_months, from_words, in_words


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 21), 6, date(2027, 5, 21)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_in_words() -> None:
    assert in_words(date(2026, 11, 21)) == "21 November 2026"
    assert in_words(date(2027, 5, 1)) == "1 May 2027"
    said = {in_words(date(2026, month, 1)).split()[1] for month in range(1, 13)}
    assert len(said) == 12


@pytest.mark.parametrize(
    "typed",
    [
        "14 November 2026",
        "14 Nov 2026",
        "14th november, 2026",
        "November 14 2026",
        "14/11/2026",
        "14.11.2026",
        "2026-11-14",
        "2026 Nov 14",
        " 14 - 11 - 2026 ",
    ],
)
def test_a_day_in_a_persons_words(typed: str) -> None:
    assert from_words(typed) == date(2026, 11, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "November",
        "14 November",
        "14/11/26",
        "31 February 2026",
        "14 no 2026",
        "14 Brumaire 2026",
        "1 2 3 4",
        "0/1/2026",
        "14/11/0000",
        "²/11/2026",
        "14/11/" + "2" * 5000,
        "11 November November",
    ],
)
def test_words_that_are_no_day(typed: str) -> None:
    assert from_words(typed) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_in_words_is_understood_again(day: date) -> None:
    assert from_words(in_words(day)) == from_words(day.isoformat()) == day


@given(st.text(max_size=30))
def test_any_words_are_a_day_or_none(typed: str) -> None:
    from_words(typed)
