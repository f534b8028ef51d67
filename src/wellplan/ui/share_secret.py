# SPDX-License-Identifier: Apache-2.0
"""The passphrase of a copy, to be told by voice: six words made here, or the person's own."""

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.own_passphrase import OwnPassphrase
from wellplan.ui.page import give_focus
from wellplan.ui.rows import point
from wellplan.ui.secret_words import SecretWords
from wellplan.ui.share_send import SendStep


class SecretStep(SendStep):
    """Saving it is the last thing on the page."""

    def build(self) -> None:
        self.title(
            _("A passphrase to tell {name}").format(name=self.draft.name),
            _("These words open the copy. Nothing else does."),
        )
        look = current_look()
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(8))
        self.words = SecretWords(_("The passphrase of this copy"))
        self.another = button(_("Make another"), self.make_another, kind="link", icon_name="again")
        inside.addWidget(self.words)
        inside.addWidget(flow(self.another))
        self.made = card
        self.own = OwnPassphrase(_("Your own passphrase for this copy"), forget_when_hidden=False)
        self.own.field.edited.connect(self._typed)
        self.own.field.entered.connect(self.go_on)
        self.other_way = button("", self._swap, kind="link")
        self.body.addWidget(card)
        self.body.addWidget(self.own)
        self.body.addWidget(flow(self.other_way))
        for words in how_to_tell():
            self.body.addWidget(point(words))
        if self.draft.own:
            self.own.field.put(self.draft.passphrase)
        elif not self.draft.passphrase:
            self.make_another()
        self._show_way()

    def next_button(self) -> QPushButton:
        sealed = self.draft.how == "sealed-copy"
        words = _("Save the sealed copy…") if sealed else _("Save the locked PDF…")
        self.save = button(words, self.go_on, kind="primary")
        return self.save

    def first_focus(self) -> QWidget | None:
        return self.own.field.line if self.draft.own else self.words

    def make_another(self) -> None:
        """Six new words."""
        from wellplan.vault.passphrases import make_passphrase

        self.draft.passphrase = make_passphrase()
        self._show_way()

    def _swap(self) -> None:
        self.draft.own = not self.draft.own
        self.draft.passphrase = self.own.field.text()
        if not self.draft.own:
            self.make_another()
        self._show_way()
        focus = self.first_focus()
        assert focus is not None
        give_focus(focus)

    def _show_way(self) -> None:
        self.made.setVisible(not self.draft.own)
        self.own.setVisible(self.draft.own)
        self.words.show_words("" if self.draft.own else in_lines(self.draft.passphrase))
        self.other_way.setText(_("Use words made for me") if self.draft.own else _("Use my own words"))

    def _typed(self) -> None:
        if self.draft.own:
            self.draft.passphrase = self.own.field.text()
        self.notice.put_away()

    def go_on(self) -> None:
        """Ask where, when there is a passphrase."""
        if self.draft.passphrase.strip():
            self.ask_place()
        else:
            self.put_notice_under(self.own)
            self.notice.say(
                _("There is no passphrase yet. Type one, or use words made for you."), icon_name="info"
            )
            give_focus(self.own.field.line)


def in_lines(passphrase: str, each: int = 3) -> str:
    """A passphrase of words, a few to a line; any other as it is."""
    words = passphrase.split()
    if len(words) < 2 or "  " in passphrase:
        return passphrase
    return "\n".join("   ".join(words[at : at + each]) for at in range(0, len(words), each))


def how_to_tell() -> tuple[str, ...]:
    """How a passphrase reaches someone without the file's help."""
    return (
        _("Tell it by voice: face to face, or on the phone."),
        _("Never send it with the file, and never write it on the same stick or letter."),
        _("If you forget it, your plan keeps it for you under “Copies I have given”."),
    )
