# SPDX-License-Identifier: Apache-2.0
"""Whom to talk to: the person's own people, then the crisis lines of their country, with every number."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.plan.lines import Line, countries, is_past_check, lines_for
from wellplan.plan.model import Person, Plan
from wellplan.plan.now import people_to_ring
from wellplan.share.numbers import without_marks
from wellplan.ui.buttons import button
from wellplan.ui.calm import CalmScreen, Large
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.numbers_to_ring import Number, told, whole
from wellplan.ui.rows import clear, hairline, labelled, stack
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.words import Words


class TalkPage(CalmScreen):
    """Everyone there is to ring, on one page that scrolls."""

    back = Signal()
    closed = Signal()

    def __init__(self, plan: Plan | None, settings: Settings) -> None:
        super().__init__(centred=False)
        self._settings = settings
        self._people = people_to_ring(plan)
        look = current_look()
        self.inner.setMaximumWidth(round(720 * look.text_size / 100))
        self.back_button = button(_("Back to the steps"), self.back.emit, kind="link", icon_name="back")
        self.column.addWidget(flow(self.back_button))
        self.column.addWidget(Large(_("Talk to someone"), "now"))
        self._danger = Number("", "", tone="danger")
        self.column.addWidget(self._danger)
        self.column.addWidget(Words(_("This app cannot call anyone for you. Use any phone."), "lead"))
        if self._people:
            self._title(_("Your people"))
        for person in self._people:
            self.column.addSpacing(look.px(6))
            self.column.addLayout(_person(person))
        self._title(_("Lines you can ring or text"))
        self.country = self._chooser(chosen_country(plan, settings))
        self._lines_box = QWidget()
        self._lines = stack(self._lines_box, spacing=10)
        self.column.addWidget(self._lines_box)
        self.column.addSpacing(look.px(20))
        self.close_button = button(_("Close this page"), self.closed.emit)
        self.column.addWidget(flow(self.close_button))
        self._show_lines()

    def first_focus(self) -> QWidget:
        return self.back_button

    def _title(self, text: str) -> None:
        self.column.addSpacing(current_look().px(20))
        self.column.addWidget(hairline())
        self.column.addSpacing(current_look().px(8))
        self.column.addWidget(Words(text, "h2"))

    def _chooser(self, code: str) -> ChoiceField:
        chooser = ChoiceField([(each.code, each.name) for each in countries()], code)
        chooser.setMaximumWidth(current_look().px(360))
        self.column.addLayout(labelled(_("Where you are"), chooser))
        chooser.picked.connect(self._country_chosen)
        return chooser

    def _country_chosen(self, code: str) -> None:
        self._settings.country = code
        self._show_lines()

    def _show_lines(self) -> None:
        clear(self._lines)
        lines = lines_for(self.country.value)
        self._danger.setText(_danger(lines))
        self._danger.setAccessibleName(without_marks(self._danger.text()))
        for line in lines:
            self._lines.addSpacing(current_look().px(8))
            self._lines.addLayout(_line(line, date.today()))
        self._order_tab()
        self.keep_arrows()

    def _order_tab(self) -> None:
        # New numbers come last in the order of Tab; here they belong between the country and Close.
        before: QWidget = self.country
        for number in self._lines_box.findChildren(Number):
            self.setTabOrder(before, number)
            before = number
        self.setTabOrder(before, self.close_button)


def _danger(lines: tuple[Line, ...]) -> str:
    number = next((line.call for line in lines if line.emergency and line.call), "")
    if not number:
        return _("If you or someone else is in danger now, ring the emergency number where you are.")
    return _("If you or someone else is in danger now, ring {number}.").format(number=whole(number))


def _person(person: Person) -> QVBoxLayout:
    made = stack(spacing=2)
    name = person.name.strip() or person.role.strip() or _("Someone you chose")
    made.addWidget(Words(name, "strong"))
    aside = [person.role.strip() if person.name.strip() else "", person.when.strip()]
    about = " · ".join(part for part in aside if part)
    if about:
        made.addWidget(Words(about, "quiet"))
    for phone in dict.fromkeys(person.phones):
        if phone.strip():
            made.addWidget(Number(whole(phone), f"{name}: {phone}", more=about))
    if person.please_do.strip():
        made.addWidget(Words(_("You asked them: “{words}”").format(words=person.please_do.strip())))
    return made


def _line(line: Line, today: date) -> QVBoxLayout:
    made = stack(spacing=2)
    made.addWidget(Words(line.name, "strong"))
    nations = ", ".join(line.nations)
    name = f"{line.name}, {nations}" if nations else line.name
    about = " · ".join(part for part in (nations, line.hours) if part)
    for part in (line.for_whom, about):
        if part:
            made.addWidget(Words(part, "quiet"))
    if line.call:
        made.addWidget(_way(_("Ring {number}"), name, line.call, about))
    if line.text_to:
        said = _("Text {word} to {number}") if line.text_word else _("Text {number}")
        made.addWidget(_way(said, name, line.text_to, about, line.text_word))
    if line.relay:
        made.addWidget(told(_("If you can’t hear or speak: {relay}").format(relay=whole(line.relay))))
    if line.web:
        said = _("By email: {address}") if "@" in line.web else _("On the web: {address}")
        made.addWidget(told(said.format(address=whole(line.web))))
    if line.call or line.text_to or line.web:
        made.addWidget(Words(_checked(line, today), "small"))
    return made


def _way(sentence: str, name: str, number: str, about: str, word: str = "") -> Number:
    says = sentence.format(number=number, word=word)
    return Number(sentence.format(number=whole(number), word=word), f"{name}: {says}", more=about)


def _checked(line: Line, today: date) -> str:
    day = in_words(date.fromisoformat(line.checked_on))
    if is_past_check(line, today):
        return _("This number may have changed. We last checked it on {day}.").format(day=day)
    return _("Checked on {day}").format(day=day)
