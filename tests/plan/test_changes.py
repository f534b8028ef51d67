# SPDX-License-Identifier: Apache-2.0
"""Changes turn one plan into the other, whatever the two are, and survive JSON."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategies import plans
from wellplan.plan.changes import UnknownChange, apply, difference
from wellplan.plan.model import Item, Person, Plan, Section

A, B, C = (f"00000000-0000-4000-8000-00000000000{n}" for n in "abc")


def through_json(changes):
    return json.loads(json.dumps(changes))


CALM = settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""Whole plans are large to draw; a busy machine is no failure."""


@CALM
@given(plans(2, 2), plans(2, 2))
def test_any_plan_becomes_any_other(before, after):
    assert apply(before, through_json(difference(before, after))) == after


@st.composite
def edits(draw):
    """A plan and the same plan after some of the edits a person makes."""
    before = after = draw(plans(3, 3))
    for _n in range(draw(st.integers(1, 6))):
        after = _edited(draw, after)
    return before, after


def _edited(draw, plan):
    what = draw(st.sampled_from(("title", "section", "items", "people", "sections", "item")))
    if what == "title":
        return replace(plan, title=draw(st.sampled_from(("", "One", "Two"))))
    if what == "people":
        return replace(plan, people=_shuffled(draw, plan.people, Person(name="New")))
    if what == "sections" or not plan.sections:
        return replace(plan, sections=_shuffled(draw, plan.sections, Section(title="New")))
    section = draw(st.sampled_from(plan.sections))
    if what == "section":
        return plan.put_section(replace(section, title="Renamed", hidden=not section.hidden))
    if what == "item" and section.items:
        item = draw(st.sampled_from(section.items))
        return plan.put_item(section.id, replace(item, confirmed="2026-11-21T10:00:00Z"))
    return plan.put_section(replace(section, items=_shuffled(draw, section.items, Item())))


def _shuffled(draw, things, new):
    mixed = draw(st.permutations([*things, new]))
    return tuple(mixed[: draw(st.integers(0, len(mixed)))])


@CALM
@given(edits())
def test_edits_are_found_and_made_again(pair):
    before, after = pair
    changes = difference(before, after)
    assert apply(before, through_json(changes)) == after
    assert (changes == []) == (before == after)


@CALM
@given(plans(2, 2))
def test_a_plan_does_not_differ_from_itself(plan):
    assert difference(plan, plan) == []
    assert difference(plan, replace(plan)) == []


def a_plan():
    sections = (
        Section(id=A, title="One", items=(Item(id=A), Item(id=B), Item(id=C))),
        Section(id=B, title="Two"),
    )
    return Plan(id=A, sections=sections, people=(Person(id=A, name="Sam"), Person(id=B, name="Jo")))


def test_one_edit_is_one_small_change():
    plan = a_plan()
    item = Item(id=B, values={"sign": "tired"})
    [change] = difference(plan, plan.put_item(A, item))
    assert change == {
        "do": "item",
        "section": A,
        "item": {"id": B, "values": {"sign": "tired"}, "changed": "", "confirmed": None},
    }


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (lambda p: replace(p, language="cy"), ["plan"]),
        (lambda p: p.remove_section(A), ["section-removed"]),
        (lambda p: p.move_section(B, 0), ["section-order"]),
        (lambda p: p.put_section(Section(id=C, title="Three")), ["section"]),
        (lambda p: p.put_section(Section(id=C, title="Three"), 0), ["section", "section-order"]),
        (lambda p: p.put_section(Section(id=C, items=(Item(id=A),))), ["section", "item"]),
        (lambda p: p.put_section(replace(p.section(A), hidden=True)), ["section"]),
        (lambda p: p.remove_item(A, B), ["item-removed"]),
        (lambda p: p.move_item(A, C, 0), ["item-order"]),
        (lambda p: p.put_person(Person(id=C)), ["person"]),
        (lambda p: p.remove_person(A), ["person-removed"]),
        (lambda p: p.move_person(B, 0), ["person-order"]),
        (lambda p: p.put_item(A, Item(id=A)), []),
    ],
)
def test_each_kind_of_change(after, kinds):
    before = a_plan()
    changes = difference(before, after(before))
    assert [change["do"] for change in changes] == kinds
    assert apply(before, changes) == after(before)


def test_an_order_keeps_what_it_does_not_name():
    """Two computers may each have added one: neither is lost."""
    plan = a_plan()
    moved = apply(plan, [{"do": "item-order", "section": A, "ids": [C, "gone", A]}])
    assert [item.id for item in moved.section(A).items] == [C, A, B]


@pytest.mark.parametrize("change", [{"do": "song"}, {}])
def test_a_change_of_a_newer_wellplan(change):
    with pytest.raises(UnknownChange):
        apply(a_plan(), [change])


def test_a_change_to_what_is_not_there():
    with pytest.raises(KeyError):
        apply(a_plan(), [{"do": "item-removed", "section": C, "id": A}])
