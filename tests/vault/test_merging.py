# SPDX-License-Identifier: Apache-2.0
"""Copies that grew apart, brought together: no record and no words lost, in whichever order (promise 16)."""

import os
import random
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import soak
from crash.replay import fast_place
from test_reader import reader
from vault.keepers import (
    PASSPHRASE,
    copy_of,
    do_sql,
    fail_commit,
    hurt_blob,
    made,
    put_rewrites_in_doubt,
    retitled,
    small_plan,
    with_words,
)
from vault.test_forgetting import CANARY, all_words, check_gone
from wellplan.crypto import TESTING
from wellplan.errors import Damaged, NewerVersion, OpenElsewhere, WellPlanError
from wellplan.plan import changes
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Item, Person, Section
from wellplan.vault import backup, copying, elsewhere, forgetting, open_plan, records, replay, store
from wellplan.vault.copies_found import find_copies, put_away
from wellplan.vault.forgetting import forget_earlier, forget_item
from wellplan.vault.merging import Brought, bring_in, compare

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = 1_700_000_000  # a file time, in seconds


@pytest.fixture
def place():
    """A fast folder: hundreds of small files are made here."""
    with tempfile.TemporaryDirectory(dir=fast_place()) as folder:
        yield Path(folder)


def opened(path):
    return store.unlock(path, PASSPHRASE, data_dir=path.parent / "data")


class Together:
    """Opens copies and closes them again."""

    def __init__(self, folder):
        self.folder, self.open = folder, []

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        for each in self.open:
            each.close()

    def copy(self, path, name):
        other = copy_of(path, self.folder / name)
        self.open.append(opened(other))
        return self.open[-1]


@pytest.fixture
def pair(place):
    """Two copies of one plan with a few edits, both open, each in a folder of its own."""
    path, _plan, _code = made(place, edits=3)
    with Together(place) as together:
        yield together.copy(path, "ours"), together.copy(path, "theirs")


def signs(plan):
    return [each.text("sign") for section in plan.sections for each in section.items]


def in_any_order(plan):
    """Everything in the plan, whatever stands first."""
    data = plan_to_json(plan)
    for section in data["sections"]:
        section["items"].sort(key=lambda each: each["id"])
        section["fields"].sort(key=lambda each: each["key"])
    for name in ("sections", "people"):
        data[name].sort(key=lambda each: each["id"])
    return data


def uids(opened_store):
    return frozenset(forgetting.known(replay.steps(opened_store.vault)))


# --- what a person does on two computers


def edited(plan, words, n=0):
    item = plan.sections[0].items[n]
    return plan.put_item(plan.sections[0].id, replace(item, values={"sign": words}, changed=open_plan.now()))


def test_both_copies_have_added_something(pair):
    ours, theirs = pair
    ours.save(with_words(ours.plan, "here"))
    theirs.save(with_words(theirs.plan, "there"))
    seen = ours.plan
    would = compare(ours, theirs.path).changes
    assert ours.plan is seen
    done = bring_in(ours, theirs.path)
    assert done == Brought(1, ())
    assert changes.apply(seen, would) == ours.plan
    assert sorted(signs(ours.plan)) == ["here", "sign 0", "sign 1", "sign 2", "singing", "there"]
    assert [step.kind for step in ours.history()] == ["start", *["edit"] * 4, "merge"]
    assert ours.plan_at(5) == seen
    assert len(backup.list_backups(ours.data_dir, ours.keys.vault_id)) == 1
    assert bring_in(ours, theirs.path) == Brought(0, ())
    check_whole(ours)
    assert bring_in(theirs, ours.path).records == 2
    assert theirs.plan == ours.plan


def test_what_was_compared_is_not_read_again_unless_a_file_has_changed(pair, monkeypatch):
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, "there"))
    early = compare(ours, theirs.path)
    ours.save(with_words(ours.plan, "here, since"))
    theirs.save(with_words(theirs.plan, "there, since"))
    assert bring_in(ours, theirs.path, early).records == 2
    assert {"here, since", "there", "there, since"} < set(signs(ours.plan))
    theirs.save(with_words(theirs.plan, "at last"))
    late = compare(ours, theirs.path)
    with monkeypatch.context() as patch:
        patch.setattr(replay, "steps", None)
        patch.setattr(open_plan.Store, "back_up", None)
        assert bring_in(ours, theirs.path, late, backed_up=True).records == 1
    check_whole(ours)


