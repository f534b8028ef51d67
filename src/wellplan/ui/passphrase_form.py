# SPDX-License-Identifier: Apache-2.0
"""The passphrase of a locked plan: the field, Open, and what to do when it does not open."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import Damaged, NewerVersion, OpenElsewhere, WellPlanError, WrongPassphrase
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import give_focus
from wellplan.ui.rows import labelled
from wellplan.ui.secret_field import SecretField
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words
from wellplan.vault.places import is_there

if TYPE_CHECKING:
    from wellplan.ui.lock_screen import LockScreen


class PassphraseForm(QWidget):
    """The field, Open, and the way to the recovery sheet. No lock-out and no time limit."""

    def __init__(self, screen: "LockScreen") -> None:
        super().__init__()
        self._screen, self._busy = screen, False
        self._tried, self._again = "", False
        look = current_look()
        self.field = SecretField(_("Your passphrase"))
        self.field.line.setObjectName("passphrase")
        self.field.entered.connect(self.open_plan)
        self.caps = Words(_("Caps Lock seems to be on."), "small")
        self.caps.hide()
        self.field.caps_lock.connect(self.caps.setVisible)
        self.notice = Notice()
        self.open_button = button(_("Open"), self.open_plan, kind="primary")
        self.forgot = button(_("I’ve forgotten my passphrase"), screen.show_recovery, kind="link")
        down = QVBoxLayout(self)
        down.setContentsMargins(0, look.px(8), 0, 0)
        down.setSpacing(look.px(10))
        down.addLayout(labelled(_("Your passphrase"), self.field))
        self.field.line.setAccessibleName(_("Your passphrase"))
        down.addWidget(self.caps)
        down.addWidget(self.notice)
        down.addWidget(flow(self.open_button, self.forgot))
        down.addWidget(screen.links())

    def open_plan(self) -> None:
        """Try the passphrase, on another thread: making the key takes a second on purpose.

        Whoever goes on typing meanwhile pressed Return too soon: what is in the field then is tried next.
        """
        if self._busy:
            self._again = self.field.text() != self._tried
            return
        if not self.field.text():
            give_focus(self.field.line)
            return
        passphrase, path = self.field.text(), self._screen.path
        self._tried, self._again = passphrase, False

        def work() -> object:
            from wellplan.vault.store import unlock

            return unlock(path, passphrase)

        self._wait(True)
        self.notice.say(_("Opening your plan…"))
        run_in_background(self, work, self._opened, self._failed)

    def _wait(self, on: bool) -> None:
        self._busy = on
        self.field.cover()
        self.forgot.setEnabled(not on)
        show_busy(self.open_button, on)

    def _opened(self, keeper: object) -> None:
        self._tried = ""
        self.field.forget()
        self._screen.opened.emit(keeper)

    def _failed(self, error: Exception) -> None:
        self._wait(False)
        tried, self._tried = self._tried, ""
        typed_on = self.field.text() != tried
        shown = as_error(error)
        if isinstance(shown, WrongPassphrase) and typed_on and self._again and self.field.text():
            self.open_plan()
            return
        if isinstance(shown, WrongPassphrase):
            shown = WellPlanError(
                _("That passphrase does not open this plan."),
                _("Your plan is safe."),
                _("Try again, or use your recovery sheet."),
            )
            self.notice.show_error(shown)
        elif isinstance(shown, Damaged):
            from wellplan.ui.secret_held import Held

            self._screen.show_damaged(shown, Held(tried))
            return
        elif not is_there(self._screen.path):
            self._screen.show_form()
            return
        else:
            another = button(_("Choose another plan"), self._screen.choose)
            another.setAccessibleName(_("Choose another plan instead"))
            again = button(_("Try again"), self.open_plan)
            ways = {OpenElsewhere: (again,), NewerVersion: (another,)}
            self.notice.show_error(shown, *ways.get(type(shown), (again, another)))
        give_focus(self.field.line)
        if not typed_on:
            self.field.line.selectAll()  # else the next key would wipe what came after
