# SPDX-License-Identifier: Apache-2.0
"""Going back to a backup: it is read whole first, what is there now is kept, and going back can be undone."""

from pathlib import Path

import pytest

from vault import keepers
from wellplan.errors import Damaged, NewerVersion, OpenElsewhere, WellPlanError, WrongGroup, WrongPassphrase
from wellplan.vault import backup, migration, new_file, restore
from wellplan.vault.instance_lock import InstanceLock


@pytest.fixture
def kept(tmp_path):
    """A closed plan with a backup of its first state: path, first plan, today's plan, backup, code."""
    path, first, code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    wanted = backup.as_backup(opened.back_up())
    today = keepers.with_words(first, "written after the backup")
    opened.save(today)
    opened.close()
    return path, first, today, wanted, code


# --- from within an open plan


def test_a_backup_is_read_without_changing_anything(kept):
    path, first, today, wanted, _code = kept
    opened = keepers.opened(path)
    before = wanted.path.read_bytes()
    assert restore.read_backup(opened, wanted) == first
    assert wanted.path.read_bytes() == before
    assert opened.plan == today
    opened.close()


def test_a_backup_with_a_bad_snapshot_reads_from_its_records_or_is_called_damaged(kept):
    path, first, _today, wanted, _code = kept
    opened = keepers.opened(path)
    keepers.do_sql(wanted.path, "DELETE FROM snapshot")
    assert restore.read_backup(opened, wanted) == first
    keepers.hurt_blob(wanted.path, "record", "sealed", "seq = 1")
    with pytest.raises(Damaged, match="This backup is damaged"):
        restore.read_backup(opened, wanted)
    wanted.path.unlink()
    with pytest.raises(WellPlanError, match="no plan at that place"):
        restore.read_backup(opened, wanted)
    opened.close()


def test_a_backup_that_cannot_be_read_is_told(kept, monkeypatch):
    path, _first, _today, wanted, _code = kept
    opened = keepers.opened(path)

    def gone(_path, _keys):
        raise OSError

    monkeypatch.setattr(migration, "verify_file", gone)
    with pytest.raises(WellPlanError, match="disk does not answer"):
        restore.read_backup(opened, wanted)
    opened.close()


def test_another_plan_s_backup_is_not_taken(kept, tmp_path):
    path, _first, today, _wanted, _code = kept
    (tmp_path / "two").mkdir()
    other, _plan, _other_code = keepers.made(tmp_path / "two")
    two = keepers.opened(other)
    theirs = backup.as_backup(two.back_up())
    two.close()
    opened = keepers.opened(path)
    with pytest.raises(Damaged):
        restore.restore_plan(opened, theirs)
    assert opened.plan == today
    opened.close()


def test_a_backup_a_newer_wellplan_wrote_in_is_left_to_it(kept):
    path, _first, _today, _wanted, _code = kept
    opened = keepers.opened(path)
    opened.vault.append({"kind": "from-tomorrow", "at": "2030-01-01T00:00:00Z"})
    wanted = backup.as_backup(opened.back_up())
    with pytest.raises(NewerVersion, match="newer WellPlan wrote in this backup"):
        restore.read_backup(opened, wanted)
    opened.close()


def test_restoring_keeps_today_first_and_restoring_that_brings_it_back(kept):
    path, first, today, wanted, _code = kept
    opened = keepers.opened(path)
    steps = len(opened.history())
    of_today = restore.restore_plan(opened, wanted)
    assert opened.plan == first
    assert len(opened.history()) == steps + 1
    assert restore.read_backup(opened, of_today) == today
    opened.close()
    opened = keepers.opened(path)
    assert opened.plan == first
    restore.restore_plan(opened, of_today)
    assert opened.plan == today
    opened.close()


