# SPDX-License-Identifier: Apache-2.0
"""Keys and seals against the RFCs' own vectors, and what must be refused."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from wellplan import crypto
from wellplan.crypto import FLOOR, MOST, STANDARD, TESTING, BadSeal, Cost, Keys

KEY = bytes(range(32))


def test_argon2id_is_that_of_rfc_9106_section_5_3():
    tag = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    ).derive(b"\x01" * 32)
    assert tag.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_stretch_is_argon2id_of_the_nfkc_text():
    cost = Cost(32, 2, 4)
    plain = Argon2id(salt=b"s" * 16, length=32, iterations=2, lanes=4, memory_cost=32).derive("é1fi".encode())
    assert crypto.stretch("e\u0301\uff11\ufb01", b"s" * 16, cost) == plain


def test_stretch_takes_any_text():
    lone = crypto.stretch("a\ud800", b"s" * 16, TESTING)
    assert lone != crypto.stretch("a", b"s" * 16, TESTING)


def test_hkdf_is_that_of_rfc_5869_case_1():
    okm = HKDF(hashes.SHA256(), 42, bytes(range(13)), bytes(range(0xF0, 0xFA))).derive(b"\x0b" * 22)
    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    ours = crypto.hkdf(b"\x0b" * 22, bytes(range(13)), "label")
    assert ours == HKDF(hashes.SHA256(), 32, bytes(range(13)), b"label").derive(b"\x0b" * 22)


def test_hmac_is_that_of_rfc_4231_case_2():
    mac = crypto.hmac_sha256(b"Jefe", b"what do ya want for nothing?")
    assert mac.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_sha256_of_abc_is_that_of_fips_180():
    assert crypto.sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_aes_256_gcm_is_that_of_the_gcm_specification_case_16():
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    context = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = AESGCM(key).encrypt(nonce, plain, context)
    assert sealed[-16:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"
    assert crypto.open_exactly(key, nonce + sealed, context) == plain


@settings(deadline=None)
@given(st.binary(max_size=3000), st.binary(max_size=40))
def test_what_is_sealed_opens_again(content, context):
    sealed = crypto.seal(KEY, content, context)
    assert crypto.open_sealed(KEY, sealed, context) == content
    assert len(sealed) == 28 + crypto.padme(4 + len(content))


@pytest.mark.parametrize("at", [0, 11, 12, 100, -1])
def test_any_changed_byte_is_a_bad_seal(at):
    sealed = bytearray(crypto.seal(KEY, b"words", b"here"))
    sealed[at] ^= 1
    with pytest.raises(BadSeal):
        crypto.open_sealed(KEY, bytes(sealed), b"here")


def test_another_key_context_or_a_short_seal_is_bad():
    sealed = crypto.seal(KEY, b"words", b"here")
    for key, bytes_, context in [
        (KEY[::-1], sealed, b"here"),
        (KEY, sealed, b"there"),
        (KEY, sealed[:27], b"here"),
        (KEY, b"", b"here"),
    ]:
        with pytest.raises(BadSeal):
            crypto.open_sealed(key, bytes_, context)


def test_two_seals_of_the_same_words_differ():
    assert crypto.seal(KEY, b"words", b"") != crypto.seal(KEY, b"words", b"")


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 256), (256, 256), (257, 272), (1000, 1024), (1025, 1088), (10_000, 10_240), (1_000_000, 1_015_808)],
)
def test_padme_lengths(length, padded):
    assert crypto.padme(length) == padded


@settings(deadline=None)
@given(st.integers(257, 10**9))
def test_padme_grows_by_at_most_twelve_per_cent_and_is_stable(length):
    padded = crypto.padme(length)
    assert length <= padded <= length * 1.12
    assert crypto.padme(padded) == padded


@pytest.mark.parametrize(
    "padded",
    [b"", b"\0\0\0", b"\0" * 255, b"\0" * 257, b"\0\0\1\0" + b"\0" * 252, b"\0\0\0\1" + b"x" * 252],
)
def test_wrong_padding_is_a_bad_seal(padded):
    with pytest.raises(BadSeal):
        crypto.unpad(padded)


def test_costs():
    assert Cost(262144, 3, 4) == STANDARD
    assert Cost(65536, 3, 4) == FLOOR
    assert STANDARD.is_enough
    assert FLOOR.is_enough
    assert Cost(MOST.memory_kib, 4, MOST.lanes).is_enough
    assert Cost(MOST.memory_kib // 4, MOST.passes, MOST.lanes).is_enough
    assert not Cost(MOST.memory_kib, 5, MOST.lanes).is_readable
    assert not MOST.is_readable
    assert TESTING.is_readable
    assert not TESTING.is_enough


@pytest.mark.parametrize(
    "cost",
    [Cost(65535, 3, 4), Cost(65536, 2, 4), Cost(65536, 3, 3), Cost(1024 * 1024 + 1, 3, 4)],
)
def test_costs_too_low_or_too_high_for_a_new_slot(cost):
    assert not cost.is_enough


@pytest.mark.parametrize(
    "cost",
    [Cost(0, 1, 1), Cost(7, 1, 1), Cost(64, 0, 1), Cost(64, 17, 1), Cost(64, 1, 0), Cost(1024, 1, 17)],
)
def test_costs_that_are_never_read(cost):
    assert not cost.is_readable


def test_keys_differ_and_never_show_themselves():
    keys = Keys(b"v" * 16, KEY)
    made = [keys.data, keys.record, keys.chain, keys.head, keys.snapshot, keys.chunk]
    assert len(set(made)) == 6
    assert all(len(key) == 32 for key in made)
    assert keys.record == crypto.hkdf(KEY, b"v" * 16, "wellplan 1 record key")
    assert Keys(b"w" * 16, KEY).record != keys.record
    assert not any(repr(key) in repr(keys) or key.hex() in repr(keys) for key in made)


def test_equal():
    assert crypto.equal(b"a", b"a")
    assert not crypto.equal(b"a", b"b")


def test_random_bytes():
    assert len(crypto.random_bytes(16)) == 16
    assert crypto.random_bytes(16) != crypto.random_bytes(16)
