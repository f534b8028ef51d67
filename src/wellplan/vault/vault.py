# SPDX-License-Identifier: Apache-2.0
"""One sealed file: make it, open it, append to it, change its slots. It knows events, not plans.

A failed write never harms what is stored: the connection is dropped, opened again and looked at.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellplan import crypto
from wellplan.crypto import Keys
from wellplan.errors import Damaged, WellPlanError, WrongPassphrase
from wellplan.i18n import _
from wellplan.vault import container, keyslots, records
from wellplan.vault.keyslots import BadSlot, Slot
from wellplan.vault.records import BadRecord, Head, Record

if TYPE_CHECKING:
    from sqlite_utils import Database

_ROWS = "SELECT seq, uid, class, sealed, mac FROM record WHERE seq > ? ORDER BY seq"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class SlotTables:
    """Every whole slot found in the two tables, by id; where the copies differ, both."""

    found: dict[int, tuple[Slot, ...]]
    damaged: frozenset[int]
    """Ids of which at least one copy is damaged or missing."""


def make_file(path: Path, keys: Keys, slots: tuple[Slot, ...], event: dict[str, Any]) -> None:
    """A new, complete, synced file at `path`, with `event` as record 1. Raises OSError or sqlite3.Error."""
    record = records.make_record(keys, 1, records.NO_MAC, event)
    head = Head(keys.vault_id, 1, record.mac, tuple((slot.kind, slot.digest) for slot in slots))
    db = container.make(path)
    try:
        with container.transaction(db):
            for slot in slots:
                _put_slot(db, slot)
            _insert(db, record)
            db.execute("INSERT INTO head VALUES (1, ?)", [records.head_bytes(keys, head)])
    finally:
        db.close()


def read_slots(db: "Database") -> SlotTables:
    """The slots of a file. A table SQLite cannot read counts as damaged, and the other one is used."""
    found: dict[int, tuple[Slot, ...]] = dict.fromkeys(keyslots.KINDS, ())
    damaged: set[int] = set()
    for table in ("slot", "slot_copy"):
        rows: dict[object, object] = {}
        with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
            rows = dict(db.execute(f"SELECT id, bytes FROM {table}").fetchmany(16))  # noqa: S608
        for kind in keyslots.KINDS:
            try:
                slot = keyslots.parse_slot(rows.get(kind), kind)
            except BadSlot:
                damaged.add(kind)
                continue
            if slot not in found[kind]:
                found[kind] += (slot,)
    return SlotTables(found, frozenset(damaged))


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
    if bad_wrap or not tables.found[kind]:
        raise _damaged_slot(kind)
    raise _wrong(kind)


class Vault:
    """An open file. Made by `Vault.open`; `close` lets go of it."""

    def __init__(self, path: Path, db: "Database", keys: Keys, *, read_only: bool) -> None:
        self.path = path
        self.keys = keys
        self.read_only = read_only
        self._db: Database | None = db
        self._place = path.stat()
        self._stored = _stored_head(db)
        self.head = _checked_head(keys, self._stored)
        self._doubt: tuple[bytes, Head] | None = None

    def check_slots(self, tables: SlotTables, opened: Slot) -> tuple[str, ...]:
        """Sentences about slots that are not as the head names them.

        Raises Damaged when the slot that opened is not the current one: an old one was put back.
        """
        named = dict(self.head.slots)
        if named.get(opened.kind) != opened.digest:
            raise container.damaged()
        notices = []
        for kind in keyslots.KINDS:
            current = any(slot.digest == named.get(kind) for slot in tables.found[kind])
            if not current and kind == keyslots.RECOVERY:
                notices.append(_("Your recovery code no longer works. Please make a new recovery sheet."))
            elif not current:
                notices.append(_("Your passphrase no longer works. Please choose a new one."))
            elif kind in tables.damaged or len(tables.found[kind]) > 1:
                notices.append(_("A spare part of this file is damaged. Please save a copy of your plan."))
        return tuple(dict.fromkeys(notices))

    def records_after(self, seq: int, mac: bytes) -> Iterator[Record]:
        """The records after `seq`, whose chain value is `mac`, to the head. Raises BadRecord.

        Each is linked before it is given; the end is checked against the head.
        """
        with container.reading():
            for row in self._connection().execute(_ROWS, [seq]):
                record = records.record_from_row(row)
                seq += 1
                records.check_link(self.keys, record, seq, mac)
                mac = record.mac
                yield record
        if seq != self.head.seq or mac != self.head.mac:
            raise BadRecord

    def snapshot(self) -> dict[str, Any]:
        """The content of the snapshot. Raises BadRecord when it is damaged or missing."""
        try:
            row = self._connection().execute("SELECT sealed FROM snapshot WHERE id = 1").fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise BadRecord from error
        return records.open_snapshot(self.keys, row[0] if row else None)

    def append(self, event: dict[str, Any]) -> int:
        """Seal an event and store it with the new head; its seq. Raises WellPlanError, nothing stored."""
        record = records.make_record(self.keys, self.head.seq + 1, self.head.mac, event)
        self._write(
            replace(self.head, seq=record.seq, mac=record.mac),
            lambda db: _insert(db, record),
        )
        return record.seq

    def put_snapshot(self, content: dict[str, Any]) -> None:
        """Store a snapshot. Raises WellPlanError."""
        sealed = records.seal_snapshot(self.keys, content)
        self._write(
            self.head, lambda db: db.execute("INSERT OR REPLACE INTO snapshot VALUES (1, ?)", [sealed])
        )

    def put_slot(self, slot: Slot) -> None:
        """Replace a slot: both copies and the head in one transaction. Raises WellPlanError."""
        slots = tuple((kind, slot.digest if kind == slot.kind else was) for kind, was in self.head.slots)
        self._write(replace(self.head, slots=slots), lambda db: _put_slot(db, slot))

    def settle(self) -> bool:
        """Open the file again after a failure. True when the write we were told had failed had landed."""
        if self._db is None:
            try:
                self._db = container.connect(self.path, read_only=self.read_only)
                self._place = self.path.stat()
            except (sqlite3.Error, OSError) as error:
                raise container.cannot_save(error) from error
        if self._doubt is None:
            return False
        with container.reading():
            stored = _stored_head(self._db)
        (raw, head), self._doubt = self._doubt, None
        if stored == raw != self._stored:
            self._stored, self.head = raw, head
            return True
        return False

    def close(self) -> None:
        """Let go of the file. Nothing is written."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _connection(self) -> "Database":
        if self._db is None:
            raise container.cannot_save(OSError(errno.EIO, ""))
        return self._db

    def check_writable(self) -> None:
        """Raises WellPlanError when the file is open for reading only."""
        if self.read_only:
            raise WellPlanError(
                _("This plan is open for reading only."),
                _("Your saved plan is safe."),
                _("Save a copy in another place to change it."),
            )

    def _write(self, head: Head, work: Callable[["Database"], object]) -> None:
        self.check_writable()
        db = self._connection()
        self._check_place()
        raw = records.head_bytes(self.keys, head)
        try:
            with container.transaction(db):
                if _stored_head(db) != self._stored:
                    raise _changed_elsewhere()
                work(db)
                db.execute("UPDATE head SET bytes = ? WHERE id = 1", [raw])
        except (sqlite3.Error, OSError) as error:
            self._after_failure(raw, head, error)
        self._stored, self.head = raw, head

    def _after_failure(self, raw: bytes, head: Head, error: Exception) -> None:
        """After a failed sync nobody knows what the disk holds: open the file again and look.

        Returns when the write did land. Raises the sentence for the failure when it did not.
        """
        self.close()
        self._doubt = (raw, head)
        with suppress(WellPlanError):
            if self.settle():
                return
        raise container.cannot_save(error) from error

    def _check_place(self) -> None:
        """A file renamed over ours would take our writes with it into nowhere."""
        try:
            now = self.path.stat()
        except OSError as error:
            raise WellPlanError(
                _("Your plan’s file is no longer where it was."),
                _("Your words are still on your screen."),
                _("Put the file or the disk back. WellPlan will try again."),
            ) from error
        if not os.path.samestat(now, self._place):
            self.close()
            raise _changed_elsewhere()


