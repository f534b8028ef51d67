# SPDX-License-Identifier: Apache-2.0
"""The way back in with the recovery sheet: the code from the paper, then a new passphrase."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError, WrongGroup, WrongPassphrase
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.code_entry import GROUPS, CodeEntry
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error
from wellplan.ui.page import give_focus
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.rows import stack
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class RecoveryForm(QWidget):
    """Emits `opened` with the store, `back` to leave, and `step_changed` with the heading of each step."""

    opened = Signal(object)
    back = Signal()
    step_changed = Signal(str)

    def __init__(self, path: Path, *, cost: "Cost | None" = None) -> None:
        super().__init__()
        self._path, self._code = path, ""
        self._options: dict[str, Any] = {} if cost is None else {"cost": cost}
        self.title = _("Use your recovery sheet")
        self.code_part, self.new_part = QWidget(), QWidget()
        self.notice = Notice()
        self.code = CodeEntry()
        self.next_button = button(_("Next"), self._check, kind="primary")
        self.leave = button(_("Back"), self.back.emit)
        self._build_code()
        self._build_new()
        down = stack(self, spacing=14)
        down.addWidget(self.code_part)
        down.addWidget(self.new_part)
        self.new_part.hide()

    def first_focus(self) -> QWidget:
        """The first group of the code."""
        return self.code.fields[0]

    def _build_code(self) -> None:
        down = stack(self.code_part, spacing=14)
        down.addWidget(
            Words(
                _("Your sheet has a code in 8 groups. Type it here. Big or small letters are fine."), "lead"
            )
        )
        down.addWidget(self.code)
        down.addWidget(self.notice)
        down.addWidget(flow(self.next_button, self.leave))
        down.addWidget(
            Words(
                _(
                    "No sheet? Then only the passphrase can open this plan. There is no time limit. "
                    "You can try as often as you like."
                ),
                "small",
            )
        )
        self.code.entered.connect(self._check)
        self.code.edited.connect(self.notice.put_away)

    def _build_new(self) -> None:
        down = stack(self.new_part, spacing=14)
        down.addWidget(
            Words(_("Your code is right. Now choose a new passphrase. The old one stops working."), "lead")
        )
        self.choice = PassphraseChoice()
        self.choice.confirmed.connect(self._open)
        self.to_code = button(_("Back"), self._show_code)
        down.addWidget(self.choice)
        down.addWidget(flow(self.to_code))

    # --- the code

    def _check(self) -> None:
        gap = self.code.first_gap
        if gap is not None:
            what = _("Group {number} of {count} is not whole yet.").format(number=gap, count=GROUPS)
            error = WellPlanError(what, _("Your plan is safe."), _("Each group has five signs."))
            self._show_slip(error, gap)
            return
        from wellplan.vault.keyslots import read_code

        try:
            read_code(self.code.code())
        except WrongPassphrase as slip:
            self._show_slip(slip, slip.group if isinstance(slip, WrongGroup) else 1)
            return
        self._code = self.code.code()
        self.code_part.hide()
        self.new_part.show()
        self.step_changed.emit(_("Choose a new passphrase"))
        QTimer.singleShot(0, self, lambda: give_focus(self.choice.first_focus()))

    def _show_slip(self, error: WellPlanError, group: int) -> None:
        self.notice.show_error(error)
        self.code.point_at(group)

    def _show_code(self) -> None:
        self._code = ""
        self.new_part.hide()
        self.code_part.show()
        self.step_changed.emit(self.title)
        QTimer.singleShot(0, self, lambda: self.code.point_at(1))

    # --- opening

    def _open(self) -> None:
        path, code, passphrase = self._path, self._code, self.choice.passphrase
        options = self._options

        def work() -> object:
            from wellplan.vault.store import unlock_with_recovery

            return unlock_with_recovery(path, code, passphrase, **options)

        self.choice.wait(True, _("Opening your plan…"))
        self.to_code.setEnabled(False)
        run_in_background(self, work, self._opened, self._failed)

    def _opened(self, keeper: object) -> None:
        self.forget()
        self.opened.emit(keeper)

    def _failed(self, error: Exception) -> None:
        self.choice.wait(False)
        self.to_code.setEnabled(True)
        shown = as_error(error)
        if isinstance(shown, WrongPassphrase):
            self._show_code()
            shown = WellPlanError(
                _("This code is not for this plan."),
                _("Your plan is safe."),
                _("Is it the newest sheet? An older one stops working when a new one is made."),
            )
            self.notice.show_error(shown)
        else:
            self.choice.notice.show_error(shown)

    def forget(self) -> None:
        """Wipe the code and the new passphrase."""
        self._code = ""
        self.code.forget()
        self.choice.forget()
