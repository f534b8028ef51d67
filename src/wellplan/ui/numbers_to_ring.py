# SPDX-License-Identifier: Apache-2.0
"""Telephone numbers on the screen: large, in the order of Tab, to be read out and copied."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from wellplan.i18n import _
from wellplan.plan.lines import Line, first_lines, lines_for
from wellplan.share.numbers import left_to_right, without_marks
from wellplan.ui.flow import flow
from wellplan.ui.rows import stack
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.plan.model import Plan


class Number(QLabel):
    """A number one can Tab to, select and copy as plain digits. `says` is all of it for a screen reader."""

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

    def copy(self) -> None:
        """Copy what is selected, without the marks that keep it in order on the screen."""
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(without_marks(self.selectedText()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and self.hasSelectedText():  # X11: a selection is a copy
            clipboard.setText(without_marks(self.selectedText()), clipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What the right button offers: Qt’s own menu would copy the marks."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self.copy).setEnabled(self.hasSelectedText())
        menu.addAction(_("Select all"), lambda: self.setSelection(0, len(self.text())))
        return menu


def whole(number: str) -> str:
    """A number for the screen: with marks that keep it in order only where the screen runs right to left."""
    return left_to_right(number) if QGuiApplication.isRightToLeft() else number


def told(sentence: str, tone: str = "body") -> Words:
    """Words with a `whole` number in them. A screen reader gets them without the marks."""
    made = Words(sentence, tone)
    made.setAccessibleName(without_marks(sentence))
    return made


def text_label(line: Line) -> str:
    """The words before the number of a line that one can text."""
    if not line.text_word:
        return _("Text {name} on").format(name=line.name)
    return _("Text {word} to").format(word=line.text_word)


def numbers_foot(plan: "Plan | None", settings: Settings) -> QWidget:
    """The first person to ring and the main lines, side by side."""
    blocks = [_block(name, number) for name, number in _first_numbers(plan, settings)]
    return flow(*blocks, across=34, down=12)


def _first_numbers(plan: "Plan | None", settings: Settings) -> Iterator[tuple[str, str]]:
    from wellplan.plan.now import people_to_ring

    for person in people_to_ring(plan)[:1]:
        name = ", ".join(part for part in (person.name.strip(), person.role.strip()) if part)
        yield name or _("Someone you chose"), next(n for n in person.phones if n.strip())
    first = first_lines(lines_for(chosen_country(plan, settings)))
    if first.talk:
        yield first.talk.name, first.talk.call
    if first.text:
        yield text_label(first.text), first.text.text_to
    if first.emergency:
        yield _("In danger now"), first.emergency.call


def _block(name: str, number: str) -> QWidget:
    block = QWidget()
    down = stack(block, spacing=0)
    down.addWidget(Words(name))
    down.addWidget(Number(whole(number), f"{name}: {number}"))
    down.addStretch(1)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    block.setSizePolicy(policy)
    return block
