# SPDX-License-Identifier: Apache-2.0
"""Each trap that caught others, the defence against it, and what happens once the defence is taken out.

A test here runs an attack twice: with the defence nothing is lost, without it the harm shows. So the test
cannot go blind. `ELSEWHERE` names the traps whose proof of that kind is in another file.
"""

import ast
import os
import shutil
import sqlite3
import tracemalloc
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from vault.keepers import PASSPHRASE, copy_of, do_sql, get_sql, hurt_blob, made, opened, with_words
from wellplan import crypto
from wellplan.crypto import TESTING, Cost
from wellplan.errors import ChangedElsewhere, Damaged, WellPlanError
from wellplan.vault import (
    backup,
    container,
    copying,
    keyslots,
    limits,
    new_file,
    records,
    seen,
    slot_tables,
    steady_file,
    vault,
    verification,
)
from wellplan.vault.instance_lock import InstanceLock

TESTS = Path(__file__).parents[1]
ELSEWHERE = {
    "SQLite's default synchronous=FULL loses the last edit": (
        "vault/test_promises.py",
        "test_the_power_cut_replay_notices_a_program_that_syncs_too_little",
    ),
    "a write without a journal": (
        "vault/test_promise_3.py",
        "test_the_failing_disk_is_noticed_where_nothing_guards_against_it",
    ),
    "a rename is not durable without its syncs": (
        "vault/test_seen.py",
        "test_what_was_seen_is_synced_before_it_has_its_name",
    ),
    "a setting of SQLite that does not stick": (
        "vault/test_container.py",
        "test_a_pragma_that_does_not_stick_refuses",
    ),
    "a removed record that nobody ordered": (
        "vault/test_store.py",
        "test_an_edit_no_one_purged_cannot_be_taken_back",
    ),
    "an empty file is no new plan": ("vault/test_world.py", "test_what_is_no_file_is_told_and_left"),
    "a newer file is not touched": (
        "vault/test_world.py",
        "test_a_newer_versions_file_is_never_changed_by_a_byte",
    ),
    "a stale lock locks nobody out": ("vault/test_instance_lock.py", "test_a_killed_holder_leaves_no_lock"),
    "a torn list of free pages": ("vault/test_world.py", "test_a_damaged_list_of_free_pages_is_mended"),
    "core dumps and debuggers": ("vault/test_hardening.py", ""),
}


@pytest.mark.parametrize("trap", ELSEWHERE)
def test_the_proof_that_is_elsewhere_is_there(trap):
    place, name = ELSEWHERE[trap]
    functions = [
        n.name for n in ast.walk(ast.parse((TESTS / place).read_text())) if isinstance(n, ast.FunctionDef)
    ]
    assert name in functions if name else any(each.startswith("test_") for each in functions)


@contextmanager
def kept(path):
    """The file as it is, put back afterwards, so that an attack can be run twice on the same plan."""
    raw = path.read_bytes()
    try:
        yield
    finally:
        path.write_bytes(raw)


def let_go(opened_plan):
    """As a kill does."""
    opened_plan.vault.close()
    opened_plan._lock.release()


# --- Two programs, two windows, other files


def test_another_program_writes_between_two_saves(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path, edits=2)

    def attack():
        first = opened(path)
        let_go(first)  # its lock is gone, as with a copy brought back by a sync program
        second = opened(path)
        second.save(with_words(plan, "from the second"))
        second.close()
        first.vault._db = container.connect(path)
        first.save(with_words(plan, "from the first"))
        let_go(first)

    with kept(path), pytest.raises(ChangedElsewhere):
        attack()
    # Without the comparison the first window writes record 4 over the second's.
    monkeypatch.setattr(steady_file.SteadyFile, "_transact", write_without_looking)
    attack_failed = False
    with suppress(WellPlanError):
        attack()
        attack_failed = opened(path).plan.sections[0].items[-1].text("sign") == "from the second"
    assert not attack_failed


def write_without_looking(self, db, raw, work):
    db.conn.execute("BEGIN IMMEDIATE")
    db.conn.execute("DELETE FROM record WHERE seq > ?", [self.head.seq])
    work(db)
    db.execute("UPDATE head SET bytes = ? WHERE id = 1", [raw])
    db.conn.execute("COMMIT")


