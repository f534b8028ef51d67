# SPDX-License-Identifier: Apache-2.0
"""The recovery code on the screen, ways to get it on paper, then the paper is tried.

No file is written unasked.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.paper import Paper
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_place_for_pdf, documents
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import focus_soon, give_focus
from wellplan.ui.rows import stack
from wellplan.ui.secret_words import SecretWords
from wellplan.ui.sheet_proof import SheetProof
from wellplan.ui.tasks import run_in_background


class RecoverySheet(QWidget):
    """Emits `done` with `proved`, `printed`, `saved` or `skipped` when the person goes on."""

    done = Signal(str)

    def __init__(self, code: str, plan_path: Path, paper: Paper, *, skip_label: str = "") -> None:
        super().__init__()
        self._code, self._plan_path, self._how = code, plan_path, ""
        self._paper = paper
        self._busy = False
        look = current_look()
        self.card = card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(8))
        self.words = SecretWords(_("Your recovery code"), in_two_lines(code))
        inside.addWidget(self.words)
        self.notice = Notice()
        self.print_button = button(_("Print it"), self._print, kind="primary")
        self.save_button = button(_("Save it as a PDF…"), self._save)
        self.go_on = button(skip_label or _("Not now"), self._finish, kind="link")
        for name, each in (("print", self.print_button), ("save", self.save_button), ("on", self.go_on)):
            each.setObjectName(f"recovery-{name}")
        self.ways = flow(self.print_button, self.save_button, self.go_on)
        self.proof: SheetProof | None = None
        self._down = down = stack(self, spacing=14)
        down.addWidget(card)
        down.addWidget(self.notice)
        down.addWidget(self.ways)

    def forget(self) -> None:
        """Wipe the code."""
        self._code = ""
        self.words.show_words("")
        if self.proof is not None:
            self.proof.forget()

    def first_focus(self) -> QWidget:
        """What should have the keyboard."""
        return self.words

    def _pdf(self) -> Callable[[], bytes]:
        """The page, as a call for another thread: with the code of now, which is wiped as this part goes."""
        code, name, paper = self._code, self._plan_path.name, self._paper

        def make() -> bytes:
            from wellplan.share.document import recovery_pdf

            return recovery_pdf(code, plan_file_name=name, on=date.today(), paper=paper)

        return make

    def _print(self) -> None:
        if self._busy:
            return
        made = self._pdf()

        def work() -> None:
            from wellplan.share.printing import print_pdf

            print_pdf(made(), None)

        self._wait(_("Printing…"))
        run_in_background(self, work, lambda _none: self._worked("printed"), self._failed)

    def _save(self) -> None:
        path = None if self._busy else ask_place_for_pdf(self, documents() / "recovery-sheet.pdf")
        if path is None:
            return

        made, plan_path = self._pdf(), self._plan_path

        def work() -> Path:
            from wellplan.share.writing import write_copy

            write_copy(path, made(), plan_path)
            return path

        self._wait(_("Saving…"))
        run_in_background(self, work, lambda _path: self._worked("saved", path), self._failed)

    def _wait(self, words: str) -> None:
        self._enable(False)
        self.notice.say(words)

    def _worked(self, how: str, path: Path | None = None) -> None:
        self._enable(True)
        self._how = how
        if path is None:
            words = _("It is on its way to the printer. Take your time.")
        else:
            words = _("Saved as {name}. Anyone who has this file and your plan can open your plan.").format(
                name=path.name
            )
        self.notice.say(words, icon_name="check")
        self._try_it()

    def _try_it(self) -> None:
        """The code goes from the screen: what is typed back comes from the paper."""
        self.proof = SheetProof(self._code)
        self.proof.proved.connect(self._proved)
        self.proof.later.connect(self._finish)
        self.proof.code_wanted.connect(self._show_code)
        self._down.addWidget(self.proof)
        self.card.hide()
        self.ways.hide()
        focus_soon(self.proof.first_focus(), within=self.proof)

    def _end_proof(self) -> None:
        if self.proof is not None:
            self.proof.forget()
            self.proof.hide()
            self.proof.deleteLater()
            self.proof = None
        self.ways.show()

    def _show_code(self) -> None:
        self._end_proof()
        self.notice.put_away()
        self.card.show()
        give_focus(self.words)

    def _proved(self) -> None:
        self._how = "proved"
        self._end_proof()
        self.print_button.hide()
        self.save_button.hide()
        self.go_on.setText(_("Go on"))
        _set_kind(self.go_on, "primary")
        self.notice.say(_("Your sheet is right. Now put it away in a good place."), icon_name="check")
        give_focus(self.go_on)

    def _failed(self, error: Exception) -> None:
        self._enable(True)
        shown = as_error(error)
        self.notice.show_error(WellPlanError(shown.what, shown.safe, shown.next_step))
        give_focus(self.save_button)

    def _enable(self, on: bool) -> None:
        self._busy = not on
        for each in (self.print_button, self.save_button, self.go_on):
            show_busy(each, not on)

    def _finish(self) -> None:
        if self._busy:
            return
        self.done.emit(self._how or "skipped")


def in_two_lines(code: str) -> str:
    """A code's groups, four to a line."""
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    return "\n".join("  ".join(part) for part in (groups[:half], groups[half:]) if part)


def _set_kind(made: QPushButton, kind: str) -> None:
    made.setProperty("kind", kind)
    made.style().unpolish(made)
    made.style().polish(made)
