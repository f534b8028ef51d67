# SPDX-License-Identifier: Apache-2.0
"""Going back to a backup: what it holds, today's plan replaced by it, or the whole file put back.

What is there now is always kept first; nothing is removed.
"""

import os
import secrets
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.crypto import Keys
from wellplan.errors import Damaged, NewerVersion, WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.vault import (
    backup,
    container,
    copying,
    found_keys,
    leaf_pages,
    migration,
    new_file,
    replay,
    seen,
)
from wellplan.vault.backup import Backup
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.records import BadRecord
from wellplan.vault.state import State
from wellplan.vault.vault import Vault, looked_into

if TYPE_CHECKING:
    from wellplan.vault.open_plan import Store


def read_backup(store: "Store", wanted: Backup) -> Plan:
    """The plan in a backup, after a check of all of it. For a worker thread too: it opens the backup alone.

    Raises Damaged when the backup is, NewerVersion when a newer WellPlan wrote in it, or WellPlanError.
    """
    return plan_in(wanted.path, store.keys)


def restore_plan(store: "Store", wanted: Backup) -> Backup:
    """Make the plan what it was in a backup, as one more saved step. Gives the backup of today's, made first.

    Restoring that one brings today's plan back. Raises as `read_backup` and `store.save` do; then nothing has
    changed.
    """
    store.vault.check_writable()
    plan = read_backup(store, wanted)
    kept = backup.as_backup(store.back_up())
    store.save(plan)
    return kept


def restore_file(
    backup_path: Path,
    path: Path,
    *,
    passphrase: str | None = None,
    code: str | None = None,
    data_dir: Path,
) -> Path | None:
    """Put a backup in the place of a closed plan, checked with the secret first. Gives where the old one is.

    A plan that is whole is kept as a backup in the app's own folder; anything else stays beside it as
    `NAME damaged YYYY-MM-DD.wellplan`, with its journal. None when nothing was there. Raises WrongPassphrase,
    Damaged when the backup is, NewerVersion, OpenElsewhere or WellPlanError; then nothing has changed.
    """
    keys = keys_of(backup_path, passphrase=passphrase, code=code)
    return put_back(backup_path, path, keys, data_dir)


def keys_of(backup_path: Path, *, passphrase: str | None = None, code: str | None = None) -> Keys:
    """The keys of a backup, for `plan_in` and `put_back`. Raises as `restore_file` does. Slow on purpose."""
    if not migration.is_older(backup_path):
        container.check_header(backup_path)
    return found_keys.keys_in(backup_path, passphrase=passphrase, code=code)


def plan_in(path: Path, keys: Keys) -> Plan:
    """The plan in a file, after a check of all of it. Raises Damaged, NewerVersion or WellPlanError."""
    found = _state_in(path, keys)
    if found.has_unknown:
        raise NewerVersion(
            _("A newer WellPlan wrote in this backup."),
            _("Your plan is safe and has not changed."),
            _("Open it with a newer WellPlan."),
        )
    return found.plan


def put_back(backup_path: Path, path: Path, keys: Keys, data_dir: Path) -> Path | None:
    """`restore_file` with the keys in hand."""
    lock: InstanceLock | None = None
    try:
        path = path.resolve()
        _check_place(backup_path, path, keys)
        lock = InstanceLock(path)
        lock.take()
        return _restore(backup_path, path, keys, data_dir)
    except (OSError, sqlite3.Error, RuntimeError) as error:
        raise _not_restored() from error
    finally:
        if lock is not None:
            lock.release()


def _restore(backup_path: Path, path: Path, keys: Keys, data_dir: Path) -> Path | None:
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        copying.copy_plan(backup_path, half)
        try:
            seq = _check(half, keys)
        except Damaged as error:
            raise _damaged_backup() from error
        kept, is_whole = _keep(path, keys, data_dir)
        if is_whole:
            half.replace(path)
            container.sync_folder(path.parent)
        else:
            _place(half, path, kept)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    # The person chose the older plan, so it is not announced as one.
    seen.remember_seen(data_dir, keys.vault_id, seq)
    seen.forget_secrets(data_dir, keys.vault_id)
    return kept


def _check_place(backup_path: Path, path: Path, keys: Keys) -> None:
    """Refuse the backup's own place and another plan's. Raises OSError too."""
    if path.exists():
        ids = {slot.vault_id for slot in leaf_pages.slots_in(path)}
        if path.samefile(backup_path) or (ids and keys.vault_id not in ids) or not path.is_file():
            raise WellPlanError(
                _("There is something else at that place."),
                _("It has not been changed."),
                _("Choose another name or place."),
            )


def _keep(path: Path, keys: Keys, data_dir: Path) -> tuple[Path | None, bool]:
    """Keep what is at the place: where, and whether it was a whole plan and is therefore still there."""
    if not path.exists():
        return None, False
    try:
        _check(path, keys)
    except NewerVersion:
        raise
    except WellPlanError:
        aside = _free_name(path)
        _rename(path, aside)
        return aside, False
    return backup.make_backup(path, data_dir, keys.vault_id, lambda copy: _check(copy, keys)), True


def _place(half: Path, path: Path, aside: Path | None) -> None:
    try:
        new_file.place_new(half, path)
    except BaseException:
        if aside is not None:
            _rename(aside, path)
        raise


def _rename(path: Path, name: Path) -> None:
    """Rename a file that is no whole plan, and its journal, which is a part of it."""
    journal = path.with_name(f"{path.name}-journal")
    path.rename(name)
    if journal.exists():
        journal.rename(name.with_name(f"{name.name}-journal"))
    container.sync_folder(path.parent)


def _free_name(path: Path) -> Path:
    words = f"{path.stem} damaged {date.today().isoformat()}"
    names = [words, *(f"{words} {n}" for n in range(2, 1000))]
    places = (path.with_name(f"{name}{path.suffix}") for name in names)
    return next(place for place in places if not os.path.lexists(place))


def _check(path: Path, keys: Keys) -> int:
    """The number of records in a file that is whole, of this or an older version. Raises WellPlanError."""
    with (
        container.reading(),
        migration.present(path, keys, path.parent) as present,
        looked_into(present, keys) as opened,
    ):
        return opened.head.seq


def _state_in(path: Path, keys: Keys) -> State:
    try:
        with (
            container.reading(),
            migration.present(path, keys, path.parent) as present,
            looked_into(present, keys) as opened,
        ):
            return _state(opened)
    except OSError as error:
        raise container.unreadable(error) from error
    except Damaged as error:
        raise _damaged_backup() from error


def _state(opened: Vault) -> State:
    try:
        return replay.from_snapshot(opened)[0]
    except BadRecord:
        return replay.from_records(opened, opened.head.seq)


def _damaged_backup() -> Damaged:
    return Damaged(
        _("This backup is damaged."), _("Your plan has not been changed."), _("Choose another backup.")
    )


def _not_restored() -> WellPlanError:
    return WellPlanError(
        _("The backup could not be put in that place."),
        _("The backup is safe. What was there is still there."),
        _("Choose another place, or make some room on the disk."),
    )
