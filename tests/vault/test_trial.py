# SPDX-License-Identifier: Apache-2.0
"""Trying a secret: right and wrong are told apart, a slip is named, and the file is not touched."""

from pathlib import Path

import pytest

from vault import keepers
from wellplan.errors import Damaged, WellPlanError, WrongGroup, WrongPassphrase
from wellplan.plan.model import Plan
from wellplan.vault import keyslots, store, trial


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "p.wellplan"
    opened, code = store.create(path, keepers.PASSPHRASE, Plan(), cost=keepers.TESTING, data_dir=tmp_path)
    opened.close()
    return path, code


def test_right_and_wrong_are_told_apart_and_nothing_is_written(made):
    path, code = made
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert trial.passphrase_opens(path, keepers.PASSPHRASE)
    assert not trial.passphrase_opens(path, "not this one")
    assert trial.code_opens(path, code.lower())
    assert not trial.code_opens(path, keyslots.write_code(bytes(20)))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(path.parent.glob("p.wellplan*")) == [path]


def test_it_works_while_the_plan_is_open_and_follows_every_change(made, tmp_path):
    path, code = made
    opened = store.unlock(path, keepers.PASSPHRASE, data_dir=tmp_path / "data")
    opened.change_passphrase("another", cost=keepers.TESTING)
    new = opened.new_recovery_code()
    assert [trial.passphrase_opens(path, each) for each in (keepers.PASSPHRASE, "another")] == [False, True]
    assert [trial.code_opens(path, each) for each in (code, new)] == [False, True]
    opened.close()


def test_a_slip_is_named_by_its_group_before_the_file_is_read(tmp_path, made):
    _path, code = made
    groups = code.split("-")
    groups[4] = groups[4][::-1] if groups[4] != groups[4][::-1] else "00000"
    with pytest.raises(WrongGroup) as slip:
        trial.code_opens(tmp_path / "nowhere.wellplan", "-".join(groups))
    assert slip.value.group == 5
    with pytest.raises(WrongPassphrase, match="8 groups"):
        trial.code_opens(tmp_path / "nowhere.wellplan", "-".join(code.split("-")[:7]))


def test_damage_and_a_missing_file_are_not_called_wrong(made, tmp_path):
    path, _code = made
    with pytest.raises(WellPlanError):
        trial.passphrase_opens(tmp_path / "nowhere.wellplan", keepers.PASSPHRASE)
    raw = bytearray(path.read_bytes())
    for at in range(2048, len(raw)):
        raw[at] ^= 0x55
    path.write_bytes(raw)
    with pytest.raises(Damaged):
        trial.passphrase_opens(path, keepers.PASSPHRASE)


def test_a_code_alone_opens_for_reading_and_changes_nothing(made, tmp_path):
    path, code = made
    before = path.read_bytes()
    opened = store.unlock_with_recovery(path, code, None, data_dir=tmp_path / "data")
    assert opened.read_only
    with pytest.raises(WellPlanError):
        opened.save(Plan(title="other"))
    opened.close()
    assert path.read_bytes() == before
