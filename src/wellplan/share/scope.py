# SPDX-License-Identifier: Apache-2.0
"""The privacy function: a plan and a choice of parts in, a smaller plan out.

Everything that makes a copy works on its result, so what was not chosen cannot leave by mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import About, Item, Person, Plan, Section, Value, WrittenWith, new_id
from wellplan.share.layout import layouts

PEOPLE = "people"
ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who a copy is for, in the person's own words. `role` may be empty."""

    name: str
    role: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name.strip(), self.role.strip()) if part)


def reduce(plan: Plan, parts: Iterable[str] | None, *, without_items: frozenset[str] = frozenset()) -> Plan:
    """The plan with only the chosen parts in it; None chooses every part.

    A part is a section's id or key, `people`, or `about` (the names, the title, and who helped).
    `without_items` are the ids of items, and of people, that stay at home although their part goes.
    Hidden sections never leave. Someone not to be involved keeps that flag: every layout names them
    under "please do not involve" and gives no way to reach them.
    """
    chosen = None if parts is None else frozenset(parts)
    with_people = chosen is None or PEOPLE in chosen
    with_about = chosen is None or ABOUT in chosen
    people = tuple(p for p in plan.people if p.id not in without_items) if with_people else ()
    named = frozenset(person.id for person in people)
    kept = (_without(each, without_items) for each in plan.sections if _is_chosen(each, chosen))
    return replace(
        plan,
        title=plan.title if with_about else "",
        about=plan.about if with_about else About(),
        written_with=plan.written_with if with_about else WrittenWith(),
        sections=tuple(_section(plan, section, named) for section in kept),
        people=people,
    )


def _without(section: Section, items: frozenset[str]) -> Section:
    return replace(section, items=tuple(item for item in section.items if item.id not in items))


def _is_chosen(section: Section, chosen: frozenset[str] | None) -> bool:
    if section.hidden:
        return False
    return chosen is None or section.id in chosen or (bool(section.key) and section.key in chosen)


def _section(plan: Plan, section: Section, named: frozenset[str]) -> Section:
    """The section with only the values its fields can show: a value left from a removed field stays home."""
    return replace(section, items=tuple(_item(plan, section, item, named) for item in section.items))


def _item(plan: Plan, section: Section, item: Item, named: frozenset[str]) -> Item:
    """Someone who does not go along is not named either: their id would be there, and their role in it."""
    shown: dict[str, Value] = {}
    for field in section.fields:
        if field.key not in item.values:
            continue
        value = item.values[field.key]
        meant = plan.person(value.strip()) if field.type == "person" and isinstance(value, str) else None
        if meant is None or meant.id in named:
            shown[field.key] = value
    return replace(item, values=shown)


def supporter_parts(plan: Plan, person_id: str) -> Plan:
    """Only what a supporter's sheet shows one person of the plan: a plan that holds nothing else.

    What they are asked, the entries that name them, the signs others can see, and how to be with the plan's
    owner; then whom else they can ring (no more of them than that) and whom to leave out (by name alone).
    Start from `reduce`, where the person chose parts. KeyError for an unknown id; WellPlanError for someone
    who is not to be involved.
    """
    one = plan.person(person_id)
    if one is None:
        raise KeyError(person_id)
    if one.not_to_be_involved:
        raise WellPlanError(
            _("This person is marked as someone not to involve."),
            _("Your plan is safe. No sheet was made."),
            _("Choose someone else, or take the mark away on My people."),
        )
    specs = [spec for spec in layouts()["supporter"]["parts"] if "keys" in spec]
    kept = (
        _for_supporter(section, spec, person_id)
        for section in plan.sections
        for spec in specs
        if section.key in spec["keys"] and not section.hidden
    )
    others = (_to_ring(person) for person in plan.people if person.id != one.id)
    others = (person for person in others if person.phones or _is_barred(person))
    return Plan(
        id=new_id(),
        language=plan.language,
        about=plan.about,
        sections=tuple(section for section in kept if section.items),
        people=(
            replace(one, email=""),
            *(person for person in others if person.phones or _is_barred(person)),
        ),
    )


def blank_pages(plan: Plan) -> Plan:
    """The plan's own pages that are not hidden, with nothing on them, and nobody in them."""
    pages = tuple(replace(s, id=new_id(), items=()) for s in plan.sections if not s.hidden)
    return Plan(id=new_id(), language=plan.language, template=plan.template, sections=pages)


def _for_supporter(section: Section, spec: dict[str, Any], person_id: str) -> Section:
    fields = tuple(f for f in section.fields if f.key in spec["fields"] and f.type != "person")
    asked = {f.key for f in section.fields if f.type == "person"}
    items = []
    for item in section.items:
        named = any(item.text(key).strip() == person_id for key in asked)
        if named or not spec.get("named", False):
            values = {f.key: item.values[f.key] for f in fields if f.key in item.values}
            items.append(Item(values=values))
    shown = tuple(item for item in items if not item.is_blank)
    title = "" if "heading" in spec else section.title
    return Section(key=section.key, title=title, stage=section.stage, fields=fields, items=shown)


def _to_ring(person: Person) -> Person:
    """Someone else as a supporter may know them. Their own requests and mail are between two people."""
    barred = person.not_to_be_involved
    return Person(
        name=person.name,
        role=person.role,
        phones=() if barred else tuple(number for number in person.phones if number.strip()),
        when="" if barred else person.when,
        not_to_be_involved=barred,
    )


def _is_barred(person: Person) -> bool:
    return person.not_to_be_involved and bool(person.name.strip() or person.role.strip())
