# SPDX-License-Identifier: Apache-2.0
"""The SQLite file: header, pragmas, schema, transactions. It holds sealed bytes and knows no keys.

Nothing is read from a file before its header and its schema text are the known ones.
"""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.errors import Damaged, NewerVersion, WellPlanError
from wellplan.i18n import _
from wellplan.loading import load_without
from wellplan.vault import limits, small_files

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x57506C6E
CONTAINER_VERSION = 1
PAGE_BYTES = 4096
BUSY_SECONDS = 2.0
"""How long a save waits, once, for another program that holds the file: the window stands still meanwhile."""

SCHEMA = (
    "CREATE TABLE chunk (id INTEGER PRIMARY KEY, picture BLOB NOT NULL, n INTEGER NOT NULL, "
    "sealed BLOB NOT NULL, UNIQUE (picture, n)) STRICT",
    "CREATE TABLE head (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE record (seq INTEGER PRIMARY KEY, uid BLOB NOT NULL, class INTEGER NOT NULL, "
    "sealed BLOB NOT NULL, mac BLOB NOT NULL) STRICT",
    "CREATE TABLE slot (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE slot_copy (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE snapshot (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
)
_TABLES = ("chunk", "head", "record", "slot", "slot_copy", "snapshot")
_EXPECTED_SCHEMA = sorted(
    [
        *(("table", name, name, sql) for name, sql in zip(_TABLES, SCHEMA, strict=True)),
        ("index", "sqlite_autoindex_chunk_1", "chunk", None),
    ],
    key=lambda row: str(row[1]),
)

PRAGMAS = (
    ("temp_store", 2),
    ("journal_mode", "delete"),
    ("synchronous", 3),
    ("fullfsync", 1),
    ("secure_delete", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("mmap_size", 0),
)
"""Set in this order at each opening, and read back. Reasons: `docs/format.md`, section 1."""

_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)


def check_header(path: Path) -> None:
    """Look at the first 100 bytes before SQLite does.

    Raises Damaged when this is no plan or its start is damaged, NewerVersion, or WellPlanError when it
    cannot be read.
    """
    header = _first_bytes(path)
    if not header:
        raise Damaged(
            _("This file is empty."),
            _("There is no plan in it."),
            _("Look for another copy, or a backup of your plan."),
        )
    known = len(header) == 100 and header[:16] == b"SQLite format 3\0"
    if not known or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Damaged(
            _("This is not a WellPlan plan, or its first page is damaged."),
            _("Nothing in it has been changed."),
            _("Choose another file. If there is a backup of your plan, open that."),
        )
    if int.from_bytes(header[60:64], "big") > CONTAINER_VERSION:
        raise NewerVersion(
            _("A newer WellPlan made this plan."),
            _("Your plan is safe and has not been touched."),
            _("Open it with a newer WellPlan."),
        )
    page, versions = int.from_bytes(header[16:18], "big"), header[18:20]
    if page != PAGE_BYTES or versions != b"\1\1" or int.from_bytes(header[60:64], "big") != CONTAINER_VERSION:
        raise damaged()


def _first_bytes(path: Path) -> bytes:
    """The first 100 bytes of an ordinary file. Raises WellPlanError; never waits for a pipe's other end."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise not_a_file()
            return file.read(100)
    except IsADirectoryError as error:
        raise not_a_file() from error
    except OSError as error:
        raise unreadable(error) from error


def not_a_file() -> WellPlanError:
    """The sentence for a folder, a pipe or a device where a plan should be."""
    return WellPlanError(
        _("This is a folder or a device, not a plan."),
        _("Nothing has been changed."),
        _("Choose the file of your plan."),
    )


def damaged() -> Damaged:
    """The sentence for damage that is not told more closely."""
    return Damaged(
        _("Part of this file is damaged."),
        _("WellPlan has not changed it. Your passphrase is not the problem."),
        _("Keep this file. If there is a backup of your plan, open that."),
    )


def unreadable(error: OSError) -> WellPlanError:
    """The sentence for a file the system does not give us. The path stays out of it."""
    if error.errno == errno.ENOENT:
        what = _("There is no plan at that place.")
    elif error.errno == errno.EBUSY:
        what = _("Another program is holding this file.")
    else:
        what = _("WellPlan may not read this file, or the disk does not answer.")
    return WellPlanError(
        what, _("Nothing has been changed."), _("Check the place and the disk, then try again.")
    )


def connect(path: Path, *, read_only: bool = False) -> "Database":
    """An opened, checked file. Raises Damaged, NewerVersion or WellPlanError.

    The connection may move between threads; one thread uses it at a time.
    """
    check_header(path)
    # SQLite keeps the journal beside the real file, and believes what it says.
    if small_files.is_strange_journal(Path(os.path.realpath(path))):
        raise damaged()
    db = _open(path, "ro" if read_only else "rw")
    try:
        with reading():
            limits.set_limits(db.conn, limits.SCHEMA_BYTES)
            _set_pragmas(db.conn)
            check_schema(db.conn)
            db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(limits.MOST_BYTES, path.stat().st_size))
    except BaseException:
        db.close()
        raise
    db.conn.set_authorizer(_authorize)
    return db


def make(path: Path) -> "Database":
    """A new file with an empty schema, readable by its owner only. Raises OSError when one is there."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    db = _open(path, "rw")
    db.execute(f"PRAGMA page_size={PAGE_BYTES}")
    _set_pragmas(db.conn)
    limits.set_limits(db.conn, limits.MOST_BYTES)
    with transaction(db):
        for statement in SCHEMA:
            db.execute(statement)
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={CONTAINER_VERSION}")
    return db


