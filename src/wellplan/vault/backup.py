# SPDX-License-Identifier: Apache-2.0
"""Backups in the app's own data folder, by vault id: as sealed as the plan, checked before they count.

Also what this computer has seen of a plan, so that an older file can be told from the newest.
"""

import contextlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from wellplan.errors import Damaged, WellPlanError
from wellplan.i18n import _
from wellplan.vault.container import sync_folder

KEEP = 10
WHOLE, DAMAGED = "", "damaged-"
"""How the names of backups begin, before their time; each kind is counted by itself."""


def default_data_dir() -> Path:
    """The app's data folder for this person on this computer."""
    import platformdirs

    return Path(platformdirs.user_data_dir("wellplan", appauthor=False))


def backups_dir(data_dir: Path, vault_id: bytes) -> Path:
    """Where the backups of one plan are."""
    return data_dir / "backups" / vault_id.hex()


def make_backup(plan_path: Path, data_dir: Path, vault_id: bytes, check: Callable[[Path], None]) -> Path:
    """A checked copy of a plan that no one is writing to. Raises WellPlanError and leaves no half copy.

    `check` raises when a file is not whole. A plan that is damaged itself is copied as it is: its recovery
    sheet must still work. The newest KEEP copies of each kind are kept.
    """
    folder = backups_dir(data_dir, vault_id)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    half = folder / f".{stamp}.new"
    try:
        for each in (data_dir, folder.parent, folder):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy(plan_path, half)
        final = folder / f"{_kind(plan_path, half, check)}{stamp}.wellplan"
        half.replace(final)
        sync_folder(folder)
        _forget_old(folder)
    except (OSError, WellPlanError) as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        raise WellPlanError(
            _("WellPlan could not make a backup first, so it stopped."),
            _("Your plan is safe and has not changed."),
            _("Make some room on the disk, then try again."),
        ) from error
    return final


def highest_seen(data_dir: Path, vault_id: bytes) -> int:
    """The highest record number this computer has seen of a plan; 0 when it has seen none."""
    seq = _seen(data_dir).get(vault_id.hex())
    return seq if isinstance(seq, int) else 0


def remember_seen(data_dir: Path, vault_id: bytes, seq: int) -> None:
    """Keep the record number. A disk that will not take it costs a later notice, nothing more."""
    seen = _seen(data_dir)
    seen[vault_id.hex()] = seq
    half = data_dir / ".seen.json.new"
    with contextlib.suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.write_text(json.dumps(seen), "utf-8")
        half.replace(data_dir / "seen.json")


def _seen(data_dir: Path) -> dict[str, object]:
    try:
        seen = json.loads((data_dir / "seen.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _copy(source: Path, target: Path) -> None:
    """Bytes for bytes: between two transactions the one file is whole."""
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with source.open("rb") as read, os.fdopen(handle, "wb") as write:
        while piece := read.read(1 << 20):
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())


def _kind(plan_path: Path, copy: Path, check: Callable[[Path], None]) -> str:
    """WHOLE, or DAMAGED when the plan is as damaged as its copy. Raises when only the copy is."""
    try:
        check(copy)
    except Damaged:
        try:
            check(plan_path)
        except Damaged:
            return DAMAGED
        raise
    return WHOLE


def _forget_old(folder: Path) -> None:
    for names in ("[0-9]*.wellplan", f"{DAMAGED}*.wellplan"):
        for old in sorted(folder.glob(names))[:-KEEP]:
            old.unlink(missing_ok=True)
