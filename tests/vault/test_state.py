# SPDX-License-Identifier: Apache-2.0
"""Folding events into the current state, and the snapshot of it."""

from dataclasses import replace

import pytest

from vault.keepers import retitled, small_plan, with_words
from wellplan.plan import changes
from wellplan.plan.exchange import plan_to_json
from wellplan.vault import state
from wellplan.vault.records import BadRecord
from wellplan.vault.state import Mark


def started(plan):
    return state.first_state({"kind": "start", "plan": plan_to_json(plan)})


def test_start_then_edits():
    before = small_plan()
    after = with_words(retitled(before, "Mine"), "restless")
    now = state.after(started(before), {"kind": "edit", "changes": changes.difference(before, after)})
    assert now.plan == after
    assert now.words == {"start", "edit", "edit/plan", "edit/item"}
    assert not now.has_unknown


@pytest.mark.parametrize(
    "event",
    [{}, {"kind": "edit"}, {"kind": "start"}, {"kind": "start", "plan": {}}, {"kind": "start", "plan": 3}],
)
def test_what_is_no_start(event):
    with pytest.raises(BadRecord):
        state.first_state(event)


def test_a_later_start_or_purge_replaces_the_plan():
    other = small_plan()
    for kind in ("start", "purge"):
        now = state.after(started(small_plan()), {"kind": kind, "plan": plan_to_json(other), "records": []})
        assert now.plan == other
        assert not now.has_unknown


def test_versions_and_preferences():
    now = state.after(started(small_plan()), {"kind": "preference", "name": "country", "value": "IE"})
    now = state.after(
        now, {"kind": "version", "number": 2, "on": "2026-11-21", "content": "ab", "reason": ""}
    )
    assert now.preferences == {"country": "IE"}
    assert now.mark == Mark(2, "2026-11-21", "ab")


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "edit"},
        {"kind": "edit", "changes": 3},
        {"kind": "edit", "changes": [{}]},
        {"kind": "version"},
        {"kind": "preference", "name": "x"},
        {"kind": "purge"},
    ],
)
def test_known_events_without_their_parts(event):
    with pytest.raises(BadRecord):
        state.after(started(small_plan()), event)


def test_unknown_kinds_and_changes_are_passed_over_and_remembered():
    plan = small_plan()
    later = state.after(started(plan), {"kind": "mood-ring"})
    assert (later.plan, later.has_unknown) == (plan, True)
    later = state.after(started(plan), {"kind": "edit", "changes": [{"do": "song"}]})
    assert (later.plan, later.has_unknown, "edit/song" in later.words) == (plan, True, True)


@pytest.mark.parametrize(
    "change",
    [
        {"do": "item", "section": "nowhere", "item": {}},
        {"do": "item"},
        {"do": "person", "person": {"id": "x"}},
        {"do": "plan", "set": {"colour": "red"}},
    ],
)
def test_a_known_change_with_parts_we_do_not_know(change):
    plan = small_plan()
    later = state.after(started(plan), {"kind": "edit", "changes": [change]})
    assert (later.plan, later.has_unknown) == (plan, True)


def test_the_snapshot_reads_back():
    now = replace(
        started(small_plan()),
        preferences={"a": "b"},
        mark=Mark(1, "2026-11-21", "ab"),
        words=frozenset({"x"}),
    )
    for each in (now, replace(now, mark=None)):
        assert state.from_snapshot(state.to_snapshot(each, 7, b"m" * 32)) == (each, 7, b"m" * 32)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("plan", None),
        ("seq", "x"),
        ("seq", None),
        ("mac", "xyz"),
        ("mac", 3),
        ("version", {"number": 1}),
        ("words", 3),
        ("preferences", 3),
    ],
)
def test_snapshots_that_are_passed_over(key, value):
    content = state.to_snapshot(started(small_plan()), 7, b"m" * 32)
    with pytest.raises(BadRecord):
        state.from_snapshot({**content, key: value})


def test_content_is_the_words_not_the_times():
    plan = small_plan()
    section = plan.sections[1]
    item = section.items[0]
    touched = plan.put_item(section.id, replace(item, changed="2026-11-21T10:00:00Z", confirmed=None))
    assert touched != plan
    assert state.content_digest(touched) == state.content_digest(plan)
    assert state.content_digest(retitled(plan, "Other")) != state.content_digest(plan)
