# SPDX-License-Identifier: Apache-2.0
"""A blank workbook: a plan's pages with their questions and ideas, and lines to write the answers on by hand.

For people with no computer. It holds no item and no person of the plan it is made from.
"""

from collections.abc import Iterator, Sequence

from wellplan.i18n import _
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import STAGES, Field, Plan, Section
from wellplan.plan.templates import guidance, stage_titles
from wellplan.share import blocks
from wellplan.share.assembly import page_picture, some_lines
from wellplan.share.blocks import SHEET_FIELDS, Block
from wellplan.share.forms import labels, words
from wellplan.share.layout import Pages, Part

ENTRIES = 3
"""Room for so many things on a page; a page that is one long sheet has room for one."""
MOST_IDEAS = 4
PEOPLE = 6
ROWS = {"line": 1, "text": 2}
MOST_LINES = 6
"""Crisis lines on the last page."""


def pages(plan: Plan, lines: Sequence[CrisisLine]) -> Pages:
    """The workbook of a plan's pages. What a copy says at its top is written by hand here."""
    parts = [*_parts(plan), _people()]
    if found := blocks.crisis_lines(some_lines(tuple(lines), MOST_LINES)):
        parts.append(Part("", found, _("Help at any hour")))
    return Pages(
        layout="workbook",
        title=plan.title.strip() or _("My keeping-well and crisis plan"),
        lead=_("Start anywhere. Leave out what does not fit. Put more on the back."),
        whose=_("My name"),
        version=_("Date"),
        day="",
        dates=_("Look again by"),
        for_whom="",
        foot=_("This is mine. I choose who reads it."),
        parts=tuple(parts),
    )


def _parts(plan: Plan) -> Iterator[Part]:
    shown = [section for section in plan.sections if not section.hidden]
    for stage in STAGES:
        above = stage_titles()[stage]
        for section in (s for s in shown if s.stage == stage):
            heading = section.title.strip() or _("In my own words")
            picture = page_picture(section.key, section.stage)
            yield Part(heading, tuple(_page(plan, section)), above, picture)
            above = ""


def _page(plan: Plan, section: Section) -> Iterator[Block]:
    if section.prompt.strip():
        yield words(section.prompt.strip())
    ideas = guidance(plan.template, section.key, plan.language).ideas[:MOST_IDEAS]
    if ideas:
        yield labels("ideas", *ideas, heading=_("Some people write"))
    asked = [field for field in section.fields if field.type != "picture"]
    is_sheet = sum(field.type in ROWS for field in asked) >= SHEET_FIELDS
    for number in range(1 if is_sheet or not asked else ENTRIES):
        for at, field in enumerate(asked):
            yield _answer(field, str(number + 1) if at == 0 and not is_sheet else "")
    if not asked:
        yield Block("fill", rows=ENTRIES)


def _answer(field: Field, number: str) -> Block:
    """Lines under a question, or its choices with a box before each."""
    label = field.label.strip() or field.key
    if field.type == "tick":
        return labels("ticks", label, heading=number)
    if field.type == "choice" and field.choices:
        return labels("choice", label, *field.choices, heading=number)
    return labels("fill", label, heading=number, rows=ROWS.get(field.type, 1))


def _people() -> Part:
    asked = (_("Name"), _("Who they are"), _("Phone"), _("When to ring"))
    return Part("", tuple(labels("form", *asked) for _row in range(PEOPLE)), _("My people"), "people")
