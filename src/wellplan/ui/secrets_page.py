# SPDX-License-Identifier: Apache-2.0
"""What opens the plan: its passphrase and its recovery sheet. Each can be changed here at any moment."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from wellplan.i18n import _
from wellplan.ui.look import current_look
from wellplan.ui.page import Page
from wellplan.ui.passphrase_part import PassphrasePart
from wellplan.ui.recovery_part import RecoveryPart
from wellplan.ui.rows import hairline
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class SecretsPage(Page):
    """`passphrase` and `recovery` are None for an example, and where nothing can be changed."""

    def __init__(
        self, session: Session, settings: Settings, _what: str = "", *, cost: "Cost | None" = None
    ) -> None:
        super().__init__(_("Passphrase and recovery sheet"))
        self.passphrase: PassphrasePart | None = None
        self.recovery: RecoveryPart | None = None
        self.column.addWidget(
            Words(_("Your plan opens with one of these two. Nobody else has them."), "lead")
        )
        if session.example:
            self._say(_("This is an example, so it has neither. A plan of your own has both."))
        elif session.read_only:
            self._say(_("This plan can only be read here, so they can’t be changed here."))
        else:
            self.passphrase = PassphrasePart(session, cost=cost)
            self.recovery = RecoveryPart(session, settings)
            self._group(_("Passphrase"), self.passphrase)
            self._group(_("Recovery sheet"), self.recovery)
        self.column.addStretch(1)

    def _say(self, words: str) -> None:
        self.read_by_keyboard()
        self.column.addWidget(Words(words, "body"))

    def _group(self, title: str, part: QWidget) -> None:
        look = current_look()
        self.column.addSpacing(look.px(16))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(8))
        self.column.addWidget(Heading(title, "h2"))
        self.column.addWidget(part)

    def first_focus(self) -> QWidget | None:
        return self.passphrase.change if self.passphrase is not None else None
