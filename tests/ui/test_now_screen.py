# SPDX-License-Identifier: Apache-2.0
"""A bad hour: the steps one by one, the quiet page, whom to talk to, and every number within reach."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.screens import click, says, tab_round, words_on
from wellplan.plan import now
from wellplan.plan.lines import Line, countries, lines_for
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.ui import talk_page
from wellplan.ui.look import Look, apply_look, load_fonts
from wellplan.ui.now_screen import NowScreen
from wellplan.ui.numbers_to_ring import Number
from wellplan.ui.settings import Settings
from wellplan.ui.step_view import StepView
from wellplan.ui.talk_page import TalkPage
from wellplan.ui.words import Heading

FIELDS = (Field("sign", "Sign"), Field("do", "What I do", "text"), Field("others", "Others"))
LONG = "I put the kettle on and sit by the window. " * 233


def plan_of(*items: dict[str, str], people: tuple[Person, ...] = ()) -> Plan:
    section = Section(key="first-signs", fields=FIELDS, items=tuple(Item(values=each) for each in items))
    return Plan(sections=(section,), people=people)


PEOPLE = (
    Person(name="Mo", phones=("01632 960 666",), not_to_be_involved=True),
    Person(name="Sal", role="my sister", phones=("01632 960 150", "07700 900 150"), when="Any time",
           please_do="Stay on the phone."),
    Person(name="Amina", phones=("020 7946 0018",)),
    Person(name="No phone"),
)  # fmt: skip
PLAN = plan_of(
    {"sign": "I stop answering", "do": "Stand at the window.", "others": "Bring tea."},
    {"sign": "I do not sleep", "do": "Put the radio on low."},
    people=PEOPLE,
)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    load_fonts()
    apply_look(qapp, Look())


def opened(
    qtbot: QtBot, settings: Settings, plan: Plan | None, size: tuple[int, int] = (1180, 720)
) -> NowScreen:
    screen = NowScreen(plan, settings)
    qtbot.addWidget(screen)
    screen.resize(*size)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    screen.start()
    return screen


def heading(screen: QWidget) -> str:
    shown = [each for each in screen.findChildren(Heading) if each.isVisibleTo(screen)]
    assert len(shown) == 1
    return shown[0].text()


def test_starts_at_the_first_step_with_the_keyboard_on_the_main_button(
    qtbot: QtBot, settings: Settings
) -> None:
    screen = opened(qtbot, settings, PLAN)
    assert heading(screen) == "Stand at the window."
    assert "You wrote, for “I stop answering”" in words_on(screen)
    assert "Others can help: “Bring tea.”" in words_on(screen)
    assert isinstance(screen.view, StepView)
    assert screen.view.helped_button.hasFocus()
    assert screen.view.helped_button.accessibleDescription() == "Stand at the window."


def test_the_foot_names_the_first_person_and_the_main_lines(qtbot: QtBot, settings: Settings) -> None:
    words = words_on(opened(qtbot, settings, PLAN))
    for shown in (
        "Sal, my sister",
        "01632 960 150",
        "Samaritans",
        "116 123",
        "85258",
        "In danger now",
        "999",
    ):
        assert shown in words


def test_every_step_by_mouse_then_again(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    seen = [heading(screen)]
    expected = [step.heading for step in now.steps(PLAN)]
    for _step in expected[1:]:
        click(qtbot, screen, "Show me the next thing")
        seen.append(heading(screen))
    assert seen == expected
    click(qtbot, screen, "Show me the next thing")
    assert heading(screen) == "That was the last one."
    click(qtbot, screen, "Start again")
    assert heading(screen) == expected[0]


def test_right_and_left_go_on_and_back(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert heading(screen) == "Put the radio on low."
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Left)
    assert heading(screen) == "Stand at the window."
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Left)
    assert heading(screen) == "Stand at the window."


def test_space_on_next_keeps_the_keyboard_there(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Tab)
    for _time in range(2):
        assert says(screen.focusWidget()) == "Show me the next thing"
        QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Space)
    assert heading(screen) == "Ring Sal"
    assert "07700 900 150" in words_on(screen)
    assert "You asked them: “Stay on the phone.”" in words_on(screen)


def test_back_button_only_where_there_is_something_before(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    assert isinstance(screen.view, StepView)
    assert not screen.view.back_button.isVisible()
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert screen.view.back_button.isVisible()
    screen.view.back_button.setFocus()
    QTest.keyClick(screen.view.back_button, Qt.Key.Key_Space)
    assert heading(screen) == "Stand at the window."
    assert screen.focusWidget() is screen.view.next_button


def test_that_helped_gives_a_quiet_page_and_three_ways_on(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    click(qtbot, screen, "That helped a bit")
    assert heading(screen) == "Good. Stay with that for as long as you like."
    assert says(screen.focusWidget()) == "Show me the next thing"
    click(qtbot, screen, "Show me the next thing")
    assert heading(screen) == "Put the radio on low."
    click(qtbot, screen, "That helped a bit")
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Left)
    assert heading(screen) == "Put the radio on low."
    click(qtbot, screen, "That helped a bit")
    with qtbot.waitSignal(screen.closed):
        click(qtbot, screen, "Close")


def test_what_helped_last_leads_to_the_end(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    screen.show_steps(len(now.steps(PLAN)) - 1)
    click(qtbot, screen, "That helped a bit")
    click(qtbot, screen, "Show me the next thing")
    assert heading(screen) == "That was the last one."


def test_talk_page_has_every_number_and_nobody_barred(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    click(qtbot, screen, "I want to talk to someone")
    words = words_on(screen)
    for person in PEOPLE:
        for phone in person.phones:
            assert (phone in words) is not person.not_to_be_involved
    assert "Mo" not in words.split()
    assert "Any time" in words
    assert "Stay on the phone." in words
    assert words.index("01632 960 150") < words.index("Samaritans")
    assert words.index("If you or someone else is in danger now, ring 999.") < words.index("Sal")
    assert words.count("This app cannot call anyone for you.") == 1
    for line in lines_for("GB"):
        assert line.name in words
        assert line.call in words
        assert line.text_to in words
        assert line.relay in words


def test_barred_people_are_in_no_step(qtbot: QtBot, settings: Settings) -> None:
    barred = PEOPLE[0]
    fields = (Field("kind", "Kind"), Field("what", "Who", "person"))
    staying_safe = Section(
        key="staying-safe",
        fields=fields,
        items=(Item(values={"kind": "Someone to be with", "what": barred.id}),),
    )
    plan = replace(PLAN, sections=(*PLAN.sections, staying_safe))
    screen = opened(qtbot, settings, plan)
    for _step in now.steps(plan):
        assert "Mo" not in words_on(screen).split()
        assert "01632 960 666" not in words_on(screen)
        QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Right)


def test_numbers_on_the_talk_page_are_reached_by_tab(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    click(qtbot, screen, "I want to talk to someone")
    names = [each.accessibleName() for each in tab_round(screen)]
    for wanted in (
        "Sal: 01632 960 150",
        "Sal: 07700 900 150",
        "Amina: 020 7946 0018",
        "Samaritans: Ring 116 123",
    ):
        assert wanted in names


def test_going_back_from_talking_keeps_the_step(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    click(qtbot, screen, "Show me the next thing")
    click(qtbot, screen, "I want to talk to someone")
    assert says(screen.focusWidget()) == "Back to the steps"
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Space)
    assert heading(screen) == "Put the radio on low."
    click(qtbot, screen, "I want to talk to someone")
    with qtbot.waitSignal(screen.closed):
        click(qtbot, screen, "Close this page")


def test_country_is_chosen_and_remembered(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, PLAN)
    screen.show_talk()
    page = screen.view
    assert isinstance(page, TalkPage)
    page.country.setFocus()
    codes = [country.code for country in countries()]
    for _time in range(codes.index("US") - codes.index("GB")):
        QTest.keyClick(page.country, Qt.Key.Key_Down)
    assert settings.country == "US"
    assert "ring 911." in words_on(screen)
    assert "116 123" not in words_on(screen)
    screen.show_steps(0)
    assert "911" in words_on(screen)
    again = opened(qtbot, Settings(settings.path), None)
    assert "911" in words_on(again)


@pytest.mark.parametrize("code", [country.code for country in countries()])
def test_every_country_shows_all_its_lines(qtbot: QtBot, settings: Settings, code: str) -> None:
    settings.country = code
    screen = opened(qtbot, settings, None)
    screen.show_talk()
    words = words_on(screen)
    for line in lines_for(code):
        assert line.name in words
        assert line.call in words
        assert line.text_to in words
    assert "in danger now, ring" in words


def test_a_number_past_its_check_date_is_shown_and_said(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Line("Old line", "Anyone", call="0800 960 960", checked_on="2019-03-02")
    new = Line("New line", "Anyone", call="0800 960 961", checked_on=date.today().isoformat())
    monkeypatch.setattr(talk_page, "lines_for", lambda _code: (old, new))
    screen = opened(qtbot, settings, None)
    screen.show_talk()
    words = words_on(screen)
    assert "0800 960 960" in words
    assert "This number may have changed. We last checked it on 2 March 2019." in words
    assert words.count("may have changed") == 1


@pytest.mark.parametrize("plan", [None, Plan()], ids=["locked", "empty"])
def test_works_with_nothing_written(qtbot: QtBot, settings: Settings, plan: Plan | None) -> None:
    screen = opened(qtbot, settings, plan)
    assert heading(screen) == now.grounding()[0].heading
    assert "116 123" in words_on(screen)
    for _step in now.grounding():
        QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Right)
    assert heading(screen) == "That was the last one."
    click(qtbot, screen, "I want to talk to someone")
    assert "Your people" not in words_on(screen)
    assert "116 123" in words_on(screen)


@pytest.mark.parametrize(("size", "text"), [((1180, 720), 100), ((1024, 520), 200)])
def test_ten_thousand_characters_scroll(
    qtbot: QtBot, qapp: QApplication, settings: Settings, size: tuple[int, int], text: int
) -> None:
    apply_look(qapp, Look(text_size=text))
    assert len(LONG) > 10_000
    screen = opened(qtbot, settings, plan_of({"sign": "x", "do": LONG}), size)
    view = screen.view
    assert isinstance(view, StepView)
    assert heading(screen) == LONG.strip()
    bar = view.reading.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    top = view.helped_button.mapTo(screen, QPoint(0, 0)).y()
    assert top + view.helped_button.height() <= screen.height()
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    assert view.helped_button.hasFocus()
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Home)
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Home)
    assert bar.value() == 0


def test_one_endless_word_does_not_widen_the_screen(qtbot: QtBot, settings: Settings) -> None:
    screen = opened(qtbot, settings, plan_of({"sign": "x", "do": "a" * 3000}), (640, 480))
    assert screen.view is not None
    assert screen.view.horizontalScrollBar().maximum() == 0
    assert screen.view.widget().width() <= 640


def test_arabic_words_and_numbers(qtbot: QtBot, settings: Settings) -> None:
    plan = replace(
        plan_of({"sign": "لا أنام", "do": "أخرج إلى الحديقة."}),
        language="ar",
        people=(Person(name="سلمى", role="أختي", phones=("01632 960 150",)),),
    )
    screen = opened(qtbot, settings, plan)
    assert heading(screen) == "أخرج إلى الحديقة."
    screen.show_talk()
    numbers = [each.text() for each in screen.findChildren(QLabel)]
    assert "01632 960 150" in numbers  # alone in its label: no word beside it can turn it round
    assert "Ring 116 123" in numbers


def right_to_left(application: QApplication, on: bool) -> None:
    ways = Qt.LayoutDirection
    application.setLayoutDirection(ways.RightToLeft if on else ways.LeftToRight)


def test_a_number_is_kept_in_order_on_a_screen_from_right_to_left(
    qtbot: QtBot, qapp: QApplication, settings: Settings
) -> None:
    right_to_left(qapp, True)
    try:
        screen = opened(qtbot, settings, PLAN)
        screen.show_talk()
        shown = screen.findChildren(QLabel)
        assert "Ring \u2066116 123\u2069" in [each.text() for each in shown]
        assert "\u2066" not in "".join(each.accessibleName() for each in shown)
        marked = [each for each in shown if "\u2066" in each.text()]
        assert [each.text() for each in marked if not each.accessibleName()] == []
        number = next(
            each for each in screen.findChildren(Number) if each.text().startswith("Ring \u2066116 123")
        )
    finally:
        right_to_left(qapp, False)
    clipboard = QApplication.clipboard()
    number.setSelection(0, len(number.text()))
    QTest.keyClick(number, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Ring 116 123"
    clipboard.setText("")
    copy, select_all = number.menu().actions()
    number.setSelection(0, 0)
    select_all.trigger()
    copy.trigger()
    assert clipboard.text() == "Ring 116 123"


@pytest.mark.parametrize("text", [100, 200])
@pytest.mark.parametrize("size", [(1180, 720), (1024, 520)])
@pytest.mark.parametrize("place", ["steps", "calm", "end", "talk"])
def test_tab_visits_all_and_returns_names_are_unique(
    qtbot: QtBot, qapp: QApplication, settings: Settings, text: int, size: tuple[int, int], place: str
) -> None:
    apply_look(qapp, Look(text_size=text))
    screen = opened(qtbot, settings, PLAN, size)
    {"steps": screen.start, "calm": screen.show_calm, "end": screen.show_end, "talk": screen.show_talk}[
        place
    ]()
    view = screen.view
    assert view is not None
    visited = tab_round(screen)
    reachable = [
        w for w in view.findChildren(QWidget)
        if w.isVisibleTo(screen) and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()
    ]  # fmt: skip
    assert set(visited) == set(reachable)
    names = [says(w) for w in visited]
    assert all(names)
    assert len(set(names)) == len(names)
    assert view.horizontalScrollBar().maximum() == 0
    for each in view.findChildren(QPushButton):
        if each.isVisibleTo(screen):
            assert each.width() >= each.sizeHint().width()
            assert each.height() >= 40


def test_the_last_button_is_brought_into_sight_by_tab(
    qtbot: QtBot, qapp: QApplication, settings: Settings
) -> None:
    apply_look(qapp, Look(text_size=200))
    screen = opened(qtbot, settings, PLAN, (1024, 520))
    screen.show_talk()
    for each in tab_round(screen)[1:]:
        QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Tab)
        here = screen.focusWidget()
        top = here.mapTo(screen, QPoint(0, 0)).y()
        assert -1 <= top < screen.height(), each.accessibleName()


def test_a_step_and_what_can_be_done_fit_a_small_screen_in_large_letters(
    qtbot: QtBot, qapp: QApplication, settings: Settings
) -> None:
    apply_look(qapp, Look(text_size=200))
    do = "Lay clean things on the chair the night before. Tell Sal I am slipping."
    plan = plan_of({"sign": "I wear the same", "do": do, "others": "Put a wash on with me, not for me."})
    screen = opened(qtbot, settings, plan, (1024, 514))
    assert isinstance(screen.view, StepView)
    for made in (screen.view.helped_button, screen.view.next_button):
        top = made.mapTo(screen, QPoint(0, 0)).y()
        assert top + 50 < screen.height(), "below the edge"
