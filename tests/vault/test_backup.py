# SPDX-License-Identifier: Apache-2.0
"""Backups are checked before they count, a few are kept, and this computer remembers what it saw."""

import shutil
import sqlite3
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from bench import years

from vault import keepers
from wellplan.errors import Damaged, WellPlanError
from wellplan.vault import backup, copying, kept_backups, store, upkeep
from wellplan.vault.verification import verify_file

VAULT_ID = b"v" * 16


def fine(_copy):
    return None


def test_the_default_folder_is_the_apps_own(home):
    assert backup.default_data_dir() == home / "data" / "wellplan"


def test_a_backup_is_the_same_bytes(tmp_path):
    plan = tmp_path / "plan"
    plan.write_bytes(b"x" * 3_000_000)
    copy = backup.make_backup(plan, tmp_path / "data", VAULT_ID, fine)
    assert copy.read_bytes() == plan.read_bytes()
    assert copy.parent == backup.backups_dir(tmp_path / "data", VAULT_ID)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in copy.parent.iterdir()] == [copy.name]


def test_the_last_five_openings_are_kept(tmp_path):
    plan = tmp_path / "plan"
    made = []
    for n in range(13):
        plan.write_bytes(bytes([n]))
        made.append(backup.make_backup(plan, tmp_path / "data", VAULT_ID, fine))
    assert sorted(made[0].parent.iterdir()) == made[-kept_backups.LAST :]


def test_backups_never_take_more_room_than_allowed(tmp_path, monkeypatch):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    first = opened.back_up()
    keepers.hurt_blob(path, "record", "sealed", "seq = 1")
    damaged = [opened.back_up() for _n in range(4)]
    monkeypatch.setattr(kept_backups, "MOST_BYTES", 1)
    monkeypatch.setattr(kept_backups, "PLANS", 4)
    damaged.append(opened.back_up())
    assert sorted(first.parent.iterdir()) == sorted([first, *damaged[-3:]])
    opened.close()


def test_a_copy_that_is_not_whole_does_not_stay(tmp_path):
    plan = tmp_path / "plan"
    plan.write_bytes(b"x")

    def damaged(path):
        if path != plan:
            raise Damaged("", "", "")

    with pytest.raises(WellPlanError, match="could not make a backup"):
        backup.make_backup(plan, tmp_path / "data", VAULT_ID, damaged)
    assert list(backup.backups_dir(tmp_path / "data", VAULT_ID).iterdir()) == []


def test_a_damaged_plan_is_kept_as_it_is_and_pushes_out_no_whole_copy(tmp_path):
    plan = tmp_path / "plan"
    plan.write_bytes(b"x")

    def damaged(_copy):
        raise Damaged("", "", "")

    whole = backup.make_backup(plan, tmp_path / "data", VAULT_ID, fine)
    made = [backup.make_backup(plan, tmp_path / "data", VAULT_ID, damaged) for _n in range(12)]
    assert sorted(whole.parent.iterdir()) == [whole, *made[-backup.DAMAGED_KEPT :]]
    assert made[-1].name.startswith("damaged-")


def test_no_one_else_may_look_into_the_folders(tmp_path):
    plan = tmp_path / "plan"
    plan.write_bytes(b"x")
    folder = backup.make_backup(plan, tmp_path / "data", VAULT_ID, fine).parent
    for each in (folder, folder.parent, tmp_path / "data"):
        assert each.stat().st_mode & 0o777 == 0o700


def test_a_place_that_takes_nothing(tmp_path):
    (tmp_path / "data").write_text("a file, not a folder")
    (tmp_path / "plan").write_bytes(b"x")
    with pytest.raises(WellPlanError, match="could not make a backup"):
        backup.make_backup(tmp_path / "plan", tmp_path / "data", VAULT_ID, fine)


# --- which there are


def test_backups_are_listed_the_last_made_first_whatever_the_clock_said(tmp_path, monkeypatch):
    plan = tmp_path / "plan"
    made = []
    for n, stamp in enumerate(("20301101T100000000000Z", "20261101T100000000000Z", "20261102T100000000001Z")):
        monkeypatch.setattr(backup, "stamp", lambda stamp=stamp: stamp)
        plan.write_bytes(bytes(n + 1))
        made.append(backup.make_backup(plan, tmp_path / "data", VAULT_ID, fine))
    found = backup.list_backups(tmp_path / "data", VAULT_ID)
    assert [each.path for each in found] == made[::-1]
    assert [each.size for each in found] == [3, 2, 1]
    assert found[0].at == datetime(2026, 11, 2, 10, 0, 0, 1, tzinfo=UTC)
    assert all(each.whole for each in found)


