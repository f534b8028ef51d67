# SPDX-License-Identifier: Apache-2.0
"""Puts the parts of a layout together from a reduced plan, as `resources/layouts/layouts.toml` says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from wellplan.i18n import _
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import STAGES, Plan, Section
from wellplan.plan.now import people_to_ring
from wellplan.plan.templates import stage_titles
from wellplan.share import blocks, forms, scanning
from wellplan.share.blocks import Block, Entry, Run
from wellplan.share.layout import Part, Stamp, layouts
from wellplan.share.numbers import Found, digit_runs, numbers_of, same
from wellplan.share.scope import PEOPLE

BARRED_KEY = "not-involved"
LONG_ENOUGH_TO_SEARCH = 9
"""Digits. A number this long is looked for among a text's digits; a short one must stand alone."""
GIVES_NUMBERS = ("ring", "people", "barred", "you", "others")
"""Blocks that are the person's own words: with one of them, the pages are not empty."""


@dataclass
class Assembly:
    """Goes through the parts of a layout, and remembers which pages it has put in."""

    plan: Plan
    layout: str
    stamp: Stamp
    whose: str
    lines: tuple[CrisisLine, ...]
    used: set[str] = field(default_factory=set)
    has_words: bool = False

    def parts(self) -> Iterator[Part]:
        """Every part that has something in it."""
        done: list[Part] = []
        for spec in layouts()[self.layout]["parts"]:
            for part in self._of(spec, done):
                done.append(part)
                yield part

    def _of(self, spec: dict[str, Any], done: list[Part]) -> Iterator[Part]:
        if "block" in spec:
            yield from self._block(spec, done)
        elif "stages" in spec:
            for stage in STAGES:
                found = [
                    part for s in self._sections() if s.stage == stage for part in self._section(s, spec)
                ]
                above = stage_titles()[stage]
                yield from (replace(p, above="" if i else above) for i, p in enumerate(found))
        elif "stage" in spec:
            others = (s for s in self._sections() if s.stage == spec["stage"])
            for section in others:
                if section.key not in spec.get("except", ()):
                    yield from self._section(section, spec)
        elif "rest" in spec:
            for section in self._sections():
                yield from self._section(section, spec)
        else:
            for key in spec["keys"]:
                for section in (s for s in self._sections() if s.key == key):
                    yield from self._section(section, spec)

    def _sections(self) -> list[Section]:
        shown = [s for s in self.plan.sections if not s.hidden and s.id not in self.used]
        return [s for s in shown if s.key != BARRED_KEY]

    def _section(self, section: Section, spec: dict[str, Any]) -> Iterator[Part]:
        its_blocks = blocks.of_section(self.plan, section, spec.get("fields", ()), spec.get("most", 0))
        if its_blocks:
            self.used.add(section.id)
            self.has_words = True
            heading = headings()[spec["heading"]] if "heading" in spec else section.title.strip()
            picture = page_picture(section.key, section.stage)
            yield Part(heading or _("In my own words"), its_blocks, picture=picture, id=section.id)

    def _block(self, spec: dict[str, Any], done: list[Part]) -> Iterator[Part]:
        name, most = spec["block"], spec.get("most", 0)
        if name == "slip":
            yield forms.slip(self.whose, self.stamp)
            return
        if name == "meeting":
            self.has_words = True
            yield from forms.meeting(self.plan, self.stamp)
            return
        heading, found = headings()[name], self._found(name, most, done)
        if name == "barred":
            heading = self._barred_title() or heading
        self.has_words = self.has_words or (bool(found) and name in GIVES_NUMBERS)
        if found:
            its_id = PEOPLE if name == "people" else ""
            yield replace(headed(heading, found, self.layout), picture=page_picture(name), id=its_id)

    def _found(self, name: str, most: int, done: list[Part]) -> tuple[Block, ...]:
        short = self.layout == "card"
        reached = [p for p in self.plan.people if not p.not_to_be_involved]
        makers: dict[str, Callable[[], tuple[Block, ...]]] = {
            "ring": lambda: blocks.to_ring(people_to_ring(self.plan), short=short),
            "scan": lambda: scanning.to_scan(people_to_ring(self.plan), self._lines(most)),
            "people": lambda: blocks.contacts(reached),
            "you": lambda: blocks.asked_of(reached[0]) if reached else (),
            "your-numbers": lambda: blocks.own_numbers(reached[0]) if reached else (),
            "others": lambda: blocks.to_ring(reached[1:]),
            "barred": self._barred,
            "numbers": lambda: blocks.left_numbers(_not_shown(self.plan, done)),
            "lines": lambda: blocks.crisis_lines(self._lines(most), short=short),
            "nurse": self._nurse,
            "with-whom": lambda: _with_whom(self.plan),
        }
        return makers[name]()

    def _lines(self, most: int) -> tuple[CrisisLine, ...]:
        return some_lines(self.lines, most)

    def _barred_pages(self) -> list[Section]:
        return [s for s in self.plan.sections if s.key == BARRED_KEY and not s.hidden]

    def _barred(self) -> tuple[Block, ...]:
        """The person's own page of that name and the people so marked, under one heading."""
        own = tuple(block for s in self._barred_pages() for block in blocks.of_section(self.plan, s))
        return own + blocks.barred(p for p in self.plan.people if p.not_to_be_involved)

    def _barred_title(self) -> str:
        return next((s.title.strip() for s in self._barred_pages() if s.title.strip()), "")

    def _nurse(self) -> tuple[Block, ...]:
        """A line to write the nurse's name on, unless the person has written it already."""
        known = any(item.text("nurse").strip() for s in self.plan.sections for item in s.items)
        return () if known else (Block("fill", heading=_("My named nurse is"), rows=1),)


