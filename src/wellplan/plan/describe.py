# SPDX-License-Identifier: Apache-2.0
"""What differs between two plans, in plain words, page by page: for history, backups and second copies.

It only says; `plan.changes` is what is kept and applied.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from wellplan.i18n import _
from wellplan.plan.dates import from_words, in_words
from wellplan.plan.model import Field, Item, Person, Plan, Section

Kind = Literal["added", "changed", "removed", "note"]
PEOPLE, ABOUT, PAGES = "people", "about", "pages"
"""What `Told.page` is when the difference is on no page of the person's own."""


@dataclass(frozen=True, slots=True)
class Told:
    """One difference. `was` and `now` are the person's words, empty where there are none.

    `page` is a section's id, PEOPLE, ABOUT or PAGES; `thing` the item's or person's id, empty for neither.
    """

    kind: Kind
    page: str
    heading: str
    was: str = ""
    now: str = ""
    thing: str = ""

    def __str__(self) -> str:
        """`Added to First signs: I stop cooking`, on one line."""
        words = " ".join((self.now or self.was).split())
        if self.kind == "changed" and not self.now:
            return _("{heading}: now empty").format(heading=self.heading)
        return _("{heading}: {words}").format(heading=self.heading, words=words) if words else self.heading


def describe(before: Plan, after: Plan) -> tuple[Told, ...]:
    """Every difference a person can read, in the order of the pages; nothing for times and other marks."""
    told = list(_about(before, after))
    old = {section.id: section for section in before.sections}
    for section in after.sections:
        was = old.get(section.id)
        if was is None:
            told += _whole_page("added", section, after)
        elif was is not section:
            told += _page(was, section, before, after)
    kept = {section.id for section in after.sections}
    for section in before.sections:
        if section.id not in kept:
            told += _whole_page("removed", section, before)
    if _new_order(before.sections, after.sections):
        told.append(Told("note", PAGES, _("The pages have another order")))
    return (*told, *_people(before, after))


def item_in_words(fields: Sequence[Field], item: Item, plan: Plan) -> str:
    """What an item says, one field a line; the first field without its label. Empty for a blank item."""
    lines = []
    for number, each in enumerate(fields):
        value = _value(each, item, plan)
        if value and (number == 0 or each.type == "tick"):
            lines.append(each.label if each.type == "tick" else value)
        elif value:
            lines.append(_("{label}: {words}").format(label=each.label, words=value))
    return "\n".join(lines)


def page_title(section: Section) -> str:
    """The title of a page, or words for a page that has none."""
    return section.title.strip() or _("a page with no name")


# --- pages


def _whole_page(kind: Literal["added", "removed"], section: Section, plan: Plan) -> list[Told]:
    words = "\n".join(filter(None, (item_in_words(section.fields, i, plan) for i in section.items)))
    if kind == "added":
        return [Told(kind, section.id, _("New page: {page}").format(page=page_title(section)), now=words)]
    return [Told(kind, section.id, _("Page taken out: {page}").format(page=page_title(section)), was=words)]


def _page(was: Section, now: Section, before: Plan, after: Plan) -> Iterator[Told]:
    page = page_title(now)
    if was.title != now.title:
        yield Told("changed", now.id, _("Page renamed"), was.title, now.title)
    if was.prompt != now.prompt:
        yield Told(
            "changed", now.id, _("Words at the top of {page}").format(page=page), was.prompt, now.prompt
        )
    if was.hidden != now.hidden:
        said = _("Page hidden: {page}") if now.hidden else _("Page shown again: {page}")
        yield Told("note", now.id, said.format(page=page))
    if was.stage != now.stage:
        yield Told("note", now.id, _("Page moved: {page}").format(page=page))
    if was.fields != now.fields:
        yield Told("note", now.id, _("Other questions on {page}").format(page=page))
    yield from _items(was, now, before, after)
    if _new_order(was.items, now.items):
        yield Told("note", now.id, _("Another order in {page}").format(page=page))


def _items(was: Section, now: Section, before: Plan, after: Plan) -> Iterator[Told]:
    page, old = page_title(now), {item.id: item for item in was.items}
    for item in now.items:
        earlier = old.get(item.id)
        if earlier is None or earlier.is_blank:
            if not item.is_blank:
                words = item_in_words(now.fields, item, after)
                yield Told("added", now.id, _("Added to {page}").format(page=page), now=words, thing=item.id)
        elif earlier is not item:
            yield from _fields(page, was, now, earlier, item, before, after)
    kept = {item.id for item in now.items}
    for item in was.items:
        if item.id not in kept and not item.is_blank:
            words = item_in_words(was.fields, item, before)
            yield Told(
                "removed", now.id, _("Taken out of {page}").format(page=page), was=words, thing=item.id
            )


def _fields(
    page: str, was: Section, now: Section, earlier: Item, item: Item, before: Plan, after: Plan
) -> Iterator[Told]:
    """One difference for each field; the title of the entry tells which one it was."""
    for number, each in enumerate({f.key: f for f in (*was.fields, *now.fields)}.values()):
        if earlier.values.get(each.key) == item.values.get(each.key):
            continue  # it may name someone who was taken out since, which is said with the people
        old, new = _value(each, earlier, before), _value(each, item, after)
        if old != new:
            said = _("Changed in {page}") if number == 0 else _("Changed in {page}, “{label}”")
            heading = said.format(page=page, label=each.label)
            yield Told("changed", now.id, heading, old, new, item.id)


