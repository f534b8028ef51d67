# SPDX-License-Identifier: Apache-2.0
"""Files of an older container version, brought to the present one. So far there is one version, and no step.

A checked backup is made first and stays; the new file is made beside, checked, and then takes the name.
Whatever goes wrong, the old file is as it was.
"""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from wellplan.crypto import Keys
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import backup, container, copying
from wellplan.vault.records import BadRecord
from wellplan.vault.slot_tables import SlotTables
from wellplan.vault.state import SNAPSHOT_FORMAT
from wellplan.vault.vault import Vault
from wellplan.vault.verification import verify_file


@dataclass(frozen=True, slots=True)
class Step:
    """How files of one version are read, checked, and written anew as the next version.

    `read_slots` also settles a change that was cut short. `convert` takes the old path, the new path and the
    keys, and changes nothing in the old file. Each raises Damaged, OSError or sqlite3.Error.
    """

    read_slots: Callable[[Path], SlotTables]
    verify: Callable[[Path, Keys], None]
    convert: Callable[[Path, Path, Keys], None]


STEPS: dict[int, Step] = {}
"""By the version a step starts from."""


def is_older(path: Path) -> bool:
    """Whether a file is of an older version that there is a step for. Raises nothing."""
    return _version(path) in STEPS


def bring_up_to_date(
    path: Path, find_keys: Callable[[SlotTables], Keys], data_dir: Path, *, read_only: bool
) -> None:
    """Bring a plan nobody else has open to the present version; one that is read only is refused.

    Raises what `find_keys` raises, Damaged, or WellPlanError; then the file is as it was.
    """
    if read_only:
        raise _not_done()
    step = STEPS[_version(path)]
    with container.reading():
        keys = find_keys(step.read_slots(path))
        step.verify(path, keys)
    if path.with_name(f"{path.name}-journal").exists():
        raise _not_done()
    backup.make_backup(path, data_dir, keys.vault_id, lambda copy: step.verify(copy, keys))
    try:
        with present(path, keys, path.parent) as new:
            new.replace(path)
            container.sync_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise _not_done() from error


def has_newer_snapshot(opened: Vault) -> bool:
    """Whether a newer WellPlan keeps its snapshot in this file in a form we do not know: it must stay."""
    with suppress(BadRecord):
        return int(opened.snapshot().get("format", 0)) > SNAPSHOT_FORMAT
    return False


@contextmanager
def present(path: Path, keys: Keys, folder: Path) -> Iterator[Path]:
    """A checked file of the present version: `path` itself, or one made in `folder` that goes afterwards.

    Raises Damaged, OSError or sqlite3.Error.
    """
    made: list[Path] = []
    try:
        while (version := _version(made[-1] if made else path)) in STEPS:
            made.append(folder / f".{secrets.token_hex(8)}.new")
            STEPS[version].convert(made[-2] if len(made) > 1 else path, made[-1], keys)
        now = made[-1] if made else path
        verify_file(now, keys)
        if made:
            copying.sync_file(now)
        yield now
    finally:
        for each in made:
            with suppress(OSError):
                each.unlink(missing_ok=True)


def _version(path: Path) -> int:
    """The version in the first page, or -1 when the file is no plan."""
    with suppress(OSError), path.open("rb") as file:
        header = file.read(72)
        if len(header) == 72 and int.from_bytes(header[68:], "big") == container.APPLICATION_ID:
            return int.from_bytes(header[60:64], "big")
    return -1


def _not_done() -> WellPlanError:
    return WellPlanError(
        _("This plan is from an older WellPlan. It could not be made ready for this one."),
        _("Your plan is safe and has not changed."),
        _("Make room on the disk, or copy the plan to your own disk. Then try again."),
    )
