# SPDX-License-Identifier: Apache-2.0
"""One earlier version, opened: what changed, the plan as it was, today beside it, and bringing back."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from wellplan.i18n import _
from wellplan.plan.describe import Told, brought_back, describe, item_in_words, person_in_words
from wellplan.plan.model import STAGES, Plan
from wellplan.ui.buttons import button
from wellplan.ui.differences import Differences, Way
from wellplan.ui.forget_panel import ForgetPanel
from wellplan.ui.forget_work import forget, in_words
from wellplan.ui.long_list import LongList
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import clear, stack
from wellplan.ui.sittings import Sitting
from wellplan.ui.when import day_in_words, span_in_words
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.ui.earlier_page import EarlierPage
    from wellplan.vault.forgetting import Aim, Forgotten


class EarlierVersion(QObject):
    """Fills the body of the page with one sitting."""

    def __init__(self, page: "EarlierPage", sitting: Sitting) -> None:
        super().__init__(page)
        self.page, self.sitting = page, sitting
        self.session = page.session
        when = day_in_words(sitting.last.date(), date.today())
        self.when = _("{day}, {time}").format(day=when, time=span_in_words(sitting.first, sitting.last))
        self.back = changes_nothing(
            button(_("Back to all days"), self._go_back, kind="link", icon_name="back")
        )
        self.back.setObjectName("earlier-back")
        page.ways(self.back)
        page.title(self.when)
        self._what_changed()
        page.title(_("The plan as it was then"))
        self._place = stack(spacing=10)
        self._look_buttons()
        page.body.addLayout(self._place)
        self._forget_place = stack(spacing=10)
        self._asked_from: QWidget | None = None
        if not self.session.read_only:
            self._forgetting()

    def _go_back(self) -> None:
        self.page.notice.put_away()
        self.page.show_list(near=self.sitting)

    # --- what changed

    def _what_changed(self) -> None:
        told = describe(self.sitting.before, self.sitting.after) if self.sitting.before else ()
        listed = Differences()
        nothing = _("Your plan begins here.") if self.sitting.before is None else _("No words changed.")
        ways: list[Way] = []
        if not self.session.read_only:
            ways = [
                (_("Bring this back"), self._can_come_back),
                (_("Remove for good"), self._is_deleted),
            ]
        listed.show_told(told, nothing, ways)
        listed.chosen.connect(self._chosen)
        self.page.body.addWidget(listed)

    def _can_come_back(self, told: Told) -> bool:
        """What was taken out or changed then; what was added is there, or was taken out another day."""
        before = self.sitting.before
        if before is None or told.kind not in ("removed", "changed"):
            return False
        return brought_back(self.session.plan, before, told.page, told.thing) != self.session.plan

    def _is_deleted(self, told: Told) -> bool:
        """Something or someone one wrote about, who is not in the plan any more."""
        plan = self.session.plan
        there = {item.id for section in plan.sections for item in section.items}
        return bool(told.thing) and told.thing not in there | {person.id for person in plan.people}

    def _chosen(self, way: str, told: Told) -> None:
        if way == _("Remove for good"):
            self._ask_forget_item(told)
        elif self.sitting.before is not None:
            self._bring_back(self.sitting.before, told.page, told.thing)

    def _bring_back(self, then: Plan, page: str, thing: str) -> None:
        """An ordinary edit: Undo takes it back."""
        plan = brought_back(self.session.plan, then, page, thing)
        self.session.edit_and_say(plan, _("bringing it back"), _("Brought back. It is in your plan now."))
        self.page.open(self.sitting)

    # --- the plan as it was

    def _look_buttons(self) -> None:
        self.see = button(_("See the plan as it was"), self._show_plan)
        self.compare = button(_("Compare with today"), self._show_comparison)
        self.whole = button(_("Bring the whole plan back"), self._bring_all_back)
        for made, name in ((self.see, "see"), (self.compare, "compare"), (self.whole, "whole")):
            made.setObjectName(f"earlier-{name}")
        same = self.sitting.after == self.session.plan
        self.whole.setVisible(not same and not self.session.read_only)
        self.page.ways(self.see, self.compare, self.whole)

    def _bring_all_back(self) -> None:
        said = _("Your whole plan is as it was: {when}.").format(when=self.when)
        self.session.edit_and_say(self.sitting.after, _("bringing the plan back"), said)
        self.page.open(self.sitting)

    def _show(self, *parts: QWidget) -> None:
        clear(self._place)
        for part in parts:
            self._place.addWidget(part)
        self.page.show_from_top(parts[0])

    def _show_plan(self) -> None:
        self._show(plan_to_read(self.sitting.after))

    def _show_comparison(self) -> None:
        """What today has that this version had not, and the other way round."""
        told = describe(self.sitting.after, self.session.plan)
        first_of = {each.page: each for each in reversed(told)}
        ways: list[Way] = []
        if not self.session.read_only:
            ways = [
                (_("Bring back this one"), lambda each: bool(each.thing) and each.kind != "added"),
                (_("Bring back this whole page"), lambda each: first_of[each.page] is each),
            ]
        listed = Differences()
        listed.show_told(told, _("It is the same as your plan today."), ways)
        listed.chosen.connect(self._chosen_today)
        head = Words(_("Since then, this changed:"), "group")
        self._show(*((head, listed) if told else (listed,)))

    def _chosen_today(self, way: str, told: Told) -> None:
        whole_page = way == _("Bring back this whole page")
        self._bring_back(self.sitting.after, told.page, "" if whole_page else told.thing)

    # --- removing for good

    def _forgetting(self) -> None:
        self.page.title(_("Remove for good"))
        self.page.say(
            _("You can clear away what this version and all before it said. Today’s plan stays."), "quiet"
        )
        self.forget = button(_("Remove this and all before it"), self._ask_forget_earlier)
        self.forget.setObjectName("earlier-forget")
        self.page.ways(self.forget)
        self.page.body.addLayout(self._forget_place)

    def _ask_forget_item(self, told: Told) -> None:
        from wellplan.vault import forgetting

        self._ask(told.was or told.now, forgetting.item(told.thing))

    def _ask_forget_earlier(self) -> None:
        from wellplan.vault import forgetting

        what = _("All that your plan said up to this time: {when}.").format(when=self.when)
        self._ask(what, forgetting.earlier(self.sitting.seq))

    def _ask(self, what: str, aim: "Aim") -> None:
        clear(self._forget_place)
        self._asked_from = self.page.focusWidget()
        panel = ForgetPanel(what)
        panel.kept.connect(self._keep)
        panel.confirmed.connect(lambda: self._forget(panel.remove, aim))
        self._forget_place.addWidget(panel)
        self.page.focus_soon(panel.heading)
        self.page.show_from_top(panel)

    def _keep(self) -> None:
        clear(self._forget_place)
        before = self._asked_from
        self.page.focus_soon(before if before is not None and isValid(before) else self.forget)

    def _forget(self, pressed: QPushButton, aim: "Aim") -> None:
        session = self.session
        words = _("Removing it for good… A long plan takes a moment.")
        self.page.wait_for(
            pressed, words, self._forgotten, lambda end, failed: forget(session, aim, end, failed)
        )

    def _forgotten(self, done: "Forgotten") -> None:
        if isValid(self.page):
            self.page.show_list()
            self.page.read_again(take_keyboard=True)
        self.session.said.emit(" ".join(in_words(done)), False)


def plan_to_read(plan: Plan) -> QWidget:
    """The words of a plan, page by page, to read only. Pages with nothing on them are left out."""
    listed = LongList()
    shown = [s for stage in STAGES for s in plan.sections if s.stage == stage]
    pages = [(s.title, [item_in_words(s.fields, item, plan) for item in s.items]) for s in shown]
    pages.append((_("My people"), [person_in_words(person) for person in plan.people]))
    is_empty = True
    for title, texts in pages:
        if said := [text for text in texts if text]:
            is_empty = False
            listed.add(Heading(title or _("A page with no name yet"), "group"), above=12)
            listed.add(Words("\n\n".join(said)))
    if is_empty:
        listed.add(Words(_("Nothing was written yet."), "quiet"))
    return listed
