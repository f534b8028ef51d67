# SPDX-License-Identifier: Apache-2.0
"""What this computer remembers of plans: numbers and places, kept through power cuts, harmless if spoilt."""

import json
import os
from pathlib import Path

import pytest

from vault.keepers import made, opened, with_words
from wellplan.vault import seen

VAULT_ID = b"v" * 16


def test_the_highest_record_seen_is_kept_for_each_plan(tmp_path):
    assert seen.highest_seen(tmp_path, VAULT_ID) == 0
    seen.remember_seen(tmp_path, VAULT_ID, 7)
    seen.remember_seen(tmp_path, b"w" * 16, 3)
    assert (seen.highest_seen(tmp_path, VAULT_ID), seen.highest_seen(tmp_path, b"w" * 16)) == (7, 3)
    assert [each.name for each in tmp_path.iterdir()] == ["seen.json"]


def test_the_place_of_a_plan_is_kept(tmp_path):
    here, there = tmp_path / "plan.wellplan", tmp_path / "caf\udce9.wellplan"
    assert seen.vault_id_of(tmp_path, here) is None
    seen.remember_place(tmp_path, VAULT_ID, here)
    seen.remember_seen(tmp_path, VAULT_ID, 7)
    seen.remember_place(tmp_path, b"w" * 16, there)
    assert (seen.vault_id_of(tmp_path, here), seen.vault_id_of(tmp_path, there)) == (VAULT_ID, b"w" * 16)
    seen.remember_place(tmp_path, b"w" * 16, here)
    assert seen.vault_id_of(tmp_path, here) == b"w" * 16
    assert seen.highest_seen(tmp_path, VAULT_ID) == 7


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff",
        b"[" * 100_000,
        b'{"places": 7}',
        b'{"places": {"/p": 7}}',
        b'{"places": {"/p": "x"}}',
    ],
)
def test_a_spoilt_list_is_passed_over(tmp_path, content):
    (tmp_path / "seen.json").write_bytes(content)
    assert seen.highest_seen(tmp_path, VAULT_ID) == 0
    assert seen.vault_id_of(tmp_path, Path("/p")) is None
    seen.remember_seen(tmp_path, VAULT_ID, 7)
    seen.remember_place(tmp_path, VAULT_ID, Path("/p"))
    assert seen.highest_seen(tmp_path, VAULT_ID) == 7
    assert seen.vault_id_of(tmp_path, Path("/p")) == VAULT_ID


def test_a_number_that_is_no_number_is_none(tmp_path):
    (tmp_path / "seen.json").write_text(json.dumps({VAULT_ID.hex(): "7"}))
    assert seen.highest_seen(tmp_path, VAULT_ID) == 0


def test_what_is_known_already_is_not_written_again(tmp_path, monkeypatch):
    seen.remember_seen(tmp_path, VAULT_ID, 7)
    seen.remember_place(tmp_path, VAULT_ID, Path("/p"))
    monkeypatch.setattr(seen, "_write", None)
    seen.remember_seen(tmp_path, VAULT_ID, 7)
    seen.remember_place(tmp_path, VAULT_ID, Path("/p"))


def test_a_disk_that_will_not_take_it_is_no_trouble(tmp_path, monkeypatch):
    (tmp_path / "data").write_text("in the way")
    seen.remember_seen(tmp_path / "data", VAULT_ID, 7)
    seen.remember_seen(tmp_path / "ok", VAULT_ID, 7)

    def full(_handle):
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    seen.remember_seen(tmp_path / "ok", VAULT_ID, 8)
    assert seen.highest_seen(tmp_path / "ok", VAULT_ID) == 7
    assert [each.name for each in (tmp_path / "ok").iterdir()] == ["seen.json"]


def test_what_was_seen_is_synced_before_it_has_its_name(tmp_path, monkeypatch):
    done, sync, name = [], os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), sync(handle)))
    monkeypatch.setattr(Path, "replace", lambda path, to: (done.append("name"), name(path, to)))
    seen.remember_seen(tmp_path, VAULT_ID, 7)
    assert done == ["sync", "name", "sync"]


def test_a_plan_is_remembered_at_unlock_at_each_snapshot_and_at_close(tmp_path, monkeypatch):
    path, plan, _code = made(tmp_path, edits=1)
    for each in (tmp_path / "data").iterdir():
        each.unlink()
    again = opened(path)
    vault_id = again.keys.vault_id
    assert seen.highest_seen(tmp_path / "data", vault_id) == 2
    assert seen.vault_id_of(tmp_path / "data", path) == vault_id
    monkeypatch.setattr("wellplan.vault.open_file.SNAPSHOT_EVERY", 3)
    for n in range(4):
        plan = with_words(plan, str(n))
        again.save(plan)
    assert seen.highest_seen(tmp_path / "data", vault_id) == 5
    again.close()
    assert seen.highest_seen(tmp_path / "data", vault_id) == 6
