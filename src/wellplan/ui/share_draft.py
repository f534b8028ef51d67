# SPDX-License-Identifier: Apache-2.0
"""What a person has chosen so far for one copy: for whom, what, how. Nothing is in it that was not ticked.

The choice holds what goes, never what stays: whatever is written later stays at home until it is ticked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from wellplan.i18n import _
from wellplan.plan.describe import item_in_words
from wellplan.plan.model import Item, Person, Plan, Section
from wellplan.share.paper import Paper
from wellplan.share.scope import ABOUT, PEOPLE, Receiver, reduce

How = Literal["print", "pdf", "protected-pdf", "sealed-copy", "text"]
SECRET: tuple[How, ...] = ("protected-pdf", "sealed-copy")
"""Those that a passphrase opens."""


@dataclass(slots=True)
class Draft:
    """`person` is the id of someone in the plan, or empty; `chosen` holds ids of items, of people, and
    `about`. `replaces` is the id of a copy this one is made for."""

    person: str = ""
    name: str = ""
    role: str = ""
    chosen: set[str] = field(default_factory=set)
    how: How = "sealed-copy"
    passphrase: str = ""
    own: bool = False
    size: int = 12
    paper: Paper = "a4"
    replaces: str = ""

    @property
    def receiver(self) -> str:
        """Who it is for, as every page of the copy says it."""
        return str(Receiver(self.name, self.role))

    def parts(self, plan: Plan) -> tuple[str, ...]:
        """The parts something was chosen of, in the plan's order."""
        return tuple(part.id for part in offered(plan) if self.chosen & set(part.things))

    def left_out(self, plan: Plan) -> tuple[str, ...]:
        """Everything with words that was not chosen although it belongs to one of these parts."""
        going = set(self.parts(plan))
        return tuple(
            thing
            for part in offered(plan)
            for thing in part.things
            if part.id in going and thing not in self.chosen
        )

    def reduced(self, plan: Plan) -> Plan:
        """The plan with what was chosen, and nothing else. All copies are made of this."""
        at_home = {item.id for section in plan.sections for item in section.items}
        at_home |= {person.id for person in plan.people}
        return reduce(plan, self.parts(plan), without_items=frozenset(at_home - self.chosen))

    def drop_missing(self, plan: Plan) -> None:
        """Forget what is not in the plan, or not to be offered, any more."""
        self.chosen &= {thing for part in offered(plan) for thing in part.things}

    def take_same(
        self, plan: Plan, parts: tuple[str, ...], then: Plan | None, left_out: tuple[str, ...]
    ) -> None:
        """Choose what an earlier copy had. Of a part not given whole, only what was in that copy (`then`)."""
        self.chosen.clear()  # the same set: what is on the screen follows it
        had = _things_in(then) if then is not None else set()
        stayed = set(left_out)
        for part in offered(plan):
            if part.id in parts:
                whole = not stayed & set(part.things)
                self.chosen |= {thing for thing in part.things if whole or thing in had}


@dataclass(frozen=True, slots=True)
class Part:
    """Something of the plan that can be given: its title, and its things by id with their words."""

    id: str
    title: str
    things: dict[str, str]


def offered(plan: Plan) -> tuple[Part, ...]:
    """All that can be given: pages with words that are not hidden, the people, and about this plan."""
    return tuple(part for part in _parts(plan) if part.things)


def _parts(plan: Plan) -> Iterator[Part]:
    for section in plan.sections:
        if not section.hidden:
            things = {item.id: _item_words(plan, section, item) for item in section.items}
            title = section.title.strip() or _("A page with no name yet")
            yield Part(section.id, title, {key: words for key, words in things.items() if words})
    people = {person.id: name_of(person) for person in plan.people if name_of(person)}
    yield Part(PEOPLE, _("My people"), people)
    about, written = plan.about, plan.written_with
    words = ", ".join(filter(None, (each.strip() for each in (plan.title, about.called or about.name))))
    if words or about.name.strip() or written.helper.strip() or written.on:
        told = words or _("My name, and who helped me write it")
        yield Part(ABOUT, _("My name, and who helped"), {ABOUT: told})


def _item_words(plan: Plan, section: Section, item: Item) -> str:
    """The first words of an item, on one line."""
    shown = Item(item.id, {f.key: item.values[f.key] for f in section.fields if f.key in item.values})
    return next(iter(item_in_words(section.fields, shown, plan).splitlines()), "").strip()


def name_of(person: Person) -> str:
    """What a person of the plan is known by; empty when nothing is written."""
    return person.name.strip() or person.role.strip()


def barred_namesake(plan: Plan, name: str) -> Person | None:
    """Someone in the plan of this name who is not to be involved."""
    wanted = " ".join(name.casefold().split())
    for person in plan.people:
        if person.not_to_be_involved and wanted and " ".join(person.name.casefold().split()) == wanted:
            return person
    return None


def _things_in(plan: Plan) -> set[str]:
    items = {item.id for section in plan.sections for item in section.items}
    return items | {person.id for person in plan.people} | {ABOUT}
