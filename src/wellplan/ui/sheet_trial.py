# SPDX-License-Identifier: Apache-2.0
"""Trying a recovery sheet that was made earlier: its whole code is typed, and tried on the file itself."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError, WrongGroup
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.code_entry import CodeEntry
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import stack
from wellplan.ui.words import Words


class SheetTrial(QWidget):
    """Emits `works` when the code opens the plan at `path`, and `left` for not now."""

    works = Signal()
    left = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._busy = path, False
        self.code = CodeEntry()
        self.notice = Notice()
        self.check = button(_("Check my sheet"), self._check, kind="primary")
        self.leave = button(_("Not now"), self.left.emit, kind="link", says=_("Do not try my sheet now"))
        changes_nothing(self.leave)
        self.check.setObjectName("trial-check")
        self.leave.setObjectName("trial-leave")
        self.code.entered.connect(self._check)
        self.code.edited.connect(self.notice.put_away)
        down = stack(self, spacing=12)
        down.addWidget(Words(_("Type the code from your sheet. Nothing is changed by this."), "quiet"))
        down.addWidget(self.code)
        down.addWidget(self.notice)
        down.addWidget(flow(self.check, self.leave))

    def first_focus(self) -> QWidget:
        """The first group of the code."""
        return self.code.fields[0]

    def forget(self) -> None:
        """Wipe what was typed."""
        self.code.forget()

    def _check(self) -> None:
        if self._busy:
            return
        if (gap := self.code.gap_error()) is not None:
            self._show(*gap)
            return
        self._wait(True)
        self.notice.say(_("Trying your sheet…"))
        self.code.try_on(self._path, self, self._tried, self._not_tried)

    def _wait(self, on: bool) -> None:
        self._busy = on
        show_busy(self.check, on)
        self.leave.setEnabled(not on)

    def _tried(self, opens: bool) -> None:
        self._wait(False)
        if opens:
            self.works.emit()
            return
        self._show(
            WellPlanError(
                _("This code does not open your plan."),
                _("Your plan is safe."),
                _("Is it the newest sheet? If you can’t find that one, make a new one."),
            ),
            1,
        )

    def _not_tried(self, error: Exception) -> None:
        self._wait(False)
        self._show(as_error(error), error.group if isinstance(error, WrongGroup) else 1)

    def _show(self, error: WellPlanError, group: int) -> None:
        self.notice.show_error(error)
        self.code.point_at(group)
