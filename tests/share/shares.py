# SPDX-License-Identifier: Apache-2.0
"""Random plans in which each string has a word of its own, and random choices of what to share of them.

What may leave is worked out here a second time, by hand, and not by asking the program.
"""

import io
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import zxingcpp
from paper_plans import STAMP
from PIL import Image

from canaries import find
from wellplan import crypto
from wellplan.plan.exchange import dumps
from wellplan.plan.model import STAGES, About, Field, Item, Person, Plan, Section, WrittenWith
from wellplan.share import scope
from wellplan.share.document import make_pdf, protect
from wellplan.share.layout import Layout
from wellplan.share.sealed_copy import Copy, read_copy, seal_copy
from wellplan.share.text import to_text

LAYOUTS: tuple[Layout, ...] = (
    "whole", "large", "easy", "crisis", "card", "admission", "supporter", "meeting", "record", "workbook",
)  # fmt: skip
LETTERS = "abcdefghijklmnop"
LONG = 11
"""Letters of a word of ours: `zq` and nine more, none of which is a z or a q."""
DRESSES = (
    "{}", "{}", "I say {}.", "{}\nand then tea", "نعم {} شكرا", "<b>{}</b> & #read(\"{}\")", "*{}* _x_ $y$",
    "🐈 {} 🙂", "\u202e{}\u202c", "{}\u0301\x00", "{}, ring 999", "- {}\r\n===\t",
)  # fmt: skip
KEYS = {
    "first-signs": ("sign", "do", "others"),
    "getting-worse": ("sign", "do", "others"),
    "crisis-signs": ("sign", "means"),
    "who-acts": ("do", "who"),
    "crisis-home": ("do", "about", "who", "tell"),
    "crisis-care": ("what", "kind", "why"),
    "if-admitted": ("welcome", "name", "food", "things", "nurse"),
    "staying-safe": ("what", "kind", "note"),
    "not-involved": ("who", "why"),
    "my-own": ("what", "number", "when", "ok", "who"),
}
KINDS = {"number": "phone", "when": "date", "ok": "tick", "kind": "choice", "about": "choice"}
FOR_A_SUPPORTER = {
    "first-signs": {"sign", "others"},
    "getting-worse": {"sign", "others"},
    "crisis-signs": {"sign", "means"},
    "crisis-care": {"what", "kind", "why"},
    "if-admitted": {"things"},
    "who-acts": {"do"},
    "crisis-home": {"do", "tell"},
}
ONLY_WHEN_NAMED = ("who-acts", "crisis-home")
WITH_A_TITLE = ("crisis-signs", "crisis-care")


