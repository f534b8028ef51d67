# SPDX-License-Identifier: Apache-2.0
"""Writing on a page: add, write, move, take away, undo, ideas - by real clicks and keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from ui.screens import find
from wellplan.plan.templates import guidance
from wellplan.ui.buttons import CardButton
from wellplan.ui.section_page import SectionPage
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField, TextField, whole_characters


class Writing:
    """A section page on the screen, with hands."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, *signs: str) -> None:
        self.qtbot = qtbot
        self.keeper = MemoryKeeper(small_plan(*signs))
        self.session = Session(self.keeper)
        self.page = SectionPage(self.session, Settings(tmp_path / "s.ini"), self.keeper.plan.sections[0].id)
        qtbot.addWidget(self.page)
        self.page.resize(900, 700)
        self.page.show()

    @property
    def signs(self) -> list[str]:
        return [item.text("sign") for item in self.session.plan.sections[0].items]

    def button(self, name: str) -> QPushButton:
        found: list[QPushButton] = []

        def look() -> bool:
            found[:] = [
                made
                for made in self.page.findChildren(QPushButton)
                if name in (made.accessibleName(), made.text().strip()) and made.isVisible()
            ]
            return bool(found)

        self.qtbot.waitUntil(look)
        return found[0]

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def keyboard_on(self, name: str) -> QWidget:
        self.qtbot.waitUntil(
            lambda: (w := self.page.focusWidget()) is not None and w.objectName().endswith(name)
        )
        found = self.page.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        widget = self.page.focusWidget()
        assert widget is not None
        self.qtbot.keyClicks(widget, text)


@pytest.fixture
def writing(qtbot: QtBot, tmp_path: Path) -> Writing:
    return Writing(qtbot, tmp_path, "one", "two", "three")


def test_opening_and_leaving_a_page_writes_nothing(writing: Writing) -> None:
    writing.click("Change number 2")
    writing.keyboard_on("/sign")
    writing.click("Done")
    writing.page.deleteLater()
    assert writing.session.saved
    assert writing.keeper.saves == []
    assert not writing.session.undo_stack.canUndo()


