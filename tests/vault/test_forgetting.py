# SPDX-License-Identifier: Apache-2.0
"""Words that are forgotten are in nothing the keys can open, and history goes on without them."""

import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from test_reader import reader
from vault import keepers
from vault.keepers import PASSPHRASE, do_sql, get_sql, made, opened, retitled, with_words
from wellplan import crypto
from wellplan.errors import Damaged, WellPlanError
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Item, Person, Section
from wellplan.vault import (
    backup,
    container,
    forgetting,
    leftovers,
    open_plan,
    records,
    replay,
    state,
    upkeep,
    vault,
)
from wellplan.vault.forgetting import Forgotten, forget_earlier, forget_item
from wellplan.vault.vault import Vault

CANARY = "the night at the bridge"
OTHER = "rest in the garden"


def all_words(path, keys):
    """Everything the keys open in a file, and the file's own bytes."""
    rows = get_sql(path, "SELECT seq, uid, class, sealed, mac FROM record ORDER BY seq")
    found = [records.open_record(keys, records.record_from_row(row)) for row in rows]
    found += [records.open_snapshot(keys, row[0]) for row in get_sql(path, "SELECT sealed FROM snapshot")]
    return json.dumps(found, ensure_ascii=False) + path.read_bytes().decode("latin-1")


def sealed_parts(path):
    """Every sealed value, in pieces: one that stays anywhere in the file could still be opened."""
    rows = get_sql(path, "SELECT seq, sealed FROM record") + get_sql(path, "SELECT 0, sealed FROM snapshot")
    return {seq: [sealed[at : at + 24] for at in range(0, len(sealed) - 24, 24)] for seq, sealed in rows}


