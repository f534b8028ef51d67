# SPDX-License-Identifier: Apache-2.0
"""One sealed file: make it, open it, append to it, change its slots. It knows events, not plans.

A failed write never harms what is stored: the connection is dropped, opened again and looked at.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellplan import crypto
from wellplan.crypto import Keys
from wellplan.errors import ChangedElsewhere, Damaged, NewerVersion, WellPlanError
from wellplan.i18n import _
from wellplan.vault import container, keyslots, records, save_faults
from wellplan.vault.doubtful_secret import DoubtfulSlot
from wellplan.vault.keyslots import Slot
from wellplan.vault.records import BadRecord, Head, Record
from wellplan.vault.slot_tables import SlotTables

if TYPE_CHECKING:
    from sqlite_utils import Database

RECORD_ROWS = "SELECT seq, uid, class, sealed, mac FROM record WHERE seq > ? ORDER BY seq"


def make_file(path: Path, keys: Keys, slots: tuple[Slot, ...], event: dict[str, Any]) -> None:
    """A new, complete, synced file at `path`, with `event` as record 1. Raises OSError or sqlite3.Error."""
    record = records.make_record(keys, 1, records.NO_MAC, event)
    head = Head(keys.vault_id, 1, record.mac, tuple((slot.kind, slot.digest) for slot in slots))
    db = container.make(path)
    try:
        with container.transaction(db):
            for slot in slots:
                _put_slot(db, slot.kind, slot)
            _insert(db, record)
            db.execute("INSERT INTO head VALUES (1, ?)", [records.head_bytes(keys, head)])
    finally:
        db.close()


class Vault:
    """An open file. Made by `Vault.open`; `close` lets go of it."""

    def __init__(self, path: Path, db: "Database", keys: Keys, *, read_only: bool) -> None:
        self.path = path
        self.keys = keys
        self.read_only = read_only
        self._db: Database | None = db
        self._place = path.stat()
        self._stored = stored_head(db)
        self.head = checked_head(keys, self._stored)
        self._doubt: tuple[bytes, Head] | None = None
        self._doubtful_slot: DoubtfulSlot | None = None
        self._news: list[str] = []
        self.pages_fit = True
        """False once a check found a page in two places: it is mended before anything is written."""
        self.mend: Callable[[], None] | None = None
        """Puts a mended file in the place of this closed one. Raises WellPlanError, and changes nothing."""
        self.slots: dict[int, Slot] = {}
        """The slots as read or last put: what a copy made from memory needs when the file itself is gone."""

    def check_slots(self, tables: SlotTables, opened: Slot) -> tuple[str, ...]:
        """Sentences about slots that are not as the head names them.

        Raises Damaged when the slot that opened is not the current one: an old one was put back.
        """
        named = dict(self.head.slots)
        if named.get(opened.kind) != opened.digest:
            raise container.damaged()
        for slot in (each for found in tables.found.values() for each in found):
            if named.get(slot.kind) == slot.digest:
                self.slots[slot.kind] = slot
        notices = []
        for kind in [each for each in keyslots.KINDS if each in named]:
            current = any(slot.digest == named.get(kind) for slot in tables.found[kind])
            if not current and kind == keyslots.RECOVERY:
                notices.append(_("Your recovery code no longer works. Please make a new recovery sheet."))
            elif not current:
                notices.append(_("Your passphrase no longer works. Please choose a new one."))
            elif kind in tables.damaged or len(tables.found[kind]) > 1:
                notices.append(_("A spare part of this file is damaged. Please save a copy of your plan."))
        return tuple(dict.fromkeys(notices))

    @property
    def database(self) -> "Database":
        """The rows themselves. Raises WellPlanError while the file is let go of after a failure."""
        return self._connection()

    def records_after(self, seq: int, mac: bytes) -> Iterator[Record]:
        """The records after `seq`, whose chain value is `mac`, to the head. Raises BadRecord.

        Each is linked before it is given; the end is checked against the head.
        """
        with container.reading():
            for row in self._connection().execute(RECORD_ROWS, [seq]):
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
        """Replace or add a slot: both copies and the head in one transaction.

        Raises WellPlanError. Where nobody can know whether it landed, `settle` and `take_news` tell later.
        """
        self._change_slot(DoubtfulSlot(slot.kind, slot))

    def remove_slot(self, kind: int) -> None:
        """Take a slot out: both copies and the head, which then names one less. Raises as `put_slot` does."""
        self._change_slot(DoubtfulSlot(kind, None))

    def _change_slot(self, change: DoubtfulSlot) -> None:
        named = {kind: digest for kind, digest in self.head.slots if kind != change.kind}
        if change.slot is not None:
            named[change.kind] = change.slot.digest
        if keyslots.PASSPHRASE not in named:
            raise ValueError("a plan always has a passphrase")
        head = replace(self.head, slots=tuple(sorted(named.items())))
        try:
            self._write(head, lambda db: _put_slot(db, change.kind, change.slot))
        except WellPlanError as error:
            if self._doubt is None:
                raise
            self._doubtful_slot = change
            raise change.error() from error
        self._keep_slot(change)

    def _keep_slot(self, change: DoubtfulSlot) -> None:
        if change.slot is None:
            self.slots.pop(change.kind, None)
        else:
            self.slots[change.kind] = change.slot

    def settle(self) -> bool:
        """Open the file again after a failure. True when the write we were told had failed had landed.

        Raises WellPlanError while the file cannot be looked at, ChangedElsewhere when it is another one.
        """
        if self._db is None:
            self._open_again()
        if self._doubt is None:
            return False
        try:
            with container.reading():
                stored = stored_head(self._connection())
        except Damaged:
            raise
        except WellPlanError as error:
            self.close()
            raise save_faults.cannot_save(OSError(errno.EIO, "")) from error
        raw, head = self._doubt
        if stored not in (raw, self._stored):
            self.close()
            raise _changed_elsewhere()
        landed = stored == raw != self._stored
        self._doubt, self._stored = None, stored
        if landed:
            self.head = head
        if self._doubtful_slot is not None:
            self._news.append(self._doubtful_slot.outcome(landed))
            if landed:
                self._keep_slot(self._doubtful_slot)
            self._doubtful_slot = None
        return landed

    def take_news(self) -> tuple[str, ...]:
        """What became of a new secret that was in doubt: sentences not given before."""
        news, self._news = tuple(self._news), []
        return news

    def close(self) -> None:
        """Let go of the file. Nothing is written."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open_again(self) -> None:
        try:
            place = self.path.stat()
            self._db = container.connect(self.path, read_only=self.read_only)
            self._place = place
        except (Damaged, NewerVersion):
            raise
        except (sqlite3.Error, OSError, WellPlanError) as error:
            raise _gone_or_failed(error) from error

    def _connection(self) -> "Database":
        if self._db is None:
            raise save_faults.cannot_save(OSError(errno.EIO, ""))
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
        if not self.pages_fit:
            self._mend()
        raw = records.head_bytes(self.keys, head)
        for is_last in (False, True):
            db = self._connection()
            self._check_place()
            try:
                self._transact(db, raw, work)
                break
            except (sqlite3.Error, OSError) as error:
                if self._has_landed(raw, head, error):
                    break
                if is_last or self.mend is None or not save_faults.is_corrupt(error):
                    raise save_faults.cannot_save(error) from error
            self._mend()
        self._stored, self.head = raw, head

    def _transact(self, db: "Database", raw: bytes, work: Callable[["Database"], object]) -> None:
        with container.transaction(db):
            if stored_head(db) != self._stored:
                raise _changed_elsewhere()
            work(db)
            db.execute("UPDATE head SET bytes = ? WHERE id = 1", [raw])

    def _has_landed(self, raw: bytes, head: Head, error: Exception) -> bool:
        """After a failed sync nobody knows what the disk holds: open the file again and look.

        Raises the sentence for the failure while the file cannot be looked at. A file that took nothing is
        closed: a connection made while the fault lasts may be for reading only.
        """
        if save_faults.is_held(error):
            return False
        self.close()
        self._doubt = (raw, head)
        try:
            if self.settle():
                return True
        except WellPlanError:
            raise save_faults.cannot_save(error) from error
        self.close()
        return False

    def _mend(self) -> None:
        """Have the file made anew from its rows. Raises WellPlanError; then it is as it was."""
        self.close()
        if self.mend is not None:
            self.mend()
        self._open_again()
        self.pages_fit = True

    def _check_place(self) -> None:
        """A file renamed over ours would take our writes with it into nowhere."""
        try:
            now = self.path.stat()
        except OSError as error:
            raise _gone_or_failed(error) from error
        if not os.path.samestat(now, self._place):
            self.close()
            raise _changed_elsewhere()


