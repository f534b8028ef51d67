# SPDX-License-Identifier: Apache-2.0
"""A damaged plan on the lock screen: what is safe, the newest backup, and reading what is left.

Nothing here deletes or writes over the damaged file.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.backup_choice import BackupChoice
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice
from wellplan.ui.rescue_part import RescuePart
from wellplan.ui.rows import stack
from wellplan.ui.secret_held import Held
from wellplan.ui.settings import Settings
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class DamagedPage(QWidget):
    """`opened` carries the store of a backup or of a rescued plan.

    `again` tries the file once more, `sheet_wanted` with the recovery sheet, `choose` another file.
    """

    opened = Signal(object)
    again = Signal()
    sheet_wanted = Signal()
    choose = Signal()
    first_changed = Signal()

    def __init__(
        self, path: Path, error: WellPlanError, held: Held, settings: Settings, *, cost: "Cost | None" = None
    ) -> None:
        super().__init__()
        self.title = _("Let’s get your plan back")
        self.notice = Notice()
        self.notice.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that it can be read from the top
        self.try_again = button(_("Try again"), self.again.emit)
        self.use_sheet = button(_("Use my recovery sheet"), self.sheet_wanted.emit)
        another = button(_("Choose another plan"), self.choose.emit, says=_("Choose another plan instead"))
        self.backups = BackupChoice(path, lambda: path, held, cost=cost)
        self.rescue = RescuePart(path, held, settings, cost=cost)
        for part in (self.backups, self.rescue):
            part.opened.connect(self.rescue.let_go)
            part.opened.connect(self.opened)
        down = stack(self, spacing=12)
        down.addWidget(self.notice)
        down.addWidget(Words(_("Nothing is removed. WellPlan keeps the damaged file too."), "quiet"))
        self._backups_title = self._group(_("Go back to a backup"), self.backups)
        self._group(_("Or read what is left"), self.rescue)
        self._group(_("Or open it another way"), flow(self.try_again, self.use_sheet, another))
        self.use_sheet.setVisible(not held.code)
        # What the error advises may not be there: a backup, or the recovery sheet.
        self.notice.show_error(WellPlanError(error.what, error.safe, _("Below you see what you can do now.")))
        self.backups.found.connect(self._found)

    def _found(self, count: int) -> None:
        if not count:
            self._backups_title.setText(_("If you have a backup somewhere else"))
        self.first_changed.emit()

    def _group(self, title: str, part: QWidget) -> Heading:
        down = self.layout()
        assert down is not None
        heading = Heading(title, "h2")
        heading.setContentsMargins(0, current_look().px(14), 0, 0)
        down.addWidget(heading)
        down.addWidget(part)
        return heading

    def first_focus(self) -> QWidget:
        """The newest backup when there is one, else the first thing that helps."""
        return self.backups.cards[0] if self.backups.cards else self.rescue.read_button
