# SPDX-License-Identifier: Apache-2.0
"""A file whose rows are whole but whose pages are in disorder, made anew row by row.

The new file is verified before it takes the place of the old one, and the old one is kept as a backup.
"""

import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.crypto import Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import backup, container, slot_tables
from wellplan.vault.steady_file import checked_head, stored_head
from wellplan.vault.verification import pages_fit, verify_file

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = ("chunk", "head", "record")
_BATCH = 100


def mend(path: Path, keys: Keys, data_dir: Path) -> None:
    """Put a file of the same rows in the place of a closed plan's file.

    Raises Damaged when rows are damaged too, WellPlanError when the disk does not take it. Then nothing has
    changed.
    """
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with (
            closing(container.connect(path, read_only=True)) as source,
            closing(container.make(half)) as target,
            container.reading(),
        ):
            _copy_rows(source, target, keys)
        verify_file(half, keys)
        if not pages_fit(half):
            raise container.damaged()
        backup.make_backup(path, data_dir, keys.vault_id, lambda copy: _check(copy, keys))
        half.replace(path)
        container.sync_folder(path.parent)
    except (sqlite3.Error, OSError) as error:
        raise _cannot_mend() from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _check(path: Path, keys: Keys) -> None:
    verify_file(path, keys)
    if not pages_fit(path):
        raise container.damaged()


def _copy_rows(source: "Database", target: "Database", keys: Keys) -> None:
    head = checked_head(keys, stored_head(source))
    with container.transaction(target):
        # The snapshot only saves time; a damaged one is made again from the records.
        with suppress(sqlite3.DatabaseError):
            _copy_table(source, target, "snapshot")
        for table in _TABLES:
            _copy_table(source, target, table)
        # Only what the head names: a damaged copy is left behind, and so is an old one.
        for kind, found in slot_tables.read_slots(source).found.items():
            for raw in [slot.raw for slot in found if (kind, slot.digest) in head.slots]:
                for table in ("slot", "slot_copy"):
                    target.execute(f"INSERT INTO {table} VALUES (?, ?)", [kind, raw])  # noqa: S608


def _copy_table(source: "Database", target: "Database", table: str) -> None:
    rows = source.execute(f"SELECT * FROM {table}")  # noqa: S608
    while batch := rows.fetchmany(_BATCH):
        places = ", ".join("?" * len(batch[0]))
        for row in batch:
            target.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608


def _cannot_mend() -> WellPlanError:
    return WellPlanError(
        _("The inside of your plan’s file is in disorder, and WellPlan could not mend it."),
        _("Your saved plan is safe. The last change is only on your screen."),
        _("Make some room on the disk, or save a copy in another place."),
    )