def test_what_is_no_backup_is_not_listed_and_never_removed(tmp_path):
    folder = backup.backups_dir(tmp_path / "data", VAULT_ID)
    folder.mkdir(parents=True)
    strange = ["notes.txt", "000001-20269901T100000000000Z.wellplan", "20261101T1000Z.wellplan", ".x.new"]
    for name in strange:
        (folder / name).write_bytes(b"mine")
    older = folder / "20261101T100000000000Z.wellplan"  # as they were called before they had a turn
    older.write_bytes(b"older")
    assert [each.path for each in backup.list_backups(tmp_path / "data", VAULT_ID)] == [older]
    plan = tmp_path / "plan"
    plan.write_bytes(b"x")
    made = [backup.make_backup(plan, tmp_path / "data", VAULT_ID, fine) for _n in range(9)]
    found = [each.path for each in backup.list_backups(tmp_path / "data", VAULT_ID)]
    assert found[:5] == made[:-6:-1]
    assert found[-1] == older  # alone in its day
    assert [name for name in strange if not (folder / name).exists()] == []


def test_only_a_backup_of_ours_is_one(tmp_path):
    (tmp_path / "notes.wellplan").write_bytes(b"x")
    with pytest.raises(ValueError, match="not the name"):
        backup.as_backup(tmp_path / "notes.wellplan")


def test_no_folder_no_backups(tmp_path):
    assert backup.list_backups(tmp_path / "data", VAULT_ID) == ()