def test_add_write_and_done(writing: Writing) -> None:
    writing.click(writing.page.add_button.accessibleName())
    writing.keyboard_on("/sign")
    assert len(writing.signs) == 3, "a blank line is not part of the plan"
    writing.type("I stop cooking")
    assert writing.signs == ["one", "two", "three", "I stop cooking"]
    writing.qtbot.keyClick(writing.page.focusWidget(), Qt.Key.Key_Return)
    writing.keyboard_on("/do")
    writing.type("Ring Sal")
    writing.qtbot.keyClick(writing.page.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    writing.keyboard_on("/edit")
    assert writing.session.plan.sections[0].items[-1].text("do") == "Ring Sal"


def test_a_blank_line_goes_away_without_a_word(writing: Writing) -> None:
    writing.click(writing.page.add_button.accessibleName())
    writing.keyboard_on("/sign")
    writing.type("x")
    writing.qtbot.keyClick(writing.page.focusWidget(), Qt.Key.Key_Backspace)
    writing.click("Done")
    assert writing.signs == ["one", "two", "three"]


def test_a_line_left_open_and_never_written_leaves_nothing(writing: Writing) -> None:
    writing.click(writing.page.add_button.accessibleName())
    writing.click("Done")
    assert writing.signs == ["one", "two", "three"]
    assert writing.keeper.saves == []


def test_move_with_buttons_and_keys(writing: Writing) -> None:
    writing.click("Move down number 1")
    assert writing.signs == ["two", "one", "three"]
    writing.qtbot.waitUntil(lambda: writing.button("Move down number 2").hasFocus())
    writing.qtbot.keyClick(writing.page.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert writing.signs == ["two", "three", "one"]
    writing.qtbot.waitUntil(lambda: writing.button("Move up number 3").hasFocus())
    writing.qtbot.keyClick(writing.page.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert writing.signs == ["two", "three", "one"], "the last cannot go further"


def test_take_away_is_done_at_once_and_can_be_undone(writing: Writing) -> None:
    with writing.qtbot.waitSignal(writing.session.said) as said:
        writing.click("Take away number 2")
    assert said.args[1] is True
    assert writing.signs == ["one", "three"]
    writing.session.undo()
    assert writing.signs == ["one", "two", "three"]
    writing.button("Take away number 3")


def test_undo_of_the_first_letters_closes_the_line(writing: Writing) -> None:
    writing.click(writing.page.add_button.accessibleName())
    writing.keyboard_on("/sign")
    writing.type("I")
    writing.session.undo()
    assert writing.signs == ["one", "two", "three"]
    writing.qtbot.waitUntil(lambda: writing.page.add_button.hasFocus())


def test_undo_while_writing_keeps_the_line_open(writing: Writing) -> None:
    writing.click("Change number 1")
    field = writing.keyboard_on("/sign")
    writing.qtbot.keyClick(field, Qt.Key.Key_End)
    writing.type("!!")
    writing.session.undo()
    field = writing.keyboard_on("/sign")
    assert isinstance(field, LineField)
    assert field.text() == "one"


def test_every_type_of_field_can_be_filled(writing: Writing) -> None:
    writing.click("Change number 1")
    writing.keyboard_on("/sign")
    page, item = writing.page, lambda: writing.session.plan.sections[0].items[0]
    page.findChild(TextField).setFocus()
    writing.type("first line")
    writing.qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    writing.type("second")
    choice = next(r for r in page.findChildren(QRadioButton) if r.text() == "Not this")
    choice.click()
    page.findChild(QCheckBox).click()
    combo = page.findChild(QComboBox)
    combo.setCurrentIndex(combo.findText("Amina"))
    assert dict(item().values) == {
        "sign": "one",
        "do": "first line\nsecond",
        "wish": "Not this",
        "told": True,
        "who": writing.session.plan.people[1].id,
    }
    writing.click("Take back my choice: How much")
    assert item().values["wish"] == ""


def test_half_an_emoji_never_reaches_a_plan() -> None:
    assert whole_characters("a\ud83d") == "a\ufffd"
    assert whole_characters("\U0001f600 \u0645") == "\U0001f600 \u0645"


def test_ten_thousand_characters_and_arabic(writing: Writing) -> None:
    writing.click("Change number 1")
    field = writing.keyboard_on("/sign")
    assert isinstance(field, LineField)
    long = "word " * 2000 + "\u0645\u0631\u062d\u0628\u0627 \U0001f600"
    field.clear()
    QApplication.clipboard().setText(long)
    field.paste()
    assert writing.signs[0] == long
    writing.click("Done")
    assert writing.page.widget().width() <= writing.page.viewport().width()


def test_ideas_are_shown_on_request_and_taken_as_own_words(writing: Writing) -> None:
    ideas = guidance("keeping-well", "first-signs").ideas
    assert not [c for c in writing.page.findChildren(CardButton) if c.isVisible()]
    writing.click("Show me some ideas")
    cards = [c for c in writing.page.findChildren(CardButton) if c.isVisible()]
    assert len(cards) == len(ideas)
    writing.qtbot.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    assert writing.signs == ["one", "two", "three", ideas[0]]
    field = writing.keyboard_on("/sign")
    assert isinstance(field, LineField)
    assert field.text() == ideas[0]


def test_markup_is_shown_as_typed(qtbot: QtBot, tmp_path: Path) -> None:
    writing = Writing(qtbot, tmp_path, "<b>loud</b> & <img src='file:///etc/passwd'>")
    assert writing.signs[0] in [
        w.text() for w in writing.page.findChildren(type(writing.page.heading).__base__)
    ]


def test_read_only_offers_no_change(qtbot: QtBot, tmp_path: Path) -> None:
    keeper = MemoryKeeper(small_plan("one"))
    keeper.read_only = True
    page = SectionPage(Session(keeper), Settings(tmp_path / "s.ini"), keeper.plan.sections[0].id)
    qtbot.addWidget(page)
    page.resize(400, 150)
    page.show()
    page.activateWindow()
    assert not find(page, "Add something")
    assert not find(page, "Change number 1")
    assert not find(page, "Rename, move or hide this page")
    page.entries.opened.emit(keeper.plan.sections[0].items[0].id)
    assert page.open is None
    page.first_focus().setFocus()
    qtbot.waitUntil(page.hasFocus)  # nothing on it takes the keyboard, and it can still be read to its end
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)  # once it is laid out
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    assert page.verticalScrollBar().value() > 0
