# SPDX-License-Identifier: Apache-2.0
"""Attacks tried by hand on the file, its folder and the app's data folder, kept so that none works again.

The attacker can write to all of these between sessions, and has no passphrase.
"""

import json
import os
import sqlite3
import struct
import threading
from pathlib import Path

import pytest

from vault.keepers import PASSPHRASE, copy_of, do_sql, get_sql, made, opened, small_plan, with_words
from wellplan.crypto import TESTING
from wellplan.errors import Damaged, WellPlanError
from wellplan.vault import (
    backup,
    container,
    copies_found,
    errands,
    forgetting,
    merging,
    places,
    restore,
    seen,
    window_note,
)
from wellplan.vault.errands import Errand
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.rescue import read_what_is_left
from wellplan.vault.store import create, unlock_with_recovery

MAGIC = bytes.fromhex("d9d505f920a163d7")
MINE = b"the only copy of a thesis\n" * 100


@pytest.fixture
def thesis(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "thesis.odt"
    path.parent.mkdir()
    path.write_bytes(MINE)
    return path


def at_once(call) -> None:
    """It must not wait for the other end of a pipe."""
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


# --- a journal put beside the plan


def journal(page: int, content: bytes, pages: int, other: Path | None = None) -> bytes:
    """A rollback journal as sqlite.org/fileformat2.html has it; `other`: its super-journal."""
    check = sum(content[at] for at in range(4096 - 200, 0, -200)) & 0xFFFFFFFF
    head = (MAGIC + struct.pack(">5I", 1, 0, pages, 512, 4096)).ljust(512, b"\0")
    body = struct.pack(">I", page) + content + struct.pack(">I", check)
    if other is None:
        return head + body
    name = os.fsencode(other)
    end = struct.pack(">II", len(name), sum(name)) + MAGIC
    return head + body + struct.pack(">I", 0x40000000 // 4096 + 1) + name + end


@pytest.mark.parametrize("linked", [False, True])
def test_a_journal_that_names_another_file_does_not_remove_it(tmp_path, thesis, linked):
    path, _plan, _code = made(tmp_path)
    raw = path.read_bytes()
    beside = path.with_name(f"{path.name}-journal")
    beside.write_bytes(journal(2, raw[4096:8192], len(raw) // 4096, thesis))
    asked = path
    if linked:
        asked = tmp_path / "link.wellplan"
        asked.symlink_to(path)
    with pytest.raises(Damaged):
        opened(asked)
    with pytest.raises(Damaged):
        container.connect(asked)
    assert thesis.read_bytes() == MINE
    assert beside.exists()
    beside.unlink()
    opened(path).close()


def test_without_the_look_sqlite_removes_the_file_a_journal_names(tmp_path, thesis):
    path, _plan, _code = made(tmp_path)
    raw = path.read_bytes()
    path.with_name(f"{path.name}-journal").write_bytes(journal(2, raw[4096:8192], len(raw) // 4096, thesis))
    get_sql(path, "SELECT * FROM head")
    assert not thesis.exists()


def test_a_journal_that_is_no_file_is_refused(tmp_path, thesis):
    path, _plan, _code = made(tmp_path)
    beside = path.with_name(f"{path.name}-journal")
    beside.symlink_to(thesis)
    with pytest.raises(WellPlanError):
        opened(path)
    beside.unlink()
    os.mkfifo(beside)

    def try_it() -> None:
        with pytest.raises(WellPlanError):
            container.connect(path)

    at_once(try_it)
    assert thesis.read_bytes() == MINE


def test_a_damaged_plan_with_a_pipe_for_a_journal_can_be_read(tmp_path):
    path, plan, _code = made(tmp_path)
    os.mkfifo(path.with_name(f"{path.name}-journal"))
    read = []
    at_once(lambda: read.append(read_what_is_left(path, passphrase=PASSPHRASE).plan))
    assert read == [plan]


# --- a note of an errand that nobody gave


def leave_note(data: Path, **note: object) -> Errand:
    data.mkdir(exist_ok=True)
    (data / errands.NOTE).write_text(json.dumps({"target": None, "begun": False, **note}))
    found = errands.find(data)
    assert found is not None
    return found


@pytest.mark.parametrize("begun", [False, True])
def test_a_made_up_errand_touches_nothing_but_plans(tmp_path, thesis, begun):
    data, stolen = tmp_path / "data", tmp_path / "stolen.odt"
    for note in (
        {"kind": "remove", "path": str(thesis)},
        {"kind": "move", "path": str(thesis), "target": str(stolen)},
    ):
        with pytest.raises(WellPlanError):
            errands.run(leave_note(data, **note, begun=begun), data)
    twin = tmp_path / "twin.odt"
    twin.write_bytes(MINE)
    with pytest.raises(WellPlanError):
        errands.run(leave_note(data, kind="move", path=str(thesis), target=str(twin), begun=True), data)
    assert (thesis.read_bytes(), stolen.exists(), errands.find(data)) == (MINE, False, None)


def test_a_made_up_errand_gives_a_plan_no_name_that_means_something(tmp_path):
    path, _plan, _code = made(tmp_path)
    with pytest.raises(WellPlanError):
        errands.run(
            leave_note(tmp_path / "data", kind="move", path=str(path), target=str(tmp_path / ".profile")),
            tmp_path / "data",
        )
    assert path.exists()


def test_an_errand_that_was_cut_short_still_ends(tmp_path):
    path, _plan, _code = made(tmp_path)
    path.write_bytes(bytes(places.WIPED) + path.read_bytes()[places.WIPED :])
    data = tmp_path / "data"
    assert errands.run(leave_note(data, kind="remove", path=str(path), begun=True), data).path is None
    assert not path.exists()
    gone = leave_note(data, kind="remove", path=str(path), begun=True)
    assert errands.run(gone, data).path is None


# --- links and pipes in the data folder


def test_what_was_seen_is_never_written_through_a_link(tmp_path, thesis):
    data = tmp_path / "data"
    data.mkdir()
    (data / ".seen.json.new").symlink_to(thesis)
    seen.remember_seen(data, b"v" * 16, 7)
    assert seen.highest_seen(data, b"v" * 16) == 7
    (data / ".seen.json.new").symlink_to(thesis)
    seen.forget(data, b"v" * 16)
    assert seen.highest_seen(data, b"v" * 16) == 0
    assert thesis.read_bytes() == MINE


def test_pipes_in_the_data_folder_hold_nobody_up(tmp_path):
    for name in (seen.NAME, errands.NOTE):
        os.mkfifo(tmp_path / name)
    at_once(lambda: seen.highest_seen(tmp_path, b"v" * 16))
    at_once(lambda: errands.find(tmp_path))


def test_a_backups_folder_that_leads_elsewhere_takes_nothing_with_it(tmp_path, thesis):
    path, plan, _code = made(tmp_path)
    store = opened(path)
    folder = backup.backups_dir(tmp_path / "data", store.keys.vault_id)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(thesis.parent)
    forgetting.forget_item(store, plan.sections[1].id, plan.sections[1].items[0].id)
    assert "singing" not in str(store.plan)
    store.close()
    assert thesis.read_bytes() == MINE
    places.remove_plan(path, tmp_path / "data")
    assert (thesis.read_bytes(), path.exists()) == (MINE, False)


def test_a_link_among_the_backups_is_not_written_through(tmp_path, thesis):
    path, _plan, _code = made(tmp_path)
    store = opened(path)
    made_one = store.back_up()
    store.close()
    made_one.with_name("999999-20300101T000000000000Z.wellplan").symlink_to(thesis)
    os.mkfifo(made_one.with_name("999999-20300101T000000000001Z.wellplan"))
    at_once(lambda: places.remove_plan(path, tmp_path / "data"))
    assert (thesis.read_bytes(), made_one.exists(), path.exists()) == (MINE, False, False)


def test_a_link_at_the_locks_place_is_not_followed(tmp_path):
    path, _plan, _code = made(tmp_path)
    target = tmp_path / "made-for-me"
    path.with_name(f".{path.name}.lock").symlink_to(target)
    lock = InstanceLock(path)
    lock.take()
    lock.release()
    assert not target.exists()


def test_a_pipe_where_a_disk_without_locks_has_its_note_holds_nobody_up(tmp_path):
    os.mkfifo(tmp_path / "note")
    at_once(lambda: window_note.leave(tmp_path / "note"))
    assert (tmp_path / "note").is_file()


def test_a_pipe_at_the_locks_place_holds_nobody_up(tmp_path):
    path, _plan, _code = made(tmp_path)
    os.mkfifo(path.with_name(f".{path.name}.lock"), 0o444)
    at_once(lambda: opened(path).close())


# --- rows put back


def test_two_tables_on_one_page_are_no_plan(tmp_path):
    path, _plan, _code = made(tmp_path, edits=1)
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA writable_schema=ON")
    conn.execute(
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'record')"
        " WHERE name = 'snapshot'"
    )
    conn.commit()
    conn.close()
    before = path.read_bytes()
    with pytest.raises(Damaged):
        opened(path)
    assert path.read_bytes() == before


def test_forgotten_words_put_back_in_their_row_are_named(tmp_path):
    path, _plan, _code = made(tmp_path, edits=1)
    old = copy_of(path, tmp_path / "old")
    store = opened(path)
    item = store.plan.sections[0].items[0]
    forgetting.forget_item(store, store.plan.sections[0].id, item.id)
    store.close()
    [(sealed,)] = get_sql(old, "SELECT sealed FROM record WHERE seq = 2")
    do_sql(path, "UPDATE record SET class = 1, sealed = ? WHERE seq = 2", (sealed,))
    store = opened(path)
    with pytest.raises(Damaged):
        store.verify()
    assert "sign 0" not in str(store.plan)
    assert "sign 0" not in str(store.history()) + str([store.plan_at(n) for n in range(1, 4)])
    store.close()


def test_a_snapshot_from_before_a_forgetting_takes_nothing_back(tmp_path):
    path, _plan, _code = made(tmp_path, edits=1)
    old = copy_of(path, tmp_path / "old")
    store = opened(path)
    store.mark_version("print")
    store.set_preference("colour", "green")
    item = store.plan.sections[0].items[0]
    forgetting.forget_item(store, store.plan.sections[0].id, item.id)
    number = store.version().number
    store.close()
    [(sealed,)] = get_sql(old, "SELECT sealed FROM snapshot")
    do_sql(path, "UPDATE snapshot SET sealed = ?", (sealed,))
    store = opened(path)
    assert (store.version().number, store.preference("colour")) == (number, "green")
    assert "sign 0" not in str(store.plan)
    store.close()
    store = opened(path)
    store.verify()
    assert store.notices == ()
    store.close()


def test_old_secrets_put_back_are_told_on_a_computer_that_saw_the_new_ones(tmp_path):
    path, _plan, _code = made(tmp_path, edits=1)
    old = copy_of(path, tmp_path / "old")
    store = opened(path)
    store.change_passphrase("a new one", cost=store.vault.slots[1].cost)
    store.close()
    path.write_bytes(old.read_bytes())
    store = opened(path)
    assert any("older" in told for told in store.notices)
    store.close()


def put_sheet_back(path: Path, old: Path) -> None:
    for table in ("slot", "slot_copy"):
        [(raw,)] = get_sql(old, f"SELECT bytes FROM {table} WHERE id = 2")
        do_sql(path, f"INSERT INTO {table} VALUES (2, ?)", (raw,))


def test_a_sheet_that_was_taken_out_and_put_back_is_taken_out_again(tmp_path):
    path, _plan, code = made(tmp_path, edits=1)
    old = copy_of(path, tmp_path / "old")
    store = opened(path)
    store.remove_recovery()
    store.close()
    put_sheet_back(path, old)
    with pytest.raises(Damaged):
        unlock_with_recovery(path, code, None, data_dir=tmp_path / "data")
    store = opened(path)
    [told] = store.notices
    assert "took it out again" in told
    store.verify()
    store.save(with_words(store.plan, "goes on"))
    store.close()
    assert get_sql(path, "SELECT id FROM slot") == [(1,)]
    store = opened(path)
    assert store.notices == ()
    store.close()


def test_a_sheet_put_back_where_nothing_can_be_written_is_told(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path, edits=1)
    old = copy_of(path, tmp_path / "old")
    store = opened(path)
    store.remove_recovery()
    store.close()
    put_sheet_back(path, old)
    monkeypatch.setattr("wellplan.vault.store._can_write", lambda *_args: False)
    store = opened(path)
    assert any("does not open your plan" in told for told in store.notices)
    store.close()


def test_a_plan_too_long_for_plan_json_is_not_saved(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    store = opened(path)
    store.save(with_words(plan, "a" * 400_000))
    store.save(with_words(plan, "," * 290_000))
    for words in ("," * 300_001, "a" * (16 << 20)):
        with pytest.raises(WellPlanError):
            store.save(with_words(plan, words))
    store.save(with_words(plan, "goes on"))
    store.close()


def test_removing_a_plan_takes_the_note_of_its_window(tmp_path):
    path, _plan, _code = made(tmp_path)
    note = path.with_name(f".{path.name}.window")
    note.write_text("{}")
    places.remove_plan(path, tmp_path / "data")
    assert not note.exists()


@pytest.mark.parametrize("hurt", [False, True])
def test_forgetting_never_removes_words_that_only_a_second_copy_has(tmp_path, hurt):
    path, _plan, _code = made(tmp_path, edits=1)
    second = copy_of(path, tmp_path / "other")
    theirs = opened(second)
    theirs.save(with_words(theirs.plan, "only here"))
    theirs.close()
    if hurt:
        second.write_bytes(second.read_bytes()[:5000])
    store = opened(path)
    away = copies_found.put_away(store, second)
    item = store.plan.sections[0].items[0]
    done = forgetting.forget_item(store, store.plan.sections[0].id, item.id)
    assert (done.copies_kept, away.exists()) == (1, True)
    if not hurt:
        merging.bring_in(store, away)
        done = forgetting.forget_item(store, store.plan.sections[0].id, item.id)
        assert (done.copies_kept, away.exists()) == (0, False)
        assert "only here" in str(store.plan)
    store.close()


@pytest.mark.parametrize("name", ["999999-20300101T000000000000Z", "999999999-20300101T000000000000Z"])
def test_made_up_names_of_backups_end_no_counting(tmp_path, name):
    path, plan, _code = made(tmp_path)
    store = opened(path)
    store.back_up().with_name(f"{name}.wellplan").write_bytes(MINE)
    (listed,) = [
        each for each in backup.list_backups(store.data_dir, store.keys.vault_id) if name in str(each)
    ]
    with pytest.raises(Damaged):
        restore.read_backup(store, listed)
    for n in range(3):
        store.save(with_words(plan, str(n)))
        mine = backup.as_backup(store.back_up())
        assert mine in backup.list_backups(store.data_dir, store.keys.vault_id)
    store.close()


def test_made_up_times_stop_no_list(tmp_path):
    path, plan, _code = made(tmp_path)
    store = opened(path)
    for day in ("00010101", "99991231", "20301332"):
        store.back_up().with_name(f"000002-{day}T000000000000Z.wellplan").write_bytes(MINE)
    assert all(
        1971 <= each.at.year <= 9000 for each in backup.list_backups(store.data_dir, store.keys.vault_id)
    )
    store.save(with_words(plan, "more"))
    store.close()
    for moment in (-(1 << 62), -(10.0**11), 0.0, 1e10, 2.4e11, 1e12, 1 << 62):
        assert 1971 <= copies_found._moment(moment).year <= 9000


@pytest.mark.parametrize("words", [PASSPHRASE, "the attacker's"])
def test_another_plan_among_the_backups_is_never_put_back(tmp_path, words):
    path, _plan, _code = made(tmp_path)
    other, _code2 = create(tmp_path / "other.wellplan", words, small_plan(), cost=TESTING, data_dir=tmp_path)
    other.close()
    store = opened(path)
    forged = store.back_up().with_name("000099-20300101T000000000000Z.wellplan")
    store.close()
    forged.write_bytes((tmp_path / "other.wellplan").read_bytes())
    before = path.read_bytes()
    with pytest.raises(WellPlanError):
        restore.restore_file(forged, path, passphrase=PASSPHRASE, data_dir=tmp_path / "data")
    assert path.read_bytes() == before
