# SPDX-License-Identifier: Apache-2.0
"""The plan as it was after each record, read beside an open plan: for a worker thread, with its own eyes.

It opens the file a second time, for reading, and lets go of it before it unseals anything.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wellplan.plan.model import Plan
from wellplan.vault import container, replay, state
from wellplan.vault.open_plan import Store
from wellplan.vault.records import BadRecord
from wellplan.vault.state import State
from wellplan.vault.vault import looked_into


@dataclass(frozen=True, slots=True)
class Moment:
    """The plan after record `seq`. `at` is RFC 3339; `kind` is `start`, `edit`, `merge` or `purge`."""

    seq: int
    at: str
    kind: str
    plan: Plan = field(repr=False)


def look_back(store: Store) -> Callable[[], tuple[Moment, ...]]:
    """A call that reads every moment in which the plan changed, the oldest first. Raises WellPlanError.

    What was removed for good is in none of them.
    """
    path, keys = store.path, store.keys

    def read() -> tuple[Moment, ...]:
        with looked_into(path, keys) as opened:
            events = replay.events(opened)
        try:
            return _moments(events)
        except BadRecord as error:
            raise container.damaged() from error

    return read


def _moments(events: Iterable[tuple[int, Mapping[str, Any]]]) -> tuple[Moment, ...]:
    moments: list[Moment] = []
    now: State | None = None
    for seq, event in events:
        # What the first records said may be gone for good: the first whole plan is the start then.
        if now is None and event["kind"] not in state.WHOLE:
            continue
        before = now
        now = state.after(before or State(Plan()), event)
        if before is None or now.plan is not before.plan:
            moments.append(Moment(seq, str(event["at"]), str(event["kind"]), now.plan))
    return tuple(moments)