def written_into(store, plan, words, item_id=None):
    """A new item typed in three saves, as autosave does."""
    item = Item(values={}) if item_id is None else Item(item_id)
    for end in (len(words) // 3, len(words) // 2, len(words)):
        item = replace(item, values={"sign": words[:end]}, changed=open_plan.now())
        plan = plan.put_item(plan.sections[0].id, item)
        store.save(plan)
    return plan, item


@pytest.fixture
def store(tmp_path):
    path, _plan, _code = made(tmp_path, edits=2)
    again = opened(path)
    yield again
    again.close()


def section_id(store):
    return store.plan.sections[0].id


def check_gone(store, words=CANARY):
    """Nowhere in the plan's file, the backups, the history or after the next unlock; the reader agrees."""
    assert words not in all_words(store.path, store.keys)
    backups = [copy.path for copy in backup.list_backups(store.data_dir, store.keys.vault_id)]
    assert len(backups) == 1
    for copy in backups:
        assert words not in all_words(copy, store.keys)
    for step in store.history():
        assert words not in json.dumps(plan_to_json(store.plan_at(step.seq)), ensure_ascii=False)
        assert words not in json.dumps(step.changes, ensure_ascii=False)
    store.verify()
    assert replay.from_records(store.vault, store.vault.head.seq).plan == store.plan
    assert replay.from_snapshot(store.vault)[0] == store.state
    assert reader.read(store.path, PASSPHRASE) == plan_to_json(store.plan)


def test_an_item_of_today_is_forgotten_everywhere(store):
    plan, item = written_into(store, store.plan, CANARY)
    plan, _other = written_into(store, plan, OTHER)
    store.save(plan.move_item(section_id(store), item.id, 0))
    store.back_up()
    before = sealed_parts(store.path)
    done = forget_item(store, section_id(store), item.id)
    assert done == Forgotten(records=4, backups_removed=2)
    assert store.plan == plan.remove_item(section_id(store), item.id)
    check_gone(store)
    raw = store.path.read_bytes()
    gone = [seq for seq, row_class in get_sql(store.path, "SELECT seq, class FROM record") if row_class == 2]
    assert gone == [4, 5, 6, 10]
    for seq in (*gone, 0):
        assert all(piece not in raw for piece in before[seq]), seq
    assert OTHER in all_words(store.path, store.keys)
    assert item.id in json.loads(all_words(store.path, store.keys).split("SQLite")[0])[-2]["gone"]


def test_history_goes_on(store):
    plan, item = written_into(store, store.plan, CANARY)
    kept = store.history()
    plan, _other = written_into(store, plan, OTHER)
    store.save(retitled(plan, "Later"))
    plans = {step.seq: store.plan_at(step.seq) for step in store.history()}
    forget_item(store, section_id(store), item.id)
    steps = store.history()
    assert [step.seq for step in steps] == [1, 2, 3, 7, 8, 9, 10, 11]
    assert [step.kind for step in steps] == ["start", *["edit"] * 6, "purge"]
    assert len(kept) == 6
    for step in steps[:-1]:
        was = plans[step.seq]
        assert store.plan_at(step.seq) == was.remove_item(was.sections[0].id, item.id)
    assert store.plan_at(5) == plans[3]
    store.save(with_words(store.plan, "and on"))
    assert store.history()[-1].kind == "edit"
    assert store.plan_at(12) == store.plan


def test_words_in_the_start_in_a_later_start_and_in_a_section_that_went(store):
    first = store.plan.sections[1]
    item = replace(first.items[0], values={"sign": CANARY})
    start = store.plan.put_item(first.id, item)
    store.commit(
        {"kind": "start", "at": open_plan.now(), "plan": plan_to_json(start)},
        replace(store.state, plan=start),
    )
    store.save(store.plan.remove_section(first.id))
    store.save(store.plan.put_section(replace(first, title="Back", items=(item,))))
    forget_item(store, first.id, item.id)
    check_gone(store)
    check_gone(store, "singing")
    assert [step.kind for step in store.history()] == [
        "start",
        "edit",
        "edit",
        "start",
        "edit",
        "edit",
        "purge",
    ]


def test_an_item_that_had_gone_from_the_plan_already(store):
    plan, item = written_into(store, store.plan, CANARY)
    store.save(plan.remove_item(section_id(store), item.id))
    today = store.plan
    assert forget_item(store, section_id(store), item.id).records == 4
    assert store.plan == today
    check_gone(store)


def test_a_person_is_forgotten_too(store):
    sam = store.plan.people[0]
    store.save(store.plan.put_person(Person(id=sam.id, name=CANARY)).put_person(Person(name="Jo")))
    store.save(store.plan.move_person(sam.id, 1))
    forget_item(store, "people", sam.id)
    assert [person.name for person in store.plan.people] == ["Jo"]
    check_gone(store)
    check_gone(store, "01632 960001")


def test_forgetting_again_and_again(store):
    """The earlier purge holds the next words itself: it is taken up by the new one."""
    plan, first = written_into(store, store.plan, "first " + CANARY)
    plan, second = written_into(store, plan, "second " + CANARY)
    forget_item(store, section_id(store), first.id)
    written_into(store, store.plan, "third")
    forget_item(store, section_id(store), second.id)
    check_gone(store)
    kinds = [step.event["kind"] for step in replay.steps(store.vault) if step.event is not None]
    assert kinds.count("purge") == 1
    assert [step.kind for step in store.history()].count("purge") == 2
    assert forgetting.gone_of(replay.steps(store.vault), store.plan) == {first.id, second.id}
    assert forget_item(store, section_id(store), second.id) == Forgotten(0, 1)


def test_what_was_brought_back_is_not_forgotten(store):
    plan, item = written_into(store, store.plan, CANARY)
    forget_item(store, section_id(store), item.id)
    store.save(plan)
    assert forgetting.gone_of(replay.steps(store.vault), store.plan) == frozenset()


def test_a_digest_of_the_words_is_no_trace_of_them(store):
    """Who knows the rest of the plan could try out words until the digest fits."""
    plan, item = written_into(store, store.plan, CANARY)
    store.mark_version("printed")
    digest = state.content_digest(plan)
    assert digest in all_words(store.path, store.keys)
    forget_item(store, section_id(store), item.id)
    assert digest not in all_words(store.path, store.keys)
    assert store.version().number == 2
    assert replay.from_records(store.vault, store.vault.head.seq).mark == store.state.mark
    store.mark_version("given")
    forget_earlier(store, 3)
    assert store.version().number == 2
    assert state.content_digest(store.plan) in all_words(store.path, store.keys)


def test_all_up_to_a_moment_is_forgotten_and_today_stays(store):
    plan, item = written_into(store, store.plan, CANARY)
    plan = plan.put_section(Section(title="Gone later " + CANARY, items=(Item(values={"x": CANARY}),)))
    store.save(plan.put_person(Person(name=CANARY)))
    store.mark_version("printed")
    store.set_preference("country", "GB")
    upto = store.vault.head.seq
    plan = store.plan.put_item(section_id(store), replace(item, values={"sign": "better now"}))
    store.save(plan.put_section(replace(plan.sections[-1], title="Named anew")))
    plan = store.plan
    store.save(replace(plan, people=plan.people[:-1], sections=plan.sections[:-1]))
    today = store.plan
    done = forget_earlier(store, upto)
    assert done.records == 8
    assert store.plan == today
    check_gone(store)
    steps = store.history()
    assert [step.seq for step in steps] == [1, upto + 1, upto + 2, upto + 3]
    assert [step.kind for step in steps] == ["start", "edit", "edit", "purge"]
    then = store.plan_at(upto)
    assert [s.title for s in then.sections] == ["First signs", "Me at my best", ""]
    assert [each.text("sign") for each in then.sections[0].items] == ["sign 0", "sign 1"]
    assert store.plan_at(upto + 1).sections[-1].title == "Named anew"
    assert (store.preference("country"), store.version().number) == ("GB", 2)
    assert forget_earlier(store, upto).records == 0
    store.save(with_words(today, "on we go"))
    path = store.path
    store.close()
    do_sql(path, "DELETE FROM snapshot")
    again = opened(path)
    assert again.plan == with_words(today, "on we go") or len(again.plan.sections[0].items) == 4
    assert (again.preference("country"), again.read_only) == ("GB", False)
    again.close()


def test_everything_before_now_may_be_forgotten(store):
    _plan, item = written_into(store, store.plan, CANARY)
    forget_item(store, section_id(store), item.id)
    written_into(store, store.plan, OTHER)
    store.save(
        store.plan.put_item(section_id(store), store.plan.sections[0].items[0].with_value("sign", "x", ""))
    )
    last = store.vault.head.seq
    forget_earlier(store, last)
    check_gone(store)
    check_gone(store, "sign 0")
    assert [step.seq for step in store.history()] == [1, last + 1]
    assert store.plan_at(1) == store.plan_at(last) == store.plan


@pytest.mark.parametrize("seq", [0, 4])
def test_no_such_record(store, seq):
    with pytest.raises(KeyError):
        forget_earlier(store, seq)


def test_older_backups_of_every_kind_go(store):
    _plan, item = written_into(store, store.plan, CANARY)
    folder = backup.backups_dir(store.data_dir, store.keys.vault_id)
    store.back_up()
    for name in ("damaged-000001-20261121T100000000000Z.wellplan", "joined-x.wellplan", ".half.new"):
        (folder / name).write_bytes(store.path.read_bytes())
    other = backup.backups_dir(store.data_dir, b"o" * 16)
    other.mkdir()
    (other / "one.wellplan").write_bytes(b"another plan's")
    assert forget_item(store, section_id(store), item.id).backups_removed == 4
    assert len(list(folder.iterdir())) == 1
    assert (other / "one.wellplan").exists()


def test_no_backup_no_forgetting(store, monkeypatch):
    plan, item = written_into(store, store.plan, CANARY)
    before = store.path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WellPlanError, match="could not make a backup"):
        forget_item(store, section_id(store), item.id)
    assert (store.path.read_bytes(), store.plan) == (before, plan)


