# SPDX-License-Identifier: Apache-2.0
"""Records, chain, head and snapshot as bytes."""

from dataclasses import replace

import pytest

from wellplan import crypto
from wellplan.crypto import Keys
from wellplan.vault import records
from wellplan.vault.records import EVENT, NO_MAC, TOMBSTONE, BadRecord, Head

KEYS = Keys(b"v" * 16, bytes(range(32)))
EVENT_1 = {"kind": "preference", "at": "2026-11-21T10:00:00Z", "name": "country", "value": "GB"}


def a_record(seq=1, before=NO_MAC):
    return records.make_record(KEYS, seq, before, EVENT_1)


def a_head():
    return Head(KEYS.vault_id, 1, b"m" * 32, ((1, b"a" * 32), (2, b"b" * 32)))


def test_a_record_opens_in_its_own_place_only():
    record = a_record()
    assert records.open_record(KEYS, record) == EVENT_1
    for moved in (replace(record, seq=2), replace(record, uid=b"u" * 16)):
        with pytest.raises(BadRecord):
            records.open_record(KEYS, moved)


def test_the_chain_holds_order_place_and_bytes():
    one = a_record()
    two = a_record(2, one.mac)
    records.check_link(KEYS, one, 1, NO_MAC)
    records.check_link(KEYS, two, 2, one.mac)
    for record, seq, before in [
        (two, 2, NO_MAC),
        (two, 3, one.mac),
        (replace(two, seq=3), 3, one.mac),
        (replace(two, sealed=two.sealed + b"\0"), 2, one.mac),
        (replace(two, uid=b"u" * 16), 2, one.mac),
        (replace(two, mac=b"m" * 32), 2, one.mac),
        (replace(two, kind_class=3), 2, one.mac),
        (replace(two, kind_class=TOMBSTONE), 2, one.mac),
    ]:
        with pytest.raises(BadRecord):
            records.check_link(KEYS, record, seq, before)


def test_a_tombstone_keeps_the_chain_and_no_text():
    record = a_record()
    stone = records.tombstone(record)
    records.check_link(KEYS, stone, 1, NO_MAC)
    assert records.open_record(KEYS, stone) is None
    assert stone.sealed == crypto.sha256(record.sealed)
    assert records.tombstone(stone) == stone


@pytest.mark.parametrize(
    "row",
    [
        ("1", b"u" * 16, EVENT, b"", b""),
        (1, "u" * 16, EVENT, b"", b""),
        (1, b"u" * 15, EVENT, b"", b""),
        (1, b"u" * 16, "1", b"", b""),
        (1, b"u" * 16, EVENT, None, b""),
        (1, b"u" * 16, EVENT, b"", 1.5),
    ],
)
def test_rows_of_the_wrong_shape(row):
    with pytest.raises(BadRecord):
        records.record_from_row(row)


def test_a_row_of_the_right_shape():
    record = a_record()
    assert records.record_from_row((1, record.uid, EVENT, record.sealed, record.mac)) == record


@pytest.mark.parametrize("content", [b"[]", b"not json", b"\xff", b""])
def test_sealed_content_that_is_no_object(content):
    uid = b"u" * 16
    sealed = crypto.seal(KEYS.record, content, records._record_context(KEYS, 1, uid))
    with pytest.raises(BadRecord):
        records.open_record(KEYS, records.Record(1, uid, EVENT, sealed, NO_MAC))


def test_the_head_reads_back():
    assert records.read_head(KEYS, records.head_bytes(KEYS, a_head())) == a_head()


def test_every_changed_byte_of_the_head_is_noticed():
    raw = records.head_bytes(KEYS, a_head())
    for at in range(len(raw)):
        changed = bytearray(raw)
        changed[at] ^= 1
        with pytest.raises(BadRecord):
            records.read_head(KEYS, bytes(changed))


def test_heads_of_the_wrong_shape():
    body = records.head_bytes(KEYS, a_head())[:-32]
    other = records.head_bytes(KEYS, replace(a_head(), vault_id=b"w" * 16))
    for untrusted in (None, "text", b"", body + crypto.hmac_sha256(KEYS.head, body)[:-1], other):
        with pytest.raises(BadRecord):
            records.read_head(KEYS, untrusted)
    longer = body + b"\0"
    with pytest.raises(BadRecord):
        records.read_head(KEYS, longer + crypto.hmac_sha256(KEYS.head, longer))


def test_a_snapshot_opens_for_its_own_vault_only():
    sealed = records.seal_snapshot(KEYS, {"format": 1})
    assert records.open_snapshot(KEYS, sealed) == {"format": 1}
    for keys, untrusted in [
        (Keys(b"w" * 16, KEYS.data), sealed),
        (KEYS, None),
        (KEYS, "no bytes"),
        (KEYS, sealed[:-1]),
    ]:
        with pytest.raises(BadRecord):
            records.open_snapshot(keys, untrusted)


def test_json_keeps_letters_and_refuses_half_letters():
    assert records.to_json({"é": "😀"}) == '{"é":"😀"}'.encode()
    with pytest.raises(UnicodeEncodeError):
        records.to_json({"a": "\ud800"})