def _value(field: Field, item: Item, plan: Plan) -> str:
    value = item.values.get(field.key, "")
    if isinstance(value, bool):
        return _("Yes") if value else ""
    if field.type == "person" and value:
        person = plan.person(value)
        return (person.name or person.role).strip() if person else ""
    return value.strip()


# --- people and the plan itself


def _people(before: Plan, after: Plan) -> Iterator[Told]:
    old = {person.id: person for person in before.people}
    for person in after.people:
        earlier = old.get(person.id)
        if earlier is None:
            yield Told("added", PEOPLE, _("Added to my people"), now=person_in_words(person), thing=person.id)
        elif earlier != person:
            for was, now in _person_lines(earlier, person):
                name = person.name.strip() or person.role.strip() or _("Someone with no name")
                heading = _("Changed in my people, {name}").format(name=name)
                yield Told("changed", PEOPLE, heading, was, now, person.id)
    kept = {person.id for person in after.people}
    for person in before.people:
        if person.id not in kept:
            words = person_in_words(person)
            yield Told("removed", PEOPLE, _("Taken out of my people"), was=words, thing=person.id)
    if _new_order(before.people, after.people):
        yield Told("note", PEOPLE, _("Another order in my people"))


def person_in_words(person: Person) -> str:
    """All that is written about a person, one thing a line."""
    return "\n".join(line for line in _person(person) if line)


def _person(person: Person) -> tuple[str, ...]:
    return (
        person.name.strip(),
        person.role.strip(),
        _("Phone: {words}").format(words=", ".join(person.phones)) if any(person.phones) else "",
        _("Email: {words}").format(words=person.email) if person.email.strip() else "",
        _("When to ring: {words}").format(words=person.when) if person.when.strip() else "",
        _("Please do: {words}").format(words=person.please_do) if person.please_do.strip() else "",
        _("Please don’t: {words}").format(words=person.please_dont) if person.please_dont.strip() else "",
        _("Please do not involve") if person.not_to_be_involved else "",
    )


def _person_lines(was: Person, now: Person) -> Iterator[tuple[str, str]]:
    return (pair for pair in zip(_person(was), _person(now), strict=True) if pair[0] != pair[1])


def _about(before: Plan, after: Plan) -> Iterator[Told]:
    with_words: tuple[tuple[str, Callable[[Plan], str]], ...] = (
        (_("What I call this plan"), lambda plan: plan.title),
        (_("My full name"), lambda plan: plan.about.name),
        (_("What I like to be called"), lambda plan: plan.about.called),
        (_("Who helped me write it"), lambda plan: plan.written_with.helper),
        (_("The day we wrote it"), _day),
        (_("Was I well when I wrote it?"), _well),
        (_("The plan’s language"), lambda plan: plan.language),
    )
    for heading, read in with_words:
        was, now = read(before).strip(), read(after).strip()
        if was != now:
            yield Told("changed", ABOUT, heading, was, now)


def _day(plan: Plan) -> str:
    day = from_words(plan.written_with.on)
    return in_words(day) if day else plan.written_with.on


def _well(plan: Plan) -> str:
    answers = {True: _("Yes, I was well"), False: _("Not so well"), None: ""}
    return answers[plan.written_with.well_at_the_time]


# --- order, and bringing back

_T = TypeVar("_T", Section, Item, Person)


def _new_order(before: Sequence[_T], after: Sequence[_T]) -> bool:
    """Whether what is in both stands in another order."""
    both = {thing.id for thing in before} & {thing.id for thing in after}
    return [t.id for t in before if t.id in both] != [t.id for t in after if t.id in both]


def brought_back(today: Plan, then: Plan, page: str, thing: str = "") -> Plan:
    """Today's plan with one page, or one thing on it, as it was then. Nothing else changes."""
    if page == ABOUT:
        today = replace(today, title=then.title, about=then.about)
        return replace(today, written_with=then.written_with, language=then.language)
    if page == PAGES:
        return _in_order_of(today, then)
    if page == PEOPLE:
        return _people_back(today, then, thing)
    earlier = next((s for s in then.sections if s.id == page), None)
    if earlier is None:
        return today if thing else today.remove_section(page)
    now = next((s for s in today.sections if s.id == page), None)
    if now is None or not thing:
        return today.put_section(earlier, min(then.sections.index(earlier), len(today.sections)))
    items = _thing_back(now.items, earlier.items, thing)
    return today.put_section(replace(now, items=items))


def _people_back(today: Plan, then: Plan, thing: str) -> Plan:
    return replace(today, people=_thing_back(today.people, then.people, thing) if thing else then.people)


def _thing_back(now: tuple[_T, ...], then: tuple[_T, ...], thing: str) -> tuple[_T, ...]:
    earlier = next((t for t in then if t.id == thing), None)
    if earlier is None:
        return tuple(t for t in now if t.id != thing)
    if any(t.id == thing for t in now):
        return tuple(earlier if t.id == thing else t for t in now)
    at: int = min(then.index(earlier), len(now))
    return now[:at] + (earlier,) + now[at:]  # noqa: RUF005 - mypy cannot follow the starred form


def _in_order_of(today: Plan, then: Plan) -> Plan:
    places = {section.id: place for place, section in enumerate(then.sections)}
    order = sorted(today.sections, key=lambda s: places.get(s.id, len(places)))
    return replace(today, sections=tuple(order))
