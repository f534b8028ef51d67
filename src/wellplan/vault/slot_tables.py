# SPDX-License-Identifier: Apache-2.0
"""The slots found in a file, and which of them a secret opens: a slip is told apart from damage here."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wellplan.crypto import Keys
from wellplan.errors import Damaged, WrongPassphrase
from wellplan.i18n import _
from wellplan.vault import keyslots
from wellplan.vault.keyslots import BadSlot, Slot

if TYPE_CHECKING:
    from sqlite_utils import Database


_LONGEST_ROW = 4096
"""Bytes. Read before any secret is known to be right, so a huge value must not be taken into memory."""


@dataclass(frozen=True, slots=True)
class SlotTables:
    """Every whole slot found in the two tables, by id; where the copies differ, both."""

    found: dict[int, tuple[Slot, ...]]
    damaged: frozenset[int]
    """Ids of which at least one copy is damaged or missing."""
    missing: frozenset[int] = frozenset()
    """Ids of which there is no row at all: a recovery sheet may have been taken out."""


def read_slots(db: "Database") -> SlotTables:
    """The slots of a file. A table SQLite cannot read counts as damaged, and the other one is used."""
    longest = db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_ROW)
    try:
        return _read_slots(db)
    finally:
        db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)


def _read_slots(db: "Database") -> SlotTables:
    found: dict[int, tuple[Slot, ...]] = dict.fromkeys(keyslots.KINDS, ())
    damaged: set[int] = set()
    missing: set[object] = set(keyslots.KINDS)
    for table in ("slot", "slot_copy"):
        rows: dict[object, object] = {}
        try:
            rows = dict(db.execute(f"SELECT id, bytes FROM {table}").fetchmany(16))  # noqa: S608
            missing -= set(rows)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            missing.clear()
        for kind in keyslots.KINDS:
            try:
                slot = keyslots.parse_slot(rows.get(kind), kind)
            except BadSlot:
                damaged.add(kind)
                continue
            if slot not in found[kind]:
                found[kind] += (slot,)
    return SlotTables(
        found, frozenset(damaged), frozenset(kind for kind in keyslots.KINDS if kind in missing)
    )


def find_keys(tables: SlotTables, kind: int, slot_key: Callable[[Slot], bytes]) -> tuple[Keys, Slot]:
    """The keys and the slot that opened. Raises WrongPassphrase, or Damaged when no slot is whole."""
    bad_wrap = False
    for slot in tables.found[kind]:
        try:
            data_key = keyslots.open_slot(slot, slot_key(slot))
        except BadSlot:
            bad_wrap = True
            continue
        if data_key is not None:
            return Keys(slot.vault_id, data_key), slot
    if kind in tables.missing:
        raise _no_slot()
    if bad_wrap or not tables.found[kind]:
        raise _damaged_slot(kind)
    raise _wrong(kind)


def _wrong(kind: int) -> WrongPassphrase:
    if kind == keyslots.RECOVERY:
        return WrongPassphrase(
            _("This recovery code does not open this plan."),
            _("Your plan is safe and has not changed."),
            _("Look for the newest recovery sheet of this plan."),
        )
    return WrongPassphrase(
        _("That passphrase does not open this plan."),
        _("Your plan is safe and has not changed."),
        _("Try again, or use your recovery code."),
    )


def _no_slot() -> Damaged:
    """Damage, or a recovery sheet that was taken out: without a key nobody can tell which."""
    return Damaged(
        _("This file has no place for that secret."),
        _("WellPlan has not changed it. You did not type anything wrong."),
        _("Use your other secret. If there is a backup of your plan, open that."),
    )


def _damaged_slot(kind: int) -> Damaged:
    if kind == keyslots.RECOVERY:
        step = _("Try your passphrase. If there is a backup of your plan, open that.")
    else:
        step = _("Use your recovery code. If there is a backup of your plan, open that.")
    return Damaged(
        _("The part of this file that knows your secret is damaged."),
        _("WellPlan has not changed it. You did not type anything wrong."),
        step,
    )
