# SPDX-License-Identifier: Apache-2.0
"""Earlier versions: each day one wrote, in words. Reading the history is work for another thread."""

from collections import Counter
from datetime import date

from PySide6.QtWidgets import QWidget

from wellplan.i18n import _, ngettext
from wellplan.plan.describe import describe
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.earlier_version import EarlierVersion
from wellplan.ui.kept_page import KeptPage
from wellplan.ui.long_list import LongList
from wellplan.ui.notice import as_error
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.sittings import Sitting, by_day, sittings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.when import day_in_words, span_in_words
from wellplan.ui.words import Heading

DAYS_AT_FIRST = 50
LINES = 3  # of what a sitting changed, on its card


class EarlierPage(KeptPage):
    """Days and what was written on them; one time can be opened."""

    def __init__(self, session: Session, _settings: Settings, _what: str = "") -> None:
        lead = _("WellPlan remembers each change. You can look back, and bring words back.")
        super().__init__(_("Earlier versions"), session, lead)
        self.found: tuple[Sitting, ...] = ()
        self._times: Counter[str] = Counter()
        self._days = DAYS_AT_FIRST
        self._opened: EarlierVersion | None = None
        self._newest: QWidget | None = None
        self.read_again()

    def first_focus(self) -> QWidget | None:
        return self._newest if self._opened is None else self._opened.back

    def read_again(self, *, take_keyboard: bool = False) -> None:
        """Read the history as it is in the file now; `take_keyboard`: then it goes to the newest."""
        from wellplan.vault.looking_back import look_back

        self.session.flush()
        read = look_back(self.store)
        self.notice.say(_("Looking back…"))
        run_in_background(
            self,
            lambda: sittings(read()),
            lambda found: self._read(found, take_keyboard),
            self._not_read,
        )

    def _read(self, found: tuple[Sitting, ...], take_keyboard: bool) -> None:
        self.notice.put_away()
        self.found = found
        self._times = Counter(_minutes(sitting) for sitting in found)
        if self._opened is None:
            self.show_list()
            # A page that had nothing on it yet was given the keyboard itself.
            if self._newest is not None and (take_keyboard or self.hasFocus()):
                self.focus_soon(self._newest)

    def _not_read(self, error: Exception) -> None:
        self.notice.show_error(as_error(error))

    # --- the list

    def show_list(self, near: Sitting | None = None) -> None:
        """The newest days; the keyboard goes back to the time that was open."""
        self._opened = self._newest = None
        self.turn()
        days = by_day(self.found)
        listed = LongList()
        for day, group in days[: self._days]:
            listed.add(Heading(day_in_words(day, date.today()), "group"), above=12)
            for sitting in group:
                card = self._card(day, sitting)
                listed.add(card)
                self._newest = self._newest or card
                if near is not None and sitting.seq == near.seq:
                    self.focus_soon(card)
        self.body.addWidget(listed)
        more = len(days) - self._days
        if more > 0:
            said = ngettext("Show {number} more day", "Show {number} more days", more)
            made = button(said.format(number=min(more, DAYS_AT_FIRST)), self._show_more)
            made.setObjectName("earlier-more")
            self.ways(made)

    def _show_more(self) -> None:
        shown = by_day(self.found)[self._days - 1][1][-1]
        self._days += DAYS_AT_FIRST
        self.show_list(near=shown)

    def _card(self, day: date, sitting: Sitting) -> QWidget:
        span = span_in_words(sitting.first, sitting.last)
        card = CardButton(span, "\n".join(summary(sitting)), kind="card")
        name = _("{day}, {time}").format(day=day_in_words(day, date.today()), time=span)
        if self._times[_minutes(sitting)] > 1:  # two within one minute: names must differ
            name = _("{name}, step {number}").format(name=name, number=sitting.seq)
        card.setAccessibleName(name)
        card.clicked.connect(lambda: self.open(sitting))
        return card

    # --- one of them

    def open(self, sitting: Sitting) -> None:
        """Show what was changed then, and what can be done with it."""
        self.turn(to_one=True)
        self._opened = EarlierVersion(self, sitting)
        self.focus_soon(self._opened.back)


def summary(sitting: Sitting) -> list[str]:
    """What was changed, in a few short lines."""
    if sitting.kind == "merge":
        first = [_("A second copy was brought in")]
    elif sitting.kind == "purge":
        return [_("Something was removed for good")]
    elif sitting.before is None:
        return [_("Your plan begins here")]
    else:
        first = []
    told = (
        [_shortened(str(each)) for each in describe(sitting.before, sitting.after)] if sitting.before else []
    )
    lines = first + (told or [_("Small changes")])
    more = len(lines) - LINES
    if more > 0:
        said = ngettext("and {number} more", "and {number} more", more).format(number=more)
        return [*lines[:LINES], said]
    return lines


def _minutes(sitting: Sitting) -> str:
    return f"{sitting.first.date()} {span_in_words(sitting.first, sitting.last)}"


def _shortened(line: str) -> str:
    return line if len(line) <= 76 else line[:74].rstrip() + "…"
