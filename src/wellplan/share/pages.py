# SPDX-License-Identifier: Apache-2.0
"""What goes on the pages of a layout, in order. `resources/layouts/layouts.toml` says which parts.

Paper and plain text are both made from its result, so they hold the same.
"""

from collections.abc import Iterator, Sequence

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.lines import lines_for
from wellplan.plan.model import STAGES, About, Plan, Section
from wellplan.share import easy, forms, workbook
from wellplan.share.assembly import Assembly, headed
from wellplan.share.blocks import Block, Entry, Run
from wellplan.share.layout import ALL_PARTS, SAME_PAGES, Layout, Pages, Part, Stamp, layouts

__all__ = ["Layout", "Pages", "Part", "Stamp", "make_pages", "stamped"]


def make_pages(
    plan: Plan,
    layout: Layout,
    stamp: Stamp,
    country: str = "GB",
    lines: Sequence[CrisisLine] | None = None,
    *,
    sign: bool = False,
) -> Pages:
    """The pages of a reduced plan. With nothing written yet, they have lines to write on instead.

    For `supporter` the plan is what `scope.supporter_parts` gave. `sign` adds lines for signatures.
    """
    layout = SAME_PAGES.get(layout, layout)
    shown = lines_for(country) if lines is None else tuple(lines)
    if layout == "workbook":
        return workbook.pages(plan, shown)
    assembly = Assembly(plan, layout, stamp, whose(plan.about), shown)
    parts = tuple(assembly.parts())
    if not assembly.has_words:
        parts = (*_to_fill_in(plan, layout), *parts)
    if sign and layout != "card":
        parts = tuple(sorted((*parts, _signed(plan, layout)), key=lambda part: part.cut))
    if layout == "easy":
        parts = tuple(easy.one_a_line(part) for part in parts)
    title, lead = _opening(plan, layout)
    return stamped(layout, title, lead, plan.about, stamp, parts)


def stamped(
    layout: str, title: str, lead: str, about: About, stamp: Stamp, parts: Sequence[Part], foot: str = ""
) -> Pages:
    """Parts with all that a page says at its top and foot."""
    day, review = in_words(stamp.on), in_words(stamp.review_by)
    return Pages(
        layout=layout,
        title=title,
        lead=lead,
        whose=whose(about),
        version=_("Version {number}").format(number=stamp.version),
        day=day,
        dates=_("{day} · look again by {review}").format(day=day, review=review),
        for_whom=_("For {name}").format(name=stamp.for_whom) if stamp.for_whom.strip() else "",
        foot=foot or _("This records my wishes. It does not replace legal advice."),
        parts=tuple(parts),
    )


def _opening(plan: Plan, layout: Layout) -> tuple[str, str]:
    """The title and the sentence under it."""
    fixed = {
        "crisis": (
            _("If I am in crisis"),
            _("I wrote this when I was well. Please read it before you decide for me."),
        ),
        "card": (_("I have a crisis plan"), _("Cut along the line. Fold in the middle.")),
        "admission": (
            _("If I come to stay"),
            _("Some things to know, so that you can get to know me."),
        ),
        "supporter": (
            _("How you can help me"),
            _("I chose these parts of my plan for you. Ask me before you show them to anyone."),
        ),
        "meeting": (
            _("My meeting"),
            _("My own questions come first. There is room to write."),
        ),
    }
    if layout in fixed:
        return fixed[layout]
    return plan.title.strip() or _("My keeping-well and crisis plan"), _("In my own words.")


def whose(about: About) -> str:
    """Whose plan it is: the name, and what they like to be called."""
    name, called = about.name.strip(), about.called.strip()
    if name and called and called != name:
        return _("{name} · call me {called}").format(name=name, called=called)
    return name or called


def _signed(plan: Plan, layout: Layout) -> Part:
    part = forms.signing(plan)
    return headed(part.heading, part.blocks, layout)


def _to_fill_in(plan: Plan, layout: Layout) -> Iterator[Part]:
    """Pages with nothing on them yet: their questions, and lines to write the answers on by hand."""
    rows = 1 if layout == "card" else 3
    wanted = [s for s in plan.sections if not s.hidden and _belongs(s, layout)]
    if layout == "card" or not wanted:
        titles = [_("How you will know"), _("Please ring"), _("What helps"), _("What I want")]
        titles = [_("My name"), _("Please ring")] if layout == "card" else titles
        yield from (headed(title, (Block("fill", rows=rows),), layout) for title in titles)
        return
    for section in sorted(wanted, key=lambda s: STAGES.index(s.stage)):
        prompt = (Entry(((Run(section.prompt.strip(), "quiet"),),)),) if section.prompt.strip() else ()
        yield headed(
            section.title.strip() or _("In my own words"), (Block("fill", prompt, rows=rows),), layout
        )


def _belongs(section: Section, layout: Layout) -> bool:
    specs = layouts()[layout]["parts"]
    keys = {key for spec in specs for key in spec.get("keys", ())}
    return layout in ALL_PARTS or section.key in keys or any(s.get("stage") == section.stage for s in specs)
