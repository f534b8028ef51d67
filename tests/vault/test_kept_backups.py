# SPDX-License-Identifier: Apache-2.0
"""Which backups stay: never too many, never without the newest, and a wrong clock pushes nothing out."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wellplan.vault.kept_backups import LAST, MONTHS, MOST, NEVER_FEWER, PLANS, kept, too_large

START = datetime(2025, 10, 18, 9, tzinfo=UTC)
times = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def after_each(made):
    """What is left when each backup is thinned right after it was made."""
    left = []
    for at in made:
        left.append(at)
        keep = kept(left)
        left = [each for place, each in enumerate(left) if place in keep]
    return left


@given(st.lists(times, max_size=60))
def test_the_newest_stay_and_never_too_many(made):
    keep = kept(made)
    assert keep <= set(range(len(made)))
    assert set(range(len(made))[-LAST:]) <= keep
    assert len(keep) <= MOST


@given(st.lists(times, max_size=60))
def test_thinning_again_changes_nothing(made):
    left = [each for place, each in enumerate(made) if place in kept(made)]
    assert len(kept(left)) == len(left)


@given(st.lists(times, max_size=20), st.lists(times, min_size=LAST, max_size=20))
def test_a_clock_that_was_wrong_never_costs_what_was_made_last(earlier, later):
    """Also when it was set back: backups count in the order they were made."""
    assert after_each(earlier + later)[-LAST:] == later[-LAST:]


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), max_size=30), st.integers(0, 999))
def test_they_never_take_more_room_than_allowed_and_never_cost_the_only_good_one(copies, most):
    going = too_large(copies, most)
    left = [copy for place, copy in enumerate(copies) if place not in going]
    assert left[-NEVER_FEWER:] == copies[-NEVER_FEWER:]
    assert [each for each in left if each[1]][-1:] == [each for each in copies if each[1]][-1:]
    room = max(most, PLANS * copies[-1][0]) if copies else 0
    assert sum(size for size, _whole in left) <= room or len(left) <= NEVER_FEWER + 1
    if sum(size for size, _whole in copies) <= room:
        assert not going
    if any(copies[place][1] for place in going):  # a whole one goes only when no damaged one can
        assert not any(not whole for _size, whole in left[:-NEVER_FEWER])


def test_a_clock_set_back_for_good_keeps_days_weeks_and_months_all_the_same():
    future = [datetime(2040, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(40)]
    honest = [START + timedelta(days=n) for n in range(400)]
    left = after_each(future + honest)
    assert [each for each in left if each.year < 2040] == after_each(honest)


def test_a_year_of_openings_keeps_days_weeks_and_months():
    pick = random.Random(5)
    made = [
        START + timedelta(days=day, minutes=pick.randrange(600))
        for day in range(400)
        for _n in range(pick.choice((0, 1, 1, 2, 3)))
    ]
    made.sort()
    left = after_each(made)
    assert left[-LAST:] == made[-LAST:]
    assert len({each.date() for each in left[-12:]}) >= 7
    assert len({(each.year, each.month) for each in left}) >= MONTHS
    assert (made[-1] - left[0]).days > 320
    assert len(left) <= MOST
