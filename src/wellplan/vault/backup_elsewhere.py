# SPDX-License-Identifier: Apache-2.0
"""A backup at a place the person chose, such as a stick: one file, opened and checked before it counts.

It never takes the place of another plan, of the plan itself, or of a newer copy of it.
"""

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.crypto import Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import container, copying, new_file
from wellplan.vault.instance_lock import InstanceLock
from wellplan.vault.vault import checked_head
from wellplan.vault.verification import verify_file

if TYPE_CHECKING:
    from wellplan.vault.open_plan import Store

PREFERENCE = "backup_elsewhere"
"""The day of the last backup made elsewhere, `YYYY-MM-DD`."""
_SQLITE_NAMES = ("-journal", "-wal", "-shm")


def save_backup_copy(store: "Store", target: Path) -> None:
    """Make a backup at `target` and remember the day. Raises WellPlanError; then nothing was made there."""
    backup_copy(store, target)()
    remember_backup_elsewhere(store)


def backup_copy(store: "Store", target: Path) -> Callable[[], None]:
    """The copying alone, as a call for a worker thread; the store may be used meanwhile.

    Raises WellPlanError at once for a place that cannot be used. `remember_backup_elsewhere` comes after it.
    """
    path, keys = store.path, store.keys
    target = _usable(target, path, store.data_dir)

    def copy() -> None:
        lock = InstanceLock(target)
        try:
            replaces = target.exists()
            if replaces:
                lock.take()
                _check_older(target, path, keys)
            _write(path, target, keys, replaces=replaces)
        except (OSError, sqlite3.Error) as error:
            raise _not_made() from error
        finally:
            lock.release()

    return copy


def remember_backup_elsewhere(store: "Store") -> None:
    """Keep the day in the plan, so that the reminder waits. Raises WellPlanError."""
    store.set_preference(PREFERENCE, date.today().isoformat())


def _usable(target: Path, path: Path, data_dir: Path) -> Path:
    """The place behind any link. Raises WellPlanError for one that must not or cannot be used."""
    try:
        target = target.resolve()
        own = (data_dir / "backups").resolve()
        taken = target == path or (target.exists() and target.samefile(path))
        if taken or target.is_relative_to(own) or target.name.endswith(_SQLITE_NAMES):
            raise _refused(_("A backup cannot go in that place."))
        if not target.parent.is_dir():
            raise _refused(_("The folder for the backup does not exist."))
        # A journal of that name would be taken for the new file's own, and change it.
        if target.with_name(f"{target.name}-journal").exists() or target.is_dir():
            raise _refused(_("There is something else at that place."))
    except (OSError, RuntimeError) as error:  # a name too long; a link that leads to itself
        raise _not_made() from error
    return target


def _check_older(target: Path, path: Path, keys: Keys) -> None:
    """Raises WellPlanError unless every record of the file at `target` is in the plan too."""
    with suppress(WellPlanError):
        head = checked_head(keys, _ask(target, "SELECT bytes FROM head WHERE id = 1", []))
        if _ask(path, "SELECT mac FROM record WHERE seq = ?", [head.seq]) == head.mac:
            return
    raise _refused(_("There is another file of that name, and it may hold something else."))


def _ask(path: Path, question: str, values: list[object]) -> object:
    db = container.connect(path, read_only=True)
    with closing(db), container.reading():
        row = db.execute(question, values).fetchone()
    return row[0] if row else None


def _write(path: Path, target: Path, keys: Keys, *, replaces: bool) -> None:
    half = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    try:
        copying.copy_plan(path, half)
        verify_file(half, keys)
        if replaces:
            half.replace(target)
            container.sync_folder(target.parent)
        else:
            new_file.place_new(half, target)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _refused(what: str) -> WellPlanError:
    return WellPlanError(what, _("Nothing has been changed."), _("Choose another name or place."))


def _not_made() -> WellPlanError:
    return WellPlanError(
        _("The backup could not be saved there."),
        _("Your plan is safe and has not changed."),
        _("Choose another place, or make some room there."),
    )
