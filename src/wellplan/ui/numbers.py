# SPDX-License-Identifier: Apache-2.0
"""Telephone numbers on the screen: large, in the order of Tab, to be read out and copied."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from wellplan.i18n import _
from wellplan.plan.lines import Line, default_country, lines_for
from wellplan.plan.model import Plan
from wellplan.plan.now import people_to_ring
from wellplan.ui.flow import flow
from wellplan.ui.rows import stack
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words


class Number(QLabel):
    """A number one can Tab to, select and copy. `says` is its whole meaning for a screen reader."""

    def __init__(self, text: str, says: str, *, more: str = "", tone: str = "number") -> None:
        super().__init__(text)
        self.setProperty("tone", tone)
        self.setProperty("reachable", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setIndent(0)
        self.setAccessibleName(says)
        self.setAccessibleDescription(more)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByKeyboard | flags.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the flags alone leave it out of the order of Tab
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


def whole(number: str) -> str:
    """A number kept in its own order inside a sentence of any direction (Unicode isolates)."""
    return f"\u2066{number}\u2069"


def plain(text: str) -> str:
    """A sentence without the marks of `whole`, for a screen reader."""
    return text.replace("\u2066", "").replace("\u2069", "")


def chosen_country(plan: Plan | None, settings: Settings) -> str:
    """The country whose lines are shown: the chosen one, or the one the plan's language names."""
    return settings.country or default_country(plan.language if plan else "en-GB")


def numbers_foot(plan: Plan | None, settings: Settings) -> QWidget:
    """The first person to ring and the main lines, side by side."""
    blocks = [_block(name, number) for name, number in _first_numbers(plan, settings)]
    return flow(*blocks, across=34, down=12)


def _first_numbers(plan: Plan | None, settings: Settings) -> Iterator[tuple[str, str]]:
    for person in people_to_ring(plan)[:1]:
        name = ", ".join(part for part in (person.name.strip(), person.role.strip()) if part)
        yield name or _("Someone you chose"), next(n for n in person.phones if n.strip())
    lines = lines_for(chosen_country(plan, settings))
    others = [line for line in lines if not line.emergency]
    talk = next((line for line in others if line.call and not line.nations), None)
    text = next((line for line in others if line.text_to and line is not talk), None)
    if talk:
        yield talk.name, talk.call
    if text:
        yield _text_label(text), text.text_to
    for line in lines:
        if line.emergency and line.call:
            yield _("In danger now"), line.call
            break


def _text_label(line: Line) -> str:
    if not line.text_word:
        return _("Text {name}").format(name=line.name)
    return _("Text {word} to").format(word=line.text_word)


def _block(name: str, number: str) -> QWidget:
    block = QWidget()
    down = stack(block, spacing=0)
    down.addWidget(Words(name))
    down.addWidget(Number(number, f"{name}: {number}"))
    down.addStretch(1)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    block.setSizePolicy(policy)
    return block
