# SPDX-License-Identifier: Apache-2.0
"""Step 2 of giving a copy: what they may see, by page and by single things. Nothing is ticked at first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _, ngettext
from wellplan.plan.dates import in_words
from wellplan.share.scope import ABOUT
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.page import give_focus, page_around
from wellplan.ui.rows import hairline, stack
from wellplan.ui.share_draft import Part, offered
from wellplan.ui.share_giving import choose_same, last_given
from wellplan.ui.share_step import Step
from wellplan.ui.store_work import work_on_store
from wellplan.ui.tick_row import TickRow
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.vault.given import Given

MOST_LETTERS = 140  # of one thing: enough to know which one it is


class WhatStep(Step):
    """Ticks for every part that has words. Hidden and empty pages are not offered."""

    number = 2
    _same_told = False

    def build(self) -> None:
        self.title(
            _("What may {name} see?").format(name=self.draft.name),
            _("Nothing is chosen until you choose it."),
        )
        self.rows: list[PartRow] = []
        self.last = last_given(self.session, self.draft)
        self.same: QPushButton | None = None
        parts = offered(self.session.plan)
        if self.last is not None:
            self._show_last(self.last, parts)
        titles: set[str] = set()
        for part in parts:
            again = part.title in titles
            titles.add(part.title)
            made = PartRow(part, self.draft.chosen, number=len(self.rows) + 1 if again else 0)
            made.changed.connect(self.notice.put_away)
            self.rows.append(made)
            self.body.addWidget(hairline())
            self.body.addWidget(made)
        if not parts:
            self.body.addWidget(Words(_("There is nothing written in your plan yet."), "body"))

    def _show_last(self, last: "Given", parts: tuple[Part, ...]) -> None:
        look = current_look()
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        inside.setSpacing(look.px(6))
        titles = [part.title for part in parts if part.id in last.parts]
        told = _("Last time, on {day}, {name} had these parts:").format(
            day=in_words(last.on), name=self.draft.name
        )
        inside.addWidget(Words(told, "quiet"))
        inside.addWidget(Words(", ".join(titles) if titles else _("Nothing of it is in your plan now.")))
        if titles:
            self.same = button(_("Choose the same as last time"), self.take_same)
            inside.addWidget(flow(self.same))
        self.body.addWidget(card)

    def take_same(self) -> None:
        """Tick what the last copy had."""
        last = self.last
        assert last is not None
        work_on_store(
            self,
            self.session,
            lambda: choose_same(self.session, self.draft, last),
            self._took,
            self._not_took,
        )

    def _took(self, _nothing: object) -> None:
        for each in self.rows:
            each.show_choice()
        self.tell_same()
        give_focus(self.next)

    def tell_same(self) -> None:
        """Say that what the last copy had is ticked; to go on is what comes next, below a long list."""
        self._same_told = True
        self.notice.say(_("The same parts are ticked now. You can still change them."), icon_name="check")

    def _not_took(self, error: WellPlanError) -> None:
        self.notice.show_error(error)

    def next_button(self) -> QPushButton:
        self.next = button(_("See what they will get"), self.go_on, kind="primary")
        return self.next

    def go_on(self) -> None:
        """On, when something is chosen."""
        if self.draft.parts(self.session.plan):
            self.onward.emit()
            return
        what = _("Nothing is chosen yet.")
        self.notice.show_error(WellPlanError(what, "", _("Tick at least one part.")))
        give_focus(self.next)  # where the message is

    def first_focus(self) -> QWidget | None:
        if self._same_told:
            return self.next
        if self.same is not None and not self.draft.chosen:
            return self.same
        return self.rows[0].tick.box if self.rows else None


class PartRow(QWidget):
    """One part, and its single things when it is opened out. It writes what is ticked into `chosen`."""

    changed = Signal()

    def __init__(self, part: Part, chosen: set[str], *, number: int) -> None:
        super().__init__()
        self.part, self._chosen = part, chosen
        self.name = part.title + (f" ({number})" if number else "")
        self.open_button: QPushButton | None = None
        if len(part.things) > 1:
            says = _("Choose single things of {page}").format(page=self.name)
            self.open_button = button(_("Choose which"), self.toggle, kind="text-link", says=says)
        given = _("Give: {page}").format(page=self.name)  # the rail has a button of the page's own name
        self.tick = TickRow(part.title, says=given, more=self.open_button)
        self.tick.ticked.connect(self._tick_all)
        self.things: dict[str, TickRow] = {}
        down = stack(self, spacing=2)
        down.addWidget(self.tick)
        self._inside = QWidget()
        self._list = stack(self._inside, spacing=2)
        self._list.setContentsMargins(current_look().px(36), 0, 0, current_look().px(4))
        self._inside.hide()
        down.addWidget(self._inside)
        self.show_choice()

    def toggle(self) -> None:
        """Open it out to its single things, or fold it again."""
        if not self.things:
            self._fill()
        self._inside.setVisible(self._inside.isHidden())
        if self.open_button is not None:
            shown = not self._inside.isHidden()
            self.open_button.setText(_("Close this list") if shown else _("Choose which"))
            if shown and (page := page_around(self)) is not None:
                page.show_widget(self._inside)
                page.ensureWidgetVisible(self.tick, 0, current_look().px(8))  # a long list: from its top

    def _fill(self) -> None:
        before: QWidget = self.open_button or self.tick.box
        for number, (thing, words) in enumerate(self.part.things.items(), 1):
            short = words if len(words) <= MOST_LETTERS else words[:MOST_LETTERS].rstrip() + "…"
            says = _("{page}, number {number}: {words}").format(page=self.name, number=number, words=short)
            made = TickRow(short, says=says)
            made.ticked.connect(lambda on, thing=thing: self._tick_one(thing, on))
            self.things[thing] = made
            self._list.addWidget(made)
            # They are the newest on the page: without this, Tab would come to them last of all.
            QWidget.setTabOrder(before, made.box)
            before = made.box
        self.show_choice()

    def _tick_all(self, on: bool) -> None:
        for thing in self.part.things:
            (self._chosen.add if on else self._chosen.discard)(thing)
        self._changed()

    def _tick_one(self, thing: str, on: bool) -> None:
        (self._chosen.add if on else self._chosen.discard)(thing)
        self._changed()

    def _changed(self) -> None:
        self.show_choice()
        self.changed.emit()

    def show_choice(self) -> None:
        """Show what is chosen now."""
        every, going = len(self.part.things), len(self._chosen & set(self.part.things))
        self.tick.put(going > 0)
        for thing, made in self.things.items():
            made.put(thing in self._chosen)
        if self.part.id == ABOUT:
            self.tick.say_aside(next(iter(self.part.things.values())))
        elif 0 < going < every:
            self.tick.say_aside(_("{n} of {all} chosen").format(n=going, all=every))
        else:
            self.tick.say_aside(ngettext("{n} thing", "{n} things", every).format(n=every))