def test_what_both_copies_have_is_unsealed_once(pair, monkeypatch):
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, "there"))
    unsealed, real = [], records.open_record

    def counted(keys, record):
        unsealed.append(record.seq)
        return real(keys, record)

    monkeypatch.setattr(records, "open_record", counted)
    compare(ours, theirs.path)
    assert [unsealed.count(seq) for seq in range(1, 5)] == [1, 1, 1, 1]


@pytest.mark.parametrize("lands", [True, False])
def test_bringing_in_that_is_in_doubt_is_told_of_later(pair, monkeypatch, lands):
    ours, theirs = pair
    before = with_words(ours.plan, "ours")
    ours.save(before)
    theirs.save(with_words(theirs.plan, "theirs"))
    with monkeypatch.context() as broken:
        put_rewrites_in_doubt(broken, lands)
        with pytest.raises(WellPlanError):
            bring_in(ours, theirs.path)
        with pytest.raises(WellPlanError):
            ours.take_late()
    assert ours.plan == before
    ours.history()  # whoever finds out first
    assert ours.take_late() == (before if lands else None)
    assert ours.take_late() is None
    assert ("theirs" in signs(ours.plan)) is lands
    ours.save(retitled(ours.plan, "later"))
    assert ours.take_late() is None


def test_a_save_in_doubt_is_nothing_that_came_late(pair, monkeypatch):
    """Not even after a rewrite that failed for good."""
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, "theirs"))
    with monkeypatch.context() as broken:
        put_rewrites_in_doubt(broken, lands=False)
        with pytest.raises(WellPlanError):
            bring_in(ours, theirs.path)
    ours.settle()
    fail_commit(ours, sqlite3.SQLITE_IOERR, lands=True)
    ours.save(with_words(ours.plan, "ours"))
    assert ours.take_late() is None


def check_whole(opened_store):
    opened_store.verify()
    assert replay.from_records(opened_store.vault, opened_store.vault.head.seq).plan == opened_store.plan
    assert reader.read(opened_store.path, PASSPHRASE) == plan_to_json(opened_store.plan)


def test_the_same_item_changed_on_both_is_there_twice_with_the_newest_first(pair):
    ours, theirs = pair
    ours.save(edited(ours.plan, "mine"))
    later = replace(
        theirs.plan.sections[0].items[0], values={"sign": "theirs"}, changed="2030-01-01T00:00:00Z"
    )
    theirs.save(theirs.plan.put_item(theirs.plan.sections[0].id, later))
    theirs.save(theirs.plan.put_person(replace(theirs.plan.people[0], name="Samuel")))
    ours.save(ours.plan.put_person(replace(ours.plan.people[0], name="Sammy")))
    one = copy_of(ours.path, ours.path.parent / "kept")
    assert set(bring_in(ours, theirs.path).both_kept) == {"theirs", "Samuel"}
    assert signs(ours.plan)[:3] == ["theirs", "mine", "sign 1"]
    assert {person.name for person in ours.plan.people} == {"Samuel", "Sammy"}
    bring_in(theirs, one)
    assert in_any_order(theirs.plan) == in_any_order(ours.plan)


def test_words_without_a_field_are_named_by_their_page(pair):
    ours, theirs = pair
    for side in pair:
        item = Item(side.plan.sections[0].items[0].id, {"seen": True, "gone": f"{side.path.parent.name}"})
        side.save(side.plan.put_item(side.plan.sections[0].id, item))
    assert bring_in(ours, theirs.path).both_kept == ("First signs",)


def test_an_edit_counts_more_than_a_removal(pair):
    ours, theirs = pair
    section = ours.plan.sections[0]
    ours.save(ours.plan.remove_section(section.id).remove_person(ours.plan.people[0].id))
    theirs.save(edited(theirs.plan, "still here", 1))
    assert compare(theirs, ours.path).changes
    bring_in(ours, theirs.path)
    assert signs(ours.plan) == ["still here", "singing"] or signs(ours.plan) == ["singing", "still here"]
    assert ours.plan.people == ()


