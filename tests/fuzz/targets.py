# SPDX-License-Identifier: Apache-2.0
"""What is fuzzed (promise 12): for each door from outside, a function of bytes and seeds to begin with.

A function returns when the bytes were taken or refused in a sentence; anything else it raises is a fault.
"""

import json
import os
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuzz import copies
from wellplan import crypto
from wellplan.crypto import TESTING, Keys
from wellplan.errors import WellPlanError
from wellplan.plan import exchange, templates
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.vault import container, keyslots, records, rescue, slot_tables, store
from wellplan.vault.vault import make_file

PASSPHRASE, CODE = "fuzz", bytes(range(20))
SPARE = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None


@dataclass(frozen=True, slots=True)
class Target:
    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    most: int
    """The longest input, in bytes."""


def plan_json(data: bytes) -> None:
    try:
        plan = exchange.loads(data)
    except WellPlanError:
        return
    assert exchange.loads(exchange.dumps(plan).encode()) == plan


def template(data: bytes) -> None:
    """What a plan from outside says of its template, its language and its pages is looked up in ours."""
    words = (data.decode("utf-8", "replace").split("\n") + [""] * 3)[:3]
    templates.guidance(*words)
    with suppress(KeyError):
        templates.start_plan(words[0], language=words[2] or "en")


def slots(data: bytes) -> None:
    for number in (0, *keyslots.KINDS, 3):
        with suppress(keyslots.BadSlot):
            # The checksum needs no key: whoever makes a slot makes it right.
            for raw in (data, data[:142].ljust(142, b"\0") + crypto.sha256(data[:142].ljust(142, b"\0"))):
                slot = keyslots.parse_slot(raw, number)
                with suppress(keyslots.BadSlot):
                    keyslots.open_slot(slot, bytes(32))
    with suppress(WellPlanError):
        keyslots.read_code(data.decode("utf-8", "replace"))


def container_file(data: bytes) -> None:
    with file_of(data) as path, suppress(WellPlanError):
        db = container.connect(path)
        try:
            slot_tables.read_slots(db)
        finally:
            db.close()


def backup(data: bytes) -> None:
    """A whole file with any bytes written over at any places; opened, checked, and rescued from."""
    raw, at = bytearray(base_file()), 0
    while at + 5 <= len(data):
        place, length = struct.unpack_from(">IB", data, at)
        piece = data[at + 5 : at + 5 + length]
        place %= len(raw)
        raw[place : place + len(piece)] = piece[: len(raw) - place]
        at += 5 + length
    with file_of(bytes(raw)) as path:
        with suppress(WellPlanError):
            use(store.unlock(path, PASSPHRASE, data_dir=path.parent / "data"))
        with suppress(WellPlanError):
            rescue.read_what_is_left(path, passphrase=PASSPHRASE)


def events(data: bytes) -> None:
    """A file whose passphrase its maker gave away: records and a snapshot that say anything at all.

    Each line is the text of a record; the first one is the snapshot's.
    """
    first, *lines = data.split(b"\n")
    with file_of(base_file()) as path:
        fill(path, first, lines[:20])
        with suppress(WellPlanError):
            use(store.unlock(path, PASSPHRASE, data_dir=path.parent / "data"))
        with suppress(WellPlanError):
            rescue.read_what_is_left(path, passphrase=PASSPHRASE)


def use(opened: store.Store) -> None:
    """What the app asks of every plan it opens."""
    try:
        str(opened.notices)
        opened.version()
        str(opened.preference("country"))
        for revision in opened.history():
            opened.plan_at(revision.seq)
        opened.verify()
    finally:
        opened.close()


def fill(path: Path, snapshot: bytes, texts: list[bytes]) -> None:
    keys = base_keys()
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA synchronous=OFF")
    conn.execute("BEGIN")
    [(seq, mac)] = conn.execute("SELECT seq, mac FROM record ORDER BY seq DESC LIMIT 1").fetchall()
    for text in texts:
        seq, uid = seq + 1, bytes(16)
        sealed = crypto.seal(keys.record, text, records._record_context(keys, seq, uid))
        mac = records.chain(keys, mac, seq, uid, crypto.sha256(sealed))
        conn.execute("INSERT INTO record VALUES (?, ?, 1, ?, ?)", (seq, uid, sealed, mac))
    context = b"wellplan 1 snapshot" + keys.vault_id
    text = snapshot.replace(b"SEQ", str(seq).encode()).replace(b"MAC", mac.hex().encode())
    conn.execute("DELETE FROM snapshot")
    conn.execute("INSERT INTO snapshot VALUES (1, ?)", (crypto.seal(keys.snapshot, text, context),))
    head = records.read_head(keys, conn.execute("SELECT bytes FROM head").fetchone()[0])
    raw = records.head_bytes(keys, records.Head(keys.vault_id, seq, mac, head.slots))
    conn.execute("UPDATE head SET bytes = ?", (raw,))
    conn.execute("COMMIT")
    conn.close()


