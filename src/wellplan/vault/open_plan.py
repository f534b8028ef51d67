# SPDX-License-Identifier: Apache-2.0
"""A plan that is open: save, look back, versions, preferences, new secrets. Made by `vault.store`.

One thread uses it at a time; `verifier` gives the one thing that may run beside it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wellplan.crypto import STANDARD, Cost
from wellplan.plan import changes as plan_changes
from wellplan.plan.model import Plan
from wellplan.vault import keepable, keyslots, new_file, replay, state, version_marks
from wellplan.vault.keyslots import Slot
from wellplan.vault.open_file import OpenFile
from wellplan.vault.replay import Revision as Revision
from wellplan.vault.version_marks import Made as Made
from wellplan.vault.version_marks import Version as Version


class Store(OpenFile):
    """An open plan. Every change is on the disk when the call returns."""

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

    def mark_version(self, reason: str, made: Made | None = None) -> Version:
        """Say that a copy is leaving now. Writes a record when the words differ from the last version's.

        `made`: what it was made of, where that took its time; the version is what stands on it then. The plan
        of that time is never stored again for it: words may have been forgotten since. A plan that is open
        for reading only can still be printed; then nothing is written.
        """
        self.settle()
        left = made.version if made is not None and made.plan != self.plan else None
        version = made.version if made is not None else self.version()
        event = version_marks.mark_event(self._state, reason, left)
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

    def take_slot(self, slot: Slot) -> None:
        """Let a new secret take the place of the one of its kind. A backup is made first."""
        self.settle()
        self._back_up_first()
        self._vault.put_slot(slot)
        self._wrote = True

    def _put(self, event: dict[str, Any]) -> None:
        event["at"] = now()
        self.commit(event, state.after(self._state, event))

    def _back_up_first(self) -> None:
        if not self.read_only:
            self.back_up()


def now() -> str:
    """RFC 3339, UTC, seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
