# SPDX-License-Identifier: Apache-2.0
"""Change my pages: rename, hide, move, take away, add; and all of it can be undone."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from wellplan.plan import exchange
from wellplan.plan.templates import start_plan
from wellplan.ui.arrange_page import ArrangePage, in_order, moved
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.text_fields import LineField


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> ArrangePage:
    made = ArrangePage(Session(MemoryKeeper(small_plan("one"))), Settings(tmp_path / "s.ini"), "")
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def test_rename(qtbot: QtBot, page: ArrangePage) -> None:
    section = page.session.plan.sections[0]
    field = page.findChild(LineField, f"{section.id}/name")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "My signs")
    assert page.session.plan.sections[0].title == "My signs"
    assert page.session.plan.sections[0].items == section.items
    page.session.undo()
    assert page.session.plan.sections[0].title == "First signs"


def test_hide_and_show(page: ArrangePage) -> None:
    section = page.session.plan.sections[0]
    box = page.findChild(QCheckBox, f"{section.id}/shown")
    box.click()
    assert page.session.plan.sections[0].hidden
    box.click()
    assert not page.session.plan.sections[0].hidden


def test_take_away_and_undo(page: ArrangePage) -> None:
    before = page.session.plan
    page._remove(before.sections[0].id)
    assert [s.title for s in page.session.plan.sections] == ["My own page"]
    page.session.undo()
    assert page.session.plan == before


def test_moving_walks_through_the_parts_of_the_plan() -> None:
    plan = start_plan("keeping-well")
    first = in_order(plan)[0]
    titles = [s.title for s in in_order(plan)]
    assert moved(plan, first.id, -1) == plan
    for _step in range(200):
        plan = moved(plan, first.id, 1)
    assert in_order(plan)[-1].id == first.id
    assert sorted(s.title for s in plan.sections) == sorted(titles)
    for _step in range(200):
        plan = moved(plan, first.id, -1)
    assert [s.title for s in in_order(plan)] == titles


def test_a_page_of_ones_own_can_be_read_back(page: ArrangePage) -> None:
    page._new_name.setText("My garden")
    page._add.click()
    added = page.session.plan.sections[-1]
    assert added.title == "My garden"
    assert exchange.loads(exchange.dumps(page.session.plan).encode()) == page.session.plan


def test_a_guided_page_that_was_taken_away_can_come_back(page: ArrangePage) -> None:
    index = page._new_kind.findText(
        next(s.title for s in start_plan("keeping-well").sections if s.key == "basics")
    )
    assert index > 0
    page._new_kind.setCurrentIndex(index)
    page._add.click()
    assert page.session.plan.sections[-1].key == "basics"
    assert exchange.loads(exchange.dumps(page.session.plan).encode()) == page.session.plan
