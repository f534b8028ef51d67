# SPDX-License-Identifier: Apache-2.0
"""The world's faults: each told in plain sentences, and the plan unharmed."""

import fcntl
import os
import shutil
import sqlite3
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from vault.keepers import (
    PASSPHRASE,
    Failing,
    do_sql,
    fail_commit,
    get_sql,
    hurt_blob,
    made,
    opened,
    with_words,
)
from wellplan import crypto
from wellplan.crypto import STANDARD, TESTING, Cost
from wellplan.errors import ChangedElsewhere, Damaged, NewerVersion, OpenElsewhere, WellPlanError
from wellplan.vault import (
    backup,
    container,
    instance_lock,
    keyslots,
    limits,
    mending,
    open_plan,
    slot_care,
    store,
    verification,
    window_note,
)
from wellplan.vault import vault as vaults


def sentences(error):
    told = error.value
    assert told.what
    assert told.safe
    assert told.next_step
    return str(told)


def raising(error):
    def fail(*_args, **_options):
        raise error

    return fail


# --- What is at the place is no plan


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "empty", "link to nothing"])
def test_what_is_no_file_is_told_and_left(tmp_path, kind):
    path = tmp_path / "plan.wellplan"
    make = {
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/zero"),
        "empty": path.touch,
        "link to nothing": lambda: path.symlink_to(tmp_path / "none"),
    }
    make[kind]()
    said = {"empty": "file is empty", "link to nothing": "no plan at that place"}
    with pytest.raises(WellPlanError, match=said.get(kind, "a folder or a device")) as told:
        opened(path)
    sentences(told)
    if kind != "link to nothing":
        with pytest.raises(WellPlanError):
            container.check_header(path)
        with pytest.raises(WellPlanError, match="already a file"):
            store.create(path, "x", made(tmp_path, name="b")[1], cost=TESTING, data_dir=tmp_path)
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".lock")] == []


def test_a_newer_versions_file_is_never_changed_by_a_byte(tmp_path):
    path, _plan, code = made(tmp_path)
    do_sql(path, "PRAGMA user_version = 2")
    before = crypto.sha256(path.read_bytes()), sorted(tmp_path.iterdir()), path.stat().st_mtime_ns
    for call in (
        lambda: opened(path),
        lambda: store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data"),
        lambda: container.connect(path),
        lambda: verification.pages_fit(path),
    ):
        with pytest.raises(NewerVersion) as told:
            call()
        sentences(told)
    assert (crypto.sha256(path.read_bytes()), sorted(tmp_path.iterdir()), path.stat().st_mtime_ns) == before


