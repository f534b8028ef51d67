# SPDX-License-Identifier: Apache-2.0
"""Deciding to remove a whole plan: first what goes and what stays, then the passphrase. Only asks."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _, ngettext
from wellplan.ui.buttons import button
from wellplan.ui.errand_screen import what_stays
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import changes_nothing, focus_soon, give_focus
from wellplan.ui.rows import clear, labelled, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.session import Session
from wellplan.ui.tasks import run_in_background
from wellplan.ui.whereabouts import folder_name
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.vault.store import Store


class RemovalPart(QWidget):
    """`decided` is sent once the passphrase was right."""

    decided = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._busy = False
        self.start = button(_("Remove this plan…"), self._show_first, icon_name="bin")
        self.start.setObjectName("removal-start")
        self.notice = Notice()
        self.steps = QVBoxLayout()
        down = stack(self, spacing=12)
        down.addWidget(Words(_("For when you do not want to keep it any more."), "quiet"))
        down.addWidget(flow(self.start))
        down.addLayout(self.steps)

    def _show_first(self) -> None:
        from wellplan.vault.backup import list_backups
        from wellplan.vault.places import other_files

        self.start.hide()
        store = cast("Store", self.session.keeper)
        others = other_files(store.path, store.data_dir, store.keys.vault_id)
        count = 0 if others else len(list_backups(store.data_dir, store.keys.vault_id))
        goes = ngettext(
            "This removes the plan’s file, and the {count} backup that WellPlan made by itself. "
            "It cannot be undone.",
            "This removes the plan’s file, and the {count} backups that WellPlan made by itself. "
            "It cannot be undone.",
            count,
        ).format(count=count)
        file_only = _("This removes the plan’s file. It cannot be undone.")
        for words in what_stays():
            self._say(words, "quiet")
        for place in others:
            also = _("The same plan is also in {folder}, as {name}.")
            self._say(also.format(folder=folder_name(place.parent), name=place.name))
        if others:
            self._say(_("That file stays, and so do the backups. To remove it too, open it first."))
        self._say(goes if count else file_only, "strong")  # last: next to the buttons also in large letters
        go_on = button(_("Go on"), self._show_second, says=_("Go on with removing"))
        go_on.setObjectName("removal-on")
        self.steps.addWidget(flow(self._keep(), go_on))
        focus_soon(self.keep)

    def _show_second(self) -> None:
        clear(self.steps)
        self.field = SecretField(_("Your passphrase, to remove it"))
        self.field.line.setObjectName("removal-passphrase")
        self.field.entered.connect(self._try)
        self.notice = Notice()
        self._say(_("Type your passphrase once more. Then the plan is locked and removed."), "body")
        self.steps.addLayout(labelled(_("Your passphrase"), self.field))
        self.field.line.setAccessibleName(_("Your passphrase, to remove it"))
        self.steps.addWidget(self.notice)
        self.go = button(_("Remove it for good"), self._try)
        self.go.setObjectName("removal-go")
        self.steps.addWidget(flow(self._keep(), self.go))
        focus_soon(self.field.line)

    def _keep(self) -> QPushButton:
        self.keep = changes_nothing(button(_("Keep my plan"), self.put_away, kind="primary"))
        self.keep.setObjectName("removal-keep")
        return self.keep

    def _try(self) -> None:
        typed, path = self.field.text(), self.session.keeper.path
        if self._busy or not typed:
            give_focus(self.field.line)
            return

        def work() -> bool:
            from wellplan.vault.trial import passphrase_opens

            return passphrase_opens(path, typed)

        self._wait(True)
        self.notice.say(_("Trying your passphrase…"))
        run_in_background(self.field, work, self._tried, self._not_tried)

    def _wait(self, on: bool) -> None:
        self._busy = on
        self.field.setReadOnly(on)
        self.field.cover()
        self.keep.setEnabled(not on)
        show_busy(self.go, on)

    def _tried(self, opens: bool) -> None:
        self._wait(False)
        if opens:
            self.put_away()
            self.decided.emit()
            return
        error = WellPlanError(
            _("That is not the passphrase of this plan."),
            _("Your plan is safe. Nothing was removed."),
            _("Try again, or keep your plan."),
        )
        self._not_tried(error)

    def _not_tried(self, error: Exception) -> None:
        self._wait(False)
        self.notice.show_error(as_error(error))
        give_focus(self.field.line)
        self.field.line.selectAll()

    def put_away(self) -> None:
        """Back to the one button; what was typed is wiped."""
        if (field := self.findChild(SecretField)) is not None:
            field.forget()
        clear(self.steps)
        self.start.show()
        give_focus(self.start)

    def _say(self, words: str, tone: str = "body") -> None:
        self.steps.addWidget(Words(words, tone))
