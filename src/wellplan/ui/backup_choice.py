# SPDX-License-Identifier: Apache-2.0
"""Going back to a backup from the lock screen: which one, the passphrase of its day, and it opens.

The backup is checked with the secret before anything is touched, and what was there is kept.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError, WrongPassphrase
from wellplan.i18n import _, ngettext
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.file_dialogs import ask_plan_to_open, documents
from wellplan.ui.flow import flow
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import focus_soon, give_focus
from wellplan.ui.rows import clear, labelled_part, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.secret_held import Held
from wellplan.ui.tasks import run_in_background
from wellplan.ui.when import moments_in_words, size_in_words
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.crypto import Cost
    from wellplan.vault.backup import Backup
    from wellplan.vault.store import Store

FEW = 1
"""Backups shown at first, the newest; the others are one press away."""


class BackupChoice(QWidget):
    """Backups of the plan at `path`. `target()` says where the chosen one is put. `opened` carries the store.

    `found` says how many there are, once they have been looked for.
    """

    opened = Signal(object)
    found = Signal(int)

    def __init__(
        self, path: Path, target: Callable[[], Path], held: Held, *, cost: "Cost | None" = None
    ) -> None:
        super().__init__()
        self._path, self._target, self._held, self._cost = path, target, held, cost
        self._busy = False
        self.backups: tuple[Backup, ...] = ()
        self._told: list[str] = []  # when each was made
        self.cards: list[QPushButton] = []
        self.list = QVBoxLayout()
        self.passphrase = SecretField(_("The passphrase of that day"))
        self.passphrase.line.setObjectName("backup-passphrase")
        self.passphrase.entered.connect(self._open)
        self.secret_part = labelled_part(_("The passphrase of that day"), self.passphrase)
        self.passphrase.line.setAccessibleName(_("The passphrase of that day"))
        self.notice = Notice()
        self.passphrase.edited.connect(self._typed)
        self.more = button("", self._show_all, kind="link")
        self.open_button = button(_("Open this backup"), self._open, kind="primary")
        self.elsewhere = button(_("Choose a copy from elsewhere…"), self._choose, kind="link")
        for name, each in (("more", self.more), ("open", self.open_button), ("choose", self.elsewhere)):
            each.setObjectName(f"backup-{name}")
        self._build()
        self._look()

    def _build(self) -> None:
        down = stack(self, spacing=12)
        self.words = Words(_("Looking for backups…"), "quiet")
        down.addWidget(self.words)
        down.addLayout(self.list)
        down.addWidget(self.secret_part)
        down.addWidget(self.notice)
        self.ways = flow(self.open_button, self.more, self.elsewhere)
        down.addWidget(self.ways)
        self.secret_part.hide()
        self.ways.hide()

    # --- which there are

    def _look(self) -> None:
        path = self._path

        def work() -> "tuple[Backup, ...]":
            from wellplan.vault.backup import backups_of_file
            from wellplan.vault.places import data_dir

            return tuple(each for each in backups_of_file(data_dir(), path) if each.whole)

        run_in_background(self, work, self._found, lambda _error: self._found(()))

    def _found(self, backups: "tuple[Backup, ...]") -> None:
        self._take(backups)
        self.found.emit(len(backups))

    def _take(self, backups: "tuple[Backup, ...]") -> None:
        self.backups = backups
        self._told = moments_in_words([each.at.astimezone() for each in backups], date.today())
        if backups:
            self.words.setText(_("Each is your plan as it was then, sealed and whole."))
        else:
            self.words.setText(_("There is no backup of this plan on this computer."))
        self._show(FEW)
        self.secret_part.setVisible(bool(backups) and not self._held.passphrase)
        self.open_button.setVisible(bool(backups))
        self.ways.show()

    def _show(self, count: int) -> None:
        clear(self.list)
        shown = self.backups[:count]
        self.cards = []
        for number, (backup, title) in enumerate(zip(shown, self._told, strict=False), 1):
            card = CardButton(title, size_in_words(backup.size))
            card.setCheckable(True)
            card.setObjectName(f"backup-{number}")
            card.setAccessibleName(_("Backup {number}: {when}").format(number=number, when=title))
            self.cards.append(card)
            self.list.addWidget(card)
        if self.cards:
            self.cards[0].setChecked(True)
            self._order_keyboard()
        others = len(self.backups) - len(shown)
        self.more.setText(ngettext("Show {n} older one", "Show {n} older ones", others).format(n=others))
        self.more.setVisible(others > 0)

    def _order_keyboard(self) -> None:
        """Tab goes down the part as the eye does: the cards came later than what stands under them."""
        before: QWidget | None = self.words
        while (
            before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus
        ):  # Qt orders only what takes the keyboard
            before = before.previousInFocusChain()
        for card in self.cards:
            if before is not None:
                QWidget.setTabOrder(before, card)
            before = card

    def _show_all(self) -> None:
        self._show(len(self.backups))
        focus_soon(self.cards[FEW])

    def _choose(self) -> None:
        """A copy that the person keeps: on a stick, or on another computer."""
        path = ask_plan_to_open(self, documents())
        if path is None:
            return
        from wellplan.vault.backup import Backup

        try:
            kept = path.stat()
        except OSError:
            self.notice.show_error(_unreadable())
            return
        at = datetime.fromtimestamp(kept.st_mtime, UTC)
        self._take((Backup(path, at, kept.st_size, True), *self.backups))
        focus_soon(self.cards[0])

    @property
    def chosen(self) -> "Backup":
        """The backup that is chosen now."""
        return next(
            backup for backup, card in zip(self.backups, self.cards, strict=False) if card.isChecked()
        )

    # --- opening it

    def _typed(self) -> None:
        if not self._busy:
            self.notice.put_away()

    def _open(self) -> None:
        if self._busy:
            return
        held = Held(self.passphrase.text()) if self.secret_part.isVisible() else self._held
        if not (held.code or held.passphrase):
            give_focus(self.passphrase.line)
            return
        backup, path, new = self.chosen.path, self._target(), self._held.passphrase
        cost: dict[str, Any] = {} if self._cost is None else {"cost": self._cost}

        told = self._told[self.backups.index(self.chosen)]

        def work() -> "Store":
            from wellplan.vault import store
            from wellplan.vault.places import data_dir
            from wellplan.vault.restore import restore_file

            kept = restore_file(backup, path, **held.key, data_dir=data_dir())
            if held.code:
                opened = store.unlock_with_recovery(path, held.code, new, **cost)
            else:
                opened = store.unlock(path, held.passphrase)
            beside = kept is not None and kept.parent == path.resolve().parent
            opened.notices = (_told(told, beside), *opened.notices)
            return opened

        self._wait(True)
        self.notice.say(_("Checking the backup, then opening it…"))
        run_in_background(self, work, self._opened, self._stopped)

    def _wait(self, on: bool) -> None:
        self._busy = on
        self.passphrase.setReadOnly(on)
        self.passphrase.cover()
        for each in (*self.cards, self.more, self.elsewhere):
            each.setEnabled(not on)
        show_busy(self.open_button, on)

    def _opened(self, keeper: object) -> None:
        self.passphrase.forget()
        self._held = Held()
        self.opened.emit(keeper)

    def _stopped(self, error: Exception) -> None:
        self._wait(False)
        shown = as_error(error)
        if isinstance(shown, WrongPassphrase):
            shown = self._wrong()
            self.secret_part.setVisible(not self._held.code)
        self.notice.show_error(shown)
        give_focus(self.open_button if self.secret_part.isHidden() else self.passphrase.line)
        self.passphrase.line.selectAll()

    def _wrong(self) -> WellPlanError:
        if self._held.code:
            after = _("An older backup has an older recovery sheet. Choose another one.")
            return WellPlanError(_("Your code does not open this backup."), _("Nothing has changed."), after)
        after = _("An older backup has the passphrase of its day. Try that one, or another backup.")
        return WellPlanError(_("That does not open this backup."), _("Nothing has changed."), after)


def _told(when: str, beside: bool) -> str:
    if beside:
        words = _("This is your plan as it was: {when}. The damaged file is kept beside it.")
    else:
        words = _("This is your plan as it was: {when}.")
    return words.format(when=when)


def _unreadable() -> WellPlanError:
    return WellPlanError(
        _("This file cannot be read just now."),
        _("Nothing has changed."),
        _("Look at the stick or the disk."),
    )
