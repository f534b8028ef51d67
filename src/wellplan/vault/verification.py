# SPDX-License-Identifier: Apache-2.0
"""The whole check of a file: every slot, every record, the chain, the head and the snapshot."""

from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.crypto import Keys
from wellplan.errors import Damaged
from wellplan.vault import container, records, slot_tables
from wellplan.vault.records import BadRecord, Head
from wellplan.vault.steady_file import checked_head, stored_head
from wellplan.vault.vault import RECORD_ROWS, Vault

if TYPE_CHECKING:
    from sqlite_utils import Database

_BATCH = 500
_TRIES = 20
"""How often the check begins anew for changes in between; then a save waits for it."""


def verify_file(path: Path, keys: Keys) -> None:
    """Read every page that holds anything and check every value. Raises Damaged.

    Uses its own read-only connection in short reads, so a save in another thread never waits long. What does
    not fit together because a slot or a record was changed meanwhile is read again.
    """
    db = container.connect(path, read_only=True)
    try:
        with container.reading():
            for _n in range(_TRIES):
                if _is_verified(db, keys):
                    return
            with container.one_state(db):
                _verify(db, keys)
    except BadRecord as error:
        raise container.damaged() from error
    finally:
        db.close()


def verify_open(opened: Vault) -> None:
    """The same check for an open plan, and whether its pages are in order: if not, the next save mends them.

    Raises Damaged. May run in a thread beside the one that saves.
    """
    verify_file(opened.path, opened.keys)
    if not opened.read_only and not pages_fit(opened.path):
        opened.pages_fit = False


def pages_fit(path: Path) -> bool:
    """Whether every page is in exactly one place: a row's, or the list of free ones.

    A free page that is really in use would be written over by the next save. Raises WellPlanError.
    """
    db = container.connect(path, read_only=True)
    try:
        with container.reading():
            return [row[0] for row in db.conn.execute("PRAGMA quick_check(1)")] == ["ok"]
    except Damaged:
        return False
    finally:
        db.close()


def _is_verified(db: "Database", keys: Keys) -> bool:
    """False when the file changed during the check and did not fit together. Raises BadRecord, Damaged."""
    before = stored_head(db)
    try:
        _verify(db, keys)
    except (BadRecord, Damaged):
        if stored_head(db) == before:
            raise
        return False
    return True


def _verify(db: "Database", keys: Keys) -> None:
    head = checked_head(keys, stored_head(db))
    tables = slot_tables.read_slots(db)
    current = tuple((kind, slot.digest) for kind, found in tables.found.items() for slot in found)
    if tables.damaged & dict(head.slots).keys() or current != head.slots:
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
    removed: set[tuple[int, str]] = set()
    tombstones: set[tuple[int, str]] = set()
    texts: set[tuple[int, str]] = set()
    seq = 0
    while seq < head.seq:
        rows = db.execute(f"{RECORD_ROWS} LIMIT ?", [seq, min(_BATCH, head.seq - seq)]).fetchall()
        if not rows:
            raise BadRecord
        for row in rows:
            record = records.record_from_row(row)
            records.check_link(keys, record, seq + 1, marks[seq])
            seq += 1
            marks[seq] = record.mac
            event = records.open_record(keys, record)
            named = (record.seq, record.uid.hex())
            (tombstones if event is None else texts).add(named)
            if event is not None:
                removed |= records.ordered_removals(event)
    # A removed text that is back in its row was put there by someone who kept it.
    if marks[seq] != head.mac or tombstones - removed or texts & removed:
        raise BadRecord
    return marks
