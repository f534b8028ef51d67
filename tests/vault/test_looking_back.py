# SPDX-License-Identifier: Apache-2.0
"""The plan as it was after each record, read beside an open plan that is saved to meanwhile."""

from pathlib import Path

import pytest

from vault.keepers import do_sql, made, opened, retitled, small_plan, with_words
from wellplan.errors import Damaged
from wellplan.plan.exchange import plan_to_json
from wellplan.vault import looking_back
from wellplan.vault.looking_back import look_back
from wellplan.vault.records import Record
from wellplan.vault.replay import Step, state_after


def test_every_moment_is_the_plan_of_that_record(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=3)
    store = opened(path)
    store.set_preference("here", "people")
    store.save(retitled(store.plan, "New name"))
    moments = look_back(store)()
    assert [moment.kind for moment in moments] == ["start", "edit", "edit", "edit", "edit"]
    assert [moment.seq for moment in moments] == [1, 2, 3, 4, 6]
    for moment in moments:
        assert moment.plan == store.plan_at(moment.seq)
    assert moments[-1].plan == store.plan
    assert "New name" not in repr(moments[-1])
    store.close()


def test_the_plan_can_be_saved_while_someone_looks_back(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=1)
    store = opened(path)
    read = look_back(store)
    store.save(with_words(store.plan, "later"))
    assert len(read()) == 3
    store.close()
    assert len(read()) == 3


def test_damage_is_said(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=2)
    store = opened(path)
    read = look_back(store)
    store.close()
    do_sql(path, "DELETE FROM record WHERE seq = 2")
    with pytest.raises(Damaged):
        read()


def test_a_record_that_makes_no_sense_is_damage(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    store = opened(path)
    read = look_back(store)
    store.vault.append({"kind": "purge", "at": "2026-11-22T09:00:00Z", "records": [], "plan": {}})
    with pytest.raises(Damaged):
        read()
    store.vault.close()
    store.lock.release()


def test_history_begins_with_the_first_whole_plan_that_is_left(tmp_path: Path) -> None:
    path, plan, _code = made(tmp_path)
    events = [
        (2, {"kind": "edit", "at": "", "changes": []}),
        (3, {"kind": "purge", "at": "2026-11-22T09:00:00Z", "records": [], "plan": plan_to_json(plan)}),
        (4, {"kind": "preference", "at": "", "name": "a", "value": "b"}),
    ]
    [moment] = looking_back._moments(events)
    assert (moment.seq, moment.kind, moment.plan) == (3, "purge", plan)
    assert path.exists()


def test_an_event_that_lacks_a_part_is_damage() -> None:
    plan = small_plan()
    events = ({"kind": "start", "plan": plan_to_json(plan)}, {"kind": "edit"})
    steps = [Step(Record(seq, b"", 1, b"", b""), None, told) for seq, told in enumerate(events, 1)]
    assert state_after(steps, 1).plan == plan
    with pytest.raises(Damaged):
        state_after(steps, 2)
