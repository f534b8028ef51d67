# SPDX-License-Identifier: Apache-2.0
"""What differs between two plans, said so that a person can read it; and bringing one thing back."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from strategies import plans
from wellplan.plan.describe import ABOUT, PAGES, PEOPLE, Told, brought_back, describe, item_in_words
from wellplan.plan.model import About, Field, Item, Person, Plan, Section, WrittenWith

FIELDS = (Field("sign", "The sign"), Field("do", "What I do", "text"), Field("told", "I told them", "tick"))
CALM = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def item(sign: str, do: str = "", item_id: str = "") -> Item:
    made = Item(values={"sign": sign, "do": do})
    return replace(made, id=item_id) if item_id else made


ONE, TWO = item("I stop cooking", "Ring Sal"), item("I sleep by day")
SIGNS = Section(key="first-signs", title="First signs", stage="early", fields=FIELDS, items=(ONE, TWO))
HOME = Section(key="home", title="My home", stage="crisis", fields=(Field("words", "Words"),))
SAL = Person(name="Sal", role="my sister", phones=("01632 960 150",))
PLAN = Plan(title="Mine", sections=(SIGNS, HOME), people=(SAL, Person(role="the baker")))


def lines(before: Plan, after: Plan) -> list[str]:
    return [str(told) for told in describe(before, after)]


def test_nothing_to_say_about_the_same_plan() -> None:
    assert describe(PLAN, PLAN) == ()


def test_what_was_added_is_said_with_all_its_words() -> None:
    after = PLAN.put_item(SIGNS.id, item("I hide post", "Open one letter"))
    [told] = describe(PLAN, after)
    assert (told.kind, told.page) == ("added", SIGNS.id)
    assert told.heading == "Added to First signs"
    assert told.now == "I hide post\nWhat I do: Open one letter"
    assert str(told) == "Added to First signs: I hide post What I do: Open one letter"


def test_a_change_says_what_was_and_what_is_now() -> None:
    after = PLAN.put_item(SIGNS.id, ONE.with_value("do", "Ring Amina", "2026-11-22T09:00:00Z"))
    [told] = describe(PLAN, after)
    assert (told.was, told.now, told.thing) == ("Ring Sal", "Ring Amina", ONE.id)
    assert told.heading == "Changed in First signs, “What I do”"
    first = PLAN.put_item(SIGNS.id, ONE.with_value("sign", "I stop eating", ""))
    assert describe(PLAN, first)[0].heading == "Changed in First signs"


def test_what_was_taken_out_is_said_in_the_words_it_had() -> None:
    [told] = describe(PLAN, PLAN.remove_item(SIGNS.id, ONE.id))
    assert (told.kind, told.was, told.now) == ("removed", "I stop cooking\nWhat I do: Ring Sal", "")
    assert str(told).startswith("Taken out of First signs: I stop cooking")


def test_a_blank_line_is_not_worth_a_word() -> None:
    blank = Item(values={"sign": " "})
    with_blank = PLAN.put_item(SIGNS.id, blank)
    assert describe(PLAN, with_blank) == describe(with_blank, PLAN) == ()
    written = with_blank.put_item(SIGNS.id, replace(blank, values={"sign": "I hide"}))
    assert [told.kind for told in describe(with_blank, written)] == ["added"]


def test_a_time_or_another_mark_is_not_worth_a_word() -> None:
    after = PLAN.put_item(SIGNS.id, replace(ONE, changed="2026-11-22T09:00:00Z", confirmed="2026-11-22"))
    assert describe(PLAN, after) == ()


def test_a_space_more_is_not_worth_a_word() -> None:
    assert describe(PLAN, PLAN.put_item(SIGNS.id, ONE.with_value("do", "Ring Sal ", ""))) == ()


def test_ticks_and_people_are_told_by_name() -> None:
    fields = (*FIELDS, Field("who", "Who", "person"))
    ticked = Item(values={"sign": "x", "told": True, "who": SAL.id})
    assert item_in_words(fields, ticked, PLAN) == "x\nI told them\nWho: Sal"
    assert item_in_words(fields, replace(ticked, values={"told": False, "who": "gone"}), PLAN) == ""
    after = PLAN.put_item(SIGNS.id, ONE.with_value("told", True, ""))
    assert [(t.was, t.now) for t in describe(PLAN, after)] == [("", "Yes")]


def test_someone_taken_out_is_not_said_again_where_they_were_named() -> None:
    with_field = replace(SIGNS, fields=(*FIELDS, Field("who", "Who", "person")))
    before = PLAN.put_section(with_field).put_item(SIGNS.id, ONE.with_value("who", SAL.id, ""))
    after = before.remove_person(SAL.id).put_item(SIGNS.id, ONE.with_value("who", SAL.id, "later"))
    assert [told.page for told in describe(before, after)] == [PEOPLE]


def test_pages_come_go_and_change() -> None:
    gone = PLAN.remove_section(SIGNS.id)
    assert lines(PLAN, gone) == [
        "Page taken out: First signs: I stop cooking What I do: Ring Sal I sleep by day"
    ]
    assert lines(gone, PLAN)[0].startswith("New page: First signs: I stop cooking")
    other = replace(SIGNS, title="", prompt="Hm", hidden=True, stage="worse", fields=(FIELDS[0],))
    assert lines(PLAN, PLAN.put_section(other))[:5] == [
        "Page renamed: now empty",
        "Words at the top of a page with no name: Hm",
        "Page hidden: a page with no name",
        "Page moved: a page with no name",
        "Other questions on a page with no name",
    ]
    assert "Page shown again: First signs" in lines(PLAN.put_section(other), PLAN)


def test_another_order_is_said_once() -> None:
    assert lines(PLAN, PLAN.move_section(HOME.id, 0)) == ["The pages have another order"]
    assert lines(PLAN, PLAN.move_item(SIGNS.id, TWO.id, 0)) == ["Another order in First signs"]
    assert lines(PLAN, PLAN.move_person(SAL.id, 1)) == ["Another order in my people"]


def test_people_come_go_and_change() -> None:
    amina = Person(name="Amina", phones=("1", "2"), email="a@b", when="days", please_do="sit",
                   please_dont="push", not_to_be_involved=True)  # fmt: skip
    [added] = describe(PLAN, PLAN.put_person(amina))
    assert added.page == PEOPLE
    assert added.now.splitlines() == [
        "Amina", "Phone: 1, 2", "Email: a@b", "When to ring: days", "Please do: sit", "Please don’t: push",
        "Please do not involve",
    ]  # fmt: skip
    assert lines(PLAN, PLAN.remove_person(SAL.id))[0].startswith("Taken out of my people: Sal my sister")
    [told] = describe(PLAN, PLAN.put_person(replace(SAL, role="my friend")))
    assert (told.heading, told.was, told.now) == ("Changed in my people, Sal", "my sister", "my friend")
    nobody = replace(PLAN.people[1], role="")
    assert describe(PLAN, PLAN.put_person(nobody))[0].heading == "Changed in my people, Someone with no name"


def test_the_plans_own_lines_are_told() -> None:
    other = replace(
        PLAN, title="Ours", about=About("Jo Bloggs", "Jo"), language="cy",
        written_with=WrittenWith("Amina", "2026-11-21", False),
    )  # fmt: skip
    told = describe(PLAN, other)
    assert {each.page for each in told} == {ABOUT}
    assert [each.now for each in told] == [
        "Ours", "Jo Bloggs", "Jo", "Amina", "21 November 2026", "Not so well", "cy"
    ]  # fmt: skip
    assert brought_back(other, PLAN, ABOUT) == PLAN


def test_one_thing_is_brought_back_and_nothing_else_changes() -> None:
    later = PLAN.put_item(SIGNS.id, ONE.with_value("do", "x", "")).remove_item(SIGNS.id, TWO.id)
    later = later.put_item(HOME.id, item("keep me"))
    assert brought_back(later, PLAN, SIGNS.id, TWO.id).section(SIGNS.id).items[1] == TWO
    back = brought_back(later, PLAN, SIGNS.id, ONE.id)
    assert back.section(SIGNS.id).items == (ONE,)
    assert back.section(HOME.id) == later.section(HOME.id)
    added = later.section(HOME.id).items[0]
    assert brought_back(later, PLAN, HOME.id, added.id).section(HOME.id).items == ()


def test_a_whole_page_is_brought_back() -> None:
    later = PLAN.put_item(SIGNS.id, item("new")).put_item(HOME.id, item("keep me"))
    back = brought_back(later, PLAN, SIGNS.id)
    assert back.section(SIGNS.id) == SIGNS
    assert back.section(HOME.id) == later.section(HOME.id)
    gone = later.remove_section(SIGNS.id)
    assert brought_back(gone, PLAN, SIGNS.id).sections[0] == SIGNS
    assert brought_back(gone, PLAN, SIGNS.id, ONE.id).sections[0] == SIGNS
    new = Section(key="new", title="New")
    more = PLAN.put_section(new)
    assert brought_back(more, PLAN, new.id) == PLAN
    assert brought_back(more, PLAN, new.id, "an-item") == more


def test_people_and_the_order_of_pages_are_brought_back() -> None:
    later = PLAN.remove_person(SAL.id)
    assert brought_back(later, PLAN, PEOPLE, SAL.id) == PLAN
    assert brought_back(later, PLAN, PEOPLE) == PLAN
    assert brought_back(PLAN.move_section(HOME.id, 0), PLAN, PAGES) == PLAN


@CALM
@given(plans(3, 2), plans(3, 2))
def test_any_two_plans_can_be_told_apart_and_any_page_brought_back(before: Plan, after: Plan) -> None:
    told = describe(before, after)
    assert all(each.heading.strip() for each in told)
    back = after
    for page in dict.fromkeys(each.page for each in told):
        back = brought_back(back, before, page)
    back = brought_back(back, before, PAGES)
    assert describe(back, before) == ()


def test_a_heading_alone_has_no_colon() -> None:
    assert str(Told("note", PAGES, "The pages have another order")) == "The pages have another order"


@pytest.mark.parametrize("value", ["", " "])
def test_a_person_with_no_words_is_left_out(value: str) -> None:
    assert describe(Plan(), Plan(people=(Person(name=value),)))[0].now == ""
