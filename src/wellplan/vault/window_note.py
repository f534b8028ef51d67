# SPDX-License-Identifier: Apache-2.0
"""A note beside a plan that says which running program has it open, for disks that know no locks.

It holds numbers of this computer and nothing of the plan. Saving compares the head in any case, so two
windows that both come through lose nothing.
"""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from wellplan import crypto
from wellplan.vault import small_files

_MOST_BYTES = 1000
_TRIES = 5


def leave(path: Path) -> bool:
    """Leave the note; False when a program that still runs has left one. Raises OSError."""
    for _n in range(_TRIES):
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            if _still_runs(_read(path)):
                return False
            _put_aside(path)
            continue
        with os.fdopen(handle, "w") as file:
            json.dump(_here(os.getpid()), file)
        return True
    return False


def take_away(path: Path) -> None:
    """Remove the note, where it is still ours and the disk lets us."""
    if _read(path) == _here(os.getpid()):
        with suppress(OSError):
            path.unlink()


def _put_aside(path: Path) -> None:
    """Remove a note whose program has ended. Renamed first: two that do so do not remove a new one."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        path.rename(aside)
        aside.unlink()


def _read(path: Path) -> object:
    try:
        return json.loads(small_files.read(path, _MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None


def _here(pid: int) -> dict[str, object]:
    return {"pid": pid, "boot": _boot(), "computer": _computer(), "began": _began(pid)}


def _still_runs(note: object) -> bool:
    """Whether the program of a note runs on this computer. One of another computer cannot be asked."""
    if not isinstance(note, dict) or not isinstance(pid := note.get("pid"), int) or pid <= 0:
        return False
    if note != _here(pid):
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # another person's
    except (OSError, OverflowError):
        return False
    return True


def _computer() -> str:
    return crypto.sha256(os.uname().nodename.encode()).hex()[:16]


def _boot() -> str:
    """Differs after each start of the computer; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _began(pid: int) -> str:
    """When a program began, since its number may be given again; empty where the system does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
