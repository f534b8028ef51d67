# SPDX-License-Identifier: Apache-2.0
"""An older file is brought to the present version behind a checked backup, or is left as it was.

There is no older version yet: a pretended one, with 0 where the version stands, shows that the way is open.
"""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlite_utils import Database

from vault import keepers
from wellplan.errors import Damaged, WellPlanError, WrongPassphrase
from wellplan.vault import backup, migration, restore, slot_tables, store
from wellplan.vault.verification import verify_file

VERSION_AT = 63


def with_version(path, version):
    data = bytearray(path.read_bytes())
    data[VERSION_AT] = version
    path.write_bytes(data)
    return bytes(data)


def read_slots(path):
    with closing(sqlite3.connect(path)) as conn:
        return slot_tables.read_slots(Database(conn))


def convert(old, new, _keys):
    shutil.copy(old, new)
    with_version(new, old.read_bytes()[VERSION_AT] + 1)


def verify(path, keys):
    present = path.with_name(f".{path.name}.verify")
    shutil.copy(path, present)
    try:
        with_version(present, 1)
        verify_file(present, keys)
    finally:
        present.unlink()


STEP = migration.Step(read_slots, verify, convert)


@pytest.fixture
def older(tmp_path, monkeypatch):
    """A plan of version 0, and its words."""
    monkeypatch.setitem(migration.STEPS, 0, STEP)
    path, plan, _code = keepers.made(tmp_path, edits=2)
    with_version(path, 0)
    return path, plan


def the_backup(path):
    [found] = backup.backups_of_file(path.parent / "data", path)
    return found


def test_there_is_no_older_version_yet():
    assert migration.STEPS == {}


def test_an_older_plan_opens_and_stays_as_a_backup(older):
    path, plan = older
    before = path.read_bytes()
    opened = keepers.opened(path)
    assert opened.plan == plan
    opened.verify()
    assert path.read_bytes()[VERSION_AT] == 1
    kept = the_backup(path)
    assert kept.whole
    assert kept.path.read_bytes()[:24] == before[:24]
    assert kept.path.read_bytes()[VERSION_AT] == 0
    assert sorted(each.name for each in path.parent.iterdir()) == [
        ".plan.wellplan.lock",
        "data",
        "plan.wellplan",
    ]
    opened.save(keepers.with_words(plan, "written since"))
    assert restore.read_backup(opened, kept) == plan
    restore.restore_plan(opened, kept)
    assert opened.plan == plan
    opened.close()
    assert not migration.is_older(path)


def test_an_older_backup_takes_the_place_of_a_damaged_plan(older):
    path, plan = older
    keepers.opened(path).close()
    kept = the_backup(path)
    path.write_bytes(b"nothing left")
    data_dir = path.parent / "data"
    restore.restore_file(kept.path, path, passphrase=keepers.PASSPHRASE, data_dir=data_dir)
    assert migration.is_older(path)
    opened = keepers.opened(path)
    assert opened.plan == plan
    opened.close()


def test_steps_follow_each_other(older, monkeypatch):
    path, plan = older
    with_version(path, 0)
    monkeypatch.setitem(migration.STEPS, 200, migration.Step(read_slots, verify, two_steps_back))
    with_version(path, 200)
    opened = keepers.opened(path)
    assert opened.plan == plan
    opened.close()


def two_steps_back(old, new, _keys):
    shutil.copy(old, new)
    with_version(new, 0)


def nothing_changed(path, before):
    names = sorted(each.name for each in path.parent.iterdir() if each.name != "data")
    return path.read_bytes() == before and names == ["plan.wellplan"]


def test_a_wrong_passphrase_changes_nothing(older):
    path, _plan = older
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        keepers.opened(path, "wrong")
    assert nothing_changed(path, before)


def test_an_older_plan_that_is_damaged_is_left_as_it_was(older):
    path, _plan = older
    keepers.hurt_blob(path, "record", "sealed", "seq = 1")
    before = path.read_bytes()
    with pytest.raises(Damaged):
        keepers.opened(path)
    assert nothing_changed(path, before)
    assert backup.backups_of_file(path.parent / "data", path) == ()


@pytest.mark.parametrize("error", [OSError(), sqlite3.OperationalError("full")])
def test_a_step_that_fails_leaves_the_file_as_it_was(older, monkeypatch, error):
    path, _plan = older
    before = path.read_bytes()

    def broken(_old, new, _keys):
        new.write_bytes(b"half")
        raise error

    monkeypatch.setitem(migration.STEPS, 0, migration.Step(read_slots, verify, broken))
    with pytest.raises(WellPlanError, match="older WellPlan"):
        keepers.opened(path)
    assert nothing_changed(path, before)
    assert the_backup(path).whole


def test_a_step_that_makes_a_wrong_file_leaves_the_old_one(older, monkeypatch):
    path, _plan = older
    before = path.read_bytes()

    def wrong(old, new, keys):
        convert(old, new, keys)
        keepers.hurt_blob(new, "record", "sealed", "seq = 1")

    monkeypatch.setitem(migration.STEPS, 0, migration.Step(read_slots, verify, wrong))
    with pytest.raises(Damaged):
        keepers.opened(path)
    assert nothing_changed(path, before)


def test_no_backup_no_step(older, monkeypatch):
    path, _plan = older
    before = path.read_bytes()

    def full(_source, _target):
        raise OSError

    monkeypatch.setattr(backup.copying, "copy_plan", full)
    with pytest.raises(WellPlanError, match="could not make a backup"):
        keepers.opened(path)
    assert nothing_changed(path, before)


def test_an_older_plan_on_a_read_only_disk_is_not_changed(older, monkeypatch):
    path, _plan = older
    before = path.read_bytes()
    monkeypatch.setattr(store, "_can_write", lambda _path, _lock: False)
    with pytest.raises(WellPlanError, match="older WellPlan"):
        keepers.opened(path)
    assert nothing_changed(path, before)


def test_a_change_cut_short_must_be_settled_first(older):
    """A step that does not take the journal into account would leave half a change behind."""
    path, _plan = older
    path.with_name("plan.wellplan-journal").write_bytes(bytes(512))
    before = path.read_bytes()
    with pytest.raises(WellPlanError, match="older WellPlan"):
        keepers.opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"short", bytes(4096)])
def test_what_is_no_plan_is_not_older(tmp_path, monkeypatch, content):
    monkeypatch.setitem(migration.STEPS, 0, STEP)
    (tmp_path / "x").write_bytes(content)
    assert not migration.is_older(tmp_path / "x")
    assert not migration.is_older(tmp_path / "nowhere")


def test_a_half_that_cannot_be_removed_is_no_trouble(older, monkeypatch):
    path, plan = older
    monkeypatch.setattr(type(path), "unlink", stuck(type(path).unlink))
    opened = keepers.opened(path)
    assert opened.plan == plan
    opened.close()


def stuck(real):
    def unlink(self, missing_ok=False):
        if self.suffix == ".new":
            raise PermissionError
        real(self, missing_ok=missing_ok)

    return unlink
