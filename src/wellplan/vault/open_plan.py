# SPDX-License-Identifier: Apache-2.0
"""A plan that is open: save, look back, versions, preferences, new secrets. Made by `vault.store`.

One thread uses it at a time; `verifier` gives the one thing that may run beside it.
"""

from collections.abc import Callable
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
from wellplan.plan.model import Plan
from wellplan.vault import backup, keyslots, new_file, replay, seen, state
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.keyslots import Slot
from wellplan.vault.records import BadRecord
from wellplan.vault.state import State
from wellplan.vault.vault import Vault
from wellplan.vault.verification import verify_file

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
        self._remember()

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

    # For the vault room only: forgetting, joining and copies work on the open file itself.

    @property
    def vault(self) -> Vault:
        """The file itself."""
        return self._vault

    @property
    def keys(self) -> Keys:
        """The vault's id and its data key."""
        return self._vault.keys

    @property
    def state(self) -> State:
        """All that is current."""
        return self._state

    @property
    def lock(self) -> InstanceLock:
        """What keeps a second window out."""
        return self._lock

    @property
    def data_dir(self) -> Path:
        """The app's data folder: backups, and what this computer has seen."""
        return self._data_dir

    def save(self, plan: Plan) -> None:
        """Store what changed since the last save as one record; nothing when nothing did.

        Raises WellPlanError and keeps the last saved plan; a later save stores everything outstanding.
        """
        self._settle()
        changes = plan_changes.difference(self.plan, plan)
        if not changes:
            return
        self._vault.check_writable()
        event = {"kind": "edit", "at": now(), "changes": changes}
        after = state.after(self._state, event)
        # A record that could not be read back would be worse than none.
        if after.plan != plan or after.has_unknown:
            raise new_file.cannot_keep()
        self._commit(event, after)

    def history(self) -> tuple[Revision, ...]:
        """Every saved step, the oldest first; the first has no changes."""
        self._settle()
        return tuple(
            Revision(seq, str(event["at"]), event.get("changes", []))
            for seq, event in replay.events(self._vault)
            if event["kind"] in ("start", "edit", "purge")
        )

    def plan_at(self, seq: int) -> Plan:
        """The plan as it was after record `seq`. KeyError when there is no such record."""
        self._settle()
        if not 1 <= seq <= self._vault.head.seq:
            raise KeyError(seq)
        return replay.from_records(self._vault, seq).plan

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
            self.path, self._data_dir, keys.vault_id, lambda copy: verify_file(copy, keys)
        )

    def verify(self) -> None:
        """Check every page and every value. Raises Damaged."""
        self.verifier()()

    def verifier(self) -> Callable[[], None]:
        """The same check as a call for a worker thread; the store may be used meanwhile."""
        path, keys = self.path, self._vault.keys
        return lambda: verify_file(path, keys)

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
            now, self._snapshot_seq = replay.from_snapshot(self._vault)
            return now, ()
        except BadRecord:
            loaded = replay.from_records(self._vault, self._vault.head.seq)
        if self._vault.head.seq == 1:
            return loaded, ()
        return loaded, (_("A spare part of this file was damaged. WellPlan mended it from the rest."),)

    def _notices(self) -> tuple[str, ...]:
        told = []
        if self._state.has_unknown:
            self._vault.read_only = True
            told.append(_("A newer WellPlan wrote in this plan. You can read it here, not change it."))
        elif self._vault.read_only:
            told.append(_("This place is read only. You can read your plan here, not change it."))
        if self._vault.head.seq < seen.highest_seen(self._data_dir, self._vault.keys.vault_id):
            told.append(_("This is an older copy of your plan. This computer has seen a newer one."))
        return tuple(told)

    def _put(self, event: dict[str, Any]) -> None:
        event["at"] = now()
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
        raise new_file.cannot_keep()

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
            self._remember()

    def _remember(self) -> None:
        """The highest record seen, so that an older file is noticed; one that is written to counts as new."""
        vault_id, seq = self._vault.keys.vault_id, self._vault.head.seq
        highest = seen.highest_seen(self._data_dir, vault_id)
        if seq > highest or (self._wrote and seq != highest):
            seen.remember_seen(self._data_dir, vault_id, seq)
        seen.remember_place(self._data_dir, vault_id, self.path)

    def _replace_slot(self, slot: Slot) -> None:
        self._settle()
        if not self.read_only:
            self.back_up()
        self._vault.put_slot(slot)
        self._wrote = True

    def _version(self, number: int, on: date) -> Version:
        months = self.preference("review_months")
        return Version(number, on, add_months(on, int(months) if months in _MONTHS else REVIEW_MONTHS))


def now() -> str:
    """RFC 3339, UTC, seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
