# SPDX-License-Identifier: Apache-2.0
"""Whether a changed plan could be read back: the rules of plan.json for the parts that changed.

Applying the changes has checked each value by itself; here is what one changed value may break elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wellplan.plan.changes import Change
from wellplan.plan.model import Item, Person, Plan, Section


def fits(plan: Plan, changes: Sequence[Change]) -> bool:
    """Whether `plan`, just made by `changes` from a plan that fits, fits too.

    Every tick holds true or false and nothing else does; no two things of a kind have one id.
    """
    frames = {change["section"]["id"] for change in changes if change["do"] == "section"}
    items: dict[str, set[str]] = {}
    for change in changes:
        if change["do"] == "item":
            items.setdefault(change["section"], set()).add(change["item"]["id"])
    inside = [item for section in plan.sections for item in section.items]
    if not (_unlike(plan.sections) and _unlike(plan.people) and _unlike(inside)):
        return False
    return all(_ticks_fit(section, _touched(section, frames, items)) for section in plan.sections)


def _unlike(things: Sequence[Section | Person | Item]) -> bool:
    ids = [thing.id for thing in things]
    return len(set(ids)) == len(ids)


def _touched(section: Section, frames: set[str], items: Mapping[str, set[str]]) -> Iterable[Item]:
    """The items whose answers or fields changed."""
    if section.id in frames:
        return section.items
    changed = items.get(section.id, set())
    return [item for item in section.items if item.id in changed] if changed else ()


def _ticks_fit(section: Section, items: Iterable[Item]) -> bool:
    ticks: dict[str, Any] = {each.key: each.type == "tick" for each in section.fields}
    return all(
        ticks.get(key, isinstance(value, bool)) == isinstance(value, bool)
        for item in items
        for key, value in item.values.items()
    )
