# SPDX-License-Identifier: Apache-2.0
"""A plan as frozen values: Plan, Section, Field, Item, Person. An edit returns a new Plan.

Nothing here reads files, clocks or screens; every time is given by the caller as RFC 3339 text.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeVar, get_args

Stage = Literal["life", "well", "ups-and-downs", "early", "worse", "crisis", "after"]
FieldType = Literal["line", "text", "choice", "phone", "date", "tick", "picture", "person"]
Value = str | bool

STAGES: tuple[Stage, ...] = get_args(Stage)
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)


def new_id() -> str:
    """A fresh random identity (UUID version 4, RFC 9562)."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an item can say. `choices` is used by type `choice` only."""

    key: str
    label: str
    type: FieldType = "line"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the person wrote: a value for each field key. A missing key means empty.

    `changed` and `confirmed` are RFC 3339 times; `confirmed` is when it was last found still true.
    """

    id: str = field(default_factory=new_id)
    values: Mapping[str, Value] = field(default_factory=dict)
    changed: str = ""
    confirmed: str | None = None

    def text(self, key: str) -> str:
        """The words under a field key; empty for a tick or a missing value."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def with_value(self, key: str, value: Value, changed: str) -> "Item":
        """The item with one value put in."""
        return replace(self, values={**self.values, key: value}, changed=changed)

    @property
    def is_blank(self) -> bool:
        """True when nothing has been written or ticked."""
        return not any(v.strip() if isinstance(v, str) else v for v in self.values.values())


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the plan. `key` names its kind (`first-signs`); a person's own pages have keys too."""

    id: str = field(default_factory=new_id)
    key: str = ""
    title: str = ""
    prompt: str = ""
    stage: Stage = "life"
    hidden: bool = False
    fields: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()

    def item(self, item_id: str) -> Item:
        """The item of that id; KeyError when there is none."""
        return _find(self.items, item_id)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the person's life. `phones` keeps the order the person gave."""

    id: str = field(default_factory=new_id)
    name: str = ""
    role: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    when: str = ""
    please_do: str = ""
    please_dont: str = ""
    not_to_be_involved: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """Whose plan it is: the full name, and what the person likes to be called."""

    name: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class WrittenWith:
    """Who helped, on which day (`YYYY-MM-DD` or empty), and whether the person says they were well."""

    helper: str = ""
    on: str = ""
    well_at_the_time: bool | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan. Sections keep the person's own order; the rail groups them by stage."""

    id: str = field(default_factory=new_id)
    title: str = ""
    language: str = "en-GB"
    template: str = ""
    about: About = About()
    written_with: WrittenWith = WrittenWith()
    sections: tuple[Section, ...] = ()
    people: tuple[Person, ...] = ()

    def section(self, section_id: str) -> Section:
        """The section of that id; KeyError when there is none."""
        return _find(self.sections, section_id)

    def section_by_key(self, key: str) -> Section | None:
        """The first section of that kind, hidden or not."""
        return next((s for s in self.sections if s.key == key), None)

    def person(self, person_id: str) -> Person | None:
        """The person of that id, or None: a field may name someone since removed."""
        return next((p for p in self.people if p.id == person_id), None)

    def put_section(self, section: Section, at: int | None = None) -> "Plan":
        """Replace the section of the same id, or insert it at `at` (default: the end)."""
        return replace(self, sections=_put(self.sections, section, at))

    def remove_section(self, section_id: str) -> "Plan":
        """The plan without that section."""
        return replace(self, sections=_remove(self.sections, section_id))

    def move_section(self, section_id: str, to: int) -> "Plan":
        """The plan with that section at position `to` (0 first)."""
        return replace(self, sections=_move(self.sections, section_id, to))

    def put_item(self, section_id: str, item: Item, at: int | None = None) -> "Plan":
        """Replace the item of the same id in a section, or insert it at `at` (default: the end)."""
        section = self.section(section_id)
        return self.put_section(replace(section, items=_put(section.items, item, at)))

    def remove_item(self, section_id: str, item_id: str) -> "Plan":
        """The plan without that item."""
        section = self.section(section_id)
        return self.put_section(replace(section, items=_remove(section.items, item_id)))

    def move_item(self, section_id: str, item_id: str, to: int) -> "Plan":
        """The plan with that item at position `to` of its section."""
        section = self.section(section_id)
        return self.put_section(replace(section, items=_move(section.items, item_id, to)))

    def put_person(self, person: Person, at: int | None = None) -> "Plan":
        """Replace the person of the same id, or add them at `at` (default: the end)."""
        return replace(self, people=_put(self.people, person, at))

    def remove_person(self, person_id: str) -> "Plan":
        """The plan without that person."""
        return replace(self, people=_remove(self.people, person_id))

    def move_person(self, person_id: str, to: int) -> "Plan":
        """The plan with that person at position `to`."""
        return replace(self, people=_move(self.people, person_id, to))


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Identified)


def _find(things: Sequence[_T], thing_id: str) -> _T:
    for thing in things:
        if thing.id == thing_id:
            return thing
    raise KeyError(thing_id)


def _put(things: tuple[_T, ...], thing: _T, at: int | None) -> tuple[_T, ...]:
    if any(t.id == thing.id for t in things):
        return tuple(thing if t.id == thing.id else t for t in things)
    position = len(things) if at is None else at
    return (*things[:position], thing, *things[position:])


def _remove(things: tuple[_T, ...], thing_id: str) -> tuple[_T, ...]:
    return tuple(t for t in things if t.id != thing_id)


def _move(things: tuple[_T, ...], thing_id: str, to: int) -> tuple[_T, ...]:
    thing = _find(things, thing_id)
    rest = _remove(things, thing_id)
    return (*rest[:to], thing, *rest[to:])
