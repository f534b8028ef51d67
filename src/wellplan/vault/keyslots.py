# SPDX-License-Identifier: Apache-2.0
"""Key slots: bytes to values and back, with limits, and the recovery code.

A slot wraps the data key under a passphrase or a recovery code. Layouts: `docs/format.md`, section 3.
"""

import struct
from dataclasses import dataclass, field

from wellplan import crypto
from wellplan.crypto import FLOOR, TESTING, BadSeal, Cost
from wellplan.errors import WellPlanError, WrongGroup, WrongPassphrase
from wellplan.i18n import _

PASSPHRASE = 1
RECOVERY = 2
KINDS = (PASSPHRASE, RECOVERY)
"""A slot's id is also its kind: one passphrase, one recovery code."""

SLOT_BYTES = 174
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 8
_HEADER = struct.Struct(">4sBBIII16s16s")
_MAGIC = b"WPS1"
_NO_COST = Cost(0, 0, 0)
_CHECK_WEIGHTS = (2, 4, 8, 16)


class BadSlot(ValueError):
    """These bytes are not a whole slot: damage, never a wrong passphrase."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One parsed, whole slot. `raw` is its 174 bytes."""

    kind: int
    cost: Cost
    salt: bytes
    vault_id: bytes
    raw: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """What the head keeps of it."""
        return crypto.sha256(self.raw)


def parse_slot(untrusted_bytes: object, slot_id: int) -> Slot:
    """The slot in the bytes of a row. Raises BadSlot."""
    if not isinstance(untrusted_bytes, bytes) or len(untrusted_bytes) != SLOT_BYTES:
        raise BadSlot
    if crypto.sha256(untrusted_bytes[:142]) != untrusted_bytes[142:]:
        raise BadSlot
    magic, kind, number, memory, passes, lanes, salt, vault_id = _HEADER.unpack(untrusted_bytes[:50])
    cost = Cost(memory, passes, lanes)
    fits = cost.is_readable if kind == PASSPHRASE else cost == _NO_COST
    if magic != _MAGIC or kind not in KINDS or number != kind or number != slot_id or not fits:
        raise BadSlot
    return Slot(kind, cost, salt, vault_id, untrusted_bytes)


def open_slot(slot: Slot, slot_key: bytes) -> bytes | None:
    """The data key, or None when this is not the slot's key.

    Raises BadSlot when it is the key and the wrap still does not open.
    """
    wrap_key, commitment_key = _slot_keys(slot_key)
    if not crypto.equal(crypto.hmac_sha256(commitment_key, slot.raw[:110]), slot.raw[110:142]):
        return None
    try:
        data_key = crypto.open_exactly(wrap_key, slot.raw[50:110], slot.raw[:50])
    except BadSeal as error:
        raise BadSlot from error
    return data_key


def passphrase_key(slot: Slot, passphrase: str) -> bytes:
    """The slot key of a passphrase. Raises WellPlanError when the machine has too little memory."""
    return _stretch(passphrase, slot.salt, slot.cost)


def recovery_key(slot: Slot, code: bytes) -> bytes:
    """The slot key of the 20 bytes of a recovery code: 160 random bits need no stretching."""
    return crypto.hkdf(code, slot.salt, "wellplan 1 recovery code")


def check_passphrase(passphrase: str) -> None:
    """Raises WellPlanError when there is nothing in it."""
    if not passphrase:
        raise WellPlanError(
            _("A passphrase needs at least one letter."),
            _("Nothing has changed."),
            _("Please type a passphrase."),
        )


def passphrase_slot(passphrase: str, data_key: bytes, vault_id: bytes, cost: Cost) -> Slot:
    """A new slot for a passphrase; at the floor's cost when memory is short."""
    check_passphrase(passphrase)
    if not cost.is_enough and cost != TESTING:
        raise ValueError("a new slot must cost at least the floor")
    salt = crypto.random_bytes(16)
    try:
        slot_key = crypto.stretch(passphrase, salt, cost)
    except MemoryError:
        cost = FLOOR
        slot_key = _stretch(passphrase, salt, cost)
    return _make(PASSPHRASE, cost, salt, vault_id, slot_key, data_key)


