# SPDX-License-Identifier: Apache-2.0
"""Which numbers of a card are squares to scan: the first people to ring, then lines to ring or to text.

Each of them is on the card as text too. Emergency numbers have none: three digits are faster by hand.
"""

from collections.abc import Iterator, Sequence

from wellplan.i18n import _
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import Person
from wellplan.share.blocks import Block, Entry, Run
from wellplan.share.squares import call_link, text_link

IN_A_ROW = 3
MOST_PEOPLE, MOST_LINES = 3, 3
LONGEST_NAME = 22
"""Characters that stand on two lines below a square. The whole name is on the card as well."""
LONGEST_NUMBER = 16


def to_scan(people: Sequence[Person], lines: Sequence[CrisisLine]) -> tuple[Block, ...]:
    """Rows of squares that ring or text, each with whose it is."""
    found = [*list(_people(people))[:MOST_PEOPLE], *list(_lines(lines))[:MOST_LINES]]
    rows = [found[at : at + IN_A_ROW] for at in range(0, len(found), IN_A_ROW)]
    heading = _("Point a phone’s camera here")
    return tuple(
        Block("squares", tuple(entry for entry, _link in row), heading, links=tuple(link for _e, link in row))
        for row in rows
    )


def _people(people: Sequence[Person]) -> Iterator[tuple[Entry, str]]:
    for person in people:
        number = next((n.strip() for n in person.phones if call_link(n)), "")
        if number:
            name = person.name.strip() or person.role.strip() or _("Someone I trust")
            yield _below(name, number), call_link(number)


def _lines(lines: Sequence[CrisisLine]) -> Iterator[tuple[Entry, str]]:
    for line in lines:
        if line.emergency:
            continue
        if link := call_link(line.call):
            yield _below(line.name, line.call), link
        if link := text_link(line.text_to, line.text_word):
            yield _below(line.name, _("text {number}").format(number=line.text_to)), link


def _below(name: str, number: str) -> Entry:
    shown = number if len(number) <= LONGEST_NUMBER else ""
    return Entry(((Run(_short(name), "strong"),), *(((Run(shown),),) if shown else ())))


def _short(name: str) -> str:
    words = " ".join(name.split())
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"
