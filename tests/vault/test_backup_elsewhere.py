# SPDX-License-Identifier: Apache-2.0
"""A backup at a chosen place: whole before it counts, over nothing but an older one of the same plan."""

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from vault import keepers
from wellplan.errors import Damaged, OpenElsewhere, WellPlanError
from wellplan.vault import backup_elsewhere, new_file
from wellplan.vault.backup_elsewhere import backup_copy, remember_backup_elsewhere, save_backup_copy
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.verification import verify_file


@pytest.fixture
def opened(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "stick").mkdir()
    path, _plan, _code = keepers.made(tmp_path / "home", edits=2)
    opened = keepers.opened(path)
    yield opened
    opened.close()


@pytest.fixture
def place(tmp_path):
    return tmp_path / "stick" / "copy.wellplan"


def test_a_backup_on_a_stick_is_one_whole_file_and_the_day_is_kept(opened, place):
    save_backup_copy(opened, place)
    verify_file(place, opened.keys)
    assert [each.name for each in place.parent.iterdir()] == ["copy.wellplan"]
    assert place.stat().st_mode & 0o777 == 0o600
    assert opened.preference("backup_elsewhere") == date.today().isoformat()
    copy = keepers.opened(place)
    assert copy.plan == opened.plan
    copy.close()


def test_an_older_backup_of_the_same_plan_is_replaced(opened, place):
    save_backup_copy(opened, place)
    opened.save(keepers.with_words(opened.plan, "later"))
    work = backup_copy(opened, place)
    opened.save(keepers.with_words(opened.plan, "typed before the work began"))
    work()
    remember_backup_elsewhere(opened)
    copy = keepers.opened(place)
    assert copy.plan == opened.plan
    copy.close()


@pytest.mark.parametrize(
    "name",
    ["home/plan.wellplan", "link.wellplan", "hard.wellplan", "home/data/backups/x.wellplan", "stick",
     "home/plan.wellplan-journal", "none/copy.wellplan", "loop", "n" * 300],
)  # fmt: skip
def test_a_place_that_must_not_or_cannot_be_used_is_refused_at_once(opened, tmp_path, name):
    (tmp_path / "link.wellplan").symlink_to(opened.path)
    (tmp_path / "hard.wellplan").hardlink_to(opened.path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "home" / "data" / "backups").mkdir(parents=True, exist_ok=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WellPlanError):
        backup_copy(opened, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_place_beside_a_journal_is_refused(opened, place):
    place.with_name("copy.wellplan-journal").write_bytes(b"of something else")
    with pytest.raises(WellPlanError, match="something else at that place"):
        backup_copy(opened, place)


def refused(opened, place):
    before = place.read_bytes()
    with pytest.raises(WellPlanError, match="may hold something else"):
        save_backup_copy(opened, place)
    assert place.read_bytes() == before
    assert [each.name for each in place.parent.iterdir()] == [place.name]
    assert opened.preference("backup_elsewhere") == ""
    return True


def test_another_s_file_is_never_written_over(opened, place, tmp_path):
    place.write_bytes(b"a letter")
    assert refused(opened, place)
    (tmp_path / "two").mkdir()
    other, _plan, _code = keepers.made(tmp_path / "two")
    shutil.copy(other, place)
    assert refused(opened, place)


def test_a_copy_that_has_gone_its_own_way_is_never_written_over(opened, place, tmp_path):
    """The same plan, written in elsewhere: the only place where those words are."""
    shutil.copy(opened.path, place)
    shutil.copytree(tmp_path / "home" / "data", tmp_path / "stick" / "data")
    copy = keepers.opened(place)
    copy.save(keepers.with_words(copy.plan, "only here"))
    copy.close()
    shutil.rmtree(tmp_path / "stick" / "data")
    assert refused(opened, place)
    opened.save(keepers.with_words(opened.plan, "as many steps as there"))
    assert refused(opened, place)


def test_a_copy_that_is_open_is_not_written_over(opened, place):
    save_backup_copy(opened, place)
    lock = InstanceLock(place)
    lock.take()
    with pytest.raises(OpenElsewhere):
        save_backup_copy(opened, place)
    lock.release()


def test_a_damaged_plan_makes_no_backup(opened, place):
    keepers.hurt_blob(opened.path, "record", "sealed", "seq = 1")
    with pytest.raises(Damaged):
        save_backup_copy(opened, place)
    assert list(place.parent.iterdir()) == []


@pytest.mark.parametrize("error", [OSError(), sqlite3.OperationalError("full")])
def test_a_stick_that_is_full_keeps_its_older_backup(opened, place, monkeypatch, error):
    save_backup_copy(opened, place)
    before = place.read_bytes()
    opened.save(keepers.with_words(opened.plan, "later"))

    def full(_source, target):
        target.write_bytes(b"half")
        raise error

    monkeypatch.setattr(backup_elsewhere.copying, "copy_plan", full)
    with pytest.raises(WellPlanError, match="could not be saved there"):
        save_backup_copy(opened, place)
    assert place.read_bytes() == before
    assert [each.name for each in place.parent.iterdir()] == [place.name]


def test_a_file_that_came_meanwhile_is_not_written_over(opened, place, monkeypatch):
    real = new_file.place_new

    def late(half, path):
        Path(path).write_bytes(b"came meanwhile")
        real(half, path)

    monkeypatch.setattr(new_file, "place_new", late)
    with pytest.raises(WellPlanError, match="already a file of that name"):
        save_backup_copy(opened, place)
    assert place.read_bytes() == b"came meanwhile"


def test_a_half_that_cannot_be_removed_is_no_trouble(opened, place, monkeypatch):
    def stuck(self, missing_ok=False):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", stuck)
    with monkeypatch.context() as patch:
        patch.setattr(new_file, "place_new", lambda half, path: shutil.copy(half, path))
        save_backup_copy(opened, place)
    monkeypatch.undo()
    verify_file(place, opened.keys)