@dataclass
class Words:
    """Hands out words that stand nowhere else, and numbers to ring."""

    chance: random.Random
    count: int = 0

    def word(self) -> str:
        self.count += 1
        letters = self.chance.choices(LETTERS, k=7)
        return "zq" + "".join(letters) + LETTERS[self.count // 16 % 16] + LETTERS[self.count % 16]

    def dressed(self) -> str:
        word = self.word()
        return self.chance.choice(DRESSES).replace("{}", word)

    def number(self) -> str:
        self.count += 1
        return f"01632 960 {self.count:03d}"


@dataclass
class Share:
    """A plan, what was chosen of it, and the words of it that must not leave."""

    plan: Plan
    parts: frozenset[str]
    layout: Layout
    person: str = ""
    secret: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    """Words that the whole plan as text must show, so that a search that finds nothing means something."""

    def reduced(self) -> Plan:
        plan = scope.reduce(self.plan, self.parts)
        if self.layout == "supporter":
            return scope.supporter_parts(plan, self.person)
        return scope.blank_pages(plan) if self.layout == "workbook" else plan


def own_words(text: str) -> set[str]:
    """The words of ours in a text, and its number."""
    found = {text[at : at + LONG] for at in range(len(text)) if text[at : at + 2] == "zq"}
    return found | {text[at : at + 13] for at in range(len(text)) if text.startswith("01632 960 ", at)}


def any_share(seed: int) -> Share:
    """The share of a seed: the same plan and choice each time."""
    chance = random.Random(seed)
    plan = _plan(chance, Words(chance))
    names = [*(s.id for s in plan.sections), scope.PEOPLE, scope.ABOUT]
    parts = frozenset(each for each in names if chance.random() < 0.45)
    reached = [p.id for p in plan.people if not p.not_to_be_involved]
    layout = chance.choice(LAYOUTS)
    if layout == "supporter" and not (reached and scope.PEOPLE in parts):
        layout = "whole"
    share = Share(plan, parts, layout, chance.choice(reached) if layout == "supporter" else "")
    everything = own_words(dumps(plan)) | {p.id for p in plan.people} | {plan.id}
    share.secret = everything - set(_may_leave(share))
    share.open = set(_must_show(share)) if layout == "whole" else set()
    return share


def _plan(chance: random.Random, words: Words) -> Plan:
    people = tuple(
        Person(
            name=words.dressed(),
            role=words.dressed(),
            phones=tuple(words.number() for _n in range(chance.randrange(3))),
            email=f"{words.word()}@example.org",
            when=words.dressed(),
            please_do=words.dressed(),
            please_dont=words.dressed(),
            not_to_be_involved=chance.random() < 0.3,
        )
        for _person in range(chance.randrange(5))
    )
    keys = chance.sample(sorted(KEYS), chance.randrange(1, 7))
    return Plan(
        title=words.dressed(),
        language=chance.choice(("en-GB", "ar", "cy")),
        template="keeping-well",
        about=About(words.dressed(), words.dressed()),
        written_with=WrittenWith(words.dressed(), "2026-11-14", chance.choice((True, False, None))),
        sections=tuple(_section(key, people, chance, words) for key in keys),
        people=people,
    )


def _section(key: str, people: tuple[Person, ...], chance: random.Random, words: Words) -> Section:
    fields = tuple(
        Field(
            each,
            words.word(),
            "person" if each == "who" and key != "not-involved" else KINDS.get(each, "text"),
            (words.word(), words.word()) if KINDS.get(each) == "choice" else (),
        )
        for each in KEYS[key]
    )
    items = tuple(_item(fields, people, chance, words) for _n in range(chance.randrange(4)))
    hidden = chance.random() < 0.25
    return Section(
        key=key,
        title=words.dressed(),
        prompt=words.dressed(),
        stage=chance.choice(STAGES),
        hidden=hidden,
        fields=fields,
        items=items,
    )


def _item(fields: tuple[Field, ...], people: tuple[Person, ...], chance: random.Random, words: Words) -> Item:
    values: dict[str, str | bool] = {"old": words.dressed()}  # left from a field that was taken out
    for each in fields:
        if chance.random() < 0.2:
            continue
        if each.type == "choice":
            values[each.key] = chance.choice((*each.choices, words.word()))
        elif each.type == "person":
            values[each.key] = chance.choice([p.id for p in people] or [words.dressed()])
        elif each.type == "phone":
            values[each.key] = words.number()
        else:
            values[each.key] = True if each.type == "tick" else words.dressed()
    return Item(values=values, changed="2026-11-21T10:00:00Z")


def _may_leave(share: Share) -> Iterator[str]:
    """Every word that was chosen, by hand: the pages, then the people, then the names."""
    plan, layout = share.plan, share.layout
    for section in plan.sections:
        if section.hidden or section.id not in share.parts:
            continue
        if layout == "supporter":
            yield from _of_a_supporters_page(share, section)
            continue
        asked = [text for f in section.fields for text in (f.label, *f.choices)]
        values = (
            []
            if layout == "workbook"
            else [i.values.get(f.key) for i in section.items for f in section.fields]
        )
        for text in (section.title, section.prompt, *asked, *values):
            if isinstance(text, str):
                yield from own_words(text)
                if text in {p.id for p in plan.people} and scope.PEOPLE in share.parts:
                    yield text  # a sealed copy names someone by the id of that person
    if layout == "workbook":
        return
    if scope.PEOPLE in share.parts:
        for person in plan.people:
            yield from (word for text in _shown(person, share) for word in own_words(text))
            yield person.id
    if scope.ABOUT in share.parts:
        about = (plan.about.name, plan.about.called)
        more = () if layout == "supporter" else (plan.title, plan.written_with.helper)
        yield from (word for text in (*about, *more) for word in own_words(text))


def _shown(person: Person, share: Share) -> tuple[str, ...]:
    name, asked = (person.name, person.role), (person.please_do, person.please_dont)
    if share.layout == "supporter":
        if person.not_to_be_involved:
            return name
        reach = (*name, *person.phones, person.when)
        return (*reach, *asked) if person.id == share.person else reach
    if person.not_to_be_involved:
        return (*name, person.please_dont)
    return (*name, *person.phones, person.email, person.when, *asked)


def _of_a_supporters_page(share: Share, section: Section) -> Iterator[str]:
    shown = FOR_A_SUPPORTER.get(section.key, set())
    items = [
        i for i in section.items if section.key not in ONLY_WHEN_NAMED or i.values.get("who") == share.person
    ]
    texts = [str(i.values.get(key, "")) for i in items for key in shown]
    texts += (
        [text for f in section.fields if f.key in shown for text in (f.label, *f.choices)] if items else []
    )
    texts += [section.title] if section.key in WITH_A_TITLE and items else []
    yield from (word for text in texts for word in own_words(text))


def _must_show(share: Share) -> Iterator[str]:
    for section in share.plan.sections:
        if section.id in share.parts and not section.hidden:
            texts = [str(i.values.get(f.key, "")) for i in section.items for f in section.fields]
            yield from (word for text in texts for word in own_words(text))


# --- what comes out


def found_in(words: set[str], text: str) -> set[str]:
    return {word for word in words if word in text or word.replace(" ", "") in text}


def text_leaks(share: Share) -> set[str]:
    text = to_text(share.reduced(), layout=share.layout, stamp=STAMP, sign=share.plan.language == "cy")
    plain = text.replace("\u2066", "").replace("\u2069", "")
    missing = {f"not shown: {word}" for word in share.open if word not in plain}
    return found_in(share.secret, plain) | missing


def sealed_leaks(share: Share) -> set[str]:
    """In the page as it lies there, and in what it holds when it is open. Of a whole plan only."""
    if share.layout in ("supporter", "workbook"):
        reduced = share.reduced()
    else:
        reduced = scope.reduce(share.plan, share.parts)
    html = seal_copy(Copy(reduced, STAMP), "slow river", rounds=crypto.TESTING_ROUNDS)
    return found_in(share.secret, html.decode() + dumps(read_copy(html, "slow river").plan))


def pdf_leaks(share: Share) -> set[str]:
    """In the text of a protected PDF, in everything else that is in it, and in the squares on a card."""
    made = make_pdf(share.reduced(), layout=share.layout, stamp=STAMP).data
    with pikepdf.open(io.BytesIO(protect(made, "slow river")), password="slow river") as pdf:
        inside = io.BytesIO()
        pdf.save(inside, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
                 stream_decode_level=pikepdf.StreamDecodeLevel.all)  # fmt: skip
    read = subprocess.run(
        ["pdftotext", "-", "-"], input=made, capture_output=True, check=True
    ).stdout.decode()
    leaks = found_in(share.secret, read) | find(share.secret, inside.getvalue(), deep=0)
    if share.layout == "card":
        leaks |= found_in(share.secret, " ".join(scanned(made)))
    return leaks


def scanned(pdf: bytes) -> list[str]:
    """Every square on every page."""
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))]
