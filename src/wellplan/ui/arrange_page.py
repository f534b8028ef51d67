# SPDX-License-Identifier: Apache-2.0
"""Change my pages: rename, move, hide, take away and add. What is written on a page goes with it."""

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import STAGES, Field, Plan, Section, new_id
from wellplan.plan.templates import list_templates, stage_titles, start_plan
from wellplan.ui.buttons import button
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.look import current_look
from wellplan.ui.page import Page
from wellplan.ui.rows import clear, hairline, labelled, row
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField
from wellplan.ui.words import Heading, Words


class ArrangePage(Page):
    """All pages in their order; opened from one page, the keyboard starts there."""

    def __init__(self, session: Session, _settings: Settings, section_id: str) -> None:
        super().__init__(_("Change my pages"))
        self.session, self._start = session, section_id
        lead = _("Make this plan yours. Change a name, move a page, or hide one you do not need.")
        self.column.addWidget(Words(lead, "lead"))
        self._list = QVBoxLayout()
        self._list.setSpacing(current_look().px(6))
        self.column.addLayout(self._list)
        self._build_add()
        self.column.addStretch(1)
        session.plan_changed.connect(self._plan_changed)
        if session.read_only:
            self.read_by_keyboard()
        self.show_pages()

    # --- showing

    def show_pages(self) -> None:
        """List every page under its part of the plan."""
        clear(self._list)
        titles = stage_titles()
        ordered = in_order(self.session.plan)
        stage = ""
        for place, section in enumerate(ordered):
            if section.stage != stage:
                stage = section.stage
                self._list.addSpacing(current_look().px(12))
                self._list.addWidget(Heading(titles[section.stage], "h2"))
            self._list.addLayout(self._page_row(section, place, len(ordered)))
        self._fill_new()

    def _page_row(self, section: Section, place: int, count: int) -> QVBoxLayout:
        number = _("page {number}").format(number=place + 1)
        name = LineField(section.title, _("A page with no name yet"))
        name.setObjectName(f"{section.id}/name")
        name.setAccessibleName(_("Name of {page}").format(page=number))
        name.typed.connect(lambda text: self._rename(section.id, text))
        up = self._icon("up", _("Move up, {page}").format(page=number), section.id)
        up.clicked.connect(lambda: self._move(section.id, -1))
        up.setEnabled(place > 0)
        down = self._icon("down", _("Move down, {page}").format(page=number), section.id)
        down.clicked.connect(lambda: self._move(section.id, 1))
        down.setEnabled(place < count - 1)
        away = self._icon("bin", _("Take away, {page}").format(page=number), section.id)
        away.clicked.connect(lambda: self._remove(section.id))
        shown = QCheckBox(_("Show"))
        shown.setObjectName(f"{section.id}/shown")
        shown.setAccessibleName(_("Show {page}").format(page=number))
        shown.setChecked(not section.hidden)
        shown.toggled.connect(lambda on: self._show(section.id, on))
        for made in (name, up, down, away, shown):
            made.setEnabled(made.isEnabled() and not self.session.read_only)
        hold = QVBoxLayout()
        hold.setSpacing(0)
        if current_look().text_size <= 125:
            hold.addLayout(row(name, shown, up, down, away, spacing=4))
        else:
            hold.addWidget(name)
            hold.addLayout(row(shown, 1, up, down, away, spacing=4))
        return hold

    def _icon(self, icon_name: str, says: str, section_id: str) -> QPushButton:
        made = button("", None, kind="icon", icon_name=icon_name, says=says)
        made.setObjectName(f"{section_id}/{icon_name}")
        return made

    def first_focus(self) -> QWidget | None:
        if self.session.read_only:
            return self
        return self.findChild(QWidget, f"{self._start}/name") or self._new_name

    def _plan_changed(self, source: object) -> None:
        if source is self:
            return
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None else ""
        self.show_pages()
        self._focus_soon(name)

    def _focus_soon(self, *names: str) -> None:
        def give() -> None:
            for name in names:
                found = self.findChild(QWidget, name) if name else None
                if found is not None and found.isEnabled():
                    found.setFocus()
                    self.ensureWidgetVisible(found, 0, current_look().px(90))
                    return
            self._new_name.setFocus()

        QTimer.singleShot(0, self, give)

    # --- what the person does

    def _edit(self, plan: Plan, what: str, typing: str = "") -> None:
        self.session.edit(plan, what, source=self, typing=typing)

    def _rename(self, section_id: str, text: str) -> None:
        section = replace(self.session.plan.section(section_id), title=text)
        self._edit(self.session.plan.put_section(section), _("renaming a page"), f"{section_id}/title")

    def _show(self, section_id: str, on: bool) -> None:
        section = replace(self.session.plan.section(section_id), hidden=not on)
        self._edit(self.session.plan.put_section(section), _("showing or hiding a page"))

    def _move(self, section_id: str, step: int) -> None:
        self._edit(moved(self.session.plan, section_id, step), _("moving a page"))
        self.show_pages()
        ends = ("up", "down") if step < 0 else ("down", "up")
        self._focus_soon(*(f"{section_id}/{end}" for end in ends))

    def _remove(self, section_id: str) -> None:
        ids = [s.id for s in in_order(self.session.plan)]
        at = ids.index(section_id)
        near = ids[at + 1] if at + 1 < len(ids) else ids[at - 1] if at else ""
        plan = self.session.plan.remove_section(section_id)
        sentence = _("The page is taken away, with what was written on it.")
        self.session.edit_and_say(plan, _("taking a page away"), sentence, source=self)
        self.show_pages()
        self._focus_soon(f"{near}/name" if near else "")

    # --- a new page

    def _build_add(self) -> None:
        look = current_look()
        self.column.addSpacing(look.px(24))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(8))
        self.column.addWidget(Heading(_("Add a page"), "h2"))
        self._offered: dict[str, Section] = {}
        self._new_kind = ChoiceField(())
        self._new_name = LineField("", _("You can leave this empty"))
        self._new_stage = ChoiceField(stage_titles().items())
        self._add = button(_("Add this page"), self._add_page, icon_name="add")
        self.column.addLayout(labelled(_("What kind of page"), self._new_kind))
        self.column.addLayout(labelled(_("Its name"), self._new_name))
        self.column.addLayout(labelled(_("Where it goes"), self._new_stage))
        self.column.addLayout(row(self._add, 1))
        self._new_kind.picked.connect(self._kind_chosen)
        for made in (self._new_kind, self._new_name, self._new_stage, self._add):
            made.setDisabled(self.session.read_only)

    def _fill_new(self) -> None:
        have = {s.key for s in self.session.plan.sections}
        self._offered = {}
        for info in list_templates():
            for section in start_plan(info.id).sections:
                if section.key not in have:
                    self._offered.setdefault(section.key, section)
        blank = ("", _("A blank page of my own"))
        self._new_kind.put_choices((blank, *((key, s.title) for key, s in self._offered.items())))

    def _kind_chosen(self, key: str) -> None:
        if key in self._offered:
            self._new_stage.choose(self._offered[key].stage)
            self._new_name.setText(self._offered[key].title)

    def _add_page(self) -> None:
        chosen = self._offered.get(self._new_kind.value)
        section = replace(chosen, id=new_id()) if chosen is not None else blank_page()
        title = self._new_name.text().strip() or section.title
        stage = next(each for each in STAGES if each == self._new_stage.value)
        section = replace(section, title=title, stage=stage)
        self._edit(self.session.plan.put_section(section), _("adding a page"))
        self._new_name.clear()
        self.go.emit("section", section.id)


def blank_page() -> Section:
    """A page of the person's own: one box of words for each thing."""
    field = Field(key="words", label=_("What I want to say"), type="text")
    return Section(key="my-own", title=_("A page of my own"), fields=(field,))


def in_order(plan: Plan) -> list[Section]:
    """The sections as the rail lists them: by stage, then in the person's order."""
    return sorted(plan.sections, key=lambda s: STAGES.index(s.stage))


def moved(plan: Plan, section_id: str, step: int) -> Plan:
    """The plan with a page one place up (-1) or down (1) the rail.

    At the edge of its part of the plan the page goes over into the next part.
    """
    ordered = in_order(plan)
    at = next(i for i, s in enumerate(ordered) if s.id == section_id)
    to = at + step
    if not 0 <= to < len(ordered):
        return plan
    section, other = ordered[at], ordered[to]
    if section.stage != other.stage:
        ordered[at] = replace(section, stage=other.stage)
    else:
        ordered[at], ordered[to] = other, section
    return replace(plan, sections=tuple(ordered))
