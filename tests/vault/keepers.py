# SPDX-License-Identifier: Apache-2.0
"""What the vault's tests share: a small plan, cheap vaults, and ways to hurt a file."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

from wellplan.crypto import TESTING
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.vault import container, store
from wellplan.vault.store import Store
from wellplan.vault.vault import Vault

PASSPHRASE = "correct horse"


def small_plan() -> Plan:
    fields = (Field("sign", "A sign"), Field("seen", "Seen", "tick"))
    sections = (
        Section(key="first-signs", title="First signs", stage="early", fields=fields),
        Section(key="me", title="Me at my best", fields=fields, items=(Item(values={"sign": "singing"}),)),
    )
    return Plan(title="My plan", sections=sections, people=(Person(name="Sam", phones=("01632 960001",)),))


def with_words(plan: Plan, words: str) -> Plan:
    return plan.put_item(plan.sections[0].id, Item(values={"sign": words}))


def made(folder: Path, edits: int = 0, name: str = "plan.wellplan") -> tuple[Path, Plan, str]:
    """A closed vault, its plan and its recovery code."""
    path, plan = folder / name, small_plan()
    opened, code = store.create(path, PASSPHRASE, plan, cost=TESTING, data_dir=folder / "data")
    for n in range(edits):
        plan = with_words(plan, f"sign {n}")
        opened.save(plan)
    opened.close()
    return path, plan, code


def opened(path: Path, passphrase: str = PASSPHRASE) -> Store:
    return store.unlock(path, passphrase, data_dir=path.parent / "data")


def copy_of(path: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(path, folder / path.name))


def do_sql(path: Path, sql: str, values: tuple[object, ...] = ()) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA journal_mode=DELETE")
    conn.execute(sql, values)
    conn.close()


def get_sql(path: Path, sql: str) -> list[tuple]:
    conn = sqlite3.connect(path)
    rows = conn.execute(sql).fetchall()
    conn.close()
    return rows


def hurt_blob(path: Path, table: str, column: str, where: str, at: int = -1) -> None:
    """Change one byte of a stored value."""
    [(blob,)] = get_sql(path, f"SELECT {column} FROM {table} WHERE {where}")
    changed = bytearray(blob)
    changed[at] ^= 1
    do_sql(path, f"UPDATE {table} SET {column} = ? WHERE {where}", (bytes(changed),))


def retitled(plan: Plan, title: str) -> Plan:
    return replace(plan, title=title)


class Failing:
    """A connection whose commit fails with a code, before or after it landed."""

    def __init__(self, conn, code, lands=False):
        self._conn, self._code, self._lands = conn, code, lands

    def execute(self, sql, *args):
        if sql == "COMMIT":
            if self._lands:
                self._conn.execute(sql)
            error = sqlite3.OperationalError("disk")
            error.sqlite_errorcode = self._code
            raise error
        return self._conn.execute(sql, *args)

    def __getattr__(self, name):
        return getattr(self._conn, name)


def fail_commit(again, code, lands=False):
    """Let the next commit of an open plan fail; so does looking at it, where the place is broken as well."""
    database = again.vault._connection()
    database.conn = Failing(database.conn, code, lands)


def gone(*_place, **_options):
    raise OSError(5, "i/o")


def put_rewrites_in_doubt(monkeypatch, lands):
    """Each rewrite fails at its commit, before or after it landed, and the file cannot be looked at."""
    real = Vault.rewrite

    def rewrite(self, *what):
        database = self._connection()
        database.conn = Failing(database.conn, sqlite3.SQLITE_IOERR, lands)
        monkeypatch.setattr(container, "connect", gone)
        real(self, *what)

    monkeypatch.setattr(Vault, "rewrite", rewrite)
