# SPDX-License-Identifier: Apache-2.0
"""A copy that was given, in words: who has it, what is in it, how it went, and what became of it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.describe import page_title
from wellplan.plan.model import Plan
from wellplan.share.scope import ABOUT, PEOPLE, Receiver
from wellplan.ui.when import day_in_words

if TYPE_CHECKING:
    from wellplan.vault.given import Given, KeptAnswer, KeptReply
    from wellplan.vault.ledger import Since

IN_HAND = ("current", "replaced")
"""Someone may still hold a copy of these states."""


def who(copy: "Given | KeptReply") -> str:
    """The name and role of that day."""
    return str(Receiver(copy.name, copy.role)) or _("Someone with no name")


def titles_in(copy: "Given", *plans: Plan | None) -> tuple[str, ...]:
    """The titles of its parts, from the first of the plans that has each."""
    titles = {PEOPLE: _("My people"), ABOUT: _("My name, and who helped")}
    for plan in filter(None, plans):
        for section in plan.sections:
            titles.setdefault(section.id, page_title(section))
    return tuple(titles[part] for part in copy.parts if part in titles)


def how_in_words(how: str) -> str:
    """How it was given."""
    said = {
        "print": _("On paper"),
        "pdf": _("As a PDF"),
        "protected-pdf": _("As a PDF with a passphrase"),
        "sealed-copy": _("As a sealed copy"),
        "text": _("As plain words"),
    }
    return said.get(how, _("As a copy"))


def line_of(copy: "Given") -> str:
    """`As a PDF – version 3 – Today`, and while it counts the day to look again; for the list."""
    when = day_in_words(copy.on, date.today())
    said = _("{how} – version {number} – {when}")
    line = said.format(how=how_in_words(copy.how), number=copy.version, when=when)
    if copy.state != "current":
        return line
    return _("{line} – look again by {day}").format(line=line, day=in_words(copy.review_by))


def facts_of(copy: "Given") -> tuple[str, ...]:
    """All that is known of it, a sentence each."""
    return (
        _("{how}, given on {day}.").format(how=how_in_words(copy.how), day=in_words(copy.on)),
        _("It says version {number}, {day}.").format(number=copy.version, day=in_words(copy.dated)),
        _("Look at it again by {day}.").format(day=in_words(copy.review_by)),
    )


def state_of(copy: "Given", since: "Since | None") -> str:
    """What became of it, and whether it still says what the plan says."""
    if copy.state == "replaced":
        return _("A newer copy has taken its place.")
    if copy.state == "withdrawn":
        return _("You have taken it back.")
    if copy.state == "returned":
        return _("It came back, or it was destroyed.")
    if copy.state == "removed":
        return _("You took it off this list.")
    if since is None:
        return ""
    if since.told:
        return _("Your plan has changed since.")
    return _("It says what your plan says today.")


def has_changed(copy: "Given", since: "Since | None") -> bool:
    """Whether it is in someone's hands and no longer says what the plan says."""
    return copy.state == "current" and since is not None and bool(since.told)


def is_barred(copy: "Given", plan: Plan) -> bool:
    """Whether someone who is not to be involved any more may still hold it."""
    from wellplan.ui.share_draft import barred_namesake

    person = plan.person(copy.person) if copy.person else barred_namesake(plan, copy.name)
    return copy.state in IN_HAND and person is not None and person.not_to_be_involved


def new_answers(copy: "Given") -> int:
    """How many answers nothing has been decided about."""
    return sum(answer.done == "" for reply in copy.replies for answer in reply.answers)


def kind_in_words(answer: "KeptAnswer") -> str:
    """Which of the three kinds of answer it is."""
    said = {
        "agreed": _("They agree"),
        "differ": _("Where they see it differently"),
        "suggestion": _("A suggestion"),
    }
    return said.get(answer.kind, _("An answer"))


def done_in_words(answer: "KeptAnswer") -> str:
    """What was decided about it."""
    said = {
        "note": _("You kept this as a note."),
        "taken": _("You took this into your plan."),
        "let-go": _("You let this go."),
    }
    return said.get(answer.done, "")


def page_of(answer: "KeptAnswer", plan: Plan) -> str:
    """The title of the page it is about."""
    if answer.section == PEOPLE:
        return _("My people")
    found = next((section for section in plan.sections if section.id == answer.section), None)
    return page_title(found) if found else _("A page that is not in your plan now")


def pair_of(
    copy: "Given", copies: "tuple[Given, ...]", looked: "Mapping[str, Since]"
) -> "tuple[Given, Given] | None":
    """An older and a newer copy of one receiver, of which this is one; `copies` has the newest first.

    None where there is no such pair, or this file does not hold what both said.
    """
    same = [each for each in copies if (each.person, each.name) == (copy.person, copy.name)]
    newer = next((each for each in same if each.state == "current"), None)
    if copy.state == "replaced":
        older = copy
    else:
        later = same[same.index(copy) + 1 :] if copy is newer else []
        older = next((each for each in later if each.state == "replaced"), copy)
    if newer is None or older is newer or same.index(older) < same.index(newer):
        return None
    both = (older, newer)
    return both if all(each.id in looked and looked[each.id].then for each in both) else None