def test_a_file_that_says_its_row_is_a_gigabyte_takes_no_memory(tmp_path):
    """The length of the snapshot says 900 MB; its chain of pages leads in a circle."""
    path, plan, _code = made(tmp_path, edits=2)
    [(root,)] = get_sql(path, "SELECT rootpage FROM sqlite_master WHERE name = 'snapshot'")
    raw = bytearray(path.read_bytes())
    page = bytearray(raw[(root - 1) * 4096 : root * 4096])
    length = 900_000_000
    size = b"".join(bytes([length >> shift & 127 | 128]) for shift in (28, 21, 14, 7)) + bytes([length & 127])
    kind = length * 2 + 12
    name = b"".join(bytes([kind >> shift & 127 | 128]) for shift in (28, 21, 14, 7)) + bytes([kind & 127])
    cell = 4096 - 1500
    page[8:10] = cell.to_bytes(2, "big")
    page[cell : cell + 13] = size + b"\x01" + b"\x07\x00" + name
    page[4092:4096] = root.to_bytes(4, "big")
    raw[(root - 1) * 4096 : root * 4096] = page
    path.write_bytes(raw)
    tracemalloc.start()
    again = opened(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert again.plan == plan
    assert most < 8_000_000
    assert again.vault._connection().conn.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 0
    again.close()


def test_what_is_read_is_never_longer_than_the_file(tmp_path):
    path, _plan, _code = made(tmp_path)
    db = container.connect(path)
    assert db.conn.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == path.stat().st_size
    with pytest.raises(sqlite3.DataError):
        db.conn.execute("SELECT ?", [bytes(9_000_000)])
    with container.transaction(db):
        assert db.conn.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == limits.MOST_BYTES
    db.close()


# --- The place goes away


def test_the_stick_is_pulled_out_while_saving(tmp_path):
    stick, away = tmp_path / "stick", tmp_path / "away"
    stick.mkdir()
    path, plan, _code = made(stick)
    again = store.unlock(path, PASSPHRASE, data_dir=tmp_path / "home")
    stick.rename(away)
    after = with_words(plan, "typed meanwhile")
    for _time in range(2):
        with pytest.raises(WellPlanError, match="no longer where it was") as told:
            again.save(after)
        assert "on your screen" in sentences(told)
    assert again.plan == plan
    away.rename(stick)
    again.save(after)
    again.verify()
    again.close()
    assert opened(path).plan == after


def test_another_stick_in_the_same_place_is_not_written_to(tmp_path):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    path.rename(tmp_path / "away")
    with pytest.raises(WellPlanError):
        again.save(with_words(plan, "x"))
    other, _other_plan, _code2 = made(tmp_path, edits=2, name="other.wellplan")
    shutil.copy(other, path)
    before = path.read_bytes()
    for _time in range(2):
        with pytest.raises(ChangedElsewhere):
            again.save(with_words(plan, "x"))
    assert path.read_bytes() == before
    path.unlink()
    (tmp_path / "away").rename(path)
    again.save(with_words(plan, "x"))
    again.close()


@pytest.mark.parametrize(
    "error",
    [OSError(5, "i/o"), sqlite3.OperationalError("x"), WellPlanError("a", "b", "c"), OSError(19, "gone")],
)
@pytest.mark.parametrize("lands", [False, True])
def test_a_stick_that_goes_in_the_middle_of_a_save_and_comes_back(tmp_path, monkeypatch, error, lands):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    fail_commit(again, sqlite3.SQLITE_IOERR, lands)
    after = with_words(plan, "one")
    with monkeypatch.context() as patch:
        patch.setattr(container, "connect", raising(error))
        for _time in range(2):
            with pytest.raises(WellPlanError) as told:
                again.save(after)
            sentences(told)
    assert again.plan == plan
    again.save(after)
    assert len(again.history()) == 2
    again.close()
    assert opened(path).plan == after


def test_a_file_that_turns_out_damaged_after_a_failure(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    for _time in range(2):
        fail_commit(again, sqlite3.SQLITE_IOERR)
        with monkeypatch.context() as patch:
            patch.setattr(vaults.SteadyFile, "settle", raising(container.damaged()))
            with pytest.raises(WellPlanError):
                again.vault.append({"kind": "preference"})
        again.vault.settle()
    again.vault.close()
    with monkeypatch.context() as patch:
        patch.setattr(container, "connect", raising(container.damaged()))
        with pytest.raises(Damaged):
            again.save(with_words(plan, "x"))
    again.close()


@pytest.mark.parametrize("error", [sqlite3.DatabaseError, sqlite3.OperationalError])
def test_a_head_that_cannot_be_looked_at_after_a_failure(tmp_path, monkeypatch, error):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    fail_commit(again, sqlite3.SQLITE_IOERR)
    failure = error("x")
    failure.sqlite_errorcode = (
        sqlite3.SQLITE_IOERR if error is sqlite3.OperationalError else sqlite3.SQLITE_CORRUPT
    )
    with monkeypatch.context() as patch:
        patch.setattr("wellplan.vault.steady_file.stored_head", raising(failure))
        with pytest.raises(WellPlanError):
            again.vault._has_landed(b"", again.vault.head, failure)
        with pytest.raises(WellPlanError):
            again.vault.settle()
    assert again.vault.settle() is False
    again.save(with_words(plan, "x"))
    again.close()


def test_another_plan_in_the_place_of_one_in_doubt(tmp_path, monkeypatch):
    """What is in doubt stays so until the right file is back; then what landed counts."""
    path, plan, _code = made(tmp_path)
    other, _plan, _code2 = made(tmp_path, name="other.wellplan")
    again = opened(path)
    fail_commit(again, sqlite3.SQLITE_IOERR, lands=True)
    after = with_words(plan, "one")
    with monkeypatch.context() as patch:
        patch.setattr(container, "connect", raising(OSError(5, "i/o")))
        with pytest.raises(WellPlanError):
            again.save(after)
    path.rename(tmp_path / "away")
    shutil.copy(other, path)
    for _time in range(2):
        with pytest.raises(ChangedElsewhere):
            again.save(after)
    (tmp_path / "away").replace(path)
    again.save(after)
    assert len(again.history()) == 2
    again.close()
    assert opened(path).plan == after


def test_a_right_lost_while_the_plan_is_open(tmp_path):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    for code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        fail_commit(again, code)
        with pytest.raises(WellPlanError, match="can’t be written to") as told:
            again.save(with_words(plan, "x"))
        sentences(told)
        again.history()
    again.save(with_words(plan, "x"))
    again.close()


def test_the_clock_is_set_back(tmp_path, monkeypatch):
    """Order is by number; the clock's word is kept as it was."""
    path, plan, _code = made(tmp_path)
    again = opened(path)
    for at, words in (("2031-01-01T00:00:00Z", "one"), ("1999-01-01T00:00:00Z", "two")):
        monkeypatch.setattr(open_plan, "now", lambda at=at: at)
        plan = with_words(plan, words)
        again.save(plan)
        again.back_up()
    again.close()
    again = opened(path)
    assert again.plan == plan
    assert [step.at[:4] for step in again.history()][1:] == ["2031", "1999"]
    assert [step.seq for step in again.history()] == [1, 2, 3]
    again.verify()
    again.close()


def test_another_program_holds_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "BUSY_SECONDS", 0.3)
    path, plan, _code = made(tmp_path)
    again = opened(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    with pytest.raises(WellPlanError, match="Another program is holding") as told:
        again.save(with_words(plan, "x"))
    assert time.monotonic() - began < 0.6
    assert "try again" in sentences(told)
    other.rollback()
    again.save(with_words(plan, "x"))
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM record").fetchall()
    with pytest.raises(WellPlanError, match="Another program is holding"):
        again.save(with_words(plan, "y"))
    other.close()
    again.save(with_words(plan, "z"))
    again.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WellPlanError, match="holding this file"):
        opened(path)
    other.close()
    opened(path).close()


def test_a_wait_for_another_program_is_at_most_two_seconds():
    assert container.BUSY_SECONDS <= 2


# --- Locks


def no_locks(number=95):
    return raising(OSError(number, "no locks here"))


@pytest.mark.parametrize("number", [37, 38, 95])
def test_a_disk_without_locks_is_not_called_read_only(tmp_path, monkeypatch, number):
    path, plan, _code = made(tmp_path)
    monkeypatch.setattr(fcntl, "flock", no_locks(number))
    again = opened(path)
    assert not again.read_only
    assert len(again.notices) == 1
    assert "one place at a time" in again.notices[0]
    with pytest.raises(OpenElsewhere):
        opened(path)
    again.save(with_words(plan, "x"))
    again.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "plan.wellplan"]
    opened(path).close()


