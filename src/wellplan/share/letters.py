# SPDX-License-Identifier: Apache-2.0
"""Letters about a copy that someone has: what changed since, please destroy the old one, I take it back.

They hold only what is given here. `document.make_letter` prints them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.describe import ABOUT, PAGES, PEOPLE, Told, describe, page_title
from wellplan.plan.model import About, Plan
from wellplan.share.blocks import Block, Entry, Run
from wellplan.share.forms import to_cut_off, words
from wellplan.share.layout import Pages, Part, Stamp
from wellplan.share.pages import stamped

Change = tuple[str, Sequence[str]]
"""A page's title, and what changed on it, one plain sentence each."""


@dataclass(frozen=True, slots=True)
class Given:
    """The copy that someone has: its version, the day it was made, and the titles of its parts."""

    version: int
    on: date
    parts: tuple[str, ...] = ()


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """What differs, page by page, in sentences. Both are what `scope.reduce` gave for this one receiver."""
    titles = {section.id: page_title(section) for section in (*before.sections, *after.sections)}
    titles |= {PEOPLE: _("My people"), ABOUT: _("About the plan"), PAGES: _("The pages")}
    pages: dict[str, list[str]] = {}
    for told in describe(before, after):
        pages.setdefault(titles.get(told.page, ""), []).append(_sentence(told))
    return tuple(pages.items())


def _sentence(told: Told) -> str:
    was, now = _on_a_line(told.was), _on_a_line(told.now)
    if told.kind == "added":
        return _("New: {words}").format(words=now or told.heading)
    if told.kind == "removed":
        return _("Taken out: {words}").format(words=was or told.heading)
    if told.kind == "note":
        return told.heading
    if was and now:
        return _("Now: {now} (before: {was})").format(was=was, now=now)
    return (_("New: {words}") if now else _("Taken out: {words}")).format(words=now or was)


def _on_a_line(text: str) -> str:
    said = ""
    for line in (" ".join(each.split()) for each in text.splitlines()):
        joint = " " if said.endswith((".", "!", "?", "…")) else " · "
        said += joint + line if said else line
    return said


def what_changed(
    about: About, stamp: Stamp, given: Given, changes: Iterable[Change], *, destroy: bool = True
) -> Pages:
    """The page that goes with a new copy. `stamp` is the new one's, `given` is the old copy.

    `destroy` adds the request to destroy the old copy, so that one page does both.
    """
    parts = [
        Part(title, (Block("points", tuple(Entry(((Run(each),),)) for each in said)),))
        for title, said in changes
        if said
    ]
    if not parts:
        parts = [Part(_("Nothing you have has changed"), (words(_("Only the date is new.")),))]
    if destroy:
        parts.append(Part(_("Please destroy the old one"), tuple(_please_destroy(given))))
    lead = _("You have version {number}, from {day}. This is what is new since then.")
    return stamped(
        "letter",
        _("What changed since your copy"),
        lead.format(number=given.version, day=in_words(given.on)),
        about,
        stamp,
        parts,
        _("This page goes with my new copy."),
    )


def please_destroy(about: About, stamp: Stamp, given: Given) -> Pages:
    """A note that asks for an old copy to be destroyed, with a slip to say that it was."""
    return stamped(
        "letter",
        _("Please destroy my old copy"),
        _("There is a newer one. The old one may be wrong now."),
        about,
        stamp,
        (Part(_("What I ask of you"), tuple(_please_destroy(given))), _slip(about, given)),
        _("Thank you for looking after my plan."),
    )


def withdrawal(about: About, stamp: Stamp, given: Given, reason: str = "") -> Pages:
    """The letter that takes a copy back. `reason` is the person's own words and may be empty."""
    asks = (
        _("Please stop using the copy of my plan that you have."),
        _("Please do not act on it, and do not pass it on."),
    )
    parts = [Part(_("What I ask of you"), (words(*asks), *_please_destroy(given)))]
    if given.parts:
        points = tuple(Entry(((Run(title),),)) for title in given.parts)
        parts.append(Part(_("These parts are in it"), (Block("points", points),)))
    if reason.strip():
        parts.append(Part(_("Why"), (words(reason.strip()),)))
    parts.append(_slip(about, given))
    return stamped(
        "letter",
        _("I am taking my copy back"),
        _("I gave this to you. I have changed my mind, and that is my choice."),
        about,
        stamp,
        parts,
        _("Thank you for looking after my plan."),
    )


def _please_destroy(given: Given) -> Iterator[Block]:
    which = _("It says version {number}, {day} at the top of each page.")
    yield words(
        which.format(number=given.version, day=in_words(given.on)),
        _("If it is on paper, please shred it."),
        _("If it is a file, please delete it, and empty the bin."),
        _("If it is in my notes, please mark it as old."),
    )


def _slip(about: About, given: Given) -> Part:
    name = about.called.strip() or about.name.strip()
    lines = (_("Name"), _("Signed"), _("Date"))
    return to_cut_off(_("I no longer have it"), name, given.version, given.on, lines)
