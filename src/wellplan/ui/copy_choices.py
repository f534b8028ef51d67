# SPDX-License-Identifier: Apache-2.0
"""Which pages, how large, on which paper: the choices for a copy."""

from dataclasses import dataclass
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from wellplan.i18n import _
from wellplan.share.pages import Layout
from wellplan.share.paper import SIZES, Paper, usual_paper
from wellplan.ui.buttons import CardButton
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.rows import labelled_part, stack
from wellplan.ui.words import Words

LAYOUTS: tuple[Layout, ...] = get_args(Layout)


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """A copy as chosen. `size` is in points, `layout` and `paper` by name."""

    layout: Layout = "whole"
    size: int = 12
    paper: Paper = "a4"


class CopyChoices(QWidget):
    """The three choices. `changed` comes after each."""

    changed = Signal()

    def __init__(self, layout: str, country: str) -> None:
        super().__init__()
        look = current_look()
        down = stack(self, spacing=8)
        down.addWidget(Words(_("Which pages"), "label"))
        self.cards = QButtonGroup(self)
        for number, (title, detail) in enumerate(_titles()):
            card = CardButton(title, detail)
            card.setCheckable(True)
            card.setChecked(LAYOUTS[number] == layout)
            self.cards.addButton(card, number)
            down.addWidget(card)
        if self.cards.checkedId() < 0:
            self.cards.button(0).setChecked(True)
        sizes = [(str(points), _("{n} point").format(n=points)) for points in SIZES]
        self.points = ChoiceField(sizes, str(SIZES[0]))
        papers = (("a4", _("A4")), ("letter", _("US Letter")))
        self.paper = ChoiceField(papers, usual_paper(country))
        for each in (self.points, self.paper):
            each.setMinimumContentsLength(0)  # side by side
        down.addSpacing(look.px(4))
        size = labelled_part(_("Text size on paper"), self.points)
        paper = labelled_part(_("Paper"), self.paper)
        down.addWidget(flow(size, paper, across=16))
        self.cards.idToggled.connect(lambda _number, on: self.changed.emit() if on else None)
        self.points.picked.connect(self.changed)
        self.paper.picked.connect(self.changed)

    def checked_card(self) -> QWidget:
        """The card of the pages chosen now."""
        return self.cards.button(self.cards.checkedId())

    @property
    def choice(self) -> CopyChoice:
        """What is chosen now."""
        layout = LAYOUTS[self.cards.checkedId()]
        paper: Paper = "letter" if self.paper.value == "letter" else "a4"
        return CopyChoice(layout, int(self.points.value), paper)


def _titles() -> tuple[tuple[str, str], ...]:
    """A title and a word about each, in the order of `LAYOUTS`."""
    return (
        (_("My whole plan"), _("Every page but the hidden ones.")),
        (_("Crisis pages"), _("Two sides, for the people who help.")),
        (_("Wallet card"), _("A small card to cut out and carry.")),
        (_("Admission sheet"), _("What staff should know when I come in.")),
    )
