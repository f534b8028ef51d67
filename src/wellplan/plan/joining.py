# SPDX-License-Identifier: Apache-2.0
"""Two plans that grew apart, joined over the plan they grew from: pure values, no files and no clock.

What one side added or changed is taken. What both changed differently is kept twice. Order decides nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from wellplan.plan import exchange
from wellplan.plan.model import Field, Item, Person, Plan, Section, new_id

_A = TypeVar("_A")
_T = TypeVar("_T", Item, Person)

_LONGEST_KEY = 64
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Joined:
    """`both` pairs the id of a thing changed on both sides with the id its older words now have."""

    plan: Plan
    both: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Things:
    """Items or people by id, as they will be; `twins` are the older words of things changed on both sides."""

    kept: dict[str, Any] = field(default_factory=dict)
    twins: dict[str, Any] = field(default_factory=dict)


def join(base: Plan | None, older: Plan, newer: Plan) -> Plan:
    """Both plans in one. Without a base nothing counts as removed. Where only one can stay, `newer` wins."""
    return join_all(base or Plan(), older, newer, lambda _id: new_id()).plan


def join_all(base: Plan, older: Plan, newer: Plan, twin_id: Callable[[str], str]) -> Joined:
    """As `join`; `twin_id` gives the id for the older words of a thing changed on both sides.

    Items and people changed on both sides stay twice, the newest first: two halves of two answers could make
    a wish that nobody wrote. A change counts more than a removal. A section is there while anything is in it.
    """
    things = _join_things(_items(base), _items(older), _items(newer))
    people = _join_things(*({p.id: p for p in plan.people} for plan in (base, older, newer)))
    both = tuple((each, twin_id(each)) for each in (*things.twins, *people.twins))
    ids = dict(both)
    where = _places(things.kept, base, older, newer)
    sections = []
    for section in _sections(base, older, newer, set(where.values())):
        inside = [each for each, place in where.items() if place == section.id]
        order = _order(set(inside), *(_item_ids(plan, section.id) for plan in (base, older, newer)))
        items = tuple(_with_twins(order, things, ids))
        sections.append(_fitting(replace(section, items=items)))
    order = _order(set(people.kept), *([p.id for p in plan.people] for plan in (base, older, newer)))
    plan = replace(
        _outline(base, older, newer),
        sections=tuple(sections),
        people=tuple(_with_twins(order, people, ids)),
    )
    return Joined(plan, both)


def _items(plan: Plan) -> dict[str, Item]:
    return {item.id: item for section in plan.sections for item in section.items}


def _item_ids(plan: Plan, section_id: str) -> list[str]:
    return [item.id for section in plan.sections if section.id == section_id for item in section.items]


def _join_things(base: Mapping[str, _T], older: Mapping[str, _T], newer: Mapping[str, _T]) -> _Things:
    found = _Things()
    for each in {**newer, **older}:
        ours, theirs, was = newer.get(each), older.get(each), base.get(each)
        if ours is not None and theirs is not None:
            first, second = _of_both(was, theirs, ours)
            found.kept[each] = first
            if second is not None:
                found.twins[each] = second
            continue
        alone = ours if ours is not None else theirs
        if alone is not None and (was is None or not _says_the_same(was, alone)):
            found.kept[each] = alone
    return found


def _of_both(was: _T | None, older: _T, newer: _T) -> tuple[_T, _T | None]:
    """What stays, and the other words when both sides changed them."""
    if was in (older, newer):
        return (newer if older == was else older), None
    first, second = sorted((older, newer), key=_age, reverse=True)
    if _says_the_same(first, second):
        return first, None
    for one, other in ((first, second), (second, first)):
        if was is not None and _says_the_same(was, one):
            return other, None
    if _is_blank(first):
        return second, None
    return first, None if _is_blank(second) else second


def _says_the_same(one: _T, other: _T) -> bool:
    """The words; when they were changed or found still true is not one of them."""
    if isinstance(one, Item) and isinstance(other, Item):
        return one.values == other.values
    return one == other


def _is_blank(thing: Item | Person) -> bool:
    return thing.is_blank if isinstance(thing, Item) else thing == Person(id=thing.id)


def _age(thing: Item | Person) -> tuple[datetime, datetime, str]:
    """Later is greater. The same two things always stand in the same order, whoever asks."""
    if isinstance(thing, Person):
        return _NEVER, _NEVER, json.dumps(exchange.person_to_json(thing), sort_keys=True)
    text = json.dumps(exchange.item_to_json(thing), sort_keys=True)
    return _moment(thing.changed), _moment(thing.confirmed or ""), text


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text) if text else _NEVER


def _with_twins(order: Iterable[str], things: _Things, ids: Mapping[str, str]) -> Iterable[Any]:
    for each in order:
        yield things.kept[each]
        if each in things.twins:
            yield replace(things.twins[each], id=ids[each])


def _places(kept: Iterable[str], *plans: Plan) -> dict[str, str]:
    """The section each item will be in."""
    base, older, newer = (
        {item.id: section.id for section in plan.sections for item in section.items} for plan in plans
    )
    return {
        each: _pick(base.get(each), older.get(each, newer.get(each)), newer.get(each, older.get(each)))
        for each in kept
    }


def _pick(base: _A, older: Any, newer: Any) -> Any:
    """The side that changed; the newer one when both did."""
    return older if newer == base else newer


def _outline(base: Plan, older: Plan, newer: Plan) -> Plan:
    names = ("id", "title", "language", "template", "about", "written_with")
    return replace(newer, **{n: _pick(*(getattr(plan, n) for plan in (base, older, newer))) for n in names})


def _sections(base: Plan, older: Plan, newer: Plan, in_use: set[str]) -> list[Section]:
    """The sections that stay, in their order, each without its items."""
    plans = [{s.id: replace(s, items=()) for s in plan.sections} for plan in (base, older, newer)]
    kept: dict[str, Section] = {}
    for each in {**plans[2], **plans[1]}:
        was, theirs, ours = (sections.get(each) for sections in plans)
        if ours is not None and theirs is not None:
            kept[each] = _join_section(was or Section(), theirs, ours)
            continue
        alone = ours or theirs
        if alone is not None and (alone != was or each in in_use):
            kept[each] = alone
    order = _order(set(kept), *([s.id for s in plan.sections] for plan in (base, older, newer)))
    return [kept[each] for each in order]


def _join_section(was: Section, older: Section, newer: Section) -> Section:
    parts = {part.name: [getattr(s, part.name) for s in (was, older, newer)] for part in fields(Section)}
    joined = {name: _pick(*values) for name, values in parts.items()}
    joined["fields"] = tuple(_join_fields(*parts["fields"]))
    return Section(**joined)


def _join_fields(*sides: Sequence[Field]) -> Iterable[Field]:
    base, older, newer = ({each.key: each for each in side} for side in sides)
    for key in _order(set(older) | set(newer), list(base), list(older), list(newer)):
        if key in older and key in newer:
            yield _pick(base.get(key), older[key], newer[key])
        elif base.get(key) != (alone := older.get(key) or newer[key]):
            yield alone


def _order(keep: set[str], base: list[str], older: list[str], newer: list[str]) -> list[str]:
    """The ids to keep, as the side that moved things has them; the other's new ones near their neighbours."""
    main, side = newer, older
    was, there = set(base), set(newer)
    if [each for each in newer if each in was] == [each for each in base if each in there]:
        main, side = older, newer
    result = [each for each in main if each in keep]
    there, after = set(result), 0
    for each in side:
        if each in there:
            after = result.index(each) + 1
        elif each in keep:
            result.insert(after, each)
            after += 1
    return result


def _fitting(section: Section) -> Section:
    """A field of its own for answers of another kind: a tick on this side, words on the other."""
    by_key = {each.key: each for each in section.fields}
    without_field = {key for item in section.items for key in item.values} - set(by_key)
    items = []
    for item in section.items:
        values: dict[str, Any] = {}
        for key, value in item.values.items():
            taken = {*item.values, *values, *without_field}
            values[_fitting_key(by_key, taken, key, is_tick=isinstance(value, bool))] = value
        items.append(item if values == item.values else replace(item, values=values))
    return replace(section, fields=tuple(by_key.values()), items=tuple(items))


def _fitting_key(by_key: dict[str, Field], taken: set[str], key: str, *, is_tick: bool) -> str:
    def clashes(key: str) -> bool:
        return key in by_key and (by_key[key].type == "tick") != is_tick

    if not clashes(key):
        return key
    names = (f"{key[: _LONGEST_KEY - 8]}-{n}" for n in count(2))
    other = next(name for name in names if name not in taken and not clashes(name))
    by_key.setdefault(other, replace(by_key[key], key=other, type="tick" if is_tick else "text", choices=()))
    return other