def test_versions_and_settings(pair):
    ours, theirs = pair
    ours.mark_version("printed")
    theirs.save(with_words(theirs.plan, "x"))
    theirs.mark_version("printed")
    theirs.save(with_words(theirs.plan, "y"))
    theirs.mark_version("given")
    ours.set_preference("country", "GB")
    theirs.set_preference("here", "people")
    for side, other in ((ours, theirs.path), (theirs, copy_of(ours.path, ours.path.parent / "kept"))):
        bring_in(side, other)
        assert side.version().number == 2
        assert side.state.mark.number == 2
        assert (side.preference("country"), side.preference("here")) == ("GB", "people")
        assert replay.from_records(side.vault, side.vault.head.seq).preferences == side.state.preferences
        assert replay.from_records(side.vault, side.vault.head.seq).mark == side.state.mark


def test_a_setting_changed_on_both_is_that_of_the_later_one(pair, monkeypatch):
    ours, theirs = pair
    for at, side, value in (("2026-11-22T10:00:00Z", ours, "GB"), ("2026-11-21T10:00:00Z", theirs, "IE")):
        monkeypatch.setattr(open_plan, "now", lambda at=at: at)
        side.set_preference("country", value)
    kept = copy_of(ours.path, ours.path.parent / "kept")
    bring_in(ours, theirs.path)
    bring_in(theirs, kept)
    assert ours.preference("country") == theirs.preference("country") == "GB"


def test_a_copy_from_a_backup_has_nothing_new_and_ours_may_be_the_older_one(pair):
    ours, theirs = pair
    backup_of_then = copy_of(ours.path, ours.path.parent / "then")
    ours.save(with_words(ours.plan, "later"))
    before = ours.path.read_bytes()
    for other in (backup_of_then, ours.path):
        assert compare(ours, other).changes == ()
        assert bring_in(ours, other) == Brought(0, ())
    assert ours.path.read_bytes() == before
    assert bring_in(theirs, ours.path).records == 1
    assert theirs.plan == ours.plan


def test_bringing_in_the_same_computers_copy_time_after_time(pair):
    """What came in earlier is where the two grew from the next time: nothing is there twice."""
    ours, theirs = pair
    for n in range(3):
        theirs.save(edited(theirs.plan, f"theirs {n}"))
        ours.save(with_words(ours.plan, f"ours {n}"))
        assert bring_in(ours, theirs.path) == Brought(1, ())
    assert signs(ours.plan).count("theirs 2") == 1
    assert len(signs(ours.plan)) == 7
    theirs.save(edited(theirs.plan, "theirs 3"))
    bring_in(theirs, ours.path)
    assert sorted(signs(theirs.plan)) == sorted([*signs(ours.plan)[1:], "theirs 3"])


def test_both_computers_bring_in_the_other_at_once(pair):
    ours, theirs = pair
    ours.save(edited(ours.plan, "mine"))
    theirs.save(edited(theirs.plan, "theirs"))
    then = copy_of(ours.path, ours.path.parent / "then")
    bring_in(ours, theirs.path)
    bring_in(theirs, then)
    assert in_any_order(ours.plan) == in_any_order(theirs.plan)
    assert bring_in(ours, theirs.path) == Brought(1, ())
    assert in_any_order(ours.plan) == in_any_order(theirs.plan)
    check_whole(ours)


def test_a_copy_with_a_new_passphrase_and_no_sheet(pair):
    ours, theirs = pair
    theirs.change_passphrase("another", cost=TESTING)
    theirs.remove_recovery()
    theirs.save(with_words(theirs.plan, "there"))
    assert bring_in(ours, theirs.path).records == 1
    assert ours.has_recovery


def test_a_copy_made_from_memory_has_the_same_words_and_other_records(pair, place):
    ours, theirs = pair
    theirs.save(with_words(edited(theirs.plan, "changed there"), "there"))
    path = theirs.path
    path.rename(place / "away")
    elsewhere.saver(theirs, theirs.plan, place / "from memory.wellplan")()
    (place / "away").rename(path)
    bring_in(ours, place / "from memory.wellplan")
    found = sorted(signs(ours.plan))
    assert found == sorted(["sign 0", "changed there", "sign 1", "sign 2", "there", "singing"])
    check_whole(ours)


