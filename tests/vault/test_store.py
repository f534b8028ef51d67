# SPDX-License-Identifier: Apache-2.0
"""The store as the app uses it: save, come back, look back, change secrets, and fail kindly."""

import os
import sqlite3
import threading
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vault.keepers import PASSPHRASE, copy_of, do_sql, get_sql, hurt_blob, made, opened, retitled, small_plan
from vault.keepers import with_words as worded
from wellplan import crypto
from wellplan.crypto import STANDARD, TESTING
from wellplan.errors import Damaged, NewerVersion, OpenElsewhere, WellPlanError, WrongPassphrase
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Item, Section
from wellplan.vault import (
    backup,
    container,
    keyslots,
    new_file,
    open_file,
    records,
    seen,
    slot_tables,
    state,
    store,
    version_marks,
)


def test_what_was_saved_is_there_again(tmp_path):
    path, plan, _code = made(tmp_path, edits=3)
    again = opened(path)
    assert again.plan == plan
    assert (again.read_only, again.notices) == (False, ())
    assert again.path == path.resolve()
    assert len(again.vault_id) == 32
    again.close()
    again.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "plan.wellplan"]


def test_the_standard_cost_is_the_default(tmp_path):
    first, _code = store.create(tmp_path / "a.wellplan", PASSPHRASE, small_plan(), data_dir=tmp_path)
    first.close()
    [(raw,)] = get_sql(tmp_path / "a.wellplan", "SELECT bytes FROM slot WHERE id = 1")
    assert keyslots.parse_slot(raw, 1).cost == STANDARD


def test_no_word_of_the_plan_is_in_the_file(tmp_path):
    path, _plan, _code = made(tmp_path, edits=2)
    raw = path.read_bytes()
    for word in (b"First signs", b"singing", b"sign 1", b"Sam", b"01632", PASSPHRASE.encode(), b"keeping"):
        assert word not in raw


def test_an_equal_plan_writes_nothing(tmp_path):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    again.save(plan)
    assert len(again.history()) == 1
    again.close()


def test_a_file_that_is_there_is_never_written_over(tmp_path, monkeypatch):
    path, _plan, _code = made(tmp_path)
    before = path.read_bytes()
    with pytest.raises(WellPlanError, match="already a file"):
        store.create(path, "x", small_plan(), cost=TESTING, data_dir=tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _self: False)
    with pytest.raises(WellPlanError, match="already a file"):
        store.create(path, "x", small_plan(), cost=TESTING, data_dir=tmp_path)
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "plan.wellplan"]


def no_links(_old, _new):
    raise OSError(95, "no hard links here")


