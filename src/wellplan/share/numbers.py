# SPDX-License-Identifier: Apache-2.0
"""Telephone numbers inside a person's words: where they are, and which number of a plan is which.

Two questions with two answers. What must read from left to right, so as not to turn round in Arabic or
Hebrew: any run of digits. What someone could ring: only what looks like a telephone number.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wellplan.plan.model import Plan, Section

_RUN = re.compile(r"(?:\+\s?|\(\+?)?\d(?:[\d()/.:‐-–\u00a0 -]{0,30}\d)?\)?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[:.]\d{2}(\s?[-–]\s?\d{1,2}[:.]\d{2})?")
_YEARS = re.compile(r"(19|20)\d\d\s?[-–/ ]\s?(19|20)?\d\d")
_SHORT = re.compile(r"999|112|911|111|101|105|988|000|116 ?\d{3}")

LRI, PDI = "\u2066", "\u2069"
"""Left-to-right isolate and its end (Unicode UAX 9)."""


class Found(NamedTuple):
    """A number in a plan: as it was written, and the words that say whose it is."""

    number: str
    words: str


def digit_runs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of digits, with the signs and spaces inside it."""
    for match in _RUN.finditer(text):
        yield match.span()


def left_to_right(number: str) -> str:
    """The number in marks that keep its order inside words of any direction."""
    return LRI + number + PDI


def without_marks(text: str) -> str:
    """The text without the marks of `left_to_right`: to be copied, or read out."""
    return text.replace(LRI, "").replace(PDI, "")


def same(number: str) -> str:
    """The digits alone, as 0 to 9, so that two ways to write one number compare as equal."""
    return "".join(str(int(c)) for c in number if c.isdecimal())


def can_be_rung(run: str) -> bool:
    """True for a run of digits that someone could dial. Dates, years and times are not numbers to ring."""
    run = run.strip()
    if _DATE.fullmatch(run) or _YEARS.fullmatch(run):
        return False
    digits = same(run)
    if _SHORT.fullmatch(run):
        return True
    starts_right = run[0] in "+(" or digits.startswith("0") or len(digits) >= 10 or "-" in run
    return 7 <= len(digits) <= 15 and starts_right


def numbers_in(text: str) -> tuple[str, ...]:
    """Each number in the text that someone could dial, as it is written."""
    runs = (text[start:end] for start, end in digit_runs(text))
    return tuple(run for run in runs if can_be_rung(run) and len(same(run)) > 5)


def numbers_of(plan: "Plan") -> tuple[Found, ...]:
    """Every number of a reduced plan, once each: people to ring, then phone fields and the words of pages.

    Numbers of people not to be involved are left out, also where a page names them.
    """
    barred = {same(n) for p in plan.people if p.not_to_be_involved for n in p.phones}
    found: dict[str, Found] = {}
    for each in (*_of_people(plan), *(f for s in plan.sections if not s.hidden for f in _of_section(s))):
        if same(each.number) not in barred:
            found.setdefault(same(each.number) or each.number, each)
    return tuple(found.values())


def _of_people(plan: "Plan") -> Iterator[Found]:
    for person in plan.people:
        if not person.not_to_be_involved:
            words = person.name.strip() or person.role.strip()
            yield from (Found(number.strip(), words) for number in person.phones if number.strip())


def _of_section(section: "Section") -> Iterator[Found]:
    for item in section.items:
        lead = next((item.text(f.key).strip() for f in section.fields if f.type in ("line", "text")), "")
        for field in section.fields:
            text = item.text(field.key)
            if field.type == "phone" and text.strip():
                yield Found(text.strip(), _short(lead) or field.label)
            elif field.type in ("line", "text", "choice"):
                yield from (Found(n, _words_before(text, n) or section.title) for n in numbers_in(text))


def _words_before(text: str, number: str) -> str:
    """The part of a sentence that leads up to the number: `Mrs Lal at number 6 has a key`."""
    before = text[: text.index(number)]
    clause = re.split(r"(?<=[.!?;؟۔])\s|\n", before)[-1]
    return _short(clause.strip(" ,:(–-·"))


def _short(words: str, most: int = 60) -> str:
    """The last words of a long text: those nearest to the number say most about it."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    return "… " + words[-most:].partition(" ")[2]