def test_no_backup_of_today_no_restore(kept, monkeypatch):
    path, _first, today, wanted, _code = kept
    opened = keepers.opened(path)

    def full(_source, _target):
        raise OSError

    monkeypatch.setattr(backup.copying, "copy_plan", full)
    with pytest.raises(WellPlanError, match="could not make a backup"):
        restore.restore_plan(opened, wanted)
    assert opened.plan == today
    opened.close()


def test_a_plan_for_reading_only_is_not_restored(kept):
    path, _first, today, wanted, _code = kept
    opened = keepers.opened(path)
    opened.vault.read_only = True
    with pytest.raises(WellPlanError, match="reading only"):
        restore.restore_plan(opened, wanted)
    assert opened.plan == today
    assert backup.list_backups(opened.data_dir, opened.keys.vault_id) == (wanted,)
    opened.close()


# --- the file itself, from the lock screen or the command line


def put_back(wanted, path, **secret):
    secret = secret or {"passphrase": keepers.PASSPHRASE}
    return restore.restore_file(wanted.path, path, **secret, data_dir=path.parent / "data")


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def hurt(path):
    data = path.read_bytes()
    path.write_bytes(bytes(4096) + data[4096:])
    return path.read_bytes()


@pytest.mark.parametrize("with_code", [False, True])
def test_a_backup_takes_the_place_of_a_damaged_plan_which_stays_beside_it(kept, with_code):
    path, first, _today, wanted, code = kept
    damaged = hurt(path)
    aside = put_back(wanted, path, **({"code": code} if with_code else {}))
    assert aside.read_bytes() == damaged
    assert aside.name.startswith("plan damaged 20")
    assert names(path.parent) == sorted(["data", aside.name, "plan.wellplan"])
    opened = keepers.opened(path)
    assert opened.plan == first
    assert opened.notices == ()
    opened.close()


def test_a_plan_that_is_whole_is_kept_as_a_backup(kept):
    path, first, today, wanted, _code = kept
    of_today = put_back(wanted, path)
    assert of_today.parent == wanted.path.parent
    assert names(path.parent) == ["data", "plan.wellplan"]
    opened = keepers.opened(path)
    assert opened.plan == first
    assert restore.read_backup(opened, backup.as_backup(of_today)) == today
    opened.close()


def test_a_second_damaged_plan_of_a_day_has_a_name_of_its_own(kept):
    path, _first, _today, wanted, _code = kept
    hurt(path)
    one = put_back(wanted, path)
    hurt(path)
    two = put_back(wanted, path)
    assert two.stem == f"{one.stem} 2"
    assert one.exists()


def test_a_journal_goes_with_the_damaged_plan_it_belongs_to(kept):
    path, first, _today, wanted, _code = kept
    hurt(path)
    journal = path.with_name("plan.wellplan-journal")
    journal.write_bytes(b"what was there before")
    aside = put_back(wanted, path)
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == b"what was there before"
    assert not journal.exists()
    opened = keepers.opened(path)
    assert opened.plan == first
    opened.close()


def test_a_backup_where_there_is_nothing(kept, tmp_path):
    _path, first, _today, wanted, _code = kept
    (tmp_path / "stick").mkdir()
    place = tmp_path / "stick" / "back.wellplan"
    assert put_back(wanted, place) is None
    opened = keepers.opened(place)
    assert opened.plan == first
    opened.close()


def test_a_link_is_followed_not_replaced(kept, tmp_path):
    path, first, _today, wanted, _code = kept
    (tmp_path / "link.wellplan").symlink_to(path)
    put_back(wanted, tmp_path / "link.wellplan")
    assert (tmp_path / "link.wellplan").is_symlink()
    opened = keepers.opened(path)
    assert opened.plan == first
    opened.close()


def nothing_changed(path, before):
    return path.read_bytes() == before and names(path.parent) == ["data", "plan.wellplan"]


