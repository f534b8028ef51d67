# SPDX-License-Identifier: Apache-2.0
"""The strip at the foot of a locked plan: where to get help without opening anything."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.lines import Line, first_lines, lines_for
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.numbers_to_ring import text_label, told, whole
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.words import Words


class HelpStrip(QFrame):
    """One line of words and the main numbers of the chosen country."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("strip")
        look = current_look()
        lines = lines_for(chosen_country(None, settings))
        blocks = [_block(before, number) for before, number in _numbers(lines)]
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(look.px(24), look.px(14), look.px(24), look.px(16))
        self._down.addWidget(
            flow(Words(_("You don’t need to open it to get help."), "quiet"), *blocks, across=28)
        )

    def stand_in_column(self, on: bool) -> None:
        """In the column of a page its words begin where the others do; else away from the window's edge."""
        side = 0 if on else current_look().px(24)
        around = self._down.contentsMargins()
        self._down.setContentsMargins(side, around.top(), side, around.bottom())


def _numbers(lines: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    """The emergency number, the first line to ring and the first to text: words, then the number."""
    first = first_lines(lines)
    if first.emergency is not None:
        yield _("In danger now"), first.emergency.call
    if first.talk is not None:
        yield first.talk.name, first.talk.call
    if first.text is not None:
        yield text_label(first.text), first.text.text_to


def _block(before: str, number: str) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(current_look().px(6))
    across.addWidget(Words(before))
    across.addWidget(told(whole(number), "strong"))
    return made
