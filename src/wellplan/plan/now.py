# SPDX-License-Identifier: Apache-2.0
""" "I'm struggling now": what the person wrote for a bad hour, one step at a time.

Which sections and fields give which step is data in `resources/now.toml`. It works with no plan at all.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from wellplan.i18n import _
from wellplan.plan.model import Item, Person, Plan
from wellplan.resources import resource

ENOUGH = 4
"""Fewer steps than this of the person's own, and the grounding steps follow them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try. `heading` is the large words, the person's own where they wrote any.

    `words` is said below it: their sign or their note. `others` is what others can do. Both may be
    empty. `person` is set when the step is to ring someone.
    """

    kind: str
    heading: str
    words: str = ""
    others: str = ""
    person: Person | None = None


def steps(plan: Plan | None) -> tuple[Step, ...]:
    """Every step of the plan in the order of `resources/now.toml`, then grounding if they are few."""
    own = tuple(_own_steps(plan)) if plan else ()
    return own if len(own) >= ENOUGH else own + grounding()


def grounding() -> tuple[Step, ...]:
    """The simple steps that need no plan."""
    data = _toml("lines", "grounding.toml")
    return tuple(Step("grounding", each["heading"], each["words"]) for each in data["step"])


def people_to_ring(plan: Plan | None) -> tuple[Person, ...]:
    """People with a phone number, in the plan's order, without those who must not be involved."""
    people = plan.people if plan else ()
    return tuple(p for p in people if not p.not_to_be_involved and any(n.strip() for n in p.phones))


def _own_steps(plan: Plan) -> Iterator[Step]:
    for source in _toml("now.toml")["step"]:
        if source["kind"] == "ring":
            yield from (_ring(person) for person in people_to_ring(plan))
        else:
            yield from _from_section(plan, source)


def _ring(person: Person) -> Step:
    name = person.name.strip() or person.role.strip() or person.phones[0]
    return Step("person", _("Ring {name}").format(name=name), person.when, person.please_do, person)


def _from_section(plan: Plan, source: dict[str, Any]) -> Iterator[Step]:
    section = plan.section_by_key(source["section"])
    if section is None or section.hidden:
        return
    for item in section.items:
        if _names_someone_barred(plan, item):
            continue
        heading = _said(plan, item, source["heading"])
        if heading and _fits(item, source):
            words = _said(plan, item, source.get("words", ""))
            yield Step(source["kind"], heading, words, _said(plan, item, source.get("others", "")))


def _names_someone_barred(plan: Plan, item: Item) -> bool:
    """True when a value is the id of someone who must not be involved."""
    named = (plan.person(value.strip()) for value in item.values.values() if isinstance(value, str))
    return any(person is not None and person.not_to_be_involved for person in named)


def _fits(item: Item, source: dict[str, Any]) -> bool:
    """A section with several kinds of items says which by a choice. `*` takes what no other source does."""
    if "choice" not in source:
        return True
    chosen = item.text(source["choice"])
    if source["is"] != "*":
        return bool(chosen == source["is"])
    named = [each["is"] for each in _toml("now.toml")["step"] if each.get("section") == source["section"]]
    return chosen not in named


def _said(plan: Plan, item: Item, key: str) -> str:
    text = item.text(key).strip()
    person = plan.person(text)
    return person.name if person else text


@cache
def _toml(*parts: str) -> dict[str, Any]:
    return tomllib.loads(resource(*parts).read_text(encoding="utf-8"))
