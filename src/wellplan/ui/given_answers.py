# SPDX-License-Identifier: Apache-2.0
"""The answers to one copy: each beside the page it is about, to keep as a note, to take in, or to let go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Field, Item, Section
from wellplan.share.scope import PEOPLE
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.given_words import done_in_words, kind_in_words, page_of, who
from wellplan.ui.look import current_look
from wellplan.ui.session import now
from wellplan.ui.when import day_in_words, local
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.ui.copies_page import CopiesPage
    from wellplan.vault.given import Given, KeptAnswer, KeptReply


class GivenAnswers(QObject):
    """Puts the answers of one copy on the page."""

    def __init__(self, parent: QObject, page: "CopiesPage", copy: "Given") -> None:
        super().__init__(parent)
        self.page, self.copy, self.session = page, copy, page.session
        self._number = 0
        for reply in reversed(copy.replies):
            self._show_reply(reply)

    def _show_reply(self, reply: "KeptReply") -> None:
        when = day_in_words(local(reply.at).date(), date.today())
        said = _("From {name} – {day}").format(name=who(reply), day=when)
        self.page.body.addWidget(Words(said, "strong"))
        self.page.say(_("The name is as they typed it. Ask them, if you are not sure."), "small")
        for answer in reply.answers:
            self._number += 1
            self.page.body.addWidget(self._one(reply, answer, self._number))

    def _one(self, reply: "KeptReply", answer: "KeptAnswer", number: int) -> QFrame:
        look = current_look()
        card = QFrame()
        card.setObjectName("card")
        down = QVBoxLayout(card)
        down.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        down.setSpacing(look.px(4))
        down.addWidget(Words(page_of(answer, self.session.plan), "label"))
        down.addWidget(Words(kind_in_words(answer), "strong"))
        if answer.words:
            down.addWidget(Words(answer.words))
        if answer.done:
            down.addWidget(Words(done_in_words(answer), "quiet"))
        if not self.session.read_only:
            if why := self._why_not_taken(answer):
                down.addWidget(Words(why, "quiet"))
            ways = self._ways(reply, answer, number)
            if ways:
                down.addWidget(flow(*ways))
        return card

    def _ways(self, reply: "KeptReply", answer: "KeptAnswer", number: int) -> list[QPushButton]:
        def way(text: str, name: str, act: Callable[[], object], kind: str = "plain") -> QPushButton:
            says = _("{what}: answer {number}").format(what=text, number=number)
            made = button(text, act, kind=kind, says=says)
            made.setObjectName(f"answer-{number}-{name}")
            return made

        def decide(done: str, words: str) -> None:
            self._decide(reply, answer, number, done, words)

        if (reply.id, answer.section) in self.page.undoable:
            return [way(_("Undo"), "undo", lambda: self._undo(reply.id, answer.section, number))]
        if answer.done == "let-go":
            return []
        if answer.done:
            return [way(_("Decide again"), "again", lambda: decide("", _("You can decide again.")), "link")]
        ways = []
        if answer.kind == "suggestion" and answer.words and self._place(answer) is not None:
            ways.append(way(_("Take it into my plan"), "take", lambda: self._take(reply, answer, number)))
        elif self._why_not_taken(answer) and (page := self._its_page(answer)) is not None:
            ways.append(way(_("Go to that page"), "page", lambda: self.page.go.emit(*page)))
        keep = _("Kept as a note, here with the copy.")
        gone = _("Let go. Its words are not in this list any more.")
        ways.append(way(_("Keep it as a note"), "note", lambda: decide("note", keep)))
        ways.append(way(_("Let it go"), "let-go", lambda: decide("let-go", gone)))
        return ways

    def _decide(
        self,
        reply: "KeptReply",
        answer: "KeptAnswer",
        number: int,
        done: str,
        words: str,
        and_back: Callable[[], object] | None = None,
    ) -> bool:
        """Note it, and offer to take it back; `and_back` is what is taken back besides."""
        from wellplan.vault.ledger import mark_answer

        try:
            mark_answer(self.page.store, self.copy.id, reply.id, answer.section, done)
        except WellPlanError as error:
            self.page.notice.show_error(error)
            return False
        if done:
            self.page.undoable[reply.id, answer.section] = (answer, and_back)
        self._show_again(number, words)
        return True

    def _undo(self, reply_id: str, section: str, number: int) -> None:
        """Only this answer is as it was before: others may have been decided since."""
        from wellplan.vault.ledger import copy_given, keep_reply

        page = self.page
        before, and_back = page.undoable[reply_id, section]
        try:
            copy = copy_given(page.store, self.copy.id)
            reply = next(each for each in copy.replies if each.id == reply_id)
            answers = tuple(before if each.section == section else each for each in reply.answers)
            keep_reply(page.store, copy.id, replace(reply, answers=answers))
        except WellPlanError as error:
            page.notice.show_error(error)
            return
        del page.undoable[reply_id, section]
        if and_back is not None:
            and_back()
        self._show_again(number, _("It is as it was before."))

    def _show_again(self, number: int, words: str) -> None:
        """The page anew, with the keyboard on the same answer."""
        page = self.page
        page.notice.put_away()
        page.show_now()
        found = (page.findChild(QPushButton, f"answer-{number}-{name}") for name in ("undo", "take", "note"))
        first = next((made for made in found if made is not None), None)
        if first is not None:
            page.focus_soon(first)
        self.session.said.emit(words, False)

    def _place(self, answer: "KeptAnswer") -> tuple[Section, Field] | None:
        """Where the words of a suggestion would go."""
        for section in self.session.plan.sections:
            if section.id == answer.section:
                return next(((section, f) for f in section.fields if f.type in ("line", "text")), None)
        return None

    def _its_page(self, answer: "KeptAnswer") -> tuple[str, str] | None:
        """The page of the window where the person can change what it is about."""
        if answer.section == PEOPLE:
            return "people", ""
        there = any(section.id == answer.section for section in self.session.plan.sections)
        return ("section", answer.section) if there else None

    def _why_not_taken(self, answer: "KeptAnswer") -> str:
        """Why a suggestion cannot be put in by one press; empty where it can, or nothing is to be decided."""
        if answer.kind != "suggestion" or not answer.words or answer.done or self._place(answer) is not None:
            return ""
        if answer.section == PEOPLE:
            return _("This is about your people. If you want to use it, change it there in your own words.")
        if self._its_page(answer) is not None:
            return _(
                "That page has no place for a sentence. If you want to use it, change the page yourself."
            )
        return _("That page is not in your plan now, so it cannot go in. You can keep it as a note.")

    def _take(self, reply: "KeptReply", answer: "KeptAnswer", number: int) -> None:
        place = self._place(answer)
        if place is None or not self.session.flush():
            return
        section, field = place
        item = Item(values={field.key: answer.words}, changed=now())
        session, what = self.session, _("taking in a suggestion")

        def back() -> None:
            if any(each.id == item.id for s in session.plan.sections for each in s.items):
                session.edit(session.plan.remove_item(section.id, item.id), what)

        words = _("It is in your plan now. You can change its words there.")
        if self._decide(reply, answer, number, "taken", words, back):
            session.edit(session.plan.put_item(section.id, item), what)
