# SPDX-License-Identifier: Apache-2.0
"""The screens after Welcome, one decision each: example, first pages, passphrase, recovery sheet."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.templates import ExampleInfo, TemplateInfo
from wellplan.share.paper import Paper
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.page import Page
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.recovery_sheet import RecoverySheet
from wellplan.ui.words import Words


class StepPage(Page):
    """A screen of the first steps: where one is, a heading, a lead, and Back at the end."""

    back = Signal()

    def __init__(self, title: str, lead: str, *, step: str = "") -> None:
        super().__init__(title)
        look = current_look()
        if step:
            self.column.insertWidget(0, Words(step, "quiet"))
        if lead:
            self.column.addWidget(Words(lead, "lead"))
        self.column.addSpacing(look.px(8))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(12))
        self.column.addLayout(self.body)
        self.column.addSpacing(look.px(12))
        self.back_button = button(_("Back"), self.back.emit, icon_name="back")
        self.back_button.setObjectName("step-back")
        self.column.addWidget(flow(self.back_button))
        self.column.addStretch(1)


class ChoicePage(StepPage):
    """A few large cards; pressing one is the decision."""

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        lead: str,
        choices: Sequence[TemplateInfo | ExampleInfo],
        *,
        icons: tuple[str, ...],
        step: str = "",
    ) -> None:
        super().__init__(title, lead, step=step)
        self.cards: dict[str, CardButton] = {}
        for number, info in enumerate(choices):
            card = CardButton(info.title, info.summary, icon_name=icons[min(number, len(icons) - 1)])
            card.setObjectName(f"choose-{info.id}")
            card.clicked.connect(lambda _checked=False, id=info.id: self.chosen.emit(id))
            self.cards[info.id] = card
            self.body.addWidget(card)

    def first_focus(self) -> QWidget | None:
        return next(iter(self.cards.values()), None)


class PassphrasePage(StepPage):
    """The passphrase of the new plan."""

    def __init__(self, *, step: str) -> None:
        lead = _(
            "Your passphrase is the key to your plan. Nobody else has it, so nobody can look it up for you."
        )
        super().__init__(_("Choose a passphrase"), lead, step=step)
        self.choice = PassphraseChoice()
        self.body.addWidget(self.choice)

    def first_focus(self) -> QWidget | None:
        return self.choice.first_focus()

    def wait(self, on: bool, words: str = "") -> None:
        """While the plan is being made."""
        self.choice.wait(on, words)
        self.back_button.setEnabled(not on)


class RecoveryPage(StepPage):
    """The recovery sheet: offered, never demanded."""

    def __init__(self, code: str, plan_path: Path, paper: Paper, *, step: str) -> None:
        lead = _(
            "If you ever forget your passphrase, this code opens your plan. "
            "Keep it on paper, in a safe place."
        )
        super().__init__(_("Your recovery sheet"), lead, step=step)
        self.sheet = RecoverySheet(code, plan_path, paper)
        self.body.addWidget(self.sheet)
        self.body.addWidget(
            Words(
                _(
                    "You can leave this for later. "
                    "The page “Passphrase and recovery sheet” makes a new one at any time. "
                    "Until then, please keep your passphrase safe. It is the only way to open your plan."
                ),
                "small",
            )
        )

    def first_focus(self) -> QWidget | None:
        return self.sheet.first_focus()


def large_card(title: str, detail: str, icon_name: str, name: str) -> QPushButton:
    """One of the three large choices of the first screen."""
    made = CardButton(title, detail, icon_name=icon_name)
    made.setObjectName(name)
    return made
