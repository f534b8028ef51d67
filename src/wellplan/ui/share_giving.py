# SPDX-License-Identifier: Apache-2.0
"""A chosen copy on its way out, and its line in the list of copies given: both, or neither."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.ui.session import Session
from wellplan.ui.share_draft import Draft
from wellplan.ui.share_work import Chosen, Sent
from wellplan.ui.tasks import run_in_background

if TYPE_CHECKING:
    from wellplan.vault.given import Given
    from wellplan.vault.store import Made, Store


class Giving(QObject):
    """Belongs to the session, not to the page: a copy that leaves after the page has gone counts too.

    `gone` carries the Sent and a sentence when it could not be noted, or nothing; `stayed` the error.
    """

    gone = Signal(object, str)
    stayed = Signal(object)

    def __init__(self, session: Session, chosen: Chosen) -> None:
        from wellplan.vault.store import Made, Version

        super().__init__(session)
        self._session, self._chosen, self._closed = session, chosen, False
        stamp, seq = chosen.stamp, cast("Store", session.keeper).vault.head.seq
        self._made = Made(chosen.plan, Version(stamp.version, stamp.on, stamp.review_by), seq)
        # Nobody can say then whether it left: better a line too many than a copy whose passphrase is lost.
        session.closing.connect(self._note_last)

    def start(self, work: Callable[[], Sent]) -> None:
        """Let it go. Connect to the signals first."""
        run_in_background(self, work, self._left, self._stayed)

    def _left(self, sent: Sent) -> None:
        if self._closed:
            return
        self._session.closing.disconnect(self._note_last)
        self._session.flush()  # what was typed meanwhile belongs to the next version
        try:
            record(self._session, self._chosen, self._made)
        except WellPlanError as error:
            self._take_back(sent, error)
        else:
            self.gone.emit(sent, "")
        self.deleteLater()

    def _take_back(self, sent: Sent, error: WellPlanError) -> None:
        """It could not be noted, and an answer to it could never be read: so there is no file of it."""
        if isinstance(self._chosen.target, Path):
            with suppress(OSError):
                self._chosen.target.resolve().unlink()  # as it was written: behind any link
            what = _("The copy could not be noted in your list, so it was taken away again.")
            self.stayed.emit(WellPlanError(what, error.safe, error.next_step))
        elif self._chosen.how == "print":
            told = _("It is out, but it could not be noted in your list. {why}").format(why=error.what)
            self.gone.emit(sent, told)
        else:
            self.stayed.emit(error)

    def _stayed(self, error: Exception) -> None:
        if not self._closed:
            self._session.closing.disconnect(self._note_last)
        self.stayed.emit(error)
        self.deleteLater()

    def _note_last(self) -> None:
        self._closed = True
        with suppress(WellPlanError):
            record(self._session, self._chosen, self._made)


def record(session: Session, chosen: Chosen, made: "Made") -> None:
    """Note it, as a copy of what it was made of, whatever the plan says by now. WellPlanError."""
    from wellplan.vault.ledger import record_given

    draft = chosen.draft
    record_given(
        cast("Store", session.keeper),
        parts=draft.parts(chosen.plan),
        how=chosen.how,
        layout=chosen.layout,
        person=draft.person,
        name=draft.name,
        role=draft.role,
        left_out=draft.left_out(chosen.plan),
        passphrase=draft.passphrase,
        reply_key=chosen.private_key,
        copy_id=chosen.id,
        replaces=draft.replaces,
        made=made,
    )


def last_given(session: Session, draft: Draft) -> "Given | None":
    """The newest copy that this receiver has had. One that was on the list by mistake is none."""
    from wellplan.vault.ledger import copies_given

    for copy in copies_given(cast("Store", session.keeper)):
        same = copy.name.strip().casefold() == draft.name.strip().casefold()
        if copy.state != "removed" and (copy.person == draft.person if draft.person else same):
            return copy
    return None


def given_before(session: Session, copy_id: str) -> "Given | None":
    """A copy of the list, by its id."""
    from wellplan.vault.ledger import copies_given

    return next((copy for copy in copies_given(cast("Store", session.keeper)) if copy.id == copy_id), None)


def choose_same(session: Session, draft: Draft, copy: "Given") -> None:
    """Choose what an earlier copy had. This may read the plan's history."""
    from wellplan.vault.ledger import plan_when_given

    then: Plan | None = None
    if copy.left_out:
        then = plan_when_given(cast("Store", session.keeper), copy)
    draft.take_same(session.plan, copy.parts, then, copy.left_out)
