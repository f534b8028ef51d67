# SPDX-License-Identifier: Apache-2.0
"""Reading the records of an open file again: the state they add up to, and each event."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from wellplan.plan.changes import Change
from wellplan.vault import container, records, state
from wellplan.vault.records import BadRecord, Record
from wellplan.vault.state import State
from wellplan.vault.vault import Vault

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved step. `at` is RFC 3339; `changes` are those of `plan.changes`, none for a whole plan.

    `kind` is `start`, `edit`, `merge` (a second copy was brought in) or `purge` (words were forgotten).
    """

    seq: int
    at: str
    changes: list[Change] = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """One record. `event` is what it holds, None when it was removed for good; `told` what is left to tell.

    For a removed record `told` is what the purge says again, without the forgotten words, or None.
    """

    record: Record = field(repr=False)
    event: Event | None = field(repr=False)
    told: Event | None = field(repr=False)

    @property
    def seq(self) -> int:
        """1 for the first."""
        return self.record.seq

    @property
    def uid(self) -> str:
        """In hex."""
        return self.record.uid.hex()


def from_snapshot(opened: Vault) -> tuple[State, int]:
    """The current state from the snapshot and the records after it; the snapshot's seq. Raises BadRecord.

    Forgetting writes the snapshot anew, so one from before it was put back: it may lack what a purge says
    again, such as the number of the last version.
    """
    now, seq, mac = state.from_snapshot(opened.snapshot())
    for _record, event in _after(opened, seq, mac):
        if event is None:
            raise BadRecord
        now = state.after(now, event)
    return now, seq


def from_records(opened: Vault, last: int) -> State:
    """The state after record `last`, from the first record on. Raises Damaged."""
    return state_after(steps(opened), last)


def steps(opened: Vault, known: Iterable[Step] = ()) -> list[Step]:
    """Every record from the first to the head. Raises Damaged.

    Forgotten words that someone put back in their row are passed over: the purge has the say. `known` are
    steps of another copy: what both have is not unsealed a second time.
    """
    try:
        told = {step.record: step.event for step in known if step.event is not None}
        pairs = list(_after(opened, 0, records.NO_MAC, told))
    except BadRecord as error:
        raise container.damaged() from error
    again: dict[int, Event] = {}
    removed: set[tuple[int, str]] = set()
    for _record, event in pairs:
        if event is not None and event.get("kind") == "purge":
            again |= dict(event.get("again", []))
            removed |= records.ordered_removals(event)
    return [
        Step(r, None if is_gone else event, again.get(r.seq) if is_gone else event)
        for r, event in pairs
        for is_gone in [event is None or (r.seq, r.uid.hex()) in removed]
    ]


def state_after(found: Iterable[Step], last: int) -> State:
    """What the records up to `last` add up to. Raises Damaged when there is no whole plan among them.

    What stands before the first whole plan is passed over: its beginning may have been removed for good.
    """
    now: State | None = None
    try:
        for step in found:
            if step.told is None or step.seq > last:
                continue
            if now is not None:
                now = state.after(now, step.told)
            elif step.told.get("kind") in state.WHOLE:
                now = state.first_state(step.told)
    except BadRecord as error:
        raise container.damaged() from error
    if now is None:
        raise container.damaged()
    return now


def events(opened: Vault) -> list[tuple[int, Event]]:
    """Every event with its seq, without what was removed for good. Raises Damaged."""
    return [(step.seq, step.told) for step in steps(opened) if step.told is not None]


def revisions(opened: Vault) -> tuple[Revision, ...]:
    """Every step that changed the plan, the oldest first. Raises Damaged."""
    return tuple(
        Revision(seq, str(event["at"]), event.get("changes", []), str(event["kind"]))
        for seq, event in events(opened)
        if event["kind"] in (*state.WHOLE, "edit")
    )


def _after(
    opened: Vault, seq: int, mac: bytes, known: Mapping[Record, Event] = MappingProxyType({})
) -> Iterator[tuple[Record, Event | None]]:
    """Every record after `seq` and its event; None for one removed for good.

    Raises BadRecord, at the end, when no later purge ordered a removal: anyone who can write to the file
    can make a tombstone, and would take back a chosen edit with it.
    """
    removed: set[tuple[int, str]] = set()
    for record in opened.records_after(seq, mac):
        event = known[record] if record in known else records.open_record(opened.keys, record)
        if event is None:
            removed.add((record.seq, record.uid.hex()))
        else:
            removed -= records.ordered_removals(event)
        yield record, event
    if removed:
        raise BadRecord
