# SPDX-License-Identifier: Apache-2.0
"""One sealed file: make it, open it, append to it, change its slots. It knows events, not plans."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from sys import getsizeof
from typing import TYPE_CHECKING, Any

from wellplan import crypto
from wellplan.crypto import Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import container, keyslots, records
from wellplan.vault.doubtful_secret import DoubtfulSlot
from wellplan.vault.keyslots import Slot
from wellplan.vault.records import BadRecord, Head, Record
from wellplan.vault.slot_tables import SlotTables
from wellplan.vault.steady_file import SteadyFile
from wellplan.vault.steady_file import checked_head as checked_head
from wellplan.vault.steady_file import stored_head as stored_head

if TYPE_CHECKING:
    from sqlite_utils import Database

PIECE_BYTES = 1 << 26
"""So much of the records is fetched before it is looked at: all of a plan of words."""
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


@contextmanager
def looked_into(path: Path, keys: Keys) -> Iterator["Vault"]:
    """A plan's file opened once more, only to be read: by another thread, or when it is a copy.

    Raises Damaged or WellPlanError.
    """
    with closing(container.connect(path, read_only=True)) as db, container.reading():
        yield Vault(path, db, keys, read_only=True)


class Vault(SteadyFile):
    """An open file. Made by `Vault.open`; `close` lets go of it."""

    def __init__(self, path: Path, db: "Database", keys: Keys, *, read_only: bool) -> None:
        super().__init__(path, db, keys, read_only=read_only)
        self._doubtful_slot: DoubtfulSlot | None = None
        self._news: list[str] = []
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
                notices.append(spare_damaged())
        return tuple(dict.fromkeys(notices))

    def records_after(self, seq: int, mac: bytes) -> Iterator[Record]:
        """The records after `seq`, whose chain value is `mac`, to the head. Raises BadRecord.

        Each is linked before it is given; the end is checked against the head. Rows are fetched before any is
        looked at, as a save on another thread waits for that; of a made-up file no more than one piece.
        """
        with container.reading():
            rows = self._connection().execute(RECORD_ROWS, [seq])
            while piece := _piece(rows):
                for row in piece:
                    record = records.record_from_row(row)
                    seq += 1
                    records.check_link(self.keys, record, seq, mac)
                    mac = record.mac
                    yield record
        if seq != self.head.seq or mac != self.head.mac:
            raise BadRecord

    def snapshot(self) -> dict[str, Any]:
        """The content of the snapshot. Raises BadRecord when it is damaged, NoSnapshot when there is none."""
        try:
            rows = self._connection().execute("SELECT id, sealed FROM snapshot ORDER BY id <> 1 LIMIT 1")
            row = rows.fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise BadRecord from error
        if row is not None and row[0] != 1:
            raise BadRecord
        return records.open_snapshot(self.keys, row[1] if row else None)

    def append(self, event: dict[str, Any]) -> int:
        """Seal an event and store it with the new head; its seq. Raises WellPlanError, nothing stored."""
        record = records.make_record(self.keys, self.head.seq + 1, self.head.mac, event)
        self._write(
            replace(self.head, seq=record.seq, mac=record.mac),
            lambda db: _insert(db, record),
        )
        return record.seq

    def rewrite(
        self,
        events: Sequence[dict[str, Any]],
        removed: Sequence[Record],
        snapshot: Callable[[Head], dict[str, Any]],
    ) -> None:
        """In one transaction: store events, take the text of records away for good, renew the snapshot.

        `snapshot` gives its content for the head there will be. Raises WellPlanError, nothing stored.
        """
        head, made = self.head, []
        for event in events:
            made.append(records.make_record(self.keys, head.seq + 1, head.mac, event))
            head = replace(head, seq=head.seq + 1, mac=made[-1].mac)
        sealed = records.seal_snapshot(self.keys, snapshot(head))

        def work(db: "Database") -> None:
            if removed:
                _write_anew(db, {record.seq: records.tombstone(record) for record in removed})
            for record in made:
                _insert(db, record)
            db.execute("DELETE FROM snapshot")
            db.execute("INSERT INTO snapshot VALUES (1, ?)", [sealed])

        self._write(head, work)

    def put_snapshot(self, content: dict[str, Any]) -> None:
        """Store a snapshot. Raises WellPlanError."""
        sealed = records.seal_snapshot(self.keys, content)
        self._write(
            self.head, lambda db: db.execute("INSERT OR REPLACE INTO snapshot VALUES (1, ?)", [sealed])
        )

    def put_slot(self, slot: Slot, *, same_secret: bool = False) -> None:
        """Replace or add a slot: both copies and the head in one transaction.

        Raises WellPlanError. Where nobody can know whether it landed, `settle` and `take_news` tell later.
        """
        self._change_slot(DoubtfulSlot(slot.kind, slot, same_secret))

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
            if not self.is_in_doubt:
                raise
            self._doubtful_slot = change
            if change.same_secret:
                raise
            raise change.error() from error
        self._keep_slot(change)

    def _keep_slot(self, change: DoubtfulSlot) -> None:
        if change.slot is None:
            self.slots.pop(change.kind, None)
        else:
            self.slots[change.kind] = change.slot

    def _settled(self, landed: bool) -> None:
        change, self._doubtful_slot = self._doubtful_slot, None
        if change is not None:
            if not change.same_secret:
                self._news.append(change.outcome(landed))
            if landed:
                self._keep_slot(change)

    def take_news(self) -> tuple[str, ...]:
        """What became of a new secret that was in doubt: sentences not given before."""
        news, self._news = tuple(self._news), []
        return news


def spare_damaged() -> str:
    """The notice of a spare slot that is damaged, while it is not mended."""
    return _("A spare part of this file is damaged. Please save a copy of your plan.")


def _piece(rows: Iterator[tuple[object, ...]]) -> list[tuple[object, ...]]:
    found, room = [], PIECE_BYTES
    for row in rows:
        found.append(row)
        room -= sum(map(getsizeof, row))
        if room <= 0:
            break
    return found


def _insert(db: "Database", record: Record) -> None:
    db.execute(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
        [record.seq, record.uid, record.kind_class, record.sealed, record.mac],
    )


def _write_anew(db: "Database", tombstones: Mapping[int, Record]) -> None:
    """Put every record in anew, some of them as tombstones.

    Where SQLite moves rows between pages it does not promise to clear the gaps they leave. The pages of a
    table emptied whole are filled with zeros, as `secure_delete` is on.
    """
    rows = db.execute("SELECT seq, uid, class, sealed, mac FROM record ORDER BY seq").fetchall()
    db.execute("DELETE FROM record")
    for row in rows:
        _insert(db, tombstones.get(row[0]) or records.record_from_row(row))


def _put_slot(db: "Database", kind: int, slot: Slot | None) -> None:
    for table in ("slot", "slot_copy"):
        db.execute(f"DELETE FROM {table} WHERE id = ?", [kind])  # noqa: S608
        if slot is not None:
            db.execute(f"INSERT INTO {table} VALUES (?, ?)", [kind, slot.raw])  # noqa: S608


def new_keys() -> Keys:
    """The keys of a new vault."""
    return Keys(crypto.random_bytes(16), crypto.random_bytes(crypto.KEY_BYTES))
