# SPDX-License-Identifier: Apache-2.0
"""Plans of every state the format has been in open for ever, in WellPlan and in the reader of docs/."""

import json
from pathlib import Path

import pytest

from golden.make_golden import GOLDEN, NO_CODE
from test_reader import reader
from vault import keepers
from wellplan.errors import WellPlanError
from wellplan.plan.exchange import plan_to_json
from wellplan.vault import store

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.wellplan"))


def secrets_of(golden):
    return golden.with_suffix(".txt").read_text("utf-8").splitlines()


def test_there_is_one_of_every_state():
    assert {path.stem for path in FILES} == {"version-1", *GOLDEN}


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_promise_19_golden_plans_open_for_ever(golden, tmp_path):
    path = keepers.copy_of(golden, tmp_path)
    passphrase, _code = secrets_of(golden)
    plan = json.loads(golden.with_suffix(".json").read_text("utf-8"))
    assert reader.read(path, passphrase) == plan
    opened = store.unlock(path, passphrase, data_dir=tmp_path / "data")
    assert opened.notices == ()
    assert plan_to_json(opened.plan) == plan
    assert opened.preference("country") == "GB"
    assert opened.version().number >= 1
    opened.verify()
    assert opened.history()
    opened.save(keepers.retitled(opened.plan, "Still written to"))
    opened.close()
    assert reader.read(path, passphrase)["title"] == "Still written to"


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_their_recovery_sheets_open_them_for_ever(golden, tmp_path):
    path = keepers.copy_of(golden, tmp_path)
    _passphrase, code = secrets_of(golden)
    plan = json.loads(golden.with_suffix(".json").read_text("utf-8"))
    new = {"cost": keepers.TESTING, "data_dir": tmp_path / "data"}
    if code == NO_CODE:
        with pytest.raises(WellPlanError):
            store.unlock_with_recovery(path, "-".join(["00001"] * 8), "new", **new)
        return
    assert reader.read(path, code) == plan
    opened = store.unlock_with_recovery(path, code, "new", **new)
    assert plan_to_json(opened.plan) == plan
    opened.close()


def test_what_was_forgotten_is_in_no_golden_plan(tmp_path):
    for name in ("1-forgotten", "1-merged"):
        path = keepers.copy_of(HERE / f"{name}.wellplan", tmp_path)
        opened = store.unlock(path, secrets_of(HERE / f"{name}.wellplan")[0], data_dir=tmp_path / "data")
        said = str([revision.changes for revision in opened.history()]) + str(opened.plan)
        opened.close()
        assert "words to be forgotten" not in said
        assert ("words to be kept" in said) == (name == "1-forgotten")
        assert ("here" in said and "there" in said) == (name == "1-merged")
