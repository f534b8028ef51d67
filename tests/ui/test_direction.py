# SPDX-License-Identifier: Apache-2.0
"""Words from right to left: on their side of the page, with their numbers the right way round."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wellplan.plan.model import Field, Item
from wellplan.ui.direction import in_order, starts_right_to_left
from wellplan.ui.entry_list import ClosedEntry, EntryList
from wellplan.ui.words import Words


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Sal", False),
        ("هدى", True),
        ("(هدى) Sal", True),
        ("Sal هدى", False),
        ("01632 960 150", None),
        ("", None),
    ],
)
def test_the_first_letter_says_which_way(text: str, right: bool | None) -> None:
    assert starts_right_to_left(text) is right


def test_only_words_with_letters_from_right_to_left_get_marks() -> None:
    assert in_order("Ring Sal on 01632 960 150. “Now.”") == "Ring Sal on 01632 960 150. “Now.”"
    assert in_order("على 01632 960 150 قبل") == "على \u2066\u202d01632 960 150\u202c\u2069 قبل"
    assert in_order("You wrote: “هدى.”") == "You wrote: “\u2068هدى.\u2069”"


def left_of(qtbot: QtBot, text: str, direction: Qt.LayoutDirection) -> float:
    words = Words(text)
    words.setLayoutDirection(direction)
    qtbot.addWidget(words)
    (layout,) = words._lay_out(600)[0]
    return layout.lineAt(0).naturalTextRect().left()


def test_each_paragraph_stands_on_its_side(qtbot: QtBot) -> None:
    rightward, leftward = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    assert left_of(qtbot, "هدى", rightward) > 300
    assert left_of(qtbot, "Sal", rightward) < 10
    assert left_of(qtbot, "Sal", leftward) > 300
    assert left_of(qtbot, "01632", rightward) < 10
    assert left_of(qtbot, "01632", leftward) > 300


def test_an_entry_turns_with_its_words(qtbot: QtBot) -> None:
    entries = EntryList()
    qtbot.addWidget(entries)
    fields = (Field(key="a", label="A", type="line"),)
    items = [(Item(values={"a": text}), [("A", text)]) for text in ("هدى", "Sal")]
    entries.show_entries(fields, items, (), "")
    made = [entry.layoutDirection() for entry in entries.findChildren(ClosedEntry)]
    assert made == [Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight]
