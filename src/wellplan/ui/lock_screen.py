# SPDX-License-Identifier: Apache-2.0
"""The lock screen: a passphrase opens the plan, or the recovery sheet does. Help needs neither.

It also finds a way on when the passphrase is lost, or when the file is damaged or away.

Nothing heavy is imported here: this screen is what starting WellPlan waits for.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_copy_to_open, ask_plan_to_open
from wellplan.ui.flow import flow, level_with
from wellplan.ui.help_strip import HelpStrip
from wellplan.ui.look import current_look
from wellplan.ui.look_panel import LookPanel
from wellplan.ui.page import Page, give_focus, holds_keyboard
from wellplan.ui.passphrase_form import PassphraseForm
from wellplan.ui.rows import clear, stack
from wellplan.ui.secret_held import Held
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words
from wellplan.vault.places import is_there

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class LockScreen(QWidget):
    """Opens the plan at `path`: `opened` carries the store. `other_plan` asks for the first screen.

    `known_plans` asks for the list of plans, where there are several.
    """

    opened = Signal(object)
    other_plan = Signal()
    known_plans = Signal()
    copy_chosen = Signal(object)
    look_changed = Signal()

    def __init__(
        self, path: Path, settings: Settings, *, changing_look: bool = False, cost: "Cost | None" = None
    ) -> None:
        super().__init__()
        self.path, self._settings, self._cost = path, settings, cost
        self.page = Page(_("Hello. Open your plan"), narrow=True)
        self.page.column.insertStretch(0, 1)
        self._body = QVBoxLayout()
        self._body.setSpacing(current_look().px(12))
        self.page.column.addLayout(self._body)
        self.page.column.addStretch(1)
        self._first: QWidget | None = None
        self._news: QWidget | None = None
        self._settled = False
        self._let_go: Callable[[], None] | None = None
        down = stack(self, spacing=0)
        self._down = down
        self._strip = HelpStrip(settings)
        down.addWidget(self.page, 1)
        down.addWidget(self._strip)
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

    def show_damaged(self, error: WellPlanError, held: Held) -> None:
        """What can be done about a file that is not whole; `held` is what it was to be opened with."""
        from wellplan.ui.damaged_page import DamagedPage

        part = DamagedPage(self.path, error, held, self._settings, cost=self._cost)
        part.opened.connect(self.opened)
        part.again.connect(self.show_form)
        part.sheet_wanted.connect(self.show_recovery)
        part.choose.connect(self.choose)
        self._show(part.title, part, part.first_focus(), news=part.notice)
        part.first_changed.connect(lambda: self._change_first(part.first_focus()))
        self._let_go = part.rescue.let_go

    def show_look(self) -> None:
        """Text and colours, before anything is open."""
        panel = LookPanel(self._settings)
        panel.look_changed.connect(self.look_changed)
        holder = QWidget()
        down = stack(holder, spacing=20)
        done = button(_("Done"), self.show_form, kind="primary")
        done.setObjectName("look-done")
        down.addWidget(panel)
        down.addWidget(flow(done))
        self._show(_("Text and colours"), holder, panel.first_focus())

    def _show_missing(self) -> None:
        from wellplan.ui.missing_page import MissingPage

        part = MissingPage(self.path, cost=self._cost)
        part.opened.connect(self.opened)
        part.again.connect(self.show_form)
        part.choose.connect(self.choose)
        down = part.layout()
        assert down is not None
        down.addWidget(self.links())
        self._show(_("Hello"), part, part.look_again)

    def _show(self, title: str, body: QWidget, first: QWidget | None, *, news: QWidget | None = None) -> None:
        """`news` has the keyboard when it and `first` do not fit on the screen together."""
        if self._let_go is not None:
            self._let_go()
            self._let_go = None
        clear(self._body)
        self.page.heading.setText(title)
        self._body.addWidget(body)
        self._first, self._news, self._settled = first, news, False
        self.page.verticalScrollBar().setValue(0)
        self._focus_soon()

    def _focus_soon(self) -> None:
        QTimer.singleShot(0, self, self._focus)

    def _change_first(self, first: QWidget) -> None:
        """Something better to begin with was found; the keyboard stays where the person has taken it."""
        was, self._first = self._first, first
        if not self._settled or (was is not None and was.hasFocus()):
            self._focus_soon()

    def _focus(self) -> None:
        if self._first is not None and self.isVisible():
            self._settled = True
            give_focus(self._first)
            if self._news is not None and self._is_above():
                give_focus(self._news)
                self.page.verticalScrollBar().setValue(0)

    def _is_above(self) -> bool:
        """Whether the heading has scrolled out of sight: then what happened is read first, then acted on."""
        return self.page.heading.mapTo(self.page.viewport(), QPoint(0, 0)).y() < 0

    def first_focus(self) -> QWidget | None:
        """What should have the keyboard."""
        return self._first

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus_again)

    def _focus_again(self) -> None:
        """After help in a bad hour the keyboard is where it was."""
        if not (self._settled and holds_keyboard(self)):
            self._focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Large letters in a low window: the strip would leave no room, so it follows the rest.
        low = self._strip.heightForWidth(self.width()) > self.height() / 6
        place = self.page.column if low else self._down
        if place.indexOf(self._strip) < 0:
            place.addWidget(self._strip)
            self._strip.stand_in_column(low)

    # --- the quiet lines under it

    def links(self) -> QWidget:
        """Text and colours, and other plans."""
        look = button(_("Change"), self.show_look, kind="text-link", says=_("Change text and colours"))
        look.setObjectName("lock-look")
        choose = button(_("Choose"), self._choose_other, kind="text-link", says=_("Choose another plan"))
        start = button(
            _("Start a new one"), self.other_plan.emit, kind="text-link", says=_("Start a new plan")
        )
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, current_look().px(20), 0, 0)
        down.setSpacing(0)
        down.addWidget(flow(_line(_("Text and colours:"), look), look, across=2, down=0))
        down.addWidget(flow(_line(_("Another plan:"), choose), choose, start, across=2, down=0))
        given = button(_("Open it"), self._ask_copy, kind="text-link", says=_("Open a copy someone gave me"))
        down.addWidget(flow(_line(_("A copy someone gave me:"), given), given, across=2, down=0))
        return holder

    def _choose_other(self) -> None:
        if len(self._settings.known_plans()) > 1:
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
