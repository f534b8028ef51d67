# SPDX-License-Identifier: Apache-2.0
"""Step 1 of giving a copy: who it is for. Someone of the plan, or another name."""

from PySide6.QtWidgets import QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Person
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.page import give_focus
from wellplan.ui.rows import labelled
from wellplan.ui.share_draft import barred_namesake, name_of
from wellplan.ui.share_step import Step
from wellplan.ui.text_fields import LineField
from wellplan.ui.words import Heading


class WhoStep(Step):
    """Pressing a person is the decision. Someone not to be involved is shown, and cannot be chosen here."""

    number = 1

    def build(self) -> None:
        self.title(
            _("Who is the copy for?"),
            _("One copy is for one person. Next, you choose what they may see."),
        )
        self.cards: dict[str, CardButton] = {}
        for person in self.session.plan.people:
            if name_of(person):
                self._add_card(person)
        look = current_look()
        self.body.addSpacing(look.px(10))
        heading = _("Someone who is not in my plan") if self.cards else _("Their name")
        self.body.addWidget(Heading(heading, "h2"))
        typed = not self.draft.person
        self.name = LineField(self.draft.name if typed else "")
        self.role = LineField(self.draft.role if typed else "", _("Such as key worker, or sister"))
        self.body.addLayout(labelled(_("Name"), self.name))
        self.body.addLayout(labelled(_("What they are to me. You can leave this empty."), self.role))
        self.use = button(_("Go on with this name"), self.take_name, kind="primary")
        self.by_name = flow(self.use)
        self.body.addWidget(self.by_name)
        self.name.typed.connect(self.notice.put_away)
        self.name.returnPressed.connect(self.take_name)
        self.role.returnPressed.connect(self.take_name)

    def _add_card(self, person: Person) -> None:
        name, role = name_of(person), person.role.strip()
        detail = role if role != name else ""
        if person.not_to_be_involved:
            detail = _("Marked on My people: not to be involved.")
        says = f"{name}, {role}" if detail == role and role else name
        same = sum(1 for each in self.cards.values() if each.accessibleName().startswith(says))
        card = CardButton(name, detail, icon_name="off" if person.not_to_be_involved else "me")
        card.setAutoExclusive(False)
        card.setAccessibleName(says + (f" ({same + 1})" if same else ""))
        card.clicked.connect(lambda _checked=False: self.take_person(person))
        self.cards[person.id] = card
        self.body.addWidget(card)

    def first_focus(self) -> QWidget | None:
        if self.draft.person in self.cards:
            return self.cards[self.draft.person]
        if self.draft.name:
            return self.name
        return next(iter(self.cards.values()), self.name)

    def close_off(self, error: WellPlanError) -> None:
        """Nobody can be chosen now: say why before anything is ticked for nothing."""
        for each in (*self.cards.values(), self.name, self.role, self.use):
            each.setEnabled(False)
        self.notice.show_error(error)

    def take_person(self, person: Person) -> None:
        """Go on with someone of the plan."""
        if person.not_to_be_involved:
            self.refuse(person)
        else:
            self._take(person.id, name_of(person), person.role.strip() if person.name.strip() else "")

    def take_name(self) -> None:
        """Go on with the name that was typed."""
        name = " ".join(self.name.text().split())
        if not name:
            what, after = _("There is no name yet."), _("Type a name, so that the copy says whose it is.")
            self.put_notice_under(self.by_name)
            self.notice.show_error(WellPlanError(what, "", after))
            give_focus(self.name)
            return
        barred = barred_namesake(self.session.plan, name)
        if barred is not None:
            self.refuse(barred, self.by_name)
        else:
            self._take("", name, " ".join(self.role.text().split()))

    def refuse(self, person: Person, under: QWidget | None = None) -> None:
        """Say that the person themselves asked for this one to be left out; by their card, or `under`."""
        self.put_notice_under(under or self.cards.get(person.id) or self.by_name)
        change = button(_("Go to My people"), lambda: self.go.emit("people", ""))
        what = _("You marked {name} as someone not to involve.").format(name=name_of(person))
        after = _("If you have changed your mind, take the mark away on My people first.")
        self.notice.show_error(WellPlanError(what, _("Nothing was given."), after), change)

    def _take(self, person: str, name: str, role: str) -> None:
        draft = self.draft
        if (person, name) != (draft.person, draft.name):
            draft.chosen.clear()  # what one may see is no answer for another
            draft.replaces = draft.passphrase = ""
        draft.person, draft.name, draft.role = person, name, role
        self.onward.emit()
