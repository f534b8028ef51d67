# SPDX-License-Identifier: Apache-2.0
"""A passphrase of the person's own: the field, a word about Caps Lock, and advice. Advice is never a rule."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from wellplan.i18n import _
from wellplan.ui.rows import labelled, stack
from wellplan.ui.secret_field import SecretField
from wellplan.ui.words import Words

ADVICE_AFTER_MS = 350  # after the last key, so that it does not flicker


class OwnPassphrase(QWidget):
    """What is typed stays in `field`; the advice follows it after a short pause."""

    def __init__(self, label: str, *, forget_when_hidden: bool = True) -> None:
        super().__init__()
        self.field = SecretField(label, forget_when_hidden=forget_when_hidden)
        self.caps = Words(_("Caps Lock seems to be on."), "small")
        self.caps.hide()
        self.advice = Words(_first_advice(), "small")
        self._advise_soon = QTimer(self)
        self._advise_soon.setSingleShot(True)
        self._advise_soon.setInterval(ADVICE_AFTER_MS)
        self._advise_soon.timeout.connect(self._advise)
        self.field.edited.connect(self._typed)
        self.field.caps_lock.connect(self.caps.setVisible)
        down = stack(self, spacing=10)
        down.addLayout(labelled(label, self.field))
        down.addWidget(self.caps)
        down.addWidget(self.advice)

    def _typed(self) -> None:
        if self.field.text():
            self._advise_soon.start()
        else:
            self._advise_soon.stop()
            self.advice.setText(_first_advice())

    def _advise(self) -> None:
        from wellplan.vault.passphrases import advice

        self.advice.setText(advice(self.field.text()).sentence)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._advise_soon.stop()


def _first_advice() -> str:
    return _("A few words that belong together only for you are good.")
