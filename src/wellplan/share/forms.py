# SPDX-License-Identifier: Apache-2.0
"""The parts of a sheet that people write on by hand: signatures, a meeting's notes, the slip to give back."""

from collections.abc import Iterator
from datetime import date

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.model import STAGES, Plan, Section
from wellplan.share.blocks import SPACE, Block, Entry, Kind, Line, Run
from wellplan.share.layout import Part, Stamp

ROWS_WANTED = 3
ROWS_AGREED = 6
ROWS_ASKED = 1
NEW_FACES = 2
"""Empty lines for people at a meeting who are not in the plan."""


def words(*sentences: str, tone: str = "plain") -> Block:
    """Plain words, each on a line of its own."""
    said = (Run(each, "quiet") if tone == "quiet" else Run(each) for each in sentences)
    return Block("words", (Entry(tuple((run,) for run in said)),))


def labels(kind: Kind, *names: str, heading: str = "", rows: int = 0) -> Block:
    """A block of names with room to write beside, below or after each."""
    return Block(kind, tuple(Entry(((Run(name),),)) for name in names), heading, rows)


def signing(plan: Plan) -> Part:
    """Lines for the person, for who helped, and for a witness. It claims nothing in law."""
    helper = plan.written_with.helper.strip()
    rows = (_("Name"), _("Signed"), _("Date"))
    return Part(
        _("Signed by"),
        (
            labels("form", *rows, heading=_("Me")),
            labels("form", *rows, heading=_("Who helped me: {name}").format(name=helper))
            if helper
            else labels("form", *rows, heading=_("Who helped me")),
            labels("form", *rows, heading=_("A witness: someone who saw me sign")),
            words(
                _("The names show who was there. They make no legal paper of this."),
                _("Some places have rules for that. Ask someone who knows them."),
                tone="quiet",
            ),
        ),
    )


def slip(whose: str, stamp: Stamp) -> Part:
    """The slip that comes back: it says that the sheet is in the person's notes."""
    lines = (_("Filed by"), _("Their job"), _("On this day"))
    return to_cut_off(_("This is in my notes now"), whose, stamp.version, stamp.on, lines)


def to_cut_off(heading: str, whose: str, version: int, on: date, lines: tuple[str, ...]) -> Part:
    """A slip to fill in and give back, about one version of the plan."""
    which = _("Version {number}, {day}").format(number=version, day=in_words(on))
    lead = " · ".join(part for part in (whose, which) if part)
    please = words(_("Please fill this in, cut it off, and give it back to me."))
    return Part(heading, (please, labels("form", *lines, heading=lead)), cut=True)


def wanted() -> Part:
    """Room for what the person wants from a meeting: it comes before anyone else's business."""
    return Part(_("What I want from this meeting"), (Block("fill", rows=ROWS_WANTED),))


def who_comes(plan: Plan) -> Part:
    """The plan's people with their numbers, a box to tick for each, and lines for others."""
    people = [p for p in plan.people if not p.not_to_be_involved]
    entries = []
    for person in people:
        name = person.name.strip() or person.role.strip() or _("Someone I trust")
        role = person.role.strip() if person.name.strip() else ""
        numbers = " · ".join(number.strip() for number in person.phones if number.strip())
        lead: Line = (Run(name, "strong"), *((Run(", "), Run(role)) if role else ()))
        entries.append(Entry((lead, (Run(numbers),)) if numbers else (lead,)))
    asked = (Block("ticks", tuple(entries)),) if entries else ()
    new = labels("form", *(_("Name"), _("What they do")), heading="")
    return Part(_("Who comes"), (*asked, *(new for _row in range(NEW_FACES))))


def agenda(plan: Plan) -> Part:
    """Each page of the plan as a question to talk about, in the order of the stages, with room to write."""
    shown = [section for section in plan.sections if not section.hidden]
    entries = [_question(section) for section in sorted(shown, key=lambda s: STAGES.index(s.stage))]
    if not entries:
        return Part(_("What we talk about"), (Block("fill", rows=ROWS_AGREED),))
    lead = words(_("I tick what matters today. We need not do it all."), tone="quiet")
    return Part(_("What we talk about"), (lead, Block("ticks", tuple(entries), rows=ROWS_ASKED)))


def _question(section: Section) -> Entry:
    title = section.title.strip() or _("In my own words")
    prompt = section.prompt.strip()
    return Entry((((Run(title, "strong")),), *(((Run(prompt, "quiet"),),) if prompt else ())))


def agreed() -> Part:
    """What comes of a meeting: who does what, and by when."""
    columns = (_("What we agreed"), _("Who does it"), _("By when"))
    return Part(_("What happens next"), (labels("table", *columns, rows=ROWS_AGREED),))


def next_time(stamp: Stamp) -> Part:
    """When people meet again, and when the plan is looked at again."""
    review = (Run(_("I look at my plan again by"), "quiet"), SPACE, Run(in_words(stamp.review_by)))
    return Part(
        _("Next time"),
        (labels("form", _("We meet again on"), _("Where")), Block("entries", (Entry((review,)),))),
    )


def meeting(plan: Plan, stamp: Stamp) -> Iterator[Part]:
    """All that is written on at a meeting, in the order that it is used."""
    yield from (wanted(), who_comes(plan), agenda(plan), agreed(), next_time(stamp))
