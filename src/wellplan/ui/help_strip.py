# SPDX-License-Identifier: Apache-2.0
"""The strip at the foot of a locked plan: where to get help without opening anything."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.lines import Line, lines_for
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.numbers import chosen_country, whole
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words


class HelpStrip(QFrame):
    """One line of words and the main numbers of the chosen country."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("strip")
        look = current_look()
        lines = lines_for(chosen_country(None, settings))
        blocks = [_block(before, number) for before, number in _numbers(lines)]
        down = QVBoxLayout(self)
        down.setContentsMargins(look.px(24), look.px(14), look.px(24), look.px(16))
        down.addWidget(flow(Words(_("You don’t need to open it to get help."), "quiet"), *blocks, across=28))


def _numbers(lines: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    """The emergency number, the first line to ring and the first to text: words, then the number."""
    emergency = next((line for line in lines if line.emergency and line.call), None)
    others = [line for line in lines if not line.emergency and not line.nations]
    talk = next((line for line in others if line.call), None)
    text = next((line for line in others if line.text_to), None)
    if emergency is not None:
        yield _("In danger now"), emergency.call
    if talk is not None:
        yield talk.name, talk.call
    if text is not None and text.text_word:
        yield _("Text {word} to").format(word=text.text_word), text.text_to
    elif text is not None:
        yield _("Text {name} on").format(name=text.name), text.text_to


def _block(before: str, number: str) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(current_look().px(6))
    across.addWidget(Words(before))
    across.addWidget(Words(whole(number), "strong"))
    return made