def recovery_slot(code: bytes, data_key: bytes, vault_id: bytes) -> Slot:
    """A new slot for a recovery code's 20 bytes."""
    salt = crypto.random_bytes(16)
    slot_key = crypto.hkdf(code, salt, "wellplan 1 recovery code")
    return _make(RECOVERY, _NO_COST, salt, vault_id, slot_key, data_key)


def _make(kind: int, cost: Cost, salt: bytes, vault_id: bytes, slot_key: bytes, data_key: bytes) -> Slot:
    header = _HEADER.pack(_MAGIC, kind, kind, cost.memory_kib, cost.passes, cost.lanes, salt, vault_id)
    wrap_key, commitment_key = _slot_keys(slot_key)
    body = header + crypto.seal_exactly(wrap_key, data_key, header)
    body += crypto.hmac_sha256(commitment_key, body)
    return Slot(kind, cost, salt, vault_id, body + crypto.sha256(body))


def _slot_keys(slot_key: bytes) -> tuple[bytes, bytes]:
    wrap = crypto.hkdf(slot_key, b"", "wellplan 1 slot wrap")
    return wrap, crypto.hkdf(slot_key, b"", "wellplan 1 slot commitment")


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    try:
        return crypto.stretch(passphrase, salt, cost)
    except MemoryError as error:
        raise WellPlanError(
            _("This computer is short of memory just now."),
            _("Your plan is safe and has not changed."),
            _("Close some other programs and try again."),
        ) from error


# The recovery code


def new_code() -> bytes:
    """160 random bits."""
    return crypto.random_bytes(20)


def write_code(code: bytes) -> str:
    """The 20 bytes as people see them: 8 groups of 4 characters and a check character."""
    number = int.from_bytes(code, "big")
    values = [number >> shift & 31 for shift in range(155, -1, -5)]
    groups = [values[at : at + 4] for at in range(0, 32, 4)]
    return "-".join(
        "".join(ALPHABET[v] for v in (*group, _check(group, n))) for n, group in enumerate(groups, 1)
    )


def read_code(untrusted_text: str) -> bytes:
    """The 20 bytes of a typed code. Raises WrongGroup for a slip, WrongPassphrase for a wrong count."""
    groups = _typed_groups(untrusted_text)
    number = 0
    for n, group in enumerate(groups[:GROUPS], 1):
        values = [ALPHABET.find(character) for character in group]
        if len(values) != 5 or min(values) < 0 or _check(values[:4], n) != values[4]:
            raise WrongGroup(
                n,
                _("Group {number} of the recovery code has a slip in it.").format(number=n),
                _("Your plan is safe and has not changed."),
                _("Look at that group on your sheet and type it again."),
            )
        for value in values[:4]:
            number = number << 5 | value
    if len(groups) != GROUPS:
        raise WrongPassphrase(
            _("A recovery code has 8 groups. You typed {count}.").format(count=len(groups)),
            _("Your plan is safe and has not changed."),
            _("Look at your sheet and type all of the code."),
        )
    return number.to_bytes(20, "big")


def _typed_groups(untrusted_text: str) -> list[str]:
    """Groups as typed; where the person left no gaps, every five characters. Never more than 9."""
    text = untrusted_text[:200].upper().replace("O", "0").replace("I", "1").replace("L", "1")
    groups = ["".join(group.split()) for group in text.split("-")] if "-" in text else text.split()
    if any(len(group) > 5 for group in groups):
        whole = "".join(groups)
        groups = [whole[at : at + 5] for at in range(0, len(whole), 5)]
    return groups[: GROUPS + 1]


def _check(values: list[int], group: int) -> int:
    """The check value of a group (1 to 8): a weighted sum in GF(32), see `docs/format.md`."""
    check = group
    for value, weight in zip(values, _CHECK_WEIGHTS, strict=True):
        check ^= _times(value, weight)
    return check


def _times(one: int, other: int) -> int:
    """The product in GF(32) with x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if other >> bit & 1:
            product ^= one << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product
