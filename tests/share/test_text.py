# SPDX-License-Identifier: Apache-2.0
"""Plain text: everything that is visible, under its headings, and numbers that do not turn round."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from paper_plans import LAYOUTS, STAMP, arabic, example

from strategies import plans
from wellplan.plan.lines import Line
from wellplan.plan.model import About, Field, Item, Person, Plan, Section, WrittenWith
from wellplan.share.glyphs import reads_right_to_left
from wellplan.share.numbers import LRI, PDI, Found, can_be_rung, numbers_in, numbers_of
from wellplan.share.text import to_text, what_was_replaced


def squeezed(text: str) -> str:
    return " ".join(text.replace(LRI, "").replace(PDI, "").split())


def readable(text: str) -> str:
    """The words as any record system can hold them: of the control characters only those that part words."""
    parts_words = "\t\n\v\f\r\x1c\x1d\x1e\x85"
    kept = (c for c in text if c in parts_words or (unicodedata.category(c) != "Cc" and c != "\ufeff"))
    return squeezed("".join(kept))


@settings(max_examples=100, deadline=None)
@given(plans())
def test_every_visible_value_and_every_number_is_in_the_whole_text(plan):
    text = squeezed(to_text(plan, layout="whole", stamp=STAMP))
    for section in plan.sections:
        if section.hidden or section.key == "not-involved":
            continue
        for item in section.items:
            for field in section.fields:
                value = item.values.get(field.key, "")
                shown = isinstance(value, str) and field.type in ("line", "text", "choice", "phone")
                if shown and not plan.person(value.strip()):
                    assert readable(value) in text
    for found in numbers_of(plan):
        assert readable(found.number) in text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ("jo", "derek", "arabic"))
def test_every_number_is_in_every_layout(name, layout):
    plan = example(name)
    text = squeezed(to_text(plan, layout=layout, stamp=STAMP))
    assert [f.number for f in numbers_of(plan) if f.number not in text] == []
    assert "Version 7 · 21 November 2026 · look again by 21 May 2027" in text
    assert "For Amina Rahman, key worker" in text


def test_numbers_are_isolated_in_a_right_to_left_text_only():
    assert f"{LRI}01632 960 001{PDI}" in to_text(arabic(), layout="crisis", stamp=STAMP)
    assert LRI not in to_text(example("jo"), layout="crisis", stamp=STAMP)


def test_direction_comes_from_the_tag_or_from_most_of_the_words():
    words = Section(fields=(Field("a", "A"),), items=(Item(values={"a": "أرتدي الملابس نفسها"}),))
    assert reads_right_to_left(Plan(language="ur"))
    assert reads_right_to_left(Plan(language="pa-Arab-PK"))
    assert reads_right_to_left(Plan(language="en-GB", sections=(words,)))
    assert not reads_right_to_left(Plan(language="en-GB", sections=(replace(words, hidden=True),)))
    assert not reads_right_to_left(Plan(language="en-GB"))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Ring 01632 960 733, not before 8.", ("01632 960 733",)),
        ("+44 (0)20 7946 0018 or (555) 010-0199", ("+44 (0)20 7946 0018", "(555) 010-0199")),
        ("on 21/11/2026, 2026-11-21, 21.11.2026", ()),
        ("from 2019 to 2022, 2019-2022, 9:00-17:30", ()),
        ("116 123 at any hour", ("116 123",)),
        ("room 12, 85 pounds, 999", ()),
        ("٠١٦٣٢ ٩٦٠ ٠٠١", ("٠١٦٣٢ ٩٦٠ ٠٠١",)),
    ],
)
def test_what_is_a_number_to_ring(text, numbers):
    assert numbers_in(text) == numbers


def test_short_numbers_can_be_rung_but_are_not_gathered():
    assert can_be_rung("999")
    assert numbers_in("999") == ()


def test_numbers_are_gathered_once_with_the_words_before_them():
    long = "word " * 40 + "ring Dawn at 01632 960 418"
    fields = (Field("what", "What", "text"), Field("n", "Number", "phone"))
    items = (
        Item(values={"what": "Rent is due. Mrs Lal has a key, 01632 960 733.", "n": "01632 960733"}),
        Item(values={"what": long}),
        Item(values={"what": "01632 960 999", "n": "ask at the desk"}),
    )
    people = (
        Person(name="Sal", phones=("01632 960 150", " ")),
        Person(name="Rick", phones=("01632 960 999",), not_to_be_involved=True),
    )
    found = numbers_of(Plan(people=people, sections=(Section(title="Home", fields=fields, items=items),)))
    assert found[0] == Found("01632 960 150", "Sal")
    assert found[1] == Found("01632 960 733", "Mrs Lal has a key")
    assert found[2].words.startswith("… ")
    assert found[2].words.endswith("ring Dawn at")
    assert [f.number for f in found[3:]] == ["ask at the desk"]


def test_every_kind_of_field_is_told_in_its_way():
    sal = Person(name="", role="sister")
    fields = (
        Field("what", "What", "line"),
        Field("on", "On", "date"),
        Field("ok", "I agree", "tick"),
        Field("no", "", "tick"),
        Field("who", "Who?", "person"),
        Field("pic", "Picture", "picture"),
    )
    values = {"what": "Walk", "on": "2026-11-03", "ok": True, "no": True, "who": sal.id, "pic": "blob"}
    odd = {"on": "soon", "ok": False, "pic": "blob"}
    plan = Plan(
        sections=(Section(title="T", fields=fields, items=(Item(values=values), Item(values=odd))),),
        people=(sal,),
    )
    text = to_text(plan, layout="whole", stamp=STAMP)
    for said in (
        "- Walk\n",
        "  On: 3 November 2026\n",
        "  I agree\n",
        "  no\n",
        "  Who? sister\n",
        "- On: soon\n",
    ):
        assert said in text
    assert "blob" not in text


def test_choices_group_what_was_chosen_and_many_choices_go_before():
    few = Section(
        title="Wishes",
        fields=(Field("w", "What"), Field("c", "Wish", "choice", ("I want this", "I do not want it"))),
        items=(
            Item(values={"w": "noise", "c": "I do not want it"}),
            Item(values={"w": "rest", "c": "I want this"}),
            Item(values={"w": "tea"}),
        ),
    )
    many = Section(
        title="Home",
        fields=(Field("w", "What"), Field("c", "About", "choice", tuple("abcde"))),
        items=(Item(values={"w": "feed", "c": "b"}), Item(values={"c": "d"})),
    )
    text = to_text(Plan(sections=(few, many)), layout="whole", stamp=STAMP)
    assert "- tea\nI want this:\n- rest\nI do not want it:\n- noise\n" in text
    assert "- b: feed\n- d:\n" in text


def test_an_empty_plan_has_lines_to_write_on():
    for layout in LAYOUTS:
        assert "_" * 40 in to_text(Plan(), layout=layout, stamp=STAMP)
    asked = Plan(
        sections=(Section(key="crisis-signs", title="", prompt="How will they know?", stage="crisis"),)
    )
    assert "How will they know?" in to_text(asked, layout="crisis", stamp=STAMP)


def test_who_helped_and_when_is_told_at_the_end_of_the_whole_plan():
    plan = Plan(
        about=About("Jo Whitlock", "Jo"),
        written_with=WrittenWith("Amina", "2026-11-14", True),
        people=(Person(name="Sal"),),
    )
    text = to_text(plan, layout="whole", stamp=STAMP)
    assert "Amina helped me write this. I wrote it on 14 November 2026. I was well at the time." in text
    assert "Jo Whitlock · call me Jo" in text


def test_people_not_to_be_involved_are_named_without_a_way_to_reach_them():
    rick = Person(
        name="Rick", phones=("01632 960 999",), please_dont="Please don’t tell him.", not_to_be_involved=True
    )
    nameless = Person(not_to_be_involved=True)
    text = to_text(Plan(people=(rick, nameless)), layout="crisis", stamp=STAMP)
    assert "- Rick\n  Please don’t tell him.\n- Someone I have not named\n" in text
    assert "960 999" not in text


def test_crisis_lines_are_told_by_call_text_or_web():
    lines = (
        Line("Police", "all", call="999", emergency=True, hours="Day and night"),
        Line("Shout", "all", text_to="85258", text_word="SHOUT"),
        Line("Texts", "all", text_to="50808"),
        Line("Web only", "all", web="example.org"),
    )
    text = to_text(Plan(), layout="crisis", stamp=STAMP, lines=lines)
    assert "- Police 999 · Day and night\n" in text
    assert "- Shout text SHOUT to 85258\n" in text
    assert "- Texts text 50808\n" in text
    assert "Web only" not in text
    assert "Police 999" in to_text(Plan(), layout="card", stamp=STAMP, lines=lines)


def test_what_was_replaced_is_one_sentence_or_none():
    assert what_was_replaced(()) == ""
    assert what_was_replaced(("我",)) == "These could not be printed, so □ stands there: 我."


def test_the_nurses_line_is_left_empty_unless_it_is_known():
    sheet = Section(
        key="if-admitted",
        stage="crisis",
        fields=(Field("nurse", "My named nurse is"),),
        items=(Item(values={"nurse": "Ola"}),),
    )
    filled = to_text(Plan(sections=(sheet,)), layout="admission", stamp=STAMP)
    assert "Ola" in filled
    assert "My named nurse is:\n____" not in filled
    assert "My named nurse is:\n____" in to_text(
        example("jo"), layout="admission", stamp=replace(STAMP, on=date(2026, 1, 1))
    )
