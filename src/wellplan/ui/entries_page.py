# SPDX-License-Identifier: Apache-2.0
"""A page that holds a list of entries: the one way to add, write, move and take away."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from wellplan.i18n import _
from wellplan.plan.model import Field, Item, Person, Plan
from wellplan.ui.buttons import button
from wellplan.ui.entry_list import EntryList, Line, lines_to_read
from wellplan.ui.look import current_look
from wellplan.ui.page import Page
from wellplan.ui.session import Session, now
from wellplan.ui.words import Words


class EntriesPage(Page):
    """Subclasses say what the entries are; this says how one works with them.

    The entry being written is kept here as typed. It joins the plan with its first letter, never before.
    """

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title)
        self.session = session
        self.open: Item | None = None
        self.column.setSpacing(current_look().px(8))
        self.empty = Words("", "quiet")
        self.entries = EntryList(to_read=session.read_only)
        self.entries.put.connect(self._put)
        self.entries.moved.connect(self._move)
        self.entries.removed.connect(self._remove)
        self.entries.opened.connect(self._open_entry)
        self.entries.closed.connect(self._close)
        self.add_button = button("", self._add, icon_name="add")
        if session.read_only:
            self.add_button.setDisabled(True)
            self.add_button.hide()
            self.read_by_keyboard()
        session.plan_changed.connect(self._plan_changed)

    # --- what a subclass says

    def fields(self) -> Sequence[Field]:
        """The fields every entry has."""
        raise NotImplementedError

    def items(self) -> Sequence[Item]:
        """The entries as they are in the plan now."""
        raise NotImplementedError

    def with_item(self, item: Item) -> Plan:
        """The plan with this entry put in."""
        raise NotImplementedError

    def without(self, item_id: str) -> Plan:
        """The plan without this entry."""
        raise NotImplementedError

    def with_moved(self, item_id: str, to: int) -> Plan:
        """The plan with this entry at another place."""
        raise NotImplementedError

    def people(self) -> Sequence[Person]:
        """Who can be chosen in a field of type person."""
        return self.session.plan.people

    def lines(self, item: Item) -> Sequence[Line]:
        """How an entry reads while it is closed."""
        return lines_to_read(self.fields(), item, self.people())

    def is_gone(self) -> bool:
        """True when what this page shows is no longer in the plan."""
        return False

    # --- showing

    def show_entries(self) -> None:
        """Show the entries as they are now, with the one being written open."""
        items = list(self.items())
        opened = self.open
        if opened is not None:
            if all(item.id != opened.id for item in items):
                items.append(opened)
            items = [opened if item.id == opened.id else item for item in items]
        shown = [(item, self.lines(item)) for item in items]
        self.entries.show_entries(self.fields(), shown, self.people(), opened.id if opened else "")
        self.empty.setVisible(not items)

    def _plan_changed(self, source: object) -> None:
        if source is self or self.is_gone():
            return
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None else ""
        if self.open is not None:
            self.open = self._item(self.open.id)
        self.show_entries()
        self.focus_soon(name)

    def focus_soon(self, *names: str) -> None:
        """Once the new entries are laid out, give the keyboard to the first of these that can take it."""

        def give() -> None:
            for name in names:
                found = self.entries.findChild(QWidget, name) if name else None
                if found is not None and found.isEnabled():
                    found.setFocus()
                    self.show_widget(found.parentWidget() or found)
                    self.ensureWidgetVisible(found, 0, current_look().px(90))
                    return
            self.first_focus().setFocus()

        QTimer.singleShot(0, self, give)

    def first_focus(self) -> QWidget:
        return self if self.session.read_only else self.add_button

    def first_field(self, item_id: str) -> str:
        """The name of the widget in which writing starts."""
        fields = self.fields()
        return f"{item_id}/{fields[0].key}" if fields else f"{item_id}/done"

    def _item(self, item_id: str) -> Item | None:
        return next((item for item in self.items() if item.id == item_id), None)

    # --- what the person does

    def open_new(self, item: Item) -> None:
        """Open an entry for writing that may not be in the plan yet."""
        self.leave_open()
        self.open = item
        self.show_entries()
        self.focus_soon(self.first_field(item.id))

    def _add(self) -> None:
        if self.open is not None and self.open.is_blank:
            self.focus_soon(self.first_field(self.open.id))
        else:
            self.open_new(Item(changed=now()))

    def _open_entry(self, item_id: str) -> None:
        item = self._item(item_id)
        if item is not None and not self.session.read_only:
            self.open_new(item)

    def _close(self, item_id: str) -> None:
        self.leave_open()
        self.show_entries()
        self.focus_soon(f"{item_id}/edit")

    def leave_open(self) -> None:
        """Close the open entry; one that was left blank goes away without a word."""
        was, self.open = self.open, None
        if was is not None and was.is_blank and self._item(was.id) is not None:
            self.session.edit(self.without(was.id), _("taking away a blank line"), source=self)

    def _put(self, item_id: str, key: str, value: str | bool) -> None:
        if self.open is None or self.open.id != item_id or self.open.values.get(key, "") == value:
            return
        self.open = self.open.with_value(key, value, now())
        self.session.edit(self.with_item(self.open), _("writing"), source=self, typing=f"{item_id}/{key}")

    def _move(self, item_id: str, to: int) -> None:
        ids = [item.id for item in self.items()]
        if item_id not in ids or not 0 <= to < len(ids) or self.session.read_only:
            return
        up = to < ids.index(item_id)
        self.session.edit(self.with_moved(item_id, to), _("moving it"), source=self)
        self.show_entries()
        ends = ("up", "down") if up else ("down", "up")
        self.focus_soon(*(f"{item_id}/{end}" for end in ends))

    def _remove(self, item_id: str) -> None:
        if self.session.read_only:
            return
        ids = [item.id for item in self.items()]
        if self.open is not None and self.open.id == item_id:
            self.open = None
        near = ""
        if item_id in ids:
            at = ids.index(item_id)
            near = ids[at + 1] if at + 1 < len(ids) else ids[at - 1] if at else ""
            self.session.edit_and_say(
                self.without(item_id), _("taking it away"), _("Taken away."), source=self
            )
        self.show_entries()
        self.focus_soon(f"{near}/edit" if near else "")
