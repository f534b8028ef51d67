# SPDX-License-Identifier: Apache-2.0
"""What goes on the pages of a layout, in order. `resources/layouts/layouts.toml` says which parts.

Paper and plain text are both made from its result, so they hold the same.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.lines import lines_for
from wellplan.plan.model import STAGES, Plan, Section
from wellplan.plan.now import people_to_ring
from wellplan.plan.templates import stage_titles
from wellplan.resources import resource
from wellplan.share import blocks
from wellplan.share.blocks import Block, Entry, Run
from wellplan.share.numbers import Found, digit_runs, numbers_of, same

Layout = Literal["whole", "crisis", "card", "admission"]

BARRED_KEY = "not-involved"
LONG_ENOUGH_TO_SEARCH = 9
"""Digits. A number this long is looked for among a text's digits; a short one must stand alone."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page says of its copy: which version, from which day, until when, and for whom."""

    version: int
    on: date
    review_by: date
    for_whom: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its blocks. `above` is the stage's heading, on the first part of each stage."""

    heading: str
    blocks: tuple[Block, ...]
    above: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """All that a layout prints, in reading order."""

    layout: Layout
    title: str
    lead: str
    whose: str
    version: str
    day: str
    dates: str
    for_whom: str
    foot: str
    parts: tuple[Part, ...]


def make_pages(
    plan: Plan, layout: Layout, stamp: Stamp, country: str = "GB", lines: Sequence[CrisisLine] | None = None
) -> Pages:
    """The pages of a reduced plan. With nothing written yet, they have lines to write on instead."""
    assembly = _Assembly(plan, layout, lines_for(country) if lines is None else tuple(lines))
    parts = tuple(assembly.parts())
    if not assembly.has_words:
        parts = (*_to_fill_in(plan, layout), *parts)
    title, lead = _opening(plan, layout)
    return Pages(
        layout=layout,
        title=title,
        lead=lead,
        whose=_whose(plan),
        version=_("Version {number}").format(number=stamp.version),
        day=in_words(stamp.on),
        dates=_("{day} · look again by {review}").format(
            day=in_words(stamp.on), review=in_words(stamp.review_by)
        ),
        for_whom=_("For {name}").format(name=stamp.for_whom) if stamp.for_whom.strip() else "",
        foot=_("This records my wishes. It does not replace legal advice."),
        parts=parts,
    )


def _opening(plan: Plan, layout: Layout) -> tuple[str, str]:
    """The title and the sentence under it."""
    if layout == "crisis":
        return _("If I am in crisis"), _(
            "I wrote this when I was well. Please read it before you decide for me."
        )
    if layout == "card":
        return _("I have a crisis plan"), _("Cut along the line. Fold in the middle.")
    if layout == "admission":
        return _("If I come to stay"), _("Some things to know, so that you can get to know me.")
    return plan.title.strip() or _("My keeping-well and crisis plan"), _("In my own words.")


def _whose(plan: Plan) -> str:
    name, called = plan.about.name.strip(), plan.about.called.strip()
    if name and called and called != name:
        return _("{name} · call me {called}").format(name=name, called=called)
    return name or called


