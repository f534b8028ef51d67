# SPDX-License-Identifier: Apache-2.0
"""What stands over a plan that was to be locked while its last words could not be saved.

Nothing of the plan is on it or under it. Only the passphrase uncovers the plan.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.calm import CalmScreen
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.rows import labelled
from wellplan.ui.secret_field import SecretField
from wellplan.ui.tasks import run_in_background
from wellplan.ui.ways_out import WaysOut
from wellplan.ui.words import Heading, Words


class Cover(CalmScreen):
    """`knows(passphrase)` runs on another thread: making the key takes a second on purpose."""

    uncovered = Signal()

    def __init__(self, knows: Callable[[str], bool]) -> None:
        super().__init__()
        self._knows, self._busy = knows, False
        look = current_look()
        self.inner.setMaximumWidth(look.column_px)
        self.ways = WaysOut()
        self.ways.setObjectName("notice")
        self.field = SecretField(_("Your passphrase"))
        self.field.entered.connect(self.uncover)
        self.notice = Notice()
        self.open_button = button(_("Show my plan again"), self.uncover, kind="primary")
        self.column.addWidget(Heading(_("Your plan is covered")))
        lead = _("Your last words are not saved yet. WellPlan keeps trying, and locks as soon as it can.")
        self.column.addWidget(Words(lead, "lead"))
        self.column.addSpacing(look.px(8))
        self.column.addLayout(labelled(_("Your passphrase"), self.field))
        self.field.line.setAccessibleName(_("Your passphrase"))
        self.column.addWidget(self.notice)
        self.column.addWidget(flow(self.open_button))
        self.column.addSpacing(look.px(16))
        self.column.addWidget(self.ways)

    def first_focus(self) -> QWidget:
        return self.field.line

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back may type at once: the first button in the window hides it again."""
        super().showEvent(event)
        QTimer.singleShot(0, self.field, lambda: self.first_focus().setFocus())

    def uncover(self) -> None:
        """Show the plan again, to someone who knows the passphrase."""
        passphrase = self.field.text()
        if self._busy or not passphrase:
            return
        self._wait(True)
        self.notice.say(_("Looking…"))
        run_in_background(self, lambda: self._knows(passphrase), self._answered, self._not_answered)

    def _wait(self, on: bool) -> None:
        self._busy = on
        self.field.setReadOnly(on)
        self.field.cover()
        show_busy(self.open_button, on)

    def _answered(self, known: bool) -> None:
        self._wait(False)
        if known:
            self.field.forget()
            self.uncovered.emit()
            return
        self._say(
            WellPlanError(
                _("That passphrase does not open this plan."),
                _("Your words are still here."),
                _("Please try again."),
            )
        )
        self.field.line.setFocus()
        self.field.line.selectAll()

    def _not_answered(self, error: Exception) -> None:
        self._wait(False)
        self._say(as_error(error))

    def _say(self, error: WellPlanError) -> None:
        self.notice.show_error(error)
        QTimer.singleShot(0, self.notice, lambda: self.ensureWidgetVisible(self.notice, 0, 24))
