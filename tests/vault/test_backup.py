# SPDX-License-Identifier: Apache-2.0
"""Backups are checked before they count, a few are kept, and this computer remembers what it saw."""

import pytest

from wellplan.errors import Damaged, WellPlanError
from wellplan.vault import backup, kept_backups

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


def test_what_was_seen_is_kept_for_each_plan(tmp_path):
    assert backup.highest_seen(tmp_path, VAULT_ID) == 0
    backup.remember_seen(tmp_path, VAULT_ID, 7)
    backup.remember_seen(tmp_path, b"w" * 16, 3)
    assert backup.highest_seen(tmp_path, VAULT_ID) == 7
    assert backup.highest_seen(tmp_path, b"w" * 16) == 3


@pytest.mark.parametrize("content", ["", "[]", "not json", f'{{"{VAULT_ID.hex()}": "x"}}'])
def test_a_strange_memory_is_no_memory(tmp_path, content):
    (tmp_path / "seen.json").write_text(content)
    assert backup.highest_seen(tmp_path, VAULT_ID) == 0
    backup.remember_seen(tmp_path, VAULT_ID, 7)
    assert backup.highest_seen(tmp_path, VAULT_ID) == 7


def test_a_disk_that_will_not_remember_is_no_trouble(tmp_path):
    (tmp_path / "data").write_text("a file")
    backup.remember_seen(tmp_path / "data", VAULT_ID, 7)
