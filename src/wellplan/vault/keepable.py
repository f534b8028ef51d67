# SPDX-License-Identifier: Apache-2.0
"""Whether a changed plan could be read back: the rules of plan.json for the parts that changed.

Applying the changes has checked each value by itself; here is what one changed value may break elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wellplan.plan.changes import Change
from wellplan.plan.exchange import MOST_BYTES, MOST_PARTS, dumps
from wellplan.plan.model import Item, Person, Plan, Section

_LONGEST_PART = 256
"""Bytes around one value: a name of 64, white space, signs, an id, two times."""


def fits(plan: Plan, changes: Sequence[Change]) -> bool:
    """Whether `plan`, just made by `changes` from a plan that fits, fits too.

    Every tick holds true or false and nothing else does; no two things of a kind have one id; the whole is
    no longer than a plan.json may be.
    """
    frames = {change["section"]["id"] for change in changes if change["do"] == "section"}
    items: dict[str, set[str]] = {}
    for change in changes:
        if change["do"] == "item":
            items.setdefault(change["section"], set()).add(change["item"]["id"])
    inside = [item for section in plan.sections for item in section.items]
    if not (_unlike(plan.sections) and _unlike(plan.people) and _unlike(inside)):
        return False
    if not all(_ticks_fit(section, _touched(section, frames, items)) for section in plan.sections):
        return False
    return _is_surely_small(plan) or _is_small_enough(plan)


def _is_surely_small(plan: Plan) -> bool:
    """A quick look that writes no plan.json: its words as they are, and the most that may stand around them.

    One letter takes at most six bytes there.
    """
    about = plan.about
    texts, parts = [plan.title, about.name, about.called, plan.written_with.helper], 64
    for section in plan.sections:
        texts += (section.title, section.prompt)
        parts += 12
        for field in section.fields:
            texts += (field.label, *field.choices)
            parts += 4 + len(field.choices)
        for item in section.items:
            texts += [value for value in item.values.values() if isinstance(value, str)]
            parts += 6 + len(item.values)
    for person in plan.people:
        texts += (person.name, person.role, person.email, person.when, person.please_do, person.please_dont)
        texts += person.phones
        parts += 12 + len(person.phones)
    words = "".join(texts)
    commas = words.count(",") + words.count("[") + words.count("{")
    return commas + 2 * parts <= MOST_PARTS and 6 * len(words) + _LONGEST_PART * parts <= MOST_BYTES


def _is_small_enough(plan: Plan) -> bool:
    content = dumps(plan).encode("utf-8", "surrogatepass")
    commas = sum(map(content.count, (b",", b"[", b"{")))
    return len(content) <= MOST_BYTES and commas <= MOST_PARTS


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