def test_a_later_start_is_a_change_like_any_other(pair):
    """A whole plan put in the place of the old one: a backup brought back, or an import."""
    ours, theirs = pair
    plan = retitled(ours.plan_at(2), "As it was")
    ours.commit(
        {"kind": "start", "at": open_plan.now(), "plan": plan_to_json(plan)}, replace(ours.state, plan=plan)
    )
    theirs.save(edited(theirs.plan, "changed there", 2))
    bring_in(ours, theirs.path)
    assert (ours.plan.title, signs(ours.plan)) == ("As it was", ["sign 0", "changed there", "singing"])


def test_a_copy_whose_snapshot_is_lost(pair):
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, "there"))
    do_sql(theirs.path, "DELETE FROM snapshot")
    assert bring_in(ours, theirs.path).records == 1
    assert "there" in signs(ours.plan)


# --- copies that cannot be brought in


def test_a_damaged_copy(pair):
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, "there"))
    theirs.close()
    hurt_blob(theirs.path, "record", "sealed", "seq = 3")
    before = ours.path.read_bytes()
    for call in (compare, bring_in):
        with pytest.raises(Damaged):
            call(ours, theirs.path)
    assert ours.path.read_bytes() == before


def test_another_plan(pair, place):
    ours, _theirs = pair
    (place / "other").mkdir()
    other, _plan, _code = made(place / "other")
    with pytest.raises(WellPlanError, match="This file is another plan"):
        bring_in(ours, other)
    for table in ("slot", "slot_copy"):
        do_sql(other, f"DELETE FROM {table}")
    with pytest.raises(Damaged):
        bring_in(ours, other)
    with pytest.raises(WellPlanError, match="no plan at that place"):
        bring_in(ours, place / "none.wellplan")


@pytest.mark.parametrize("event", [{"kind": "song"}, {"kind": "edit", "changes": [{"do": "song"}]}])
def test_a_copy_that_a_newer_wellplan_wrote(pair, event):
    ours, theirs = pair
    theirs.vault.append({"at": "2030-01-01T00:00:00Z", **event})
    with pytest.raises(NewerVersion, match="newer WellPlan wrote in that copy"):
        compare(ours, theirs.path)
    do_sql(theirs.path, "PRAGMA user_version = 2")
    with pytest.raises(NewerVersion):
        bring_in(ours, theirs.path)


def test_a_plan_for_reading_only(pair):
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, "there"))
    ours.vault.read_only = True
    assert len(compare(ours, theirs.path).changes) == 1
    with pytest.raises(WellPlanError, match="reading only"):
        bring_in(ours, theirs.path)


# --- what was forgotten


def test_what_the_other_copy_forgot_is_forgotten_here(pair):
    ours, theirs = pair
    plan = with_words(ours.plan, CANARY)
    item = plan.sections[0].items[-1]
    for side in (ours, theirs):
        side.save(edited(side.plan, "once said", 1))
    bring_in(theirs, ours.path)
    ours.save(plan)
    ours.mark_version("printed")
    bring_in(theirs, ours.path)
    forget_item(theirs, "", item.id)
    assert CANARY not in all_words(theirs.path, theirs.keys)
    ours.save(ours.plan.put_item(ours.plan.sections[0].id, replace(item, values={"sign": CANARY + "!"})))
    ours.save(with_words(ours.plan, "and on"))
    bring_in(ours, theirs.path)
    check_gone(ours)
    assert "and on" in signs(ours.plan)
    assert len(backup.list_backups(ours.data_dir, ours.keys.vault_id)) == 1
    assert bring_in(ours, theirs.path) == Brought(0, ())
    ours.save(with_words(ours.plan, "later"))
    theirs.save(with_words(theirs.plan, "too"))
    bring_in(ours, theirs.path)
    check_whole(ours)


