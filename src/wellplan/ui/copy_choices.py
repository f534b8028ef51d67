# SPDX-License-Identifier: Apache-2.0
"""Which pages, how large, on which paper: the choices for a copy."""

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QWidget

from wellplan.i18n import _
from wellplan.share.pages import Layout
from wellplan.ui.buttons import CardButton
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.rows import labelled, stack
from wellplan.ui.talk_page import Choice
from wellplan.ui.words import Words

SIZES = (12, 14, 16, 18, 20, 24)
"""Text sizes on paper, in points. 12 is the least that is easy to read; large print is 16 and up."""
LETTER_COUNTRIES = ("US", "CA")
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """A copy as chosen. `size` is in points, `paper` is `a4` or `letter`."""

    layout: Layout = "whole"
    size: int = 12
    paper: Literal["a4", "letter"] = "a4"


def usual_paper(country: str) -> str:
    """The paper that printers hold in a country."""
    return "letter" if country in LETTER_COUNTRIES else "a4"


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
        self.points = Choice()
        for points in SIZES:
            self.points.addItem(_("{n} point").format(n=points), points)
        self.paper = Choice()
        self.paper.addItem(_("A4"), "a4")
        self.paper.addItem(_("US Letter"), "letter")
        self.paper.setCurrentIndex(self.paper.findData(usual_paper(country)))
        down.addSpacing(look.px(4))
        size, paper = _field(_("Text size on paper"), self.points), _field(_("Paper"), self.paper)
        down.addWidget(flow(size, paper, across=16))
        self.cards.idToggled.connect(lambda _number, on: self.changed.emit() if on else None)
        self.points.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.paper.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def checked_card(self) -> QWidget:
        """The card of the pages chosen now."""
        return self.cards.button(self.cards.checkedId())

    @property
    def choice(self) -> CopyChoice:
        """What is chosen now."""
        layout = LAYOUTS[self.cards.checkedId()]
        letter = self.paper.currentData() == "letter"
        return CopyChoice(layout, int(self.points.currentData()), "letter" if letter else "a4")


def _titles() -> tuple[tuple[str, str], ...]:
    """A title and a word about each, in the order of `LAYOUTS`."""
    return (
        (_("My whole plan"), _("Every page but the hidden ones.")),
        (_("Crisis pages"), _("Two sides, for the people who help.")),
        (_("Wallet card"), _("A small card to cut out and carry.")),
        (_("Admission sheet"), _("What staff should know when I come in.")),
    )


def _field(label: str, field: QComboBox) -> QWidget:
    made = QWidget()
    made.setLayout(labelled(label, field))
    made.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
    return made
