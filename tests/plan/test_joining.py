# SPDX-License-Identifier: Apache-2.0
"""Two plans joined: nothing that was written is lost, and what comes out is a plan like any other."""

from dataclasses import replace

from hypothesis import given, settings

from plan.test_changes import CALM, edits
from strategies import plans
from wellplan.plan.exchange import plan_from_json, plan_to_json
from wellplan.plan.joining import Joined, join, join_all
from wellplan.plan.model import About, Field, Item, Person, Plan, Section, new_id

A, B, C, D = (f"00000000-0000-4000-8000-00000000000{n}" for n in "abcd")
FIELDS = (Field("sign", "A sign"), Field("do", "What I do"))
EARLY, LATE = "2026-11-20T10:00:00Z", "2026-11-21T10:00:00+01:00"


def item(item_id, words, changed=EARLY):
    return Item(item_id, {"sign": words} if words else {}, changed)


BASE = Plan(
    id=A,
    title="Mine",
    sections=(
        Section(id=A, title="One", fields=FIELDS, items=(item(A, "tired"), item(B, "quiet"))),
        Section(id=B, title="Two", fields=FIELDS, items=(item(C, "walk"),)),
    ),
    people=(Person(id=A, name="Sam"), Person(id=B, name="Jo")),
)


def joined(older, newer, base=BASE):
    """Both ways round: who is asked first decides nothing."""

    def twin(each):
        return each[:-1] + "f"

    result = join_all(base, older, newer, twin)
    assert words(result.plan) == words(join_all(base, newer, older, twin).plan)
    assert plan_from_json(plan_to_json(result.plan)) == result.plan
    return result


def words(plan):
    return {each.id: each.values for section in plan.sections for each in section.items}


def put(plan, *things, section=A):
    for each in things:
        plan = plan.put_item(section, each)
    return plan


def signs(plan):
    return [[each.text("sign") for each in section.items] for section in plan.sections]


def test_what_each_side_added_is_there():
    one, other = put(BASE, item(D, "rest")), put(BASE, Item(new_id(), {"sign": "tea"}), section=B)
    both = joined(one, other)
    assert both == Joined(both.plan)
    assert signs(both.plan) == [["tired", "quiet", "rest"], ["walk", "tea"]]


def test_a_change_on_one_side_is_taken_with_its_time():
    later = replace(BASE.sections[0].items[1], changed=LATE, confirmed=LATE)
    found_true = replace(item(A, "tired", LATE), confirmed=LATE)
    both = joined(put(BASE, item(A, "very tired", EARLY)), put(BASE, later, found_true))
    assert signs(both.plan)[0] == ["very tired", "quiet"]
    assert both.plan.sections[0].items[1] == later


def test_what_both_changed_is_kept_twice_with_the_newest_first():
    both = joined(put(BASE, item(A, "weary", LATE)), put(BASE, item(A, "worn out", EARLY)))
    assert signs(both.plan)[0] == ["weary", "worn out", "quiet"]
    assert both.both == ((A, A[:-1] + "f"),)
    assert [each.id for each in both.plan.sections[0].items] == [A, A[:-1] + "f", B]


def test_the_same_words_on_both_sides_are_there_once():
    both = joined(put(BASE, item(A, "weary", EARLY)), put(BASE, item(A, "weary", LATE)))
    assert both.plan.sections[0].items[0] == item(A, "weary", LATE)
    assert both.both == ()


def test_words_win_over_an_empty_answer():
    emptied = put(BASE, item(A, "", LATE), item(B, "", EARLY))
    written = put(BASE, item(A, "weary", EARLY), item(B, "silent", LATE))
    assert signs(joined(emptied, written).plan)[0] == ["weary", "silent"]
    assert signs(joined(emptied, BASE).plan)[0] == ["", ""]


def test_a_change_counts_more_than_a_removal():
    removed = BASE.remove_item(A, A).remove_item(A, B).remove_person(A).remove_person(B)
    changed = put(BASE, item(A, "weary")).put_person(Person(id=B, name="Joe"))
    both = joined(removed, changed).plan
    assert signs(both)[0] == ["weary"]
    assert [person.name for person in both.people] == ["Joe"]


def test_people_changed_on_both_sides_are_kept_twice():
    both = joined(BASE.put_person(Person(id=A, name="Sammy")), BASE.put_person(Person(id=A, name="Samuel")))
    assert [person.name for person in both.plan.people] == ["Samuel", "Sammy", "Jo"]
    assert joined(BASE.put_person(Person(id=A)), BASE).plan.people[0] == Person(id=A)


