# SPDX-License-Identifier: Apache-2.0
"""“Where my plan is”: its folder and name, moving it, another name, another plan, and removing it whole.

The page only asks. A note is left, the plan is locked, and the fresh start does what the note says.
"""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.resources import DATA_BESIDE, portable_dir
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_folder
from wellplan.ui.flow import flow, level_with
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import Page, changes_nothing, focus_soon
from wellplan.ui.rows import clear, hairline, labelled, stack
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.text_fields import LineField
from wellplan.ui.whereabouts import folder_name
from wellplan.ui.words import Heading, Words
from wellplan.vault import errands
from wellplan.vault.errands import Errand
from wellplan.vault.places import data_dir, is_there, new_place

if TYPE_CHECKING:
    from wellplan.ui.removal_part import RemovalPart
    from wellplan.vault.store import Store


class PlacePage(Page):
    """`lock_asked` follows every decision: a plan is only moved or removed while it is closed."""

    def __init__(self, session: Session, settings: Settings, _what: str = "") -> None:
        super().__init__(_("Where my plan is"))
        self.session, self.settings = session, settings
        self.notice = Notice()
        self.panel_place = QVBoxLayout()
        self.removal: RemovalPart | None = None
        self.move_button: QPushButton | None = None
        if session.example:
            words = _("This is an example, so it is kept nowhere. A plan of your own has a file.")
            self.column.addWidget(Words(words, "lead"))
            self._another()
        else:
            self._place()
            self._ways()
            if not session.read_only:
                self._remove()
        self.column.addStretch(1)

    @property
    def path(self) -> Path:
        """The plan's file."""
        return self.session.keeper.path

    def first_focus(self) -> QWidget | None:
        return self.move_button or self.another

    # --- where it is

    def _place(self) -> None:
        lead = _("Your plan is one file. It is called {name}, and it is in {folder}.")
        said = lead.format(name=self.path.stem, folder=folder_name(self.path.parent))
        self.column.addWidget(Words(said, "lead"))
        sealed = _("It is sealed. Anyone who finds the file sees nothing of what you wrote.")
        self.column.addWidget(Words(sealed, "quiet"))
        if portable_dir() is not None:
            self.column.addWidget(Words(portable_words(), "quiet"))
        self.check = button(_("Check my plan"), self.check_plan, kind="text-link")
        self.check.setObjectName("place-check")
        asks = level_with(Words(_("Is every part of it whole?"), "quiet"), self.check)
        self.column.addWidget(flow(asks, self.check, across=4, down=0))

    def _ways(self) -> None:
        self.column.addSpacing(current_look().px(8))
        ways = []
        if self.session.read_only:
            words = _("It can only be read here, so it can’t be moved or renamed from here.")
            self.column.addWidget(Words(words, "quiet"))
        else:
            self.move_button = button(_("Move it…"), self.ask_move, says=_("Move my plan to another folder"))
            self.move_button.setObjectName("place-move")
            self.rename = button(_("Give it another name"), self.ask_name)
            self.rename.setObjectName("place-rename")
            ways = [self.move_button, self.rename]
        self._another(*ways)

    def _another(self, *ways: QPushButton) -> None:
        self.another = button(_("Open another plan"), lambda: self.lock_asked.emit(True))
        self.another.setObjectName("place-another")
        self.another.setAccessibleDescription(_("This plan is saved and locked first."))
        self.column.addWidget(flow(*ways, self.another))
        self.column.addWidget(Words(_("This plan is saved and locked before any of these."), "small"))
        self.column.addWidget(self.notice)
        self.column.addLayout(self.panel_place)

    # --- checking

    def check_plan(self) -> None:
        """Read every part of the file, in the background."""
        if self.check.property("busy") or not self.session.flush():
            return
        self.close_panel()
        show_busy(self.check, True)
        self.notice.say(_("Checking every part of your plan…"))
        verify = cast("Store", self.session.keeper).verifier()
        run_in_background(self, verify, self._checked, self._not_checked)

    def _checked(self, _none: object) -> None:
        show_busy(self.check, False)
        self.notice.say(_("Everything is whole. Every part of your plan can be read."), icon_name="check")

    def _not_checked(self, error: Exception) -> None:
        show_busy(self.check, False)
        self.notice.show_error(as_error(error))

    # --- moving

    def ask_move(self) -> None:
        """Choose a folder or a stick, then say yes once."""
        self.close_panel()
        folder = ask_folder(self, self.path.parent)
        if folder is None:
            return
        target = folder / self.path.name
        if is_there(target):
            self._refuse(_("There is already a file of that name there."), _("Choose another folder."))
            return
        words = _("Move it to {folder}? You open it again there, with your passphrase.")
        go = button(_("Move it there"), lambda: self.leave(errands.MOVE, target), kind="primary")
        stay = changes_nothing(button(_("Leave it here"), lambda: self._back(self.move_button)))
        self._panel(Words(words.format(folder=folder_name(folder)), "body"), flow(go, stay))
        focus_soon(go)

    # --- renaming

    def ask_name(self) -> None:
        """Another name for the file."""
        self.close_panel()
        self.name = LineField(self.path.stem)
        self.name.setObjectName("place-name")
        self.name.returnPressed.connect(self._take_name)
        hint = _("Others on this computer can read it. A name that says nothing about you is best.")
        field = labelled(_("New name"), self.name, hint)
        go = button(_("Use this name"), self._take_name, kind="primary")
        stay = changes_nothing(button(_("Keep the old name"), lambda: self._back(self.rename)))
        holder = QWidget()
        down = stack(holder)
        down.addLayout(field)
        down.addWidget(Words(hint, "small"))
        down.addWidget(flow(go, stay))
        self._panel(holder)
        self.name.selectAll()
        focus_soon(self.name, within=holder)

    def _take_name(self) -> None:
        try:
            target = new_place(self.path, self.name.text())
        except WellPlanError as error:
            self.notice.show_error(error)
            focus_soon(self.name)
            return
        if target == self.path:
            self._back(self.rename)
        elif is_there(target):
            self._refuse(_("There is already a file of that name."), _("Choose another name."))
            focus_soon(self.name)
        else:
            self.leave(errands.MOVE, target)

    # --- removing

    def _remove(self) -> None:
        from wellplan.ui.removal_part import RemovalPart

        look = current_look()
        self.column.addSpacing(look.px(24))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(8))
        self.column.addWidget(Heading(_("Remove the whole plan"), "h2"))
        self.removal = RemovalPart(self.session)
        self.removal.decided.connect(lambda: self.leave(errands.REMOVE, None))
        self.column.addWidget(self.removal)

    # --- shared

    def leave(self, kind: str, target: Path | None) -> None:
        """Save, leave the note, and lock. When the note cannot be left, nothing happens but words."""
        try:
            if not self.session.flush():
                raise _not_saved_yet()
            errands.leave(Errand(kind, self.path, target), data_dir())
        except WellPlanError as error:
            self.close_panel()
            self.notice.show_error(error)
            return
        self.lock_asked.emit(False)

    def close_panel(self) -> None:
        """Put away what was asked last."""
        self.notice.put_away()
        clear(self.panel_place)

    def _panel(self, *parts: QWidget) -> None:
        for part in parts:
            self.panel_place.addWidget(part)

    def _back(self, opener: QPushButton | None) -> None:
        self.close_panel()
        if opener is not None:
            focus_soon(opener)

    def _refuse(self, what: str, step: str) -> None:
        self.notice.show_error(WellPlanError(what, _("Your plan is safe, where it was."), step))


def portable_words() -> str:
    """What a person should know when the program keeps everything beside itself."""
    words = _(
        "WellPlan runs from its own folder here. It keeps its settings and backups beside it, in “{folder}”, "
        "and nothing anywhere else."
    )
    return words.format(folder=DATA_BESIDE)


def _not_saved_yet() -> WellPlanError:
    return WellPlanError(
        _("Your last words are not saved yet."),
        _("Your saved plan is safe."),
        _("Make some room on the disk, then try again."),
    )
