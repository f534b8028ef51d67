# SPDX-License-Identifier: Apache-2.0
"""The lock screen: a passphrase opens the plan, or the recovery sheet does. Help needs neither.

It also finds a way on when the passphrase is lost, or when the file is damaged or away.

Nothing heavy is imported here: this screen is what starting WellPlan waits for.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_copy_to_open, ask_plan_to_open
from wellplan.ui.flow import flow, level_with
from wellplan.ui.front_screen import FrontScreen
from wellplan.ui.look import current_look
from wellplan.ui.page import give_focus
from wellplan.ui.passphrase_form import PassphraseForm
from wellplan.ui.rows import clear
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words
from wellplan.vault.places import is_there

if TYPE_CHECKING:
    from wellplan.crypto import Cost
    from wellplan.ui.secret_held import Held


class LockScreen(FrontScreen):
    """Opens the plan at `path`: `opened` carries the store. `other_plan` asks for the first screen.

    `known_plans` asks for the list of plans, where there are several.
    """

    opened = Signal(object)
    other_plan = Signal()
    known_plans = Signal()
    copy_chosen = Signal(object)

    def __init__(
        self, path: Path, settings: Settings, *, changing_look: bool = False, cost: "Cost | None" = None
    ) -> None:
        super().__init__(_("Hello. Open your plan"), settings)
        self.path, self._cost = path, cost
        self._news: QWidget | None = None
        self._let_go: Callable[[], None] | None = None
        if changing_look:
            self.show_look()
        else:
            self.show_form()

    # --- what is in the middle

    def show_form(self) -> None:
        """The passphrase; or, when the file is not there, what to do about it."""
        if not is_there(self.path):
            self._show_missing()
            return
        form = PassphraseForm(self)
        self._show(_("Hello. Open your plan"), form, form.field.line)

    def show_recovery(self) -> None:
        """The way in for someone who cannot remember the passphrase."""
        from wellplan.ui.recovery_form import RecoveryForm

        form = RecoveryForm(self.path, cost=self._cost)
        form.opened.connect(self.opened)
        form.back.connect(self.show_form)
        form.no_sheet.connect(self.show_no_sheet)
        form.damaged.connect(self.show_damaged)
        form.step_changed.connect(self.page.heading.setText)
        self._show(form.title, form, form.first_focus())

    def show_no_sheet(self) -> None:
        """For someone who has neither the passphrase nor the sheet."""
        from wellplan.ui.no_sheet import NoSheet

        part = NoSheet(self.path, cost=self._cost)
        part.opened.connect(self.opened)
        part.back.connect(self.show_form)
        part.start_new.connect(self.other_plan)
        self._show(part.title, part, part.first_focus())

    def show_damaged(self, error: WellPlanError, held: "Held") -> None:
        """What can be done about a file that is not whole; `held` is what it was to be opened with."""
        from wellplan.ui.damaged_page import DamagedPage

        part = DamagedPage(self.path, error, held, self.settings, cost=self._cost)
        part.opened.connect(self.opened)
        part.again.connect(self.show_form)
        part.sheet_wanted.connect(self.show_recovery)
        part.choose.connect(self.choose)
        self._show(part.title, part, part.first_focus(), news=part.notice)
        part.first_changed.connect(lambda: self._change_first(part.first_focus()))
        self._let_go = part.rescue.let_go

    def show_look(self) -> None:
        """Text and colours, before anything is open."""
        part, first = self.look_part(self.show_form)
        self._show(_("Text and colours"), part, first)

    def _show_missing(self) -> None:
        from wellplan.ui.missing_page import MissingPage

        part = MissingPage(self.path, cost=self._cost)
        part.opened.connect(self.opened)
        part.again.connect(self.show_form)
        part.choose.connect(self.choose)
        down = part.layout()
        assert down is not None
        down.addWidget(self.links())
        self._show(_("Hello"), part, part.look_again, news=part.notice)

    def _show(self, title: str, body: QWidget, first: QWidget | None, *, news: QWidget | None = None) -> None:
        """`news` has the keyboard when it and `first` do not fit on the screen together."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None
        clear(self.body)
        self.page.heading.setText(title)
        self.body.addWidget(body)
        self.first, self._news, self._settled = first, news, False
        self.page.verticalScrollBar().setValue(0)
        self.focus_soon()

    def _change_first(self, first: QWidget) -> None:
        """Something better to begin with was found; the keyboard stays where the person has taken it."""
        was, self.first = self.first, first
        if not self._settled or (was is not None and was.hasFocus()):
            self.focus_soon()

    def _focus(self) -> None:
        super()._focus()
        if self._news is not None and self.isVisible() and self._is_above():
            give_focus(self._news)
            self.page.verticalScrollBar().setValue(0)

    def _is_above(self) -> bool:
        """Whether the heading has scrolled out of sight: then what happened is read first, then acted on."""
        return self.page.heading.mapTo(self.page.viewport(), QPoint(0, 0)).y() < 0

    # --- the quiet lines under it

    def links(self) -> QWidget:
        """Text and colours, and other plans."""
        choose = button(_("Choose"), self._choose_other, kind="text-link", says=_("Choose another plan"))
        start = button(
            _("Start a new one"), self.other_plan.emit, kind="text-link", says=_("Start a new plan")
        )
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, current_look().px(20), 0, 0)
        down.setSpacing(0)
        down.addWidget(self.look_line(self.show_look, "lock-look"))
        down.addWidget(flow(_line(_("Another plan:"), choose), choose, start, across=2, down=0))
        given = button(_("Open it"), self._ask_copy, kind="text-link", says=_("Open a copy someone gave me"))
        down.addWidget(flow(_line(_("A copy someone gave me:"), given), given, across=2, down=0))
        return holder

    def _choose_other(self) -> None:
        if len(self.settings.known_plans()) > 1:
            self.known_plans.emit()
        else:
            self.choose()

    def _ask_copy(self) -> None:
        path = ask_copy_to_open(self, self.path.parent)
        if path is not None:
            self.copy_chosen.emit(path)

    def choose(self) -> None:
        """Open another file instead."""
        path = ask_plan_to_open(self, self.path.parent)
        if path is not None:
            self.path = path
            self.show_form()


def _line(text: str, neighbour: QWidget) -> QWidget:
    return level_with(Words(text, "quiet"), neighbour)
