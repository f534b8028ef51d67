# SPDX-License-Identifier: Apache-2.0
"""A copy on its way out: its version number is used up when it has left, and not when it has not."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.copy_work import Order
from wellplan.ui.session import Session
from wellplan.ui.tasks import run_in_background

if TYPE_CHECKING:
    from wellplan.share.document import Pdf


class Outgoing(QObject):
    """Belongs to the session, not to the page: a copy that leaves after the page has gone counts too.

    `left` carries the PDF and a sentence when its number could not be kept, or nothing; `stayed` the error.
    """

    left = Signal(object, str)
    stayed = Signal(object)

    def __init__(self, session: Session, order: Order, reason: str) -> None:
        super().__init__(session)
        self._session, self._order, self._reason = session, order, reason
        # Nobody can say then whether it left: a number used for nothing is better than one for two papers.
        session.closing.connect(self._mark)

    def start(self, work: Callable[[Order], "Pdf"]) -> None:
        """Let it go. Connect to the signals first."""
        order = self._order
        run_in_background(self, lambda: work(order), self._left, self._stayed)

    def _left(self, pdf: "Pdf") -> None:
        trouble = self._mark()
        self.left.emit(pdf, trouble)
        self._end()

    def _stayed(self, error: Exception) -> None:
        self.stayed.emit(error)
        self._end()

    def _end(self) -> None:
        self._session.closing.disconnect(self._mark)
        self.deleteLater()

    def _mark(self) -> str:
        """Keep the number. What was typed while the copy was made does not belong to this version."""
        from wellplan.vault.store import Made

        session, order = self._session, self._order
        if session.read_only:
            return ""
        try:
            session.keeper.mark_version(self._reason, Made(order.plan, order.version))
        except WellPlanError as error:
            return _("The copy is out, but its number could not be kept. {why}").format(why=error.what)
        return ""
