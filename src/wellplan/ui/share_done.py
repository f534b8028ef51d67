# SPDX-License-Identifier: Apache-2.0
"""The end of giving a copy: where it is, the passphrase once more, and how to hand it over safely."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.clipboard import copy_for_a_minute
from wellplan.ui.look import current_look
from wellplan.ui.pages import is_there
from wellplan.ui.rows import point
from wellplan.ui.secret_words import ReachedWords, SecretWords
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.share_draft import SECRET
from wellplan.ui.share_secret import how_to_tell, in_lines
from wellplan.ui.share_step import Step
from wellplan.ui.share_work import Chosen, Sent
from wellplan.ui.words import Heading, Words

COPIES = "copies"  # the page of copies given


class DoneStep(Step):
    """`another` starts again with someone else. What happened, or the passphrase, has the keyboard."""

    another = Signal()
    words: ReachedWords

    def __init__(self, session: Session, settings: Settings, sent: Sent, trouble: str) -> None:
        self.sent, self._trouble = sent, trouble
        super().__init__(session, settings, sent.chosen.draft)

    def build(self) -> None:
        chosen = self.sent.chosen
        self.title(_("The copy for {name} is ready").format(name=self.draft.name))
        happened = _what_happened(chosen)
        if self.draft.how in SECRET:
            self.body.addWidget(Words(happened))
        else:
            self.words = ReachedWords(happened)
            self._put_in_card(self.words)
        if self.sent.replaced:
            from wellplan.share.text import what_was_replaced

            self.body.addWidget(Words(what_was_replaced(self.sent.replaced)))
        if self.draft.how in SECRET:
            self._show_secret()
        self.body.addWidget(Heading(_("How to hand it over"), "h2"))
        for words in _how_to_hand_over(chosen):
            self.body.addWidget(point(words))
        noted = _("It is written in your list of copies: version {number}, look again by {day}.")
        from wellplan.plan.dates import in_words

        number, day = chosen.stamp.version, in_words(chosen.stamp.review_by)
        told = noted.format(number=number, day=day)
        self.body.addWidget(Words(self._trouble or told, "body" if self._trouble else "quiet"))

    def _show_secret(self) -> None:
        self.words = SecretWords(_("The passphrase of this copy"), in_lines(self.draft.passphrase))
        self._put_in_card(Words(_("Its passphrase, to tell by voice:"), "quiet"), self.words)

    def _put_in_card(self, *words: Words) -> None:
        look = current_look()
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(8))
        for each in words:
            inside.addWidget(each)
        self.body.addWidget(card)

    def _ways(self) -> list[QPushButton]:
        self.again = button(_("Give someone else a copy"), self.another.emit)
        ways = [self.again]
        if is_there(COPIES):
            if self.draft.replaces and not self._trouble:
                new = self.sent.chosen.id
                changed = _("A page for them: what changed")
                ways.append(button(changed, lambda: self.go.emit(COPIES, new), icon_name="pages"))
            show = button(_("See the copies I have given"), lambda: self.go.emit(COPIES, ""), kind="link")
            ways.append(show)
        if self.draft.how == "text" and not isinstance(self.sent.chosen.target, Path):
            copy = button(_("Copy the words again"), self.copy_again)
            ways.insert(0, copy)
        return ways

    def copy_again(self) -> None:
        """A minute may not have been enough."""
        copy_for_a_minute(self.sent.text)
        self.notice.say(_("The words are on the clipboard for one more minute."), icon_name="check")

    def first_focus(self) -> QWidget | None:
        return self.words


def _what_happened(chosen: Chosen) -> str:
    if isinstance(chosen.target, Path):
        return _("Saved in {place}.").format(place=chosen.target)
    if chosen.how == "print":
        return _("It is on its way to the printer.")
    return _("The words are on the clipboard. They are taken off it in one minute.")


def _how_to_hand_over(chosen: Chosen) -> tuple[str, ...]:
    if chosen.how in SECRET:
        opens = _("They open the file in a browser. No internet is needed.")
        on_paper = _("They open the file with any PDF program.")
        sent = _("Give the file on a stick, or by e-mail. Without the passphrase it cannot be read.")
        return (sent, opens if chosen.how == "sealed-copy" else on_paper, *how_to_tell())
    if chosen.how == "print":
        return (
            _("Take it off the printer yourself."),
            _("Give it by hand, or in a closed envelope with their name on it."),
        )
    if chosen.how == "text":
        return (
            _("Paste them only where you meant to."),
            _("Ask who else can read that record, letter or message."),
        )
    return (
        _("Give it by hand, on a stick. An e-mail can be read on its way, and stays in two mailboxes."),
        _("Ask them to keep it where others cannot see it."),
        _("If you saved it here only to send it, remove the file afterwards."),
    )
