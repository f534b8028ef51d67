# SPDX-License-Identifier: Apache-2.0
"""My people: names and numbers go in as typed and stay in order."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from wellplan.plan.model import Person
from wellplan.ui.people_page import PeoplePage, as_item, as_person
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import TextField


def make_page(qtbot: QtBot, tmp_path: Path) -> PeoplePage:
    page = PeoplePage(Session(MemoryKeeper(small_plan())), Settings(tmp_path / "s.ini"), "")
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    return page


def test_a_person_survives_being_an_entry() -> None:
    person = Person(
        name="Sal", role="sister", phones=("1", "2"), email="e", when="w", please_do="d", please_dont="n",
        not_to_be_involved=True,
    )  # fmt: skip
    assert as_person(as_item(person)) == person


def test_two_numbers_typed_with_a_blank_line_between(qtbot: QtBot, tmp_path: Path) -> None:
    page = make_page(qtbot, tmp_path)
    sal = page.session.plan.people[0]
    page.entries.opened.emit(sal.id)
    box = page.findChild(TextField, f"{sal.id}/phones")
    box.setFocus()
    box.put_text("01632 960 150\n\n")
    assert page.session.plan.people[0].phones == ("01632 960 150",)
    box.put_text("01632 960 150\n\n07700 900 111")
    assert page.session.plan.people[0].phones == ("01632 960 150", "07700 900 111")
    assert box.toPlainText() == "01632 960 150\n\n07700 900 111", "the box keeps what was typed"


def test_take_away_and_undo(qtbot: QtBot, tmp_path: Path) -> None:
    page = make_page(qtbot, tmp_path)
    before = page.session.plan
    page.entries.removed.emit(before.people[0].id)
    assert [p.name for p in page.session.plan.people] == ["Amina"]
    page.session.undo()
    assert page.session.plan == before


def test_order_is_the_order_to_ring(qtbot: QtBot, tmp_path: Path) -> None:
    page = make_page(qtbot, tmp_path)
    page.entries.moved.emit(page.session.plan.people[1].id, 0)
    assert [p.name for p in page.session.plan.people] == ["Amina", "Sal"]


def test_a_field_knows_a_person_who_has_gone(qtbot: QtBot, tmp_path: Path) -> None:
    page = make_page(qtbot, tmp_path)
    for person in page.session.plan.people:
        page.entries.removed.emit(person.id)
    assert page.empty.isVisible()
    assert page.session.plan.people == ()
