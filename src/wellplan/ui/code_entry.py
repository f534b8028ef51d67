# SPDX-License-Identifier: Apache-2.0
"""Typing the recovery code from paper: small fields, one a group, that fill one after another."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.cards import cards
from wellplan.ui.look import current_look
from wellplan.ui.page import give_focus, page_around
from wellplan.ui.rows import labelled_part
from wellplan.ui.secret_field import SECRET_HINTS
from wellplan.ui.tasks import run_in_background
from wellplan.ui.text_fields import LineField

GROUPS = 8
_UNDOES = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
LETTERS = 5  # in a group: four of the code and one that shows slips


class CodeField(LineField):
    """One group. A longer paste is handed on to the fields after it."""

    pasted = Signal(str)
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("code", True)
        self.setInputMethodHints(SECRET_HINTS | Qt.InputMethodHint.ImhPreferUppercase)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        elif not any(event.matches(key) for key in _UNDOES):
            super().keyPressEvent(event)


class CodeEntry(QWidget):
    """All groups of a code, or those whose numbers are given. Any case, spaces and dashes are fine.

    Wiped when it is hidden, but not while help in a bad hour covers the page around it.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, numbers: Sequence[int] = range(1, GROUPS + 1)) -> None:
        super().__init__()
        look = current_look()
        self.numbers = numbers
        self.fields: list[CodeField] = []
        holders = []
        for index, number in enumerate(numbers):
            field = CodeField()
            field.setObjectName(f"code-{number}")
            field.textEdited.connect(lambda text, at=index: self._typed(at, text))
            field.pasted.connect(lambda text, at=index: self._spread(at, text))
            field.back.connect(lambda at=index: self._back(at))
            field.returnPressed.connect(self.entered)
            self.fields.append(field)
            holders.append(labelled_part(_("Group {number}").format(number=number), field))
        wide = self.fields[0].fontMetrics().horizontalAdvance("0" * LETTERS) + look.px(50)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(cards(*holders, least=wide, most=4, gap=8))

    def code(self) -> str:
        """What is typed, group by group."""
        return "-".join(field.text().strip() for field in self.fields)

    @property
    def first_gap(self) -> int | None:
        """The number of the first group that is not whole, from 1; None when all are."""
        for number, field in zip(self.numbers, self.fields, strict=True):
            if len(_letters(field.text())) != LETTERS:
                return number
        return None

    def gap_error(self) -> tuple[WellPlanError, int] | None:
        """What to say of a code that is not whole, and the group to point at; None when it is."""
        gap = self.first_gap
        if gap is None:
            return None
        what = _("Group {number} of {count} is not whole yet.").format(number=gap, count=GROUPS)
        return WellPlanError(what, _("Your plan is safe."), _("Each group has five signs.")), gap

    def try_on(
        self,
        path: Path,
        parent: QObject,
        tried: Callable[[bool], object],
        not_tried: Callable[[Exception], object],
    ) -> None:
        """Try the code on the plan at `path`, on a worker thread; nothing is called when `parent` is gone."""
        code = self.code()

        def work() -> bool:
            from wellplan.vault.trial import code_opens

            return code_opens(path, code)

        run_in_background(parent, work, tried, not_tried)

    def point_at(self, group: int) -> None:
        """Put the keyboard into a group, with its letters selected."""
        field = self.fields[self.numbers.index(group)]
        give_focus(field)
        field.selectAll()

    def forget(self) -> None:
        """Wipe what is typed."""
        for field in self.fields:
            field.clear()

    def _typed(self, index: int, text: str) -> None:
        self.edited.emit()
        if len(_letters(text)) > LETTERS:
            self._spread(index, text)
        elif len(_letters(text)) == LETTERS and self.fields[index].cursorPosition() == len(text):
            self._tidy(index, _letters(text))
            self._on(index)

    def _spread(self, index: int, text: str) -> None:
        self.edited.emit()
        numbered = _numbered(text)
        if all(number in numbered for number in self.numbers):
            index, text = 0, "".join(numbered[number] for number in self.numbers)
        letters = _letters(text)
        while index < len(self.fields) and letters:
            self._tidy(index, letters[:LETTERS])
            letters = letters[LETTERS:]
            index += 1
        last = self.fields[index - 1]
        if len(last.text()) == LETTERS:
            self._on(index - 1)
        else:
            give_focus(last)
            last.end(False)

    def _tidy(self, index: int, letters: str) -> None:
        with QSignalBlocker(self.fields[index]):
            self.fields[index].setText(letters.upper())

    def _on(self, index: int) -> None:
        if index + 1 < len(self.fields):
            give_focus(self.fields[index + 1])
            self.fields[index + 1].selectAll()

    def _back(self, index: int) -> None:
        if index:
            give_focus(self.fields[index - 1])
            self.fields[index - 1].end(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if event.spontaneous() or not self._waits():
            self.forget()

    def _waits(self) -> bool:
        """Whether the whole page is only covered, by the words for a bad hour: 40 signs are long to type."""
        page = page_around(self)
        each: QWidget | None = self
        while each is not None and each is not page and not each.isHidden():
            each = each.parentWidget()
        return page is not None and each is page


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _numbered(text: str) -> dict[int, str]:
    """Groups by their numbers: as they are copied out of the sheet, or a whole code in its order."""
    pairs = re.findall(rf"(?<!\w)([1-{GROUPS}])\W+(\w{{{LETTERS}}})(?!\w)", text)
    if pairs:
        return {int(number): group for number, group in pairs}
    letters = _letters(text)
    if len(letters) != GROUPS * LETTERS:
        return {}
    return {n + 1: letters[n * LETTERS : (n + 1) * LETTERS] for n in range(GROUPS)}
