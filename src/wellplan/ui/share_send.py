# SPDX-License-Identifier: Apache-2.0
"""Step 5 of giving a copy: the printer, the passphrase, the place. Here it leaves, and not before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QTextBrowser, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.copy_panels import PrintPanel
from wellplan.ui.copy_work import find_printers
from wellplan.ui.file_dialogs import ask_place_to_give, documents
from wellplan.ui.flow import flow
from wellplan.ui.notice import as_error, show_busy
from wellplan.ui.page import give_focus
from wellplan.ui.settings import chosen_country
from wellplan.ui.share_draft import SECRET
from wellplan.ui.share_step import Step
from wellplan.ui.share_work import choose, words_to_paste
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

NAMES = {"sealed-copy": "copy.html", "text": "copy.txt"}
"""Neutral: a folder is read by whoever uses the computer."""
FILE_NAME = "copy.pdf"


class SendStep(Step):
    """`send(target)`: a path, the name of a printer, or nothing for the clipboard."""

    send = Signal(object)
    number = 5
    waiting = False

    def wait(self, words: str) -> None:
        """While it is being made: nothing else can be asked for, and words say what happens."""
        self.waiting = True
        self.put_notice_under(None)
        self.notice.say(words)
        held = self.window().focusWidget()  # also while the file dialog is only just going
        for each in self.acts():
            # Disabled, it would pass the keyboard on, perhaps to Hide: one more press would hide the window.
            if each is held:
                show_busy(each, True)
            else:
                each.setEnabled(False)

    def fail(self, error: Exception) -> None:
        """It did not leave."""
        self.waiting = False
        for each in self.acts():
            show_busy(each, False)
            each.setEnabled(True)
        self.notice.show_error(as_error(error))
        first = self.first_focus()
        if first is not None:
            give_focus(first)

    def acts(self) -> list[QPushButton]:
        """Every button of the step."""
        return [each for each in self.findChildren(QPushButton) if each.parent() is not self.notice]

    def ask_place(self) -> None:
        """Ask for a place, then send it there."""
        if self.waiting:
            return
        name = NAMES.get(self.draft.how, FILE_NAME)
        path = ask_place_to_give(self, documents() / name)
        if path is not None:
            self.send.emit(path)


class PrintStep(SendStep):
    """Which printer."""

    def build(self) -> None:
        self.title(_("Print it for {name}").format(name=self.draft.name))
        self.panel: PrintPanel | None = None
        self.again: QPushButton | None = None
        self.look()

    def look(self) -> None:
        """Ask this computer for its printers."""
        self.again = None
        self.notice.say(_("Looking for a printer…"))
        run_in_background(self, find_printers, self._show_printers, self._none)

    def _show_printers(self, printers: tuple[str, ...]) -> None:
        if not printers:
            self._none(
                WellPlanError(
                    _("No printer was found."),
                    _("Your plan is safe. Nothing was printed."),
                    _("Switch a printer on and try again, or go back and choose a file."),
                )
            )
            return
        self.notice.put_away()
        self.panel = PrintPanel(printers)
        self.panel.cancel_button.hide()
        self.panel.chosen.connect(lambda printer: self.send.emit(printer))
        self.body.addWidget(self.panel)
        give_focus(self.panel.first_focus())

    def _none(self, error: Exception) -> None:
        self.again = button(_("Look for a printer again"), self.look)
        self.notice.show_error(as_error(error), self.again)
        give_focus(self.again)

    def first_focus(self) -> QWidget | None:
        if self.panel is not None:
            return self.panel.first_focus()
        return self.again or self.ways[0]


class OpenPdfStep(SendStep):
    """A file that anyone can read."""

    def build(self) -> None:
        self.title(_("Save the PDF for {name}").format(name=self.draft.name))
        self.body.addWidget(Words(_("Anyone who has this file can read it.")))
        safer = _("If you want it locked, go back and choose a sealed copy.")
        self.body.addWidget(Words(safer, "quiet"))

    def next_button(self) -> QPushButton:
        self.save = button(_("Save the PDF…"), self.ask_place, kind="primary")
        return self.save

    def first_focus(self) -> QWidget | None:
        return self.save


class PasteStep(SendStep):
    """Exactly the words that will be pasted, and the two ways to take them."""

    def build(self) -> None:
        self.title(_("Words to paste for {name}").format(name=self.draft.name))
        told = _(
            "They are taken off the clipboard after one minute. Until then, any program here can read them."
        )
        self.body.addWidget(Words(told))
        self.words = QTextBrowser()
        self.words.setOpenLinks(False)
        self.words.setUndoRedoEnabled(False)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(_("The words to paste"))
        self.body.addWidget(self.words)
        self.save = button(_("Save as a text file…"), self.ask_place)
        session = self.session
        try:
            country = chosen_country(session.plan, self.settings)
            chosen = choose(self.draft, session.plan, session.keeper.version(), country)
            self.words.setPlainText(words_to_paste(chosen))
        except WellPlanError as error:
            self.notice.show_error(error)
        self.body.addWidget(flow(self.save))

    def next_button(self) -> QPushButton:
        self.copy = button(_("Copy the words"), lambda: self.send.emit(""), kind="primary")
        return self.copy

    def first_focus(self) -> QWidget | None:
        return self.copy


def send_step(how: str) -> type[SendStep]:
    """The last step of each way."""
    from wellplan.ui.share_secret import SecretStep

    if how in SECRET:
        return SecretStep
    return {"print": PrintStep, "text": PasteStep}.get(how, OpenPdfStep)