def test_what_was_forgotten_here_does_not_come_back(pair):
    ours, theirs = pair
    item = ours.plan.sections[0].items[1]
    theirs.save(edited(theirs.plan, CANARY, 1))
    theirs.mark_version("printed")
    theirs.save(with_words(theirs.plan, "there"))
    forget_item(ours, "", item.id)
    bring_in(ours, theirs.path)
    assert CANARY not in all_words(ours.path, ours.keys)
    assert "sign 1" not in all_words(ours.path, ours.keys)
    assert "there" in signs(ours.plan)
    check_whole(ours)


def test_all_that_the_other_copy_forgot_up_to_a_moment(pair):
    ours, theirs = pair
    theirs.save(edited(theirs.plan, "better words"))
    forget_earlier(theirs, 4)
    ours.save(with_words(ours.plan, "here"))
    bring_in(ours, theirs.path)
    assert signs(ours.plan) == ["better words", "sign 1", "sign 2", "here", "singing"]
    check_gone(ours, "sign 0")
    ours.save(with_words(ours.plan, "still here"))
    forget_earlier(theirs, 2)
    bring_in(ours, theirs.path)
    check_whole(ours)


def test_both_forgot_something_else(pair):
    ours, theirs = pair
    first, second = ours.plan.sections[0].items[:2]
    forget_item(ours, "", first.id)
    forget_item(theirs, "", second.id)
    then = copy_of(ours.path, ours.path.parent / "then")
    bring_in(ours, theirs.path)
    bring_in(theirs, then)
    for side in (ours, theirs):
        check_gone(side, "sign 0")
        check_gone(side, "sign 1")
        assert signs(side.plan) == ["sign 2", "singing"]


def test_the_second_words_of_an_item_kept_twice_are_forgotten_with_their_past(pair):
    ours, theirs = pair
    theirs.save(edited(theirs.plan, CANARY[:9]))
    theirs.save(edited(theirs.plan, CANARY))
    ours.save(edited(ours.plan, "mine"))
    bring_in(ours, theirs.path)
    twin = next(each for each in ours.plan.sections[0].items if each.text("sign") == CANARY)
    forget_item(ours, "", twin.id)
    check_gone(ours)
    check_gone(ours, CANARY[:9])
    assert signs(ours.plan)[0] == "mine"


def test_forgetting_what_came_in_and_all_before_it(pair):
    ours, theirs = pair
    theirs.save(with_words(theirs.plan, CANARY))
    item = theirs.plan.sections[0].items[-1]
    theirs.save(theirs.plan.remove_item(theirs.plan.sections[0].id, item.id))
    ours.save(with_words(ours.plan, "here"))
    bring_in(ours, theirs.path)
    known = uids(ours)
    forget_earlier(ours, ours.vault.head.seq)
    check_gone(ours)
    assert uids(ours) >= known
    assert bring_in(ours, theirs.path) == Brought(0, ())


# --- the second file


def test_copies_are_found_by_what_they_are_not_by_their_names(pair, place):
    ours, theirs = pair
    folder = ours.path.parent
    assert find_copies(ours.path) == ()
    theirs.save(with_words(theirs.plan, "there"))
    names = [
        "plan (1).wellplan",
        "plan.sync-conflict-20261121.wellplan",
        "plan (Ann's conflicted copy).wellplan",
    ]
    for n, name in enumerate(names):
        shutil.copy(theirs.path, folder / name)
        os.utime(folder / name, (DAY + n, DAY + n))
    shutil.copy(ours.path, folder / "same.wellplan")
    (folder / "link.wellplan").symlink_to(ours.path)
    (folder / "lost.wellplan").symlink_to(folder / "nowhere")
    (folder / "words.wellplan").write_text("no plan")
    (folder / "a folder.wellplan").mkdir()
    made(folder, name="another.wellplan")
    found = find_copies(ours.path)
    assert [copy.path.name for copy in found] == names[::-1]
    assert found[0].changed == datetime.fromtimestamp(DAY + 2, UTC)
    assert found[0].size == theirs.path.stat().st_size
    assert find_copies(place / "none.wellplan") == ()