@pytest.mark.parametrize(
    ("secret", "error"),
    [
        ({"passphrase": "wrong"}, WrongPassphrase),
        ({"code": "-".join(["00000"] * 8)}, WrongGroup),
    ],
)
def test_a_wrong_secret_changes_nothing(kept, secret, error):
    path, _first, _today, wanted, _code = kept
    before = hurt(path)
    with pytest.raises(error):
        put_back(wanted, path, **secret)
    assert nothing_changed(path, before)


def test_a_backup_that_is_not_whole_changes_nothing(kept):
    path, _first, _today, wanted, _code = kept
    before = hurt(path)
    keepers.hurt_blob(wanted.path, "record", "sealed", "seq = 1")
    with pytest.raises(Damaged, match="This backup is damaged"):
        put_back(wanted, path)
    wanted.path.write_bytes(b"not a plan at all")
    with pytest.raises(Damaged, match="not a WellPlan plan"):
        put_back(wanted, path)
    assert nothing_changed(path, before)


def test_a_newer_plan_at_that_place_is_not_touched(kept):
    path, _first, _today, wanted, _code = kept
    keepers.do_sql(path, "PRAGMA user_version=2")
    before = path.read_bytes()
    with pytest.raises(NewerVersion):
        put_back(wanted, path)
    assert nothing_changed(path, before)


def test_another_plan_a_folder_or_the_backup_itself_is_not_replaced(kept, tmp_path):
    _path, _first, _today, wanted, _code = kept
    (tmp_path / "two").mkdir()
    other, _plan, _other_code = keepers.made(tmp_path / "two")
    before = other.read_bytes()
    for place in (other, tmp_path / "two", wanted.path):
        with pytest.raises(WellPlanError, match="something else at that place"):
            put_back(wanted, place)
    assert other.read_bytes() == before


def test_a_plan_that_is_open_is_not_replaced(kept):
    path, _first, _today, wanted, _code = kept
    before = path.read_bytes()
    lock = InstanceLock(path)
    lock.take()
    with pytest.raises(OpenElsewhere):
        put_back(wanted, path)
    lock.release()
    assert path.read_bytes() == before


def test_a_place_that_takes_nothing_changes_nothing(kept, tmp_path, monkeypatch):
    path, _first, _today, wanted, _code = kept
    before = hurt(path)
    with pytest.raises(WellPlanError, match="could not be put in that place"):
        put_back(wanted, tmp_path / "no folder" / "back.wellplan")

    def full(_half, _path):
        raise OSError

    monkeypatch.setattr(new_file, "place_new", full)
    with pytest.raises(WellPlanError, match="could not be put in that place"):
        put_back(wanted, path)
    assert nothing_changed(path, before)
    path.rename(tmp_path / "away")
    with pytest.raises(WellPlanError, match="could not be put in that place"):
        put_back(wanted, path)
    assert names(tmp_path) == ["away", "data"]


def test_no_backup_of_a_whole_plan_no_restore(kept, monkeypatch):
    path, _first, _today, wanted, _code = kept
    before, real = path.read_bytes(), backup.copying.copy_plan

    def full(source, target):
        if source == path:
            raise OSError
        real(source, target)

    monkeypatch.setattr(backup.copying, "copy_plan", full)
    with pytest.raises(WellPlanError, match="could not make a backup"):
        put_back(wanted, path)
    assert nothing_changed(path, before)


def test_a_link_that_leads_to_itself(kept, tmp_path):
    _path, _first, _today, wanted, _code = kept
    loop = tmp_path / "loop.wellplan"
    loop.symlink_to(loop)
    with pytest.raises(WellPlanError):
        put_back(wanted, loop)


def test_a_half_made_file_that_cannot_be_removed_is_no_trouble(kept, monkeypatch):
    path, first, _today, wanted, _code = kept
    real = Path.unlink

    def stuck(self, missing_ok=False):
        if self.suffix == ".new":
            raise PermissionError
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", stuck)
    put_back(wanted, path)
    monkeypatch.setattr(Path, "unlink", real)
    opened = keepers.opened(path)
    assert opened.plan == first
    opened.close()
