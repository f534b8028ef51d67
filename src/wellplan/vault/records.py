# SPDX-License-Identifier: Apache-2.0
"""Records, chain, head and snapshot: sealing and opening of bytes, no files and no SQL.

Layouts: `docs/format.md`, sections 4 to 6.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wellplan import crypto
from wellplan.crypto import BadSeal, Keys
from wellplan.vault.container import SCHEMA
from wellplan.vault.event_shapes import has_shape

EVENT = 1
TOMBSTONE = 2
NO_MAC = bytes(32)
_HEAD = struct.Struct(">4s16sQ32s32sB")
_MAGIC = b"WPH1"
SCHEMA_DIGEST = crypto.sha256("".join(f"{statement}\n" for statement in SCHEMA).encode())


class BadRecord(ValueError):
    """A record, head or snapshot is not what was written."""


class NoSnapshot(BadRecord):
    """There is no snapshot in this file; that is no fault: it was never closed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `kind_class` is EVENT or TOMBSTONE; a tombstone's `sealed` is only a digest."""

    seq: int
    uid: bytes
    kind_class: int
    sealed: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What authenticates the whole file. `slots` maps slot id to the slot's digest."""

    vault_id: bytes
    seq: int
    mac: bytes
    slots: tuple[tuple[int, bytes], ...]


def make_record(keys: Keys, seq: int, before: bytes, event: dict[str, Any]) -> Record:
    """Seal an event as record `seq` after the chain value `before`."""
    uid = crypto.random_bytes(16)
    sealed = crypto.seal(keys.record, to_json(event), _record_context(keys, seq, uid))
    return Record(seq, uid, EVENT, sealed, chain(keys, before, seq, uid, crypto.sha256(sealed)))


def record_from_row(row: tuple[object, ...]) -> Record:
    """A row `seq, uid, class, sealed, mac`. Raises BadRecord when a value has the wrong type or length."""
    seq, uid, kind_class, sealed, mac = row
    if not (isinstance(seq, int) and isinstance(uid, bytes) and isinstance(mac, bytes)):
        raise BadRecord
    if not (isinstance(kind_class, int) and isinstance(sealed, bytes) and len(uid) == 16):
        raise BadRecord
    return Record(seq, uid, kind_class, sealed, mac)


def check_link(keys: Keys, record: Record, seq: int, before: bytes) -> None:
    """Raises BadRecord unless this is record `seq` and follows the chain value `before`."""
    if record.seq != seq or record.kind_class not in (EVENT, TOMBSTONE):
        raise BadRecord
    digest = record.sealed if record.kind_class == TOMBSTONE else crypto.sha256(record.sealed)
    if not crypto.equal(record.mac, chain(keys, before, seq, record.uid, digest)):
        raise BadRecord


def open_record(keys: Keys, record: Record) -> dict[str, Any] | None:
    """The event of a record, None for a tombstone. Raises BadRecord."""
    if record.kind_class == TOMBSTONE:
        return None
    context = _record_context(keys, record.seq, record.uid)
    event = _from_json(_open(keys.record, record.sealed, context))
    if not has_shape(event):
        raise BadRecord
    return event


def tombstone(record: Record) -> Record:
    """The record with its text gone for good and its place in the chain kept."""
    digest = record.sealed if record.kind_class == TOMBSTONE else crypto.sha256(record.sealed)
    return Record(record.seq, record.uid, TOMBSTONE, digest, record.mac)


def ordered_removals(event: Mapping[str, Any]) -> set[tuple[int, str]]:
    """Seq and uid (hex) of each record a purge orders to be removed; empty for any other event."""
    return {(seq, uid) for seq, uid in event["records"]} if event.get("kind") == "purge" else set()


def chain(keys: Keys, before: bytes, seq: int, uid: bytes, digest: bytes) -> bytes:
    """The chain value of one record."""
    return crypto.hmac_sha256(keys.chain, before + seq.to_bytes(8, "big") + uid + digest)


def head_bytes(keys: Keys, head: Head) -> bytes:
    """The head as stored."""
    body = _HEAD.pack(_MAGIC, head.vault_id, head.seq, head.mac, SCHEMA_DIGEST, len(head.slots))
    body += b"".join(bytes([slot_id]) + digest for slot_id, digest in head.slots)
    return body + crypto.hmac_sha256(keys.head, body)


def read_head(keys: Keys, untrusted_bytes: object) -> Head:
    """The head of a file. Raises BadRecord when it is not the one we wrote."""
    if not isinstance(untrusted_bytes, bytes) or len(untrusted_bytes) < _HEAD.size + 32:
        raise BadRecord
    body, mac = untrusted_bytes[:-32], untrusted_bytes[-32:]
    if not crypto.equal(crypto.hmac_sha256(keys.head, body), mac):
        raise BadRecord
    _magic, vault_id, seq, chain_mac, schema, count = _HEAD.unpack(body[: _HEAD.size])
    rows = body[_HEAD.size :]
    if schema != SCHEMA_DIGEST or vault_id != keys.vault_id or len(rows) != 33 * count:
        raise BadRecord
    slots = tuple((rows[at], rows[at + 1 : at + 33]) for at in range(0, len(rows), 33))
    return Head(vault_id, seq, chain_mac, slots)


def seal_snapshot(keys: Keys, content: dict[str, Any]) -> bytes:
    """A snapshot as stored."""
    return crypto.seal(keys.snapshot, to_json(content), b"wellplan 1 snapshot" + keys.vault_id)


def open_snapshot(keys: Keys, untrusted_sealed: object) -> dict[str, Any]:
    """The content of a snapshot; None for no row. Raises BadRecord, for no row NoSnapshot."""
    if untrusted_sealed is None:
        raise NoSnapshot
    if not isinstance(untrusted_sealed, bytes):
        raise BadRecord
    return _from_json(_open(keys.snapshot, untrusted_sealed, b"wellplan 1 snapshot" + keys.vault_id))


def to_json(content: dict[str, Any]) -> bytes:
    """JSON without white space, UTF-8. Raises UnicodeEncodeError for unpaired surrogates."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _open(key: bytes, untrusted_sealed: bytes, context: bytes) -> bytes:
    try:
        return crypto.open_sealed(key, untrusted_sealed, context)
    except BadSeal as error:
        raise BadRecord from error


def _from_json(content: bytes) -> dict[str, Any]:
    """Sealed content is our own writing: a wrong shape is damage, not a case to guide anyone through."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadRecord from error
    if not isinstance(value, dict):
        raise BadRecord
    return value


def _record_context(keys: Keys, seq: int, uid: bytes) -> bytes:
    return b"wellplan 1 record" + keys.vault_id + seq.to_bytes(8, "big") + uid + bytes([EVENT])
