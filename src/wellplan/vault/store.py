# SPDX-License-Identifier: Apache-2.0
"""What the app asks of the vault, in the app's words: the plan, its history, versions, preferences.

One thread uses a store at a time; `verifier` gives the one thing that may run beside it.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from wellplan.crypto import STANDARD, Cost, Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan import changes as plan_changes
from wellplan.plan.changes import Change
from wellplan.plan.dates import add_months
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Plan
from wellplan.vault import backup, container, keyslots, records, state, vault
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.keyslots import Slot
from wellplan.vault.records import BadRecord
from wellplan.vault.state import State
from wellplan.vault.vault import Vault

SNAPSHOT_EVERY = 128
"""Records between two snapshots: at most this many are replayed after a crash."""
REVIEW_MONTHS = 6
_MONTHS = frozenset(str(n) for n in range(1, 61))


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved step. `at` is RFC 3339; `changes` are those of `wellplan.plan.changes`."""

    seq: int
    at: str
    changes: list[Change] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Version:
    """What stands on every page of a copy."""

    number: int
    on: date
    review_by: date


def create(
    path: Path, passphrase: str, plan: Plan, *, cost: Cost = STANDARD, data_dir: Path | None = None
) -> tuple["Store", str]:
    """A new sealed file at `path`, opened, and its recovery code. Never writes over a file."""
    _check_free(path)
    keys, code = vault.new_keys(), keyslots.new_code()
    slots = (
        keyslots.passphrase_slot(passphrase, keys.data, keys.vault_id, cost),
        keyslots.recovery_slot(code, keys.data, keys.vault_id),
    )
    event = {"kind": "start", "at": _now(), "plan": plan_to_json(plan)}
    _check_readable(event, plan)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        vault.make_file(half, keys, slots, event)
        _place_new(half, path)
    except (OSError, sqlite3.Error) as error:
        raise _cannot_create() from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return _open(path, data_dir, lambda tables: (keys, tables.found[keyslots.PASSPHRASE][0])), (
        keyslots.write_code(code)
    )


def unlock(path: Path, passphrase: str, *, data_dir: Path | None = None) -> "Store":
    """Open a plan with its passphrase.

    Raises WrongPassphrase, Damaged, NewerVersion, OpenElsewhere or WellPlanError.
    """

    def find(tables: vault.SlotTables) -> tuple[Keys, Slot]:
        def key(slot: Slot) -> bytes:
            return keyslots.passphrase_key(slot, passphrase)

        return vault.find_keys(tables, keyslots.PASSPHRASE, key)

    return _open(path, data_dir, find)


def unlock_with_recovery(
    path: Path, code: str, new_passphrase: str, *, cost: Cost = STANDARD, data_dir: Path | None = None
) -> "Store":
    """Open a plan with its recovery code and give it a new passphrase. Raises as `unlock` does."""
    code_bytes = keyslots.read_code(code)

    def find(tables: vault.SlotTables) -> tuple[Keys, Slot]:
        def key(slot: Slot) -> bytes:
            return keyslots.recovery_key(slot, code_bytes)

        return vault.find_keys(tables, keyslots.RECOVERY, key)

    store = _open(path, data_dir, find)
    try:
        store.change_passphrase(new_passphrase, cost=cost)
    except BaseException:
        store.close()
        raise
    return store


