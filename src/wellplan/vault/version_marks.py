# SPDX-License-Identifier: Apache-2.0
"""The number, day and review date that stand on every page of a copy. Pure values, no files."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wellplan.plan.dates import add_months
from wellplan.plan.model import Plan
from wellplan.vault import state
from wellplan.vault.state import State

REVIEW_MONTHS = 6
_MONTHS = frozenset(str(n) for n in range(1, 61))


@dataclass(frozen=True, slots=True)
class Version:
    """What stands on every page of a copy."""

    number: int
    on: date
    review_by: date


@dataclass(frozen=True, slots=True)
class Made:
    """What a copy was made of, and what stands on it. `seq` is the record after which the plan was so."""

    plan: Plan = field(repr=False)
    version: Version
    seq: int = 0


def version_now(now: State) -> Version:
    """What a copy made now carries: the last version while the words are the same, else the next one."""
    mark = now.mark
    if mark and mark.content == state.content_digest(now.plan):
        return _version(now, mark.number, date.fromisoformat(mark.on))
    return _version(now, mark.number + 1 if mark else 1, date.today())


def mark_event(now: State, reason: str, left: Version | None = None) -> dict[str, Any] | None:
    """The event that says a copy is leaving now; None when the last version has the same words.

    `left`: what stands on a copy of earlier words than today’s. Its number is used up, and no digest kept: it
    could confirm a guess at words that were forgotten since.
    """
    if left is not None:
        is_used = now.mark is not None and now.mark.number >= left.number
        return None if is_used else _event(left, "", reason)
    version, content = version_now(now), state.content_digest(now.plan)
    if now.mark is not None and now.mark.content == content:
        return None
    return _event(version, content, reason)


def _event(version: Version, content: str, reason: str) -> dict[str, Any]:
    event = {"kind": "version", "number": version.number, "on": version.on.isoformat()}
    return {**event, "content": content, "reason": reason}


def _version(now: State, number: int, on: date) -> Version:
    months = now.preferences.get("review_months", "")
    return Version(number, on, add_months(on, int(months) if months in _MONTHS else REVIEW_MONTHS))
