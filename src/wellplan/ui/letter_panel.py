# SPDX-License-Identifier: Apache-2.0
"""A letter about a copy, before it leaves: what it says, a reason in one’s own words, and two ways out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.copy_panels import PrintPanel
from wellplan.ui.copy_work import find_printers
from wellplan.ui.file_dialogs import ask_place_for_pdf, documents
from wellplan.ui.flow import flow
from wellplan.ui.letter_work import Letter, pages_of, print_letter, save_letter
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error
from wellplan.ui.page import changes_nothing, focus_soon, give_focus
from wellplan.ui.rows import clear, hairline, labelled
from wellplan.ui.tasks import run_in_background
from wellplan.ui.text_fields import TextField
from wellplan.ui.words import Heading, Words

FILE = "letter.pdf"  # neutral: a folder is read by whoever uses the computer


class LetterPanel(QFrame):
    """`closed`: the person is done with it. What they type here goes into this letter, and is not kept."""

    closed = Signal()

    def __init__(self, letter: Letter, plan_path: Path) -> None:
        super().__init__()
        self.setObjectName("card")
        self._letter, self._plan_path = letter, plan_path
        self.reason: TextField | None = None
        self.panel: PrintPanel | None = None
        look = current_look()
        down = QVBoxLayout(self)
        down.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        down.setSpacing(look.px(10))
        if letter.kind == "withdrawn":
            self.reason = TextField("")
            label = _("Why, in your own words. You can leave this empty.")
            down.addLayout(labelled(label, self.reason))
        self.print_button = button(_("Print it…"), self.ask_printer, icon_name="paper")
        self.save_button = button(_("Save it as a PDF…"), self.save)
        self.close_button = changes_nothing(button(_("Close the letter"), self.closed.emit, kind="link"))
        if self.reason is not None:  # Escape takes no words away
            self.reason.typed.connect(lambda words: changes_nothing(self.close_button, on=not words.strip()))
        down.addWidget(flow(self.print_button, self.save_button, self.close_button))
        self._panel_place = QVBoxLayout()
        down.addLayout(self._panel_place)
        self.notice = Notice()
        down.addWidget(self.notice)
        self._show_words(down)

    def first_focus(self) -> QWidget:
        """What should have the keyboard."""
        return self.reason or self.print_button

    @property
    def letter(self) -> Letter:
        """The letter with what was typed."""
        return replace(self._letter, reason=self.reason.toPlainText() if self.reason else "")

    def _show_words(self, down: QVBoxLayout) -> None:
        """What it says besides the reason, which stands in its field; the slip is only for the pen."""
        from wellplan.ui.copy_reading import add_part

        pages = pages_of(self._letter)
        down.addWidget(hairline())
        down.addWidget(Words(_("This is what it says:"), "quiet"))
        down.addWidget(Heading(pages.title, "h2"))
        down.addWidget(Words(pages.lead))
        for part in pages.parts:
            if not part.cut:
                add_part(down, part)
        if any(part.cut for part in pages.parts):
            down.addWidget(Words(_("At its foot is a slip for them to sign and give back."), "quiet"))

    # --- two ways out

    def save(self) -> None:
        """Ask for a place, then write it there."""
        self._close_printers()
        path = ask_place_for_pdf(self, documents() / FILE)
        if path is not None:
            letter, plan_path = self.letter, self._plan_path
            said = _("Saved in {place}.").format(place=path)
            self._work(lambda: save_letter(letter, path, plan_path), said, self.save_button)

    def ask_printer(self) -> None:
        """Look for printers, then ask which one."""
        self._close_printers()
        self.notice.say(_("Looking for a printer…"))
        run_in_background(self, find_printers, self._show_printers, self._failed)

    def _show_printers(self, printers: tuple[str, ...]) -> None:
        self._close_printers()
        if not printers:
            what, safe = _("No printer was found."), _("Your plan is safe. Nothing was printed.")
            after = _("Switch a printer on and try again, or save a PDF.")
            self._failed(WellPlanError(what, safe, after))
            return
        self.notice.put_away()
        self.panel = PrintPanel(printers)
        self.panel.chosen.connect(self._print)
        self.panel.cancelled.connect(self._close_printers)
        self.panel.cancelled.connect(lambda: give_focus(self.print_button))
        self._panel_place.addWidget(self.panel)
        focus_soon(self.panel.first_focus(), within=self.panel)

    def _close_printers(self) -> None:
        self.panel = None
        clear(self._panel_place)

    def _print(self, printer: str) -> None:
        letter = self.letter
        self._close_printers()
        said = _("It is on its way to the printer.")
        self._work(lambda: print_letter(letter, printer), said, self.print_button)

    def _work(self, work: Callable[[], None], said: str, pressed: QPushButton) -> None:
        give_focus(pressed)
        self.notice.say(_("Making the page…"))
        run_in_background(self, work, lambda _none: self.notice.say(said, icon_name="check"), self._failed)

    def _failed(self, error: Exception) -> None:
        self.notice.show_error(as_error(error))
