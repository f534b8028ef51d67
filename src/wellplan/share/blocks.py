# SPDX-License-Identifier: Apache-2.0
"""One section, or the people, or the crisis lines, as blocks of lines: the same for paper and for text.

A block knows nothing of fonts or pages, and holds only values of the reduced plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.share.numbers import Found

Tone = Literal["plain", "strong", "quiet"]
Kind = Literal[
    "entries", "points", "sheet", "contacts", "words",
    "fill", "form", "table", "ticks", "choice", "ideas", "squares",
]  # fmt: skip

MOST_GROUPS = 4
"""A choice with more answers than this goes before each entry; with fewer, it is a heading over them."""
SHEET_FIELDS = 5
"""A page with so many text fields is a sheet to fill in: every answer keeps its question."""
LONG = 320
"""Characters. A longer entry may run over a page's end; a shorter one stays together."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one tone."""

    text: str
    tone: Tone = "plain"


Line = tuple[Run, ...]
SPACE = Run(" ")
"""A run of its own: at the end of words that are an isolate it would stand on their wrong side."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines that belong together. The first leads."""

    lines: tuple[Line, ...]

    @property
    def keep(self) -> bool:
        """True when it should not be split over two pages."""
        return self._length() <= LONG

    @property
    def short(self) -> bool:
        """True when it looks well in half the width of a page."""
        return self._length() <= LONG // 2

    def _length(self) -> int:
        return sum(len(run.text) for line in self.lines for run in line)


@dataclass(frozen=True, slots=True)
class Block:
    """Entries under an optional small heading, and how they are set.

    `fill` has `rows` empty lines to write on. `form` has a line beside each label; `table` has a column for
    each and `rows` empty rows; `ticks` has a box before each and `rows` lines after it; `choice` is a
    question and its answers with a box before each. `squares` has one of its `links` as a QR code over each.
    """

    kind: Kind
    entries: tuple[Entry, ...] = ()
    heading: str = ""
    rows: int = 0
    links: tuple[str, ...] = ()


def of_section(plan: Plan, section: Section, fields: Sequence[str] = (), most: int = 0) -> tuple[Block, ...]:
    """What the person wrote in a section. `fields` keeps only those; `most` only the first so many items."""
    wanted = tuple(f for f in section.fields if f.type != "picture" and (not fields or f.key in fields))
    items = tuple(item for item in section.items if any(_shown(plan, item, f) for f in wanted))
    items = items[:most] if most else items
    if not items:
        return ()
    writing = [f for f in section.fields if f.type in ("line", "text")]
    if len(writing) >= SHEET_FIELDS:
        sheets = (_sheet(plan, item, wanted) for item in items)
        return (Block("sheet", tuple(entry for sheet in sheets for entry in sheet)),)
    choice = next((f for f in wanted if f.type == "choice"), None)
    if choice is None or len(choice.choices) > MOST_GROUPS:
        return (_plain_block(plan, items, wanted, choice),)
    rest = tuple(f for f in wanted if f != choice)
    return tuple(_groups(plan, items, rest, choice))


def _groups(plan: Plan, items: tuple[Item, ...], rest: tuple[Field, ...], choice: Field) -> Iterator[Block]:
    """A block for each answer that was chosen, in the order of the answers; first those without one."""
    said = [item.text(choice.key).strip() for item in items]
    strong = any(len(_entry(plan, item, rest, None).lines) > 1 for item in items)
    for answer in dict.fromkeys(("", *choice.choices, *said)):
        under = tuple(item for item, its in zip(items, said, strict=True) if its == answer.strip())
        if under:
            yield _plain_block(plan, under, rest, None, answer, strong)


def _plain_block(
    plan: Plan,
    items: tuple[Item, ...],
    fields: tuple[Field, ...],
    prefix: Field | None,
    heading: str = "",
    strong: bool = False,
) -> Block:
    entries = tuple(_entry(plan, item, fields, prefix) for item in items)
    entries = tuple(entry for entry in entries if entry.lines)
    if not strong and all(len(entry.lines) == 1 for entry in entries):
        return Block("points" if len(entries) > 1 or heading else "entries", entries, heading)
    return Block("entries", entries if prefix else tuple(_strong_lead(entry) for entry in entries), heading)


def _strong_lead(entry: Entry) -> Entry:
    """The entry with its first line in strong words, unless that is long or has a question before it."""
    lead = entry.lines[0]
    if len(lead) > 1 or len(lead[0].text) > LONG // 2:
        return entry
    return Entry(((Run(lead[0].text, "strong"),), *entry.lines[1:]))


def _entry(plan: Plan, item: Item, fields: tuple[Field, ...], prefix: Field | None) -> Entry:
    said = [(f, _shown(plan, item, f)) for f in fields if f != prefix]
    said = [(f, text) for f, text in said if text]
    before: Line = (
        (Run(item.text(prefix.key).strip() + ":", "strong"), SPACE)
        if prefix and item.text(prefix.key)
        else ()
    )
    if not said:
        return Entry((before,) if before else ())
    (lead, words), rest = said[0], said[1:]
    if lead.type not in ("line", "text") or lead != next(f for f in fields if f != prefix):
        return Entry((before + _labelled(lead, words), *(_labelled(f, text) for f, text in rest)))
    return Entry(((*before, Run(words)), *(_labelled(f, text) for f, text in rest)))


def _sheet(plan: Plan, item: Item, fields: tuple[Field, ...]) -> Iterator[Entry]:
    for field in fields:
        words = _shown(plan, item, field)
        if words:
            yield Entry(((Run(field.label or field.key, "strong"),), (Run(words),)))


