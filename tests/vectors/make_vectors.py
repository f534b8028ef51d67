# SPDX-License-Identifier: Apache-2.0
"""Makes the vectors that are missing beside it: `python tests/vectors/make_vectors.py`.

A vector that is there stays as it is, for ever: a file that could be read once must be read always. Named as
an argument it is made again. Each is made of `whole.vector`; `README.md` says what is in one.
"""

import hashlib
import json
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from vault import keepers  # noqa: E402
from vectors.table import VECTORS, Vector  # noqa: E402


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A vector as it is tried: the file, the secret, and what a reader has to say of it."""

    path: Path
    expect: str
    passphrase: str | None
    code: str | None
    plan: str
    """SHA-256 in hex of `canonical(plan)`; empty unless a plan is expected."""


def parts(vector: Path) -> tuple[dict[str, str], bytes]:
    """The header's fields and the file's bytes, as they stand in a vector."""
    head, _empty, body = vector.read_bytes().partition(b"\n\n")
    return dict(line.split(": ", 1) for line in head.decode().split("\n")), body


def unpack(vector: Path, folder: Path) -> Unpacked:
    fields, body = parts(vector)
    path = folder / f"{vector.stem}.wellplan"
    path.write_bytes(zlib.decompress(body))
    typed = json.loads(fields["passphrase"]) if "passphrase" in fields else None
    plan = fields.get("plan", digest(json.loads((HERE / "plan.json").read_text("utf-8"))))
    return Unpacked(path, fields["expect"], typed, fields.get("code"), plan)


def pack(vector: Path, entry: Vector, body: bytes, plan: str) -> None:
    lines = [f"why: {entry.why}", f"expect: {entry.expect}"]
    lines.append(
        f"passphrase: {json.dumps(entry.passphrase)}" if entry.code is None else f"code: {entry.code}"
    )
    if plan and plan != digest(json.loads((HERE / "plan.json").read_text("utf-8"))):
        lines.append(f"plan: {plan}")
    vector.write_bytes("\n".join(lines).encode() + b"\n\n" + body)


def canonical(plan: object) -> bytes:
    """The plan as JSON, keys sorted, no white space, UTF-8."""
    return json.dumps(plan, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def digest(plan: object) -> str:
    return hashlib.sha256(canonical(plan)).hexdigest()


def make(name: str, entry: Vector) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = unpack(HERE / "whole.vector", Path(place)).path
        entry.hurt(path)
        raw = path.read_bytes()
        plan = plan_found(path, entry) if entry.expect == "plan" else ""
    pack(HERE / f"{name}.vector", entry, zlib.compress(raw, 9), plan)


def plan_found(path: Path, entry: Vector) -> str:
    """What WellPlan finds. The tests hold the reader of docs/ to it, and people to both."""
    from wellplan.plan.exchange import plan_to_json
    from wellplan.vault import store

    data_dir = path.parent / "data"
    if entry.code is not None:
        opened = store.unlock_with_recovery(path, entry.code, "new", cost=keepers.TESTING, data_dir=data_dir)
    else:
        opened = store.unlock(path, entry.passphrase, data_dir=data_dir)
    opened.close()
    return digest(plan_to_json(opened.plan))


if __name__ == "__main__":
    for each, how in VECTORS.items():
        if each in sys.argv[1:] or not (HERE / f"{each}.vector").exists():
            make(each, how)
            print(each)
