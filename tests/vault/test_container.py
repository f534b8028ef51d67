# SPDX-License-Identifier: Apache-2.0
"""What is looked at before a file is read, and what is refused."""

import errno
import os
import re
import sqlite3
from pathlib import Path

import pytest

from vault.keepers import do_sql, made
from wellplan.errors import Damaged, NewerVersion, WellPlanError
from wellplan.vault import container, save_faults


@pytest.fixture
def path(tmp_path):
    return made(tmp_path)[0]


def set_bytes(path, at, value):
    raw = bytearray(path.read_bytes())
    raw[at : at + len(value)] = value
    path.write_bytes(raw)


def test_the_format_page_shows_this_schema():
    page = (Path(__file__).parents[2] / "docs" / "format.md").read_text("utf-8")
    shown = re.search(r"```sql\n(.*?)```", page, re.DOTALL)
    assert shown
    assert tuple(shown[1].splitlines()) == container.SCHEMA


def test_every_pragma_sticks(path):
    db = container._open(path, "rw")
    container._set_pragmas(db.conn)
    for name, value in container.PRAGMAS:
        row = db.conn.execute(f"PRAGMA {name}").fetchone()
        assert (row or (0,))[0] == value, name
    db.close()


def test_a_pragma_that_does_not_stick_refuses(path, monkeypatch):
    monkeypatch.setattr(container, "PRAGMAS", (("page_size", 512),))
    with pytest.raises(WellPlanError, match="too old"):
        container.connect(path)


def test_a_library_without_memory_maps_is_fine(path, monkeypatch):
    monkeypatch.setattr(container, "PRAGMAS", (("no_such_pragma", 0),))
    container.connect(path).close()


@pytest.mark.parametrize("content", [b"x", b"SQLite format 3\0", b"<html>" + b" " * 200])
def test_what_is_no_plan(tmp_path, content):
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(Damaged, match="not a WellPlan plan"):
        container.connect(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_no_plan(tmp_path):
    path = tmp_path / "other.db"
    do_sql(path, "CREATE TABLE t (x)")
    with pytest.raises(Damaged, match="not a WellPlan plan"):
        container.connect(path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "plan.wellplan"
    path.touch()
    with pytest.raises(Damaged, match="This file is empty"):
        container.connect(path)
    assert path.stat().st_size == 0


def test_no_file_and_no_right_to_read(tmp_path, monkeypatch):
    with pytest.raises(WellPlanError, match="no plan at that place"):
        container.connect(tmp_path / "none")
    (tmp_path / "file").touch()

    def no_right(*_args):
        raise PermissionError(errno.EACCES, "no", str(tmp_path))

    monkeypatch.setattr(os, "open", no_right)
    with pytest.raises(WellPlanError, match="may not read") as told:
        container.connect(tmp_path / "file")
    assert str(tmp_path) not in str(told.value)


def test_a_newer_version_is_left_alone(path):
    set_bytes(path, 60, (2).to_bytes(4, "big"))
    before = path.read_bytes()
    with pytest.raises(NewerVersion):
        container.connect(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("at", "value"), [(16, b"\x20\0"), (18, b"\2\2"), (18, b"\3"), (60, b"\0\0\0\0")])
def test_other_header_bytes_are_damage(path, at, value):
    set_bytes(path, at, value)
    with pytest.raises(Damaged):
        container.connect(path)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE extra (x)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END",
        "CREATE INDEX i ON record (uid)",
        "DROP TABLE chunk",
        "ALTER TABLE snapshot ADD COLUMN extra BLOB",
    ],
)
def test_any_other_schema_is_damage(path, sql):
    do_sql(path, sql)
    with pytest.raises(Damaged):
        container.connect(path)


def test_a_schema_page_that_cannot_be_read_is_damage(path):
    set_bytes(path, 100, b"\xff" * 200)
    with pytest.raises(Damaged):
        container.connect(path)


def test_nothing_but_rows_is_allowed_after_opening(path):
    db = container.connect(path)
    for sql in (
        "ATTACH ':memory:' AS other",
        "SELECT randomblob(4)",
        "PRAGMA synchronous = OFF",
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END",
        "DROP TABLE record",
    ):
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            db.execute(sql)
    db.close()


def test_read_only_cannot_write(path):
    db = container.connect(path, read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"), container.transaction(db):
        db.execute("DELETE FROM record")
    db.close()


def test_a_transaction_is_whole_or_not_at_all(path):
    db = container.connect(path)
    with pytest.raises(ZeroDivisionError), container.transaction(db):
        db.execute("DELETE FROM record")
        raise ZeroDivisionError
    assert db.execute("SELECT seq FROM record").fetchall() == [(1,)]
    assert not db.conn.in_transaction
    db.close()


def test_a_new_file_is_the_owners_alone_and_never_another(tmp_path):
    path = tmp_path / "new"
    container.make(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    container.connect(path).close()
    with pytest.raises(FileExistsError):
        container.make(path)


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (sqlite3.SQLITE_CORRUPT, Damaged, "damaged"),
        (sqlite3.SQLITE_NOTADB, Damaged, "damaged"),
        (sqlite3.SQLITE_IOERR, WellPlanError, "does not answer"),
        (sqlite3.SQLITE_BUSY, WellPlanError, "holding this file"),
        (sqlite3.SQLITE_LOCKED, WellPlanError, "holding this file"),
        (sqlite3.SQLITE_READONLY | 256, WellPlanError, "cut short"),
    ],
)
def test_sqlites_complaints_while_reading(code, kind, said):
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    with pytest.raises(kind, match=said) as told, container.reading():
        raise error
    assert type(told.value) is kind


def test_a_complaint_that_is_itself_damaged():
    with pytest.raises(Damaged), container.reading():
        b"\xd2".decode()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, ""), "disk is full"),
        (OSError(errno.EDQUOT, ""), "disk is full"),
        (OSError(errno.EROFS, ""), "can’t be written to"),
        (OSError(errno.EIO, ""), "did not take"),
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_READONLY, "can’t be written to"),
        (sqlite3.SQLITE_CANTOPEN, "can’t be written to"),
        (sqlite3.SQLITE_BUSY | 512, "is holding"),
        (sqlite3.SQLITE_CORRUPT, "file is damaged"),
        (sqlite3.SQLITE_IOERR, "did not take"),
    ],
)
def test_sentences_for_a_failed_save(error, said):
    if isinstance(error, int):
        code, error = error, sqlite3.OperationalError("x")
        error.sqlite_errorcode = code
    told = save_faults.cannot_save(error)
    assert said in told.what
    assert "Your saved plan is safe" in told.safe


def test_folders_are_synced(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    container.sync_folder(tmp_path)
    assert len(synced) == 1