def full(*_args):
    raise OSError(28, "no space left")


def test_older_backups_that_stay_are_told_and_go_the_next_time(store, monkeypatch):
    _plan, item = written_into(store, store.plan, CANARY)
    store.back_up()
    with monkeypatch.context() as patch:
        patch.setattr(backup, "remove_older", full)
        with pytest.raises(WellPlanError, match="Some older backups may still hold it") as told:
            forget_item(store, section_id(store), item.id)
    assert CANARY not in str(told.value)
    assert CANARY not in all_words(store.path, store.keys)
    assert forget_item(store, section_id(store), item.id) == Forgotten(0, 3)
    check_gone(store)


# --- cut short, or done elsewhere


def cut_short(store, item):
    """Forgetting whose program died before any backup was made or removed."""
    aim = forgetting.item(item.id)
    forgetting.carry_out(store, aim, forgetting.read(store, aim)())
    store.close()
    return opened(store.path)


def beside_backups(store, name, content):
    (backup.backups_dir(store.data_dir, store.keys.vault_id) / name).write_bytes(content)


def test_the_next_unlock_ends_a_forgetting_that_was_cut_short(store):
    _plan, item = written_into(store, store.plan, CANARY)
    store.back_up()
    for name in ("damaged-000001-20261121T100000000000Z.wellplan", ".half.new", "joined-x.wellplan"):
        beside_backups(store, name, store.path.read_bytes())
    again = cut_short(store, item)
    assert len(backup.list_backups(again.data_dir, again.keys.vault_id)) == 3
    made = upkeep.due_backup(again)()
    assert [each.name for each in made.path.parent.iterdir()] == [made.path.name]
    check_gone(again)
    assert upkeep.due_backup(again)() is None
    again.save(with_words(again.plan, "and on"))
    again.close()
    once_more = opened(again.path)
    upkeep.due_backup(once_more)()
    assert made.path.exists()  # it is from after the words were forgotten
    once_more.close()


