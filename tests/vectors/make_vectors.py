# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors beside it and the golden vault: `python tests/vectors/make_vectors.py`. One failure each.

A vector is one small file with a header of lines `name: value`, an empty line, and the vault, deflated.
"""

import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from vault import keepers  # noqa: E402
from wellplan import crypto  # noqa: E402
from wellplan.plan.exchange import plan_to_json  # noqa: E402
from wellplan.vault import store  # noqa: E402

Hurt = Callable[[Path], object]


def sql(statement: str, *values: object) -> Hurt:
    return lambda path: keepers.do_sql(path, statement, values)


def blob(table: str, column: str, where: str, at: int) -> Hurt:
    return lambda path: keepers.hurt_blob(path, table, column, where, at)


def both_slots(kind: int, at: int) -> Hurt:
    def hurt(path: Path) -> None:
        for table in ("slot", "slot_copy"):
            keepers.hurt_blob(path, table, "bytes", f"id = {kind}", at)

    return hurt


def header(at: int, value: bytes) -> Hurt:
    def hurt(path: Path) -> None:
        raw = bytearray(path.read_bytes())
        raw[at : at + len(value)] = value
        path.write_bytes(raw)

    return hurt


def cut(length: int) -> Hurt:
    return lambda path: path.write_bytes(path.read_bytes()[:length])


def dear_slot(path: Path) -> None:
    """A slot that asks for more memory than a reader may take, with a right checksum."""
    [(raw,)] = keepers.get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
    body = raw[:6] + (1024 * 1024 + 1).to_bytes(4, "big") + raw[10:142]
    for table in ("slot", "slot_copy"):
        keepers.do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (body + crypto.sha256(body),))


def no_slot(path: Path) -> None:
    keepers.do_sql(path, "DELETE FROM slot WHERE id = 1")
    keepers.do_sql(path, "DELETE FROM slot_copy WHERE id = 1")


def swapped_records(path: Path) -> None:
    columns = "uid, class, sealed, mac"
    rows = keepers.get_sql(path, f"SELECT {columns} FROM record WHERE seq IN (2, 3) ORDER BY seq")
    for seq, row in zip((3, 2), rows, strict=True):
        put = "UPDATE record SET uid = ?, class = ?, sealed = ?, mac = ? WHERE seq = ?"
        keepers.do_sql(path, put, (*row, seq))


def purged(named: bool) -> Hurt:
    def hurt(path: Path) -> None:
        opened = keepers.opened(path)
        [(uid, sealed)] = keepers.get_sql(path, "SELECT uid, sealed FROM record WHERE seq = 3")
        if named:
            plan = plan_to_json(opened.plan)
            when = {"kind": "purge", "at": "2026-11-21T10:00:00Z"}
            opened._vault.append({**when, "records": [[3, uid.hex()]], "plan": plan})
        opened.close()
        keepers.do_sql(
            path, "UPDATE record SET sealed = ?, class = 2 WHERE seq = 3", (crypto.sha256(sealed),)
        )

    return hurt


def appended(event: dict) -> Hurt:
    def hurt(path: Path) -> None:
        opened = keepers.opened(path)
        opened._vault.append({"at": "2030-01-01T00:00:00Z", **event})
        opened._closed = True
        opened._vault.close()
        opened._lock.release()

    return hurt


def old_slot(path: Path) -> None:
    [(raw,)] = keepers.get_sql(path, "SELECT bytes FROM slot WHERE id = 1")
    opened = keepers.opened(path)
    opened.change_passphrase("a newer passphrase", cost=crypto.TESTING)
    opened.close()
    for table in ("slot", "slot_copy"):
        keepers.do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (raw,))


def old_head(path: Path) -> None:
    [(raw,)] = keepers.get_sql(path, "SELECT bytes FROM head")
    opened = keepers.opened(path)
    opened.save(keepers.retitled(opened.plan, "Later"))
    opened.close()
    keepers.do_sql(path, "UPDATE head SET bytes = ?", (raw,))


def other_vaults_record(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        other, _plan, _code = keepers.made(Path(folder), edits=3)
        [row] = keepers.get_sql(other, "SELECT uid, sealed, mac FROM record WHERE seq = 2")
    keepers.do_sql(path, "UPDATE record SET uid = ?, sealed = ?, mac = ? WHERE seq = 2", row)


def nothing(_path: Path) -> None:
    return None


WRONG = "correct horsf"
VECTORS: dict[str, tuple[str, str, Hurt]] = {
    "whole": ("plan", keepers.PASSPHRASE, nothing),
    "passphrase-wrong": ("wrong-passphrase", WRONG, nothing),
    "passphrase-wrong-copy-damaged": ("wrong-passphrase", WRONG, blob("slot_copy", "bytes", "id = 1", 60)),
    "passphrase-empty": ("wrong-passphrase", "", nothing),
    "slot-first-copy-damaged": ("plan", keepers.PASSPHRASE, blob("slot", "bytes", "id = 1", 100)),
    "slot-second-copy-damaged": ("plan", keepers.PASSPHRASE, blob("slot_copy", "bytes", "id = 1", 100)),
    "slot-both-damaged-salt": ("damaged", keepers.PASSPHRASE, both_slots(1, 20)),
    "slot-both-damaged-wrap": ("damaged", keepers.PASSPHRASE, both_slots(1, 70)),
    "slot-both-damaged-commitment": ("damaged", keepers.PASSPHRASE, both_slots(1, 120)),
    "slot-both-damaged-checksum": ("damaged", keepers.PASSPHRASE, both_slots(1, 173)),
    "slot-both-damaged-passphrase-wrong": ("damaged", WRONG, both_slots(1, 173)),
    "slot-first-copy-missing": ("plan", keepers.PASSPHRASE, sql("DELETE FROM slot WHERE id = 1")),
    "slot-both-missing": ("damaged", keepers.PASSPHRASE, no_slot),
    "slot-asks-too-much-memory": ("damaged", keepers.PASSPHRASE, dear_slot),
    "slot-old-one-put-back": ("damaged", keepers.PASSPHRASE, old_slot),
    "recovery-slot-damaged": ("plan", keepers.PASSPHRASE, both_slots(2, 60)),
    "head-damaged": ("damaged", keepers.PASSPHRASE, blob("head", "bytes", "id = 1", 30)),
    "head-mac-damaged": ("damaged", keepers.PASSPHRASE, blob("head", "bytes", "id = 1", -1)),
    "head-missing": ("damaged", keepers.PASSPHRASE, sql("DELETE FROM head")),
    "head-old-one-put-back": ("damaged", keepers.PASSPHRASE, old_head),
    "record-sealed-damaged": ("damaged", keepers.PASSPHRASE, blob("record", "sealed", "seq = 2", 40)),
    "record-uid-damaged": ("damaged", keepers.PASSPHRASE, blob("record", "uid", "seq = 2", 0)),
    "record-mac-damaged": ("damaged", keepers.PASSPHRASE, blob("record", "mac", "seq = 2", 0)),
    "record-class-unknown": ("damaged", keepers.PASSPHRASE, sql("UPDATE record SET class = 3 WHERE seq = 2")),
    "record-missing": ("damaged", keepers.PASSPHRASE, sql("DELETE FROM record WHERE seq = 2")),
    "record-last-missing": ("damaged", keepers.PASSPHRASE, sql("DELETE FROM record WHERE seq = 4")),
    "records-swapped": ("damaged", keepers.PASSPHRASE, swapped_records),
    "record-of-another-vault": ("damaged", keepers.PASSPHRASE, other_vaults_record),
    "record-removed-for-good": ("plan", keepers.PASSPHRASE, purged(named=True)),
    "record-removed-without-order": ("damaged", keepers.PASSPHRASE, purged(named=False)),
    "snapshot-damaged": ("plan", keepers.PASSPHRASE, blob("snapshot", "sealed", "id = 1", 50)),
    "snapshot-missing": ("plan", keepers.PASSPHRASE, sql("DELETE FROM snapshot")),
    "event-unknown": ("plan", keepers.PASSPHRASE, appended({"kind": "song", "words": 3})),
    "change-unknown": ("plan", keepers.PASSPHRASE, appended({"kind": "edit", "changes": [{"do": "song"}]})),
    "schema-extra-table": ("damaged", keepers.PASSPHRASE, sql("CREATE TABLE extra (x)")),
    "schema-trigger": (
        "damaged",
        keepers.PASSPHRASE,
        sql("CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END"),
    ),
    "version-newer": ("newer-version", keepers.PASSPHRASE, header(60, b"\0\0\0\2")),
    "not-a-plan": ("not-a-plan", keepers.PASSPHRASE, header(68, b"ABCD")),
    "header-of-nothing": ("not-a-plan", keepers.PASSPHRASE, cut(0)),
    "cut-in-half": ("damaged", keepers.PASSPHRASE, cut(20480)),
    "wal-file": ("damaged", keepers.PASSPHRASE, header(18, b"\2\2")),
}


def write_all(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        base, plan, _code = keepers.made(Path(place), edits=3)
        (folder / "plan.json").write_text(store_text(plan), "utf-8")
        for name, (expect, passphrase, hurt) in VECTORS.items():
            path = Path(shutil.copy(base, Path(place) / f"{name}.wellplan"))
            hurt(path)
            head = f"expect: {expect}\npassphrase: {passphrase}\n\n".encode()
            (folder / f"{name}.vector").write_bytes(head + zlib.compress(path.read_bytes(), 9))


def store_text(plan: object) -> str:
    from wellplan.plan.exchange import dumps

    return dumps(plan)  # type: ignore[arg-type]


def write_golden(folder: Path) -> None:
    """One vault of the standard cost, its secrets and its plan."""
    passphrase = "golden gentle river morning candle seven"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "version-1.wellplan"
        plan = keepers.small_plan()
        opened, code = store.create(path, passphrase, plan, data_dir=Path(place))
        for n in range(5):
            plan = keepers.with_words(plan, f"sign {n} – ça va, 你好, 👋🏽")
            opened.save(plan)
        opened.mark_version("printed")
        opened.set_preference("country", "GB")
        opened.close()
        shutil.copy(path, folder / path.name)
    (folder / "version-1.txt").write_text(f"{passphrase}\n{code}\n", "utf-8")
    (folder / "version-1.json").write_text(store_text(plan), "utf-8")


if __name__ == "__main__":
    write_all(TESTS / "vectors")
    write_golden(TESTS / "golden")
