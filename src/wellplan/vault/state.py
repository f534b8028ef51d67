# SPDX-License-Identifier: Apache-2.0
"""What the records add up to: the plan, the preferences, the last version. Pure values, no files.

`after` folds one event in; an event or change from a newer WellPlan is passed over and remembered.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wellplan import crypto
from wellplan.errors import WellPlanError
from wellplan.plan import changes as plan_changes
from wellplan.plan.exchange import plan_from_json, plan_to_json
from wellplan.plan.model import Plan
from wellplan.vault import given
from wellplan.vault.event_shapes import are_copies, are_preferences, are_words, is_mark
from wellplan.vault.given import Given
from wellplan.vault.records import BadRecord

SNAPSHOT_FORMAT = 1
_ENDINGS = ("", "-removed", "-order")
_CHANGES = ("plan", *(noun + ending for noun in ("section", "item", "person") for ending in _ENDINGS))
WHOLE = ("start", "purge", "merge")
"""The kinds of event that hold the whole plan."""
GIVEN = ("given", "given-changed", "reply")
"""The kinds of event that are about copies that were given."""
_KINDS = (*WHOLE, *GIVEN, "edit", "version", "preference")
KNOWN_WORDS = frozenset({*_KINDS, *(f"edit/{c}" for c in _CHANGES)})
"""Every kind of event, and every change of an edit, this WellPlan understands."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The last version that was printed or given: its number, day and content digest (hex)."""

    number: int
    on: str
    content: str


@dataclass(frozen=True, slots=True)
class State:
    """All that is current. `words` are the kinds and changes seen so far; `given` the copies given."""

    plan: Plan
    preferences: Mapping[str, str] = field(default_factory=dict)
    mark: Mark | None = None
    words: frozenset[str] = frozenset()
    given: tuple[Given, ...] = field(default=(), repr=False)

    @property
    def has_unknown(self) -> bool:
        """True when a newer WellPlan wrote something we passed over: then we must not write."""
        return not self.words <= KNOWN_WORDS


def first_state(event: Mapping[str, Any]) -> State:
    """The state after the first event that counts. Raises BadRecord when it holds no whole plan."""
    if event.get("kind") not in WHOLE:
        raise BadRecord
    return after(State(Plan()), event)


def after(state: State, event: Mapping[str, Any]) -> State:
    """The state after one more event. Raises BadRecord when a known event lacks a part."""
    kind = str(event.get("kind"))
    state = replace(state, words=state.words | {kind})
    try:
        if kind in ("start", "purge"):
            return replace(state, plan=_plan(event))
        if kind == "merge":
            mark, preferences = mark_from_json(event["version"]), dict(event["preferences"])
            copies = copies_from_json(event["given"]) if "given" in event else state.given
            return replace(state, plan=_plan(event), mark=mark, preferences=preferences, given=copies)
        if kind == "edit":
            return _after_edit(state, event["changes"])
        if kind == "version":
            return replace(state, mark=mark_from_json(event))
        if kind in GIVEN:
            return replace(state, given=given.after(state.given, event))
        if kind == "preference":
            return replace(state, preferences={**state.preferences, event["name"]: event["value"]})
    except (KeyError, TypeError, ValueError) as error:
        raise BadRecord from error
    return state


def _after_edit(state: State, changes: list[Mapping[str, Any]]) -> State:
    plan, words = state.plan, set(state.words)
    for change in changes:
        word = f"edit/{change['do']}"
        try:
            plan = plan_changes.apply(plan, [change])
        except (plan_changes.UnknownChange, WellPlanError, LookupError):
            # Sealed by the person's own key, so it is no damage: a newer WellPlan meant something by it.
            word = word if word not in KNOWN_WORDS else f"{word} of a newer kind"
        words.add(word)
    return replace(state, plan=plan, words=frozenset(words))


def _plan(event: Mapping[str, Any]) -> Plan:
    try:
        return plan_from_json(event["plan"])
    except (WellPlanError, KeyError) as error:
        raise BadRecord from error


def to_snapshot(state: State, seq: int, mac: bytes) -> dict[str, Any]:
    """The content of a snapshot that includes record `seq`, whose chain value is `mac`."""
    return {
        "format": SNAPSHOT_FORMAT,
        "seq": seq,
        "mac": mac.hex(),
        "plan": plan_to_json(state.plan),
        "preferences": dict(state.preferences),
        "version": mark_to_json(state.mark),
        "given": copies_to_json(state.given),
        "words": sorted(state.words),
    }


def from_snapshot(content: Mapping[str, Any]) -> tuple[State, int, bytes]:
    """State, seq and chain value of a snapshot. Raises BadRecord when it is not one we know."""
    version, preferences, words = (content.get(name) for name in ("version", "preferences", "words"))
    shaped = are_preferences(preferences) and are_words(words) and (version is None or is_mark(version))
    shaped = shaped and are_copies(content.get("given", []))
    if content.get("format") != SNAPSHOT_FORMAT or not shaped:
        raise BadRecord
    try:
        state = State(
            plan=_plan(content),
            preferences=dict(content["preferences"]),
            mark=mark_from_json(content["version"]),
            words=frozenset(content["words"]),
            given=copies_from_json(content.get("given", [])),
        )
        return state, int(content["seq"]), bytes.fromhex(content["mac"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadRecord from error


def mark_to_json(mark: Mark | None) -> dict[str, Any] | None:
    """The last version as the snapshot and a `merge` keep it."""
    return {"number": mark.number, "on": mark.on, "content": mark.content} if mark else None


def mark_from_json(version: Mapping[str, Any] | None) -> Mark | None:
    """The opposite of `mark_to_json`. Raises KeyError or TypeError."""
    return Mark(version["number"], version["on"], version["content"]) if version else None


def copies_to_json(copies: Iterable[Given]) -> list[dict[str, Any]]:
    """The copies that were given, as the snapshot and a `merge` keep them."""
    return [given.to_json(copy) for copy in copies]


def copies_from_json(copies: Iterable[Mapping[str, Any]]) -> tuple[Given, ...]:
    """The opposite of `copies_to_json`. Raises KeyError, TypeError or ValueError."""
    return tuple(given.from_json(copy) for copy in copies)


def joined_copies(base: State, ours: State, theirs: State) -> list[dict[str, Any]]:
    """The copies of two files that grew from one, for a `merge`."""
    return copies_to_json(given.join(base.given, ours.given, theirs.given))


def content_digest(plan: Plan) -> str:
    """What tells two versions apart: the words, not the times they were changed. Hex SHA-256."""
    whole = plan_to_json(plan)
    for section in whole["sections"]:
        for item in section["items"]:
            del item["changed"], item["confirmed"]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return crypto.sha256(text.encode("utf-8", "surrogatepass")).hex()
