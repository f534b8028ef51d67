# SPDX-License-Identifier: Apache-2.0
"""Words that are only on the screen: saved in a sealed copy elsewhere, or put together with a changed file.

It works also when the plan's own file is gone, full or another one.
"""

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from wellplan.crypto import Keys
from wellplan.errors import ChangedElsewhere, Damaged, WellPlanError
from wellplan.i18n import _
from wellplan.plan import changes
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.joining import join
from wellplan.plan.model import Plan
from wellplan.vault import container, copying, keyslots, new_file, replay, seen, slot_tables, vault
from wellplan.vault.keyslots import Slot
from wellplan.vault.open_plan import Store, now
from wellplan.vault.records import NO_MAC, BadRecord, Head
from wellplan.vault.state import State
from wellplan.vault.vault import Vault
from wellplan.vault.verification import verify_file


def knows_passphrase(store: Store, passphrase: str) -> bool:
    """Whether this is the plan's passphrase; asked of memory, since the file may be out of reach."""
    slot = store.vault.slots.get(keyslots.PASSPHRASE)
    if slot is None:
        return False
    return keyslots.open_slot(slot, keyslots.passphrase_key(slot, passphrase)) == store.keys.data


# --- a copy somewhere else


def saver(store: Store, plan: Plan, target: Path) -> Callable[[], None]:
    """A call for a worker thread: a checked, sealed copy of `plan` at `target`, opened by the same secrets.

    With the history of the plan's own file when that can be read and is as we left it; else from memory.
    The call raises WellPlanError; then nothing was made. It never writes over a file.
    """
    path, keys, head, state = store.path, store.keys, store.vault.head, store.state
    slots = _current(store)
    # Its records begin anew: without this the copy would be told to be older than the plan it goes on from.
    preferences = {**state.preferences, seen.BEGAN_AFTER: str(seen.reached(head.seq, state.preferences))}

    def save() -> None:
        new_file.check_free(target)
        half = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
        try:
            if not _copied(path, half, keys, head, state.plan, plan):
                half.unlink(missing_ok=True)
                _from_memory(half, keys, slots, replace(state, preferences=preferences), plan)
            _check(half, keys, plan)
            new_file.place_new(half, target)
        except (OSError, sqlite3.Error) as error:
            raise new_file.cannot_create() from error
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)

    return save


def _current(store: Store) -> tuple[Slot, ...]:
    named = dict(store.vault.head.slots)
    return tuple(slot for slot in store.vault.slots.values() if named.get(slot.kind) == slot.digest)


def _copied(path: Path, half: Path, keys: Keys, head: Head, saved: Plan, plan: Plan) -> bool:
    """Copy the file with its history and add the last words. False when the file is not as we left it."""
    try:
        copying.copy_plan(path, half)
        with closing(_opened(half, keys)) as copy:
            if copy.head != head:
                return False
            if last := changes.difference(saved, plan):
                copy.append({"kind": "edit", "at": now(), "changes": last})
            return True
    except (OSError, sqlite3.Error, WellPlanError):
        return False


def _from_memory(half: Path, keys: Keys, slots: tuple[Slot, ...], state: State, plan: Plan) -> None:
    """A new file that begins with the plan as it is; preferences and the last version come along."""
    vault.make_file(half, keys, slots, {"kind": "start", "at": now(), "plan": plan_to_json(plan)})
    events: list[dict[str, Any]] = [
        {"kind": "preference", "name": name, "value": value} for name, value in state.preferences.items()
    ]
    if state.mark is not None:
        mark = {"number": state.mark.number, "on": state.mark.on, "content": state.mark.content}
        events.append({"kind": "version", **mark, "reason": "copy"})
    with closing(_opened(half, keys)) as copy:
        for event in events:
            copy.append({**event, "at": now()})


def _check(half: Path, keys: Keys, plan: Plan) -> None:
    verify_file(half, keys)
    with closing(_opened(half, keys)) as copy:
        if replay.from_records(copy, copy.head.seq).plan != plan:
            raise new_file.cannot_keep()


def _opened(path: Path, keys: Keys) -> Vault:
    return Vault(path, container.connect(path), keys, read_only=False)


# --- a file that another program changed


def bring_together(store: Store, plan: Plan) -> tuple[Store, Plan]:
    """Open the file as it is now; also the words of `plan` joined with what it holds, for the next save.

    Raises WellPlanError when that file is not this plan any more; `store` may then still be used.
    """
    try:
        opened = _reopened(store)
    except Damaged as error:
        raise _other_file() from error
    try:
        went_on = _goes_on(opened, store.vault.head)
        again = Store(opened, store.lock, store.data_dir, ())
    except (BadRecord, Damaged) as error:
        opened.close()
        raise _other_file() from error
    store.hand_on()
    return again, join(store.plan if went_on else None, again.plan, plan)


def _reopened(store: Store) -> Vault:
    db = container.connect(store.path)
    try:
        tables = slot_tables.read_slots(db)
        opened = Vault(store.path, db, store.keys, read_only=False)
    except BaseException:
        db.close()
        raise
    named = dict(opened.head.slots)
    whole = [slot for found in tables.found.values() for slot in found]
    opened.slots = {slot.kind: slot for slot in whole if named.get(slot.kind) == slot.digest}
    return opened


def _goes_on(opened: Vault, head: Head) -> bool:
    """Whether the file holds all we had saved, so that what it lacks was taken out by someone."""
    macs = {record.seq: record.mac for record in opened.records_after(0, NO_MAC)}
    return macs.get(head.seq) == head.mac


def _other_file() -> ChangedElsewhere:
    return ChangedElsewhere(
        _("There is another file in the place of your plan, or it is damaged."),
        _("Your words are still on your screen."),
        _("Save a copy somewhere else. Then lock, and look for your plan."),
    )
