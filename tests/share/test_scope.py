# SPDX-License-Identifier: Apache-2.0
"""Nothing that was not chosen leaves: not in the value, not in the text, not in the file."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_plans import LAYOUTS, STAMP, example

from strategies import plans
from wellplan.plan.exchange import dumps
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.share.document import make_pdf
from wellplan.share.scope import Receiver, reduce
from wellplan.share.text import to_text


def strings(section: Section) -> set[str]:
    said = {v for item in section.items for v in item.values.values() if isinstance(v, str)}
    return {text for text in said | {section.title, section.prompt, section.id} if len(text) > 8}


def own_words(section: Section) -> str:
    """All that the chosen section may say; `How you will know` is also a built-in heading of empty pages."""
    fields = [text for field in section.fields for text in (field.label, *field.choices)]
    return "\n".join([*strings(section), *fields])


@pytest.mark.parametrize("name", ("jo", "derek"))
def test_no_string_of_an_unchosen_part_is_left(name, pdf_text, plain):
    plan = example(name)
    names = {person.name for person in plan.people} | {plan.about.name}
    for chosen in plan.sections:
        rest = set().union(*(strings(s) for s in plan.sections if s.id != chosen.id))
        rest = {text for text in rest if text not in own_words(chosen) and text != "How you will know"}
        reduced = reduce(plan, {chosen.id})
        written = dumps(reduced)
        assert [text for text in rest if json.dumps(text, ensure_ascii=False)[1:-1] in written] == []
        stamp = replace(STAMP, for_whom="")
        text = to_text(reduced, layout="whole", stamp=stamp)
        assert [each for each in rest if each in text] == []
        assert not any(person.id in written for person in plan.people)
    data = make_pdf(reduce(plan, {plan.sections[0].key}), layout="whole", stamp=stamp).data
    said = plain(" ".join(pdf_text(data)))
    own = " ".join(strings(plan.sections[0]))
    assert [n for n in names if n in said and n not in own] == []


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_any_choice_of_parts_keeps_only_those(plan, data):
    parts = data.draw(st.sets(st.sampled_from([s.id for s in plan.sections] + ["people", "about"])))
    reduced = reduce(plan, parts)
    assert {s.id for s in reduced.sections} == {s.id for s in plan.sections if s.id in parts and not s.hidden}
    assert reduced.people == (plan.people if "people" in parts else ())
    assert (reduced.about == plan.about) or "about" not in parts
    for section in reduced.sections:
        for item in section.items:
            assert set(item.values) <= {f.key for f in section.fields}


def test_everything_is_chosen_by_none_but_what_is_hidden_stays():
    plan = Plan(
        title="Mine", sections=(Section(key="a"), Section(key="b", hidden=True)), people=(Person(name="Sal"),)
    )
    assert reduce(plan, None) == replace(plan, sections=plan.sections[:1])
    assert reduce(plan, {"b"}).sections == ()
    assert reduce(plan, ()).title == ""


def test_a_section_without_a_key_is_chosen_by_its_id_only():
    plan = Plan(sections=(Section(title="one"),))
    assert reduce(plan, {""}).sections == ()
    assert reduce(plan, {plan.sections[0].id}).sections == plan.sections


def test_naming_someone_in_a_section_goes_only_with_the_people():
    sal = Person(name="Sal")
    fields = (Field("who", "Who", "person"), Field("what", "What"))
    section = Section(key="acts", fields=fields, items=(Item(values={"who": sal.id, "what": "Ring"}),))
    plan = Plan(sections=(section,), people=(sal,))
    assert reduce(plan, {"acts"}).sections[0].items[0].values == {"what": "Ring"}
    assert reduce(plan, {"acts", "people"}).sections[0].items[0].values == {"who": sal.id, "what": "Ring"}


def test_a_receiver_is_told_in_words():
    assert str(Receiver("Amina Rahman", "key worker")) == "Amina Rahman, key worker"
    assert str(Receiver(" Amina ")) == "Amina"


def test_a_hidden_value_is_in_no_layout():
    old = Item(values={"what": "Still here", "gone": "left from a field that was removed"})
    plan = Plan(sections=(Section(stage="crisis", fields=(Field("what", "What"),), items=(old,)),))
    for layout in LAYOUTS:
        assert "removed" not in to_text(reduce(plan, None), layout=layout, stamp=STAMP)


def ids(plan: Plan) -> list[str]:
    return [item.id for section in plan.sections for item in section.items] + [p.id for p in plan.people]


@pytest.mark.parametrize("name", ("jo", "derek"))
def test_no_string_of_an_item_left_out_is_left(name, pdf_text, plain):
    """Every second item and person stays at home: nothing of them is in the value, the text or the paper."""
    plan = example(name)
    left = frozenset(ids(plan)[::2])
    reduced = reduce(plan, None, without_items=left)
    assert not left & set(ids(reduced))
    written = dumps(reduced)
    kept = "\n".join(
        [str(v) for s in reduced.sections for i in s.items for v in i.values.values()]
        + [own_words(section) for section in reduced.sections]
        + [str(person) for person in reduced.people]
    )
    said = [v for s in plan.sections for i in s.items if i.id in left for v in i.values.values()]
    said += [w for p in plan.people if p.id in left for w in (p.id, p.name, *p.phones, p.please_do)]
    gone = [words for words in said if isinstance(words, str) and len(words) > 8 and words not in kept]
    assert len(gone) > 20
    assert [words for words in gone if json.dumps(words, ensure_ascii=False)[1:-1] in written] == []
    stamp = replace(STAMP, for_whom="")
    text = to_text(reduced, layout="whole", stamp=stamp)
    assert [words for words in gone if words in text] == []
    paper = plain(" ".join(pdf_text(make_pdf(reduced, layout="whole", stamp=stamp).data)))
    assert [words for words in gone if words in paper] == []


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_any_choice_of_items_keeps_only_those(plan, data):
    left = frozenset(data.draw(st.sets(st.sampled_from([*ids(plan), "no such id"]))))
    reduced = reduce(plan, None, without_items=left)
    shown = replace(plan, sections=tuple(s for s in plan.sections if not s.hidden))
    assert ids(reduced) == [each for each in ids(shown) if each not in left]


def test_naming_someone_left_out_stays_with_them():
    sal, ann = Person(name="Sal"), Person(name="Ann")
    fields = (Field("who", "Who", "person"), Field("what", "What"))
    items = tuple(Item(values={"who": one.id, "what": "Ring"}) for one in (sal, ann))
    plan = Plan(sections=(Section(key="acts", fields=fields, items=items),), people=(sal, ann))
    reduced = reduce(plan, None, without_items=frozenset((sal.id,)))
    assert [item.values for item in reduced.sections[0].items] == [
        {"what": "Ring"},
        {"who": ann.id, "what": "Ring"},
    ]
