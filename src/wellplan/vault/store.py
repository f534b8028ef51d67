# SPDX-License-Identifier: Apache-2.0
"""What the app asks of the vault, in the app's words: create a plan, unlock it, get an open `Store`."""

import errno
import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wellplan.crypto import STANDARD, Cost, Keys
from wellplan.errors import WellPlanError
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Plan
from wellplan.vault import (
    backup,
    container,
    keyslots,
    mending,
    migration,
    new_file,
    slot_care,
    slot_tables,
    vault,
)
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.keyslots import Slot
from wellplan.vault.open_plan import Made as Made
from wellplan.vault.open_plan import Revision as Revision
from wellplan.vault.open_plan import Store as Store
from wellplan.vault.open_plan import Version as Version
from wellplan.vault.open_plan import now
from wellplan.vault.slot_tables import SlotTables
from wellplan.vault.vault import Vault


def create(
    path: Path, passphrase: str, plan: Plan, *, cost: Cost = STANDARD, data_dir: Path | None = None
) -> tuple["Store", str]:
    """A new sealed file at `path`, opened, and its recovery code. Never writes over a file."""
    new_file.check_free(path)
    keys, code = vault.new_keys(), keyslots.new_code()
    slots = (
        keyslots.passphrase_slot(passphrase, keys.data, keys.vault_id, cost),
        keyslots.recovery_slot(code, keys.data, keys.vault_id),
    )
    event = {"kind": "start", "at": now(), "plan": plan_to_json(plan)}
    new_file.check_readable(event, plan)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        vault.make_file(half, keys, slots, event)
        new_file.place_new(half, path)
    except (OSError, sqlite3.Error) as error:
        raise new_file.cannot_create() from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    try:
        made = _open(path, data_dir, lambda tables: (keys, tables.found[keyslots.PASSPHRASE][0]))
    except BaseException:
        # Nobody was given its recovery code, and its words are still where they came from.
        with suppress(OSError):
            path.unlink()
        raise
    return made, keyslots.write_code(code)


def unlock(path: Path, passphrase: str, *, data_dir: Path | None = None, cost: Cost | None = None) -> "Store":
    """Open a plan with its passphrase.

    A passphrase slot that costs less than `cost` is then made anew; by default than the standard, and the
    test suite's own cheap slots stay. Raises WrongPassphrase, Damaged, NewerVersion, OpenElsewhere or
    WellPlanError.
    """

    def find(tables: SlotTables) -> tuple[Keys, Slot]:
        def key(slot: Slot) -> bytes:
            return keyslots.passphrase_key(slot, passphrase)

        return slot_tables.find_keys(tables, keyslots.PASSPHRASE, key)

    store = _open(path, data_dir, find)
    slot_care.raise_cost(store, passphrase, cost)
    return store


def unlock_with_recovery(
    path: Path, code: str, new_passphrase: str | None, *, cost: Cost = STANDARD, data_dir: Path | None = None
) -> "Store":
    """Open a plan with its recovery code and give it a new passphrase. Raises as `unlock` does.

    Where the new passphrase cannot be kept, the plan opens for reading only and `notices` says why. None asks
    for reading only, and changes nothing.
    """
    code_bytes = keyslots.read_code(code)
    if new_passphrase is not None:
        keyslots.check_passphrase(new_passphrase)

    def find(tables: SlotTables) -> tuple[Keys, Slot]:
        def key(slot: Slot) -> bytes:
            return keyslots.recovery_key(slot, code_bytes)

        return slot_tables.find_keys(tables, keyslots.RECOVERY, key)

    store = _open(path, data_dir, find)
    if new_passphrase is None:
        store.vault.read_only = True
        return store
    try:
        store.change_passphrase(new_passphrase, cost=cost)
    except WellPlanError as error:
        store.vault.read_only = True
        store.notices += (slot_care.not_kept(store, error),)
    except BaseException:
        store.close()
        raise
    return store


def _open(path: Path, data_dir: Path | None, find: Callable[[SlotTables], tuple[Keys, Slot]]) -> Store:
    path = _real(path)
    lock = InstanceLock(path)
    read_only = not _can_write(path, lock)
    try:
        if migration.is_older(path):
            migration.bring_up_to_date(
                path,
                lambda tables: find(tables)[0],
                data_dir or backup.default_data_dir(),
                read_only=read_only,
            )
        db = container.connect(path, read_only=read_only)
        try:
            with container.reading():
                tables = slot_tables.read_slots(db)
                keys, opened_slot = find(tables)
                opened = Vault(path, db, keys, read_only=read_only)
                notices = (*lock.notices, *opened.check_slots(tables, opened_slot))
                store = Store(opened, lock, data_dir or backup.default_data_dir(), notices)
            opened.mend = lambda: mending.mend(path, keys, store.data_dir)
            slot_care.mend_spares(store, tables)
            return store
        except BaseException:
            db.close()
            raise
    except BaseException:
        lock.release()
        raise


def _real(path: Path) -> Path:
    """The plan's own place, behind any link. Raises WellPlanError when no file can be seen there."""
    try:
        path = path.resolve()
        if path.is_file():
            return path
        if path.exists():
            raise container.not_a_file()
    except OSError as error:
        raise container.unreadable(error) from error
    except RuntimeError as error:  # a link that leads to itself
        raise container.unreadable(OSError(errno.ELOOP, "")) from error
    raise container.unreadable(FileNotFoundError(errno.ENOENT, ""))


def _can_write(path: Path, lock: InstanceLock) -> bool:
    """Whether the file and its folder can be written to; then the lock is held. Raises OpenElsewhere."""
    try:
        lock.take()
        if os.access(path, os.W_OK):
            return True
        lock.release()
    except OSError:
        pass
    return False
