# SPDX-License-Identifier: Apache-2.0
"""Keys and seals, and the only import of `cryptography`. It knows nothing of files or plans.

Every parameter, label and layout is fixed by `docs/format.md`. What only replies need is loaded for them.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hpke

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
REPLY_KEY_BYTES = 65
SMALLEST_PAD = 256

ROUNDS = 1_000_000
"""PBKDF2 rounds of a new copy: a third of a second here, and all that a browser has by itself."""
MOST_ROUNDS = 2_000_000
TESTING_ROUNDS = 1
"""For the test suite alone."""


class BadSeal(ValueError):
    """Sealed bytes that do not open with this key and context, or are not padded as they should be."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: Argon2id memory in KiB, passes and lanes (RFC 9106)."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def is_readable(self) -> bool:
        """Within the caps on reading: a hostile file must not swell or hang the app."""
        return (
            1 <= self.lanes <= MOST.lanes
            and 1 <= self.passes <= MOST.passes
            and 8 * self.lanes <= self.memory_kib <= MOST.memory_kib
            and self.memory_kib * self.passes <= MOST_WORK
        )

    @property
    def is_enough(self) -> bool:
        """At least the floor for a new slot."""
        return (
            self.memory_kib >= FLOOR.memory_kib
            and self.passes >= FLOOR.passes
            and self.lanes >= FLOOR.lanes
            and self.is_readable
        )


STANDARD = Cost(256 * 1024, 3, 4)
"""About half a second; four times the memory of RFC 9106's second choice."""
FLOOR = Cost(64 * 1024, 3, 4)
"""RFC 9106 section 4, the second recommended option; for machines short of memory."""
TESTING = Cost(64, 1, 1)
"""For the test suite alone: a slot made with it protects nothing."""
MOST = Cost(1024 * 1024, 16, 16)
"""Of each by itself, when reading."""
MOST_WORK = 4 * 1024 * 1024
"""KiB times passes, when reading: about three seconds where the standard takes half a second."""


def random_bytes(count: int) -> bytes:
    """Bytes from the system's random source."""
    return secrets.token_bytes(count)


def sha256(content: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(content).digest()


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, content, "sha256")


def equal(one: bytes, other: bytes) -> bool:
    """Whether two values are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one, other)


def hkdf(key: bytes, salt: bytes, label: str) -> bytes:
    """A 32-byte sub-key: HKDF-SHA-256 (RFC 5869) with an ASCII label."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt, label.encode("ascii")).derive(key)


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The 32-byte slot key of a passphrase. MemoryError when the machine has too little memory.

    NFKC, so that a letter typed on another keyboard is the same letter.
    """
    normal = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(normal)


def stretch_told(passphrase: str, salt: bytes, rounds: int) -> tuple[bytes, bytes]:
    """The key and the check key of a passphrase that is told by voice, 32 bytes each (format, section 10).

    PBKDF2-HMAC-SHA-512 (RFC 8018), whose one block of 64 bytes is both.
    """
    spaced = re.sub("[\t\n\r ]+", " ", unicodedata.normalize("NFKC", passphrase)).strip(" ")
    whole = re.sub("[\ud800-\udfff]", "\ufffd", spaced).encode()
    both = hashlib.pbkdf2_hmac("sha512", whole, salt, rounds, 2 * KEY_BYTES)
    return both[:KEY_BYTES], both[KEY_BYTES:]


def new_reply_keys() -> tuple[bytes, bytes]:
    """A fresh pair: the private key (32 bytes, secret) and the public one (65 bytes, uncompressed P-256)."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = ec.generate_private_key(ec.SECP256R1())
    number = private.private_numbers().private_value.to_bytes(KEY_BYTES, "big")
    return number, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_reply_key(untrusted_public: bytes) -> bool:
    """Whether these bytes are a public key that something can be sealed to."""
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), untrusted_public)
    except ValueError:
        return False
    return len(untrusted_public) == REPLY_KEY_BYTES


def seal_to(public: bytes, content: bytes, context: bytes) -> bytes:
    """Padded and sealed so that only the private key opens it: HPKE `enc` (65 bytes), ciphertext, tag."""
    from cryptography.hazmat.primitives.asymmetric import ec

    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return _suite().encrypt(pad(content), point, context)


def open_sealed_to(private: bytes, untrusted_sealed: bytes, context: bytes) -> bytes:
    """The opposite of `seal_to`. Raises BadSeal."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())
    try:
        return unpad(_suite().decrypt(untrusted_sealed, key, context))
    except (InvalidTag, ValueError) as error:
        raise BadSeal from error


def _suite() -> "hpke.Suite":
    """RFC 9180 with what every browser has: 0x0010, 0x0001, 0x0002."""
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal(key: bytes, content: bytes, context: bytes) -> bytes:
    """Padded and sealed: nonce, AES-256-GCM ciphertext, tag. `context` is authenticated, not stored."""
    return seal_exactly(key, pad(content), context)


def open_sealed(key: bytes, untrusted_sealed: bytes, context: bytes) -> bytes:
    """The content of sealed bytes. Raises BadSeal."""
    return unpad(open_exactly(key, untrusted_sealed, context))


def seal_exactly(key: bytes, content: bytes, context: bytes) -> bytes:
    """Sealed without padding, for content of a fixed length."""
    nonce = random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, context)


def open_exactly(key: bytes, untrusted_sealed: bytes, context: bytes) -> bytes:
    """The opposite of `seal_exactly`. Raises BadSeal."""
    if len(untrusted_sealed) < NONCE_BYTES + TAG_BYTES:
        raise BadSeal
    nonce, rest = untrusted_sealed[:NONCE_BYTES], untrusted_sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, rest, context)
    except InvalidTag as error:
        raise BadSeal from error


def padme(length: int) -> int:
    """The PADMÉ length of at least `length` bytes: at most 12 % more (Nikitin et al., PURBs, 2019)."""
    if length <= SMALLEST_PAD:
        return SMALLEST_PAD
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


def pad(content: bytes) -> bytes:
    """The content behind its length (u32), with zeros up to a PADMÉ length."""
    whole = len(content).to_bytes(4, "big") + content
    return whole.ljust(padme(len(whole)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The opposite of `pad`. Raises BadSeal when the length or the zeros do not fit."""
    length = int.from_bytes(padded[:4], "big")
    content = padded[4 : 4 + length]
    if pad(content) != padded:
        raise BadSeal
    return content


@dataclass(frozen=True, slots=True)
class Keys:
    """A vault's data key and the sub-keys made of it. Never shown: not in a repr, not in a log."""

    vault_id: bytes
    data: bytes = field(repr=False)
    record: bytes = field(init=False, repr=False)
    chain: bytes = field(init=False, repr=False)
    head: bytes = field(init=False, repr=False)
    snapshot: bytes = field(init=False, repr=False)
    chunk: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("record", "chain", "head", "snapshot", "chunk"):
            object.__setattr__(self, name, hkdf(self.data, self.vault_id, f"wellplan 1 {name} key"))
