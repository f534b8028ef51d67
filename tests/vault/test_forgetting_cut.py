# SPDX-License-Identifier: Apache-2.0
"""Forgetting and bringing in cut short: the old state or the new one, never a mixture (promise 2).

python tests/vault/test_forgetting_cut.py FOLDER        is the program that is recorded
"""

import os
import random
import shutil
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import soak
from crash import recording, replay
from vault.test_forgetting import all_words
from vault.test_store import FailingDb
from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError
from wellplan.plan.model import Item, Plan, Section
from wellplan.vault import forgetting, store
from wellplan.vault import replay as vault_replay
from wellplan.vault.forgetting import forget_earlier, forget_item
from wellplan.vault.merging import bring_in

PASSPHRASE = "power cut"
STEPS = 24
FORGET_AT, EARLIER_AT, JOIN_AT = 3, 11, 7
"""Every so many steps: the word of the step before is forgotten, all before then is, a copy comes in."""


def word(number):
    return f"word {number:02} " + "and more of it " * (number * 7 % 60)


def forgotten_by(number):
    """The steps whose words are gone once step `number` is done."""
    return [step - 1 for step in range(1, number + 1) if step % FORGET_AT == 0]


def brought_by(number):
    return [step for step in range(1, number + 1) if step % JOIN_AT == 0]


def main(folder):
    """Each step writes its number as the title and a word of its own; it is said once all of it returned."""
    said = os.open(folder / "said", os.O_CREAT | os.O_WRONLY)
    path, data_dir = folder / "plan.wellplan", folder / "data"
    plan = Plan(title="0", sections=(Section(title="Signs"),))
    opened, _code = store.create(path, PASSPHRASE, plan, cost=TESTING, data_dir=data_dir)
    os.write(said, b"0\n")
    items = {}
    for number in range(1, STEPS + 1):
        items[number] = Item(values={"sign": word(number)})
        plan = replace(opened.plan, title=str(number))
        opened.save(plan.put_item(plan.sections[0].id, items[number]))
        if number % FORGET_AT == 0:
            forget_item(opened, "", items[number - 1].id)
        if number % EARLIER_AT == 0:
            forget_earlier(opened, opened.vault.head.seq)
        if number % JOIN_AT == 0:
            bring_in(opened, grown(opened, number))
        if number % 5 == 0:
            opened.close()
            opened = store.unlock(path, PASSPHRASE, data_dir=data_dir)
        os.write(said, f"{number}\n".encode())
    opened.close()


def grown(opened, number):
    """A second copy, outside the folder that is recorded, in which a word was added."""
    place = opened.path.parent.with_name("second")
    place.mkdir(exist_ok=True)
    copy = store.unlock(Path(shutil.copy(opened.path, place)), PASSPHRASE, data_dir=place)
    item = Item(values={"sign": f"brought {number:02}"})
    copy.save(copy.plan.put_item(copy.plan.sections[0].id, item))
    copy.close()
    return copy.path


def judge(folder, said):
    """Open what is left: what was said is there, what was forgotten is nowhere, and nothing is half gone."""
    path, last = folder / "plan.wellplan", int(said or -1)
    if not path.exists():
        if last >= 0:
            yield "lost"
        return
    try:
        opened = store.unlock(path, PASSPHRASE, data_dir=folder / "data")
        opened.verify()
    except WellPlanError:
        yield "unreadable"
        return
    found = int(opened.plan.title)
    there = all_words(path, opened.keys)
    in_plan = {item.text("sign") for item in opened.plan.sections[0].items}
    if vault_replay.from_records(opened.vault, opened.vault.head.seq).plan != opened.plan:
        yield "mixture"
    opened.close()
    if not max(last, 0) <= found <= last + 1:
        yield "lost"
    if any(f"word {number:02}" in there for number in forgotten_by(last)):
        yield "not_forgotten"
    if not {f"brought {number:02}" for number in brought_by(last)} <= in_plan:
        yield "lost"
    for number in range(1, found + 1):
        if (word(number) in in_plan) != (f"word {number:02}" in there):
            yield "mixture"
            return
    for backup in sorted((folder / "data").glob("backups/*/[!.]*.wellplan"))[-1:]:
        try:
            copy = store.unlock(backup, PASSPHRASE, data_dir=folder / "elsewhere")
            copy.verify()
            copy.close()
        except WellPlanError:
            yield "backup_bad"


