# SPDX-License-Identifier: Apache-2.0
"""No passphrase and no recovery sheet: the honest words, what to try, and what can still be done today."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wellplan.i18n import _
from wellplan.ui.backup_choice import BackupChoice
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import point, stack
from wellplan.ui.secret_held import Held
from wellplan.ui.words import Heading, Words
from wellplan.vault.places import is_there

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class NoSheet(QWidget):
    """`opened` carries the store of an older backup; `back` tries again; `start_new` begins another plan."""

    opened = Signal(object)
    back = Signal()
    start_new = Signal()

    def __init__(self, path: Path, *, cost: "Cost | None" = None) -> None:
        super().__init__()
        self.title = _("No sheet, no passphrase")
        look = current_look()
        self.again = changes_nothing(button(_("Try my passphrase again"), self.back.emit, kind="primary"))
        self.start = button(_("Start a new plan today"), self.start_new.emit)
        for name, each in (("again", self.again), ("start", self.start)):
            each.setObjectName(f"no-sheet-{name}")
        # The plan of today stays where it is: the passphrase may come back to mind.
        self.backups = BackupChoice(path, lambda: _place_beside(path), Held(), cost=cost)
        self.backups.opened.connect(self.opened)
        self._older = Heading(_("An older passphrase"), "h2")
        self._older_words = Words(
            _("It still opens a backup from its time. The backup becomes a plan beside this one.")
        )
        self._down = stack(self, spacing=12)
        self._down.addWidget(
            Words(_("Nobody else has your key. So we can’t open it for you, and no one else can."), "lead")
        )
        self._down.addWidget(flow(self.again))
        self._title(Heading(_("What often helps"), "h2"))
        for words in _things_to_try():
            self._down.addWidget(point(words))
        self._title(self._older)
        self._down.addWidget(self._older_words)
        self._down.addWidget(self.backups)
        self._title(Heading(_("Or begin again"), "h2"))
        self._down.addWidget(
            Words(_("This plan stays where it is. If the passphrase comes back to you, it opens."))
        )
        self._down.addWidget(flow(self.start))
        self._down.addSpacing(look.px(8))

    def _title(self, heading: Heading) -> None:
        heading.setContentsMargins(0, current_look().px(14), 0, 0)
        self._down.addWidget(heading)

    def first_focus(self) -> QWidget:
        """Trying again comes first: it costs nothing."""
        return self.again


def _place_beside(path: Path) -> Path:
    """`NAME older.wellplan`, or the first such name with a number that is not taken."""
    name, number = _("{name} older").format(name=path.stem), 1
    place = path.with_name(f"{name}{path.suffix}")
    while is_there(place):
        number += 1
        place = path.with_name(f"{name} {number}{path.suffix}")
    return place


def _things_to_try() -> tuple[str, ...]:
    return (
        _("Look at Caps Lock. Press Show to see what you type."),
        _("Try it with spaces and without, and with a big first letter."),
        _("Look in your notebook, your purse and your password manager."),
        _("Ask the person who may keep your sheet."),
        _("Leave it until tomorrow. You can try as often as you like."),
    )