def test_what_the_plan_never_took_in_is_not_removed_by_itself(store, tmp_path):
    """A copy in which something was forgotten takes the plan's place: backups here may hold other words."""
    _plan, item = written_into(store, store.plan, CANARY)
    store.close()
    elsewhere = keepers.copy_of(store.path, tmp_path / "elsewhere")
    ours = opened(store.path)
    ours.save(with_words(ours.plan, "only here"))
    only_here = ours.back_up()
    ours.close()
    theirs = opened(elsewhere)
    forget_item(theirs, section_id(theirs), item.id)
    theirs.close()
    elsewhere.replace(store.path)
    beside_backups(store, "joined-x.wellplan", b"not to be read")
    beside_backups(store, "000000-20261121T100000000000Z.wellplan", b"nor this")
    again = opened(store.path)
    made = upkeep.due_backup(again)()
    assert {each.name for each in made.path.parent.iterdir()} >= {only_here.name, "joined-x.wellplan"}
    again.close()


def test_older_backups_that_cannot_be_removed_yet_are_told(store, monkeypatch):
    _plan, item = written_into(store, store.plan, CANARY)
    store.back_up()
    again = cut_short(store, item)
    with monkeypatch.context() as patch:
        patch.setattr(backup, "remove", full)
        with pytest.raises(WellPlanError, match="may still hold words you removed"):
            upkeep.due_backup(again)()
    upkeep.due_backup(again)()
    check_gone(again)
    again.close()


@pytest.mark.parametrize("cause", ["damage", "forgotten after that backup"])
def test_a_loss_that_the_newest_backup_has_not_got_removes_nothing(store, monkeypatch, cause):
    """Of a plan whose old record is damaged, the backups are all there is."""
    _plan, item = written_into(store, store.plan, CANARY)
    if cause == "damage":
        store.back_up()
        store.close()
        do_sql(store.path, "UPDATE record SET class = 2 WHERE seq = 2")
        store = opened(store.path)
    else:
        aim, make, due = forgetting.item(item.id), backup.make_backup, upkeep.due_backup(store)
        wanted = forgetting.read(store, aim)()
        store.save(with_words(store.plan, OTHER))

        def make_and_forget(*what, **how):
            monkeypatch.undo()
            made = make(*what, **how)
            forgetting.carry_out(store, aim, wanted)
            return made

        monkeypatch.setattr(backup, "make_backup", make_and_forget)
        due()
    before = backup.list_backups(store.data_dir, store.keys.vault_id)
    assert before
    upkeep.due_backup(store)() if cause == "damage" else forgetting.renewing(store, 1)()
    left = backup.list_backups(store.data_dir, store.keys.vault_id)
    assert left == before if cause == "damage" else len(left) == 1
    store.close()


def test_a_backup_that_forgetting_took_away_at_once_is_no_fault(store, monkeypatch):
    make = backup.make_backup

    def make_and_take_away(*what, **how):
        made = make(*what, **how)
        made.unlink()
        return made

    monkeypatch.setattr(backup, "make_backup", make_and_take_away)
    assert upkeep.due_backup(store)() is None


def test_a_save_does_not_wait_while_every_record_is_read(store, monkeypatch):
    with closing(container.connect(store.path, read_only=True)) as db:
        opened = Vault(store.path, db, store.keys, read_only=True)
        rows = opened.records_after(0, records.NO_MAC)
        found = [next(rows)]
        store.save(with_words(store.plan, OTHER))
        found += rows
        assert len(found) == store.vault.head.seq - 1
    monkeypatch.setattr(vault, "PIECE_BYTES", 1)  # a piece a record
    assert list(store.vault.records_after(0, records.NO_MAC))[:-1] == found


def test_words_saved_while_it_was_being_read_are_kept(store):
    _plan, item = written_into(store, store.plan, CANARY)
    aim = forgetting.item(item.id)
    early, late = forgetting.read(store, aim)(), forgetting.read(store, aim)
    store.save(with_words(store.plan, OTHER))
    assert late().head is None  # it was saved to after it was asked
    forgetting.renewing(store, forgetting.carry_out(store, aim, early))()
    assert OTHER in str(store.plan)
    check_gone(store)
    store.save(with_words(store.plan, "more"))
    assert forgetting.carry_out(store, aim, early) == 0