def test_a_copy_is_put_away_and_never_deleted(pair):
    ours, theirs = pair
    theirs.close()
    content = theirs.path.read_bytes()
    away = put_away(ours, theirs.path)
    assert away.read_bytes() == content
    assert away.parent == backup.backups_dir(ours.data_dir, ours.keys.vault_id)
    assert not theirs.path.exists()
    assert backup.list_backups(ours.data_dir, ours.keys.vault_id) == ()


def test_a_copy_and_its_journal_are_put_away_together(pair):
    ours, theirs = pair
    theirs.close()
    journal = theirs.path.with_name(f"{theirs.path.name}-journal")
    journal.write_bytes(b"an interrupted write")
    away = put_away(ours, theirs.path)
    assert away.with_name(f"{away.name}-journal").read_bytes() == b"an interrupted write"
    assert not journal.exists()


def test_a_copy_that_is_written_to_meanwhile_stays(pair, monkeypatch):
    ours, theirs = pair
    with pytest.raises(OpenElsewhere):
        put_away(ours, theirs.path)  # open in another window
    theirs.close()
    real = copying.copy_bytes

    folder = backup.backups_dir(ours.data_dir, ours.keys.vault_id)

    def copied(source, target):
        real(source, target)
        if is_gone:
            source.unlink()
        else:
            with source.open("ab") as file:
                file.write(b"a sync service")

    monkeypatch.setattr(copying, "copy_bytes", copied)
    for is_gone in (False, True):
        with pytest.raises(WellPlanError, match="could not be put away"):
            put_away(ours, theirs.path)
        assert len(list(folder.iterdir())) == is_gone  # it is in one place, whatever happens
        assert is_gone or theirs.path.read_bytes().endswith(b"a sync service")


def test_a_copy_that_cannot_be_put_away_stays(pair, monkeypatch):
    ours, theirs = pair
    theirs.close()

    def full(_handle):
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(WellPlanError, match="could not be put away"):
            put_away(ours, theirs.path)
    assert theirs.path.exists()
    assert list(backup.backups_dir(ours.data_dir, ours.keys.vault_id).iterdir()) == []


# --- promise 16


KINDS = (
    "edit", "edit", "edit", "new", "new", "remove", "person", "no person", "title", "new section",
    "no section", "move", "other section", "named", "confirm", "version", "setting",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9), st.integers(0, 30)), max_size=7
)


