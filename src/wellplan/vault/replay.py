# SPDX-License-Identifier: Apache-2.0
"""Reading the records of an open file again: the state they add up to, and each event."""

from collections.abc import Iterator, Mapping
from typing import Any

from wellplan.vault import container, records, state
from wellplan.vault.records import BadRecord
from wellplan.vault.state import State
from wellplan.vault.vault import Vault


def from_snapshot(opened: Vault) -> tuple[State, int]:
    """The current state from the snapshot and the records after it; the snapshot's seq. Raises BadRecord."""
    now, seq, mac = state.from_snapshot(opened.snapshot())
    for _seq, event in _after(opened, seq, mac):
        now = now if event is None else state.after(now, event)
    return now, seq


def from_records(opened: Vault, last: int) -> State:
    """The state after record `last`, from the first record on. Raises Damaged."""
    found: State | None = None
    try:
        for seq, event in _after(opened, 0, records.NO_MAC):
            if found is None and event is not None:
                found = state.first_state(event)
            elif found is not None and event is not None and seq <= last:
                found = state.after(found, event)
    except BadRecord as error:
        raise container.damaged() from error
    if found is None:
        raise container.damaged()
    return found


def events(opened: Vault) -> list[tuple[int, Mapping[str, Any]]]:
    """Every event that was not removed, with its seq. Raises Damaged."""
    try:
        pairs = list(_after(opened, 0, records.NO_MAC))
    except BadRecord as error:
        raise container.damaged() from error
    return [(seq, event) for seq, event in pairs if event is not None]


def _after(opened: Vault, seq: int, mac: bytes) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """The seq and the event of every record after `seq`; None for one removed for good.

    Raises BadRecord, at the end, when no later purge ordered a removal: anyone who can write to the file
    can make a tombstone, and would take back a chosen edit with it.
    """
    removed: set[tuple[int, str]] = set()
    for record in opened.records_after(seq, mac):
        event = records.open_record(opened.keys, record)
        if event is None:
            removed.add((record.seq, record.uid.hex()))
        else:
            removed -= records.ordered_removals(event)
        yield record.seq, event
    if removed:
        raise BadRecord