class file_of:
    """The bytes as a file in a folder of its own."""

    def __init__(self, data: bytes) -> None:
        self.folder = tempfile.TemporaryDirectory(dir=SPARE)
        self.path = Path(self.folder.name) / "plan.wellplan"
        self.path.write_bytes(data)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_error: object) -> None:
        self.folder.cleanup()


@cache
def base_keys() -> Keys:
    return Keys(bytes(16), bytes(32))


def small_plan() -> Plan:
    choice = Field("how", "How", "choice", ("a", "b"))
    fields = (Field("sign", "A sign"), Field("seen", "Seen", "tick"), choice)
    items = (Item(values={"sign": "singing", "seen": True, "how": "a"}),)
    return Plan(title="Fuzz", sections=(Section(key="me", title="Me", fields=fields, items=items),),
                people=(Person(name="Sam", phones=("01632 960001",)),))  # fmt: skip


@cache
def base_plan() -> dict[str, object]:
    return exchange.plan_to_json(small_plan())


@cache
def base_file() -> bytes:
    keys, plan = base_keys(), base_plan()
    pair = (
        keyslots.passphrase_slot(PASSPHRASE, keys.data, keys.vault_id, TESTING),
        keyslots.recovery_slot(CODE, keys.data, keys.vault_id),
    )
    with tempfile.TemporaryDirectory(dir=SPARE) as folder:
        path = Path(folder) / "plan.wellplan"
        make_file(path, keys, pair, {"kind": "start", "at": "2026-11-22T09:00:00Z", "plan": plan})
        return path.read_bytes()


def plan_seeds() -> list[bytes]:
    examples = [exchange.dumps(templates.load_example(each.id)) for each in templates.example_plans()]
    texts = [text.encode() for text in (exchange.dumps(small_plan()), *examples)]
    return [*texts, b"{}", b"[]", b"\xef\xbb\xbf{}"]


def template_seeds() -> list[bytes]:
    plain = [f"{info.id}\nfirst-signs\nen" for info in templates.list_templates()]
    return [text.encode() for text in (*plain, "../../etc\n..\n../..", "keeping-well\n\nar-EG", "\n\n/etc")]


def slot_seeds() -> list[bytes]:
    keys = base_keys()
    return [
        keyslots.passphrase_slot(PASSPHRASE, keys.data, keys.vault_id, TESTING).raw,
        keyslots.recovery_slot(CODE, keys.data, keys.vault_id).raw,
        keyslots.write_code(CODE).encode(),
    ]


def event_seeds() -> list[bytes]:
    plan = base_plan()
    section, person = plan["sections"][0], plan["people"][0]
    steps = [
        {"do": "plan", "set": {k: v for k, v in plan.items() if k not in ("sections", "people")}},
        {"do": "section", "section": {k: v for k, v in section.items() if k != "items"}},
        {"do": "item", "section": section["id"], "item": section["items"][0]},
        {"do": "item-order", "section": section["id"], "ids": []},
        {"do": "person", "person": person},
        {"do": "person-removed", "id": person["id"]},
        {"do": "section-removed", "id": section["id"]},
    ]
    at = {"at": "2026-11-22T09:00:00Z"}
    edit = {"kind": "edit", **at, "changes": steps}
    told = [
        {"kind": "start", **at, "plan": plan},
        edit,
        {"kind": "version", **at, "number": 1, "on": "2026-11-22", "content": "00", "reason": "printed"},
        {"kind": "preference", **at, "name": "country", "value": "GB"},
        {"kind": "purge", **at, "records": [[1, "00"]], "plan": plan},
        {"kind": "purge", **at, "records": [[1, "00"]], "again": [[2, edit]], "gone": ["a"], "plan": plan},
        {
            "kind": "merge",
            **at,
            "records": [["00", edit]],
            "both": [],
            "preferences": {},
            "version": None,
            "plan": plan,
        },
        {"kind": "song"},
    ]
    snapshot = {"format": 1, "seq": 0, "mac": "MAC", "plan": plan, "preferences": {"a": "b"}, "version": None,
                "words": ["start"]}  # fmt: skip
    seal = json.dumps(snapshot).replace('"seq": 0', '"seq": SEQ').encode()
    lines = [json.dumps(each).encode() for each in told]
    deep = b'{"kind":"edit","changes":' + b"[" * 5000
    together = [seal, seal + b"\n" + lines[3], b"\n".join([b"", *lines]), b"\n" + deep]
    return [*(b"\n" + line for line in lines), *together]


TARGETS = {
    "plan_json": Target(plan_json, plan_seeds, 65536),
    "templates": Target(template, template_seeds, 512),
    "slots": Target(slots, slot_seeds, 512),
    "container": Target(container_file, lambda: [base_file(), base_file()[:4096], b""], 65536),
    "backup": Target(backup, lambda: [b"", bytes(5), struct.pack(">IB", 8192, 4) + b"abcd"], 4096),
    "events": Target(events, event_seeds, 16384),
    "sealed_copy": Target(copies.copy, lambda: copies.copy_seeds(small_plan()), 16384),
    "reply": Target(copies.answer, copies.answer_seeds, 4096),
}
