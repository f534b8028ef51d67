# SPDX-License-Identifier: Apache-2.0
"""The way back in with the recovery sheet: the code from the paper, then a new passphrase."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import Damaged, WellPlanError, WrongGroup, WrongPassphrase
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.code_entry import CodeEntry
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import changes_nothing, focus_soon
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.rows import stack
from wellplan.ui.secret_held import Held
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class RecoveryForm(QWidget):
    """Emits `opened` with the store, and `step_changed` with the heading of each step.

    The ways out are `back`, `no_sheet` for someone who has none, and `damaged` with the error and a Held.
    """

    opened = Signal(object)
    back = Signal()
    no_sheet = Signal()
    damaged = Signal(object, object)
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
        self.leave = changes_nothing(button(_("Back"), self.back.emit))
        self.without = button(_("I have no sheet"), self.no_sheet.emit, kind="link")
        self._busy = False
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
        down.addWidget(flow(self.next_button, self.leave, self.without))
        self.code.entered.connect(self._check)
        self.code.edited.connect(self.notice.put_away)

    def _build_new(self) -> None:
        down = stack(self.new_part, spacing=14)
        self.can_change = can_write(self._path)
        self.lead = Words("", "lead")
        self.choice = PassphraseChoice()
        self.choice.confirmed.connect(self._open)
        self.read_notice = Notice()
        self.read_button = button(_("Open it to read"), self._open, kind="primary")
        self.to_code = changes_nothing(button(_("Back"), self._show_code))
        for part in (self.lead, self.choice, self.read_notice, flow(self.read_button, self.to_code)):
            down.addWidget(part)
        self.choice.setVisible(self.can_change)
        self.read_button.setVisible(not self.can_change)
        if self.can_change:
            words = _("Your code is right. Now choose a new passphrase. The old one stops working.")
        else:
            words = _(
                "Your code is right. This place is read only, so your passphrase stays as it is. "
                "You can read your plan here."
            )
        self.lead.setText(words)

    # --- the code

    def _check(self) -> None:
        if self._busy:
            return
        if (gap := self.code.gap_error()) is not None:
            self._show_slip(*gap)
            return
        self._code = self.code.code()
        self._wait(True)
        self.code.try_on(self._path, self, self._tried, self._not_tried)

    def _wait(self, on: bool) -> None:
        self._busy = on
        show_busy(self.next_button, on)
        if on:
            self.notice.say(_("Trying your code…"))
        else:
            self.notice.put_away()

    def _tried(self, opens: bool) -> None:
        self._wait(False)
        if opens:
            self._show_new()
        else:
            self._show_slip(_another_plans(), 1)

    def _not_tried(self, error: Exception) -> None:
        self._wait(False)
        if isinstance(error, WrongPassphrase):
            self._show_slip(error, error.group if isinstance(error, WrongGroup) else 1)
        else:
            self._show_new()  # what stops a look at the file need not stop it from opening

    def _show_new(self) -> None:
        self.code_part.hide()
        self.new_part.show()
        self.step_changed.emit(_("Choose a new passphrase") if self.can_change else _("Open your plan"))
        focus_soon(self.choice.first_focus() if self.can_change else self.read_button)

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
        path, code = self._path, self._code
        passphrase = self.choice.passphrase if self.can_change else None
        options = self._options

        def work() -> object:
            from wellplan.vault.store import unlock_with_recovery

            opened = unlock_with_recovery(path, code, passphrase, **options)
            with suppress(WellPlanError):
                opened.set_preference("recovery_sheet", "proved")  # it could not be proved better
            return opened

        self._wait_to_open(True)
        run_in_background(self, work, self._opened, self._failed)

    def _wait_to_open(self, on: bool) -> None:
        words = _("Opening your plan…")
        self.choice.wait(on, words)
        show_busy(self.read_button, on)
        if on and not self.can_change:
            self.read_notice.say(words)
        else:
            self.read_notice.put_away()
        self.to_code.setEnabled(not on)

    def _opened(self, keeper: object) -> None:
        self.forget()
        self.opened.emit(keeper)

    def _failed(self, error: Exception) -> None:
        self._wait_to_open(False)
        shown = as_error(error)
        if isinstance(shown, Damaged):
            self.damaged.emit(shown, Held(self.choice.passphrase, self._code))
        elif isinstance(shown, WrongPassphrase):
            self._show_code()
            self.notice.show_error(_another_plans())
        else:
            (self.choice.notice if self.can_change else self.read_notice).show_error(shown)

    def forget(self) -> None:
        """Wipe the code and the new passphrase."""
        self._code = ""
        self.code.forget()
        self.choice.forget()


def can_write(path: Path) -> bool:
    """Whether the file and its folder let a new passphrase be kept. False when that cannot be told."""
    try:
        return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    except OSError:
        return False


def _another_plans() -> WellPlanError:
    return WellPlanError(
        _("This code is not for this plan."),
        _("Your plan is safe."),
        _("Is it the newest sheet? An older one stops working when a new one is made."),
    )
