# SPDX-License-Identifier: Apache-2.0
"""Which pages, for whom, how large, on which paper: the choices for a copy."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import Person
from wellplan.share.layout import Layout
from wellplan.share.paper import SIZES, Paper, usual_paper
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.rows import labelled_part, stack
from wellplan.ui.words import Words

LAYOUTS: tuple[Layout, ...] = (
    "whole",
    "crisis",
    "card",
    "admission",
    "easy",
    "large",
    "supporter",
    "meeting",
    "record",
    "workbook",
)
"""In the order of the cards."""
SHOWN_FIRST = 4
"""The other cards come with “More kinds of pages”, so that the buttons below stay near."""
NOT_SIGNED = ("card", "workbook")


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """A copy as chosen. `size` is in points, `layout` and `paper` by name; `person` is an id or empty."""

    layout: Layout = "whole"
    size: int = 12
    paper: Paper = "a4"
    sign: bool = False
    person: str = ""


class CopyChoices(QWidget):
    """The choices. `changed` comes after each."""

    changed = Signal()

    def __init__(self, layout: str, country: str, people: Sequence[Person] = ()) -> None:
        super().__init__()
        down = stack(self, spacing=8)
        self.cards = QButtonGroup(self)
        self.who = ChoiceField([(each.id, _name(each)) for each in people if not each.not_to_be_involved])
        self.who_part = labelled_part(_("Who the sheet is for"), self.who)
        self._add_cards(down, layout)
        sizes = [(str(points), _("{n} point").format(n=points)) for points in SIZES]
        self.points = ChoiceField(sizes, str(SIZES[0]))
        papers = (("a4", _("A4")), ("letter", _("US Letter")))
        self.paper = ChoiceField(papers, usual_paper(country))
        for each in (self.points, self.paper, self.who):
            each.setMinimumContentsLength(0)  # side by side
        down.addSpacing(current_look().px(4))
        size = labelled_part(_("Text size on paper"), self.points)
        paper = labelled_part(_("Paper"), self.paper)
        down.addWidget(flow(size, paper, across=16))
        self.sign = QCheckBox(_("Add lines to sign"))
        down.addWidget(self.sign)
        self.cards.idToggled.connect(lambda _number, on: self._card_chosen() if on else None)
        for signal in (self.who.picked, self.points.picked, self.paper.picked, self.sign.toggled):
            signal.connect(lambda _value: self.changed.emit())
        self._show_what_fits()

    def _add_cards(self, down: QVBoxLayout, layout: str) -> None:
        down.addWidget(Words(_("Which pages"), "label"))
        chosen = LAYOUTS.index(layout) if layout in LAYOUTS else 0
        if LAYOUTS[chosen] == "supporter" and not self.who.count():
            chosen = 0
        self.more = button(_("More kinds of pages"), self.show_more, icon_name="down")
        for number, (title, detail) in enumerate(_titles()):
            card = CardButton(title, detail)
            card.setCheckable(True)
            card.setChecked(number == chosen)
            card.setVisible(number < SHOWN_FIRST)
            self.cards.addButton(card, number)
            down.addWidget(card)
            if LAYOUTS[number] == "supporter":
                down.addWidget(self.who_part)
        down.addWidget(self.more)
        if chosen >= SHOWN_FIRST:
            self.show_more()

    def show_more(self) -> None:
        """Show every card. The keyboard goes to the first of those that came."""
        had_keyboard = self.more.hasFocus()
        for number in range(SHOWN_FIRST, len(LAYOUTS)):
            self.cards.button(number).setVisible(LAYOUTS[number] != "supporter" or self.who.count() > 0)
        self.more.hide()
        if had_keyboard:
            self.cards.button(SHOWN_FIRST).setFocus()

    def _card_chosen(self) -> None:
        self._show_what_fits()
        self.changed.emit()

    def _show_what_fits(self) -> None:
        layout = LAYOUTS[self.cards.checkedId()]
        self.who_part.setVisible(layout == "supporter")
        self.sign.setVisible(layout not in NOT_SIGNED)

    def checked_card(self) -> QWidget:
        """The card of the pages chosen now."""
        return self.cards.button(self.cards.checkedId())

    @property
    def choice(self) -> CopyChoice:
        """What is chosen now."""
        layout = LAYOUTS[self.cards.checkedId()]
        paper: Paper = "letter" if self.paper.value == "letter" else "a4"
        sign = self.sign.isChecked() and layout not in NOT_SIGNED
        person = self.who.value if layout == "supporter" else ""
        return CopyChoice(layout, int(self.points.value), paper, sign, person)


def _name(person: Person) -> str:
    return person.name.strip() or person.role.strip() or _("Someone I trust")


def _titles() -> tuple[tuple[str, str], ...]:
    """A title and a word about each, in the order of `LAYOUTS`."""
    return (
        (_("My whole plan"), _("Every page but the hidden ones.")),
        (_("Crisis pages"), _("Two sides, for the people who help.")),
        (_("Wallet card"), _("A small card to cut out and carry.")),
        (_("Admission sheet"), _("What staff should know when I come in.")),
        (_("Easy Read"), _("My whole plan, with pictures and short lines.")),
        (_("Large print"), _("My whole plan, in big letters.")),
        (_("Sheet for one person"), _("What they may see, and what I ask of them.")),
        (_("Meeting pack"), _("My questions, and room to write.")),
        (_("For my notes"), _("My whole plan, with the crisis parts first.")),
        (_("Blank workbook"), _("My pages with nothing on them, to fill in by hand.")),
    )
