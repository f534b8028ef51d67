# SPDX-License-Identifier: Apache-2.0
"""What is asked just before a copy is printed or sealed: which printer, and which passphrase. In place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.own_passphrase import OwnPassphrase
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import labelled
from wellplan.ui.secret_words import SecretWords
from wellplan.ui.words import Words


class _Panel(QFrame):
    """A small card below the buttons. `cancelled` changes nothing."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        look = current_look()
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        self.down.setSpacing(look.px(10))
        self.cancel_button = button(_("Cancel"), self.cancelled.emit, kind="link")

    def first_focus(self) -> QWidget:
        """What takes the keyboard when the panel opens."""
        raise NotImplementedError


class PrintPanel(_Panel):
    """Which of some printers, and what a printer may keep. `chosen(name)`: print there now."""

    chosen = Signal(str)

    def __init__(self, printers: tuple[str, ...]) -> None:
        super().__init__()
        self.printer = ChoiceField([(name, name) for name in printers], printers[0])
        if len(printers) > 1:
            self.down.addLayout(labelled(_("Which printer"), self.printer))
        else:
            self.down.addWidget(Words(_("Printer: {name}").format(name=printers[0])))
        self.down.addWidget(Words(_("This computer or printer may keep a copy.")))
        self.print_button = button(_("Print now"), self._print, kind="primary")
        changes_nothing(self.cancel_button)
        self.down.addWidget(flow(self.print_button, self.cancel_button))

    def first_focus(self) -> QWidget:
        return self.printer if self.printer.count() > 1 else self.print_button

    def _print(self) -> None:
        self.chosen.emit(self.printer.value)


class PassphrasePanel(_Panel):
    """The passphrase of one copy: six words made here, or the person's own. `chosen`: save it now."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._made = ""
        self.words = SecretWords(_("The passphrase of this copy"))
        self.own = OwnPassphrase(_("Your own passphrase for this copy"))
        self.again_button = button(_("Make other words"), self.make_words)
        self.own_button = button(_("Use my own"), self._swap, kind="link")
        self.save_button = button(_("Save with this passphrase…"), self._save, kind="primary")
        self.down.addWidget(Words(_("These words open the copy. Nothing else does."), "strong"))
        self.down.addWidget(self.words)
        self.down.addWidget(self.own)
        self.down.addWidget(Words(_("Tell them by voice. Never send them with the file.")))
        self.down.addWidget(flow(self.again_button, self.own_button))
        self.down.addWidget(flow(self.save_button, self.cancel_button))
        self.own.hide()
        self.own.field.edited.connect(self._enable)
        self.own.field.entered.connect(self._save)
        self.make_words()

    def first_focus(self) -> QWidget:
        return self.save_button

    def passphrase(self) -> str:
        """What opens the copy; empty when nothing is typed yet."""
        return self._made if self.own.isHidden() else self.own.field.text()

    def make_words(self) -> None:
        """Show six new words."""
        from wellplan.vault.passphrases import make_passphrase

        self._made = make_passphrase(6)
        words = self._made.split()
        self.words.show_words("\n".join(" ".join(words[at : at + 2]) for at in range(0, len(words), 2)))

    def _swap(self) -> None:
        own = self.own.isHidden()
        self.own.setVisible(own)
        self.words.setVisible(not own)
        self.again_button.setVisible(not own)
        self.own_button.setText(_("Use words made for me") if own else _("Use my own"))
        (self.own.field if own else self.save_button).setFocus()
        self._enable()

    def _enable(self) -> None:
        self.save_button.setEnabled(bool(self.passphrase()))

    def _save(self) -> None:
        if self.passphrase():
            self.chosen.emit()
