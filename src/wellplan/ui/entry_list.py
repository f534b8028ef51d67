# SPDX-License-Identifier: Apache-2.0
"""A list of things the person wrote: each can be read, opened, moved and taken away. One is open at a time.

It shows fields and items and asks for changes by signals; it knows nothing of plans or saving.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import Field, Item, Person
from wellplan.ui.buttons import button
from wellplan.ui.direction import starts_right_to_left
from wellplan.ui.entry_fields import field_editor
from wellplan.ui.look import current_look
from wellplan.ui.rows import clear, hairline, row, stack
from wellplan.ui.text_fields import LineField
from wellplan.ui.words import Words

Line = tuple[str, str]  # a label (may be empty) and the words under it


class EntryList(QWidget):
    """Signals: `put(item_id, key, value)` while typing, `moved(id, to)`, `removed(id)`, `closed(id)`."""

    put = Signal(str, str, object)
    moved = Signal(str, int)
    removed = Signal(str)
    closed = Signal(str)
    opened = Signal(str)

    def __init__(self, *, to_read: bool = False) -> None:
        """`to_read`: nothing can be changed, so nothing offers to."""
        super().__init__()
        self.to_read = to_read
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Minimum)
        self._list = stack(self, spacing=0)

    def show_entries(
        self,
        fields: Sequence[Field],
        items: Sequence[tuple[Item, Sequence[Line]]],
        people: Sequence[Person],
        open_id: str,
    ) -> None:
        """Show every item by its lines to read, and the item `open_id` (if any) open for writing."""
        clear(self._list)
        for place, (item, lines) in enumerate(items):
            if item.id == open_id:
                entry: QWidget = OpenEntry(self, fields, item, people)
            else:
                entry = ClosedEntry(self, item.id, lines, place, len(items))
            self._list.addWidget(entry)
            self._list.addWidget(hairline())


class ClosedEntry(QFrame):
    """One thing, to read. Alt with the arrow keys moves it."""

    def __init__(
        self, entries: EntryList, item_id: str, lines: Sequence[Line], place: int, count: int
    ) -> None:
        super().__init__()
        self._entries, self._id, self._place, self._count = entries, item_id, place, count
        look = current_look()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, look.px(12), 0, look.px(12))
        down.setSpacing(look.px(2))
        lines = lines or [("", _("Nothing written here yet"))]
        turn_with(self, lines[0][1])
        tone = "strong" if len(lines) > 1 else "body"
        first = Words(lines[0][1], tone)
        first.setContentsMargins(0, max(0, look.px(40) - first.line_height()) // 2, 0, 0)  # level with icons
        top = row(first) if entries.to_read else row(first, self._buttons(f"{place + 1}"))
        top.setStretch(0, 1)
        down.addLayout(top)
        # A shortcut, since a button takes the arrow keys for itself.
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            move = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            move.activated.connect(lambda step=step: entries.moved.emit(item_id, place + step))
        for label, text in lines[1:]:
            if label:
                above = Words(label, "small")
                above.setContentsMargins(0, look.px(6), 0, 0)
                down.addWidget(above)
            down.addWidget(Words(text))

    def _buttons(self, name: str) -> QLayout:
        entries, item_id, place = self._entries, self._id, self._place
        up = button(
            "", lambda: entries.moved.emit(item_id, place - 1), kind="icon", icon_name="up",
            says=_("Move up number {name}").format(name=name),
        )  # fmt: skip
        down = button(
            "", lambda: entries.moved.emit(item_id, place + 1), kind="icon", icon_name="down",
            says=_("Move down number {name}").format(name=name),
        )  # fmt: skip
        edit = button(
            "", lambda: entries.opened.emit(item_id), kind="icon", icon_name="edit",
            says=_("Change number {name}").format(name=name),
        )  # fmt: skip
        away = button(
            "", lambda: entries.removed.emit(item_id), kind="icon", icon_name="bin",
            says=_("Take away number {name}").format(name=name),
        )  # fmt: skip
        up.setEnabled(place > 0)
        down.setEnabled(place < self._count - 1)
        for made, what in ((up, "up"), (down, "down"), (edit, "edit"), (away, "away")):
            made.setObjectName(f"{item_id}/{what}")
        hold = QVBoxLayout()
        hold.addLayout(row(up, down, edit, away, spacing=2))
        hold.addStretch(1)
        return hold

    def mouseDoubleClickEvent(self, _event: object) -> None:
        self._entries.opened.emit(self._id)


class OpenEntry(QFrame):
    """One thing, open for writing. Every key is taken at once; Done only closes it."""

    def __init__(
        self, entries: EntryList, fields: Sequence[Field], item: Item, people: Sequence[Person]
    ) -> None:
        super().__init__()
        look = current_look()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, look.px(16), 0, look.px(16))
        down.setSpacing(look.px(12))
        turn_with(self, fields[0].label if fields else "")
        self._entries, self._id = entries, item.id
        self._stops: list[QWidget] = []
        for number, field in enumerate(fields):
            made = field_editor(
                field, item.values.get(field.key, ""), people, self._changed, first=number == 0
            )
            if made is None:
                continue
            layout, stop = made
            stop.setObjectName(f"{item.id}/{field.key}")
            if isinstance(stop, LineField):
                stop.returnPressed.connect(self._next)
            stop.installEventFilter(self)
            self._stops.append(stop)
            down.addLayout(layout)
        done = button(_("Done"), self._close, kind="primary")
        away = button(_("Take this away"), lambda: entries.removed.emit(item.id), kind="link")
        done.setObjectName(f"{item.id}/done")
        down.addLayout(row(done, away, 1))
        self._stops.append(done)

    def _changed(self, key: str, value: object) -> None:
        self._entries.put.emit(self._id, key, value)

    def _close(self) -> None:
        self._entries.closed.emit(self._id)

    def _next(self) -> None:
        here = self.focusWidget()
        at = self._stops.index(here) if here in self._stops else -1
        self._stops[at + 1].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._close()
                return True
        return False


def turn_with(part: QWidget, words: str) -> None:
    """Let a part of the page run the way its words do, also where the window itself runs the other way."""
    starts = starts_right_to_left(words)
    if starts is not None:
        directions = Qt.LayoutDirection
        part.setLayoutDirection(directions.RightToLeft if starts else directions.LeftToRight)


def lines_to_read(fields: Sequence[Field], item: Item, people: Sequence[Person]) -> list[Line]:
    """What an item says, field by field; what is empty is left out."""
    lines = []
    for field in fields:
        text = _spoken(field, item, people)
        if text:
            lines.append(("" if field.type == "tick" else field.label, text))
    return lines


def _spoken(field: Field, item: Item, people: Sequence[Person]) -> str:
    value = item.values.get(field.key, "")
    if isinstance(value, bool):
        return field.label if value else ""
    if field.type == "person" and value:
        return next((p.name or p.role for p in people if p.id == value), "")
    return value.strip()
