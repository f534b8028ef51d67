# SPDX-License-Identifier: Apache-2.0
"""What is in a copy that someone gave, as headings and words to read; answering and printing it."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.lines import default_country
from wellplan.share.blocks import Block, Entry
from wellplan.share.pages import Part, make_pages
from wellplan.share.paper import usual_paper
from wellplan.ui.buttons import button
from wellplan.ui.copy_answer import AnswerBox, AnswerForm
from wellplan.ui.copy_panels import PrintPanel
from wellplan.ui.copy_work import find_printers
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error
from wellplan.ui.page import changes_nothing, focus_soon, give_focus
from wellplan.ui.rows import clear, hairline, stack
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.share.answering import Draft
    from wellplan.share.sealed_copy import Copy


class CopyReading(QWidget):
    """To read, and to answer. `done`: the person has read it; `lock`: they want it out of sight."""

    done = Signal()
    lock = Signal()

    def __init__(self, copy: "Copy", draft: "Draft") -> None:
        super().__init__()
        self.draft = draft
        self._copy, self._country = copy, default_country(copy.plan.language)
        self.pages = make_pages(copy.plan, "whole", copy.stamp, self._country)
        self.title = copy.plan.title.strip() or _("Some pages of a plan")
        self.down = stack(self, spacing=8)
        self._add_stamp()
        self.print_button = button(_("Print…"), self.ask_printer, icon_name="paper")
        self.lock_button = button(_("Lock this copy"), self.lock.emit, icon_name="lock")
        self.close_button = button(_("Close it"), self._close, kind="link", says=_("Close this copy"))
        self.down.addSpacing(current_look().px(6))
        self.down.addWidget(flow(self.print_button, self.lock_button, self.close_button))
        self.notice = Notice()
        self.down.addWidget(self.notice)
        self._panel_place = QVBoxLayout()
        self.down.addLayout(self._panel_place)
        self.panel: PrintPanel | None = None
        self._add_lead()  # after the buttons: these have the keyboard, and the title stays in sight
        self._add_pages()

    def first_focus(self) -> QWidget:
        """What should have the keyboard."""
        return self.print_button

    def _add_stamp(self) -> None:
        stamp, name = self._copy.stamp, self._copy.plan.about.called or self._copy.plan.about.name
        if name.strip() and stamp.for_whom:
            who = _("From {name}, for {whom}").format(name=name.strip(), whom=stamp.for_whom)
        elif name.strip():
            who = _("From {name}").format(name=name.strip())
        else:
            who = _("For {whom}").format(whom=stamp.for_whom) if stamp.for_whom else ""
        if who:
            self.down.addWidget(Words(who, "strong"))
        told = _("Version {number} · {day} · look again by {review}")
        review = in_words(stamp.review_by)
        told = told.format(number=stamp.version, day=in_words(stamp.on), review=review)
        self.down.addWidget(Words(told, "quiet"))
        if stamp.review_by < date.today():
            late = _("This copy was to be looked at again by {day}. Please ask for a newer one.")
            self.down.addWidget(Words(late.format(day=review)))

    def _add_lead(self) -> None:
        lead = _("These pages were chosen for you. Please treat them as you would a letter.")
        self.down.addWidget(Words(lead, "quiet"))
        if self._copy.reply_key:
            told = _("You can answer under each part, and save your answer at the end.")
            self.down.addWidget(Words(told, "quiet"))

    def _add_pages(self) -> None:
        about, titles = self._copy.plan.about, {}
        whose = about.called.strip() or about.name.strip()
        for part in self.pages.parts:
            add_part(self.down, part)
            if self._copy.reply_key and part.id:
                titles[part.id] = part.heading or part.above
                self.down.addWidget(AnswerBox(part.id, titles[part.id], self.draft, whose))
        self.down.addSpacing(current_look().px(16))
        if titles:
            self.form = AnswerForm(self._copy, self.draft, titles, whose)
            self.down.addWidget(self.form)
            self.down.addSpacing(current_look().px(16))
        self.down.addWidget(Words(self.pages.foot, "small"))

    def _close(self) -> None:
        """Close it; once more where an answer would be lost."""
        if not self.draft.unsaved:
            self.done.emit()
            return
        stay = changes_nothing(button(_("Go on with my answer"), self._stay))
        away = button(_("Close it without my answer"), self.done.emit)
        self.notice.say(_("Your answer is not saved yet."), stay, away, icon_name="info")
        focus_soon(stay)

    def _stay(self) -> None:
        self.notice.put_away()
        focus_soon(self.form.save_button)

    # --- printing

    def ask_printer(self) -> None:
        """Look for printers, then ask which one."""
        self._close_panel()
        self.notice.say(_("Looking for a printer…"))
        run_in_background(self, find_printers, self._show_printers, self._failed)

    def _show_printers(self, printers: tuple[str, ...]) -> None:
        if not printers:
            what = _("No printer was found.")
            after = _("Switch a printer on and try again, or print it from a browser.")
            self._failed(WellPlanError(what, _("Nothing was printed."), after))
            return
        self.notice.put_away()
        self.panel = PrintPanel(printers)
        self.panel.chosen.connect(self._print)
        self.panel.cancelled.connect(self._close_panel)
        self.panel.cancelled.connect(lambda: give_focus(self.print_button))
        self._panel_place.addWidget(self.panel)
        focus_soon(self.panel.first_focus())

    def _close_panel(self) -> None:
        self.panel = None
        clear(self._panel_place)

    def _print(self, printer: str) -> None:
        self._close_panel()
        self.notice.say(_("Printing…"))
        give_focus(self.print_button)
        copy, country = self._copy, self._country

        def work() -> None:
            from wellplan.share.document import make_pdf
            from wellplan.share.printing import print_pdf

            paper = usual_paper(country)
            pdf = make_pdf(copy.plan, layout="whole", stamp=copy.stamp, paper=paper, country=country)
            print_pdf(pdf.data, printer or None)

        run_in_background(self, work, self._printed, self._failed)

    def _printed(self, _nothing: object) -> None:
        self.notice.say(_("It is on its way to the printer."), icon_name="check")

    def _failed(self, error: Exception) -> None:
        self.notice.show_error(as_error(error))


def add_part(down: QVBoxLayout, part: Part) -> None:
    """One part of some pages, as headings and words."""
    look = current_look()
    down.addSpacing(look.px(16))
    if part.above:
        down.addWidget(hairline())
        down.addSpacing(look.px(8))
        # The people have no page of their own: there the stage's name is the heading.
        down.addWidget(Words(part.above, "quiet") if part.heading else Heading(part.above, "h2"))
    if part.heading:
        down.addWidget(Heading(part.heading, "h2"))
    for block in part.blocks:
        _add_block(down, block)


def _add_block(down: QVBoxLayout, block: Block) -> None:
    if block.heading:
        down.addSpacing(current_look().px(4))
        down.addWidget(Words(block.heading, "group"))
    for entry in block.entries:
        down.addWidget(_entry(entry, by_name=block.kind == "contacts"))


def _entry(entry: Entry, *, by_name: bool) -> QWidget:
    """One thing. Its first line is strong when the copy says it strongly, or when it is someone's name."""
    made = QWidget()
    inside = stack(made, spacing=1)
    inside.setContentsMargins(0, current_look().px(3), 0, current_look().px(3))
    for number, line in enumerate(entry.lines):
        words = "".join(run.text for run in line).strip()
        leads = by_name or all(run.tone == "strong" for run in line if run.text.strip())
        strong = number == 0 and len(entry.lines) > 1 and leads
        if words:
            inside.addWidget(Words(words, "strong" if strong else "body"))
    return made