def verify_file(path: Path, keys: Keys) -> None:
    """Read every page that holds anything and check every value. Raises Damaged.

    Uses its own read-only connection in short reads, so a save in another thread never waits long.
    """
    db = container.connect(path, read_only=True)
    try:
        with container.reading():
            _verify(db, keys)
    except BadRecord as error:
        raise container.damaged() from error
    finally:
        db.close()


def _verify(db: "Database", keys: Keys) -> None:
    head = _checked_head(keys, _stored_head(db))
    tables = read_slots(db)
    current = tuple((kind, slot.digest) for kind, found in tables.found.items() for slot in found)
    if tables.damaged or current != head.slots:
        raise BadRecord
    marks = _verify_chain(db, keys, head)
    row = db.execute("SELECT sealed FROM snapshot WHERE id = 1").fetchone()
    if row is None:
        return
    content = records.open_snapshot(keys, row[0])
    # A snapshot written while we were reading may already be ahead of the chain we checked.
    if content.get("seq") in marks and marks[content["seq"]].hex() != content.get("mac"):
        raise BadRecord


def _verify_chain(db: "Database", keys: Keys, head: Head) -> dict[int, bytes]:
    """The chain value of every record up to the head."""
    marks = {0: records.NO_MAC}
    removed: dict[tuple[int, str], None] = {}
    tombstones: list[Record] = []
    seq = 0
    while seq < head.seq:
        rows = db.execute(f"{_ROWS} LIMIT ?", [seq, min(_BATCH, head.seq - seq)]).fetchall()
        if not rows:
            raise BadRecord
        for row in rows:
            record = records.record_from_row(row)
            records.check_link(keys, record, seq + 1, marks[seq])
            seq += 1
            marks[seq] = record.mac
            event = records.open_record(keys, record)
            if event is None:
                tombstones.append(record)
            elif event.get("kind") == "purge":
                removed.update(((number, uid), None) for number, uid in event["records"])
    if marks[seq] != head.mac or any((t.seq, t.uid.hex()) not in removed for t in tombstones):
        raise BadRecord
    return marks


