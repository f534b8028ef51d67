# SPDX-License-Identifier: Apache-2.0
"""What this computer has seen of each plan: the highest record number, and where its file was.

With the first an older file is told from the newest; with the second the backups of a file are found that
can no longer be read. Nothing here is a secret. A disk that will not take it costs a later notice, no more.
"""

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wellplan.vault import container

NAME = "seen.json"
MOST_BYTES = 1 << 20
BEGAN_AFTER = "began_after"
"""The preference of a copy made from memory: the number reached by the plan that it goes on from."""
_PLACES = "places"
_one_at_a_time = threading.Lock()
"""Two threads that each read, change and write would lose one change."""


def reached(seq: int, preferences: Mapping[str, str]) -> int:
    """How far a file has come: its last record's number, after those of the plan it goes on from."""
    began_after = preferences.get(BEGAN_AFTER, "")
    return seq + (int(began_after) if began_after.isdecimal() and len(began_after) < 16 else 0)


def highest_seen(data_dir: Path, vault_id: bytes) -> int:
    """The highest record number this computer has seen of a plan; 0 when it has seen none."""
    seq = _read(data_dir).get(vault_id.hex())
    return seq if isinstance(seq, int) else 0


def remember_seen(data_dir: Path, vault_id: bytes, seq: int) -> None:
    """Keep the record number, through a power cut too."""
    with _one_at_a_time:
        seen = _read(data_dir)
        if seen.get(vault_id.hex()) != seq:
            seen[vault_id.hex()] = seq
            _write(data_dir, seen)


def remember_place(data_dir: Path, vault_id: bytes, path: Path) -> None:
    """Keep which plan is at a place."""
    with _one_at_a_time:
        seen = _read(data_dir)
        places = _places(seen)
        if places.get(os.fspath(path)) != vault_id.hex():
            seen[_PLACES] = {**places, os.fspath(path): vault_id.hex()}
            _write(data_dir, seen)


def vault_id_of(data_dir: Path, path: Path) -> bytes | None:
    """The id of the plan last seen at a place; None when none was."""
    with suppress(LookupError, ValueError, TypeError):
        return bytes.fromhex(_places(_read(data_dir))[os.fspath(path)]) or None
    return None


def _places(seen: dict[str, object]) -> dict[str, str]:
    places = seen.get(_PLACES)
    return places if isinstance(places, dict) else {}


def _read(data_dir: Path) -> dict[str, object]:
    try:
        with (data_dir / NAME).open("rb") as file:
            seen = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _write(data_dir: Path, seen: dict[str, object]) -> None:
    half = data_dir / f".{NAME}.new"
    with suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                # A path may hold bytes that are no letters; \u escapes keep even those.
                json.dump(seen, file)
                file.flush()
                os.fsync(file.fileno())
            half.replace(data_dir / NAME)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        container.sync_folder(data_dir)
