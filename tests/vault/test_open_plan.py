# SPDX-License-Identifier: Apache-2.0
"""What an open plan refuses to keep, its recovery sheet, and what it shows to the vault room."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import plans
from vault.keepers import PASSPHRASE, do_sql, get_sql, made, opened, retitled, small_plan, with_words
from wellplan.crypto import TESTING
from wellplan.errors import Damaged, WellPlanError, WrongPassphrase
from wellplan.plan.changes import difference
from wellplan.plan.exchange import plan_from_json, plan_to_json
from wellplan.plan.model import Field, Item, Person, Section
from wellplan.vault import backup, keepable, open_plan, store, version_marks


@pytest.fixture
def again(tmp_path):
    path, _plan, _code = made(tmp_path, edits=2)
    one = opened(path)
    yield one
    one.close()


def first(plan):
    return plan.sections[0]


def two_items_of_one_id(plan):
    return plan.put_item(plan.sections[1].id, replace(first(plan).items[0]))


def text_in_a_tick(plan):
    return plan.put_item(first(plan).id, Item(values={"seen": "yes"}))


def tick_in_a_line(plan):
    return plan.put_item(first(plan).id, Item(values={"sign": True}))


def field_that_became_a_tick(plan):
    return plan.put_section(replace(first(plan), fields=(Field("sign", "A sign", "tick"),)))


def two_people_of_one_id(plan):
    return replace(plan, people=(*plan.people, plan.people[0]))


def two_sections_of_one_id(plan):
    return replace(plan, sections=(*plan.sections, first(plan)))


def same_item_twice_in_a_section(plan):
    return plan.put_section(replace(first(plan), items=first(plan).items * 2))


def no_time(plan):
    return plan.put_item(first(plan).id, Item(changed="yesterday"))


def bad_language(plan):
    return replace(plan, language="!")


@pytest.mark.parametrize(
    "spoiled",
    [
        two_items_of_one_id,
        text_in_a_tick,
        tick_in_a_line,
        field_that_became_a_tick,
        two_people_of_one_id,
        two_sections_of_one_id,
        same_item_twice_in_a_section,
        no_time,
        bad_language,
    ],
)
def test_what_plan_json_would_refuse_is_not_saved(again, spoiled):
    before, seq = again.plan, again.vault.head.seq
    plan = spoiled(before)
    with pytest.raises(WellPlanError):
        plan_from_json(plan_to_json(plan))
    with pytest.raises(WellPlanError, match="can’t be saved"):
        again.save(plan)
    assert (again.plan, again.vault.head.seq) == (before, seq)
    again.save(with_words(before, "later"))
    assert again.history()[-1].kind == "edit"


def test_an_answer_whose_field_has_gone_is_kept(again):
    plan = again.plan.put_item(first(again.plan).id, Item(values={"gone": True, "seen": False, "sign": "x"}))
    again.save(plan)
    again.save(plan.put_section(replace(first(plan), fields=())))
    again.save(again.plan.put_person(Person(name="Jo")))
    assert again.plan.people[-1].name == "Jo"


def test_only_what_changed_is_looked_at():
    """A save on a long plan must not read all of it again."""
    looked = []

    class Watched(dict):
        def items(self):
            looked.append(1)
            return super().items()

    items = tuple(Item(values=Watched(sign=str(n))) for n in range(50))
    plan = small_plan().put_section(Section(fields=(Field("sign", ""),), items=items))
    after = plan.put_item(plan.sections[2].id, Item(values={"sign": "new"}))
    changes = difference(plan, after)
    looked.clear()
    assert keepable.fits(after, changes)
    assert looked == []


def test_a_long_plan_is_not_written_out_at_each_save_to_measure_it(monkeypatch):
    """That took 15 ms of each save of a plan of twenty years."""
    written = []
    real = keepable.dumps
    monkeypatch.setattr(keepable, "dumps", lambda plan: written.append(1) or real(plan))
    words = tuple(Item(values={"sign": "a long word, another word " * 100}) for _n in range(200))
    plan = small_plan().put_section(Section(fields=(Field("sign", ""),), items=words))
    assert len(real(plan)) > keepable.MOST_PARTS
    assert keepable.fits(plan, [])
    assert written == []


@given(plans(), st.sampled_from(("", ",", "[{", "\x00", "\N{SLEEPING FACE}")))
@settings(deadline=None)
def test_what_is_surely_small_is_small(plan, mark):
    """Not one byte or part too long; also where the words hold every sign that counts as a part."""
    marked = replace(plan, title=plan.title + mark * 50)
    content = keepable.dumps(marked).encode("utf-8", "surrogatepass")
    parts = sum(map(content.count, (b",", b"[", b"{")))
    for name, most in (("MOST_BYTES", len(content) - 1), ("MOST_PARTS", parts - 1)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keepable, name, most)
            assert not keepable._is_surely_small(marked)


def test_the_recovery_sheet_is_removed_and_made_anew(tmp_path):
    path, plan, code = made(tmp_path)
    again = opened(path)
    assert again.has_recovery
    again.remove_recovery()
    assert not again.has_recovery
    again.remove_recovery()
    again.save(with_words(plan, "x"))
    again.verify()
    again.close()
    for table in ("slot", "slot_copy"):
        assert get_sql(path, f"SELECT id FROM {table}") == [(1,)]
    [kept] = backup.list_backups(tmp_path / "data", again.keys.vault_id)
    assert kept.whole
    with pytest.raises((WrongPassphrase, Damaged)):
        store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")
    again = opened(path)
    assert (again.notices, again.has_recovery) == ((), False)
    again.change_passphrase(PASSPHRASE, cost=TESTING)
    new = again.new_recovery_code()
    assert again.has_recovery
    again.close()
    again = store.unlock_with_recovery(path, new, PASSPHRASE, cost=TESTING, data_dir=tmp_path / "data")
    assert again.notices == ()
    again.verify()
    again.close()


def test_an_old_recovery_slot_put_back_after_removal_opens_nothing(tmp_path):
    path, _plan, code = made(tmp_path)
    old = get_sql(path, "SELECT bytes FROM slot WHERE id = 2")[0]
    again = opened(path)
    again.remove_recovery()
    again.close()
    for table in ("slot", "slot_copy"):
        do_sql(path, f"INSERT INTO {table} VALUES (2, ?)", old)
    with pytest.raises(Damaged):
        store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")


def test_what_the_vault_room_sees(again):
    assert again.keys is again.vault.keys
    assert again.state.plan is again.plan
    assert again.data_dir.name == "data"
    again.lock.take()


def test_a_later_start_is_a_step_of_history(again):
    plan = retitled(again.plan, "From a backup")
    event = {"kind": "start", "at": open_plan.now(), "plan": plan_to_json(plan)}
    again.commit(event, replace(again.state, plan=plan))
    assert [step.kind for step in again.history()] == ["start", "edit", "edit", "start"]
    assert (again.plan_at(4), again.plan_at(3).title) == (plan, "My plan")
    assert again.history()[-1].changes == []


def test_a_version_is_marked_once(again):
    event = version_marks.mark_event(again.state, "printed")
    assert (event["number"], event["reason"]) == (1, "printed")
    again.mark_version("printed")
    assert version_marks.mark_event(again.state, "printed") is None


def test_a_known_event_without_its_parts_is_damage(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    again.vault.append({"kind": "version", "at": open_plan.now()})
    with pytest.raises(Damaged):
        again.plan_at(2)
    again.vault.close()
    again.lock.release()
    with pytest.raises(Damaged):
        opened(path)