@dataclass
class _Assembly:
    """Goes through the parts of a layout, and remembers which pages it has put in."""

    plan: Plan
    layout: Layout
    lines: tuple[CrisisLine, ...]
    used: set[str] = field(default_factory=set)
    has_words: bool = False

    def parts(self) -> Iterator[Part]:
        done: list[Part] = []
        for spec in _layouts()[self.layout]["parts"]:
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
                yield from (Part(p.heading, p.blocks, "" if i else above) for i, p in enumerate(found))
        elif "stage" in spec:
            others = (s for s in self._sections() if s.stage == spec["stage"])
            for section in others:
                if section.key not in spec.get("except", ()):
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
            heading = _headings()[spec["heading"]] if "heading" in spec else section.title.strip()
            yield Part(heading or _("In my own words"), its_blocks)

    def _block(self, spec: dict[str, Any], done: list[Part]) -> Iterator[Part]:
        name, most = spec["block"], spec.get("most", 0)
        heading = _headings()[name]
        short = self.layout == "card"
        if name == "ring":
            found = blocks.to_ring(people_to_ring(self.plan), short=short)
        elif name == "people":
            found = blocks.contacts(p for p in self.plan.people if not p.not_to_be_involved)
        elif name == "barred":
            found, heading = self._barred(heading)
        elif name == "numbers":
            found = blocks.left_numbers(_not_shown(self.plan, done))
        elif name == "lines":
            found = blocks.crisis_lines(_some_lines(self.lines, most), short=short)
        elif name == "nurse":
            found = self._nurse()
        else:
            found = _with_whom(self.plan)
        self.has_words = self.has_words or (bool(found) and name in ("ring", "people", "barred"))
        if found:
            yield _headed(heading, found, self.layout)

    def _barred(self, heading: str) -> tuple[tuple[Block, ...], str]:
        """The person's own page of that name and the people so marked, under one heading."""
        pages = [s for s in self.plan.sections if s.key == BARRED_KEY and not s.hidden]
        own = tuple(block for s in pages for block in blocks.of_section(self.plan, s))
        titles = [s.title.strip() for s in pages if s.title.strip()]
        people = blocks.barred(p for p in self.plan.people if p.not_to_be_involved)
        return own + people, titles[0] if titles else heading

    def _nurse(self) -> tuple[Block, ...]:
        """A line to write the nurse's name on, unless the person has written it already."""
        known = any(item.text("nurse").strip() for s in self.plan.sections for item in s.items)
        return () if known else (Block("fill", heading=_("My named nurse is"), rows=1),)


def _headings() -> dict[str, str]:
    return {
        "daily": _("Food, faith, getting through the day"),
        "ring": _("Ring first"),
        "people": _("My people"),
        "barred": _("Please do not involve"),
        "numbers": _("More numbers"),
        "lines": _("Help at any hour"),
        "nurse": "",
        "with-whom": _("How this was written"),
    }


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
        yield from block.entries


def _some_lines(lines: tuple[CrisisLine, ...], most: int) -> tuple[CrisisLine, ...]:
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


def _to_fill_in(plan: Plan, layout: Layout) -> Iterator[Part]:
    """Pages with nothing on them yet: their questions, and lines to write the answers on by hand."""
    rows = 1 if layout == "card" else 3
    wanted = [s for s in plan.sections if not s.hidden and _belongs(s, layout)]
    if layout == "card" or not wanted:
        titles = [_("How you will know"), _("Please ring"), _("What helps"), _("What I want")]
        titles = [_("My name"), _("Please ring")] if layout == "card" else titles
        yield from (_headed(title, (Block("fill", rows=rows),), layout) for title in titles)
        return
    for section in sorted(wanted, key=lambda s: STAGES.index(s.stage)):
        prompt = (Entry(((Run(section.prompt.strip(), "quiet"),),)),) if section.prompt.strip() else ()
        yield _headed(
            section.title.strip() or _("In my own words"), (Block("fill", prompt, rows=rows),), layout
        )


def _headed(heading: str, its_blocks: tuple[Block, ...], layout: Layout) -> Part:
    """A part outside the stages: in the whole plan its heading is as large as a stage's."""
    return Part("", its_blocks, heading) if layout == "whole" else Part(heading, its_blocks)


def _belongs(section: Section, layout: Layout) -> bool:
    specs = _layouts()[layout]["parts"]
    keys = {key for spec in specs for key in spec.get("keys", ())}
    return layout == "whole" or section.key in keys or any(s.get("stage") == section.stage for s in specs)


@cache
def _layouts() -> dict[str, Any]:
    return tomllib.loads(resource("layouts", "layouts.toml").read_text(encoding="utf-8"))
