# SPDX-License-Identifier: Apache-2.0
"""One copy that was given: what is in it, what changed since, its passphrase, and what can be done."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.paper import usual_paper
from wellplan.ui.buttons import button
from wellplan.ui.differences import Differences
from wellplan.ui.given_answers import GivenAnswers
from wellplan.ui.given_words import facts_of, has_changed, is_barred, pair_of, state_of, titles_in, who
from wellplan.ui.page import changes_nothing, focus_soon
from wellplan.ui.rows import clear, point, stack
from wellplan.ui.secret_words import SecretWords
from wellplan.ui.settings import chosen_country

if TYPE_CHECKING:
    from wellplan.ui.copies_page import CopiesPage
    from wellplan.ui.letter_panel import LetterPanel
    from wellplan.ui.letter_work import Kind, Letter
    from wellplan.vault.given import Given


class GivenCopy(QObject):
    """Fills the body of the page with one copy."""

    def __init__(self, page: "CopiesPage", copy: "Given") -> None:
        super().__init__(page)
        self.page, self.copy = page, copy
        self.session = page.session
        self.since = page.looked.get(copy.id)
        self.back = self._button(_("Back to all copies"), page.go_back, "back", kind="link", icon_name="back")
        page.ways(changes_nothing(self.back))
        page.title(who(copy))
        page.say(state_of(copy, self.since), "strong")
        if is_barred(copy, self.session.plan):
            page.say(_("They are now someone not to involve. You can take the copy back, if you want to."))
        self._letter_place = QVBoxLayout()
        self.panel: LetterPanel | None = None
        self._what_can_be_done()
        page.body.addLayout(self._letter_place)
        page.say(" ".join(facts_of(copy)), "quiet")
        self._passphrase()
        self._what_changed()
        self.answers_heading: QWidget = self.back
        if copy.replies:
            self.answers_heading = page.title(_("What they answered"), "group")
            self.answers = GivenAnswers(self, page, copy)
        self._what_is_in_it()

    def _button(
        self, text: str, act: Callable[[], object], name: str, *, kind: str = "plain", icon_name: str = ""
    ) -> QPushButton:
        made = button(text, act, kind=kind, icon_name=icon_name)
        made.setObjectName(f"given-{name}")
        return made

    # --- what is known of it

    def _passphrase(self) -> None:
        if not self.copy.passphrase:
            return
        self.words = SecretWords(_("The passphrase of this copy"))
        self.words.hide()
        self.show_words = self._button(_("Show the passphrase"), self._turn_words, "passphrase")
        self.page.ways(self.show_words)
        self.page.body.addWidget(self.words)

    def _turn_words(self) -> None:
        from wellplan.ui.share_secret import in_lines

        showing = self.words.isHidden()
        self.words.show_words(in_lines(self.copy.passphrase) if showing else "")
        self.words.setVisible(showing)
        self.show_words.setText(_("Hide the passphrase") if showing else _("Show the passphrase"))
        if showing:
            self.page.show_widget(self.words)

    def _what_is_in_it(self) -> None:
        self.page.title(_("What is in it"), "group")
        listed = stack(spacing=2)
        for title in titles_in(self.copy, self.since.then if self.since else None, self.session.plan):
            listed.addWidget(point(title))
        self.page.body.addLayout(listed)

    def _what_changed(self) -> None:
        if not has_changed(self.copy, self.since) or self.since is None:
            return
        self.page.title(_("What changed since"), "group")
        listed = Differences()
        listed.show_told(self.since.told, "")
        self.page.body.addWidget(listed)

    # --- what can be done

    def _what_can_be_done(self) -> None:
        if self.session.read_only:
            return
        copy, ways = self.copy, []
        changed, barred = has_changed(copy, self.since), is_barred(copy, self.session.plan)
        if copy.state == "withdrawn":
            ways.append(self._letter_button(_("A letter that says so…"), "withdrawn", primary=True))
        if copy.state == "replaced":
            ways.append(self._letter_button(_("A note: please destroy it…"), "destroy"))
        if not barred and pair_of(copy, self.page.copies, self.page.looked) is not None:
            text = _("A page: what changed since your copy…")
            ways.append(self._letter_button(text, "changed"))
        if copy.state in ("current", "replaced"):
            if not barred and copy.state == "current":
                kind = "primary" if changed else "plain"
                ways.append(self._button(_("Make a new copy"), self._make_new, "new", kind=kind))
            kind = "primary" if barred else "plain"
            ways.append(self._button(_("I take it back"), self._withdraw, "withdraw", kind=kind))
        if copy.state not in ("returned", "removed"):
            ways.append(self._button(_("It came back, or is destroyed"), self._returned, "returned"))
        if copy.state in ("withdrawn", "returned", "removed"):
            ways.append(self._button(_("They do have it"), self._current, "current"))
        if copy.state != "removed":
            ways.append(self._button(_("Take it off this list"), self._remove, "remove", kind="link"))
        self.page.ways(*ways)

    def _make_new(self) -> None:
        self.page.go.emit("share", self.copy.id)

    def _withdraw(self) -> None:
        self._mark("withdrawn", _("It is marked as taken back. You can give them a letter about it."))

    def _returned(self) -> None:
        self._mark("returned", _("It is marked as no longer with them."))

    def _current(self) -> None:
        self._mark("current", _("It is marked as with them again."))

    def _remove(self) -> None:
        self._mark("removed", _("It is off your list. If they have a copy, they still have it."))

    def _mark(self, state: str, words: str, *, undoable: bool = True) -> None:
        from wellplan.vault.ledger import mark_given

        page, before = self.page, self.copy.state
        try:
            mark_given(page.store, self.copy.id, state)
        except WellPlanError as error:
            page.notice.show_error(error)
            return
        page.show_now()
        undo = self._button(_("Undo"), lambda: _mark_back(page, before), "undo")
        undo.setAccessibleName(_("Undo: as this copy was before"))
        ways = [undo] if undoable else []
        page.notice.say(words, *ways, icon_name="check")
        if page.opened is not None:
            page.focus_soon(ways[0] if ways else page.opened.back)

    # --- letters

    def _letter_button(self, text: str, kind: "Kind", *, primary: bool = False) -> QPushButton:
        look = "primary" if primary else "plain"
        return self._button(text, lambda: self._open_letter(kind), kind, kind=look)

    @property
    def has_letter(self) -> bool:
        """Whether a letter is open, perhaps with words typed."""
        return self.panel is not None

    def _open_letter(self, kind: "Kind") -> None:
        from wellplan.ui.letter_panel import LetterPanel

        self._close_letter()
        self.page.notice.put_away()
        self.panel = LetterPanel(self._letter(kind), self.session.keeper.path)
        self.panel.closed.connect(lambda: self._leave_letter(kind))
        changes_nothing(self.back, on=False)  # it would take away what is typed in the letter
        self._letter_place.addWidget(self.panel)
        self.page.show_from_top(self.panel)  # it is long: from its first words, not from the field under them
        focus_soon(self.panel.first_focus())

    def _close_letter(self) -> None:
        self.panel = None
        clear(self._letter_place)

    def _leave_letter(self, kind: "Kind") -> None:
        self._close_letter()
        self.page.show_now()  # what was read meanwhile shows now
        opener = self.page.findChild(QPushButton, f"given-{kind}")
        if opener is not None:
            self.page.focus_soon(opener)

    def _letter(self, kind: "Kind") -> "Letter":
        from wellplan.ui.letter_work import Letter

        page, plan = self.page, self.session.plan
        pair = pair_of(self.copy, page.copies, page.looked) if kind == "changed" else None
        old, newer = pair or (self.copy, None)
        since, after = page.looked.get(old.id), page.looked.get(newer.id) if newer else None
        then = since.then if since else None
        return Letter(
            kind,
            old,
            titles_in(old, then) if then else (),  # a title of today may say what they were not given
            plan,
            usual_paper(chosen_country(plan, page.settings)),
            newer,
            then,
            after.then if after else None,
        )


def _mark_back(page: "CopiesPage", state: str) -> None:
    if page.opened is not None:
        page.opened._mark(state, _("It is as it was before."), undoable=False)
