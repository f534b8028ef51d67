# SPDX-License-Identifier: Apache-2.0
"""Backups: which there are, what differs from today, bringing one back, and a copy somewhere else."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.dates import from_words, in_words
from wellplan.plan.describe import describe
from wellplan.plan.model import Plan
from wellplan.ui.buttons import button
from wellplan.ui.differences import Differences
from wellplan.ui.file_dialogs import ask_place_for_copy, documents, free_plan_path
from wellplan.ui.flow import flow, level_with
from wellplan.ui.kept_page import KeptPage
from wellplan.ui.look import current_look
from wellplan.ui.notice import as_error, show_busy
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import clear, hairline, row, stack
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.when import moments_in_words, size_in_words
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.vault.backup import Backup


class BackupsPage(KeptPage):
    """A list of backups; one of them can be opened, and brought back."""

    def __init__(self, session: Session, _settings: Settings, _what: str = "") -> None:
        lead = _("WellPlan keeps copies of your plan by itself. You can go back to any of them.")
        super().__init__(_("Backups"), session, lead)
        self.save_copy = button(_("Save a backup copy"), self._save_copy)
        self._links: dict[Path, QWidget] = {}
        session.backed_up.connect(self._look_again)
        self.show_list()

    def first_focus(self) -> QWidget:
        return self.save_copy

    def show_list(self) -> None:
        """Where copies are, and each automatic backup with its day and size."""
        self._shown_one = False
        self.turn()
        self._elsewhere()
        self.title(_("On this computer"))
        self.say(_("Each one is sealed, like your plan itself."), "quiet")
        self.listed = stack(spacing=10)
        self.body.addLayout(self.listed)
        self._fill_list()
        self._second_copies()

    def _fill_list(self) -> None:
        from wellplan.vault.backup import list_backups

        clear(self.listed)
        self._links = {}
        backups = list_backups(self.store.data_dir, bytes.fromhex(self.store.vault_id))
        if not backups:
            self.listed.addWidget(Words(self._none_yet()))
            return
        told = moments_in_words([each.at.astimezone() for each in backups], date.today())
        for place, (backup, when) in enumerate(zip(backups, told, strict=True), 1):
            if place > 1:
                self.listed.addWidget(hairline())
            self.listed.addLayout(self._line(backup, place, when))
        self.where = button(_("Where are they kept?"), self._show_where, kind="text-link")
        self.where.setObjectName("backups-where")
        self.listed.addWidget(flow(self.where))

    def _none_yet(self) -> str:
        if self.session.read_only:
            return _("There is none. WellPlan makes them while your plan can be changed.")
        return _("There is none yet. WellPlan makes the first one by itself.")

    def _show_where(self) -> None:
        """The folder, in place of the question; it can be marked and copied."""
        from wellplan.vault.backup import backups_dir

        folder = backups_dir(self.store.data_dir, bytes.fromhex(self.store.vault_id))
        words = Words(_("They are in this folder: {folder}").format(folder=folder), "small")
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.listed.addWidget(words)
        QWidget.setTabOrder(self.where, words)
        self.where.hide()
        self.focus_soon(words)

    def _look_again(self) -> None:
        """A backup was made while the list is in sight; the keyboard stays on the line it was on."""
        if self._shown_one:
            return
        held = next((path for path, link in self._links.items() if link.hasFocus()), None)
        self._fill_list()
        if held is not None:
            self.focus_soon(self._links.get(held, self.save_copy))

    def _second_copies(self) -> None:
        self.title(_("Second copies"))
        words = _("A sync service, or two computers, can leave another copy of your plan beside it.")
        self.say(words, "quiet")
        look = button(_("Look for second copies"), lambda: self.go.emit("joining", ""))
        look.setObjectName("backups-second")
        self.ways(look)

    def _line(self, backup: "Backup", place: int, when: str) -> QLayout:
        look = button(
            _("Look at it"), lambda: self._open(backup, when), kind="text-link",
            says=_("Look at backup {number}: {when}").format(number=place, when=when),
        )  # fmt: skip
        self._links[backup.path] = look
        size = size_in_words(backup.size)
        said = when if backup.whole else _("{when}, from a damaged file").format(when=when)
        words = Words(_("{when} – {size}").format(when=said, size=size))
        across = row(level_with(words, look), look)
        across.setStretch(0, 1)
        return across

    # --- a copy somewhere else

    def _elsewhere(self) -> None:
        self.title(_("Somewhere else"))
        self.say(_("A copy on a stick or another computer helps if this one is lost or broken."), "quiet")
        day = from_words(self.session.keeper.preference("backup_elsewhere"))
        said = _("Last saved somewhere else: {day}.").format(day=in_words(day)) if day else ""
        if said:
            self.say(said)
        self.save_copy = button(_("Save a backup copy"), self._save_copy)
        self.save_copy.setObjectName("backups-save")
        self.ways(self.save_copy)

    def _save_copy(self) -> None:
        from wellplan.vault.backup_elsewhere import backup_copy

        path = ask_place_for_copy(self, free_plan_path(documents()))
        if path is None or self.save_copy.property("busy"):
            return
        try:
            self.session.flush()
            copy = backup_copy(self.store, path)
        except WellPlanError as error:
            self._not_saved(error)
            return
        show_busy(self.save_copy, True)
        self.notice.say(_("Saving a copy and checking it…"))
        run_in_background(self, copy, lambda _none: self._saved(path), self._not_saved)

    def _saved(self, path: Path) -> None:
        self.session.remember("backup_elsewhere", date.today().isoformat())
        self.show_list()
        self.notice.say(_("Saved and checked: {name}").format(name=path.name), icon_name="check")
        self.focus_soon(self.save_copy)

    def _not_saved(self, error: Exception) -> None:
        show_busy(self.save_copy, False)
        self.notice.show_error(as_error(error))
        self.focus_soon(self.save_copy)

    # --- one backup

    def _open(self, backup: "Backup", when: str) -> None:
        from wellplan.vault.restore import read_backup

        store = self.store
        self.notice.say(_("Opening this backup…"))
        run_in_background(
            self,
            lambda: read_backup(store, backup),
            lambda plan: self._show_one(backup, when, plan),
            lambda error: self.notice.show_error(as_error(error)),
        )

    def _show_one(self, backup: "Backup", when: str, plan: Plan) -> None:
        self.notice.put_away()
        self._shown_one = True
        self.turn(to_one=True)
        back = changes_nothing(button(_("Back to all backups"), self._back, kind="link", icon_name="back"))
        back.setObjectName("backups-back")
        self.ways(back)
        self.title(_("Backup: {when}").format(when=when))
        restore = button(_("Bring this backup back"), kind="primary")
        restore.setObjectName("backups-restore")
        restore.clicked.connect(lambda: self._restore(backup, when))
        differs = describe(plan, self.session.plan)
        if differs:
            self.say(_("Your plan becomes as it was then. Today’s plan is kept as a backup first."), "quiet")
            self.ways(restore)
            self.body.addSpacing(current_look().px(8))
            self.say(_("Since then you changed this:"), "group")
        listed = Differences()
        listed.show_told(differs, _("It is the same as your plan today."))
        self.body.addWidget(listed)
        restore.setVisible(bool(differs) and not self.session.read_only)
        self.restore = restore
        self.focus_soon(back)

    def _back(self) -> None:
        self.notice.put_away()
        self.show_list()
        self.focus_soon(self.save_copy)

    def _restore(self, backup: "Backup", when: str) -> None:
        from wellplan.vault.restore import restore_plan

        def done(_none: object) -> None:
            said = _("Your plan is as it was: {when}. The one from before is a backup now.")
            self.session.take_stored(_("bringing a backup back"), said.format(when=when))
            self._back()

        words = _("Keeping today’s plan, then bringing this one back…")
        self.work(self.restore, words, lambda: restore_plan(self.store, backup), done)
