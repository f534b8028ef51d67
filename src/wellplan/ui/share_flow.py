# SPDX-License-Identifier: Apache-2.0
"""“Give someone a copy”: one question a page. Before the last one nothing leaves; Cancel leaves nothing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.paper import usual_paper
from wellplan.ui.clipboard import copy_for_a_minute
from wellplan.ui.look import current_look
from wellplan.ui.notice import as_error
from wellplan.ui.page import Page, give_focus
from wellplan.ui.panes import Panes
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.share_done import DoneStep
from wellplan.ui.share_draft import Draft
from wellplan.ui.share_giving import Giving, choose_same, given_before
from wellplan.ui.share_how import HowStep
from wellplan.ui.share_see import SeeStep
from wellplan.ui.share_send import SendStep, send_step
from wellplan.ui.share_step import Step
from wellplan.ui.share_what import WhatStep
from wellplan.ui.share_who import WhoStep
from wellplan.ui.share_work import Chosen, Sent, choose, send

if TYPE_CHECKING:
    from wellplan.vault.given import Given

ORDER = ("who", "what", "see", "how", "send")


class ShareFlow(Page):
    """`what` may be the id of a copy in the list: then a new one like it is made, for the same person."""

    def __init__(self, session: Session, settings: Settings, what: str = "") -> None:
        super().__init__(_("Give someone a copy"))
        self.session, self.settings = session, settings
        self.draft = self._new_draft()
        self.step: Step | None = None
        self.panes: Panes | None = None
        self.at = ""
        self._sending = False
        session.plan_changed.connect(self._plan_changed)
        before = given_before(session, what) if what else None
        if before is None:
            self.show_step("who")
        else:
            self._start_from(before)

    def _new_draft(self) -> Draft:
        country = chosen_country(self.session.plan, self.settings)
        return Draft(paper=usual_paper(country))

    def _start_from(self, before: "Given") -> None:
        """A new copy in the place of an old one."""
        person = self.session.plan.person(before.person) if before.person else None
        self.show_step("who")
        who = self.step
        assert isinstance(who, WhoStep)
        if person is not None and person.not_to_be_involved:
            who.refuse(person)
            return
        draft = self.draft
        draft.person, draft.name, draft.role = person.id if person else "", before.name, before.role
        draft.replaces = before.id
        choose_same(self.session, draft, before)
        self.show_step("what")
        what = self.step
        if isinstance(what, WhatStep) and draft.chosen:
            what.tell_same()

    # --- from step to step

    def show_step(self, name: str) -> None:
        """Show one step. What was chosen before is still chosen."""
        self.at = name
        kinds: dict[str, type[Step]] = {"who": WhoStep, "what": WhatStep, "see": SeeStep, "how": HowStep}
        kind = kinds.get(name) or send_step(self.draft.how)
        step = kind(self.session, self.settings, self.draft)
        step.onward.connect(lambda: self._go(1))
        step.back.connect(lambda: self._go(-1))
        step.stop.connect(self.cancel)
        if isinstance(step, SendStep):
            step.send.connect(self._send)
        self._show(step)
        if self.session.read_only and isinstance(step, WhoStep):
            step.close_off(cannot_be_noted())

    def _show(self, step: Step) -> None:
        step.go.connect(self.go)
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()  # one of its buttons may be what brought us here
        self.step, self.panes = step, None
        look = current_look()
        margins = QMargins(look.px(24), look.px(32), look.px(24), look.px(40))
        self.put_in_the_middle(step, look.column_px, margins)
        if isinstance(step, SeeStep):
            self._put_beside(step)
        self.heading = step.heading
        self.verticalScrollBar().setValue(0)
        self._focus_step()

    def _focus_step(self) -> None:
        assert self.step is not None
        QTimer.singleShot(0, self.step, self._focus_now)

    def _focus_now(self) -> None:
        first = self.first_focus()  # only now: a printer may have been looked for and found meanwhile
        if first is not None:
            give_focus(first)

    def _put_beside(self, step: SeeStep) -> None:
        left = self.takeWidget()
        assert left is not None
        self.panes = Panes(left, step.preview, self)
        self.panes.narrow_changed.connect(step.set_narrow)
        self.panes.fit()
        self.setWidget(self.panes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.panes is not None:
            self.panes.fit()

    def first_focus(self) -> QWidget | None:
        return self.step.first_focus() if self.step is not None else None

    def _go(self, by: int) -> None:
        if not self._sending:
            self.show_step(ORDER[ORDER.index(self.at) + by])

    def cancel(self) -> None:
        """Forget all of it, and say that nothing was made. Too late once it is on its way."""
        if self._sending:
            return
        self.draft = self._new_draft()
        self.show_step("who")
        assert self.step is not None
        self.step.put_notice_under(self.step.lead)  # where the keyboard is, not below a long list
        self.step.notice.say(_("Cancelled. No copy was made."), icon_name="check")

    def _plan_changed(self, _source: object) -> None:
        """Undo, for example. What is to be given is looked at once more, as it is now."""
        self.draft.drop_missing(self.session.plan)
        person = self.session.plan.person(self.draft.person)
        gone = self.draft.person and (person is None or person.not_to_be_involved)
        if gone and not self._sending and self.at not in ("", "who", "done"):
            QTimer.singleShot(0, self, self._start_again)
            return
        if self._sending or self.at in ("", "done"):
            return
        again = self.at if self.at in ("who", "what") else "see"
        if again == "see" and not self.draft.parts(self.session.plan):
            again = "what"
        QTimer.singleShot(0, self, lambda: self.show_step(again))

    # --- it leaves

    def _send(self, target: object) -> None:
        step = self.step
        assert isinstance(step, SendStep)
        if self._sending:
            return
        try:
            chosen = self._chosen(target)
        except WellPlanError as error:
            step.fail(error)
            return
        self._sending = True
        step.wait(_("Making the copy. This can take a few seconds…"))
        giving, path, session = Giving(self.session, chosen), self.session.keeper.path, self.session

        def stayed(error: Exception) -> None:
            if isValid(self):
                self._stayed(error)
            else:
                session.said.emit(str(as_error(error)), False)

        giving.gone.connect(lambda sent, trouble: self._gone(sent, trouble) if isValid(self) else None)
        giving.stayed.connect(stayed)
        giving.start(lambda: send(chosen, path))

    def _chosen(self, target: object) -> Chosen:
        session = self.session
        if session.read_only or not session.flush():
            raise cannot_be_noted()
        country = chosen_country(session.plan, self.settings)
        return choose(self.draft, session.plan, session.keeper.version(), country, target)  # type: ignore[arg-type]

    def _gone(self, sent: Sent, trouble: str) -> None:
        self._sending = False
        if sent.text and not sent.chosen.target:
            copy_for_a_minute(sent.text)
        self.at = "done"
        done = DoneStep(self.session, self.settings, sent, trouble)
        done.another.connect(self._start_again)
        self._show(done)

    def _start_again(self) -> None:
        self.draft = self._new_draft()
        self.show_step("who")

    def _stayed(self, error: Exception) -> None:
        self._sending = False
        if isinstance(self.step, SendStep):
            self.step.fail(error)


def cannot_be_noted() -> WellPlanError:
    """Why no copy can be given while the plan's file cannot be written to."""
    return WellPlanError(
        _("Your plan cannot be written to just now."),
        _("It is safe. No copy was made."),
        _("Try again in a moment. Or print a copy under “Print or save a copy”."),
    )