class Store:
    """An open plan. Every change is on the disk when the call returns."""

    def __init__(self, opened: Vault, lock: InstanceLock, data_dir: Path, notices: tuple[str, ...]) -> None:
        self._vault = opened
        self._lock = lock
        self._data_dir = data_dir
        self._snapshot_seq = 0
        self._doubtful: State | None = None
        self._wrote = False
        self._closed = False
        self._state, told = self._load()
        self.notices: tuple[str, ...] = (*notices, *told, *self._notices())

    @property
    def path(self) -> Path:
        """Where the plan is."""
        return self._vault.path

    @property
    def vault_id(self) -> str:
        """The file's own identity, in hex; the same in every backup of it."""
        return self._vault.keys.vault_id.hex()

    @property
    def plan(self) -> Plan:
        """The plan as last saved."""
        return self._state.plan

    @property
    def read_only(self) -> bool:
        """True when nothing can be saved here; `notices` says why."""
        return self._vault.read_only

    def save(self, plan: Plan) -> None:
        """Store what changed since the last save as one record; nothing when nothing did.

        Raises WellPlanError and keeps the last saved plan; a later save stores everything outstanding.
        """
        self._settle()
        changes = plan_changes.difference(self.plan, plan)
        if not changes:
            return
        self._vault.check_writable()
        event = {"kind": "edit", "at": _now(), "changes": changes}
        after = state.after(self._state, event)
        # A record that could not be read back would be worse than none.
        if after.plan != plan or after.has_unknown:
            raise _cannot_keep()
        self._commit(event, after)

    def history(self) -> tuple[Revision, ...]:
        """Every saved step, the oldest first; the first has no changes."""
        self._settle()
        return tuple(
            Revision(seq, str(event["at"]), event.get("changes", []))
            for seq, event in self._events()
            if event["kind"] in ("start", "edit", "purge")
        )

    def plan_at(self, seq: int) -> Plan:
        """The plan as it was after record `seq`. KeyError when there is no such record."""
        self._settle()
        if not 1 <= seq <= self._vault.head.seq:
            raise KeyError(seq)
        return self._replay(seq).plan

    def version(self) -> Version:
        """What a copy made now would carry. Nothing is written."""
        mark = self._state.mark
        if mark and mark.content == state.content_digest(self.plan):
            return self._version(mark.number, date.fromisoformat(mark.on))
        return self._version(mark.number + 1 if mark else 1, date.today())

    def mark_version(self, reason: str) -> Version:
        """Say that a copy is leaving now. Writes a record when the words differ from the last version's.

        A plan that is open for reading only can still be printed; then nothing is written.
        """
        self._settle()
        version, content, mark = self.version(), state.content_digest(self.plan), self._state.mark
        if not self.read_only and (mark is None or mark.content != content):
            event = {"kind": "version", "number": version.number, "on": version.on.isoformat()}
            self._put({**event, "content": content, "reason": reason})
        return version

    def preference(self, name: str, default: str = "") -> str:
        """A small setting sealed with the plan."""
        return self._state.preferences.get(name, default)

    def set_preference(self, name: str, value: str) -> None:
        """Keep a setting. Nothing is written when it is the same, or the plan is for reading only."""
        self._settle()
        if not self.read_only and self._state.preferences.get(name) != value:
            self._put({"kind": "preference", "name": name, "value": value})

    def change_passphrase(self, new_passphrase: str, *, cost: Cost = STANDARD) -> None:
        """A new passphrase; the old one opens only older backups. A backup is made first."""
        keys = self._vault.keys
        self._replace_slot(keyslots.passphrase_slot(new_passphrase, keys.data, keys.vault_id, cost))

    def new_recovery_code(self) -> str:
        """A new recovery code; the old sheet stops working. A backup is made first."""
        keys, code = self._vault.keys, keyslots.new_code()
        self._replace_slot(keyslots.recovery_slot(code, keys.data, keys.vault_id))
        return keyslots.write_code(code)

    def back_up(self) -> Path:
        """A checked backup in the app's data folder."""
        keys = self._vault.keys
        return backup.make_backup(
            self.path, self._data_dir, keys.vault_id, lambda copy: vault.verify_file(copy, keys)
        )

    def verify(self) -> None:
        """Check every page and every value. Raises Damaged."""
        self.verifier()()

    def verifier(self) -> Callable[[], None]:
        """The same check as a call for a worker thread; the store may be used meanwhile."""
        path, keys = self.path, self._vault.keys
        return lambda: vault.verify_file(path, keys)

    def close(self) -> None:
        """Write the snapshot and let go of the file. A disk that fails now loses nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            with suppress(WellPlanError):
                self._settle()
            if not self.read_only and self._snapshot_seq != self._vault.head.seq:
                self._snapshot()
            self._remember()
        finally:
            self._vault.close()
            self._lock.release()

    def _load(self) -> tuple[State, tuple[str, ...]]:
        """The current state from the snapshot and the records after it, else from every record."""
        try:
            start, seq, mac = state.from_snapshot(self._vault.snapshot())
            for record in self._vault.records_after(seq, mac):
                start = _with_record(start, self._vault.keys, record)
            self._snapshot_seq = seq
            return start, ()
        except BadRecord:
            loaded = self._replay(self._vault.head.seq)
        if self._vault.head.seq == 1:
            return loaded, ()
        return loaded, (_("A spare part of this file was damaged. WellPlan mended it from the rest."),)

    def _replay(self, last: int) -> State:
        """The state after record `last`, from the first record on. Raises Damaged."""
        found: State | None = None
        try:
            for record in self._vault.records_after(0, records.NO_MAC):
                event = records.open_record(self._vault.keys, record)
                if found is None and event is not None:
                    found = state.first_state(event)
                elif found is not None and event is not None and record.seq <= last:
                    found = state.after(found, event)
        except BadRecord as error:
            raise container.damaged() from error
        if found is None:
            raise container.damaged()
        return found

    def _events(self) -> list[tuple[int, Mapping[str, Any]]]:
        keys = self._vault.keys
        try:
            pairs = [
                (record.seq, records.open_record(keys, record))
                for record in self._vault.records_after(0, records.NO_MAC)
            ]
        except BadRecord as error:
            raise container.damaged() from error
        return [(seq, event) for seq, event in pairs if event is not None]

    def _notices(self) -> tuple[str, ...]:
        told = []
        if self._state.has_unknown:
            self._vault.read_only = True
            told.append(_("A newer WellPlan wrote in this plan. You can read it here, not change it."))
        elif self._vault.read_only:
            told.append(_("This place is read only. You can read your plan here, not change it."))
        if self._vault.head.seq < backup.highest_seen(self._data_dir, self._vault.keys.vault_id):
            told.append(_("This is an older copy of your plan. This computer has seen a newer one."))
        return tuple(told)

    def _put(self, event: dict[str, Any]) -> None:
        event["at"] = _now()
        self._commit(event, state.after(self._state, event))

    def _commit(self, event: dict[str, Any], after: State) -> None:
        self._doubtful = after
        seq = self._append(event)
        self._state, self._doubtful, self._wrote = after, None, True
        if seq - self._snapshot_seq >= SNAPSHOT_EVERY:
            self._snapshot()

    def _append(self, event: dict[str, Any]) -> int:
        try:
            return self._vault.append(event)
        except UnicodeEncodeError:
            pass
        # Outside the handler: the error carries the person's words in its traceback.
        raise _cannot_keep()

    def _settle(self) -> None:
        """After a failed save: open the file again, and see whether that save had landed after all."""
        if not self.read_only and self._vault.settle() and self._doubtful is not None:
            self._state, self._wrote = self._doubtful, True
        self._doubtful = None

    def _snapshot(self) -> None:
        """Only saves time at the next unlock, so a failure is not the person's trouble."""
        head = self._vault.head
        with suppress(WellPlanError):
            self._vault.put_snapshot(state.to_snapshot(self._state, head.seq, head.mac))
            self._snapshot_seq = head.seq

    def _remember(self) -> None:
        """The highest record seen, so that an older file is noticed; one that is written to counts as new."""
        vault_id, seq = self._vault.keys.vault_id, self._vault.head.seq
        seen = backup.highest_seen(self._data_dir, vault_id)
        if seq > seen or (self._wrote and seq != seen):
            backup.remember_seen(self._data_dir, vault_id, seq)

    def _replace_slot(self, slot: Slot) -> None:
        self._settle()
        if not self.read_only:
            self.back_up()
        self._vault.put_slot(slot)
        self._wrote = True

    def _version(self, number: int, on: date) -> Version:
        months = self.preference("review_months")
        return Version(number, on, add_months(on, int(months) if months in _MONTHS else REVIEW_MONTHS))


