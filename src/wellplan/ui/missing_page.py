# SPDX-License-Identifier: Apache-2.0
"""The plan's file is not where it was: look again, show where it is, or go back to a backup of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.backup_choice import BackupChoice
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import documents, free_plan_path
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice
from wellplan.ui.rows import stack
from wellplan.ui.secret_held import Held
from wellplan.ui.words import Heading
from wellplan.vault.places import is_there

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class MissingPage(QWidget):
    """`again` looks once more, `choose` asks where the file is, `opened` carries the store of a backup."""

    opened = Signal(object)
    again = Signal()
    choose = Signal()

    def __init__(self, path: Path, *, cost: "Cost | None" = None) -> None:
        super().__init__()
        self.notice = Notice()
        self.notice.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that it can be read from the top
        self.look_again = button(_("Look again"), self.again.emit, kind="primary")
        where = button(_("Show where it is"), self.choose.emit)
        self._backup_title = Heading(_("Or go back to a backup"), "h2")
        self._backup_title.setContentsMargins(0, current_look().px(14), 0, 0)
        self.backups = BackupChoice(path, lambda: _place_for(path), Held(), cost=cost)
        self.backups.opened.connect(self.opened)
        self.backups.found.connect(self._found)
        down = stack(self, spacing=16)
        down.addWidget(self.notice)
        down.addWidget(flow(self.look_again, where))
        down.addWidget(self._backup_title)
        down.addWidget(self.backups)
        self._found(0)
        self.notice.show_error(
            WellPlanError(
                _("Your plan is not where it was."),
                _("WellPlan has not changed or removed it."),
                _("It may have been moved, or be on a stick. Plug that in and look again."),
            )
        )

    def _found(self, count: int) -> None:
        self._backup_title.setVisible(count > 0)
        self.backups.setVisible(count > 0)


def _place_for(path: Path) -> Path:
    """Where the plan was; the Documents when its folder is away."""
    return path if is_there(path.parent) else free_plan_path(documents())