def _labelled(field: Field, words: str) -> Line:
    if field.type == "tick":
        return (Run(words),)
    label = field.label.strip() or field.key
    return (Run(label + ("" if label[-1] in "?:!.…" else ":"), "quiet"), SPACE, Run(words))


def _shown(plan: Plan, item: Item, field: Field) -> str:
    """The value as a reader sees it: a date in words, a person by name, a tick by its label."""
    value = item.values.get(field.key, "")
    if isinstance(value, bool) or field.type == "tick":
        return (field.label.strip() or field.key) if value is True else ""
    text = value.strip()
    if field.type == "date":
        return day_in_words(text)
    if field.type == "person" and (person := plan.person(text)) is not None:
        return person.name.strip() or person.role.strip()
    return text


def day_in_words(text: str) -> str:
    """A day (`YYYY-MM-DD`) in words; other text as it is."""
    try:
        return in_words(date.fromisoformat(text))
    except ValueError:
        return text


def contacts(people: Iterable[Person]) -> tuple[Block, ...]:
    """People with every way to reach them, and what they are asked to do."""
    entries = tuple(_contact(person, to_ring=False) for person in people)
    return (Block("contacts", entries),) if entries else ()


def to_ring(people: Iterable[Person], *, short: bool = False) -> tuple[Block, ...]:
    """People with their numbers. `short` is one line each, for a card."""
    entries = tuple(_short_contact(p) if short else _contact(p, to_ring=True) for p in people)
    return (Block("contacts", entries),) if entries else ()


def _name_and_role(person: Person) -> Line:
    name = person.name.strip() or person.role.strip() or _("Someone I trust")
    role = person.role.strip() if person.name.strip() else ""
    return (Run(name, "strong"), *((Run(", "), Run(role)) if role else ()))


def _numbers(person: Person) -> str:
    return " · ".join(number.strip() for number in person.phones if number.strip())


def _short_contact(person: Person) -> Entry:
    return Entry(((*_name_and_role(person), SPACE, Run(_numbers(person), "strong")),))


def _contact(person: Person, *, to_ring: bool) -> Entry:
    numbers = _numbers(person)
    when = person.when.strip()
    reach = (
        [" · ".join(p for p in (numbers, when) if p)]
        if len(person.phones) < 2 or to_ring
        else [numbers, when]
    )
    reach += [] if to_ring else [person.email.strip()]
    asked = [(_("Please do:"), person.please_do.strip()), (_("Please don’t:"), person.please_dont.strip())]
    lines = [_name_and_role(person), *((Run(part),) for part in reach if part)]
    lines += [_asked(label, words) for label, words in asked if words]
    return Entry(tuple(lines))


def _asked(label: str, words: str) -> Line:
    """What someone is asked, with its label unless the words say please themselves."""
    please = label.split()[0].casefold()
    if words.casefold().startswith(please):
        return (Run(words),)
    return (Run(label, "quiet"), SPACE, Run(words))


def asked_of(person: Person) -> tuple[Block, ...]:
    """What one person is asked to do and not to do, each under its own words."""
    asked = ((_("Please do"), person.please_do), (_("Please don’t"), person.please_dont))
    return tuple(
        Block("entries", (Entry(((Run(words.strip()),),)),), heading)
        for heading, words in asked
        if words.strip()
    )


def own_numbers(person: Person) -> tuple[Block, ...]:
    """How the plan says that one person can be reached, so that they can say when it is wrong."""
    reach = " · ".join(part for part in (_numbers(person), person.when.strip()) if part)
    if not reach:
        return ()
    ask = (Run(_("Please tell me when this changes."), "quiet"),)
    return (Block("entries", (Entry(((Run(reach),), ask)),)),)


def barred(people: Iterable[Person]) -> tuple[Block, ...]:
    """People not to be involved, by name and role. No way to reach them is given."""
    entries = []
    for person in people:
        name = ", ".join(part for part in (person.name.strip(), person.role.strip()) if part)
        why = person.please_dont.strip()
        lines: list[Line] = [(Run(name or _("Someone I have not named"), "strong"),)]
        lines += [_asked(_("Please don’t:"), why)] if why else []
        entries.append(Entry(tuple(lines)))
    only_names = all(len(entry.lines) == 1 for entry in entries) and len(entries) > 1
    return (Block("points" if only_names else "entries", tuple(entries)),) if entries else ()


def crisis_lines(lines: Iterable[CrisisLine], *, short: bool = False) -> tuple[Block, ...]:
    """Lines to ring or text, one entry each."""
    entries = tuple(_crisis_line(line, short) for line in lines)
    return (Block("contacts", entries),) if entries else ()


def _crisis_line(line: CrisisLine, short: bool) -> Entry:
    ways = [line.call.strip()]
    if line.text_to and line.text_word:
        ways.append(_("text {word} to {number}").format(word=line.text_word, number=line.text_to))
    elif line.text_to:
        ways.append(_("text {number}").format(number=line.text_to))
    how = " · ".join(way for way in ways if way) or line.web
    if short:
        return Entry(((Run(line.name, "strong"), SPACE, Run(how, "strong")),))
    when = " · ".join(part for part in (how, line.hours.strip()) if part)
    return Entry(((Run(line.name, "strong"), SPACE, Run(when)),))


def left_numbers(found: Iterable[Found]) -> tuple[Block, ...]:
    """Numbers that nothing else on these pages shows, each with the words that say whose it is."""
    entries = tuple(Entry(((Run(each.words), SPACE, Run(each.number, "strong")),)) for each in found)
    return (Block("points" if len(entries) > 1 else "entries", entries),) if entries else ()