def test_no_older_backup_goes_before_a_new_one_is_whole(store):
    _plan, item = written_into(store, store.plan, CANARY)
    older, aim = store.back_up(), forgetting.item(item.id)
    forgetting.carry_out(store, aim, forgetting.read(store, aim)())
    keepers.hurt_blob(store.path, "record", "sealed", "seq = 1")
    with pytest.raises(WellPlanError, match="Some older backups may still hold it"):
        forgetting.renewing(store, 1)()
    assert older.exists()


def test_a_second_copy_in_the_folder_that_may_still_say_it_is_told(store):
    _plan, item = written_into(store, store.plan, CANARY)
    second = store.path.with_name("plan (1).wellplan")
    assert leftovers.beside(store.path) == ()
    second.write_bytes(store.path.read_bytes())
    assert forget_item(store, section_id(store), item.id).copies_beside == 1
    store.save(with_words(store.plan, "and on"))
    second.write_bytes(store.path.read_bytes())
    store.save(with_words(store.plan, "and further on"))
    assert leftovers.beside(store.path) == ()
    do_sql(second, "DROP TABLE chunk")
    assert leftovers.beside(store.path) == ()  # nobody can say that it is this plan's
    assert not leftovers.has_lost(second, leftovers.last_loss(store.path))


def test_a_damaged_history_is_told_and_stays(store):
    _plan, item = written_into(store, store.plan, CANARY)
    keepers.hurt_blob(store.path, "record", "sealed", "seq = 2")
    before = store.path.read_bytes()
    with pytest.raises(Damaged):
        forget_item(store, section_id(store), item.id)
    assert store.path.read_bytes() == before


def test_a_plan_for_reading_only_forgets_nothing(store):
    store.vault.read_only = True
    for call in (lambda: forget_item(store, "", "x"), lambda: forget_earlier(store, 1)):
        with pytest.raises(WellPlanError, match="reading only"):
            call()


def test_an_older_wellplan_without_again_is_understood(store):
    """A purge that only names its tombstones, as a stranger may write it."""
    plan, _item = written_into(store, store.plan, CANARY)
    [(uid, sealed)] = get_sql(store.path, "SELECT uid, sealed FROM record WHERE seq = 1")
    event = {"kind": "purge", "at": open_plan.now(), "records": [[1, uid.hex()]], "plan": plan_to_json(plan)}
    store.commit(event, store.state)
    path = store.path
    store.close()
    do_sql(path, "UPDATE record SET sealed = ?, class = 2 WHERE seq = 1", (crypto.sha256(sealed),))
    do_sql(path, "DELETE FROM snapshot")
    again = opened(path)
    assert again.plan == plan
    again.verify()
    with pytest.raises(Damaged):
        again.plan_at(3)
    again.close()
    assert reader.read(path, PASSPHRASE) == plan_to_json(plan)


def free_pages(path: Path) -> bytes:
    """The content of SQLite's unused pages; in those that list the others old page numbers may stay."""
    raw = path.read_bytes()
    [(count,)], found = get_sql(path, "PRAGMA freelist_count"), []
    trunk = int.from_bytes(raw[32:36], "big")
    while trunk:
        page = raw[(trunk - 1) * 4096 : trunk * 4096]
        leaves = int.from_bytes(page[4:8], "big")
        numbers = [int.from_bytes(page[at : at + 4], "big") for at in range(8, 4096, 4)]
        found += [bytes(4 * number > len(raw) // 1024 for number in numbers)]
        found += [raw[(n - 1) * 4096 : n * 4096] for n in numbers[:leaves]]
        trunk = int.from_bytes(page[:4], "big")
    assert len(found) == count
    return b"".join(found)


@pytest.mark.parametrize("length", [10, 300, 3000, 20_000, 90_000])
def test_nothing_sealed_stays_in_the_files_own_leftovers(store, length):
    words = (CANARY + " ") * (length // len(CANARY) + 1)
    plan, item = written_into(store, store.plan, words)
    written_into(store, plan, OTHER * 20)
    path = store.path
    store.close()
    again = opened(path)
    before = sealed_parts(path)
    forget_item(again, section_id(again), item.id)
    raw = path.read_bytes()
    left = [seq for seq, pieces in before.items() if any(piece in raw for piece in pieces)]
    gone = {seq for seq, row in get_sql(path, "SELECT seq, class FROM record") if row == 2}
    assert gone >= {4, 5, 6}
    assert not gone & set(left)
    assert 0 not in left
    assert not any(free_pages(path))
    again.close()
