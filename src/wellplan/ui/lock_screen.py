# SPDX-License-Identifier: Apache-2.0
"""The lock screen: a passphrase opens the plan, or the recovery sheet does. Help needs neither.

Nothing heavy is imported here: this screen is what starting WellPlan waits for.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import Damaged, NewerVersion, OpenElsewhere, WellPlanError, WrongPassphrase
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_plan_to_open
from wellplan.ui.flow import flow, level_with
from wellplan.ui.help_strip import HelpStrip
from wellplan.ui.look import current_look
from wellplan.ui.look_panel import LookPanel
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import Page, give_focus
from wellplan.ui.rows import clear, labelled, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.settings import Settings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost


class LockScreen(QWidget):
    """Opens the plan at `path`. `opened` carries the store; `other_plan` asks for the first screen."""

    opened = Signal(object)
    other_plan = Signal()
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
        if not self.path.exists():
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
        form.step_changed.connect(self.page.heading.setText)
        self._show(form.title, form, form.first_focus())

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
        error = WellPlanError(
            _("Your plan is not where it was."),
            _("WellPlan has not changed or removed it."),
            _("It may have been moved, or be on a stick. Plug that in and look again."),
        )
        notice = Notice()
        again = button(_("Look again"), self.show_form, kind="primary")
        where = button(_("Show where it is"), self.choose)
        holder = QWidget()
        down = stack(holder, spacing=16)
        down.addWidget(notice)
        down.addWidget(flow(again, where))
        down.addWidget(self.links())
        notice.show_error(error)
        self._show(_("Hello"), holder, again)

    def _show(self, title: str, body: QWidget, first: QWidget | None) -> None:
        clear(self._body)
        self.page.heading.setText(title)
        self._body.addWidget(body)
        self._first = first
        self.page.verticalScrollBar().setValue(0)
        self._focus_soon()

    def _focus_soon(self) -> None:
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        if self._first is not None and self.isVisible():
            give_focus(self._first)

    def first_focus(self) -> QWidget | None:
        """What should have the keyboard."""
        return self._first

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_soon()

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
        choose = button(_("Choose"), self.choose, kind="text-link", says=_("Choose another plan"))
        start = button(
            _("Start a new one"), self.other_plan.emit, kind="text-link", says=_("Start a new plan")
        )
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, current_look().px(20), 0, 0)
        down.setSpacing(0)
        down.addWidget(flow(_line(_("Text and colours:"), look), look, across=2, down=0))
        down.addWidget(flow(_line(_("Another plan:"), choose), choose, start, across=2, down=0))
        return holder

    def choose(self) -> None:
        """Open another file instead."""
        path = ask_plan_to_open(self, self.path.parent)
        if path is not None:
            self.path = path
            self.show_form()


def _line(text: str, neighbour: QWidget) -> QWidget:
    return level_with(Words(text, "quiet"), neighbour)


class PassphraseForm(QWidget):
    """The field, Open, and the way to the recovery sheet. No lock-out and no time limit."""

    def __init__(self, screen: LockScreen) -> None:
        super().__init__()
        self._screen, self._busy = screen, False
        look = current_look()
        self.field = SecretField(_("Your passphrase"))
        self.field.line.setObjectName("passphrase")
        self.field.entered.connect(self.open_plan)
        self.caps = Words(_("Caps Lock seems to be on."), "small")
        self.caps.hide()
        self.field.caps_lock.connect(self.caps.setVisible)
        self.notice = Notice()
        self.open_button = button(_("Open"), self.open_plan, kind="primary")
        self.forgot = button(_("I can’t remember it"), screen.show_recovery, kind="link")
        down = QVBoxLayout(self)
        down.setContentsMargins(0, look.px(8), 0, 0)
        down.setSpacing(look.px(10))
        down.addLayout(labelled(_("Your passphrase"), self.field))
        self.field.line.setAccessibleName(_("Your passphrase"))
        down.addWidget(self.caps)
        down.addWidget(self.notice)
        down.addWidget(flow(self.open_button, self.forgot))
        down.addWidget(screen.links())

    def open_plan(self) -> None:
        """Try the passphrase, on another thread: making the key takes a second on purpose."""
        if self._busy:
            return
        if not self.field.text():
            give_focus(self.field.line)
            return
        passphrase, path = self.field.text(), self._screen.path

        def work() -> object:
            from wellplan.vault.store import unlock

            return unlock(path, passphrase)

        self._wait(True)
        self.notice.say(_("Opening your plan…"))
        run_in_background(self, work, self._opened, self._failed)

    def _wait(self, on: bool) -> None:
        self._busy = on
        self.field.setReadOnly(on)
        self.field.cover()
        self.forgot.setEnabled(not on)
        show_busy(self.open_button, on)

    def _opened(self, keeper: object) -> None:
        self.field.forget()
        self._screen.opened.emit(keeper)

    def _failed(self, error: Exception) -> None:
        self._wait(False)
        shown = as_error(error)
        if isinstance(shown, WrongPassphrase):
            shown = WellPlanError(
                _("That passphrase does not open this plan."),
                _("Your plan is safe."),
                _("Try again, or use your recovery sheet."),
            )
            self.notice.show_error(shown)
        elif not self._screen.path.exists():
            self._screen.show_form()
            return
        else:
            another = button(_("Choose another plan"), self._screen.choose)
            another.setAccessibleName(_("Choose another plan instead"))
            again = button(_("Try again"), self.open_plan)
            ways = {OpenElsewhere: (again,), NewerVersion: (another,), Damaged: (another, again)}
            self.notice.show_error(shown, *ways.get(type(shown), (again, another)))
        give_focus(self.field.line)
        self.field.line.selectAll()
