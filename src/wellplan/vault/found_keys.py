# SPDX-License-Identifier: Apache-2.0
"""The keys of a file that may be damaged: a secret is tried on every slot that can be found in it."""

from pathlib import Path

from wellplan.crypto import Keys
from wellplan.vault import keyslots, leaf_pages, slot_tables
from wellplan.vault.keyslots import Slot
from wellplan.vault.slot_tables import SlotTables


def keys_in(path: Path, *, passphrase: str | None = None, code: str | None = None) -> Keys:
    """The keys that a passphrase, or else a recovery code, opens. Slow on purpose; nothing is written.

    Raises WrongPassphrase, WrongGroup for a slip in the code, or Damaged when no slot of that kind is whole.
    """
    found: dict[int, tuple[Slot, ...]] = dict.fromkeys(keyslots.KINDS, ())
    code_bytes = b"" if code is None else keyslots.read_code(code)
    for slot in leaf_pages.slots_in(path):
        found[slot.kind] += (slot,)
    tables = SlotTables(found, frozenset())
    if passphrase is not None:
        words = passphrase
        return slot_tables.find_keys(
            tables, keyslots.PASSPHRASE, lambda slot: keyslots.passphrase_key(slot, words)
        )[0]
    return slot_tables.find_keys(
        tables, keyslots.RECOVERY, lambda slot: keyslots.recovery_key(slot, code_bytes)
    )[0]
