# SPDX-License-Identifier: Apache-2.0
"""Copies that were given: kept through closing, forgetting, joining and rescue; what changed since."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from test_reader import reader
from vault import keepers
from vault.keepers import PASSPHRASE, copy_of, made, opened, small_plan, with_words
from wellplan.errors import WellPlanError
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Field, Item, Person, Section
from wellplan.vault import given, replay, rescue, state
from wellplan.vault.event_shapes import has_shape
from wellplan.vault.forgetting import forget_earlier, forget_item
from wellplan.vault.given import KeptAnswer, KeptReply
from wellplan.vault.ledger import (
    copies_given,
    copy_given,
    its_parts,
    keep_reply,
    looking_back_at,
    mark_answer,
    mark_given,
    plan_when_given,
    record_given,
    reply_ids,
    reply_keys,
)
from wellplan.vault.merging import bring_in
from wellplan.vault.store import Made

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path):
    path, _plan, _code = made(tmp_path, edits=1)
    again = opened(path)
    yield again
    again.close()


def both_sections(store):
    return [section.id for section in store.plan.sections]


def give(store, **more):
    sam = store.plan.people[0]
    parts = more.pop("parts", [store.plan.sections[0].id])
    return record_given(store, **{"parts": parts, "how": "print", "person": sam.id, "name": "Sam", **more})


def out_of_date(store, copy):
    return looking_back_at(store)()[copy.id].told


def answer(section="people", words="I can do that", **more):
    return KeptReply(
        str(uuid.uuid4()), "Sam", "friend", "2026-11-22T09:00:00Z",
        (KeptAnswer(section, "suggestion", words, **more),),
    )  # fmt: skip


def said(told):
    return [str(each) for each in told]


def again(store):
    store.close()
    return opened(store.path)


def test_a_copy_is_kept_with_all_that_is_told_of_it(store):
    copy = give(
        store, role="friend", layout="whole", how="sealed-copy", left_out=["a"], passphrase="six words",
        reply_key=KEY, copy_id="6ba7b810-9dad-41d1-80b4-00c04fd430c8",
    )  # fmt: skip
    assert (copy.version, copy.on, copy.state) == (1, date.today(), "current")
    assert (copy.dated, copy.review_by) == (store.version().on, store.version().review_by)
    assert copy.id == "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
    later = again(store)
    assert copies_given(later) == (copy,)
    assert replay.from_records(later.vault, later.vault.head.seq).given == (copy,)
    assert reply_keys(later) == {copy.id: KEY}
    assert reader.read(later.path, PASSPHRASE) == plan_to_json(later.plan)
    for secret in ("six words", "Sam", "friend", KEY.hex(), "\\x01\\x02\\x03"):
        assert secret not in repr(copy)
    later.close()


def test_the_version_on_a_copy_is_the_one_that_is_marked(store):
    assert give(store).version == 1
    store.save(with_words(store.plan, "new words"))
    assert give(store).version == 2
    assert store.version().number == 2


def test_a_copy_that_took_its_time_is_of_the_words_it_was_made_of(store):
    store.save(with_words(store.plan, "early words"))
    made = Made(store.plan, store.version(), store.vault.head.seq)
    store.save(with_words(store.plan, "late words"))
    copies = [give(store, how="pdf", made=made), give(store, how="sealed-copy", made=made)]
    assert [(copy.version, copy.seq) for copy in copies] == [(1, made.seq)] * 2
    assert "late words" in str(store.plan)
    assert store.version().number == 2
    assert give(store, made=Made(store.plan, store.version())).seq == store.vault.head.seq - 1


def test_the_list_says_the_number_that_stands_on_a_copy(store):
    """Two on their way at once, the words changed between them: both were stamped before either was noted."""
    first = Made(store.plan, store.version(), store.vault.head.seq)
    store.save(with_words(store.plan, "Later words"))
    second = Made(store.plan, store.version(), store.vault.head.seq)
    give(store, made=first)
    assert give(store, made=second).version == second.version.number
    assert store.version().number > second.version.number


def test_the_newest_comes_first_and_replaces_the_older_one_of_the_same_parts(store):
    first = give(store)
    store.save(with_words(store.plan, "new words"))
    second = give(store, how="pdf")
    assert [(copy.id, copy.state) for copy in copies_given(store)] == [
        (second.id, "current"), (first.id, "replaced"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [{"person": ""}, {"person": str(uuid.uuid4())}, {"parts": ["people"]}, {"how": "pdf"}],
)
def test_another_person_or_part_or_the_same_words_in_another_form_replaces_nothing(store, more):
    first = give(store)
    give(store, **more)
    assert copy_given(store, first.id).state == "current"


def test_people_who_are_not_in_the_plan_are_known_by_name_and_role(store):
    first = give(store, person="", name="Dr Lee", role="GP")
    other = give(store, person="", name="Dr Lee", role="dentist")
    give(store, person="", name="Dr Lee", role="GP")
    assert copy_given(store, first.id).state == "replaced"
    assert copy_given(store, other.id).state == "current"


def test_a_copy_made_in_the_place_of_another_replaces_it_whatever_its_parts(store):
    first = give(store)
    new = give(store, parts=["people"], replaces=first.id)
    assert copy_given(store, first.id).state == "replaced"
    mark_given(store, new.id, "withdrawn")
    give(store, parts=["people"], replaces=new.id)
    assert copy_given(store, new.id).state == "withdrawn"


def test_what_became_of_a_copy_is_marked_and_taken_back(store):
    copy = give(store)
    assert mark_given(store, copy.id, "withdrawn").state == "withdrawn"
    seq = store.vault.head.seq
    assert mark_given(store, copy.id, "withdrawn").state == "withdrawn"
    assert store.vault.head.seq == seq
    assert mark_given(store, copy.id, "current") == copy
    with pytest.raises(KeyError):
        mark_given(store, "another", "returned")


def test_nothing_is_noted_in_a_plan_for_reading_only(store):
    copy = give(store)
    store.vault.read_only = True
    with pytest.raises(WellPlanError):
        give(store)
    with pytest.raises(WellPlanError):
        mark_given(store, copy.id, "returned")
    assert copies_given(store) == (copy,)


def test_words_that_cannot_be_written_are_refused(store):
    with pytest.raises(WellPlanError):
        give(store, name="half \ud800")
    assert copies_given(store) == ()


def test_replies_are_kept_and_decided_one_by_one(store):
    copy = give(store)
    reply = replace(answer(), answers=(*answer().answers, KeptAnswer("b", "differ", "Not so")))
    assert keep_reply(store, copy.id, reply).replies == (reply,)
    seq = store.vault.head.seq
    keep_reply(store, copy.id, reply)
    assert store.vault.head.seq == seq
    other = answer(words="and this")
    keep_reply(store, copy.id, other)
    mark_answer(store, copy.id, reply.id, "people", "note")
    [now, _other] = mark_answer(store, copy.id, reply.id, "b", "let-go").replies
    assert [(each.done, each.words) for each in now.answers] == [("note", "I can do that"), ("let-go", "")]
    assert reply_ids(store) == {reply.id, other.id}
    later = again(store)
    assert copies_given(later)[0].replies == (now, other)
    assert keep_reply(later, copy.id, reply).replies == (reply, other)
    later.close()


def test_a_reply_to_a_copy_that_is_not_known_is_passed_over(store):
    event = {"kind": "reply", "copy": "x", "reply": given.reply_to_json(answer())}
    assert state.after(store.state, event).given == ()


# --- what changed since


def test_a_new_copy_is_not_out_of_date(store):
    copy = give(store, parts=[*both_sections(store), "people", "about"])
    assert out_of_date(store, copy) == ()
    assert plan_when_given(store, copy) == store.plan


def test_only_what_changed_in_its_parts_counts(store):
    copy = give(store)
    first, second = store.plan.sections
    store.save(store.plan.put_item(second.id, Item(values={"sign": "dancing"})))
    store.save(store.plan.put_person(Person(name="Jo")))
    store.save(keepers.retitled(store.plan, "Another title"))
    assert out_of_date(store, copy) == ()
    store.save(with_words(store.plan, "slow mornings"))
    assert said(out_of_date(store, copy)) == ["Added to First signs: slow mornings"]
    assert [item.text("sign") for item in plan_when_given(store, copy).sections[0].items] == ["sign 0"]
    store.save(store.plan.put_section(replace(store.plan.section(first.id), hidden=True)))
    assert said(out_of_date(store, copy)) == ["Page taken out: First signs: sign 0"]


def test_items_left_out_never_count(store):
    section = store.plan.sections[0]
    copy = give(store, left_out=[section.items[0].id])
    store.save(store.plan.put_item(section.id, replace(section.items[0], values={"sign": "secret words"})))
    assert out_of_date(store, copy) == ()


def test_of_a_part_not_given_whole_new_things_do_not_count(store):
    section = store.plan.sections[0]
    store.save(with_words(store.plan.put_person(Person(name="Jo")), "secret words"))
    kept, secret = store.plan.sections[0].items
    sam, jo = store.plan.people
    copy = give(store, parts=[section.id, "people"], left_out=[secret.id, jo.id])
    [was] = plan_when_given(store, copy).sections
    assert (was.items, plan_when_given(store, copy).people) == ((kept,), (sam,))
    store.save(with_words(store.plan.put_person(Person(name="Ali")), "written later"))
    assert out_of_date(store, copy) == ()
    store.save(store.plan.put_item(section.id, replace(kept, values={"sign": "other words"})))
    [told] = out_of_date(store, copy)
    assert (told.was, told.now) == ("sign 0", "other words")


def test_who_is_meant_is_not_told_where_they_are_not_part_of_it():
    sam = Person(name="Sam")
    fields = (Field("who", "Who", "person"), Field("what", "What"))
    items = (Item(values={"who": sam.id, "what": "x"}), Item(values={"who": "my aunt"}))
    section = Section(fields=fields, items=items)
    plan = replace(small_plan(), sections=(section,), people=(sam,))
    copy = given.Given("", "", "", "", (section.id,), (), "", "", 1, date.today(), date.today())
    with_people = replace(copy, parts=(section.id, "people", "about"))
    assert its_parts(plan, with_people, plan) == plan
    for without in (copy, replace(with_people, left_out=(sam.id,))):
        assert [item.values for item in its_parts(plan, without, plan).sections[0].items] == [
            {"what": "x"}, {"who": "my aunt"},
        ]  # fmt: skip


def test_all_copies_are_compared_at_once(store):
    old = give(store)
    store.save(with_words(store.plan, "slow mornings"))
    new = give(store, person="", name="Jo")
    found = looking_back_at(store)()
    assert (said(found[old.id].told), found[new.id].told) == (["Added to First signs: slow mornings"], ())
    assert [item.text("sign") for item in found[old.id].today.sections[0].items] == [
        "sign 0",
        "slow mornings",
    ]


# --- forgetting, joining, rescue


def test_forgetting_keeps_the_ledger_whole(store):
    plan = with_words(store.plan, "the night at the bridge")
    store.save(plan)
    copy = give(store, parts=[*both_sections(store), "people"])
    keep_reply(store, copy.id, answer())
    before = copies_given(store)
    forget_item(store, plan.sections[0].id, plan.sections[0].items[-1].id)
    assert copies_given(store) == before
    assert out_of_date(store, before[0]) == ()
    forget_earlier(store, store.vault.head.seq)
    forget_item(store, "", store.plan.people[0].id)
    later = again(store)
    assert copies_given(later) == before
    assert replay.from_records(later.vault, later.vault.head.seq).given == before
    later.verify()
    assert reader.read(later.path, PASSPHRASE) == plan_to_json(later.plan)
    later.close()


def forked(tmp_path):
    """Two copies of one plan with one copy given before they parted, and that copy."""
    path, _plan, _code = made(tmp_path)
    first = opened(path)
    copy = give(first)
    first.close()
    other_path = copy_of(path, tmp_path / "laptop")
    return opened(path), opened(other_path), copy


def test_both_computers_copies_and_replies_are_kept(tmp_path):
    here, there, shared = forked(tmp_path)
    ours, theirs = answer(words="ours"), answer(words="theirs")
    keep_reply(here, shared.id, ours)
    mine = give(here, person="", name="Jo")
    there.save(with_words(there.plan, "from the laptop"))
    keep_reply(there, shared.id, theirs)
    mark_given(there, shared.id, "returned")
    other = give(there, person="", name="Ali")
    there.close()
    bring_in(here, there.path)
    found = {copy.id: copy for copy in copies_given(here)}
    assert found.keys() == {shared.id, mine.id, other.id}
    assert found[shared.id].replies == (ours, theirs)
    assert found[shared.id].state == "returned"
    assert found[mine.id] == mine
    assert found[other.id] == replace(other, seq=0)
    later = again(here)
    assert {copy.id: copy for copy in copies_given(later)} == found
    assert plan_when_given(later, found[other.id]) is None
    later.close()


def test_of_a_copy_given_elsewhere_only_the_version_tells(tmp_path):
    here, there, _shared = forked(tmp_path)
    there.save(with_words(there.plan, "from the laptop"))
    other = give(there, person="", name="Ali")
    there.close()
    bring_in(here, there.path)
    other = copy_given(here, other.id)
    assert out_of_date(here, other) == ()
    here.save(with_words(here.plan, "more words"))
    [told] = out_of_date(here, other)
    assert (told.kind, told.page) == ("note", "pages")
    here.close()


def join(base, mine, theirs):
    [copy] = given.join((base,), (mine,), (theirs,))
    return copy


def test_what_one_side_alone_changed_counts():
    section, day = "people", date(2026, 11, 22)
    copy = given.Given("i", "", "Sam", "", (), (), "print", "", 1, day, day, replies=(answer(section),))
    gone = replace(copy, state="withdrawn")
    back = replace(copy, state="returned")
    assert join(copy, copy, gone) == gone == join(copy, gone, copy)
    assert join(gone, gone, copy) == copy
    assert join(copy, gone, back) == back == join(copy, back, gone)
    mistaken = replace(copy, state=given.REMOVED)
    assert join(copy, mistaken, back) == mistaken == join(copy, back, mistaken)
    newer = replace(copy, state="a newer word")
    assert join(copy, newer, gone) == gone

    def decided(done):
        [reply] = copy.replies
        answers = (replace(reply.answers[0], done=done),)
        return replace(copy, replies=(replace(reply, answers=answers),))

    note, taken = decided("note"), decided("taken")
    assert join(copy, copy, note) == note == join(copy, note, copy)
    assert join(copy, taken, note) == taken == join(copy, note, taken)
    without = replace(copy, replies=())
    assert join(without, note, taken) == taken
    [reply] = copy.replies
    other = replace(copy, replies=(replace(reply, answers=(KeptAnswer("b", "agreed"),)),))
    assert join(copy, note, other) == note
    assert given.join((), (note,), (taken,)) == (taken,)


def test_a_merge_of_before_there_was_a_ledger_leaves_it(store):
    copy = give(store)
    merge = {
        "kind": "merge", "at": "2026-11-22T09:00:00Z", "records": [], "both": [], "preferences": {},
        "version": None, "plan": plan_to_json(store.plan),
    }  # fmt: skip
    assert has_shape(merge)
    assert state.after(store.state, merge).given == (copy,)
    assert state.after(store.state, {**merge, "given": []}).given == ()


def test_a_snapshot_of_before_there_was_a_ledger_has_none(store):
    give(store)
    content = state.to_snapshot(store.state, 1, bytes(32))
    assert state.from_snapshot(content)[0] == store.state
    del content["given"]
    assert state.from_snapshot(content)[0].given == ()


def test_a_rescue_keeps_the_ledger(store, tmp_path):
    copy = give(store)
    store.close()
    found = rescue.read_what_is_left(store.path, passphrase=PASSPHRASE)
    rescue.rescue_into(found, tmp_path / "new.wellplan", PASSPHRASE, cost=keepers.TESTING)
    new = keepers.opened(tmp_path / "new.wellplan")
    assert copies_given(new) == (replace(copy, seq=0),)
    new.close()


# --- shapes

AT = {"at": "2026-11-22T09:00:00Z"}
COPY = given.to_json(
    given.Given("i", "", "Sam", "", ("people",), (), "print", "", 1, *[date.today()] * 3, "", KEY,
                replies=(answer(),))
)  # fmt: skip
EVENT = {"kind": "given", **AT, "copy": COPY, "replaces": []}


def test_a_copy_reads_back():
    assert given.to_json(given.from_json(COPY)) == COPY
    assert has_shape(EVENT)
    assert has_shape({"kind": "reply", **AT, "copy": "i", "reply": COPY["replies"][0]})
    assert has_shape({"kind": "given-changed", **AT, "copy": "i", "state": "x"})


@pytest.mark.parametrize(
    "odd",
    [
        {"id": 1}, {"parts": [1]}, {"left_out": "x"}, {"version": True}, {"seq": "1"}, {"on": "soon"},
        {"review_by": 3}, {"dated": ""}, {"reply_key": "?"}, {"reply_key": 3}, {"reply_key": "abc"},
        {"replies": {}}, {"replies": [1]}, {"replies": [{}]},
        {"replies": [{**COPY["replies"][0], "answers": 3}]},
        {"replies": [{**COPY["replies"][0], "answers": [3]}]},
        {"replies": [{**COPY["replies"][0], "answers": [{"section": "x"}]}]},
    ],
)  # fmt: skip
def test_another_shape_is_none(odd):
    assert not has_shape({**EVENT, "copy": {**COPY, **odd}})


@pytest.mark.parametrize(
    "odd",
    [
        {**EVENT, "copy": None},
        {**EVENT, "replaces": None},
        {"kind": "given-changed", **AT, "copy": "i"},
        {"kind": "reply", **AT, "copy": "i", "reply": None},
        {"kind": "reply", **AT, "reply": COPY["replies"][0]},
    ],
)
def test_events_of_another_shape(odd):
    assert not has_shape(odd)
