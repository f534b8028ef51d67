# SPDX-License-Identifier: Apache-2.0
"""A plan that is open: save, look back, versions, preferences, new secrets. Made by `vault.store`.

One thread uses it at a time; `verifier` gives the one thing that may run beside it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wellplan.crypto import STANDARD, Cost, Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan import changes as plan_changes
from wellplan.plan.model import Plan
from wellplan.vault import backup, keepable, keyslots, migration, new_file, replay, seen, state, version_marks
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.keyslots import Slot
from wellplan.vault.records import BadRecord, NoSnapshot, Record
from wellplan.vault.replay import Revision as Revision
from wellplan.vault.state import State
from wellplan.vault.vault import Vault
from wellplan.vault.verification import verify_file, verify_open
from wellplan.vault.version_marks import Version as Version

SNAPSHOT_EVERY = 128
"""Records between two snapshots: at most this many are replayed after a crash."""


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

    def settle(self) -> None:
        """After a failed save: open the file again, and see whether that save had landed after all."""
        if not self.read_only and self._vault.settle() and self._doubtful is not None:
            self._state, self._wrote = self._doubtful, True
        self._doubtful = None
        self.notices += self._vault.take_news()

    def commit(self, event: dict[str, Any], after: State) -> None:
        """Store one event, after which `after` is current. Raises WellPlanError, nothing stored."""
        self._doubtful = after
        seq = self._append(event)
        self._state, self._doubtful, self._wrote = after, None, True
        if seq - self._snapshot_seq >= SNAPSHOT_EVERY:
            self._snapshot()

    def rewrite(self, events: Sequence[dict[str, Any]], after: State, removed: Sequence[Record]) -> None:
        """Store events and take the text of older records away, all at once or not at all."""
        self._doubtful = after
        self._vault.rewrite(events, removed, lambda head: state.to_snapshot(after, head.seq, head.mac))
        self._state, self._doubtful, self._wrote = after, None, True
        self._snapshot_seq = self._vault.head.seq

    def save(self, plan: Plan) -> None:
        """Store what changed since the last save as one record; nothing when nothing did.

        Raises WellPlanError and keeps the last saved plan; a later save stores everything outstanding.
        """
        self.settle()
        changes = plan_changes.difference(self.plan, plan)
        if not changes:
            return
        self._vault.check_writable()
        event = {"kind": "edit", "at": now(), "changes": changes}
        after = state.after(self._state, event)
        # A record that could not be read back would be worse than none.
        if after.plan != plan or after.has_unknown or not keepable.fits(plan, changes):
            raise new_file.cannot_keep()
        self.commit(event, replace(after, plan=plan))  # the same objects make the next difference quick

    def history(self) -> tuple[Revision, ...]:
        """Every saved step, the oldest first, without what was forgotten; the first has no changes."""
        self.settle()
        return replay.revisions(self._vault)

    def plan_at(self, seq: int) -> Plan:
        """The plan as it was after record `seq`. KeyError when there is no such record.

        Words that were forgotten since are not in it.
        """
        self.settle()
        if not 1 <= seq <= self._vault.head.seq:
            raise KeyError(seq)
        return replay.from_records(self._vault, seq).plan

    def version(self) -> Version:
        """What a copy made now would carry. Nothing is written."""
        return version_marks.version_now(self._state)

    def mark_version(self, reason: str) -> Version:
        """Say that a copy is leaving now. Writes a record when the words differ from the last version's.

        A plan that is open for reading only can still be printed; then nothing is written.
        """
        self.settle()
        version, event = self.version(), version_marks.mark_event(self._state, reason)
        if event is not None and not self.read_only:
            self._put(event)
        return version

    def preference(self, name: str, default: str = "") -> str:
        """A small setting sealed with the plan."""
        return self._state.preferences.get(name, default)

    def set_preference(self, name: str, value: str) -> None:
        """Keep a setting. Nothing is written when it is the same, or the plan is for reading only."""
        self.settle()
        if not self.read_only and self._state.preferences.get(name) != value:
            self._put({"kind": "preference", "name": name, "value": value})

    def change_passphrase(self, new_passphrase: str, *, cost: Cost = STANDARD) -> None:
        """A new passphrase; the old one opens only older backups. A backup is made first."""
        self.take_slot(self.passphrase_maker(new_passphrase, cost=cost)())

    def passphrase_maker(self, new_passphrase: str, *, cost: Cost = STANDARD) -> Callable[[], Slot]:
        """The slow part of `change_passphrase`, for a worker thread; `take_slot` does the rest."""
        keys = self._vault.keys
        return lambda: keyslots.passphrase_slot(new_passphrase, keys.data, keys.vault_id, cost)

    def new_recovery_code(self) -> str:
        """A recovery code, the first or a new one; an old sheet stops working. A backup is made first."""
        keys, code = self._vault.keys, keyslots.new_code()
        self.take_slot(keyslots.recovery_slot(code, keys.data, keys.vault_id))
        return keyslots.write_code(code)

    @property
    def has_recovery(self) -> bool:
        """Whether there is a recovery code that opens this plan."""
        return keyslots.RECOVERY in dict(self._vault.head.slots)

    def remove_recovery(self) -> None:
        """From now on only the passphrase opens it; older backups keep theirs. A backup is made first."""
        self.settle()
        if self.has_recovery:
            self._back_up_first()
            self._vault.remove_slot(keyslots.RECOVERY)
            self._wrote = True

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
        opened = self._vault
        return lambda: verify_open(opened)

    def close(self) -> None:
        """Write the snapshot and let go of the file. A disk that fails now loses nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            with suppress(WellPlanError):
                self.settle()
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
        except NoSnapshot:
            return replay.from_records(self._vault, self._vault.head.seq), ()
        except BadRecord:
            loaded = replay.from_records(self._vault, self._vault.head.seq)
        if migration.has_newer_snapshot(self._vault):
            return replace(loaded, words=loaded.words | {"snapshot"}), ()
        return loaded, (_("A spare part of this file was damaged. WellPlan mended it from the rest."),)

    def _notices(self) -> tuple[str, ...]:
        told = []
        if self._state.has_unknown:
            self._vault.read_only = True
            told.append(_("A newer WellPlan wrote in this plan. You can read it here, not change it."))
        elif self._vault.read_only:
            told.append(_("This place is read only. You can read your plan here, not change it."))
        reached = seen.reached(self._vault.head.seq, self._state.preferences)
        if seen.is_older(self._data_dir, self._vault.head, reached):
            told.append(_("This is an older copy of your plan. You may find the newer one under Backups."))
        return tuple(told)

    def _put(self, event: dict[str, Any]) -> None:
        event["at"] = now()
        self.commit(event, state.after(self._state, event))

    def _append(self, event: dict[str, Any]) -> int:
        try:
            return self._vault.append(event)
        except UnicodeEncodeError:
            pass
        # Outside the handler: the error carries the person's words in its traceback.
        raise new_file.cannot_keep()

    def _snapshot(self) -> None:
        """Only saves time at the next unlock, so a failure is not the person's trouble."""
        head = self._vault.head
        with suppress(WellPlanError):
            self._vault.put_snapshot(state.to_snapshot(self._state, head.seq, head.mac))
            self._snapshot_seq = head.seq
            self._remember()

    def _remember(self) -> None:
        """The highest record seen, so that an older file is noticed; one that is written to counts as new."""
        head, reached = self._vault.head, seen.reached(self._vault.head.seq, self._state.preferences)
        if self._wrote or not seen.is_older(self._data_dir, head, reached):
            seen.remember_secrets(self._data_dir, head, wrote=self._wrote)
            seen.remember_seen(self._data_dir, head.vault_id, reached)
        seen.remember_place(self._data_dir, head.vault_id, self.path)

    def take_slot(self, slot: Slot) -> None:
        """Let a new secret take the place of the one of its kind. A backup is made first."""
        self.settle()
        self._back_up_first()
        self._vault.put_slot(slot)
        self._wrote = True

    def _back_up_first(self) -> None:
        if not self.read_only:
            self.back_up()


def now() -> str:
    """RFC 3339, UTC, seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