def test_a_stick_without_hard_links(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", no_links)
    path, plan, _code = made(tmp_path)
    again = opened(path)
    assert again.plan == plan
    again.close()
    real, asked = new_file.check_free, []

    def free_at_first(path):
        asked.append(path)
        if len(asked) > 1:
            real(path)

    monkeypatch.setattr(new_file, "check_free", free_at_first)
    with pytest.raises(WellPlanError, match="already a file"):
        made(tmp_path)
    opened(path).close()


def test_a_place_that_cannot_be_written(tmp_path):
    with pytest.raises(WellPlanError, match="could not be saved in that place"):
        store.create(tmp_path / "none" / "plan", "x", small_plan(), cost=TESTING)


@pytest.mark.parametrize(
    "plan",
    [retitled(small_plan(), "\ud800"), small_plan().put_section(Section(id="not an id"))],
)
def test_a_plan_that_could_not_be_read_back_is_not_written(tmp_path, plan):
    with pytest.raises(WellPlanError, match="can’t be saved") as told:
        store.create(tmp_path / "plan", "x", plan, cost=TESTING)
    assert told.value.__context__ is None
    assert list(tmp_path.iterdir()) == []
    path, before, _code = made(tmp_path)
    again = opened(path)
    with pytest.raises(WellPlanError, match="can’t be saved"):
        again.save(plan)
    assert again.plan == before
    again.save(worded(before, "later"))
    again.close()


def test_a_setting_that_cannot_be_written(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    with pytest.raises(WellPlanError, match="can’t be saved") as told:
        again.set_preference("here", "\ud800")
    assert told.value.__context__ is None
    assert again.preference("here") == ""
    again.close()


def test_a_second_window_is_refused(tmp_path):
    path, _plan, _code = made(tmp_path)
    first = opened(path)
    with pytest.raises(OpenElsewhere):
        opened(path)
    (tmp_path / "link.wellplan").symlink_to(path)
    with pytest.raises(OpenElsewhere):
        store.unlock(tmp_path / "link.wellplan", PASSPHRASE)
    first.close()
    opened(path).close()


def test_wrong_passphrases_are_refused_and_let_go(tmp_path):
    path, _plan, code = made(tmp_path)
    before = path.read_bytes()
    for wrong in ("", "correct  horse", "Correct horse", "x" * 1000):
        with pytest.raises(WrongPassphrase):
            opened(path, wrong)
    other = keyslots.write_code(keyslots.new_code())
    with pytest.raises(WrongPassphrase, match="does not open"):
        store.unlock_with_recovery(path, other, "new", cost=TESTING, data_dir=tmp_path)
    assert path.read_bytes() == before
    store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path).close()
    opened(path, "new").close()


def test_no_file(tmp_path):
    with pytest.raises(WellPlanError, match="no plan at that place"):
        opened(tmp_path / "none")


@pytest.mark.parametrize("name", ["loop", "n" * 300])
def test_a_place_that_cannot_be_looked_at(tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(WellPlanError, match="may not read this file"):
        opened(tmp_path / name)
    with pytest.raises(WellPlanError):
        made(tmp_path, name=name)


def test_a_plan_on_a_stick_that_cannot_sync_a_folder(tmp_path, monkeypatch):
    def cannot(_handle):
        raise OSError(22, "invalid argument")

    monkeypatch.setattr(os, "fsync", cannot)
    path, plan, _code = made(tmp_path)
    assert opened(path).plan == plan


def test_changing_secrets(tmp_path):
    path, plan, code = made(tmp_path, edits=2)
    again = opened(path)
    again.change_passphrase("second", cost=TESTING)
    new_code = again.new_recovery_code()
    again.save(worded(plan, "after"))
    again.verify()
    again.close()
    for old in (lambda: opened(path), lambda: store.unlock_with_recovery(path, code, "x", cost=TESTING)):
        with pytest.raises(WrongPassphrase):
            old()
    third = store.unlock_with_recovery(path, new_code, "third", cost=TESTING, data_dir=tmp_path / "data")
    assert third.plan.sections[0].items[-1].text("sign") == "after"
    third.close()
    opened(path, "third").close()
    backups = sorted((tmp_path / "data" / "backups").rglob("*.wellplan"))
    assert len(backups) == 3
    oldest = store.unlock(copy_of(backups[0], tmp_path / "back"), PASSPHRASE, data_dir=tmp_path / "other")
    assert oldest.plan == plan
    oldest.close()


def test_no_backup_no_change(tmp_path, monkeypatch):
    path, plan, code = made(tmp_path)
    before = get_sql(path, "SELECT * FROM slot")
    monkeypatch.setattr(
        backup.copying, "copy_plan", lambda source, target: target.write_bytes(source.read_bytes()[:-4096])
    )
    again = store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data")
    assert (again.plan, again.read_only) == (plan, True)
    assert "could not make a backup first" in again.notices[-1]
    assert "Your new passphrase was not kept." in again.notices[-1]
    again.close()
    assert get_sql(path, "SELECT * FROM slot") == before
    again = opened(path)
    with pytest.raises(WellPlanError, match="could not make a backup"):
        again.change_passphrase("new", cost=TESTING)
    again.close()
    opened(path).close()


def test_history_and_the_plan_as_it_was(tmp_path):
    path, _plan, _code = made(tmp_path, edits=3)
    again = opened(path)
    again.set_preference("here", "people")
    steps = again.history()
    assert [step.seq for step in steps] == [1, 2, 3, 4]
    assert steps[0].changes == []
    assert steps[1].changes[0]["do"] == "item"
    assert "sign 1" not in repr(steps)
    assert steps[0].at.endswith("Z")
    assert [len(again.plan_at(seq).sections[0].items) for seq in (1, 2, 5)] == [0, 1, 3]
    for seq in (0, 6):
        with pytest.raises(KeyError):
            again.plan_at(seq)
    again.close()


class ADay(date):
    now = date(2026, 11, 21)

    @classmethod
    def today(cls):
        return cls.now


def test_versions_are_the_states_that_left(tmp_path, monkeypatch):
    monkeypatch.setattr(version_marks, "date", ADay)
    path, plan, _code = made(tmp_path)
    again = opened(path)
    first = store.Version(1, date(2026, 11, 21), date(2027, 5, 21))
    assert again.version() == again.mark_version("printed") == first
    monkeypatch.setattr(ADay, "now", date(2026, 12, 1))
    assert again.version() == again.mark_version("given") == first
    again.save(worded(plan, "new"))
    again.set_preference("review_months", "3")
    assert again.version() == store.Version(2, date(2026, 12, 1), date(2027, 3, 1))
    assert again.mark_version("given").number == 2
    again.save(plan)
    assert again.version().number == 3
    again.close()
    again = opened(path)
    assert again.version().number == 3
    again.set_preference("review_months", "soon")
    assert again.version().review_by == date(2027, 6, 1)
    again.close()


def test_settings_stay(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    assert again.preference("country", "GB") == "GB"
    again.set_preference("country", "IE")
    again.set_preference("country", "IE")
    assert again._vault.head.seq == 2
    again.close()
    again = opened(path)
    assert again.preference("country", "GB") == "IE"
    again.close()


def test_after_a_crash_the_records_since_the_snapshot_are_read(tmp_path):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    for n in range(open_file.SNAPSHOT_EVERY + 5):
        plan = retitled(plan, f"title {n}")
        again.save(plan)
    again._vault.close()  # as a kill does: no last snapshot
    again._lock.release()
    last = opened(path)
    assert last.plan == plan
    assert last._snapshot_seq == open_file.SNAPSHOT_EVERY + 1
    last.close()
    assert opened(path)._snapshot_seq == open_file.SNAPSHOT_EVERY + 6


@pytest.mark.parametrize("hurt", ["sealed = x'00'", "id = 2"])
def test_a_damaged_snapshot_is_made_again(tmp_path, hurt):
    path, plan, _code = made(tmp_path, edits=4)
    do_sql(path, f"UPDATE snapshot SET {hurt}")
    again = opened(path)
    assert again.plan == plan
    assert len(again.notices) == 1
    assert "mended" in again.notices[0]
    again.close()
    again = opened(path)
    assert again.notices == ()
    again.verify()
    again.close()


def test_a_missing_snapshot_is_no_damage(tmp_path):
    """A plan that was never closed, or a backup of its first day, has none: there is nothing to tell."""
    path, plan, _code = made(tmp_path, edits=4)
    do_sql(path, "DELETE FROM snapshot")
    again = opened(path)
    assert again.plan == plan
    assert again.notices == ()
    again.close()
    assert get_sql(path, "SELECT count(*) FROM snapshot") == [(1,)]


def test_a_snapshot_of_the_future_is_not_believed(tmp_path):
    path, plan, _code = made(tmp_path, edits=4)
    again = opened(path)
    content = state.to_snapshot(again._state, 99, b"m" * 32)
    again._vault.put_snapshot(content)
    again._snapshot_seq = again._vault.head.seq
    again.close()
    again = opened(path)
    assert again.plan == plan
    again.close()


def test_a_damaged_record_is_named(tmp_path):
    path, _plan, _code = made(tmp_path, edits=4)
    hurt_blob(path, "record", "sealed", "seq = 3")
    again = opened(path)
    for call in (again.verify, again.history, lambda: again.plan_at(3)):
        with pytest.raises(Damaged):
            call()
    again.close()
    do_sql(path, "DELETE FROM snapshot")
    with pytest.raises(Damaged):
        opened(path)


def test_a_file_without_records_is_damage(tmp_path):
    path, _plan, _code = made(tmp_path)
    do_sql(path, "DELETE FROM snapshot")
    no_text = copy_of(path, tmp_path / "no text")
    do_sql(path, "DELETE FROM record")
    with pytest.raises(Damaged):
        opened(path)
    [(sealed,)] = get_sql(no_text, "SELECT sealed FROM record")
    do_sql(no_text, "UPDATE record SET class = 2, sealed = ?", (crypto.sha256(sealed),))
    with pytest.raises(Damaged):
        opened(no_text)


def test_a_whole_file_that_never_had_a_record_is_damage(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    head = records.head_bytes(again._vault.keys, replace(again._vault.head, seq=0, mac=records.NO_MAC))
    again.close()
    for sql in ("DELETE FROM snapshot", "DELETE FROM record"):
        do_sql(path, sql)
    do_sql(path, "UPDATE head SET bytes = ?", (head,))
    with pytest.raises(Damaged):
        opened(path)


def append_raw(path, *events):
    again = opened(path)
    for event in events:
        again._vault.append({"at": "2030-01-01T00:00:00Z", **event})
    again._closed = True
    again._vault.close()
    again._lock.release()


@pytest.mark.parametrize("event", [{"kind": "song"}, {"kind": "edit", "changes": [{"do": "song"}]}])
def test_a_newer_event_makes_the_plan_read_only_and_stays(tmp_path, event):
    path, plan, _code = made(tmp_path, edits=1)
    append_raw(path, event)
    before = path.read_bytes()
    again = opened(path)
    assert again.read_only
    assert "newer WellPlan" in again.notices[0]
    assert again.plan == plan
    again.save(plan)
    again.set_preference("country", "IE")
    assert again.mark_version("printed").number == 1
    for call in (
        lambda: again.save(worded(plan, "x")),
        lambda: again.change_passphrase("x", cost=TESTING),
        again.new_recovery_code,
    ):
        with pytest.raises(WellPlanError, match="reading only"):
            call()
    again.close()
    assert path.read_bytes() == before


def test_a_newer_container_is_left_untouched(tmp_path):
    path, _plan, _code = made(tmp_path)
    do_sql(path, "PRAGMA user_version = 2")
    before = path.read_bytes()
    with pytest.raises(NewerVersion):
        opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("why", ["file", "folder"])
def test_a_read_only_place(tmp_path, monkeypatch, why):
    path, plan, _code = made(tmp_path, edits=1)
    if why == "file":
        monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    else:
        real = os.open

        def no_new_files(name, flags, *mode):
            if flags & os.O_CREAT:
                raise OSError(30, "read-only file system")
            return real(name, flags, *mode)

        monkeypatch.setattr(os, "open", no_new_files)
    before = path.read_bytes()
    again = opened(path)
    assert again.read_only
    assert again.notices == ("This place is read only. You can read your plan here, not change it.",)
    assert again.plan == plan
    again.verify()
    with pytest.raises(WellPlanError, match="reading only"):
        again.save(retitled(plan, "x"))
    again.close()
    assert path.read_bytes() == before


def test_an_older_copy_is_told_calmly(tmp_path):
    path, plan, _code = made(tmp_path, edits=1)
    old = copy_of(path, tmp_path / "old")
    again = opened(path)
    again.save(worded(plan, "one more"))
    again.close()
    old.replace(path)
    for _time in range(2):
        again = opened(path)
        assert again.notices == (
            "This is an older copy of your plan. You may find the newer one under Backups.",
        )
        again.close()
    again = opened(path)
    again.save(worded(plan, "go on from here"))
    again.close()
    again = opened(path)
    assert again.notices == ()
    again.close()


def test_the_check_may_run_in_another_thread_while_saving(tmp_path):
    path, plan, _code = made(tmp_path, edits=20)
    again = opened(path)
    failed = []

    def check():
        try:
            for _n in range(15):
                again.verifier()()
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=check)
    worker.start()
    for n in range(40):
        plan = retitled(plan, f"t {n}")
        again.save(plan)
    worker.join()
    assert failed == []
    again.close()
    assert opened(path).plan == plan


# Failures while saving


class FailingDb:
    """Passes calls on until told to fail at one statement."""

    def __init__(self, conn, fail_at):
        self._conn, self._fail_at = conn, fail_at

    def execute(self, sql, *args):
        if sql.startswith(self._fail_at):
            error = sqlite3.OperationalError("disk")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return self._conn.execute(sql, *args)

    def __getattr__(self, name):
        return getattr(self._conn, name)


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT INTO record", "UPDATE head", "COMMIT"])
def test_a_full_disk_keeps_the_saved_plan_and_a_later_save_has_everything(tmp_path, statement):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    again._vault._db.conn = FailingDb(again._vault._db.conn, statement)
    once = worded(plan, "one")
    with pytest.raises(WellPlanError, match="The disk is full") as told:
        again.save(once)
    assert (told.value.safe, told.value.next_step) != ("", "")
    assert again.plan == plan
    both = worded(once, "two")
    again.save(both)
    assert again.plan == both
    again.verify()
    again.close()
    assert opened(path).plan == both


def test_a_write_told_as_failed_that_did_land_counts_as_saved(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    again = opened(path)

    class Lands(FailingDb):
        def execute(self, sql, *args):
            if sql == "COMMIT":
                self._conn.execute(sql)
                raise sqlite3.OperationalError("the folder's sync failed")
            return super().execute(sql, *args)

    again._vault._db.conn = Lands(again._vault._db.conn, "never")
    again.save(worded(plan, "one"))
    assert again.plan == worded(plan, "one") or again.plan.sections[0].items
    landed = again.plan
    again.settle()
    again._vault._db.conn = Lands(again._vault._db.conn, "never")
    real = container.connect

    def disk_away(*_args, **_kwargs):
        raise sqlite3.OperationalError("no disk")

    monkeypatch.setattr(container, "connect", disk_away)
    for _time in range(2):
        with pytest.raises(WellPlanError):
            again.save(worded(landed, "two"))
    assert again.plan == landed
    with pytest.raises(WellPlanError):
        again.history()
    monkeypatch.setattr(container, "connect", real)
    last = worded(again.plan, "three")
    again.save(last)
    assert [len(step.changes) for step in again.history()] == [0, 1, 1, 2]
    assert again.plan == last
    again.close()
    assert opened(path).plan == last


def test_closing_while_the_disk_is_away(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    again.save(worded(plan, "one"))
    saved = again.plan
    again._vault._db.conn = FailingDb(again._vault._db.conn, "INSERT")

    def disk_away(*_args, **_kwargs):
        raise OSError(5, "no disk")

    with monkeypatch.context() as patch:
        patch.setattr(container, "connect", disk_away)
        with pytest.raises(WellPlanError):
            again.save(worded(saved, "two"))
        again.close()
    again = opened(path)
    assert again.plan == saved
    again.close()


def test_a_failed_snapshot_is_no_trouble(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path, edits=2)
    again = opened(path)
    again.save(worded(plan, "x"))
    again._vault._db.conn = FailingDb(again._vault._db.conn, "INSERT OR REPLACE INTO snapshot")
    last = again.plan
    again.close()
    again = opened(path)
    assert again.plan == last
    again.close()


def test_another_program_wrote_in_the_file(tmp_path):
    path, plan, _code = made(tmp_path, edits=2)
    again = opened(path)
    do_sql(path, "UPDATE head SET bytes = x'00'")
    with pytest.raises(WellPlanError, match="Another program has changed"):
        again.save(worded(plan, "x"))
    assert get_sql(path, "SELECT seq FROM record WHERE seq > 3") == []
    do_sql(path, "DELETE FROM head")
    with pytest.raises(WellPlanError, match="Another program has changed"):
        again.save(worded(plan, "x"))
    again.close()
    with pytest.raises(Damaged):
        opened(path)


def test_a_file_renamed_over_ours(tmp_path):
    path, plan, _code = made(tmp_path, edits=2)
    other = copy_of(path, tmp_path / "other")
    again = opened(path)
    other.replace(path)
    after = worded(plan, "x")
    with pytest.raises(WellPlanError, match="Another program has changed"):
        again.save(after)
    again.save(after)  # the same content after all: go on with the file that is there
    again.close()
    assert opened(path).plan == after


def test_the_stick_is_pulled_out_and_put_back(tmp_path):
    path, plan, _code = made(tmp_path, edits=2)
    again = opened(path)
    path.rename(tmp_path / "away")
    after = worded(plan, "x")
    with pytest.raises(WellPlanError, match="no longer where it was"):
        again.save(after)
    (tmp_path / "away").rename(path)
    again.save(after)
    again.close()
    assert opened(path).plan == after


# Slots


@pytest.mark.parametrize("table", ["slot", "slot_copy"])
def test_one_damaged_slot_copy_is_mended_and_told(tmp_path, table):
    path, plan, _code = made(tmp_path, edits=1)
    hurt_blob(path, table, "bytes", "id = 1")
    again = opened(path)
    assert again.plan == plan
    assert again.notices == ("A spare part of this file was damaged. WellPlan mended it from the rest.",)
    again.verify()
    [kept] = (tmp_path / "data" / "backups").rglob("*.wellplan")
    assert kept.name.startswith("damaged-")
    again.close()
    again = opened(path)
    assert again.notices == ()
    again.close()
    with pytest.raises(WrongPassphrase):
        opened(path, "wrong")


def hurt_both(path, kind):
    for table in ("slot", "slot_copy"):
        hurt_blob(path, table, "bytes", f"id = {kind}")


def test_a_damaged_passphrase_slot_is_never_a_wrong_passphrase(tmp_path):
    path, plan, code = made(tmp_path)
    hurt_both(path, 1)
    for passphrase in (PASSPHRASE, "wrong"):
        with pytest.raises(Damaged, match="Use your recovery code"):
            opened(path, passphrase)
    monkey = store._open(path, tmp_path / "data", lambda t: finder(t, code))
    assert monkey.plan == plan
    assert monkey.notices == ("Your passphrase no longer works. Please choose a new one.",)
    monkey.close()


def finder(tables, code):
    code_bytes = keyslots.read_code(code)
    return slot_tables.find_keys(tables, 2, lambda slot: keyslots.recovery_key(slot, code_bytes))


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [("slot_copy", "bytes", "id = 1"), ("slot_copy", "bytes", "id = 2"), ("record", "sealed", "seq = 2")],
)
def test_the_recovery_sheet_opens_a_plan_with_one_bad_part(tmp_path, table, column, where):
    path, plan, code = made(tmp_path, edits=3)
    hurt_blob(path, table, column, where)
    again = store.unlock_with_recovery(path, code, "new one", cost=TESTING, data_dir=tmp_path / "data")
    assert again.plan == plan
    again.close()
    opened(path, "new one").close()
    kept = (tmp_path / "data" / "backups").rglob("*.wellplan")
    assert any(each.name.startswith("damaged-") for each in kept)


def test_the_recovery_sheet_mends_a_damaged_passphrase_slot(tmp_path):
    path, plan, code = made(tmp_path, edits=1)
    hurt_both(path, 1)
    store.unlock_with_recovery(path, code, "new one", cost=TESTING, data_dir=tmp_path / "data").close()
    again = opened(path, "new one")
    assert (again.plan, again.notices) == (plan, ())
    again.verify()
    again.close()


def test_a_damaged_recovery_slot_can_be_made_anew(tmp_path):
    path, plan, code = made(tmp_path)
    hurt_both(path, 2)
    with pytest.raises(Damaged, match="Try your passphrase"):
        store.unlock_with_recovery(path, code, "new", cost=TESTING)
    again = opened(path)
    assert again.plan == plan
    assert again.notices == ("Your recovery code no longer works. Please make a new recovery sheet.",)
    code = again.new_recovery_code()
    again.close()
    store.unlock_with_recovery(path, code, "new", cost=TESTING, data_dir=tmp_path / "data").close()
    again = opened(path, "new")
    assert again.notices == ()
    again.verify()
    again.close()


def test_a_bad_wrap_is_damage(tmp_path):
    path, _plan, _code = made(tmp_path)
    [(raw,)] = get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
    slot = keyslots.parse_slot(raw, 1)
    key = keyslots.passphrase_key(slot, PASSPHRASE)
    body = raw[:70] + bytes(8) + raw[78:110]
    body += crypto.hmac_sha256(crypto.hkdf(key, b"", "wellplan 1 slot commitment"), body)
    body += crypto.sha256(body)
    for table in ("slot", "slot_copy"):
        do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (body,))
    with pytest.raises(Damaged):
        opened(path)


def test_an_old_slot_put_back_is_caught(tmp_path):
    path, _plan, _code = made(tmp_path)
    old = get_sql(path, "SELECT bytes FROM slot WHERE id = 1")[0]
    again = opened(path)
    again.change_passphrase("second", cost=TESTING)
    again.close()
    do_sql(path, "UPDATE slot SET bytes = ? WHERE id = 1", old)
    with pytest.raises(Damaged):
        opened(path)
    again = opened(path, "second")
    assert len(again.notices) == 1
    again.close()
    for table in ("slot", "slot_copy"):
        do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", old)
        with pytest.raises(Damaged):
            opened(path)
    with pytest.raises(WrongPassphrase):
        opened(path, "second")


def test_a_huge_slot_is_never_taken_into_memory(tmp_path):
    path, plan, _code = made(tmp_path)
    do_sql(path, "UPDATE slot SET bytes = zeroblob(8000000) WHERE id = 1")
    tracemalloc.start()
    again = opened(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert again.plan == plan
    again.close()
    assert most < 4_000_000


def test_a_slot_table_sqlite_cannot_read(tmp_path):
    path, plan, _code = made(tmp_path)
    [(root,)] = get_sql(path, "SELECT rootpage FROM sqlite_master WHERE name = 'slot'")
    raw = bytearray(path.read_bytes())
    raw[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    again = opened(path)
    assert again.plan == plan
    assert len(again.notices) == 1
    again.close()


def test_a_snapshot_page_sqlite_cannot_read(tmp_path):
    path, plan, _code = made(tmp_path, edits=2)
    [(root,)] = get_sql(path, "SELECT rootpage FROM sqlite_master WHERE name = 'snapshot'")
    raw = bytearray(path.read_bytes())
    raw[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    again = opened(path)
    assert again.plan == plan
    again._closed = True
    again._vault.close()
    again._lock.release()


# Verify


def test_verify_finds_what_unlock_does_not_read(tmp_path):
    path, _plan, _code = made(tmp_path, edits=6)
    for n, sql in enumerate(
        (
            "UPDATE record SET mac = zeroblob(32) WHERE seq = 2",
            "UPDATE record SET class = 2 WHERE seq = 2",
            "DELETE FROM record WHERE seq = 2",
            "DELETE FROM record WHERE seq > 3",
            "UPDATE snapshot SET sealed = zeroblob(300)",
        )
    ):
        copy = copy_of(path, tmp_path / str(n))
        do_sql(copy, sql)
        again = store.unlock(copy, PASSPHRASE, data_dir=tmp_path / "data")
        with pytest.raises(Damaged):
            again.verify()
        again.close()


def test_verify_finds_a_slot_that_was_hurt_meanwhile(tmp_path):
    path, _plan, _code = made(tmp_path)
    again = opened(path)
    do_sql(path, "DELETE FROM slot_copy WHERE id = 2")
    with pytest.raises(Damaged):
        again.verify()
    again.close()


def test_verify_without_a_snapshot_is_fine(tmp_path):
    path, _plan, _code = made(tmp_path, edits=1)
    again = opened(path)
    do_sql(path, "DELETE FROM snapshot")
    again.verify()
    again._vault.put_snapshot(state.to_snapshot(again._state, 2, b"m" * 32))
    with pytest.raises(Damaged):
        again.verify()
    again._vault.put_snapshot(state.to_snapshot(again._state, 99, b"m" * 32))
    again.verify()
    again.close()


def purge(path, seq, names=True):
    """What a later WellPlan's purge will do: a tombstone, and an event that names it."""
    again = opened(path)
    rows = get_sql(path, f"SELECT uid, sealed FROM record WHERE seq = {seq}")
    [(uid, sealed)] = rows
    if names:
        event = {"kind": "purge", "records": [[seq, uid.hex()]], "plan": plan_to_json(again.plan)}
        again._vault.append({**event, "at": "2026-11-21T10:00:00Z"})
    again.close()
    do_sql(path, "UPDATE record SET sealed = ?, class = 2 WHERE seq = ?", (crypto.sha256(sealed), seq))


def test_a_purged_record_is_gone_and_the_chain_is_whole(tmp_path):
    path, plan, _code = made(tmp_path, edits=4)
    purge(path, 3)
    for hurt in (False, True):
        if hurt:
            do_sql(path, "DELETE FROM snapshot")
        again = opened(path)
        assert again.plan == plan
        again.verify()
        assert [step.seq for step in again.history()] == [1, 2, 4, 5, 6]
        again.close()


def test_a_purged_first_record_still_has_a_plan(tmp_path):
    path, plan, _code = made(tmp_path)
    again = opened(path)
    again._vault.append({"kind": "start", "at": "2026-11-21T10:00:00Z", "plan": plan_to_json(plan)})
    again.close()
    purge(path, 1)
    do_sql(path, "DELETE FROM snapshot")
    again = opened(path)
    assert again.plan == plan
    again.close()


def test_a_purged_tail_record_is_passed_over(tmp_path):
    path, plan, _code = made(tmp_path, edits=1)
    again = opened(path)
    again.save(retitled(plan, "secret"))
    again._closed = True
    again._vault.close()
    again._lock.release()
    [(uid,)] = get_sql(path, "SELECT uid FROM record WHERE seq = 3")
    append_raw(path, {"kind": "purge", "records": [[3, uid.hex()]], "plan": plan_to_json(plan)})
    [(sealed,)] = get_sql(path, "SELECT sealed FROM record WHERE seq = 3")
    do_sql(path, "UPDATE record SET sealed = ?, class = 2 WHERE seq = 3", (crypto.sha256(sealed),))
    again = opened(path)
    assert again.plan == plan
    again.close()


def test_a_tombstone_no_one_ordered_is_damage(tmp_path):
    path, _plan, _code = made(tmp_path, edits=4)
    purge(path, 3, names=False)
    again = opened(path)
    with pytest.raises(Damaged):
        again.verify()
    again.close()


@pytest.mark.parametrize("without_snapshot", [False, True])
def test_an_edit_no_one_purged_cannot_be_taken_back(tmp_path, without_snapshot):
    """Who can write to the file can turn a record into a tombstone: the chain stays whole."""
    path, plan, _code = made(tmp_path)
    again = opened(path)
    again.save(retitled(plan, "Never ring Sam"))
    again._vault.close()
    again._lock.release()
    [(sealed,)] = get_sql(path, "SELECT sealed FROM record WHERE seq = 2")
    do_sql(path, "UPDATE record SET sealed = ?, class = 2 WHERE seq = 2", (crypto.sha256(sealed),))
    if without_snapshot:
        do_sql(path, "DELETE FROM snapshot")
    with pytest.raises(Damaged):
        opened(path)


def test_the_data_folder_is_the_apps_own_by_default(tmp_path, home):
    path, plan, _code = made(tmp_path)
    again = store.unlock(path, PASSPHRASE)
    again.save(plan.put_item(plan.sections[0].id, Item()))
    assert again.back_up().is_relative_to(home / "data" / "wellplan")
    again.close()
    assert seen.highest_seen(home / "data" / "wellplan", bytes.fromhex(again.vault_id)) == 2
