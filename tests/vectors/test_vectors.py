# SPDX-License-Identifier: Apache-2.0
"""Every vector: WellPlan and the reader of docs/ have to say the same of it, and what the vector says."""

import pytest

from test_reader import reader
from vault import keepers
from vectors.make_vectors import HERE, Unpacked, digest, parts, unpack
from vectors.table import VECTORS
from wellplan.errors import Damaged, NewerVersion, WrongPassphrase
from wellplan.plan.exchange import plan_to_json
from wellplan.vault import store

FILES = sorted(HERE.glob("*.vector"))


def by_the_reader(vector: Unpacked) -> tuple[str, object]:
    try:
        secret = vector.passphrase if vector.code is None else vector.code
        return "plan", reader.read(vector.path, secret)
    except reader.Unreadable as error:
        return str(error), None


def by_wellplan(vector: Unpacked) -> tuple[str, object]:
    """Open and check everything, as `wellplan check` does. A damaged spare part is told, not fatal."""
    data_dir = vector.path.parent / "data"
    try:
        if vector.code is None:
            opened = store.unlock(vector.path, vector.passphrase, data_dir=data_dir)
        else:
            new = {"cost": keepers.TESTING, "data_dir": data_dir}
            opened = store.unlock_with_recovery(vector.path, vector.code, "new", **new)
    except NewerVersion:
        return "newer-version", None
    except WrongPassphrase:
        return "wrong-passphrase", None
    except Damaged as error:
        return ("not-a-plan" if "not a WellPlan" in str(error) or "empty" in str(error) else "damaged"), None
    told = opened.notices
    try:
        opened.verify()
    except Damaged:
        if not told:
            return "damaged", None
    finally:
        opened.close()
    return "plan", plan_to_json(opened.plan)


def test_there_are_vectors_of_every_kind():
    assert {vector.stem for vector in FILES} == set(VECTORS)
    assert len(FILES) >= 150
    assert sum(vector.stat().st_size for vector in FILES) < 3_000_000


def test_each_vector_names_its_failure():
    for vector in FILES:
        fields, _body = parts(vector)
        assert fields["expect"] == VECTORS[vector.stem].expect, vector.stem
        assert fields["why"] == VECTORS[vector.stem].why, vector.stem
        assert ("passphrase" in fields) != ("code" in fields), vector.stem
    whys = [entry.why for entry in VECTORS.values()]
    assert len(set(whys)) > len(whys) - 12


@pytest.mark.parametrize("vector", FILES, ids=lambda vector: vector.stem)
@pytest.mark.parametrize("who", [by_the_reader, by_wellplan])
def test_vectors(vector, who, tmp_path):
    tried = unpack(vector, tmp_path)
    what, plan = who(tried)
    assert what == tried.expect
    if what == "plan":
        assert digest(plan) == tried.plan
