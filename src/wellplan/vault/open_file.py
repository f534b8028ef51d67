# SPDX-License-Identifier: Apache-2.0
"""The file of an open plan, and what is current in it: each event is on the disk before it counts.

It knows no page and no word of the plan; `open_plan` does. One thread uses it at a time.
"""

import errno
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from wellplan.crypto import Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.vault import backup, migration, new_file, replay, save_faults, seen, state
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.records import BadRecord, NoSnapshot, Record
from wellplan.vault.state import State
from wellplan.vault.vault import Vault
from wellplan.vault.verification import verify_file, verify_open

SNAPSHOT_EVERY = 128
"""Records between two snapshots: at most this many are replayed after a crash."""


class OpenFile:
    """A vault that is open, locked against a second window, and the state its records add up to."""

    def __init__(self, opened: Vault, lock: InstanceLock, data_dir: Path, notices: tuple[str, ...]) -> None:
        self._vault = opened
        self._lock = lock
        self._data_dir = data_dir
        self._snapshot_seq = 0
        self._doubtful: State | None = None
        self._before_rewrite: Plan | None = None
        self._late_since: Plan | None = None
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

    @property
    def in_doubt(self) -> bool:
        """True while nobody can know whether the last change is in the file."""
        return self._vault.is_in_doubt and self._doubtful is not None

    def settle(self) -> None:
        """After a failed save: open the file again, and see whether that save had landed after all.

        Raises WellPlanError while that cannot be seen, and once the plan is closed: work that is still on its
        way would open the file again, without the lock that keeps a second window out.
        """
        if self._closed:
            raise save_faults.cannot_save(OSError(errno.EBADF, ""))
        if not self.read_only and self._vault.settle() and self._doubtful is not None:
            self._state, self._wrote = self._doubtful, True
            # Of two such in a row the first: what a caller has lacks what both brought.
            self._late_since = self._late_since or self._before_rewrite
        self._doubtful = self._before_rewrite = None
        self.notices += self._vault.take_news()

    def take_late(self) -> Plan | None:
        """The plan as it was before a rewrite that was told as failed and had landed after all; given once.

        What a caller still has of that plan lacks what the rewrite brought: saved as it is, it would take
        that out again. Raises as `settle` does.
        """
        self.settle()
        since, self._late_since = self._late_since, None
        return since

    def commit(self, event: dict[str, Any], after: State) -> None:
        """Store one event, after which `after` is current. Raises WellPlanError, nothing stored."""
        self._doubtful, self._before_rewrite = after, None
        seq = self._append(event)
        self._state, self._doubtful, self._wrote = after, None, True
        if seq - self._snapshot_seq >= SNAPSHOT_EVERY:
            self._snapshot()

    def rewrite(self, events: Sequence[dict[str, Any]], after: State, removed: Sequence[Record]) -> None:
        """Store events and take the text of older records away, all at once or not at all."""
        self._doubtful, self._before_rewrite = after, self.plan
        self._vault.rewrite(events, removed, lambda head: state.to_snapshot(after, head.seq, head.mac))
        self._state, self._doubtful, self._wrote = after, None, True
        self._before_rewrite = self._late_since = None
        self._snapshot_seq = self._vault.head.seq

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
        try:
            with suppress(WellPlanError):
                self.settle()
            if not self.read_only and self._snapshot_seq != self._vault.head.seq:
                self._snapshot()
            self._remember()
        finally:
            self.hand_on()
            self._lock.release()

    def hand_on(self) -> None:
        """Let go of the file alone: another store goes on with it, under the same lock."""
        self._closed = True
        self._vault.close()

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
