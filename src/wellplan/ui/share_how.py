# SPDX-License-Identifier: Apache-2.0
"""Step 4 of giving a copy: on paper, as a file, or as words to paste. Each says who could read it."""

from PySide6.QtWidgets import QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import CardButton
from wellplan.ui.share_draft import How
from wellplan.ui.share_step import Step


class HowStep(Step):
    """Pressing a card is the decision."""

    number = 4

    def build(self) -> None:
        self.title(_("How will you give it to {name}?").format(name=self.draft.name))
        self.cards: dict[How, CardButton] = {}
        for how, title, detail, icon_name in _ways():
            card = CardButton(title, detail, icon_name=icon_name)
            card.setAutoExclusive(False)
            card.clicked.connect(lambda _checked=False, how=how: self.take(how))
            self.cards[how] = card
            self.body.addWidget(card)

    def first_focus(self) -> QWidget | None:
        return self.cards[self.draft.how]

    def take(self, how: How) -> None:
        """Go on with one way."""
        self.draft.how = how
        self.onward.emit()


def _ways() -> tuple[tuple[How, str, str, str], ...]:
    return (
        (
            "sealed-copy",
            _("A sealed copy"),
            _("One locked file. It opens in any browser, and they can answer on it."),
            "lock",
        ),
        ("print", _("On paper"), _("Printed here. Anyone who finds the paper can read it."), "paper"),
        (
            "protected-pdf",
            _("A PDF with a passphrase"),
            _("The same pages as a file. It opens only with the passphrase."),
            "lock",
        ),
        ("pdf", _("A PDF that is open"), _("Anyone who has the file can read it."), "pages"),
        (
            "text",
            _("Words to paste"),
            _("For a care record or a letter. Anyone who sees them can read them."),
            "edit",
        ),
    )
