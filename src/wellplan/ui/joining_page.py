# SPDX-License-Identifier: Apache-2.0
"""A second copy of the plan beside it: what it would bring, bringing it in, or leaving it alone."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan import changes
from wellplan.plan.describe import describe
from wellplan.plan.model import Plan
from wellplan.ui.buttons import button
from wellplan.ui.differences import Differences
from wellplan.ui.flow import level_with
from wellplan.ui.kept_page import KeptPage
from wellplan.ui.look import current_look
from wellplan.ui.notice import as_error
from wellplan.ui.rows import row
from wellplan.ui.safety import is_left, leave_alone
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.store_work import work_beside_store, work_on_store
from wellplan.ui.tasks import run_in_background
from wellplan.ui.when import moment_in_words, size_in_words
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.vault.copies_found import FoundCopy
    from wellplan.vault.merging import Brought, Compared


class JoiningPage(KeptPage):
    """One copy at a time: the first that was not left alone."""

    def __init__(self, session: Session, _settings: Settings, _what: str = "") -> None:
        lead = _("Another copy of this plan is in the same folder. A sync service may have put it there.")
        super().__init__(_("A second copy"), session, lead)
        self._look()

    def _look(self) -> None:
        from wellplan.vault.copies_found import find_copies

        path = self.store.path
        self.notice.say(_("Looking for copies…"))
        run_in_background(self, lambda: find_copies(path), self._found, self._not_found)

    def _not_found(self, error: Exception) -> None:
        self.notice.show_error(as_error(error))

    def _found(self, found: "Sequence[FoundCopy]") -> None:
        self.notice.put_away()
        self.turn()
        for copy in found:
            if not is_left(self.session, copy):
                self._show_copy(copy)
                return
        self._nothing_left(found)

    def _nothing_left(self, left: "Sequence[FoundCopy]") -> None:
        self.lead.hide()  # it says that there is one
        self.say(_("There is no other copy to bring in now."))
        if left:
            self.say(_("You chose to leave this one alone: {name}").format(name=left[0].path.name), "quiet")
            look = button(_("Look at it again"), lambda: self._again(left[0]))
            self.ways(look)
        on = button(_("Go to Backups"), lambda: self.go.emit("backups", ""))
        on.setObjectName("joining-on")
        self.ways(on)
        self.focus_soon(on)

    def _again(self, copy: "FoundCopy") -> None:
        self.turn()
        self._show_copy(copy)

    # --- one copy

    def _show_copy(self, copy: "FoundCopy") -> None:
        self.title(copy.path.name)
        when = moment_in_words(copy.changed.astimezone(), date.today())
        self.say(_("Last changed: {when} – {size}").format(when=when, size=size_in_words(copy.size)), "quiet")
        self._compare(copy)

    def _compare(self, copy: "FoundCopy") -> None:
        from wellplan.vault.merging import comparing

        look = button(_("Look again"), lambda: self._again(copy))
        look.setObjectName("joining-again")
        leave = button(_("Leave it alone"), lambda: self._leave(copy))
        ways = self.ways(look, leave)
        ways.hide()
        store = self.store

        def begin(end: Callable[[Any], None], failed: Callable[[WellPlanError], None]) -> None:
            def told(error: WellPlanError) -> None:
                failed(error)
                ways.show()  # else it would be asked about at each opening, with no answer to give
                self.focus_soon(look)

            work_beside_store(self, self.session, lambda: comparing(store, copy.path), end, told)

        self.wait_for(look, _("Reading the other copy…"), lambda found: self._offer(copy, found), begin)

    def _offer(self, copy: "FoundCopy", compared: "Compared") -> None:
        plan = self.session.plan
        told = describe(plan, changes.apply(plan, compared.changes))
        self.bring = button(_("Bring its words in"), lambda: self._bring_in(copy, compared), kind="primary")
        self.bring.setObjectName("joining-bring")
        self.leave = button(_("Leave it alone"), lambda: self._leave(copy))
        self.leave.setObjectName("joining-leave")
        if told:
            words = _(
                "Nothing of yours is lost. Where both were changed, both are kept. A backup is made first."
            )
            self.say(words)
        else:
            self.bring.setText(_("Put it away"))
            self.say(_("All its words are in your plan already. WellPlan can put it with your backups."))
        self.ways(*((self.leave,) if self.session.read_only else (self.bring, self.leave)))
        if told:
            self.body.addSpacing(current_look().px(8))
            self.say(_("This would come in:"), "group")
        listed = Differences()
        listed.show_told(told, "")
        listed.setVisible(bool(told))
        self.body.addWidget(listed)
        self.focus_soon(self.leave if self.session.read_only else self.bring)

    def first_focus(self) -> QWidget | None:
        return None

    def _leave(self, copy: "FoundCopy") -> None:
        leave_alone(self.session, copy)
        self._look()
        self.session.said.emit(_("Left where it is. WellPlan will not ask about it again."), False)

    def _bring_in(self, copy: "FoundCopy", compared: "Compared") -> None:
        from wellplan.vault.copies_found import put_away
        from wellplan.vault.merging import bring_in

        store, is_new = self.store, bool(compared.merge.records)

        def work() -> "Brought":
            try:
                brought = bring_in(store, copy.path, compared, backed_up=is_new)
                put_away(store, copy.path)
            except Exception:
                if store.plan != self.session.plan:  # its words are in, and the next save must not lose them
                    self.session.take_forgotten()
                raise
            return brought

        def begin(end: Callable[[Any], None], failed: Callable[[WellPlanError], None]) -> None:
            def change(_backup: object) -> None:
                work_on_store(self, self.session, work, end, failed)

            if is_new:  # the slow part first, on another thread: a backup, and a check of it
                work_beside_store(self, self.session, lambda: store.back_up, change, failed)
            else:
                change(None)

        self.wait_for(self.bring, _("Bringing both together…"), self._brought, begin)

    def _brought(self, brought: "Brought") -> None:
        said = _("Both are together now. The second file is with your backups.")
        if brought.forgot:
            self.session.take_forgotten()
            self.session.said.emit(said, False)
        else:
            self.session.take_stored(_("bringing in a second copy"), said)
        self._look_after(brought)

    def _look_after(self, brought: "Brought") -> None:
        self.turn(to_one=True)
        if brought.both_kept:
            self.say(_("These were changed in both, so both are in your plan now:"), "group")
            for number, twice in enumerate(zip(brought.both_ids, brought.both_kept, strict=True), 1):
                self._kept_twice(number, *twice)
            self.say(_("You can take away the one you do not want."), "quiet")
        else:
            self.say(_("Done. Your plan has the words of both copies now."))
        more = button(_("Look for other copies"), self._look)
        more.setObjectName("joining-more")
        self.ways(more)
        self.focus_soon(more)

    def _kept_twice(self, number: int, thing: str, words: str) -> None:
        """What is there twice now, its page, and the way to it."""
        place = _place_of(self.session.plan, thing)
        if place is None:
            self.say(words)
            return
        page, what, title = place
        look = button(
            _("Go to it"), lambda: self.go.emit(page, what), kind="text-link",
            says=_("Go to number {number}: {words}").format(number=number, words=words),
        )  # fmt: skip
        across = row(level_with(Words(_("{page}: {words}").format(page=title, words=words)), look), look)
        across.setStretch(0, 1)
        self.body.addLayout(across)


def _place_of(plan: Plan, thing: str) -> tuple[str, str, str] | None:
    """The page that shows an item or a person, by id: its name, what it shows, its title."""
    if plan.person(thing) is not None:
        return "people", "", _("My people")
    for section in plan.sections:
        if not section.hidden and any(item.id == thing for item in section.items):
            return "section", section.id, section.title
    return None
