# SPDX-License-Identifier: Apache-2.0
"""History as a person remembers it: days, and on each day the times one sat down and wrote.

A plan is saved every second while someone types; those steps are one sitting here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from wellplan.plan.model import Plan
from wellplan.ui.when import local

if TYPE_CHECKING:
    from wellplan.vault.looking_back import Moment

PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was written without a long pause. `seq` is its last record; `before` is None at the very start."""

    first: datetime
    last: datetime
    seq: int
    kind: str
    before: Plan | None = field(repr=False)
    after: Plan = field(repr=False)


def sittings(moments: Sequence["Moment"]) -> tuple[Sitting, ...]:
    """The sittings, the newest first. A sitting is on one day; joining and removing stand by themselves."""
    found: list[Sitting] = []
    for moment in moments:
        at = local(moment.at)
        last = found[-1] if found else None
        if last is not None and _goes_on(last, moment, at):
            found[-1] = Sitting(last.first, at, moment.seq, last.kind, last.before, moment.plan)
        else:
            before = last.after if last is not None else None
            found.append(Sitting(at, at, moment.seq, moment.kind, before, moment.plan))
    return tuple(reversed(found))


def _goes_on(last: Sitting, moment: "Moment", at: datetime) -> bool:
    same_day = last.last.date() == at.date()
    return last.kind == moment.kind == "edit" and same_day and timedelta(0) <= at - last.last <= PAUSE


def by_day(found: Iterable[Sitting]) -> list[tuple[date, tuple[Sitting, ...]]]:
    """The sittings of each day, in the order given."""
    return [(day, tuple(group)) for day, group in groupby(found, key=lambda sitting: sitting.first.date())]
