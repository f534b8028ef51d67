# SPDX-License-Identifier: Apache-2.0
"""Reading the records of an open file again: the state they add up to, and each event."""

from collections.abc import Mapping
from typing import Any

from wellplan.vault import container, records, state
from wellplan.vault.records import BadRecord
from wellplan.vault.state import State
from wellplan.vault.vault import Vault


def from_snapshot(opened: Vault) -> tuple[State, int]:
    """The current state from the snapshot and the records after it; the snapshot's seq. Raises BadRecord."""
    now, seq, mac = state.from_snapshot(opened.snapshot())
    for record in opened.records_after(seq, mac):
        event = records.open_record(opened.keys, record)
        now = now if event is None else state.after(now, event)
    return now, seq


def from_records(opened: Vault, last: int) -> State:
    """The state after record `last`, from the first record on. Raises Damaged."""
    found: State | None = None
    try:
        for record in opened.records_after(0, records.NO_MAC):
            event = records.open_record(opened.keys, record)
            if found is None and event is not None:
                found = state.first_state(event)
            elif found is not None and event is not None and record.seq <= last:
                found = state.after(found, event)
    except BadRecord as error:
        raise container.damaged() from error
    if found is None:
        raise container.damaged()
    return found


def events(opened: Vault) -> list[tuple[int, Mapping[str, Any]]]:
    """Every event that was not removed, with its seq. Raises Damaged."""
    keys = opened.keys
    try:
        pairs = [
            (record.seq, records.open_record(keys, record))
            for record in opened.records_after(0, records.NO_MAC)
        ]
    except BadRecord as error:
        raise container.damaged() from error
    return [(seq, event) for seq, event in pairs if event is not None]
