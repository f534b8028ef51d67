# SPDX-License-Identifier: Apache-2.0
"""Ways to put one thing wrong in a WellPlan file, for the vectors. Some need its keys, most do not."""

import json
import struct
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vault import keepers
from wellplan import crypto
from wellplan.crypto import Cost, Keys
from wellplan.plan.model import Plan
from wellplan.vault import forgetting, keyslots, merging, records

Hurt = Callable[[Path], object]
Rows = list[tuple[int, bytes, int, bytes]]
"""seq, uid, class, sealed: what the chain is made of."""

PAGE = 4096
CODE = bytes(range(100, 120))
"""The recovery code of every vector that tries one."""
WHEN = "2026-11-22T09:00:00Z"


def both(*hurts: Hurt) -> Hurt:
    def hurt(path: Path) -> None:
        for each in hurts:
            each(path)

    return hurt


# Bytes of the file


def put(at: int, value: bytes) -> Hurt:
    """Bytes written over; `at` may count from the end."""

    def hurt(path: Path) -> None:
        raw = bytearray(path.read_bytes())
        place = at % len(raw)
        raw[place : place + len(value)] = value
        path.write_bytes(raw)

    return hurt


def flip(at: int, bit: int = 0) -> Hurt:
    return lambda path: put(at, bytes([path.read_bytes()[at] ^ 1 << bit]))(path)


def cut(length: int) -> Hurt:
    return lambda path: path.write_bytes(path.read_bytes()[:length])


def longer(more: bytes) -> Hurt:
    return lambda path: path.write_bytes(path.read_bytes() + more)