def test_a_file_renamed_over_ours_is_called_by_its_name(tmp_path, monkeypatch):
    """SQLite stops such a write too, but as if the disk were read only: the wrong thing to be told."""
    path, plan, _code = made(tmp_path, edits=1)

    def attack():
        again = opened(path)
        try:
            copy_of(path, tmp_path / "sync").replace(path)
            again.save(with_words(plan, "into nowhere"))
        finally:
            let_go(again)

    with pytest.raises(ChangedElsewhere):
        attack()
    monkeypatch.setattr(steady_file.SteadyFile, "_check_place", lambda _self: None)
    with pytest.raises(WellPlanError, match="can’t be written to"):
        attack()


def test_two_windows(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    first = opened(path)
    with pytest.raises(WellPlanError, match="another window"):
        opened(path)
    monkeypatch.setattr(InstanceLock, "take", lambda _self: None)
    second = opened(path)
    second.save(with_words(plan, "two"))
    with pytest.raises(ChangedElsewhere):  # nothing is lost even so, but one window cannot save
        first.save(with_words(plan, "one"))
    second.close()
    first.close()


def test_a_new_plan_never_replaces_a_file(tmp_path, monkeypatch):
    target, half = tmp_path / "plan", tmp_path / "half"

    def attack():
        target.write_text("somebody's only copy")
        half.write_text("new")
        new_file.place_new(half, target)

    def no_links(_old, _new):
        raise OSError(95, "no hard links")

    for link in (os.link, no_links):
        monkeypatch.setattr(os, "link", link)
        with pytest.raises(WellPlanError, match="already a file"):
            attack()
        assert target.read_text() == "somebody's only copy"
    monkeypatch.setattr(new_file, "check_free", lambda _path: None)
    attack()
    assert target.read_text() == "new"


# --- A failure of the disk


def test_a_write_that_was_told_as_failed_and_had_landed(tmp_path, monkeypatch):
    class Lands:
        def __init__(self, conn):
            self._conn = conn

        def execute(self, sql, *args):
            done = self._conn.execute(sql, *args)
            if sql == "COMMIT":
                raise sqlite3.OperationalError("the folder's sync failed")
            return done

        def __getattr__(self, name):
            return getattr(self._conn, name)

    def attack(name):
        path, plan, _code = made(tmp_path, name=name)
        again = opened(path)
        again.vault._connection().conn = Lands(again.vault._connection().conn)
        with suppress(WellPlanError):
            again.save(with_words(plan, "one"))
        again.save(with_words(plan, "two"))
        again.close()

    attack("looked.wellplan")
    monkeypatch.setattr(steady_file.SteadyFile, "_has_landed", lambda *_given: False)
    with pytest.raises(ChangedElsewhere):
        attack("not looked.wellplan")


def test_a_backup_counts_only_once_it_was_read(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    again = opened(path)

    def cut(source, target):
        target.write_bytes(source.read_bytes()[:-4096])

    monkeypatch.setattr(copying, "copy_plan", cut)
    with pytest.raises(WellPlanError, match="could not make a backup"):
        again.back_up()
    assert backup.list_backups(tmp_path / "data", again.keys.vault_id) == ()
    bad = backup.make_backup(path, tmp_path / "data", again.keys.vault_id, lambda _copy: None)
    with pytest.raises(WellPlanError):
        verification.verify_file(bad, again.keys)
    again.close()


# --- Someone who can write to the file


def test_a_bit_of_a_wal_file_takes_back_an_edit(tmp_path, monkeypatch):
    """With a write-ahead log a hurt byte in it loses committed edits without an error."""
    path, plan, _code = made(tmp_path)
    again = opened(path)
    again.save(with_words(plan, "committed"))
    rows = get_sql(path, "SELECT * FROM record WHERE seq = 2"), get_sql(path, "SELECT bytes FROM head")
    let_go(again)
    do_sql(path, "DELETE FROM record WHERE seq = 2")
    do_sql(path, "UPDATE head SET bytes = ?", (older_head(again, path),))
    keep = sqlite3.connect(path, isolation_level=None)
    keep.execute("PRAGMA journal_mode=WAL")
    keep.execute("BEGIN")
    keep.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?)", rows[0][0])
    keep.execute("UPDATE head SET bytes = ?", rows[1][0])
    keep.execute("COMMIT")
    there = tmp_path / "there"
    there.mkdir()
    for each in ("plan.wellplan", "plan.wellplan-wal"):
        shutil.copy(tmp_path / each, there / each)
    keep.close()
    raw = bytearray((there / "plan.wellplan-wal").read_bytes())
    raw[40] ^= 1
    (there / "plan.wellplan-wal").write_bytes(raw)
    with pytest.raises(Damaged):
        opened(there / "plan.wellplan")
    monkeypatch.setattr(container, "check_header", lambda _path: None)
    monkeypatch.setattr(container, "PRAGMAS", ())
    silent = opened(there / "plan.wellplan")
    assert silent.plan == plan, "the edit is gone and nobody was told"
    silent.verify()
    silent.close()


def older_head(again, path):
    """The head as it was after the first record."""
    [(raw_uid, sealed)] = get_sql(path, "SELECT uid, sealed FROM record WHERE seq = 1")
    mac = records.chain(again.keys, records.NO_MAC, 1, raw_uid, crypto.sha256(sealed))
    slots = again.vault.head.slots
    return records.head_bytes(again.keys, records.Head(again.keys.vault_id, 1, mac, slots))


def test_a_trigger_in_the_schema(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    do_sql(path, "CREATE TRIGGER evil AFTER UPDATE ON head BEGIN DELETE FROM record WHERE seq > 1; END")
    with pytest.raises(Damaged):
        opened(path)
    monkeypatch.setattr(container, "check_schema", lambda _conn: None)
    again = opened(path)
    again.save(with_words(plan, "eaten"))
    assert get_sql(path, "SELECT count(*) FROM record") == [(1,)]
    let_go(again)


def test_the_authorizer_allows_rows_only(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    attach = f"ATTACH '{tmp_path}/stolen' AS s"
    for statement in (
        attach,
        "SELECT load_extension('x')",
        "PRAGMA journal_mode=WAL",
    ):
        db = container.connect(path)
        with pytest.raises(sqlite3.DatabaseError):
            db.conn.execute(statement)
        db.close()
    monkeypatch.setattr(container, "_ALLOWED", frozenset(range(100)))
    monkeypatch.setattr(limits, "LIMITS", ())
    db = container.connect(path)
    db.conn.execute(attach)
    db.conn.execute("CREATE TABLE s.t AS SELECT * FROM record")
    db.close()
    assert (tmp_path / "stolen").stat().st_size > 0


def test_an_old_slot_put_back_opens_with_an_old_passphrase(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    [(old,)] = get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
    again = opened(path)
    again.change_passphrase("second", cost=TESTING)
    again.close()
    for table in ("slot", "slot_copy"):
        do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (old,))
    with pytest.raises(Damaged):
        opened(path)
    monkeypatch.setattr(vault.Vault, "check_slots", lambda *_given: ())
    opened(path, PASSPHRASE).close()


def test_an_old_file_put_back_is_announced_from_memory_outside_it(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    old = path.read_bytes()
    again = opened(path)
    again.save(with_words(plan, "newer"))
    again.close()
    path.write_bytes(old)
    again = opened(path)
    assert any("older copy" in told for told in again.notices)
    again.close()
    monkeypatch.setattr(seen, "highest_seen", lambda _data_dir, _vault_id: 0)
    again = opened(path)
    assert again.notices == ()
    again.close()


def test_an_old_record_put_back_is_caught_by_the_chain(tmp_path, monkeypatch):
    """A record of the same number from another time, sealed with the same key."""
    path, plan, _code = made(tmp_path)
    fork = copy_of(path, tmp_path / "fork")
    for each, words in ((path, "ring Sam"), (fork, "never ring Sam")):
        again = opened(each)
        again.save(with_words(plan, words))
        let_go(again)
    [row] = get_sql(fork, "SELECT uid, sealed, mac FROM record WHERE seq = 2")
    do_sql(path, "UPDATE record SET uid = ?, sealed = ? WHERE seq = 2", row[:2])
    with pytest.raises(Damaged):
        opened(path)
    monkeypatch.setattr(records, "check_link", lambda *_given: None)
    again = opened(path)
    assert again.plan.sections[0].items[-1].text("sign") == "never ring Sam"
    again.close()


def test_one_damaged_slot_copy_locks_nobody_out(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    hurt_blob(path, "slot", "bytes", "id = 1")
    with kept(path):
        assert opened(path).plan == plan
    (tmp_path / ".plan.wellplan.lock").unlink(missing_ok=True)

    def first_table_only(db):
        rows = dict(db.execute("SELECT id, bytes FROM slot").fetchall())
        found = dict.fromkeys(keyslots.KINDS, ())
        for kind in keyslots.KINDS:
            with suppress(keyslots.BadSlot):
                found[kind] = (keyslots.parse_slot(rows.get(kind), kind),)
        return slot_tables.SlotTables(found, frozenset())

    monkeypatch.setattr(slot_tables, "_read_slots", first_table_only)
    with pytest.raises(Damaged):
        opened(path)


def test_a_slot_that_asks_for_two_gigabytes(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    [(raw,)] = get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
    body = raw[:6] + (2 * 1024 * 1024).to_bytes(4, "big") + raw[10:142]
    for table in ("slot", "slot_copy"):
        do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (body + crypto.sha256(body),))
    asked = []
    monkeypatch.setattr(crypto, "stretch", lambda _words, _salt, cost: asked.append(cost) or bytes(32))
    with pytest.raises(Damaged):
        opened(path)
    assert asked == []
    monkeypatch.setattr(Cost, "is_readable", True)
    with pytest.raises(WellPlanError):
        opened(path)
    assert asked[0].memory_kib == 2 * 1024 * 1024


def test_a_huge_slot_is_read_before_any_secret_is_right(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    do_sql(path, "UPDATE slot SET bytes = zeroblob(12000000) WHERE id = 1")

    def memory():
        db = container.connect(path)
        tracemalloc.start()
        slot_tables.read_slots(db)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        db.close()
        return most

    assert memory() < 1_000_000
    monkeypatch.setattr(slot_tables, "_LONGEST_ROW", 1_000_000_000)
    assert memory() > 10_000_000


# --- What stays on the disk


def test_a_replaced_slot_is_wiped_in_the_file(tmp_path, monkeypatch):
    """A passphrase that someone knew must not open what is left of its slot."""

    def attack(name):
        path, _plan, _code = made(tmp_path, name=name)
        [(old,)] = get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
        again = opened(path)
        again.change_passphrase("second", cost=TESTING)
        again.remove_recovery()
        again.close()
        return old[18:142] in path.read_bytes()

    assert not attack("wiped.wellplan")
    pragmas = tuple((n, 0 if n == "secure_delete" else value) for n, value in container.PRAGMAS)
    monkeypatch.setattr(container, "PRAGMAS", pragmas)
    # The freed place is used again at once for the same length, so look at a longer value: the snapshot.
    path, plan, _code = made(tmp_path, name="left.wellplan")
    again = opened(path)
    again.save(with_words(plan, "x" * 9000))
    again.vault.put_snapshot({"a": "x" * 60_000})
    [(sealed,)] = get_sql(path, "SELECT sealed FROM snapshot")
    again.vault.put_snapshot({"a": "x"})
    assert sealed[30_000:31_000] in path.read_bytes()
    again.close()


def test_no_sorting_goes_through_a_file(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    for n in range(12):
        again.save(with_words(plan, f"{n}" + "long " * 40_000))
    again.close()

    def files_while_sorting():
        db = container.connect(path, read_only=True)
        rows = db.conn.execute("SELECT a.sealed FROM record a, record b ORDER BY a.sealed || b.seq")
        rows.fetchone()
        names = [link_of(each) for each in Path("/proc/self/fd").iterdir()]
        db.close()
        return [name for name in names if "etilqs" in name]

    assert files_while_sorting() == []
    monkeypatch.setattr(
        container, "PRAGMAS", tuple(each for each in container.PRAGMAS if each[0] != "temp_store")
    )
    assert files_while_sorting() != []


def link_of(path):
    with suppress(OSError):
        return str(path.readlink())
    return ""


# --- What Python invites


def sources():
    return sorted((TESTS.parent / "src" / "wellplan").rglob("*.py"))


@pytest.mark.parametrize(
    ("word", "where"),
    [
        ("import random", "keys come from the system's random source"),
        ("import pickle", "no file can run code"),
        ("enable_load_extension", "no file can run code"),
        ("os.fork", "no connection is carried across"),
        ("shell=True", "no words reach a shell"),
    ],
)
def test_what_must_not_be_in_the_source(word, where):
    assert [path.name for path in sources() if word in path.read_text()] == [], where


def test_keys_and_words_are_not_in_what_python_prints(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    shown = f"{again.keys!r}{again.vault.slots!r}{again.vault.head!r}{again.vault!r}{again!r}"
    for secret in (again.keys.data, again.keys.record, again.vault.slots[1].raw):
        assert secret.hex() not in shown
        assert repr(secret)[2:20] not in shown
    again.close()


def test_a_tag_is_compared_in_constant_time(monkeypatch):
    asked = []
    monkeypatch.setattr(crypto.hmac, "compare_digest", lambda one, other: asked.append(1) or one == other)
    slot = keyslots.passphrase_slot("x", bytes(32), bytes(16), TESTING)
    assert keyslots.open_slot(slot, keyslots.passphrase_key(slot, "y")) is None
    assert asked == [1]
