# SPDX-License-Identifier: Apache-2.0
"""What changed between two plans, as small JSON-ready changes that can be applied again.

The vault keeps one list of changes for each edit: history, undo across days, joining two
computers and "what changed since your copy" all read them. `docs/format.md` names every change.
`apply(before, difference(before, after)) == after` for any two plans.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from wellplan.plan import exchange
from wellplan.plan.model import Item, Person, Plan, Section

Change = dict[str, Any]

_T = TypeVar("_T", Section, Item, Person)


class UnknownChange(ValueError):
    """A change made by a newer WellPlan; the plan must then be read only."""


def difference(before: Plan, after: Plan) -> list[Change]:
    """The changes that turn `before` into `after`; empty when they are equal."""
    if before == after:
        return []
    changes: list[Change] = []
    if _outline(before) != _outline(after):
        changes.append({"do": "plan", "set": _outline(after)})
    changes += _section_changes(before.sections, after.sections)
    changes += _thing_changes("person", before.people, after.people, exchange.person_to_json, {})
    return changes


def apply(plan: Plan, changes: Sequence[Mapping[str, Any]]) -> Plan:
    """The plan after the changes, in order. Raises UnknownChange for one it does not know."""
    for change in changes:
        plan = _apply_one(plan, change)
    return plan


def _outline(plan: Plan) -> dict[str, Any]:
    whole = exchange.plan_to_json(replace(plan, sections=(), people=()))
    return {k: v for k, v in whole.items() if k not in ("format", "version", "sections", "people")}


def _frame(section: Section) -> dict[str, Any]:
    frame = exchange.section_to_json(replace(section, items=()))
    del frame["items"]
    return frame


def _section_changes(before: tuple[Section, ...], after: tuple[Section, ...]) -> list[Change]:
    changes = _thing_changes("section", before, after, _frame, {})
    old = {s.id: s for s in before}
    for section in after:
        was = old.get(section.id)
        if was is not section:
            items = was.items if was else ()
            where = {"section": section.id}
            changes += _thing_changes("item", items, section.items, exchange.item_to_json, where)
    return changes


def _thing_changes(
    noun: str, before: tuple[_T, ...], after: tuple[_T, ...], to_json: Any, where: Mapping[str, str]
) -> list[Change]:
    """Removed, then put, then order: the order is written only where putting does not give it."""
    if before is after:
        return []
    old = {thing.id: thing for thing in before}
    kept = {thing.id for thing in after}
    changes: list[Change] = [
        {"do": f"{noun}-removed", **where, "id": thing.id} for thing in before if thing.id not in kept
    ]
    ids = [thing.id for thing in before if thing.id in kept]
    for thing in after:
        was = old.get(thing.id)
        if was is thing:
            continue
        data = to_json(thing)
        if was is None or to_json(was) != data:
            changes.append({"do": noun, **where, noun: data})
        if was is None:
            ids.append(thing.id)
    order = [thing.id for thing in after]
    if ids != order:
        changes.append({"do": f"{noun}-order", **where, "ids": order})
    return changes


def _apply_one(plan: Plan, change: Mapping[str, Any]) -> Plan:
    match change.get("do"):
        case "plan":
            return _set_outline(plan, change["set"])
        case "section":
            return plan.put_section(_framed(plan, change["section"]))
        case "section-removed":
            return plan.remove_section(change["id"])
        case "section-order":
            return replace(plan, sections=_ordered(plan.sections, change["ids"]))
        case "item":
            return plan.put_item(change["section"], exchange.item_from_json(change["item"], "item"))
        case "item-removed":
            return plan.remove_item(change["section"], change["id"])
        case "item-order":
            section = plan.section(change["section"])
            return plan.put_section(replace(section, items=_ordered(section.items, change["ids"])))
        case "person":
            return plan.put_person(exchange.person_from_json(change["person"], "person"))
        case "person-removed":
            return plan.remove_person(change["id"])
        case "person-order":
            return replace(plan, people=_ordered(plan.people, change["ids"]))
        case unknown:
            raise UnknownChange(str(unknown))


def _set_outline(plan: Plan, outline: Mapping[str, Any]) -> Plan:
    bare = exchange.plan_from_json(
        {"format": exchange.FORMAT, "version": exchange.VERSION, **outline, "sections": [], "people": []}
    )
    return replace(bare, sections=plan.sections, people=plan.people)


def _framed(plan: Plan, frame: Mapping[str, Any]) -> Section:
    section = exchange.section_from_json({**frame, "items": []}, "section")
    old = next((s for s in plan.sections if s.id == section.id), None)
    return replace(section, items=old.items) if old else section


def _ordered(things: tuple[_T, ...], ids: Sequence[str]) -> tuple[_T, ...]:
    """The things in the order of `ids`; any not named keep their place at the end."""
    by_id = {thing.id: thing for thing in things}
    named = set(ids)
    order = [by_id[i] for i in ids if i in by_id] + [t for t in things if t.id not in named]
    return tuple(order)
