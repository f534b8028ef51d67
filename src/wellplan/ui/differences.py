# SPDX-License-Identifier: Apache-2.0
"""A list of differences between two plans, with their words, and a way to bring each one back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.i18n import _, ngettext
from wellplan.plan.describe import Told
from wellplan.ui.buttons import button
from wellplan.ui.direction import starts_right_to_left
from wellplan.ui.entry_list import turn_with
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.rows import clear, hairline, stack
from wellplan.ui.words import Words

AT_FIRST = 30  # differences; the rest when asked for, since each is a few widgets
Way = tuple[str, Callable[[Told], bool]]


class Differences(QWidget):
    """Signal `chosen(way, told)`: a button under a difference was pressed."""

    chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._down = stack(self, spacing=0)
        self._told: Sequence[Told] = ()
        self._ways: Sequence[Way] = ()

    def show_told(self, told: Sequence[Told], nothing: str, ways: Sequence[Way] = ()) -> None:
        """Show these, or the words `nothing`. Each way is a button's text, and which differences have it."""
        self._told, self._ways = told, ways
        clear(self._down)
        if not told:
            self._down.addWidget(Words(nothing, "quiet"))
        self._add(told[:AT_FIRST], 1)
        more = len(told) - AT_FIRST
        if more > 0:
            said = ngettext("Show {number} more", "Show {number} more", more).format(number=more)
            self._more = button(said, self._show_all)
            self._down.addSpacing(current_look().px(12))
            self._down.addWidget(flow(self._more))

    def _show_all(self) -> None:
        self._more.hide()
        self._add(self._told[AT_FIRST:], AT_FIRST + 1)

    def _add(self, told: Sequence[Told], number: int) -> None:
        for place, each in enumerate(told, number):
            if place > 1:
                self._down.addWidget(hairline())
            self._down.addWidget(self._one(each, place))

    def _one(self, told: Told, place: int) -> QWidget:
        look = current_look()
        part = QWidget()
        down = QVBoxLayout(part)
        down.setContentsMargins(0, look.px(12), 0, look.px(12))
        down.setSpacing(look.px(4))
        down.addWidget(Words(told.heading, "strong"))
        lines = said(told)
        for words in lines:
            shown = Words(words, "quiet" if len(lines) > 1 and words is lines[0] else "body")
            if starts_right_to_left(words):
                turn_with(shown, words)
            down.addWidget(shown)
        ways = [self._way(text, told, place) for text, fits in self._ways if fits(told)]
        if ways:
            down.addWidget(flow(*ways, across=16))
        return part

    def _way(self, text: str, told: Told, place: int) -> QPushButton:
        says = _("{what}, number {number}").format(what=text, number=place)
        made = button(text, lambda: self.chosen.emit(text, told), kind="link", says=says)
        made.setObjectName(f"way-{place}-{text}")
        return made


def said(told: Told) -> list[str]:
    """The words of a difference as lines: for a change both what was and what is."""
    if told.kind != "changed":
        return [words for words in (told.was, told.now) if words]
    return [
        _("Was: {words}").format(words=told.was) if told.was else _("Was empty"),
        _("Now: {words}").format(words=told.now) if told.now else _("Now empty"),
    ]
