# SPDX-License-Identifier: Apache-2.0
"""“Copies I have given”: who has what, whether it still says what the plan says, and the answers to it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _, ngettext
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.file_dialogs import ask_answer_to_open, documents
from wellplan.ui.given_copy import GivenCopy
from wellplan.ui.given_words import has_changed, is_barred, line_of, new_answers, state_of, titles_in, who
from wellplan.ui.kept_page import KeptPage
from wellplan.ui.long_list import LongList
from wellplan.ui.notice import as_error
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.vault.given import Given, KeptAnswer, KeptReply
    from wellplan.vault.ledger import Since


class CopiesPage(KeptPage):
    """A list of copies; one of them can be opened. `what` may be the id of a copy."""

    def __init__(self, session: Session, settings: Settings, what: str = "") -> None:
        lead = _("Each copy you give is noted here. Only you can see this list.")
        super().__init__(_("Copies I have given"), session, lead)
        self.settings = settings
        self.looked: Mapping[str, Since] = {}
        self.opened: GivenCopy | None = None
        self.undoable: dict[tuple[str, str], tuple[KeptAnswer, Callable[[], object] | None]] = {}
        self._open_id = what if any(copy.id == what for copy in self.copies) else ""
        self._reading = self._again = self._with_removed = False
        self._just_come = bool(what)
        session.plan_changed.connect(self._plan_changed)
        self.show_now()
        self.read_again()

    def first_focus(self) -> QWidget | None:
        if self.opened is not None:
            return self._first_answer() or self._letter() or self.opened.back
        # With nothing to write to, there is only the list; and no list may be there either.
        return self.findChild(QPushButton, "copies-give") or self.findChild(CardButton)

    @property
    def copies(self) -> "tuple[Given, ...]":
        """Every copy, the one given last first."""
        from wellplan.vault.ledger import copies_given

        return copies_given(self.store)

    # --- what changed since

    def read_again(self) -> None:
        """See what has changed since each copy, away from the keyboard."""
        from wellplan.vault.ledger import looking_back_at

        if not self.copies:
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.session.flush()
        run_in_background(self, looking_back_at(self.store), self._read, self._not_read)

    def _plan_changed(self, _source: object) -> None:
        self.read_again()

    def _read(self, looked: "Mapping[str, Since]") -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.read_again()
            return
        self.looked = looked
        at_back = self.opened is not None and self.window().focusWidget() is self.opened.back
        if self.opened is None or not self.opened.has_letter:  # what is typed there would be gone
            self.show_now()
        if (letter := self._letter()) is not None and at_back:
            self._just_come = False
            self.focus_soon(letter)

    def _letter(self) -> QPushButton | None:
        """For a new copy that has just been given: the page that goes with it."""
        return self.findChild(QPushButton, "given-changed") if self._just_come else None

    def _not_read(self, error: Exception) -> None:
        self._reading = self._again = False
        self.notice.show_error(as_error(error))

    # --- the list, or one of it

    def show_now(self, *, from_top: bool = False) -> None:
        """Show the list, or the copy that is open; the keyboard stays on the same control."""
        focused = self.window().focusWidget()  # also while a dialog is only just going
        name, held_at = "", -1
        if focused is not None and self.isAncestorOf(focused):
            name, held_at = focused.objectName(), self.height_of(focused)
        top = 0 if from_top else self.verticalScrollBar().value()
        self.setUpdatesEnabled(False)  # Qt shows new parts a moment later: until then nothing is painted
        QTimer.singleShot(0, self, lambda: self._show_whole(top, name, -1 if from_top else held_at))
        copy = next((each for each in self.copies if each.id == self._open_id), None)
        if self.opened is not None:
            self.opened.deleteLater()
        if copy is None:
            self._show_list()
        else:
            self.turn(to_one=True)
            self.opened = GivenCopy(self, copy)
        found = self.findChild(QWidget, name) if name else None
        if found is not None:
            found.setFocus()

    def _show_whole(self, top: int, name: str, held_at: int) -> None:
        """Scrolled as before; what has the keyboard stays where it was seen, whatever stands above it now."""
        self.lay_out()
        self.verticalScrollBar().setValue(top)
        held = self.findChild(QWidget, name) if name else None
        if held is not None and 0 <= held_at < self.viewport().height():
            # Parts inside parts have their height only now; what is above must have it first.
            QTimer.singleShot(0, held, lambda: self._keep_at(held, held_at))
        self.setUpdatesEnabled(True)

    def _keep_at(self, part: QWidget, height: int) -> None:
        if not self.isAncestorOf(part):
            return  # shown anew since
        self.lay_out()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.height_of(part) - height)

    def open(self, copy: "Given") -> None:
        """Show one copy."""
        self._just_come = False
        self.notice.put_away()
        self._open_id = copy.id
        self.show_now(from_top=True)
        assert self.opened is not None
        self.focus_soon(self.opened.back)

    def go_back(self) -> None:
        """Back to the list, with the keyboard on the copy that was open."""
        before, self._open_id = self._open_id, ""
        self.notice.put_away()
        self.show_now()
        card = self.findChild(QWidget, f"copy-{before}") or self.first_focus()  # it may be off the list
        if card is not None:
            self.focus_soon(card)

    def _show_list(self) -> None:
        self.opened = None
        self.turn()
        copies = self.copies
        self._barred([copy for copy in copies if is_barred(copy, self.session.plan)])
        give = button(_("Give a copy"), lambda: self.go.emit("share", ""), icon_name="give")
        answer = button(_("Open an answer…"), self.open_answer)
        give.setObjectName("copies-give")
        answer.setObjectName("copies-answer")
        if all(copy.state == "removed" for copy in copies):
            self.say(_("You have given no copy yet."))
        if not self.session.read_only:
            self.ways(*((give, answer) if copies else (give,)))
        in_hand = [copy for copy in copies if copy.state == "current"]
        removed = [copy for copy in copies if copy.state == "removed"]
        before = [copy for copy in copies if copy.state not in ("current", "removed")]
        self._listed(_("Copies people have"), in_hand, 1)
        self._listed(_("Copies of before"), before, 1 + len(in_hand))
        if removed:
            words = _("Hide what I took off") if self._with_removed else _("Show what I took off this list")
            turn = button(words, self._turn_removed, kind="link")
            turn.setObjectName("copies-removed")
            self.ways(turn)
        if self._with_removed:
            self._listed(_("Taken off this list"), removed, 1 + len(in_hand) + len(before))

    def _turn_removed(self) -> None:
        self._with_removed = not self._with_removed
        self.show_now(from_top=True)
        turn = self.findChild(QWidget, "copies-removed")
        if turn is not None:
            self.show_from_top(turn)  # what it shows stands below it

    def _listed(self, title: str, copies: "Sequence[Given]", number: int) -> None:
        if not copies:
            return
        listed = LongList()
        listed.add(Heading(title, "group"), above=16)
        for place, copy in enumerate(copies, number):
            listed.add(self._card(copy, place))
        self.body.addWidget(listed)

    def _card(self, copy: "Given", number: int) -> CardButton:
        since = self.looked.get(copy.id)
        then = since.then if since else None
        parts = ", ".join(titles_in(copy, then, self.session.plan))
        lines = [line_of(copy), parts, state_of(copy, since)]
        if has_changed(copy, since) and not is_barred(copy, self.session.plan):
            lines[2] = _("→ Your plan has changed since. A new copy would help.")
        waiting = new_answers(copy)
        if waiting:
            said = ngettext("→ {count} answer to look at", "→ {count} answers to look at", waiting)
            lines.append(said.format(count=waiting))
        card = CardButton(who(copy), "\n".join(line for line in lines if line), kind="card")
        card.setObjectName(f"copy-{copy.id}")
        card.setAccessibleName(_("Copy {number}: {name}").format(number=number, name=who(copy)))
        card.clicked.connect(lambda _checked=False: self.open(copy))
        return card

    def _barred(self, copies: "Sequence[Given]") -> None:
        for name in dict.fromkeys(copy.name.strip() or who(copy) for copy in copies):
            said = _("{name} has a copy, and is now someone not to involve.").format(name=name)
            self.body.addWidget(Words(said, "strong"))
        if copies:
            self.say(_("That is all right. You can take the copy back, if you want to."))

    # --- an answer that came back

    def open_answer(self) -> None:
        """Ask for the file of an answer, and show it with the copy it belongs to."""
        path = ask_answer_to_open(self, documents())
        if path is None:
            return
        try:
            copy_id, reply = self._taken_in(path)
        except WellPlanError as error:
            self.notice.show_error(error)
            return
        self._open_id = copy_id
        self.show_now()
        self.notice.say(
            _("{name} has answered. It is with their copy, below.").format(name=who(reply)), icon_name="check"
        )
        assert self.opened is not None
        self.show_from_top(self.opened.answers_heading)
        self.focus_soon(self._first_answer() or self.opened.back)

    def _first_answer(self) -> QPushButton | None:
        """What can be done first about the first answer that waits."""
        ways = self.findChildren(QPushButton, QRegularExpression("^answer-[0-9]+-(take|page|note)$"))
        return next(iter(ways), None)

    def _taken_in(self, path: Path) -> "tuple[str, KeptReply]":
        from wellplan.share.reply import MOST_BYTES, open_reply
        from wellplan.vault import ledger
        from wellplan.vault.given import KeptAnswer, KeptReply

        try:
            with path.open("rb") as file:
                untrusted_bytes = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise WellPlanError(
                _("This file could not be read."),
                _("Your plan has not changed."),
                _("Check that it is still there, then try again."),
            ) from error
        reply = open_reply(untrusted_bytes, ledger.reply_keys(self.store), ledger.reply_ids(self.store))
        answers = tuple(KeptAnswer(each.section, each.kind, each.words) for each in reply.answers)
        kept = KeptReply(reply.id, reply.name, reply.role, reply.at, answers)
        ledger.keep_reply(self.store, reply.copy, kept)
        return reply.copy, kept
