# SPDX-License-Identifier: Apache-2.0
"""“Print or save a copy”: choose what goes on paper, see it, then print it or save it as a PDF."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.copy_choices import CopyChoices
from wellplan.ui.copy_panels import PassphrasePanel, PrintPanel
from wellplan.ui.copy_work import Order, Shown, find_printers, make_to_show, save, send_to_printer
from wellplan.ui.file_dialogs import ask_place_for_pdf, documents
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error
from wellplan.ui.outgoing import Outgoing
from wellplan.ui.page import Page
from wellplan.ui.panes import Panes
from wellplan.ui.preview import Preview
from wellplan.ui.rows import clear
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.share.document import Pdf
    from wellplan.vault.store import Version

NAME = "my-plan.pdf"  # neutral: a folder is read by whoever uses the computer


class PaperPage(Page):
    """The choices on the left, what comes out on the right; one under the other where there is no room.

    `what` may name a layout.
    """

    def __init__(self, session: Session, settings: Settings, what: str = "") -> None:
        super().__init__(_("Print or save a copy"))
        self.session = session
        self._country = chosen_country(session.plan, settings)
        self._making = self._again = False
        self._asked_from: QPushButton | None = None
        self._in_sight: QWidget | None = None
        self._folder = documents()
        self.column.addWidget(Words(_("Nothing leaves until you say so."), "lead"))
        self.choices = CopyChoices(what, self._country, session.plan.people)
        self.column.addWidget(self.choices)
        self.column.addSpacing(current_look().px(6))
        self._add_buttons()
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self._panel_place = QVBoxLayout()
        self.column.addLayout(self._panel_place)
        self.panel: PrintPanel | PassphrasePanel | None = None
        self.column.addStretch(1)
        self.preview = Preview()
        left = self.takeWidget()
        assert left is not None
        self.panes = Panes(left, self.preview, self)
        self.panes.narrow_changed.connect(self.preview.set_small)
        self.panes.grown.connect(self._reveal)
        self.panes.fit()
        self.setWidget(self.panes)
        self.choices.changed.connect(self.show_preview)
        session.plan_changed.connect(self._plan_changed)
        self.show_preview()

    def first_focus(self) -> QWidget:
        return self.choices.checked_card()

    def _add_buttons(self) -> None:
        self.print_button = button(_("Print…"), self.ask_printer, kind="primary", icon_name="paper")
        self.save_button = button(_("Save as a PDF…"), self.save_open)
        self.seal_button = button(_("Save a PDF with a passphrase…"), self.ask_passphrase)
        self.column.addWidget(flow(self.print_button, self.save_button, self.seal_button))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panes.fit()

    # --- the preview

    def show_preview(self) -> None:
        """Make what is chosen, in the background, and show it."""
        if self._making:
            self._again = True
            return
        try:
            order = self._order(self._version())
        except WellPlanError as error:
            self.preview.show_error(error)
            return
        self._making = True
        self.preview.wait()
        run_in_background(self, lambda: make_to_show(order), self._show_made, self._not_made)

    def _show_made(self, shown: Shown) -> None:
        self._making = False
        if self._again:
            self._again = False
            self.show_preview()
            return
        self.preview.show_copy(shown.pages, shown.text, _replaced(shown.replaced))

    def _not_made(self, error: Exception) -> None:
        self._making = self._again = False
        self.preview.show_error(as_error(error))

    def _plan_changed(self, _source: object) -> None:
        self.show_preview()

    def _version(self) -> "Version":
        return self.session.keeper.version()

    def _order(self, version: "Version") -> Order:
        return Order(self.session.plan, self.choices.choice, version, self._country)

    # --- printing and saving

    def ask_printer(self) -> None:
        """Look for printers, then ask which one."""
        self._close_panel()
        self._wait(_("Looking for a printer…"))
        run_in_background(self, find_printers, self._show_printers, self._failed)

    def _show_printers(self, printers: tuple[str, ...]) -> None:
        self._enable(True)
        self.notice.put_away()
        if not printers:
            self._failed(
                WellPlanError(
                    _("No printer was found."),
                    _("Your plan is safe. Nothing was printed."),
                    _("Switch a printer on and try again, or save a PDF."),
                )
            )
            return
        panel = PrintPanel(printers)
        panel.chosen.connect(self._print)
        self._open_panel(panel, self.print_button)

    def _print(self, printer: str) -> None:
        self._close_panel()
        self.print_button.setFocus()
        self._work("printed", _("Printing…"), lambda order: send_to_printer(order, printer), self._printed)

    def _printed(self, pdf: "Pdf", trouble: str) -> None:
        self._done(_("It is on its way to the printer."), pdf, trouble)

    def save_open(self) -> None:
        """Save a PDF that anyone can read."""
        self._close_panel()
        self._save("", _("Saved in {place}. Anyone who has this file can read it."))

    def ask_passphrase(self) -> None:
        """Offer a passphrase for the copy."""
        self.notice.put_away()
        panel = PassphrasePanel()
        panel.chosen.connect(self._save_sealed)
        self._open_panel(panel, self.seal_button)

    def _save_sealed(self) -> None:
        # The panel stays: its words are still to be told to someone.
        if isinstance(self.panel, PassphrasePanel):
            said = _("Saved in {place}. It opens only with its passphrase.")
            self._save(self.panel.passphrase(), said)

    def _save(self, passphrase: str, said: str) -> None:
        path = ask_place_for_pdf(self, self._folder / NAME)
        if path is None:
            return

        def done(pdf: "Pdf", trouble: str) -> None:
            self._folder = path.parent
            self._done(said.format(place=path), pdf, trouble)

        plan_path = self.session.keeper.path
        self._work("saved", _("Saving…"), lambda order: save(order, path, plan_path, passphrase), done)

    def _work(
        self, reason: str, waiting: str, work: Callable[[Order], "Pdf"], done: Callable[["Pdf", str], None]
    ) -> None:
        """Save the plan, then do the work in the background. The version counts once the copy has left."""
        try:
            order = self._order(self._saved_version())
        except WellPlanError as error:
            self._failed(error)
            return
        self._wait(waiting)
        outgoing, session = Outgoing(self.session, order, reason), self.session

        def failed(error: Exception) -> None:
            if isValid(self):
                self._failed(error)
            else:
                session.said.emit(str(as_error(error)), False)

        outgoing.left.connect(lambda pdf, trouble: done(pdf, trouble) if isValid(self) else None)
        outgoing.stayed.connect(failed)
        outgoing.start(work)

    def _saved_version(self) -> "Version":
        if not (self.session.read_only or self.session.flush()):
            raise WellPlanError(
                _("Your last words are not saved yet."),
                _("They are here on the screen. No copy was made."),
                _("WellPlan keeps trying to save. Try again in a moment."),
            )
        return self._version()

    # --- saying what happens

    def _open_panel(self, panel: PrintPanel | PassphrasePanel, opener: QPushButton) -> None:
        self._close_panel()
        self.panel = panel
        panel.cancelled.connect(self._close_panel)
        panel.cancelled.connect(opener.setFocus)
        self._panel_place.addWidget(panel)
        panel.show()
        panel.first_focus().setFocus()
        self._reveal_later(panel)

    def _close_panel(self) -> None:
        self.panel = self._in_sight = None
        clear(self._panel_place)

    def _wait(self, words: str) -> None:
        self._enable(False)
        self.notice.say(words)
        self._reveal_later(self.notice)

    def _done(self, words: str, pdf: "Pdf", trouble: str) -> None:
        self._enable(True)
        said = [words, _replaced(pdf.replaced) if pdf.replaced else "", trouble]
        self.notice.say(" ".join(filter(None, said)), icon_name="check")
        self._reveal_later(self.notice)

    def _failed(self, error: Exception) -> None:
        self._enable(True)
        self.notice.show_error(as_error(error))
        self._reveal_later(self.notice)

    def _enable(self, on: bool) -> None:
        """Take no second order while one is being made; then give the keyboard back to where it was."""
        mine = [self.print_button, self.save_button, self.seal_button]
        mine += self.panel.findChildren(QPushButton) if self.panel else []
        if not on:
            # Not hasFocus: a file dialog that has only just closed still has the keyboard.
            focused = self.window().focusWidget()
            self._asked_from = next((each for each in mine if each is focused), None)
        for each in mine:
            each.setEnabled(on)
        if on and self._asked_from is not None:
            self._asked_from.setFocus()
            self._asked_from = None

    def _reveal_later(self, part: QWidget) -> None:
        self._in_sight = part
        QTimer.singleShot(0, part, self._reveal)

    def _reveal(self) -> None:
        """Bring what was said last into sight, also when it has only now got its height."""
        part = self._in_sight
        if part is not None and part.isVisibleTo(self):
            self.panes.reveal(part)


def _replaced(signs: tuple[str, ...]) -> str:
    from wellplan.share.text import what_was_replaced

    return what_was_replaced(signs)
