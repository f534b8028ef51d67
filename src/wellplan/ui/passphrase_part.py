# SPDX-License-Identifier: Apache-2.0
"""Changing the passphrase of an open plan: the one of now, then the new one. All in its place on the page.

The passphrase of now is asked for, so that no one who passes by an open plan can shut its owner out.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import changes_nothing, focus_soon, give_focus
from wellplan.ui.passphrase_choice import PassphraseChoice
from wellplan.ui.rows import clear, labelled, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.session import Session
from wellplan.ui.store_work import or_at_closing, work_on_store
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost
    from wellplan.vault.keyslots import Slot
    from wellplan.vault.store import Store


class PassphrasePart(QWidget):
    """`cost` is that of the new passphrase's key; None: the usual one."""

    def __init__(self, session: Session, *, cost: "Cost | None" = None) -> None:
        super().__init__()
        self.session, self._cost = session, cost
        self.notice = Notice()
        self.place = QVBoxLayout()
        self.change = button(_("Change my passphrase"), self._ask_for_old)
        self.change.setObjectName("keys-change")
        self.old: OldPassphrase | None = None
        self.choice: PassphraseChoice | None = None
        down = stack(self, spacing=12)
        down.addWidget(Words(_("You type it each time you open your plan."), "quiet"))
        down.addWidget(self.notice)
        down.addLayout(self.place)
        down.addWidget(flow(self.change))

    @property
    def store(self) -> "Store":
        """The open file; only a real plan has one, and only then is this part made."""
        return cast("Store", self.session.keeper)

    # --- the one of now

    def _ask_for_old(self) -> None:
        self.notice.put_away()
        self.old = OldPassphrase(self._keep_button())
        self.old.field.entered.connect(self._try_old)
        self.old.next_button.clicked.connect(self._try_old)
        self.place.addWidget(self.old)
        self.change.hide()
        focus_soon(self.old.field.line, within=self.old)

    def _keep_button(self) -> QWidget:
        keep = button(_("Keep the old one"), self.put_away, says=_("Keep the old passphrase"))
        keep.setObjectName("keys-keep")
        return changes_nothing(keep)

    def _try_old(self) -> None:
        assert self.old is not None
        typed, path = self.old.field.text(), self.store.path
        if self.old.busy or not typed:
            give_focus(self.old.field.line)
            return

        def work() -> bool:
            from wellplan.vault.trial import passphrase_opens

            return passphrase_opens(path, typed)

        self.old.wait(True)
        run_in_background(self.old, work, self._tried_old, self._not_tried)

    def _tried_old(self, opens: bool) -> None:
        assert self.old is not None
        self.old.wait(False)
        if opens:
            self._choose_new()
            return
        self._show_old_error(
            WellPlanError(
                _("That is not the passphrase of this plan."),
                _("Nothing has changed."),
                _("Try again. If you have forgotten it, make a new recovery sheet below and use that."),
            )
        )

    def _not_tried(self, error: Exception) -> None:
        assert self.old is not None
        self.old.wait(False)
        self._show_old_error(as_error(error))

    def _show_old_error(self, error: WellPlanError) -> None:
        assert self.old is not None
        self.old.notice.show_error(error)
        give_focus(self.old.field.line)
        self.old.field.line.selectAll()

    # --- the new one

    def _choose_new(self) -> None:
        self._clear()
        self.choice = PassphraseChoice()
        self.choice.confirmed.connect(self._change)
        self.place.addWidget(self.choice)
        self._keep = self._keep_button()
        self.place.addWidget(flow(self._keep))
        focus_soon(self.choice.first_focus())

    def _change(self) -> None:
        assert self.choice is not None
        passphrase = self.choice.passphrase
        self.choice.wait(True, _("Changing your passphrase…"))
        self._keep.setEnabled(False)
        options: dict[str, Any] = {} if self._cost is None else {"cost": self._cost}
        # It goes on when the person leaves the page: a passphrase written down must be the right one.
        change_passphrase(self.session, passphrase, options, self._tell)

    def _tell(self, error: WellPlanError | None) -> None:
        if error is None:
            self.put_away()
            self.notice.say(_changed(), icon_name="check")
        elif self.choice is not None:
            self.choice.wait(False)
            self._keep.setEnabled(True)
            self.choice.notice.show_error(error)
            give_focus(self.choice.confirm)

    # --- leaving

    def put_away(self) -> None:
        """Wipe what was typed, and show the button again."""
        self._clear()
        self.change.show()
        give_focus(self.change)

    def _clear(self) -> None:
        if self.old is not None:
            self.old.field.forget()
        if self.choice is not None:
            self.choice.forget()
        self.old = self.choice = None
        clear(self.place)


class OldPassphrase(QWidget):
    """The field for the passphrase of now, its Next, and the way back."""

    def __init__(self, keep: QWidget) -> None:
        super().__init__()
        self.busy = False
        self.field = SecretField(_("Your passphrase now"))
        self.field.line.setObjectName("keys-old")
        self.notice = Notice()
        self.next_button = button(_("Next"), kind="primary", says=_("Next: choose a new passphrase"))
        self.next_button.setObjectName("keys-next")
        self._keep = keep
        self.field.edited.connect(self.notice.put_away)
        down = stack(self, spacing=12)
        down.addLayout(labelled(_("Your passphrase now"), self.field))
        self.field.line.setAccessibleName(_("Your passphrase now"))
        down.addWidget(self.notice)
        down.addWidget(flow(self.next_button, keep))

    def wait(self, on: bool) -> None:
        """While the passphrase is tried."""
        self.busy = on
        self.field.cover()
        self.field.setReadOnly(on)
        self._keep.setEnabled(not on)
        show_busy(self.next_button, on)
        if on:
            self.notice.say(_("Trying your passphrase…"))
        else:
            self.notice.put_away()


def change_passphrase(
    session: Session,
    passphrase: str,
    options: dict[str, Any],
    tell: Callable[[WellPlanError | None], None],
) -> None:
    """Make the key on another thread, then put it in the file on this one.

    `tell` belongs to a part of a page. When that is gone, the session says how it went.
    """
    store = cast("Store", session.keeper)
    make = store.passphrase_maker(passphrase, **options)
    under_way = or_at_closing(session, lambda: store.take_slot(make()))

    def end(error: WellPlanError | None) -> None:
        under_way()
        if isValid(getattr(tell, "__self__", None)):
            tell(error)
        else:
            session.said.emit(_changed() if error is None else str(error), False)

    def take(slot: "Slot") -> None:
        under_way()
        store.take_slot(slot)

    def put(slot: "Slot") -> None:
        work_on_store(session, session, lambda: take(slot), lambda _none: end(None), end)

    run_in_background(session, make, put, lambda error: end(as_error(error)))


def _changed() -> str:
    return _("Your passphrase is changed. The old one does not open your plan any more.")
