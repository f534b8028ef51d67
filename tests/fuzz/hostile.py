# SPDX-License-Identifier: Apache-2.0
"""Files made to hang or swell the app: `python -m fuzz.hostile` tries each and prints seconds and megabytes.

Each runs in turn in this process, whose peak of memory is forgotten in between (Linux).
"""

import json
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fuzz import copies, targets
from fuzz.targets import PASSPHRASE, SPARE, TARGETS
from wellplan.errors import WellPlanError
from wellplan.plan import exchange
from wellplan.vault import records, rescue, store

MB = 1 << 20


def plan_texts() -> Iterator[tuple[str, bytes]]:
    most, parts = exchange.MOST_BYTES - 400, exchange.MOST_PARTS - 30
    whole = exchange.dumps(targets.small_plan())

    def title(words: str) -> bytes:
        return whole.replace('"Fuzz"', f'"{words}"').encode()

    yield "one long text", title("a" * (most - 2000))
    yield "one emoji among many letters", title("a" * (most - 2000) + "\U0001f600")
    yield "escapes", title("\\u4f60" * ((most - 2000) // 6))
    yield "many empty lists", b"[" + b"[]," * (parts // 2) + b"[]]"
    yield "many empty objects", b'{"a":[' + b"{}," * (parts // 2) + b"{}]}"
    yield "lists in lists", b"[" * 200_000
    yield "objects in objects", b'{"a":' * 200_000
    pairs = ",".join(f'"k{n:07}":"{"a" * 30}\U0001f600"' for n in range(parts - 1))
    yield "many names, each with an emoji", f"{{{pairs}}}".encode()
    yield "one name again after many", f'{{{pairs},"k0000007":""}}'.encode()
    yield "a long number", b'{"format":' + b"9" * 4000 + b"}"
    yield "a longer number", b'{"format":' + b"9" * 5000 + b"}"
    yield "many long numbers", b"[" + b",".join([b"9" * 4299] * 3000) + b"]"
    yield "not UTF-8 at the end", title("a" * 1_000_000) + b"\xff"
    yield "too large", b" " * (exchange.MOST_BYTES + 1)
    wrong = {"format": "wellplan-plan", "version": 1, "sections": [None] * 90_000}
    yield "many errors", json.dumps(wrong).encode()


def template_words() -> Iterator[tuple[str, bytes]]:
    yield "long", b"a" * 100_000 + b"\n" + b"b" * 100_000 + b"\n" + b"c" * 100_000
    yield "out of the folder", b"../../../etc/passwd\n..\n../.."
    yield "zero", b"\0\n\0\n\0"


def slot_bytes() -> Iterator[tuple[str, bytes]]:
    yield "a megabyte", b"WPS1" + bytes(MB)
    yield "a long code", b"0" * MB
    yield "many gaps", b"-" * MB
    yield "many spaces", b" 0" * (MB // 2)


def with_value(statement: str, *values: object) -> bytes:
    with targets.file_of(targets.base_file()) as path:
        conn = sqlite3.connect(path, isolation_level=None)
        conn.execute("PRAGMA writable_schema=ON")
        conn.execute(statement, values)
        conn.close()
        return path.read_bytes()


def files() -> Iterator[tuple[str, bytes]]:
    base = targets.base_file()
    for table in ("slot", "slot_copy", "head"):
        yield f"70 MB in {table}", with_value(f"UPDATE {table} SET bytes = zeroblob(?)", 70 * MB)
    yield "70 MB in record", with_value("UPDATE record SET sealed = zeroblob(?)", 70 * MB)
    yield "70 MB in snapshot", with_value("INSERT INTO snapshot VALUES (1, zeroblob(?))", 70 * MB)
    schema = "UPDATE sqlite_master SET sql = sql || ? WHERE name = 'chunk'"
    yield "70 MB in the schema", with_value(schema, "x" * 70 * MB)
    yield "a head that names a record of 2^62", headed(2**62)
    yield "many slots", with_value(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
        "INSERT INTO slot SELECT i, zeroblob(174) FROM n")  # fmt: skip
    yield "many records", with_value(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
        "INSERT INTO record SELECT i, zeroblob(16), 1, zeroblob(200), zeroblob(32) FROM n")  # fmt: skip
    yield "the last page is its own next", loop(base)
    yield "100 MB of nothing behind it", base + bytes(100 * MB)
    yield "a page count of 4 billion", base[:28] + b"\xff" * 4 + base[32:]
    yield "all pages the same", base[:4096] + base[4096:8192] * 2000


def headed(seq: int) -> bytes:
    """A rightly keyed head of any number of records."""
    keys = targets.base_keys()
    with targets.file_of(targets.base_file()) as path:
        conn = sqlite3.connect(path, isolation_level=None)
        head = records.read_head(keys, conn.execute("SELECT bytes FROM head").fetchone()[0])
        raw = records.head_bytes(keys, records.Head(keys.vault_id, seq, head.mac, head.slots))
        conn.execute("UPDATE head SET bytes = ?", (raw,))
        conn.close()
        return path.read_bytes()


def loop(base: bytes) -> bytes:
    """A value whose chain of further pages leads back to its own first page."""
    raw = bytearray(with_value("UPDATE slot SET bytes = zeroblob(20000) WHERE id = 1"))
    pages = len(raw) // 4096
    for page in range(9, pages):
        at = page * 4096
        raw[at : at + 4] = page.to_bytes(4, "big")
    return bytes(raw)


def sealed() -> Iterator[tuple[str, bytes]]:
    plan = exchange.plan_to_json(targets.small_plan())
    at = '"at":"2026-11-22T09:00:00Z"'
    yield "lists in lists", b"\n" + b"[" * 100_000
    yield "merges in merges", b"\n" + (f'{{"kind":"merge",{at},"records":[["00",' * 200).encode()
    merge = '{"kind":"song"}'
    for _n in range(150):
        merge = f'{{"kind":"merge",{at},"records":[["00",{merge}]],"preferences":{{}},"version":null}}'
    yield "whole merges in merges", b"\n" + merge.encode()
    step = {"do": "person", "person": plan["people"][0]}
    edit = {"kind": "edit", "at": "2026-11-22T09:00:00Z", "changes": [step] * 2000}
    yield "many changes", b"\n" + json.dumps(edit).encode()
    yield "a long text", b"\n" + f'{{"kind":"preference",{at},"name":"a","value":"{"a" * 8 * MB}"}}'.encode()


def tried(what: bytes, name: str) -> tuple[float, float]:
    """Seconds and megabytes above the start that a target takes for one input."""
    Path("/proc/self/clear_refs").write_text("5")
    before, began = peak(), time.process_time()
    TARGETS[name].run(what)
    return time.process_time() - began, peak() - before


def opened_file(what: bytes) -> tuple[float, float]:
    """The same for a whole file: unlocked, and rescued from."""
    with tempfile.TemporaryDirectory(dir=SPARE) as folder:
        path = Path(folder) / "plan.wellplan"
        path.write_bytes(what)
        Path("/proc/self/clear_refs").write_text("5")
        before, began = peak(), time.process_time()
        for read in (unlocked, rescued):
            try:
                read(path)
            except WellPlanError:
                continue
        return time.process_time() - began, peak() - before


def unlocked(path: Path) -> None:
    targets.use(store.unlock(path, PASSPHRASE, data_dir=path.parent / "data"))


def rescued(path: Path) -> None:
    rescue.read_what_is_left(path, passphrase=PASSPHRASE)


def peak() -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


CORPUS = {
    "plan_json": plan_texts,
    "templates": template_words,
    "slots": slot_bytes,
    "events": sealed,
    "sealed_copy": lambda: copies.huge_copies(targets.small_plan()),
    "reply": copies.huge_answers,
}


def main() -> None:
    worst = [0.0, 0.0]
    for name, texts in (*CORPUS.items(), ("file", files)):
        for what, data in texts():
            seconds, megabytes = opened_file(data) if name == "file" else tried(data, name)
            worst = [max(worst[0], seconds), max(worst[1], megabytes)]
            print(json.dumps([name, what, round(seconds, 2), round(megabytes)]), flush=True)
    print(json.dumps(["", "worst", round(worst[0], 2), round(worst[1])]))


if __name__ == "__main__":
    sys.exit(main())