def _stored_head(db: "Database") -> bytes | None:
    row = db.execute("SELECT bytes FROM head WHERE id = 1").fetchone()
    return row[0] if row else None


def _checked_head(keys: Keys, stored: object) -> Head:
    try:
        return records.read_head(keys, stored)
    except BadRecord as error:
        raise container.damaged() from error


def _insert(db: "Database", record: Record) -> None:
    db.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
        [record.seq, record.uid, record.kind_class, record.sealed, record.mac],
    )


def _put_slot(db: "Database", slot: Slot) -> None:
    for table in ("slot", "slot_copy"):
        db.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", [slot.kind, slot.raw])  # noqa: S608


def new_keys() -> Keys:
    """The keys of a new vault."""
    return Keys(crypto.random_bytes(16), crypto.random_bytes(crypto.KEY_BYTES))


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


def _damaged_slot(kind: int) -> Damaged:
    if kind == keyslots.RECOVERY:
        step = _("Try your passphrase, or open a backup of your plan.")
    else:
        step = _("Use your recovery code, or open a backup of your plan.")
    return Damaged(
        _("The part of this file that knows your secret is damaged."),
        _("WellPlan has not changed it. You did not type anything wrong."),
        step,
    )


def _changed_elsewhere() -> WellPlanError:
    return WellPlanError(
        _("Another program has changed your plan’s file."),
        _("Nothing was overwritten. Your words are still on your screen."),
        _("Copy your last words, then lock and open the plan again."),
    )
