# SPDX-License-Identifier: Apache-2.0
"""My people: who they are, how to reach them, and what the person would like of them."""

from collections.abc import Sequence

from wellplan.i18n import _
from wellplan.plan.model import Field, Item, Person, Plan, Value
from wellplan.ui.buttons import put_text
from wellplan.ui.entries_page import EntriesPage
from wellplan.ui.entry_list import Line
from wellplan.ui.look import current_look
from wellplan.ui.rows import row
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words


class PeoplePage(EntriesPage):
    """The people of the plan, in the order to ring them."""

    def __init__(self, session: Session, _settings: Settings, _what: str) -> None:
        super().__init__(_("My people"), session)
        lead = _("The people in your life, and how to reach them. Put first the one you would ring first.")
        self.column.addWidget(Words(lead, "lead"))
        self.column.addSpacing(current_look().px(8))
        self.empty.setText(_("Nobody here yet. One name and one number is a good start."))
        put_text(self.add_button, _("Add a person"))
        self.column.addWidget(self.empty)
        self.column.addWidget(self.entries)
        self.column.addSpacing(current_look().px(8))
        self.column.addLayout(row(self.add_button, 1))
        self.column.addStretch(1)
        self.show_entries()

    def fields(self) -> Sequence[Field]:
        return (
            Field("name", _("Name")),
            Field("role", _("Who they are to me")),
            Field("phones", _("Phone numbers, one on each line"), "text"),
            Field("email", _("Email")),
            Field("when", _("When it is good to ring")),
            Field("please_do", _("What I would like them to do"), "text"),
            Field("please_dont", _("What I would like them not to do"), "text"),
            Field("not_to_be_involved", _("Please do not involve this person"), "tick"),
        )

    def lines(self, item: Item) -> Sequence[Line]:
        person = as_person(item)
        short = [
            ("", person.name or person.role or _("Someone with no name yet")),
            ("", person.role if person.name else ""),
            ("", _("Please do not involve") if person.not_to_be_involved else ""),
            (_("Phone"), "\n".join(person.phones)),
            (_("Email"), person.email),
            (_("When to ring"), person.when),
            (_("Please do"), person.please_do),
            (_("Please don’t"), person.please_dont),
        ]
        return [(label, text) for label, text in short if text.strip()]

    def items(self) -> Sequence[Item]:
        return [as_item(person) for person in self.session.plan.people]

    def with_item(self, item: Item) -> Plan:
        return self.session.plan.put_person(as_person(item))

    def without(self, item_id: str) -> Plan:
        return self.session.plan.remove_person(item_id)

    def with_moved(self, item_id: str, to: int) -> Plan:
        return self.session.plan.move_person(item_id, to)


def as_item(person: Person) -> Item:
    """A person as an entry."""
    values: dict[str, Value] = {
        "name": person.name,
        "role": person.role,
        "phones": "\n".join(person.phones),
        "email": person.email,
        "when": person.when,
        "please_do": person.please_do,
        "please_dont": person.please_dont,
        "not_to_be_involved": person.not_to_be_involved,
    }
    return Item(id=person.id, values=values)


def as_person(item: Item) -> Person:
    """An entry as a person. Blank lines between phone numbers are dropped."""
    phones = tuple(line.strip() for line in item.text("phones").splitlines() if line.strip())
    return Person(
        id=item.id,
        name=item.text("name"),
        role=item.text("role"),
        phones=phones,
        email=item.text("email"),
        when=item.text("when"),
        please_do=item.text("please_do"),
        please_dont=item.text("please_dont"),
        not_to_be_involved=item.values.get("not_to_be_involved") is True,
    )