BAD = ("lost", "unreadable", "mixture", "not_forgotten", "backup_bad")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """What the program did to its folder."""
    folder = tmp_path_factory.mktemp("cut") / "disk"
    folder.mkdir()
    tests = Path(__file__).parents[1]
    env = {"PYTHONPATH": os.pathsep.join((str(tests), str(tests.parent)))}
    return recording.record([sys.executable, __file__, folder], folder, env)


def cut(ops, states, seed):
    """How often each kind of harm was found."""

    def told(number, what, _folder):
        if what in BAD:
            print(f"seed {seed}, state {number}: {what}", file=sys.stderr)

    found = replay.replay(ops, states, seed, judge, told)
    return {what: found[what] for what in BAD}


def test_promise_2_forgetting_and_bringing_in_through_power_cuts(recorded):
    assert cut(recorded, 300, random.SystemRandom().randrange(2**32)) == dict.fromkeys(BAD, 0)


@pytest.mark.soak
def test_promise_2_forgetting_and_bringing_in_soak(recorded):
    run = soak.Run(2, "power cuts while forgetting and bringing in", 20_000)
    bad = dict.fromkeys(BAD, 0)
    for count in run.batches(500):
        for what, number in cut(recorded, count, random.SystemRandom().randrange(2**32)).items():
            bad[what] += number
    run.end(**bad)


def test_the_judge_sees_a_word_that_stayed(recorded, monkeypatch):
    """With a program that forgets the item in the plan alone, the words are found in its records."""
    monkeypatch.setitem(globals(), "forgotten_by", lambda number: range(1, number + 1))
    assert cut(recorded, 40, 1)["not_forgotten"] > 0


# --- a disk that fails at one statement


@pytest.fixture
def pair(tmp_path):
    """A plan with a word to forget, and a copy that has another."""
    plan = Plan(title="0", sections=(Section(title="Signs", items=(Item(values={"sign": word(1)}),)),))
    path = tmp_path / "disk" / "plan.wellplan"
    path.parent.mkdir()
    opened, _code = store.create(path, PASSPHRASE, plan, cost=TESTING, data_dir=tmp_path / "data")
    opened.save(plan.put_item(plan.sections[0].id, Item(values={"sign": word(2)})))
    yield opened, grown(opened, 7)
    opened.close()


def forgotten(opened, _other):
    forget_item(opened, "", opened.plan.sections[0].items[0].id)


def forgotten_earlier(opened, _other):
    forget_earlier(opened, 2)


def brought(opened, other):
    bring_in(opened, other)


STATEMENTS = (
    "BEGIN", "DELETE FROM record", "INSERT INTO record", "DELETE FROM snapshot", "INSERT INTO snapshot",
    "UPDATE head", "COMMIT",
)  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("work", [forgotten, forgotten_earlier, brought])
def test_a_disk_that_fails_leaves_the_old_state(pair, work, statement):
    opened, other = pair
    if work is brought and statement == "DELETE FROM record":
        forgotten(store.unlock(other, PASSPHRASE, data_dir=other.parent), None)
    plan, words = opened.plan, all_words(opened.path, opened.keys)
    opened.vault._db.conn = FailingDb(opened.vault._db.conn, statement)
    with pytest.raises(WellPlanError, match="disk is full"):
        work(opened, other)
    assert opened.plan == plan
    assert all_words(opened.path, opened.keys) == words
    opened.verify()
    work(opened, other)
    assert opened.plan != plan or work is forgotten_earlier
    assert vault_replay.from_records(opened.vault, opened.vault.head.seq).plan == opened.plan
    opened.verify()


def test_a_write_told_as_failed_that_did_land_counts(pair, monkeypatch):
    opened, other = pair

    class Lands(FailingDb):
        def execute(self, sql, *args):
            if sql == "COMMIT":
                self._conn.execute(sql)
                raise sqlite3.OperationalError("the folder's sync failed")
            return super().execute(sql, *args)

    for work in (brought, forgotten):
        opened.vault._db.conn = Lands(opened.vault._db.conn, "never")
        work(opened, other)
    assert "brought 07" in all_words(opened.path, opened.keys)
    assert word(1) not in all_words(opened.path, opened.keys)
    assert not forgetting.gone_of(vault_replay.steps(opened.vault), opened.plan) & forgetting.ids_in(
        opened.plan
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