@contextmanager
def transaction(db: "Database") -> Iterator[None]:
    """One `BEGIN IMMEDIATE` … `COMMIT`; rolled back on any error. Inside, `db.atomic()` nests.

    `db.atomic()` alone would begin deferred: another program could write between our read and our write.
    """
    # What we write may be longer than the file that was read.
    db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.MOST_BYTES)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        with db.atomic():
            yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """SQLite's own complaints while reading become our sentences."""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite's complaint itself held damaged text
        raise damaged() from error
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, *_HELD):
            raise unreadable(OSError(errno.EBUSY if code in _HELD else errno.EIO, "")) from error
        if code == sqlite3.SQLITE_READONLY:
            raise WellPlanError(
                _("The last change to this plan was cut short, and this place is read only."),
                _("Your plan is safe."),
                _("Copy the plan and the file ending in -journal to your own disk. Open it there."),
            ) from error
        raise damaged() from error


@contextmanager
def one_state(db: "Database") -> Iterator[None]:
    """Everything read inside is of one moment. Keep it short: a save waits for its end."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()


def check_schema(conn: sqlite3.Connection) -> None:
    """Raises Damaged unless the schema text is the known one, with a page for each table."""
    rows = conn.execute(
        "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master ORDER BY name"
    ).fetchmany(20)
    # Of two tables on one page, writing the one would destroy the other.
    if [row[:4] for row in rows] != _EXPECTED_SCHEMA or len({row[4] for row in rows}) != len(rows):
        raise damaged()


def sync_folder(folder: Path) -> None:
    """Make a rename or removal in a folder last through a power cut, where the system can.

    Some sticks and shares cannot sync a folder, and some folders may be written to but not read: what was
    put there is whole all the same. SQLite goes on too.
    """
    if os.name != "posix":  # pragma: no cover - Windows has no such call
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def database_kind() -> "type[Database]":
    """sqlite-utils' Database: 100 ms, so not before the first window shows. Without its command line."""
    load_without("sqlite_utils", "click", "dateutil", "dateutil.parser")
    from sqlite_utils import Database

    return Database


def _open(path: Path, mode: str) -> "Database":
    with reading():
        conn = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
        )
    return database_kind()(conn, recursive_triggers=False, execute_plugins=False)


def _set_pragmas(conn: sqlite3.Connection) -> None:
    for name, value in PRAGMAS:
        conn.execute(f"PRAGMA {name}={value}")
        row = conn.execute(f"PRAGMA {name}").fetchone()
        # A library built without memory maps answers mmap_size with no row at all.
        if (row or (0,))[0] != value:
            raise WellPlanError(
                _("This computer’s database program is too old or too strange."),
                _("Your plan is safe and has not been touched."),
                _("Open it with WellPlan’s own download."),
            )


def _authorize(action: int, what: object, *_where: object) -> int:
    """After opening, nothing but plain reading and writing of rows: no ATTACH, no functions, one pragma."""
    checks = action == sqlite3.SQLITE_PRAGMA and what == "quick_check"
    return sqlite3.SQLITE_OK if checks or action in _ALLOWED else sqlite3.SQLITE_DENY