def test_the_backups_of_a_file_are_found_while_one_slot_can_be_read(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    with_keys = keepers.opened(path)
    made = with_keys.back_up()
    with_keys.close()
    assert [each.path for each in backup.backups_of_file(tmp_path / "data", path)] == [made]
    data = bytearray(path.read_bytes())
    data[:8192] = bytes(8192)
    last = data.rfind(b"WPS1")
    data = data[:last].replace(b"WPS1", b"WPS0") + data[last:]
    path.write_bytes(data)
    assert [each.path for each in backup.backups_of_file(tmp_path / "data", path)] == [made]
    path.write_bytes(bytes(len(data)))
    assert [each.path for each in backup.backups_of_file(tmp_path / "data", path)] == [made]
    assert backup.backups_of_file(tmp_path / "data", tmp_path / "nowhere.wellplan") == ()


# --- the one of this opening


def test_a_backup_is_due_when_the_plan_changed_since_the_newest(tmp_path):
    path, plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    made = upkeep.due_backup(opened)()
    assert made.whole
    assert made == backup.list_backups(opened.data_dir, opened.keys.vault_id)[0]
    assert upkeep.due_backup(opened)() is None
    opened.close()
    opened = keepers.opened(path)
    due = upkeep.due_backup(opened)
    assert due() is None
    opened.save(keepers.with_words(plan, "one more"))
    second = due()
    assert second.path != made.path
    opened.close()


def test_a_session_s_own_backup_makes_room_for_its_next(tmp_path):
    path, plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    due = upkeep.due_backup(opened)
    first = due()
    for n in range(3):
        plan = keepers.with_words(plan, f"sign {n}")
        opened.save(plan)
        last = due()
    assert backup.list_backups(opened.data_dir, opened.keys.vault_id) == (last,)
    assert not first.path.exists()
    opened.close()
    again = keepers.opened(path)
    again.save(keepers.with_words(plan, "of the next opening"))
    new = upkeep.due_backup(again)()
    assert backup.list_backups(again.data_dir, again.keys.vault_id) == (new, last)
    again.close()


def test_a_newest_backup_that_has_gone_bad_is_made_again(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    bad = upkeep.due_backup(opened)()
    keepers.hurt_blob(bad.path, "record", "sealed", "seq = 1")
    good = upkeep.due_backup(opened)()
    assert good.path != bad.path
    bad.path.write_bytes(b"")
    good.path.write_bytes(b"not a plan")
    assert upkeep.due_backup(opened)().whole
    opened.close()


def test_a_damaged_plan_is_copied_once_not_at_each_opening(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=2)
    keepers.hurt_blob(path, "record", "sealed", "seq = 1")
    opened = keepers.opened(path)
    due = upkeep.due_backup(opened)
    made = due()
    assert not made.whole
    assert made.path.name.startswith("damaged-")
    assert due() is None
    assert [each.path for each in backup.list_backups(opened.data_dir, opened.keys.vault_id)] == [made.path]
    opened.close()


def test_a_backup_too_many_that_cannot_be_removed_stops_nothing(tmp_path, monkeypatch):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    made = [opened.back_up() for _n in range(5)]

    def refuse(self, missing_ok=False):
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        made.append(opened.back_up())
    assert sorted(made[0].parent.iterdir()) == made
    opened.close()


# --- while the plan is saved to


def test_saves_go_on_while_a_backup_is_made_and_the_copy_is_one_state(tmp_path, monkeypatch):
    path = tmp_path / "years.wellplan"
    plan = years.write_vault(path, 1300, 40)
    opened = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
    monkeypatch.setattr(copying, "_PIECE", 8)
    due, made, failed = upkeep.due_backup(opened), [], []

    def work():
        try:
            for _n in range(6):
                made.append(due())
        except WellPlanError as error:
            failed.append(error)

    worker, waited = threading.Thread(target=work), []
    worker.start()
    for _when, after in years.edited(plan, 400, seed=9):
        if not worker.is_alive():
            break
        began = time.monotonic()
        opened.save(after)
        waited.append(time.monotonic() - began)
        time.sleep(0.005)
    worker.join()
    assert failed == []
    assert len(waited) > 5
    found = [each for each in made if each is not None]
    assert found
    verify_file(found[-1].path, opened.keys)
    opened.close()


def test_a_save_never_waits_for_more_than_a_small_piece(tmp_path, monkeypatch):
    """Pages, not milliseconds: each piece is one lock that a save may have to wait for."""
    assert copying._PIECE <= 64
    monkeypatch.setattr(copying, "_PIECE", 2)
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    real, left = copying._fill, []

    def fill(source, target, pages, count):
        real(source, target, pages, lambda status, remaining, total: left.append((remaining, total)))

    monkeypatch.setattr(copying, "_fill", fill)
    copying.copy_plan(path, tmp_path / "copy.wellplan")
    sizes = [before - after for before, after in pairwise([left[0][1], *(each for each, _total in left)])]
    assert len(sizes) > 3
    assert max(sizes) <= 2


def test_a_copy_begun_anew_too_often_is_made_in_one_go(tmp_path, monkeypatch):
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    opened = keepers.opened(path)
    monkeypatch.setattr(copying, "_PIECE", 4)
    calls, real = [], copying._TooManySavesError

    class AtTheEnd(real):
        def __init__(self):
            calls.append(1)

    monkeypatch.setattr(copying, "_TooManySavesError", AtTheEnd)
    monkeypatch.setattr(copying, "_MOST_TIMES", 0.5)
    copying.copy_plan(path, tmp_path / "copy.wellplan")
    verify_file(tmp_path / "copy.wellplan", opened.keys)
    assert calls == [1]
    opened.close()


def test_a_save_between_two_pieces_is_in_the_copy(tmp_path, monkeypatch):
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    opened = keepers.opened(path)
    monkeypatch.setattr(copying, "_PIECE", 1)
    real, saved = copying._copy_state, []

    class Counted:
        def __init__(self, conn):
            self.conn = conn

        def backup(self, target, pages, progress, sleep):
            def each(*status):
                if len(saved) < 2:
                    saved.append(keepers.with_words(opened.plan, "typed meanwhile"))
                    opened.save(saved[-1])
                progress(*status)

            self.conn.backup(target, pages=pages, progress=each, sleep=sleep)

    monkeypatch.setattr(copying, "_copy_state", lambda conn, target: real(Counted(conn), target))
    copying.copy_plan(path, tmp_path / "copy.wellplan")
    verify_file(tmp_path / "copy.wellplan", opened.keys)
    shutil.copytree(tmp_path / "data", tmp_path / "other")
    copy = store.unlock(tmp_path / "copy.wellplan", keepers.PASSPHRASE, data_dir=tmp_path / "other")
    assert copy.plan == saved[-1]
    copy.close()
    opened.close()


def test_a_plan_sqlite_cannot_read_is_copied_as_its_bytes_are(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    data = bytearray(path.read_bytes())
    data[28:32] = (10_000).to_bytes(4, "big")  # the number of pages, which the backup believes
    data[92:96] = data[24:28]
    path.write_bytes(data)
    copying.copy_plan(path, tmp_path / "copy.wellplan")
    assert (tmp_path / "copy.wellplan").read_bytes() == data


def test_a_plan_the_copying_cannot_read_is_copied_as_its_bytes_are(tmp_path, monkeypatch):
    path, _plan, _code = keepers.made(tmp_path)

    def broken(_source, _target):
        error = sqlite3.DatabaseError("malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    monkeypatch.setattr(copying, "_copy_state", broken)
    copying.copy_plan(path, tmp_path / "copy.wellplan")
    assert (tmp_path / "copy.wellplan").read_bytes() == path.read_bytes()


def test_a_disk_that_fills_is_no_damage(tmp_path, monkeypatch):
    path, _plan, _code = keepers.made(tmp_path)

    def full(*_given):
        error = sqlite3.OperationalError("disk full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    opened = keepers.opened(path)
    monkeypatch.setattr(copying, "_copy_state", full)
    with pytest.raises(WellPlanError, match="could not make a backup") as told:
        opened.back_up()
    assert not isinstance(told.value, Damaged)
    assert list(backup.backups_dir(tmp_path / "data", opened.keys.vault_id).iterdir()) == []
    opened.close()
