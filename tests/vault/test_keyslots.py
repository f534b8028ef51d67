# SPDX-License-Identifier: Apache-2.0
"""Slots and the recovery code: what opens, what is a slip, what is damage."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellplan import crypto
from wellplan.crypto import FLOOR, STANDARD, TESTING, Cost
from wellplan.errors import WellPlanError, WrongGroup, WrongPassphrase
from wellplan.vault import keyslots
from wellplan.vault.keyslots import ALPHABET, BadSlot

DATA_KEY = bytes(range(32))
VAULT_ID = b"v" * 16


def a_slot():
    return keyslots.passphrase_slot("words", DATA_KEY, VAULT_ID, TESTING)


def resealed(raw: bytes, at: int, value: bytes) -> bytes:
    body = raw[:at] + value + raw[at + len(value) : 142]
    return body + crypto.sha256(body)


def test_a_passphrase_slot_opens_with_its_passphrase_only():
    slot = keyslots.parse_slot(a_slot().raw, 1)
    assert slot.cost == TESTING
    assert slot.vault_id == VAULT_ID
    assert keyslots.open_slot(slot, keyslots.passphrase_key(slot, "words")) == DATA_KEY
    assert keyslots.open_slot(slot, keyslots.passphrase_key(slot, "Words")) is None


def test_a_recovery_slot_opens_with_its_code_only():
    code = keyslots.new_code()
    slot = keyslots.parse_slot(keyslots.recovery_slot(code, DATA_KEY, VAULT_ID).raw, 2)
    assert slot.cost == Cost(0, 0, 0)
    assert keyslots.open_slot(slot, keyslots.recovery_key(slot, code)) == DATA_KEY
    assert keyslots.open_slot(slot, keyslots.recovery_key(slot, bytes(20))) is None


def test_a_slot_shows_no_key():
    assert DATA_KEY.hex() not in a_slot().raw.hex()
    assert "raw" not in repr(a_slot())


@pytest.mark.parametrize("at", range(174))
def test_every_changed_byte_of_a_slot_is_damage(at):
    raw = bytearray(a_slot().raw)
    raw[at] ^= 0x10
    with pytest.raises(BadSlot):
        keyslots.parse_slot(bytes(raw), 1)


@pytest.mark.parametrize("raw", [None, "text", 7, b"", b"WPS1", b"\0" * 174, b"\0" * 175])
def test_what_is_no_slot_is_damage(raw):
    with pytest.raises(BadSlot):
        keyslots.parse_slot(raw, 1)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, b"WPS2"),
        (4, b"\3\3"),
        (4, b"\2"),
        (5, b"\2"),
        (6, (1024 * 1024 + 1).to_bytes(4, "big")),
        (6, b"\0\0\0\7"),
        (10, (17).to_bytes(4, "big")),
        (10, b"\0\0\0\0"),
        (14, (17).to_bytes(4, "big")),
    ],
)
def test_a_slot_beyond_the_limits_is_never_tried(at, value):
    with pytest.raises(BadSlot):
        keyslots.parse_slot(resealed(a_slot().raw, at, value), 1)


def test_a_recovery_slot_has_no_cost():
    raw = keyslots.recovery_slot(bytes(20), DATA_KEY, VAULT_ID).raw
    with pytest.raises(BadSlot):
        keyslots.parse_slot(resealed(raw, 6, b"\0\0\0\1"), 2)


def test_a_slot_in_another_ones_row_is_damage():
    with pytest.raises(BadSlot):
        keyslots.parse_slot(a_slot().raw, 2)


def test_a_changed_wrap_under_a_right_commitment_is_damage():
    slot = a_slot()
    key = keyslots.passphrase_key(slot, "words")
    body = slot.raw[:70] + b"????" + slot.raw[74:110]
    body += crypto.hmac_sha256(crypto.hkdf(key, b"", "wellplan 1 slot commitment"), body)
    forged = keyslots.parse_slot(body + crypto.sha256(body), 1)
    with pytest.raises(BadSlot):
        keyslots.open_slot(forged, key)


def test_a_new_slot_never_costs_less_than_the_floor():
    with pytest.raises(ValueError, match="floor"):
        keyslots.passphrase_slot("words", DATA_KEY, VAULT_ID, Cost(1024, 1, 1))


def test_an_empty_passphrase_is_refused_kindly():
    with pytest.raises(WellPlanError, match="at least one letter"):
        keyslots.passphrase_slot("", DATA_KEY, VAULT_ID, TESTING)


def test_short_of_memory_a_new_slot_takes_the_floor(monkeypatch):
    real = crypto.stretch

    def short_of_memory(passphrase, salt, cost):
        if cost == STANDARD:
            raise MemoryError
        return real(passphrase, salt, TESTING)

    monkeypatch.setattr(crypto, "stretch", short_of_memory)
    assert keyslots.passphrase_slot("words", DATA_KEY, VAULT_ID, STANDARD).cost == FLOOR


def test_no_memory_at_all_is_its_own_sentence(monkeypatch):
    slot = a_slot()

    def no_memory(*_args):
        raise MemoryError

    monkeypatch.setattr(crypto, "stretch", no_memory)
    with pytest.raises(WellPlanError, match="short of memory") as told:
        keyslots.passphrase_key(slot, "words")
    assert not isinstance(told.value, WrongPassphrase)


CODES = st.binary(min_size=20, max_size=20)


def test_a_code_as_it_is_written_down():
    assert keyslots.write_code(bytes(20)) == "00001-00002-00003-00004-00005-00006-00007-00008"
    text = keyslots.write_code(bytes(range(20)))
    assert text == "000GC-40R4Y-0M301-E209M-185G2-R38EE-1W810-24GKG"


@settings(deadline=None)
@given(CODES)
def test_a_code_reads_back_however_it_is_typed(code):
    text = keyslots.write_code(code)
    assert keyslots.read_code(text) == code
    typed = text.lower().replace("0", "o").replace("1", "l")
    for way in (typed, text.replace("-", " "), text.replace("-", ""), text.replace("-", " - "), f" {text}\n"):
        assert keyslots.read_code(way) == code


@settings(deadline=None)
@given(CODES, st.integers(0, 39), st.integers(1, 31))
def test_every_one_character_slip_names_its_group(code, at, step):
    characters = list(keyslots.write_code(code).replace("-", ""))
    characters[at] = ALPHABET[(ALPHABET.index(characters[at]) + step) % 32]
    with pytest.raises(WrongGroup, match=f"^Group {at // 5 + 1} of") as told:
        keyslots.read_code("".join(characters))
    assert told.value.group == at // 5 + 1


@settings(deadline=None)
@given(CODES, st.integers(0, 38))
def test_every_neighbour_swap_names_a_group_it_touches(code, at):
    characters = list(keyslots.write_code(code).replace("-", ""))
    characters[at], characters[at + 1] = characters[at + 1], characters[at]
    text = "".join(characters)
    if text == keyslots.write_code(code).replace("-", ""):
        return
    with pytest.raises(WrongGroup) as told:
        keyslots.read_code(text)
    assert told.value.group == at // 5 + 1


@settings(deadline=None)
@given(CODES, st.integers(0, 6))
def test_two_swapped_groups_are_named(code, at):
    groups = keyslots.write_code(code).split("-")
    groups[at], groups[at + 1] = groups[at + 1], groups[at]
    with pytest.raises(WrongGroup) as told:
        keyslots.read_code("-".join(groups))
    assert told.value.group == at + 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "You typed 0"),
        ("00001-00002", "You typed 2"),
        ("00001-00002-00003-00004-00005-00006-00007-00008-00009", "You typed 9"),
        ("00001-00002-00003-00004-00005-00006-00007-00008-0", "You typed 9"),
        ("00001-0002-00003", "Group 2"),
        ("00001-0U002", "Group 2"),
        ("00001-" + "0" * 100_000, "Group 2"),
        ("é", "Group 1"),
    ],
)
def test_what_is_no_code_is_told_plainly(typed, said):
    with pytest.raises(WrongPassphrase, match=said):
        keyslots.read_code(typed)
