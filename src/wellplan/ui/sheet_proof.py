# SPDX-License-Identifier: Apache-2.0
"""Trying a recovery sheet: two of its groups, typed back. It tries the paper, not the person."""

import secrets

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError, WrongPassphrase
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.code_entry import GROUPS, CodeEntry
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice
from wellplan.ui.rows import stack
from wellplan.ui.words import Heading, Words

ASKED = 2
"""Groups to type back. Each has its own check sign; two show that it is this sheet and can be read."""


class SheetProof(QWidget):
    """Emits `proved` when both groups are right, `later` for not now, `code_wanted` to see the code again."""

    proved = Signal()
    later = Signal()
    code_wanted = Signal()

    def __init__(self, code: str) -> None:
        super().__init__()
        self._groups = code.split("-")
        self.entry = CodeEntry(sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), ASKED)))
        self.entry.entered.connect(self._check)
        self.notice = Notice()
        self.entry.edited.connect(self.notice.put_away)
        check = button(_("Check"), self._check, kind="primary", says=_("Check what I typed"))
        later = button(_("Not now"), self.later.emit, kind="link", says=_("Do not check it now"))
        again = button(_("Show the code again"), self.code_wanted.emit, kind="link")
        for name, each in (("check", check), ("later", later), ("again", again)):
            each.setObjectName(f"proof-{name}")
        down = stack(self, spacing=12)
        down.addWidget(Heading(_("Now try your sheet"), "h2"))
        down.addWidget(Words(_("Type these two groups from it. This checks the sheet, not you."), "quiet"))
        down.addWidget(self.entry)
        down.addWidget(self.notice)
        down.addWidget(flow(check, later, again))

    def first_focus(self) -> QWidget:
        """The first of the two groups."""
        return self.entry.fields[0]

    def forget(self) -> None:
        """Wipe the code and what was typed."""
        self._groups = []
        self.entry.forget()

    def _check(self) -> None:
        gap = self.entry.first_gap
        if gap is not None:
            self._ask_again(gap, _("Group {number} is not whole yet."), _("Each group has five signs."))
            return
        for number, typed in zip(self.entry.numbers, self.entry.code().split("-"), strict=True):
            if not self._is_right(number, typed):
                return
        self.proved.emit()

    def _is_right(self, number: int, typed: str) -> bool:
        from wellplan.vault.keyslots import read_code

        right = read_code("-".join(self._groups))
        groups = [*self._groups[: number - 1], typed, *self._groups[number:]]
        try:
            meant = read_code("-".join(groups))
        except WrongPassphrase:
            self._ask_again(
                number,
                _("Group {number} has a slip in it."),
                _("Look at that group on your sheet and type it again."),
            )
            return False
        if meant != right:
            self._ask_again(
                number,
                _("Group {number} is from another sheet."),
                _("An older sheet does not work any more. Look for the one you made just now."),
            )
        return meant == right

    def _ask_again(self, number: int, what: str, after: str) -> None:
        self.notice.show_error(WellPlanError(what.format(number=number), _("Your plan is safe."), after))
        self.entry.point_at(number)
