# SPDX-License-Identifier: Apache-2.0
"""The recovery sheet of an open plan: whether there is one, trying it, a new one, removing it.

What cannot be undone says so and asks once more, in its place on the page.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.paper import usual_paper
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, show_busy
from wellplan.ui.page import changes_nothing, focus_soon, give_focus
from wellplan.ui.recovery_sheet import RecoverySheet
from wellplan.ui.rows import clear, stack
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.sheet_trial import SheetTrial
from wellplan.ui.store_work import work_on_store
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.vault.store import Store

PREFERENCE = "recovery_sheet"
"""`proved`, `printed`, `saved`, or `skipped` when the code never left the screen; empty when not known."""


class RecoveryPart(QWidget):
    """Says how things stand with the sheet, with what can be done about it under it."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session, self.settings = session, settings
        self.words = Words("", "quiet")
        self.notice = Notice()
        self.place = QVBoxLayout()
        self.sheet: RecoverySheet | None = None
        self.trial: SheetTrial | None = None
        self._asked_from: QWidget | None = None
        self.new = button("", self._start_new)
        self.try_it = button("", self._start_trial)
        self.remove = button(_("Remove my recovery sheet"), self._ask_remove, kind="link")
        for name, each in (("sheet", self.new), ("try", self.try_it), ("remove", self.remove)):
            each.setObjectName(f"keys-{name}")
        self.ways = flow(self.try_it, self.new, self.remove)
        down = stack(self, spacing=12)
        down.addWidget(self.words)
        down.addWidget(self.notice)
        down.addLayout(self.place)
        down.addWidget(self.ways)
        self.show_state()

    @property
    def store(self) -> "Store":
        """The open file; only a real plan has one, and only then is this part made."""
        return cast("Store", self.session.keeper)

    @property
    def state(self) -> str:
        """`none`, or what the preference says."""
        if not self.store.has_recovery:
            return "none"
        return self.session.keeper.preference(PREFERENCE) or "printed"

    def show_state(self) -> None:
        """Say how things stand now. A sheet that was never tried is a gentle reminder, nothing more."""
        state = self.state
        self.words.setText(_words_for(state))
        self.words.show()
        on_paper = state not in ("none", "skipped")
        self.try_it.setVisible(on_paper)
        self.try_it.setText(_("Try it again") if state == "proved" else _("Try my sheet"))
        self.try_it.setAccessibleName(_("Try my recovery sheet"))
        self.remove.setVisible(state != "none")
        self.new.setText(_("Make a new one") if on_paper else _("Make a recovery sheet"))
        self.new.setAccessibleName(_("Make a new recovery sheet") if on_paper else "")

    # --- a new one

    def _start_new(self) -> None:
        if self.state in ("none", "skipped"):
            self._make()
            return
        self._ask(
            [_("A new sheet has a new code. Your old sheet then stops working for good.")],
            _("Make the new sheet"),
            self._make,
        )

    def _make(self) -> None:
        self._clear()
        self.ways.hide()
        self.notice.say(_("Making a new code…"))
        work_on_store(self, self.session, self.store.new_recovery_code, self._show_sheet, self._stopped)

    def _show_sheet(self, code: str) -> None:
        self.session.remember(PREFERENCE, "skipped")  # until it is on paper or in a file
        self.notice.put_away()
        self.words.setText(_("This code opens your plan if you forget your passphrase. Put it on paper."))
        self.words.show()
        paper = usual_paper(chosen_country(self.session.plan, self.settings))
        self.sheet = RecoverySheet(code, self.session.keeper.path, paper)
        self.sheet.done.connect(self._end_sheet)
        self.place.addWidget(self.sheet)
        focus_soon(self.sheet.first_focus(), within=self.sheet)

    def _end_sheet(self, how: str) -> None:
        self.session.remember(PREFERENCE, how)
        self.session.remember("recovery_told", date.today().isoformat())  # a week of quiet about it
        self._end()

    def _stopped(self, error: WellPlanError) -> None:
        self._end()
        self.notice.show_error(error)

    # --- trying it

    def _start_trial(self) -> None:
        self.notice.put_away()
        self._clear()
        self.trial = SheetTrial(self.store.path)
        self.trial.works.connect(self._works)
        self.trial.left.connect(self._end)
        self.place.addWidget(self.trial)
        self.ways.hide()
        self.words.hide()
        focus_soon(self.trial.first_focus(), within=self.trial)

    def _works(self) -> None:
        self.session.remember(PREFERENCE, "proved")
        self._end()
        self.notice.say(_("Your sheet works. Put it back in its good place."), icon_name="check")

    # --- removing it

    def _ask_remove(self) -> None:
        self._ask(
            [
                _("Your sheet will open nothing any more. This cannot be undone."),
                _("If you then forget your passphrase, nobody can open your plan. We can’t either."),
                _("Backups made before today can still be opened with it."),
            ],
            _("Remove it for good"),
            self._remove,
        )

    def _remove(self) -> None:
        self._clear()
        self.ways.hide()
        self.notice.say(_("Removing your recovery sheet…"))
        work_on_store(self, self.session, self.store.remove_recovery, self._removed, self._stopped)

    def _removed(self, _none: object) -> None:
        self.session.remember(PREFERENCE, "")
        self._end()
        self.notice.say(
            _("Your recovery sheet is removed. Only your passphrase opens your plan now."), icon_name="check"
        )

    # --- shared

    def _ask(self, sentences: list[str], do_it: str, act: Callable[[], None]) -> None:
        """The second step of something that cannot be undone. The keyboard is on the safe answer."""
        self.notice.put_away()
        self._clear()
        self._asked_from = self.remove if self.remove.hasFocus() else None
        asked = QWidget()
        down = stack(asked, spacing=8)
        for number, sentence in enumerate(sentences):
            down.addWidget(Words(sentence, "quiet" if number else "strong"))
        keep = changes_nothing(button(_("Keep my sheet as it is"), self._end))
        yes = button(do_it, act)
        keep.setObjectName("keys-keep-sheet")
        yes.setObjectName("keys-sure")
        down.addWidget(flow(keep, yes))
        self.place.addWidget(asked)
        self.ways.hide()
        self.words.hide()
        focus_soon(keep, within=asked)

    def _end(self) -> None:
        self._clear()
        self.notice.put_away()
        self.ways.show()
        self.show_state()
        show_busy(self.new, False)
        usual = self.new if self.try_it.isHidden() else self.try_it
        before, self._asked_from = self._asked_from, None
        give_focus(before if before is not None and not before.isHidden() else usual)

    def _clear(self) -> None:
        for part in (self.sheet, self.trial):
            if part is not None:
                part.forget()
        self.sheet = self.trial = None
        clear(self.place)


def _words_for(state: str) -> str:
    if state == "none":
        return _("You have no recovery sheet. If you forget your passphrase, nothing else opens your plan.")
    if state == "skipped":
        return _(
            "Your recovery sheet is not on paper yet. Make one, and a forgotten passphrase is no trouble."
        )
    if state == "proved":
        return _(
            "You have a recovery sheet, and it was tried. It opens your plan if you forget your passphrase."
        )
    return _("You have a recovery sheet. Try it once, when you like. Then you know that it works.")
