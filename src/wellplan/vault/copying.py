# SPDX-License-Identifier: Apache-2.0
"""A plan's file copied: as one consistent state while another thread saves, or byte for byte as it is."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from wellplan.errors import Damaged, NewerVersion
from wellplan.vault import container

_PIECE = 64
"""Pages, 256 KiB. A save on another thread waits for one such piece: 13 ms on a stick that reads 20 MB/s."""
_MOST_TIMES = 5
"""How often the copying may begin anew for saves in between; then all is copied in one go."""
_WAIT = 0.005


class _TooManySavesError(Exception):
    """Saves came faster than pieces could be copied."""


def copy_plan(source: Path, target: Path) -> None:
    """Copy a plan that may be open and being saved to, as one state of it, to a new synced file.

    Nothing is written to the plan; its owner alone may read the copy. A plan whose structure is damaged is
    copied as its bytes are. Raises OSError, sqlite3.Error or WellPlanError; `target` may then hold a piece.
    """
    try:
        db = container.connect(source, read_only=True)
    except (Damaged, NewerVersion):
        copy_bytes(source, target)
        return
    with closing(db):
        os.close(_new_file(target))
        try:
            _copy_state(db.conn, target)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            target.unlink()
            copy_bytes(source, target)
            return
    sync_file(target)


def copy_bytes(source: Path, target: Path) -> None:
    """Copy the bytes of a file that nobody is saving to, to a new synced file. Raises OSError."""
    with source.open("rb") as read, os.fdopen(_new_file(target), "wb") as write:
        while piece := read.read(1 << 20):
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())


def sync_file(path: Path) -> None:
    """Make what is in a file last through a power cut. Raises OSError."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_state(source: sqlite3.Connection, target: Path) -> None:
    """SQLite's own backup, which begins anew when a save came in between."""
    pieces = 0

    def count(_status: int, _remaining: int, total: int) -> None:
        nonlocal pieces
        pieces += 1
        if pieces > _MOST_TIMES * (total // _PIECE + 1):
            raise _TooManySavesError

    try:
        _fill(source, target, _PIECE, count)
    except _TooManySavesError:
        target.write_bytes(b"")
        _fill(source, target, -1, None)


def _fill(
    source: sqlite3.Connection, target: Path, pages: int, count: Callable[[int, int, int], None] | None
) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        # A half copy is thrown away whole, so it needs neither a journal nor syncs of its own.
        for pragma in ("temp_store=MEMORY", "journal_mode=OFF", "synchronous=OFF"):
            copy.execute(f"PRAGMA {pragma}")
        source.backup(copy, pages=pages, progress=count, sleep=_WAIT)


def _new_file(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