def _open(path: Path, data_dir: Path | None, find: Callable[[vault.SlotTables], tuple[Keys, Slot]]) -> Store:
    path = path.resolve()
    if not path.is_file():
        raise container.unreadable(FileNotFoundError(errno.ENOENT, ""))
    lock = InstanceLock(path)
    read_only = not _can_write(path, lock)
    try:
        db = container.connect(path, read_only=read_only)
        try:
            with container.reading():
                tables = vault.read_slots(db)
                keys, opened_slot = find(tables)
                opened = Vault(path, db, keys, read_only=read_only)
                notices = opened.check_slots(tables, opened_slot)
                return Store(opened, lock, data_dir or backup.default_data_dir(), notices)
        except BaseException:
            db.close()
            raise
    except BaseException:
        lock.release()
        raise


def _check_readable(event: dict[str, Any], plan: Plan) -> None:
    """Raises WellPlanError when the first record could not be read back."""
    with suppress(BadRecord):
        if state.first_state(event).plan == plan:
            return
    raise _cannot_keep()


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


def _with_record(before: State, keys: Keys, record: records.Record) -> State:
    event = records.open_record(keys, record)
    return before if event is None else state.after(before, event)


def _check_free(path: Path) -> None:
    if path.exists():
        raise _already_there()


def _place_new(half: Path, path: Path) -> None:
    """Give a finished file its name, never over another's."""
    try:
        os.link(half, path)
        half.unlink()
    except FileExistsError as error:
        raise _already_there() from error
    except OSError:
        # Some sticks and shares have no hard links.
        _check_free(path)
        half.rename(path)
    container.sync_folder(path.parent)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _already_there() -> WellPlanError:
    return WellPlanError(
        _("There is already a file of that name."),
        _("It has not been changed."),
        _("Choose another name or place."),
    )


def _cannot_create() -> WellPlanError:
    return WellPlanError(
        _("The plan could not be saved in that place."),
        _("Nothing else has been changed."),
        _("Choose another place, or make some room on the disk."),
    )


def _cannot_keep() -> WellPlanError:
    return WellPlanError(
        _("There is something in the last change that can’t be saved."),
        _("Your saved plan is safe. The last change is only on your screen."),
        _("Undo the last change and try it another way."),
    )
