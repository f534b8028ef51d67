# SPDX-License-Identifier: Apache-2.0
"""What to do while words cannot be saved: bring both together, save elsewhere, or leave without them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wellplan.errors import ChangedElsewhere, WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.page import changes_nothing, holds_keyboard
from wellplan.ui.rows import clear, stack
from wellplan.ui.words import Toast, Words


class WaysOut(Toast):
    """Says what stops the saving, with each way on as a button. A screen reader speaks it once.

    Nothing is lost by any button but the one that says so, and that one asks again.
    """

    bring_together = Signal()
    save_elsewhere = Signal()
    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ways-out")
        look = current_look()
        self._down = stack(self, spacing=6)
        self._down.setContentsMargins(look.px(24), look.px(8), look.px(24), look.px(8))
        self._shown: tuple[object, ...] = ()
        self._error: WellPlanError | None = None
        self._leaving = False
        self.hide()

    def show_error(self, error: WellPlanError, *, leaving: bool = False) -> None:
        """Offer what makes sense for this error; `leaving`: the person wants to go."""
        self._error, self._leaving = error, leaving
        ways: list[QWidget] = [button(_("Save a copy somewhere else"), self.save_elsewhere.emit)]
        if isinstance(error, ChangedElsewhere):
            ways.insert(0, button(_("Bring both together"), self.bring_together.emit, kind="primary"))
        if leaving:
            ways.append(button(_("Leave without the last words"), self._ask_again, kind="text-link"))
        self._show(("error", str(error), leaving), [error.what, f"{error.safe} {error.next_step}"], ways)

    def _ask_again(self) -> None:
        said = [
            _("Your last words would be gone."),
            _("What was saved before stays as it is."),
        ]
        stay = changes_nothing(button(_("Stay here"), self._stay))
        self._show(
            ("again",), said, [stay, button(_("Leave without them"), self.leave.emit, kind="text-link")]
        )
        stay.setFocus()

    def _stay(self) -> None:
        self._shown = ()
        if self._error is not None:
            self.show_error(self._error, leaving=self._leaving)

    def put_away(self) -> None:
        """Nothing stops the saving any more."""
        self._shown, self._error = (), None
        self.hide()
        clear(self._down)
        self.setAccessibleName("")

    def _show(self, what: tuple[object, ...], sentences: list[str], ways: list[QWidget]) -> None:
        # Saving is tried every few seconds: the same words must not be spoken, or take the keyboard, again.
        if what == self._shown or (self._shown == ("again",) and what[0] == "error"):
            self.show()
            return
        held = holds_keyboard(self)
        clear(self._down)
        self._shown = what
        self._down.addWidget(Words(sentences[0], "strong"))
        self._down.addWidget(Words(sentences[1], "small"))
        self._down.addWidget(flow(*ways))
        self.setAccessibleName(" ".join(sentences))
        self.hide()
        self.show()
        if held:
            ways[0].setFocus()