def test_a_section_stays_while_anything_is_written_in_it():
    gone = BASE.remove_section(B)
    assert signs(joined(gone, BASE).plan) == [["tired", "quiet"]]
    assert signs(joined(gone, put(BASE, item(C, "run"), section=B)).plan)[1] == ["run"]
    assert signs(joined(gone, put(BASE, item(D, "tea"), section=B)).plan)[1] == ["tea"]
    renamed = BASE.put_section(replace(BASE.sections[1], title="Three"))
    assert joined(gone, renamed).plan.sections[1] == Section(id=B, title="Three", fields=FIELDS)
    new = Section(id=C, title="New")
    assert joined(BASE, BASE.put_section(new, 0)).plan.sections[0] == new


def test_an_item_is_in_one_section_only():
    moved = put(BASE.remove_item(A, A), item(A, "tired"), section=B)
    both = joined(moved, put(BASE, item(A, "weary", LATE)))
    assert signs(both.plan) == [["quiet"], ["walk", "weary"]]
    into_removed = joined(moved, BASE.remove_section(B)).plan
    assert signs(into_removed) == [["quiet"], ["tired"]]


def test_the_side_that_moved_things_gives_the_order():
    moved = BASE.move_item(A, B, 0).move_section(B, 0).move_person(B, 0)
    for pair in ((moved, put(BASE, item(D, "rest"))), (put(BASE, item(D, "rest")), moved)):
        both = join_all(BASE, *pair, str).plan
        assert signs(both) == [["walk"], ["quiet", "rest", "tired"]]
        assert [person.name for person in both.people] == ["Jo", "Sam"]


def test_single_values_are_taken_from_the_side_that_changed():
    one = replace(BASE, title="Ours", about=About("Alex"))
    other = replace(BASE, title="Theirs", language="cy")
    both = join_all(BASE, one, other, str).plan
    assert (both.title, both.about.name, both.language) == ("Theirs", "Alex", "cy")
    frames = [
        BASE.put_section(replace(BASE.sections[0], **part)) for part in ({"title": "1"}, {"hidden": True})
    ]
    section = join_all(BASE, *frames, str).plan.sections[0]
    assert (section.title, section.hidden, len(section.items)) == ("1", True, 2)


def test_fields_are_joined_and_an_answer_of_another_kind_gets_its_own():
    frame = BASE.sections[0]
    one = replace(frame, fields=(*FIELDS[:1], Field("seen", "Seen", "tick")))
    other = replace(frame, fields=(*FIELDS, Field("seen", "Seen by")))
    other = replace(other, fields=(*other.fields, Field("why", "Why")))
    taken = Item(D, {"seen": True, "seen-2": "x"})
    one = replace(one, items=(*one.items, taken, Item(new_id(), {"seen": False})))
    other = replace(other, items=(*other.items, Item(new_id(), {"seen": "Sam"})))
    plan = join(BASE, BASE.put_section(one), BASE.put_section(other))
    assert plan_from_json(plan_to_json(plan)) == plan
    section = plan.sections[0]
    keys = {each.key: each.type for each in section.fields}
    assert keys == {"sign": "line", "seen": "line", "why": "line", "seen-3": "tick"}
    assert {"seen-3": True, "seen-2": "x"} in [each.values for each in section.items]
    said = [value for each in section.items for value in each.values.values()]
    assert sorted(map(str, said)) == ["False", "Sam", "True", "quiet", "tired", "x"]


def test_without_a_base_nothing_counts_as_removed():
    other = put(BASE.remove_item(A, B), item(A, "weary", LATE))
    plan = join(None, BASE, other)
    assert signs(plan)[0] == ["weary", "tired", "quiet"]
    assert plan_from_json(plan_to_json(plan)) == plan
    assert join(None, BASE, BASE) == BASE


@CALM
@given(plans(3, 2))
def test_a_plan_joined_with_itself_is_itself(plan):
    assert join(plan, plan, plan) == plan


@settings(CALM, max_examples=60)
@given(edits())
def test_an_edit_joined_with_nothing_new_is_that_edit(pair):
    base, after = pair
    for sides in ((base, after), (after, base)):
        both = join_all(base, *sides, lambda _id: new_id())
        assert (both.plan, both.both) == (after, ())