def test_other_faults_of_a_lock_are_as_before(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    monkeypatch.setattr(fcntl, "flock", no_locks(5))
    again = opened(path)
    assert again.read_only
    again.close()


NOTE = {"pid": os.getpid(), "boot": window_note._boot(), "computer": window_note._computer()}


@pytest.mark.parametrize(
    ("content", "is_free"),
    [
        (b"", True),
        (b"{", True),
        (b"[1]", True),
        (b'{"pid": "1"}', True),
        (b'{"pid": 0}', True),
        (b"[" * 5000, True),
        (b'{"pid": 1, "boot": "of yesterday", "computer": "another", "began": "1"}', True),
    ],
)
def test_a_note_of_a_program_that_has_ended_counts_for_nothing(tmp_path, content, is_free):
    note = tmp_path / "note"
    note.write_bytes(content)
    assert window_note.leave(note) is is_free
    assert window_note.leave(note) is False
    window_note.take_away(note)
    assert list(tmp_path.iterdir()) == []


def test_a_note_is_taken_away_only_by_its_own_program(tmp_path):
    note = tmp_path / "note"
    note.write_text("another's")
    window_note.take_away(note)
    assert note.exists()


def test_a_note_that_always_comes_back_keeps_us_out(tmp_path, monkeypatch):
    note = tmp_path / "note"
    note.write_text("old")
    monkeypatch.setattr(window_note, "_put_aside", lambda _path: None)
    assert window_note.leave(note) is False


@pytest.mark.parametrize(
    ("error", "runs"), [(PermissionError, True), (ProcessLookupError, False), (OverflowError, False)]
)
def test_whether_another_program_runs(tmp_path, monkeypatch, error, runs):
    monkeypatch.setattr(os, "kill", raising(error()))
    assert window_note._still_runs(window_note._here(os.getpid())) is runs


def test_a_system_that_does_not_say_when_it_began(monkeypatch):
    monkeypatch.setattr(Path, "read_text", raising(OSError(2, "no such file")))
    assert (window_note._boot(), window_note._began(1)) == ("", "")
    assert window_note._still_runs(window_note._here(os.getpid()))


def test_a_second_person_of_this_computer(tmp_path, monkeypatch):
    """Their lock file may be read, so a left one keeps no one out; while it is held it does."""
    path, _plan, _code = made(tmp_path)
    lock = tmp_path / ".plan.wellplan.lock"
    real = os.open
    shut = []

    def of_another(name, flags, *mode, **options):
        if Path(name) == lock and lock.exists() and (flags & os.O_RDWR or shut):
            raise PermissionError(13, "another's")
        return real(name, flags, *mode, **options)

    lock.touch(0o644)
    monkeypatch.setattr(os, "open", of_another)
    opened(path).close()
    lock.touch(0o644)
    held = real(lock, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(OpenElsewhere, match="another window"):
        opened(path)
    os.close(held)
    shut.append(True)
    with pytest.raises(OpenElsewhere, match="Another person") as told:
        opened(path)
    sentences(told)
    lock.unlink()
    monkeypatch.setattr(os, "open", raising(PermissionError(13, "a folder of another")))
    with pytest.raises(PermissionError):
        instance_lock._open(lock)


# --- Secrets in doubt


def put_in_doubt(again, monkeypatch, lands, call):
    fail_commit(again, sqlite3.SQLITE_IOERR, lands)
    with monkeypatch.context() as patch:
        patch.setattr(container, "connect", raising(sqlite3.OperationalError("no disk")))
        patch.setattr(backup, "make_backup", lambda *_args: None)
        with pytest.raises(WellPlanError, match="can’t tell") as told:
            call()
    assert "Keep the old" in sentences(told)
    assert again.vault.is_in_doubt


@pytest.mark.parametrize(("lands", "said"), [(True, "was kept"), (False, "was not kept")])
def test_a_new_passphrase_in_doubt_is_told_of_later(tmp_path, monkeypatch, lands, said):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    put_in_doubt(again, monkeypatch, lands, lambda: again.change_passphrase("second", cost=TESTING))
    again.save(with_words(plan, "x"))
    assert said in again.notices[-1]
    again.verify()
    again.close()
    opened(path, "second" if lands else PASSPHRASE).close()
    with pytest.raises(WellPlanError):
        opened(path, PASSPHRASE if lands else "second")


@pytest.mark.parametrize(
    ("lands", "what", "said"),
    [
        (True, "new", "no longer works. Please make a new one"),
        (False, "new", "still works"),
        (True, "remove", "was taken out"),
        (False, "remove", "still works"),
    ],
)
def test_a_recovery_code_in_doubt_is_told_of_later(tmp_path, monkeypatch, lands, what, said):
    path, _plan, code = made(tmp_path)
    again = opened(path)
    call = again.new_recovery_code if what == "new" else again.remove_recovery
    put_in_doubt(again, monkeypatch, lands, call)
    again.set_preference("here", "x")
    assert said in again.notices[-1]
    assert again.has_recovery is not (lands and what == "remove")
    again.verify()
    again.close()

    def by_code():
        return store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")

    if lands:
        with pytest.raises(WellPlanError):
            by_code()
    else:
        by_code().close()


def test_a_plan_always_has_a_passphrase(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    with pytest.raises(ValueError, match="always has a passphrase"):
        again.vault.remove_slot(keyslots.PASSPHRASE)
    again.close()


def test_a_plan_without_a_sheet_says_so_to_a_code(tmp_path):
    path, _plan, code = made(tmp_path)
    again = opened(path)
    again.remove_recovery()
    again.verify()
    again.close()
    with pytest.raises(Damaged, match="no place for that secret") as told:
        store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")
    sentences(told)
    again = opened(path)
    assert again.notices == ()
    again.verify()
    again.close()


# --- The recovery sheet where nothing can be written


def test_the_recovery_sheet_opens_a_plan_on_a_read_only_stick(tmp_path, monkeypatch):
    path, plan, code = made(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(store, "_can_write", lambda _path, _lock: False)
    again = store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")
    assert (again.plan, again.read_only) == (plan, True)
    assert "Your new passphrase was not kept. Your recovery code still opens the plan." in again.notices[-1]
    again.close()
    assert path.read_bytes() == before


def test_a_recovery_whose_new_passphrase_is_in_doubt(tmp_path, monkeypatch):
    path, plan, code = made(tmp_path)
    real = vaults.Vault.put_slot

    def put(self, slot, **options):
        self._connection().conn = Failing(self._connection().conn, sqlite3.SQLITE_IOERR, lands=True)
        monkeypatch.setattr(container, "connect", raising(sqlite3.OperationalError("no disk")))
        real(self, slot, **options)

    monkeypatch.setattr(vaults.Vault, "put_slot", put)
    again = store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")
    assert (again.plan, again.read_only) == (plan, True)
    assert "Try the new one first." in again.notices[-1]
    again.close()
    monkeypatch.undo()
    opened(path, "new").close()


def test_an_empty_new_passphrase_is_asked_for_again(tmp_path):
    path, _plan, code = made(tmp_path)
    with pytest.raises(WellPlanError, match="at least one letter"):
        store.unlock_with_recovery(path, code, "", cost=TESTING, data_dir=tmp_path / "data")
    opened(path).close()


def test_our_own_bug_during_a_recovery_lets_go_of_the_plan(tmp_path, monkeypatch):
    path, _plan, code = made(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(store.Store, "change_passphrase", raising(RuntimeError("a bug")))
        with pytest.raises(RuntimeError):
            store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")
    opened(path).close()


def test_a_new_plan_that_cannot_be_opened_is_not_left_behind(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(store, "_open", raising(WellPlanError("a", "b", "c")))
        with pytest.raises(WellPlanError):
            made(tmp_path)
    assert not (tmp_path / "plan.wellplan").exists()
    made(tmp_path)


# --- Slots that are looked after


def new_slot(again):
    return keyslots.passphrase_slot(PASSPHRASE, again.keys.data, again.keys.vault_id, TESTING)


def slot_of(path):
    [(raw,)] = get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
    return keyslots.parse_slot(raw, 1)


@pytest.fixture
def cheap(monkeypatch):
    """The floor and the standard, at a price a test can pay: 256 KiB and 512 KiB."""
    monkeypatch.setattr(Cost, "is_enough", True)
    monkeypatch.setattr(keyslots, "FLOOR", Cost(256, 1, 1))
    monkeypatch.setattr(slot_care, "STANDARD", Cost(512, 1, 1))


def test_a_cheap_passphrase_costs_more_after_the_next_unlock(tmp_path, cheap):
    path, plan, _code = made(tmp_path)
    opened(path).close()
    assert slot_of(path).cost == TESTING
    again = store.unlock(path, PASSPHRASE, data_dir=tmp_path / "data", cost=Cost(256, 1, 1))
    again.verify()
    again.close()
    assert slot_of(path).cost == Cost(256, 1, 1)
    before = slot_of(path)
    store.unlock(path, PASSPHRASE, data_dir=tmp_path / "data", cost=Cost(128, 1, 1)).close()
    assert slot_of(path) == before
    again = opened(path)
    assert again.notices == ()
    again.close()
    assert slot_of(path).cost == Cost(512, 1, 1)
    assert opened(path).plan == plan
    assert len(backups_of(tmp_path)) == 2


def test_the_standard_is_that_of_the_seals():
    assert slot_care.STANDARD == STANDARD


@pytest.mark.parametrize("why", ["read only", "memory", "disk"])
def test_a_cheap_passphrase_stays_where_it_must(tmp_path, monkeypatch, cheap, why):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    again.change_passphrase(PASSPHRASE, cost=Cost(256, 1, 1))
    again.close()
    before = slot_of(path)
    if why == "read only":
        monkeypatch.setattr(store, "_can_write", lambda _path, _lock: False)
    elif why == "disk":
        monkeypatch.setattr(store.Store, "back_up", raising(WellPlanError("a", "b", "c")))
    else:
        real = crypto.stretch

        def short(passphrase, salt, cost):
            if cost.memory_kib == 512:
                raise MemoryError
            return real(passphrase, salt, cost)

        monkeypatch.setattr(crypto, "stretch", short)
    again = opened(path)
    assert again.read_only is (why == "read only")
    again.close()
    assert slot_of(path) == before


def test_a_failed_new_wrap_of_the_same_secret_is_nobodys_trouble(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    slot = again.vault.slots[1]
    fail_commit(again, sqlite3.SQLITE_IOERR, lands=True)
    with monkeypatch.context() as patch:
        patch.setattr(container, "connect", raising(sqlite3.OperationalError("no disk")))
        with pytest.raises(WellPlanError, match="did not take"):
            again.vault.put_slot(new_slot(again), same_secret=True)
    again.set_preference("here", "x")
    assert again.notices == ()
    assert again.vault.slots[1] != slot
    again.close()
    opened(path).close()


def test_a_spare_slot_that_cannot_be_mended_is_told(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    hurt_blob(path, "slot_copy", "bytes", "id = 1")
    with monkeypatch.context() as patch:
        patch.setattr(store.Store, "back_up", raising(WellPlanError("a", "b", "c")))
        again = opened(path)
        assert again.notices == (vaults.spare_damaged(),)
        again.close()
    with monkeypatch.context() as patch:
        patch.setattr(store, "_can_write", lambda _path, _lock: False)
        again = opened(path)
        assert vaults.spare_damaged() in again.notices
        again.close()
    again = opened(path)
    assert again.plan == plan
    assert again.notices == ("A spare part of this file was damaged. WellPlan mended it from the rest.",)
    again.verify()
    again.close()


# --- Pages in disorder


def with_free_pages(folder):
    """A plan whose file has pages on the list of free ones."""
    path, plan, _code = made(folder)
    again = opened(path)
    again.save(with_words(plan, "long " * 20_000))
    again.vault.put_snapshot({"a": "x" * 400_000})
    plan = again.plan
    again.close()
    assert get_sql(path, "PRAGMA freelist_count")[0][0] > 2
    return path, plan


def hurt_free_list(path, how):
    raw = bytearray(path.read_bytes())
    trunk = int.from_bytes(raw[32:36], "big")
    at = (trunk - 1) * 4096
    if how == "torn":
        raw[at : at + 4096] = b"\xff" * 4096
    else:  # says that a page in use is free
        raw[at + 8 : at + 12] = (3).to_bytes(4, "big")
    path.write_bytes(raw)


def backups_of(folder):
    return [each.name[:8] for each in sorted((folder / "data" / "backups").rglob("*.wellplan"))]


@pytest.mark.parametrize("how", ["torn", "page in use"])
@pytest.mark.parametrize("checked", [False, True])
def test_a_damaged_list_of_free_pages_is_mended(tmp_path, how, checked):
    path, plan = with_free_pages(tmp_path)
    hurt_free_list(path, how)
    again = opened(path)
    assert again.plan == plan
    if checked or how == "page in use":
        again.verify()
        assert not again.vault.pages_fit
    after = with_words(plan, "more " * 20_000)
    again.save(after)
    again.verify()
    assert again.vault.pages_fit
    again.close()
    assert verification.pages_fit(path)
    assert "damaged-" in backups_of(tmp_path)
    again = opened(path)
    assert (again.plan, again.notices) == (after, ())
    again.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "plan.wellplan"]


def test_a_disorder_that_cannot_be_mended_yet_is_told_and_nothing_written(tmp_path, monkeypatch):
    path, plan = with_free_pages(tmp_path)
    hurt_free_list(path, "page in use")
    again = opened(path)
    again.verify()
    before = path.read_bytes()
    for fault in (OSError(28, "full"), sqlite3.OperationalError("disk")):
        with monkeypatch.context() as patch:
            patch.setattr(container, "make", raising(fault))
            with pytest.raises(WellPlanError, match="in disorder") as told:
                again.save(with_words(plan, "x"))
            sentences(told)
    with monkeypatch.context() as patch:
        patch.setattr(mending, "pages_fit", lambda _path: False)
        with pytest.raises(Damaged):
            again.save(with_words(plan, "x"))
    assert path.read_bytes() == before
    again.save(with_words(plan, "x"))
    again.close()


def test_pages_sqlite_gives_up_on_do_not_fit(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)

    class GivesUp:
        conn = property(lambda self: self)

        def execute(self, _sql):
            error = sqlite3.DatabaseError("malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error

        def close(self):
            pass

    assert verification.pages_fit(path)
    monkeypatch.setattr(container, "connect", lambda _path, read_only: GivesUp())
    assert not verification.pages_fit(path)


def test_a_file_with_damaged_rows_is_not_mended(tmp_path):
    path, plan = with_free_pages(tmp_path)
    hurt_free_list(path, "torn")
    hurt_blob(path, "record", "sealed", "seq = 1")
    again = opened(path)
    before = path.read_bytes()
    with pytest.raises(WellPlanError):
        again.save(with_words(plan, "more " * 20_000))
    assert path.read_bytes() == before
    again._closed = True
    again.vault.close()
    again._lock.release()


def test_a_vault_that_nobody_mends_says_that_it_is_damaged(tmp_path):
    path, plan = with_free_pages(tmp_path)
    hurt_free_list(path, "torn")
    again = opened(path)
    again.vault.mend = None
    with pytest.raises(WellPlanError, match="Part of your plan’s file is damaged"):
        again.save(with_words(plan, "more " * 20_000))
    again.vault.pages_fit = False
    again.save(with_words(plan, "x"))
    again.close()


def test_a_damaged_snapshot_is_left_behind_when_mending(tmp_path):
    path, plan = with_free_pages(tmp_path)
    again = opened(path)
    again.close()
    [(root,)] = get_sql(path, "SELECT rootpage FROM sqlite_master WHERE name = 'snapshot'")
    raw = bytearray(path.read_bytes())
    raw[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    mending.mend(path, again.keys, tmp_path / "data")
    again = opened(path)
    assert again.plan == plan
    again.verify()
    again.close()


def test_the_order_of_pages_is_not_looked_at_in_a_plan_for_reading(tmp_path, monkeypatch):
    path, _plan = with_free_pages(tmp_path)
    hurt_free_list(path, "torn")
    monkeypatch.setattr(store, "_can_write", lambda _path, _lock: False)
    again = opened(path)
    again.verify()
    assert again.vault.pages_fit
    again.close()


# --- The check beside changes


def test_a_check_beside_new_passphrases_finds_nothing_wrong(tmp_path):
    path, _plan, _code = made(tmp_path, edits=5)
    again = opened(path)
    failed = []

    def check():
        try:
            for _n in range(10):
                again.verifier()()
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=check)
    worker.start()
    while worker.is_alive():
        again.vault.put_slot(new_slot(again))
        time.sleep(0.003)
    worker.join()
    assert failed == []
    again.close()


def test_a_check_that_is_always_overtaken_holds_the_file_for_a_moment(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    keys = again.keys
    again.close()
    tried = []

    def overtaken(_db, _keys):
        tried.append(1)
        return False

    monkeypatch.setattr(verification, "_is_verified", overtaken)
    verification.verify_file(path, keys)
    assert len(tried) == verification._TRIES


def test_a_check_that_finds_another_head_begins_anew(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    heads = iter([b"one", b"two"])
    monkeypatch.setattr(verification, "stored_head", lambda _db: next(heads))
    monkeypatch.setattr(verification, "_verify", raising(verification.BadRecord()))
    db = container.connect(path)
    assert verification._is_verified(db, again.keys) is False
    db.close()
    again.close()


def test_work_of_a_cost_is_memory_times_passes():
    assert slot_care._work(Cost(10, 3, 4)) == 30


def test_a_file_in_order_may_be_made_anew_too(tmp_path):
    path, plan, _code = made(tmp_path, edits=2)
    again = opened(path)
    again.close()
    mending.mend(path, again.keys, tmp_path / "data")
    assert backups_of(tmp_path) == ["000001-2"]
    assert opened(path).plan == plan
