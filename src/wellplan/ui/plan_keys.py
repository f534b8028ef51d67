# SPDX-License-Identifier: Apache-2.0
"""The part of Settings that a sealed file needs: passphrase, recovery sheet, where it is kept, a check."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.paper import usual_paper
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import give_focus
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.recovery_sheet import RecoverySheet
from wellplan.ui.rows import clear, stack
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost
    from wellplan.vault.store import Store

PAINT_FIRST_MS = 60  # so that the words about slow work are on the screen before it starts


class PlanKeys(QWidget):
    """Works on the session's store. `cost` is that of a new passphrase's key; None: the usual one."""

    def __init__(self, session: Session, settings: Settings, *, cost: "Cost | None" = None) -> None:
        super().__init__()
        self.session, self.settings, self.cost = session, settings, cost
        self._down = stack(self, spacing=12)
        self._passphrase()
        self._recovery()
        self._file()

    @property
    def store(self) -> "Store":
        """The open file; only a real plan has one, and only then is this screen made."""
        return cast("Store", self.session.keeper)

    # --- passphrase

    def _passphrase(self) -> None:
        self._title(_("Passphrase"))
        self.passphrase_notice = Notice()
        self._passphrase_place = QVBoxLayout()
        self.change = button(_("Change my passphrase"), self._start_change)
        self.change.setObjectName("keys-change")
        self._down.addWidget(self.passphrase_notice)
        self._down.addLayout(self._passphrase_place)
        self._down.addWidget(flow(self.change))
        self.choice: PassphraseChoice | None = None

    def _start_change(self) -> None:
        self.passphrase_notice.put_away()
        self.choice = PassphraseChoice()
        self.choice.confirmed.connect(self._change)
        back = button(_("Keep the old one"), self._end_change)
        back.setObjectName("keys-keep")
        self._passphrase_place.addWidget(self.choice)
        self._passphrase_place.addWidget(flow(back))
        self.change.hide()
        QTimer.singleShot(0, self.choice, self._focus_choice)

    def _focus_choice(self) -> None:
        if self.choice is not None:
            give_focus(self.choice.first_focus())

    def _end_change(self) -> None:
        if self.choice is not None:
            self.choice.forget()
            self.choice = None
        clear(self._passphrase_place)
        self.change.show()
        give_focus(self.change)

    def _change(self) -> None:
        assert self.choice is not None
        passphrase = self.choice.passphrase
        self.choice.wait(True, _("Changing your passphrase…"))
        options: dict[str, Any] = {} if self.cost is None else {"cost": self.cost}
        self._soon(
            lambda: self.store.change_passphrase(passphrase, **options), self._changed, self._not_changed
        )

    def _changed(self, _none: object) -> None:
        self._end_change()
        words = _("Your passphrase is changed. The old one does not open your plan any more.")
        self.passphrase_notice.say(words, icon_name="check")

    def _not_changed(self, error: WellPlanError) -> None:
        if self.choice is not None:
            self.choice.wait(False)
            self.choice.notice.show_error(error)
            give_focus(self.choice.confirm)

    # --- recovery sheet

    def _recovery(self) -> None:
        self._title(_("Recovery sheet"))
        self.recovery_words = Words("", "quiet")
        self.recovery_notice = Notice()
        self._recovery_place = QVBoxLayout()
        self.new_sheet = button("", self._start_sheet)
        self.new_sheet.setObjectName("keys-sheet")
        self.sheet: RecoverySheet | None = None
        self._down.addWidget(self.recovery_words)
        self._down.addWidget(self.recovery_notice)
        self._down.addLayout(self._recovery_place)
        self._down.addWidget(flow(self.new_sheet))
        self._show_recovery()

    def _show_recovery(self) -> None:
        if self.session.keeper.preference("recovery_sheet") == "skipped":
            words = _("You have no recovery sheet yet. Without it a forgotten passphrase cannot be undone.")
            self.new_sheet.setText(_("Make one now"))
            self.new_sheet.setAccessibleName(_("Make a recovery sheet now"))
        else:
            words = _(
                "Your recovery sheet opens your plan if you forget your passphrase. "
                "If you make a new one, the old one stops working."
            )
            self.new_sheet.setText(_("Make a new recovery sheet"))
            self.new_sheet.setAccessibleName("")
        self.recovery_words.setText(words)

    def _start_sheet(self) -> None:
        if self.new_sheet.property("busy"):
            return
        show_busy(self.new_sheet, True)
        self.recovery_notice.say(_("Making a new code…"))
        self._soon(self.store.new_recovery_code, self._show_sheet, self._no_sheet)

    def _show_sheet(self, code: str) -> None:
        self.session.remember("recovery_sheet", "skipped")  # until it is on paper or in a file
        self.recovery_notice.put_away()
        show_busy(self.new_sheet, False)
        self.new_sheet.hide()
        country = chosen_country(self.session.plan, self.settings)
        self.sheet = RecoverySheet(code, self.session.keeper.path, usual_paper(country))
        self.sheet.done.connect(self._end_sheet)
        self._recovery_place.addWidget(self.sheet)
        QTimer.singleShot(0, self.sheet, self._focus_sheet)

    def _focus_sheet(self) -> None:
        if self.sheet is not None:
            give_focus(self.sheet.first_focus())

    def _no_sheet(self, error: WellPlanError) -> None:
        show_busy(self.new_sheet, False)
        self.recovery_notice.show_error(error)
        give_focus(self.new_sheet)

    def _end_sheet(self, how: str) -> None:
        self.session.remember("recovery_sheet", how)
        if self.sheet is not None:
            self.sheet.forget()
            self.sheet = None
        clear(self._recovery_place)
        self.new_sheet.show()
        self._show_recovery()
        give_focus(self.new_sheet)

    # --- the file

    def _file(self) -> None:
        self._title(_("Where my plan is kept"))
        self._down.addWidget(Words(str(self.session.keeper.path), "body"))
        self._down.addWidget(
            Words(_("It is sealed. Anyone who finds the file sees nothing of what you wrote."), "quiet")
        )
        self.check_notice = Notice()
        self.check = button(_("Check my plan"), self._check)
        self.check.setObjectName("keys-check")
        self._down.addWidget(self.check_notice)
        self._down.addWidget(flow(self.check))

    def _check(self) -> None:
        if self.check.property("busy") or not self.session.flush():
            return
        show_busy(self.check, True)
        self.check_notice.say(_("Checking every part of your plan…"))
        run_in_background(self, self.store.verifier(), self._checked, self._not_checked)

    def _checked(self, _none: object) -> None:
        show_busy(self.check, False)
        self.check_notice.say(
            _("Everything is whole. Every part of your plan can be read."), icon_name="check"
        )
        give_focus(self.check)

    def _not_checked(self, error: Exception) -> None:
        show_busy(self.check, False)
        self.check_notice.show_error(as_error(error))
        give_focus(self.check)

    # --- shared

    def _title(self, text: str) -> None:
        heading = Heading(text, "group")
        heading.setContentsMargins(0, current_look().px(10), 0, 0)
        self._down.addWidget(heading)

    def _soon(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[WellPlanError], object],
    ) -> None:
        """Slow work on the open file. It stays on this thread: a store is used by one thread at a time."""

        def run() -> None:
            if not self.session.flush():
                failed(_not_saved_yet())
                return
            try:
                result = work()
            except WellPlanError as error:
                failed(error)
            else:
                done(result)

        QTimer.singleShot(PAINT_FIRST_MS, self, run)


def _not_saved_yet() -> WellPlanError:
    return WellPlanError(
        _("Your last words are not saved yet."),
        _("Your saved plan is safe."),
        _("Make some room on the disk, then try again."),
    )
