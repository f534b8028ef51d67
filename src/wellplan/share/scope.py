# SPDX-License-Identifier: Apache-2.0
"""The privacy function: a plan and a choice of parts in, a smaller plan out.

Everything that makes a copy works on its result, so what was not chosen cannot leave by mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wellplan.plan.model import About, Item, Plan, Section, Value, WrittenWith

PEOPLE = "people"
ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who a copy is for, in the person's own words. `role` may be empty."""

    name: str
    role: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name.strip(), self.role.strip()) if part)


def reduce(plan: Plan, parts: Iterable[str] | None) -> Plan:
    """The plan with only the chosen parts in it; None chooses every part.

    A part is a section's id or key, `people`, or `about` (the names, the title, and who helped).
    Hidden sections never leave. Someone not to be involved keeps that flag: every layout names them
    under "please do not involve" and gives no way to reach them.
    """
    chosen = None if parts is None else frozenset(parts)
    with_people = chosen is None or PEOPLE in chosen
    with_about = chosen is None or ABOUT in chosen
    kept = (section for section in plan.sections if _is_chosen(section, chosen))
    return replace(
        plan,
        title=plan.title if with_about else "",
        about=plan.about if with_about else About(),
        written_with=plan.written_with if with_about else WrittenWith(),
        sections=tuple(_section(plan, section, with_people) for section in kept),
        people=plan.people if with_people else (),
    )


def _is_chosen(section: Section, chosen: frozenset[str] | None) -> bool:
    if section.hidden:
        return False
    return chosen is None or section.id in chosen or (bool(section.key) and section.key in chosen)


def _section(plan: Plan, section: Section, with_people: bool) -> Section:
    """The section with only the values its fields can show: a value left from a removed field stays home."""
    return replace(section, items=tuple(_item(plan, section, item, with_people) for item in section.items))


def _item(plan: Plan, section: Section, item: Item, with_people: bool) -> Item:
    shown: dict[str, Value] = {}
    for field in section.fields:
        if field.key not in item.values:
            continue
        value = item.values[field.key]
        names_someone = field.type == "person" and isinstance(value, str) and plan.person(value.strip())
        if with_people or not names_someone:
            shown[field.key] = value
    return replace(item, values=shown)
