# SPDX-License-Identifier: Apache-2.0
"""Trying a passphrase or a recovery code on a plan's file, also while it is open. Nothing is ever written."""

from collections.abc import Callable
from pathlib import Path

from wellplan.errors import WrongPassphrase
from wellplan.vault import container, keyslots, slot_tables
from wellplan.vault.keyslots import Slot


def passphrase_opens(path: Path, passphrase: str) -> bool:
    """Whether a passphrase opens the plan now. Slow on purpose: for a worker thread.

    Raises Damaged, NewerVersion or WellPlanError when that cannot be told.
    """
    return _opens(path, keyslots.PASSPHRASE, lambda slot: keyslots.passphrase_key(slot, passphrase))


def code_opens(path: Path, code: str) -> bool:
    """Whether a recovery code opens the plan now.

    Raises WrongGroup for a slip, WrongPassphrase for a wrong count, else as `passphrase_opens`.
    """
    code_bytes = keyslots.read_code(code)
    return _opens(path, keyslots.RECOVERY, lambda slot: keyslots.recovery_key(slot, code_bytes))


def _opens(path: Path, kind: int, key: Callable[[Slot], bytes]) -> bool:
    db = container.connect(path, read_only=True)
    try:
        with container.reading():
            tables = slot_tables.read_slots(db)
        slot_tables.find_keys(tables, kind, key)
    except WrongPassphrase:
        return False
    finally:
        db.close()
    return True