def headings() -> dict[str, str]:
    """The headings of parts that are not pages of the plan."""
    return {
        "daily": _("Food, faith, getting through the day"),
        "signs": _("Signs you may see"),
        "worse-signs": _("Signs that it is getting worse"),
        "jobs": _("Jobs I hope you can do"),
        "home-jobs": _("What you could look after"),
        "things": _("Things I need by me"),
        "you": _("What I would like you to do"),
        "your-numbers": _("The numbers I have for you"),
        "others": _("Who else to ring"),
        "scan": "",
        "ring": _("Ring first"),
        "people": _("My people"),
        "barred": _("Please do not involve"),
        "numbers": _("More numbers"),
        "lines": _("Help at any hour"),
        "nurse": "",
        "with-whom": _("How this was written"),
    }


def headed(heading: str, its_blocks: tuple[Block, ...], layout: str) -> Part:
    """A part outside the stages: in the whole plan its heading is as large as a stage's."""
    return Part("", its_blocks, heading) if layout == "whole" else Part(heading, its_blocks)


def page_picture(key: str, stage: str = "") -> str:
    """The drawing of a page, by its key or else its stage, or of a part, by its name."""
    pictures = layouts()["pictures"]
    name: str = pictures.get(key) or pictures.get(stage, "page")
    return name


def _not_shown(plan: Plan, done: list[Part]) -> Iterator[Found]:
    """The plan's numbers that these parts do not give already."""
    words = [run.text for part in done for entry in _entries(part) for line in entry.lines for run in line]
    with_digits = [text for text in words if any(char.isdecimal() for char in text)]
    runs = {same(text[start:end]) for text in with_digits for start, end in digit_runs(text)}
    digits = [same(text) for text in with_digits]
    for found in numbers_of(plan):
        its = same(found.number)
        shown = its in runs if its else any(found.number in text for text in words)
        if len(its) >= LONG_ENOUGH_TO_SEARCH:
            shown = shown or any(its in text for text in digits)
        if not shown:
            yield found


def _entries(part: Part) -> Iterator[Entry]:
    for block in part.blocks:
        if block.kind != "squares":  # its words are made shorter, to stand below a square
            yield from block.entries


def some_lines(lines: tuple[CrisisLine, ...], most: int) -> tuple[CrisisLine, ...]:
    """The first emergency line, then lines for everyone in the country, then the others."""
    emergency = [line for line in lines if line.emergency]
    others = [line for line in lines if not line.emergency and (line.call or line.text_to)]
    others.sort(key=lambda line: bool(line.nations))
    return (*emergency[:1], *others)[:most]


def _with_whom(plan: Plan) -> tuple[Block, ...]:
    written = plan.written_with
    said = []
    if written.helper.strip():
        said.append(_("{helper} helped me write this.").format(helper=written.helper.strip()))
    if written.on.strip():
        said.append(_("I wrote it on {day}.").format(day=blocks.day_in_words(written.on.strip())))
    if written.well_at_the_time:
        said.append(_("I was well at the time."))
    return (Block("entries", (Entry(((Run(" ".join(said)),),)),)),) if said else ()
