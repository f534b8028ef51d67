# SPDX-License-Identifier: Apache-2.0
"""Reading what is left of a damaged plan into a new one. The damaged file is read, never written to."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError, WrongPassphrase
from wellplan.i18n import _
from wellplan.share.paper import usual_paper
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_place_for_plan, free_plan_path
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import focus_soon, give_focus
from wellplan.ui.recovery_sheet import RecoverySheet
from wellplan.ui.rows import clear, labelled_part, point, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.secret_held import Held
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost
    from wellplan.vault.rescue import Rescued
    from wellplan.vault.store import Store


class RescuePart(QWidget):
    """Step by step: read, see what is missing, keep it as a new plan. `opened` carries its store."""

    opened = Signal(object)

    def __init__(self, path: Path, held: Held, settings: Settings, *, cost: "Cost | None" = None) -> None:
        super().__init__()
        self._path, self._held, self._settings, self._cost = path, held, settings, cost
        self._busy = False
        self._rescued: Rescued | None = None
        self._store: Store | None = None
        self.sheet: RecoverySheet | None = None
        self.passphrase = SecretField(_("The passphrase of this plan"))
        self.passphrase.line.setObjectName("rescue-passphrase")
        self.secret_part = labelled_part(_("The passphrase of this plan"), self.passphrase)
        self.passphrase.line.setAccessibleName(_("The passphrase of this plan"))
        self.passphrase.entered.connect(self._read)
        self.notice = Notice()
        self.place = QVBoxLayout()
        self.read_button = button(_("Read what is left"), self._read)
        self.keep_button = button(_("Keep it as a new plan…"), self._keep, kind="primary")
        self.read_button.setObjectName("rescue-read")
        self.keep_button.setObjectName("rescue-keep")
        self.keep_button.hide()
        down = stack(self, spacing=12)
        self.words = Words(
            _("WellPlan reads all that it still can. The damaged file stays as it is."), "quiet"
        )
        for part in (self.words, self.secret_part, self.notice):
            down.addWidget(part)
        down.addLayout(self.place)
        down.addWidget(flow(self.read_button, self.keep_button))
        self.secret_part.setVisible(not held.passphrase)

    # --- reading

    def _read(self) -> None:
        if self._busy:
            return
        if self.secret_part.isVisible():
            self._held = Held(self.passphrase.text())
            if not self._held.passphrase:
                give_focus(self.passphrase.line)
                return
        path, key = self._path, self._held.key

        def work() -> "Rescued":
            from wellplan.vault.rescue import read_what_is_left

            return read_what_is_left(path, **key)

        self._wait(True, _("Reading what is left…"))
        run_in_background(self, work, self._show_left, self._stopped)

    def _show_left(self, rescued: "Rescued") -> None:
        self._wait(False)
        self._rescued = rescued
        self.passphrase.forget()
        self.secret_part.hide()
        self.read_button.hide()
        self.keep_button.show()
        clear(self.place)
        if rescued.missing:
            self.notice.say(_("Most could be read. Some is missing. This is the list:"), icon_name="info")
            for sentence in rescued.missing:
                self.place.addWidget(point(sentence))
        else:
            self.notice.say(_("All of your plan could be read. Nothing is missing."), icon_name="check")
        stays = _("Earlier versions do not come along. They stay in the damaged file, which is kept.")
        self.place.addWidget(Words(stays, "quiet"))
        self.words.hide()
        focus_soon(self.keep_button)

    # --- keeping

    def _keep(self) -> None:
        rescued = self._rescued
        if self._busy or rescued is None:
            return
        path = ask_place_for_plan(self, free_plan_path(self._path.parent))
        if path is None:
            return
        passphrase = self._held.passphrase
        cost: dict[str, Any] = {} if self._cost is None else {"cost": self._cost}

        def work() -> "tuple[Store, str]":
            from wellplan.vault.rescue import rescue_into
            from wellplan.vault.store import unlock

            code = rescue_into(rescued, path, passphrase, **cost)
            return unlock(path, passphrase), code

        self._wait(True, _("Making the new plan…"))
        run_in_background(self, work, self._kept, self._stopped)

    def _kept(self, made: "tuple[Store, str]") -> None:
        self._wait(False)
        self._store, code = made
        self.notice.say(_("Your new plan is made. It has its own recovery sheet:"), icon_name="check")
        self._store.set_preference("recovery_sheet", "skipped")
        clear(self.place)
        self.keep_button.hide()
        paper = usual_paper(chosen_country(self._store.plan, self._settings))
        self.sheet = RecoverySheet(code, self._store.path, paper)
        self.sheet.done.connect(self._finish)
        self.place.addWidget(self.sheet)
        focus_soon(self.sheet.first_focus(), within=self.sheet)

    def _finish(self, how: str) -> None:
        store, self._store = self._store, None
        if store is None or self.sheet is None:
            return
        try:
            store.set_preference("recovery_sheet", how)
            store.set_preference("recovery_told", date.today().isoformat())  # a week of quiet about it
        except WellPlanError as error:
            self._store = store
            self.sheet.notice.show_error(error)
            return
        self.sheet.forget()
        self.opened.emit(store)

    # --- shared

    def let_go(self) -> None:
        """Wipe secrets, and close a plan that was made here and not gone into."""
        self.passphrase.forget()
        self._held, self._rescued = Held(), None
        if self.sheet is not None:
            self.sheet.forget()
        if self._store is not None:
            store, self._store = self._store, None
            store.close()

    def _wait(self, on: bool, words: str = "") -> None:
        self._busy = on
        self.passphrase.setReadOnly(on)
        self.passphrase.cover()
        for each in (self.read_button, self.keep_button):
            show_busy(each, on)
        if on:
            self.notice.say(words)
        else:
            self.notice.put_away()

    def _stopped(self, error: Exception) -> None:
        self._wait(False)
        self.notice.show_error(as_error(error))
        wrong = isinstance(error, WrongPassphrase) and not self._held.code
        if wrong:
            self.secret_part.show()
            give_focus(self.passphrase.line)
            self.passphrase.line.selectAll()
        else:
            give_focus(self.keep_button if self._rescued is not None else self.read_button)
