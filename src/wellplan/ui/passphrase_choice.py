# SPDX-License-Identifier: Apache-2.0
"""Choosing a passphrase: six made words come first, the person's own are as good. Advice, no rules."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, show_busy
from wellplan.ui.own_passphrase import OwnPassphrase
from wellplan.ui.page import give_focus
from wellplan.ui.rows import labelled_part, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.secret_words import SecretWords
from wellplan.ui.words import Words

WORDS_A_LINE = 3


class PassphraseChoice(QWidget):
    """Emits `confirmed` when the person has settled; then `passphrase` holds what they chose."""

    confirmed = Signal()

    def __init__(self, *, made_label: str = "", own_label: str = "") -> None:
        super().__init__()
        self._labels = (made_label or _("I have it written down"), own_label or _("Use this passphrase"))
        self.busy = False
        self.made_words = ""
        self.notice = Notice()
        self.made_part, self.own_part = QWidget(), QWidget()
        self.confirm = button(self._labels[0], self._confirm, kind="primary")
        self.confirm.setObjectName("passphrase-confirm")
        self.other_way = button("", self._switch, kind="link")
        self.other_way.setObjectName("passphrase-other-way")
        self._build_made()
        self._build_own()
        down = stack(self, spacing=12)
        for part in (self.made_part, self.own_part, self.notice):
            down.addWidget(part)
        self._buttons = QVBoxLayout()
        self._buttons.addWidget(flow(self.confirm, self.other_way))
        down.addLayout(self._buttons)
        self.own = False
        self._show_way()

    # --- what the screen around it asks

    @property
    def passphrase(self) -> str:
        """What the person chose."""
        return self.first.text() if self.own else self.made_words

    @property
    def state(self) -> tuple[bool, str, str, str]:
        """What was made and typed, for the same choice drawn again in another look."""
        return self.own, self.made_words, self.first.text(), self.again.text()

    def take_state(self, state: tuple[bool, str, str, str]) -> None:
        """Go on where another choice was."""
        self.own, words, first, again = state
        if words:
            self.show_made(words)
        self.first.put(first)
        self.again.put(again)
        self._show_way()

    def wait(self, on: bool, words: str = "") -> None:
        """While slow work uses the passphrase: nothing can be changed, and words say what happens."""
        for field in (self.first, self.again):
            field.setReadOnly(on)
        for each in (self.other_way, self.another):
            each.setEnabled(not on)
        self.busy = on
        show_busy(self.confirm, on)
        if on:
            self.notice.say(words)
        else:
            self.notice.put_away()

    def forget(self) -> None:
        """Wipe everything that was typed or made."""
        self.first.forget()
        self.again.forget()
        self.made_words = ""
        self.words.show_words("")

    def first_focus(self) -> QWidget:
        """What should have the keyboard."""
        return self.first.line if self.own else self.words

    # --- the two ways

    def _build_made(self) -> None:
        look = current_look()
        down = stack(self.made_part, spacing=8)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(6))
        self.words = SecretWords(_("Your passphrase"))
        self.another = button(_("Make another"), self.make_another, kind="link", icon_name="again")
        self.another.setObjectName("passphrase-another")
        inside.addWidget(self.words)
        inside.addWidget(flow(self.another))
        down.addWidget(card)
        down.addWidget(
            Words(
                _(
                    "Write it on paper and keep it somewhere private. "
                    "You can also keep it in a password manager."
                ),
                "quiet",
            )
        )

    def _build_own(self) -> None:
        down = stack(self.own_part, spacing=10)
        # Going to another screen and back must not lose what was typed; the owner calls forget().
        own = OwnPassphrase(_("Your own passphrase"), forget_when_hidden=False)
        self.first, self.advice, self.caps = own.field, own.advice, own.caps
        self.again = SecretField(_("The same again"), forget_when_hidden=False)
        self.first.edited.connect(self.notice.put_away)
        self.again.edited.connect(self.notice.put_away)
        self.first.shown_changed.connect(self._need_twice)
        self.first.entered.connect(self._entered_first)
        self.again.entered.connect(self._confirm)
        self._again_part = labelled_part(_("The same again"), self.again)
        down.addWidget(own)
        down.addWidget(self._again_part)

    def _show_way(self) -> None:
        self.made_part.setVisible(not self.own)
        self.own_part.setVisible(self.own)
        self.confirm.setText(self._labels[1 if self.own else 0])
        self.other_way.setText(_("Use one made for me") if self.own else _("I’d rather choose my own"))
        self.notice.put_away()

    def _switch(self) -> None:
        self.own = not self.own
        self._show_way()
        give_focus(self.first_focus())

    def make_another(self) -> None:
        """Six new words."""
        from wellplan.vault.passphrases import make_passphrase

        self.show_made(make_passphrase())

    def show_made(self, passphrase: str) -> None:
        """Show a made passphrase, a few words to a line."""
        self.made_words = passphrase
        words = self.made_words.split()
        lines = [words[at : at + WORDS_A_LINE] for at in range(0, len(words), WORDS_A_LINE)]
        self.words.show_words("\n".join("   ".join(line) for line in lines))

    # --- typing one's own

    def _need_twice(self, shown: bool) -> None:
        self._again_part.setVisible(not shown)

    def _entered_first(self) -> None:
        if self.first.is_shown or self.again.text():
            self._confirm()
        else:
            give_focus(self.again.line)

    def _confirm(self) -> None:
        if self.busy:
            return
        if self.own and not self.first.text():
            self._ask(_("There is no passphrase yet."), self.first)
        elif self.own and not self.first.is_shown and self.first.text() != self.again.text():
            self._ask(_("The two are not the same yet."), self.again)
        else:
            self.confirmed.emit()

    def _ask(self, what: str, field: SecretField) -> None:
        empty = not self.first.text()
        after = _("Type one, or use one made for you.") if empty else _("Type it again, or press Show.")
        self.notice.show_error(WellPlanError(what, _("Nothing is lost."), after))
        give_focus(field.line)
        field.line.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.made_words:
            self.make_another()
