# SPDX-License-Identifier: Apache-2.0
"""About this plan: whose it is, what it is called, and who helped to write it (all of it can stay empty)."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from wellplan.i18n import _
from wellplan.plan.dates import from_words, in_words
from wellplan.plan.model import Plan
from wellplan.ui.look import current_look
from wellplan.ui.page import Page
from wellplan.ui.rows import hairline, labelled
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField
from wellplan.ui.words import Heading, Words


class AboutPage(Page):
    """A short form; each answer is kept as it is typed."""

    def __init__(self, session: Session, _settings: Settings, _what: str) -> None:
        super().__init__(_("About this plan"))
        self.session = session
        self._fields: dict[str, LineField] = {}
        self._well: dict[bool | None, QRadioButton] = {}
        self._build()
        session.plan_changed.connect(self._plan_changed)
        self.show_plan()

    def _build(self) -> None:
        look = current_look()
        self.column.addWidget(
            Words(_("This goes at the top of what you print. Leave out what you like."), "lead")
        )
        self._line("name", _("My full name"), _put_name)
        self._line("called", _("What I like to be called"), _put_called)
        self._line("title", _("What I call this plan"), _put_title)
        self.column.addSpacing(look.px(16))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(8))
        self.column.addWidget(Heading(_("When I wrote it"), "h2"))
        why = _("Saying that you were well, and who was there, can help others to trust your words.")
        self.column.addWidget(Words(why, "quiet"))
        self._line("helper", _("Who helped me write it"), _put_helper)
        self._line("on", _("The day we wrote it"), self._with_day)
        self._day_said = Words("", "small")
        self.column.addWidget(self._day_said)
        self.column.addWidget(Words(_("Was I well when I wrote it?"), "label"))
        group = QButtonGroup(self)
        for answer, text in (
            (True, _("Yes, I was well")),
            (False, _("Not so well")),
            (None, _("Leave it open")),
        ):
            made = QRadioButton(text)
            made.setEnabled(not self.session.read_only)
            made.toggled.connect(lambda on, answer=answer: self._put_well(answer) if on else None)
            group.addButton(made)
            self._well[answer] = made
            self.column.addWidget(made)
        self.column.addStretch(1)

    def _line(self, name: str, label: str, put: Callable[[Plan, str], Plan]) -> None:
        field = LineField()
        field.setReadOnly(self.session.read_only)
        field.typed.connect(lambda text: self._take(put(self.session.plan, text), name))
        self._fields[name] = field
        self.column.addLayout(labelled(label, field))

    def _with_day(self, plan: Plan, text: str) -> Plan:
        """A day is kept only when it is understood; until then the words stay in the field."""
        day = from_words(text)
        if not text.strip():
            said = ""
        elif day is None:
            said = _("Write it like this: 14 November 2026.")
        else:
            said = in_words(day)
        self._day_said.setText(said)
        on = day.isoformat() if day else ""
        return replace(plan, written_with=replace(plan.written_with, on=on))

    def _take(self, plan: Plan, name: str) -> None:
        self.session.edit(plan, _("writing"), source=self, typing=f"about/{name}")

    def _put_well(self, answer: bool | None) -> None:
        plan = self.session.plan
        made = replace(plan.written_with, well_at_the_time=answer)
        self._take(replace(plan, written_with=made), "well")

    def first_focus(self) -> QWidget:
        return self._fields["name"]

    def _plan_changed(self, source: object) -> None:
        if source is not self:
            self.show_plan()

    def show_plan(self) -> None:
        """Fill the form from the plan."""
        plan = self.session.plan
        texts = {
            "name": plan.about.name,
            "called": plan.about.called,
            "title": plan.title,
            "helper": plan.written_with.helper,
            "on": _day_in_words(plan.written_with.on),
        }
        for name, field in self._fields.items():
            with QSignalBlocker(field):
                field.setText(texts[name])
        for answer, made in self._well.items():
            with QSignalBlocker(made):
                made.setChecked(plan.written_with.well_at_the_time is answer)


def _put_name(plan: Plan, text: str) -> Plan:
    return replace(plan, about=replace(plan.about, name=text))


def _put_called(plan: Plan, text: str) -> Plan:
    return replace(plan, about=replace(plan.about, called=text))


def _put_title(plan: Plan, text: str) -> Plan:
    return replace(plan, title=text)


def _put_helper(plan: Plan, text: str) -> Plan:
    return replace(plan, written_with=replace(plan.written_with, helper=text))


def _day_in_words(iso_day: str) -> str:
    day = from_words(iso_day)
    return in_words(day) if day else ""