def walked(side, steps, name):
    """Save some steps on one side; every word written says where and when."""
    for number, (kind, one, other, minute) in enumerate(steps):
        at = (START + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
        words = f"{name} {number} {kind}"
        if kind == "version":
            side.mark_version("printed")
        elif kind == "setting":
            side.set_preference(f"setting {one % 2}", words)
        else:
            side.save(stepped(side.plan, kind, one, other, at, words))


def stepped(plan, kind, one, other, at, words):
    if kind == "title":
        return retitled(plan, words)
    if kind == "person":
        person = plan.people[one % len(plan.people)] if plan.people and other % 2 else Person()
        return plan.put_person(replace(person, name=words))
    if kind == "no person" and plan.people:
        return plan.remove_person(plan.people[one % len(plan.people)].id)
    if kind == "new section" or not plan.sections:
        return plan.put_section(Section(title=words, fields=small_plan().sections[0].fields), one % 3)
    section = plan.sections[one % len(plan.sections)]
    if kind == "no section":
        return plan.remove_section(section.id)
    if kind == "named":
        return plan.put_section(replace(section, title=words))
    if kind == "new" or not section.items:
        return plan.put_item(section.id, Item(values={"sign": words}, changed=at), other)
    item = section.items[other % len(section.items)]
    if kind == "edit":
        return plan.put_item(section.id, item.with_value("sign", words, at))
    if kind == "confirm":
        return plan.put_item(section.id, replace(item, confirmed=at))
    if kind == "move":
        return plan.move_item(section.id, item.id, 0)
    without = plan.remove_item(section.id, item.id)
    if kind == "other section":
        return without.put_item(plan.sections[other % len(plan.sections)].id, item)
    return without


def values(plan):
    return {each.id: dict(each.values) for section in plan.sections for each in section.items}


def everything_said(plan):
    people = [person.name for person in plan.people]
    return sorted([*people, *(str(sorted(each.items())) for each in values(plan).values())])


def check_fork(folder, base_path, ours_steps, theirs_steps):
    """One fork, brought together both ways."""
    with Together(folder) as together:
        ours, theirs = together.copy(base_path, "a"), together.copy(base_path, "b")
        base = ours.plan
        walked(ours, ours_steps, "a")
        walked(theirs, theirs_steps, "b")
        before = (ours.plan, theirs.plan)
        union = uids(ours) | uids(theirs)
        kept = copy_of(ours.path, folder / "kept")
        done = bring_in(ours, theirs.path)
        back = bring_in(theirs, kept)
        for side, brought in ((ours, done), (theirs, back)):
            assert uids(side) >= union
            assert len(uids(side) - union) == (brought.records > 0)
        assert in_any_order(ours.plan) == in_any_order(theirs.plan)
        assert ours.state.mark == theirs.state.mark
        assert ours.state.preferences == theirs.state.preferences
        there = list(values(ours.plan).values())
        for plan in before:
            for item_id, said in values(plan).items():
                if values(base).get(item_id) != said:
                    assert said in there
        assert bring_in(ours, theirs.path).records == (back.records > 0)
        assert in_any_order(ours.plan) == in_any_order(theirs.plan)
        check_whole(ours)


def check_three(folder, base_path, walks):
    """Three copies of one plan, brought together in two orders: the same records and the same words."""
    for name, steps in zip("abc", walks, strict=True):
        path = Path(shutil.copy(base_path, folder / f"{name}.wellplan"))
        side = store.unlock(path, PASSPHRASE, data_dir=folder / "data")
        walked(side, steps, name)
        side.close()
    found = []
    for order in ("abc", "acb"):
        with Together(folder / order) as together:
            sides = {}
            for name in "abc":
                sides[name] = together.copy(folder / f"{name}.wellplan", name)
            merges = 0
            for name in order[1:]:
                merges += bring_in(sides["a"], sides[name].path).records > 0
            known = uids(sides["a"])
            assert known >= uids(sides["b"]) | uids(sides["c"])
            found.append((len(known) - merges, everything_said(sides["a"].plan)))
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def base_path(tmp_path_factory):
    return made(tmp_path_factory.mktemp("base"), edits=3)[0]


MANY = settings(
    deadline=None,
    derandomize=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def no_backups(monkeypatch):
    """Their own tests make sure of them; here they would only take time."""
    monkeypatch.setattr(open_plan.Store, "back_up", lambda _self: None)


@pytest.mark.usefixtures("no_backups")
@settings(MANY, max_examples=160)
@given(STEPS, STEPS)
def test_promise_16_no_record_and_no_words_are_lost(base_path, ours_steps, theirs_steps):
    with tempfile.TemporaryDirectory(dir=fast_place()) as folder:
        check_fork(Path(folder), base_path, ours_steps, theirs_steps)


@pytest.mark.usefixtures("no_backups")
@settings(MANY, max_examples=40)
@given(STEPS, STEPS, STEPS)
def test_promise_16_three_copies_in_any_order(base_path, first, second, third):
    with tempfile.TemporaryDirectory(dir=fast_place()) as folder:
        check_three(Path(folder), base_path, (first, second, third))


def drawn(pick):
    """The same kinds of steps from a seed: thousands of them without Hypothesis keeping each."""
    count = pick.randrange(0, 12)
    return [
        (pick.choice(KINDS), pick.randrange(10), pick.randrange(10), pick.randrange(31))
        for _n in range(count)
    ]


@pytest.mark.soak
@pytest.mark.usefixtures("no_backups")
def test_promise_16_copies_are_brought_together_soak(base_path):
    run = soak.Run(16, "random forks", 5_000)
    lost = 0
    for number in run.each():
        pick = random.Random(f"fork {number}")
        with tempfile.TemporaryDirectory(dir=fast_place()) as folder:
            try:
                check_fork(Path(folder), base_path, drawn(pick), drawn(pick))
                check_three(Path(folder), base_path, [drawn(pick) for _n in range(3)])
            except AssertionError as error:
                print(f"fork {number}: {error}")
                lost += 1
    run.end(lost=lost)
