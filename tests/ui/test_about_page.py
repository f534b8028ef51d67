# SPDX-License-Identifier: Apache-2.0
"""About this plan: every answer is kept as typed, and a day only when it is understood."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from wellplan.plan import exchange
from wellplan.plan.model import About, WrittenWith
from wellplan.ui.about_page import AboutPage
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> AboutPage:
    made = AboutPage(Session(MemoryKeeper(small_plan())), Settings(tmp_path / "s.ini"), "")
    qtbot.addWidget(made)
    made.show()
    return made


def test_everything_can_be_filled(qtbot: QtBot, page: AboutPage) -> None:
    for name, text in (("name", "Jo Whitlock"), ("called", "Jo"), ("title", "Mine"), ("helper", "Sal")):
        qtbot.keyClicks(page._fields[name], text)
    qtbot.keyClicks(page._fields["on"], "14 November 2026")
    page._well[True].click()
    plan = page.session.plan
    assert (plan.about, plan.title) == (About("Jo Whitlock", "Jo"), "Mine")
    assert plan.written_with == WrittenWith("Sal", "2026-11-14", True)
    assert exchange.loads(exchange.dumps(plan).encode()) == plan


def test_half_a_day_never_reaches_the_plan(qtbot: QtBot, page: AboutPage) -> None:
    field = page._fields["on"]
    qtbot.keyClicks(field, "14 Novemb")
    assert page.session.plan.written_with.on == ""
    assert "14 November 2026" in page._day_said.text()
    assert field.text() == "14 Novemb"


def test_undo_shows_what_was(page: AboutPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page._fields["name"], "Jo")
    page.session.undo()
    assert page._fields["name"].text() == ""


def test_the_answer_can_be_left_open(page: AboutPage) -> None:
    page._well[False].click()
    page._well[None].click()
    assert page.session.plan.written_with.well_at_the_time is None