def root(table: str) -> Callable[[Path], int]:
    """The offset of a table's first page."""

    def at(path: Path) -> int:
        [(page,)] = keepers.get_sql(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
        return (page - 1) * PAGE

    return at


def page_of(table: str, at: int, value: bytes) -> Hurt:
    """Bytes of a table's first page written over."""
    return lambda path: put(root(table)(path) + at, value)(path)


def pages_swapped(one: str, other: str) -> Hurt:
    def hurt(path: Path) -> None:
        first, second, raw = root(one)(path), root(other)(path), path.read_bytes()
        put(first, raw[second : second + PAGE])(path)
        put(second, raw[first : first + PAGE])(path)

    return hurt


def old_page(table: str) -> Hurt:
    """A table's page as it was before one more edit."""

    def hurt(path: Path) -> None:
        at, before = root(table)(path), path.read_bytes()
        edited(lambda plan: keepers.retitled(plan, "Later"))(path)
        put(at, before[at : at + PAGE])(path)

    return hurt


# Rows


def sql(statement: str, *values: object) -> Hurt:
    return lambda path: keepers.do_sql(path, statement, values)


def blob(table: str, column: str, where: str, at: int) -> Hurt:
    return lambda path: keepers.hurt_blob(path, table, column, where, at)


def swapped_records(path: Path) -> None:
    columns = "uid, class, sealed, mac"
    rows = keepers.get_sql(path, f"SELECT {columns} FROM record WHERE seq IN (2, 3) ORDER BY seq")
    for seq, row in zip((3, 2), rows, strict=True):
        change = "UPDATE record SET uid = ?, class = ?, sealed = ?, mac = ? WHERE seq = ?"
        keepers.do_sql(path, change, (*row, seq))


def other_vaults_record(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        other, _plan, _code = keepers.made(Path(folder), edits=3)
        [row] = keepers.get_sql(other, "SELECT uid, sealed, mac FROM record WHERE seq = 2")
    keepers.do_sql(path, "UPDATE record SET uid = ?, sealed = ?, mac = ? WHERE seq = 2", row)


def old_row(table: str) -> Hurt:
    """The one row of head or snapshot as it was before one more edit."""

    def hurt(path: Path) -> None:
        column = {"head": "bytes", "snapshot": "sealed"}[table]
        [row] = keepers.get_sql(path, f"SELECT {column} FROM {table}")
        edited(lambda plan: keepers.retitled(plan, "Later"))(path)
        keepers.do_sql(path, f"UPDATE {table} SET {column} = ?", row)

    return hurt


# Slots


def both_slots(kind: int, at: int) -> Hurt:
    return both(*(blob(table, "bytes", f"id = {kind}", at) for table in ("slot", "slot_copy")))


def slots_as(kind: int, raw: bytes, tables: tuple[str, ...] = ("slot", "slot_copy")) -> Hurt:
    return both(*(sql(f"UPDATE {table} SET bytes = ? WHERE id = {kind}", raw) for table in tables))


def no_slot(kind: int) -> Hurt:
    return both(*(sql(f"DELETE FROM {table} WHERE id = {kind}") for table in ("slot", "slot_copy")))


def slot_bytes(path: Path, kind: int) -> bytes:
    [(raw,)] = keepers.get_sql(path, f"SELECT bytes FROM slot WHERE id = {kind}")
    return bytes(raw)


def slot_field(kind: int, at: int, value: bytes) -> Hurt:
    """A field of both copies changed and the checksum, which needs no key, made right again."""

    def hurt(path: Path) -> None:
        raw = slot_bytes(path, kind)
        body = raw[:at] + value + raw[at + len(value) : 142]
        slots_as(kind, body + crypto.sha256(body))(path)

    return hurt


def slot_length(kind: int, change: Callable[[bytes], bytes]) -> Hurt:
    return lambda path: slots_as(kind, change(slot_bytes(path, kind)))(path)


def own_slot(cost: Cost, *, named: bool = True, wrap: bytes | None = None) -> Hurt:
    """A passphrase slot of any cost, named by the head or not; or one whose wrap does not open."""

    def hurt(path: Path) -> None:
        keys, salt = keys_of(path), bytes(16)
        slot_key = crypto.stretch(keepers.PASSPHRASE, salt, cost)
        raw = keyslots._make(1, cost, salt, keys.vault_id, slot_key, keys.data).raw
        if wrap is not None:
            body = raw[:62] + wrap + raw[94:110]
            body += crypto.hmac_sha256(keyslots._slot_keys(slot_key)[1], body)
            raw = body + crypto.sha256(body)
        if named:
            renamed_slots(path, {1: crypto.sha256(raw)})
        slots_as(1, raw)(path)

    return hurt


def head_raw(change: Callable[[bytes], bytes]) -> Hurt:
    """The head's bytes changed, without its key."""

    def hurt(path: Path) -> None:
        [(raw,)] = keepers.get_sql(path, "SELECT bytes FROM head WHERE id = 1")
        keepers.do_sql(path, "UPDATE head SET bytes = ? WHERE id = 1", (change(bytes(raw)),))

    return hurt


def renamed_slots(path: Path, digests: dict[int, bytes]) -> None:
    def change(head: records.Head) -> records.Head:
        return replace(head, slots=tuple((n, digests.get(n, digest)) for n, digest in head.slots))

    head_with(change)(path)


def known_code(path: Path) -> None:
    """The recovery code CODE instead of the file's own."""
    keys = keys_of(path)
    slot = keyslots.recovery_slot(CODE, keys.data, keys.vault_id)
    renamed_slots(path, {2: slot.digest})
    slots_as(2, slot.raw)(path)


def passphrase(new: str) -> Hurt:
    def hurt(path: Path) -> None:
        opened = keepers.opened(path)
        opened.change_passphrase(new, cost=crypto.TESTING)
        opened.close()

    return hurt


def old_slot(kind: int, tables: tuple[str, ...] = ("slot", "slot_copy")) -> Hurt:
    """The slot as it was before a new secret."""

    def hurt(path: Path) -> None:
        if kind == 2:
            known_code(path)
        raw, opened = slot_bytes(path, kind), keepers.opened(path)
        if kind == 1:
            opened.change_passphrase("a newer passphrase", cost=crypto.TESTING)
        else:
            opened.new_recovery_code()
        opened.close()
        slots_as(kind, raw, tables)(path)

    return hurt


# With the keys


def keys_of(path: Path) -> Keys:
    opened = keepers.opened(path)
    try:
        return opened.keys
    finally:
        opened.close()


def head_with(change: Callable[[records.Head], records.Head]) -> Hurt:
    """Another head with a right HMAC."""
    return head_bytes(lambda keys, head: records.head_bytes(keys, change(head))[:-32])


def head_bytes(body: Callable[[Keys, records.Head], bytes]) -> Hurt:
    def hurt(path: Path) -> None:
        keys = keys_of(path)
        [(raw,)] = keepers.get_sql(path, "SELECT bytes FROM head WHERE id = 1")
        made = body(keys, records.read_head(keys, raw))
        made += crypto.hmac_sha256(keys.head, made)
        keepers.do_sql(path, "UPDATE head SET bytes = ? WHERE id = 1", (made,))

    return hurt


def head_field(at: int, value: bytes) -> Hurt:
    """Bytes of the head written over, its HMAC made right again."""

    def body(keys: Keys, head: records.Head) -> bytes:
        raw = records.head_bytes(keys, head)[:-32]
        return raw[:at] + value + raw[at + len(value) :]

    return head_bytes(body)


def rechained(change: Callable[[Keys, Rows], Rows]) -> Hurt:
    """Other records in a right chain, with a right head and no snapshot."""

    def hurt(path: Path) -> None:
        keys = keys_of(path)
        rows = [(s, bytes(u), c, bytes(t)) for s, u, c, t in keepers.get_sql(
            path, "SELECT seq, uid, class, sealed FROM record ORDER BY seq")]  # fmt: skip
        before, seq = records.NO_MAC, 0
        keepers.do_sql(path, "DELETE FROM record")
        keepers.do_sql(path, "DELETE FROM snapshot")
        for seq, uid, kind_class, sealed in change(keys, rows):
            digest = sealed if kind_class == records.TOMBSTONE else crypto.sha256(sealed)
            before = records.chain(keys, before, seq, uid, digest)
            put_row = "INSERT INTO record VALUES (?, ?, ?, ?, ?)"
            keepers.do_sql(path, put_row, (seq, uid, kind_class, sealed, before))
        slots = current_slots(path)
        raw = records.head_bytes(keys, records.Head(keys.vault_id, seq, before, slots))
        keepers.do_sql(path, "UPDATE head SET bytes = ? WHERE id = 1", (raw,))

    return hurt


def current_slots(path: Path) -> tuple[tuple[int, bytes], ...]:
    rows = keepers.get_sql(path, "SELECT id, bytes FROM slot ORDER BY id")
    return tuple((number, crypto.sha256(bytes(raw))) for number, raw in rows)


def sealed_record(
    padded: Callable[[bytes], bytes], seq: int = 5, aad: Callable[[bytes], bytes] = bytes
) -> Hurt:
    """One more record, a preference, whose padding or context is not as it should be."""

    def change(keys: Keys, rows: Rows) -> Rows:
        uid = bytes(16)
        content = records.to_json({"kind": "preference", "at": WHEN, "name": "a", "value": "b"})
        context = aad(records._record_context(keys, seq, uid))
        return [*rows, (seq, uid, 1, crypto.seal_exactly(keys.record, padded(content), context))]

    return rechained(change)


def sealed_text(text: bytes) -> Hurt:
    """One more record of any content, rightly padded and sealed."""

    def change(keys: Keys, rows: Rows) -> Rows:
        uid, seq = bytes(16), len(rows) + 1
        return [*rows, (seq, uid, 1, crypto.seal(keys.record, text, records._record_context(keys, seq, uid)))]

    return rechained(change)


def appended(*events: dict[str, object]) -> Hurt:
    """More events, written as WellPlan writes them; the snapshot stays the old one."""

    def hurt(path: Path) -> None:
        opened = keepers.opened(path)
        for event in events:
            opened.vault.append({"at": WHEN, **event})
        opened._closed = True
        opened.vault.close()
        opened._lock.release()

    return hurt


def edited(change: Callable[[Plan], Plan], *more: Callable[[Plan], Plan]) -> Hurt:
    def hurt(path: Path) -> None:
        opened = keepers.opened(path)
        for each in (change, *more):
            opened.save(each(opened.plan))
        opened.close()

    return hurt


def snapshot_with(change: Callable[[dict[str, object]], dict[str, object]]) -> Hurt:
    """Another snapshot, rightly sealed."""

    def hurt(path: Path) -> None:
        keys = keys_of(path)
        [(sealed,)] = keepers.get_sql(path, "SELECT sealed FROM snapshot")
        raw = records.seal_snapshot(keys, change(dict(records.open_snapshot(keys, bytes(sealed)))))
        keepers.do_sql(path, "UPDATE snapshot SET sealed = ?", (raw,))

    return hurt


def tombstone(seq: int, named: str | None, digest: Callable[[bytes], bytes] = crypto.sha256) -> Hurt:
    """Record `seq` removed; `named` is what a purge event says: the right uid, a wrong one, or no event."""

    def hurt(path: Path) -> None:
        [(uid, sealed)] = keepers.get_sql(path, f"SELECT uid, sealed FROM record WHERE seq = {seq}")
        if named is not None:
            said = uid.hex() if named == "right" else bytes(16).hex()
            plan = plan_of(path)
            appended({"kind": "purge", "records": [[seq, said]], "plan": plan})(path)
        change = f"UPDATE record SET sealed = ?, class = 2 WHERE seq = {seq}"
        keepers.do_sql(path, change, (digest(bytes(sealed)),))

    return hurt


def text_put_back(seq: int) -> Hurt:
    """Record `seq` removed by a purge that names it rightly, then put back as it was."""

    def hurt(path: Path) -> None:
        [row] = keepers.get_sql(path, f"SELECT sealed, class FROM record WHERE seq = {seq}")
        tombstone(seq, "right")(path)
        keepers.do_sql(path, f"UPDATE record SET sealed = ?, class = ? WHERE seq = {seq}", row)

    return hurt


def plan_of(path: Path) -> dict[str, object]:
    from wellplan.plan.exchange import plan_to_json

    opened = keepers.opened(path)
    opened.close()
    return plan_to_json(opened.plan)


def u32(value: int) -> bytes:
    return struct.pack(">I", value)


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# Forgetting, joining, taking the recovery sheet out


def forgot_item(path: Path) -> None:
    """The second item of the first section is forgotten, in every record that named it."""
    opened = keepers.opened(path)
    section = opened.plan.sections[0]
    forgetting.forget_item(opened, section.id, section.items[1].id)
    opened.close()


def forgot_earlier(path: Path) -> None:
    opened = keepers.opened(path)
    forgetting.forget_earlier(opened, 3)
    opened.close()


def joined(path: Path) -> None:
    """Another copy, which went on by itself, was brought in."""
    with tempfile.TemporaryDirectory() as folder:
        other = keepers.copy_of(path, Path(folder))
        edited(lambda plan: keepers.with_words(plan, "there"))(other)
        edited(lambda plan: keepers.with_words(plan, "here"))(path)
        opened = keepers.opened(path)
        merging.bring_in(opened, other)
        opened.close()


def without_recovery(path: Path) -> None:
    opened = keepers.opened(path)
    opened.remove_recovery()
    opened.close()


def recovery_back(path: Path) -> None:
    """The recovery slot put back after the sheet was taken out."""
    known_code(path)
    raw = slot_bytes(path, 2)
    without_recovery(path)
    for table in ("slot", "slot_copy"):
        keepers.do_sql(path, f"INSERT INTO {table} VALUES (2, ?)", (raw,))


def purge_removed(path: Path) -> None:
    """The purge that ordered a removal is a tombstone itself, and no other purge orders either."""
    tombstone(3, "right")(path)
    tombstone(5, None)(path)


def merge_like(records_: list[object]) -> Hurt:
    """A merge that lists these records."""

    def hurt(path: Path) -> None:
        more = {"both": [], "preferences": {}, "version": None, "plan": plan_of(path)}
        appended({"kind": "merge", "records": records_, **more})(path)

    return hurt
