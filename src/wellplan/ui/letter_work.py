# SPDX-License-Identifier: Apache-2.0
"""Letters about a copy that was given: what changed since, please destroy it, I take it back.

Values in; one file or one print out. What is in a letter went through the same reduction as the copy itself.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from wellplan.plan.model import About, Plan
from wellplan.share.paper import Paper
from wellplan.share.scope import ABOUT, Receiver, reduce

if TYPE_CHECKING:
    from wellplan.share.layout import Pages
    from wellplan.vault.given import Given

Kind = Literal["changed", "destroy", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Letter:
    """`copy` is the one the receiver has; `titles` those of its parts. `changed` needs the two other plans.

    `newer` is the copy that takes its place; what both said is in `then` and `now`. `reason` is why one is
    taken back, in the person's own words, or empty.
    """

    kind: Kind
    copy: "Given"
    titles: tuple[str, ...]
    plan: Plan = field(repr=False)
    paper: Paper
    newer: "Given | None" = None
    then: Plan | None = field(default=None, repr=False)
    now: Plan | None = field(default=None, repr=False)
    reason: str = field(default="", repr=False)


def save_letter(letter: Letter, path: Path, plan_path: Path) -> None:
    """Make the page and write it. WellPlanError when it cannot be written there."""
    from wellplan.share.writing import check_place, write_copy

    check_place(path, plan_path)
    write_copy(path, _pdf(letter), plan_path)


def print_letter(letter: Letter, printer: str) -> None:
    """Make the page and print it. WellPlanError when the printer cannot be reached."""
    from wellplan.share.printing import print_pdf

    print_pdf(_pdf(letter), printer or None)


def _pdf(letter: Letter) -> bytes:
    from wellplan.share.document import make_letter

    language, paper = letter.plan.language, letter.paper
    return make_letter(pages_of(letter), on=date.today(), language=language, paper=paper).data


def pages_of(letter: Letter) -> "Pages":
    """What the letter says."""
    from wellplan.share import letters
    from wellplan.share.layout import Stamp

    copy, named = letter.copy, letter.newer or letter.copy
    stamp = Stamp(named.version, named.dated, named.review_by, str(Receiver(copy.name, copy.role)))
    given = letters.Given(copy.version, copy.dated, letter.titles)
    about = letter.plan.about if ABOUT in copy.parts else About()
    if letter.kind == "withdrawn":
        return letters.withdrawal(about, stamp, given, letter.reason)
    if letter.kind == "destroy" or letter.then is None or letter.now is None or letter.newer is None:
        return letters.please_destroy(about, stamp, given)
    before, after = _reduced(letter.then, copy), _reduced(letter.now, letter.newer)
    return letters.what_changed(about, stamp, given, letters.changes_between(before, after))


def _reduced(plan: Plan, copy: "Given") -> Plan:
    return reduce(plan, copy.parts, without_items=frozenset(copy.left_out))
