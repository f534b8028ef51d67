# SPDX-License-Identifier: Apache-2.0
"""Events without the words that are to be forgotten. Pure values; nothing here reads or writes a file.

The words of an item or person are wherever its id is: in edits, in whole plans, in what a merge brought.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wellplan.plan.exchange import plan_from_json, plan_to_json
from wellplan.plan.model import Plan

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """What has to go: `ids` of items and people; `instead` says, by uid, what is left of a record.

    `content` is the one digest of a version that may stay: others could confirm a guess at words now gone.
    None lets all of them stay.
    """

    ids: frozenset[str] = frozenset()
    instead: Mapping[str, Event | None] = field(default_factory=dict)
    content: str | None = None


def without(event: Event, wish: Wish) -> Event | None:
    """The event as it may be told, equal when nothing has to go; None when nothing is left."""
    kind = event.get("kind")
    if kind == "edit":
        changes = [change for each in event["changes"] if (change := _change(each, wish.ids)) is not None]
        return event if changes == event["changes"] else {**event, "changes": changes} if changes else None
    if kind == "version":
        return _version(event, wish)
    if kind == "merge":
        nested = [[uid, _nested(uid, told, wish)] for uid, told in event["records"]]
        version = event["version"] and _version(event["version"], wish)
        event = {**event, "records": nested, "version": version}
    if "plan" in event:
        return {**event, "plan": plan_json_without(event["plan"], wish.ids)}
    return event


def _nested(uid: str, told: Event | None, wish: Wish) -> Event | None:
    told = wish.instead.get(uid, told)
    return None if told is None else without(told, wish)


def bare(event: Event) -> Event:
    """A purge or merge that stands behind another record: what it did to others is said there."""
    if event.get("kind") == "purge":
        return {**event, "records": [], "again": []}
    return {**event, "records": []} if event.get("kind") == "merge" else event


def plan_without(plan: Plan, ids: frozenset[str]) -> Plan:
    """The plan without the items and people of those ids."""
    return plan_from_json(plan_json_without(plan_to_json(plan), ids)) if ids else plan


def plan_json_without(plan: Mapping[str, Any], ids: frozenset[str]) -> dict[str, Any]:
    """The same for plan.json's values."""
    sections = [{**section, "items": _unnamed(section["items"], ids)} for section in plan["sections"]]
    return {**plan, "sections": sections, "people": _unnamed(plan["people"], ids)}


def _unnamed(things: Iterable[Mapping[str, Any]], ids: frozenset[str]) -> list[Mapping[str, Any]]:
    return [thing for thing in things if thing["id"] not in ids]


def _change(change: Mapping[str, Any], ids: frozenset[str]) -> Mapping[str, Any] | None:
    noun, _dash, what = str(change["do"]).partition("-")
    if noun not in ("item", "person"):
        return change
    if what == "order":
        kept = [each for each in change["ids"] if each not in ids]
        return change if kept == change["ids"] else {**change, "ids": kept}
    named = change["id"] if what else change[noun]["id"]
    return None if named in ids else change


def _version(version: Event, wish: Wish) -> Event:
    if wish.content is None or version["content"] in ("", wish.content):
        return version
    return {**version, "content": ""}


def known(told: Iterable[tuple[str, Event | None]]) -> dict[str, Event | None]:
    """Every record a file knows, by uid, in order: its own, and before each merge those that it brought."""
    found: dict[str, Event | None] = {}
    for uid, event in told:
        if event is not None and event.get("kind") == "merge":
            found |= {each: nested for each, nested in event["records"] if each not in found}
        found[uid] = None if event is None else bare(event)
    return found


def family(events: Iterable[Event | None], ids: Iterable[str]) -> frozenset[str]:
    """The ids and those their words had before a merge gave them an id of their own."""
    twins = {twin: first for event in events if event for first, twin in event.get("both", ())}
    found: set[str] = set()
    for each in ids:
        now: str | None = each
        while now is not None and now not in found:
            found.add(now)
            now = twins.get(now)
    return frozenset(found)


def gone(events: Iterable[Event | None]) -> frozenset[str]:
    """The ids of all that was ever forgotten by name."""
    return frozenset(each for event in events if event for each in event.get("gone", ()))
