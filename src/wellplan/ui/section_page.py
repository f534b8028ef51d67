# SPDX-License-Identifier: Apache-2.0
"""A page of the plan: what it is for, why it helps, what the person wrote, and ideas if they want some."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import STAGES, Field, Item, Plan, Section
from wellplan.plan.templates import guidance
from wellplan.ui.answers_waiting import copy_waiting
from wellplan.ui.buttons import CardButton, button, put_text
from wellplan.ui.entries_page import EntriesPage
from wellplan.ui.look import current_look
from wellplan.ui.rows import clear, row
from wellplan.ui.session import Session, now
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words


class SectionPage(EntriesPage):
    """One section of the plan."""

    def __init__(self, session: Session, _settings: Settings, section_id: str) -> None:
        section = session.plan.section(section_id)
        super().__init__(section.title or _("A page with no name yet"), session)
        self._section_id = section_id
        self._guidance = guidance(session.plan.template, section.key)
        self._build(section)
        self.show_entries()

    @property
    def section(self) -> Section:
        """The section as it is now."""
        return self.session.plan.section(self._section_id)

    def fields(self) -> Sequence[Field]:
        return self.section.fields

    def items(self) -> Sequence[Item]:
        return self.section.items

    def with_item(self, item: Item) -> Plan:
        return self.session.plan.put_item(self._section_id, item)

    def without(self, item_id: str) -> Plan:
        return self.session.plan.remove_item(self._section_id, item_id)

    def with_moved(self, item_id: str, to: int) -> Plan:
        return self.session.plan.move_item(self._section_id, item_id, to)

    def is_gone(self) -> bool:
        return all(s.id != self._section_id for s in self.session.plan.sections)

    def _build(self, section: Section) -> None:
        look = current_look()
        if section.prompt:
            self.column.addWidget(Words(section.prompt, "lead"))
        if self._guidance.why:
            why = Words(self._guidance.why, "quiet")
            why.hide()
            ask = button(_("Why this helps"), lambda: why.setVisible(not why.isVisible()), kind="link")
            self.column.addLayout(row(ask, 1))
            self.column.addWidget(why)
        self._answered(section)
        self.column.addSpacing(look.px(8))
        empty = _("Nothing here yet. Start with one small thing, or come back later.")
        self.empty.setText(_("Nothing was written yet.") if self.session.read_only else empty)
        put_text(self.add_button, self._guidance.add_label or _("Add something"))
        self._ideas_button = button(_("Show me some ideas"), self._toggle_ideas, kind="link")
        self._ideas_button.setVisible(bool(self._guidance.ideas) and not self.session.read_only)
        self._ideas = QWidget()
        self._ideas_list = QVBoxLayout(self._ideas)
        self._ideas_list.setContentsMargins(0, look.px(8), 0, 0)
        self._ideas_list.setSpacing(look.px(8))
        self._ideas.hide()
        self.column.addWidget(self.empty)
        self.column.addWidget(self.entries)
        self.column.addSpacing(look.px(8))
        self.column.addLayout(row(self.add_button, self._ideas_button, 1, spacing=20))
        self.column.addWidget(self._ideas)
        self.column.addStretch(1)
        self.column.addSpacing(look.px(32))
        self._add_ways_on(section)

    def _answered(self, section: Section) -> None:
        """The way to an answer about this page that waits in the list of copies."""
        copy_id = copy_waiting(self.session, section.id)
        if copy_id:
            text = _("Someone has answered this page")
            self.answered = button(text, lambda: self.go.emit("copies", copy_id), icon_name="info")
            self.column.addLayout(row(self.answered, 1))

    def _add_ways_on(self, section: Section) -> None:
        sections = self.session.plan.sections
        shown = [s for stage in STAGES for s in sections if s.stage == stage and not s.hidden]
        ids = [s.id for s in shown]
        here = ids.index(section.id) if section.id in ids else len(ids)
        ways = []
        if here + 1 < len(shown):
            after = shown[here + 1]
            text = _("Next: {title}").format(title=after.title)
            ways.append(button(text, lambda: self.go.emit("section", after.id)))
        if not self.session.read_only:
            change = _("Rename, move or hide this page")
            ways.append(button(change, lambda: self.go.emit("arrange", section.id), kind="link"))
        for way in ways:
            self.column.addLayout(row(way, 1))

    def show_entries(self) -> None:
        super().show_entries()
        self.heading.setText(self.section.title or _("A page with no name yet"))

    def _toggle_ideas(self) -> None:
        showing = not self._ideas.isVisible()
        self._ideas_button.setText(_("Hide the ideas") if showing else _("Show me some ideas"))
        clear(self._ideas_list)
        if showing:
            self._ideas_list.addWidget(Words(_("Choose one to add it. Then make it your own."), "small"))
            for idea in self._guidance.ideas:
                made = CardButton(idea, icon_name="add", kind="idea")
                made.setAccessibleName(_("Add this idea: {idea}").format(idea=idea))
                made.clicked.connect(lambda _checked=False, idea=idea: self._take_idea(idea))
                self._ideas_list.addWidget(made)
        self._ideas.setVisible(showing)

    def _take_idea(self, idea: str) -> None:
        fields = self.section.fields
        if not fields:
            return
        self.leave_open()
        item = Item(values={fields[0].key: idea}, changed=now())
        self.session.edit(self.with_item(item), _("adding an idea"), source=self)
        self.open_new(item)
