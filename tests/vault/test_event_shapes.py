# SPDX-License-Identifier: Apache-2.0
"""A file whose maker gave its passphrase away may hold any values: only those of a known shape are used."""

import pytest

from fuzz import hostile, targets
from vault import keepers
from wellplan.errors import Damaged
from wellplan.plan import templates
from wellplan.vault import event_shapes, leaf_pages, limits, records, rescue, state, store
from wellplan.vault.records import BadRecord

AT = {"at": "2026-11-22T09:00:00Z"}
EDIT = {"kind": "edit", **AT, "changes": [{"do": "plan"}]}
MARK = {"number": 1, "on": "2026-11-22", "content": "00"}
MERGE = {
    "kind": "merge",
    **AT,
    "records": [["00", EDIT], ["01", None]],
    "preferences": {"a": "b"},
    "version": MARK,
}
RIGHT = [
    {"kind": "start", **AT, "plan": None},
    EDIT,
    {"kind": "version", **AT, **MARK},
    {"kind": "preference", **AT, "name": "a", "value": "b"},
    {"kind": "purge", **AT, "records": [[1, "00"]]},
    {"kind": "purge", **AT, "records": [], "again": [[2, EDIT]], "gone": ["a"]},
    MERGE,
    {**MERGE, "version": None, "both": [["a", "b"]]},
    {"kind": "song"},
]
WRONG = [
    None,
    [],
    {},
    {"kind": 1},
    {"kind": "edit", "changes": []},
    {**EDIT, "at": 5},
    {"kind": "start", **AT},
    {**EDIT, "changes": {}},
    {**EDIT, "changes": ["do"]},
    {**EDIT, "changes": [{"do": []}]},
    {"kind": "version", **AT, **MARK, "number": True},
    {"kind": "version", **AT, **MARK, "on": 7},
    {"kind": "version", **AT, **MARK, "on": "soon"},
    {"kind": "version", **AT, **MARK, "content": None},
    {"kind": "preference", **AT, "name": [], "value": "b"},
    {"kind": "purge", **AT, "records": {}},
    {"kind": "purge", **AT, "records": [["1", "00"]]},
    {"kind": "purge", **AT, "records": [[1, "00", 2]]},
    {"kind": "purge", **AT, "records": [], "again": [[2, {}]]},
    {"kind": "purge", **AT, "records": [], "gone": [1]},
    {**MERGE, "records": [["00", {"kind": 3}]]},
    {**MERGE, "version": []},
    {**MERGE, "preferences": {"a": 1}},
    {**MERGE, "both": [["a", 2]]},
]


@pytest.mark.parametrize("event", RIGHT)
def test_every_kind_has_a_shape(event):
    assert event_shapes.has_shape(event)


@pytest.mark.parametrize("event", WRONG)
def test_other_values_have_none(event):
    assert not event_shapes.has_shape(event)


def test_events_told_in_events_end_somewhere():
    event = EDIT
    for _n in range(event_shapes.DEEPEST):
        event = {**MERGE, "records": [["00", event]]}
    assert event_shapes.has_shape(event)
    assert not event_shapes.has_shape({**MERGE, "records": [["00", event]]})


def test_a_record_of_another_shape_is_damage(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.vault.append({"kind": "edit", "changes": 5})
    with pytest.raises(Damaged):
        opened.verify()
    opened.vault.close()


@pytest.mark.parametrize("odd", [{"words": [1]}, {"preferences": {"a": 1}}, {"version": {"number": "1"}}])
def test_a_snapshot_of_another_shape_is_passed_by(odd):
    whole = state.to_snapshot(state.State(keepers.small_plan()), 1, bytes(32))
    state.from_snapshot(whole)
    with pytest.raises(BadRecord):
        state.from_snapshot({**whole, **odd})


def test_lists_without_end_are_damage(tmp_path):
    keys = targets.base_keys()
    sealed = records.crypto.seal(keys.snapshot, b"[" * 100_000, b"wellplan 1 snapshot" + keys.vault_id)
    with pytest.raises(BadRecord):
        records.open_snapshot(keys, sealed)


def test_a_head_that_names_any_number_does_not_hold_up_a_rescue(tmp_path):
    path = tmp_path / "plan.wellplan"
    path.write_bytes(hostile.headed(2**62))
    with pytest.raises(Damaged):
        store.unlock(path, targets.PASSPHRASE, data_dir=tmp_path)
    assert rescue.read_what_is_left(path, passphrase=targets.PASSPHRASE).plan == targets_plan()


def targets_plan():
    return targets.exchange.plan_from_json(targets.base_plan())


def test_a_value_that_is_too_long_is_not_read(tmp_path, monkeypatch):
    path, plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.save(keepers.with_words(plan, "word " * 2000))
    opened.close()
    rows = list(leaf_pages.rows(path))
    monkeypatch.setattr(limits, "MOST_BYTES", 3000)
    assert 0 < len(list(leaf_pages.rows(path))) < len(rows)


@pytest.mark.parametrize("language", ["..", "../..", "e" * 5000, "", "\0", "/etc"])
def test_a_language_never_leads_out_of_the_folder_of_templates(language):
    assert templates.guidance("keeping-well", "first-signs", language) == templates.guidance(
        "keeping-well", "first-signs", "en"
    )