def stored_head(db: "Database") -> bytes | None:
    """The head as it is in the file now; None when there is none."""
    row = db.execute("SELECT bytes FROM head WHERE id = 1").fetchone()
    return row[0] if row else None


def checked_head(keys: Keys, stored: object) -> Head:
    """The head in its bytes. Raises Damaged."""
    try:
        return records.read_head(keys, stored)
    except BadRecord as error:
        raise container.damaged() from error


def _insert(db: "Database", record: Record) -> None:
    db.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
        [record.seq, record.uid, record.kind_class, record.sealed, record.mac],
    )


def _put_slot(db: "Database", kind: int, slot: Slot | None) -> None:
    for table in ("slot", "slot_copy"):
        db.execute(f"DELETE FROM {table} WHERE id = ?", [kind])  # noqa: S608
        if slot is not None:
            db.execute(f"INSERT INTO {table} VALUES (?, ?)", [kind, slot.raw])  # noqa: S608


def new_keys() -> Keys:
    """The keys of a new vault."""
    return Keys(crypto.random_bytes(16), crypto.random_bytes(crypto.KEY_BYTES))


def _changed_elsewhere() -> ChangedElsewhere:
    return ChangedElsewhere(
        _("Another program has changed your plan’s file."),
        _("Nothing was overwritten. Your words are still on your screen."),
        _("Bring both together, or save a copy somewhere else."),
    )


def _gone_or_failed(error: Exception) -> WellPlanError:
    """A stick that was pulled out, or any other reason why the file cannot be reached while it is open."""
    if isinstance(error, OSError) and error.errno not in (
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ENODEV,
        errno.ENXIO,
    ):
        return save_faults.cannot_save(error)
    if isinstance(error, sqlite3.Error):
        return save_faults.cannot_save(error)
    return WellPlanError(
        _("Your plan’s file is no longer where it was."),
        _("Your words are still on your screen."),
        _("Put the file or the disk back. WellPlan will try again."),
    )
