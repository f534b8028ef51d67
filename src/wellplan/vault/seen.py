# SPDX-License-Identifier: Apache-2.0
"""What this computer has seen of each plan: the highest record number, its slots, and where its file was.

With the first two an older file is told from the newest; with the last the backups of a file are found that
can no longer be read. Nothing here is a secret. A disk that will not take it costs a later notice, no more.
"""

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellplan.vault import small_files

if TYPE_CHECKING:
    from wellplan.vault.records import Head

NAME = "seen.json"
MOST_BYTES = 1 << 20
BEGAN_AFTER = "began_after"
"""The preference of a copy made from memory: the number reached by the plan that it goes on from."""
_PLACES, _SECRETS = "places", "secrets"
_MOST_SECRETS = 64
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


def is_older(data_dir: Path, head: "Head", reached: int) -> bool:
    """Whether this computer has seen the plan with a later record, or with newer secrets than these."""
    _now, old = _secrets(_read(data_dir), head.vault_id)
    return reached < highest_seen(data_dir, head.vault_id) or not old.isdisjoint(_digests(head))


def forget_secrets(data_dir: Path, vault_id: bytes) -> None:
    """The person went back to an older file: what it opens with is right again."""
    with _one_at_a_time:
        seen = _read(data_dir)
        secrets = seen.get(_SECRETS)
        if isinstance(secrets, dict) and secrets.pop(vault_id.hex(), None) is not None:
            _write(data_dir, seen)


def remember_secrets(data_dir: Path, head: "Head", *, wrote: bool) -> None:
    """Keep which slots a plan has: a new passphrase adds no record, so a file from before is known by them.

    `wrote`: an older file that was written to is the new one.
    """
    with _one_at_a_time:
        seen = _read(data_dir)
        now, old = _secrets(seen, head.vault_id)
        current = _digests(head)
        if current == now:
            return
        old = old - current if wrote and current & old else old | (now - current)
        all_of_them = seen.get(_SECRETS)
        kept = {"now": sorted(current), "old": sorted(old)[-_MOST_SECRETS:]}
        seen[_SECRETS] = {**(all_of_them if isinstance(all_of_them, dict) else {}), head.vault_id.hex(): kept}
        _write(data_dir, seen)


def _secrets(seen: dict[str, object], vault_id: bytes) -> tuple[set[str], set[str]]:
    """The slots a plan has, and those it had, as far as this computer saw: SHA-256 in hex."""
    with suppress(LookupError, TypeError):
        kept: Any = seen[_SECRETS]
        now, old = (kept[vault_id.hex()][name] for name in ("now", "old"))
        return set(map(str, now)), set(map(str, old))
    return set(), set()


def _digests(head: "Head") -> set[str]:
    return {digest.hex() for _kind, digest in head.slots}


def vault_id_of(data_dir: Path, path: Path) -> bytes | None:
    """The id of the plan last seen at a place; None when none was."""
    with suppress(LookupError, ValueError, TypeError):
        return bytes.fromhex(_places(_read(data_dir))[os.fspath(path)]) or None
    return None


def places_of(data_dir: Path, vault_id: bytes) -> tuple[Path, ...]:
    """Every place where this computer has seen a plan."""
    return tuple(Path(place) for place, kept in _places(_read(data_dir)).items() if kept == vault_id.hex())


def forget_place(data_dir: Path, path: Path) -> None:
    """The plan is no longer at a place, and is at another. Raises OSError."""
    _take_out(data_dir, os.fspath(path))


def forget(data_dir: Path, vault_id: bytes) -> None:
    """Take a plan out, by number and by place. Raises OSError."""
    _take_out(data_dir, vault_id.hex())


def _take_out(data_dir: Path, name: str) -> None:
    with _one_at_a_time:
        seen = _read(data_dir)
        left = _without(seen, name)
        if left != seen:
            small_files.write(data_dir / NAME, json.dumps(left))


def _without(value: object, name: str) -> object:
    if not isinstance(value, dict):
        return value
    return {key: _without(each, name) for key, each in value.items() if name not in (key, each)}


def _places(seen: dict[str, object]) -> dict[str, str]:
    places = seen.get(_PLACES)
    return places if isinstance(places, dict) else {}


def _read(data_dir: Path) -> dict[str, object]:
    try:
        seen = json.loads(small_files.read(data_dir / NAME, MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _write(data_dir: Path, seen: dict[str, object]) -> None:
    with suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A path may hold bytes that are no letters; \u escapes keep even those.
        small_files.write(data_dir / NAME, json.dumps(seen))
