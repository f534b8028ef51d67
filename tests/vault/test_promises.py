# SPDX-License-Identifier: Apache-2.0
"""Promises 1, 2, 4, 7, 9, 14 and 15 at test size; `make soak` runs the large sizes."""

import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from bench import vault_bench, years

from crash import power, recording, replay
from soak import Run
from vault import keepers
from wellplan.errors import Damaged, NewerVersion, WrongPassphrase
from wellplan.plan import exchange
from wellplan.plan.model import Item
from wellplan.vault import open_file, records, store, verification

KILLS = Path(__file__).parents[1] / "crash" / "kills.py"


def run_kills(count):
    """What that many kills did; each kill has its own random moment."""
    done = subprocess.run([sys.executable, KILLS, str(count)], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == count
    assert told["saves"] > count // 2
    return told


def test_promise_1_a_killed_program_loses_nothing():
    told = run_kills(200)
    assert (told["lost"], told["corrupt"]) == (0, 0)


@pytest.mark.soak
def test_promise_1_a_killed_program_loses_nothing_soak():
    run, lost, corrupt = Run(1, "kills", 10_000), 0, 0
    for count in run.batches(200):
        told = run_kills(count)
        lost, corrupt = lost + told["lost"], corrupt + told["corrupt"]
    run.end(lost=lost, corrupt=corrupt)


def test_promise_2_a_power_cut_loses_nothing(tmp_path):
    told = power.campaign(tmp_path, 2000, random.SystemRandom().randrange(2**32))
    assert told["states"] == 2000
    assert told["with_journal"] > 200
    assert [told[word] for word in power.BAD] == [0, 0, 0]


@pytest.mark.soak
def test_promise_2_a_power_cut_loses_nothing_soak(tmp_path):
    run, found = Run(2, "states of the disk", 100_000), dict.fromkeys(power.BAD, 0)
    for count in run.batches(2000):
        folder = tmp_path / str(run.done)
        folder.mkdir()
        told = power.campaign(folder, count, random.SystemRandom().randrange(2**32))
        found = {word: found[word] + told[word] for word in found}
    run.end(**found)


def test_the_power_cut_replay_notices_a_program_that_syncs_too_little(tmp_path):
    assert power.campaign(tmp_path, 400, 1, synchronous=power.FULL)["lost"] > 0


def test_promise_9_no_word_is_written_while_saving(tmp_path):
    """Every byte the saving program writes, backups too; pages for window and print test theirs."""
    ops = [op for op in power.record(tmp_path) if op.name != recording.SAID]
    written = b"".join(op.data for op in ops)
    assert len(written) > 500_000
    assert any("backups/" in op.name for op in ops)
    for word in ("word word", "Signs", power.PASSPHRASE):
        for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()):
            assert form not in written


def look(path, passphrase=keepers.PASSPHRASE):
    """Open for reading only, so that the file stays as it was hurt; check it; the plan."""
    return look_and_hear(path, passphrase)[0]


def look_and_hear(path, passphrase=keepers.PASSPHRASE):
    """The same, and what the person is told at opening."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_can_write", lambda _path, _lock: False)
        opened = store.unlock(path, passphrase, data_dir=path.parent / "data")
    try:
        opened.verify()
    finally:
        opened.close()
        plan = opened.plan
    return plan, opened.notices


def after_flips(path, plan, places):
    """What each flipped bit did, counted: `named` as damage, `harmless`, `silent`, or `else`."""
    found = Counter()
    with path.open("r+b", buffering=0) as file:
        for at, bit in places:
            old = os.pread(file.fileno(), 1, at)
            os.pwrite(file.fileno(), bytes([old[0] ^ 1 << bit]), at)
            try:
                found["harmless" if look(path) == plan else "silent"] += 1
            except (Damaged, NewerVersion):
                found["named"] += 1
            except Exception as error:
                found["else"] += 1
                print(f"byte {at}, bit {bit}: {type(error).__name__}", file=sys.stderr)
            os.pwrite(file.fileno(), old, at)
    assert look(path) == plan
    return found


def test_promise_4_every_flipped_bit_is_harmless_or_named(tmp_path):
    pick = random.Random(4)
    path, plan, _code = keepers.made(tmp_path, edits=5)
    size = path.stat().st_size
    places = [(pick.randrange(size), pick.randrange(8)) for _n in range(5000)]
    found = after_flips(path, plan, places)
    assert found["named"] + found["harmless"] == 5000
    assert found["named"] > 500


def large_vault(folder):
    """A closed vault of 1 MB and its plan: long and short records, moves, two secrets, a snapshot."""
    path, plan, _code = keepers.made(folder, edits=5)
    opened = keepers.opened(path)
    item = Item(values={"sign": ""})
    for n in range(40):
        plan = plan.put_item(plan.sections[0].id, item.with_value("sign", f"word {n} " * 3000, ""))
        opened.save(plan)
        opened.set_preference("here", str(n))
    opened.close()
    return path, plan


def flips_beside(path, plan_text, places):
    """The same on a copy, in a process of its own."""
    plan = exchange.loads(plan_text)
    with tempfile.TemporaryDirectory(dir=replay.fast_place()) as folder:
        return after_flips(keepers.copy_of(path, Path(folder)), plan, places)


@pytest.mark.soak
def test_promise_4_every_byte_soak(tmp_path):
    """One bit of each byte of a file of 1 MB, in random order: a run cut short is a fair sample."""
    path, plan = large_vault(tmp_path)
    size = path.stat().st_size
    assert size > 1_000_000
    order = random.Random(4).sample(range(size), size)
    run, found, workers = (
        Run(4, "bytes of a file of 1 MB with a bit flipped", size),
        Counter(),
        os.cpu_count(),
    )
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for count in run.batches(400 * workers):
            places = [(at, random.randrange(8)) for at in order[run.done : run.done + count]]
            tasks = [(path, exchange.dumps(plan).encode(), places[n::workers]) for n in range(workers)]
            found = sum(pool.starmap(flips_beside, tasks), found)
    run.what += f": {found['named']:,} named, {found['harmless']:,} harmless"
    run.end(silent=found["silent"], called_something_else=found["else"])


def slipped(pick, text):
    """One typing slip: a letter dropped, doubled, swapped or changed."""
    at = pick.randrange(len(text) - 1)
    return pick.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + pick.choice("qzxj0") + text[at + 1 :],
            text[:at] + text[at].swapcase() + text[at + 1 :],
        )
    )


def secrets_and_damage(tmp_path, cases, seed=7):
    """Wrong secrets on whole files, right and wrong secrets on damaged slots."""
    path, plan, _code = keepers.made(tmp_path)
    pick = random.Random(seed)
    [(good, spare)] = keepers.get_sql(
        path, "SELECT s.bytes, c.bytes FROM slot s JOIN slot_copy c USING (id) WHERE id = 1"
    )
    assert good == spare
    for number in range(cases):
        wrong = keepers.PASSPHRASE
        while wrong == keepers.PASSPHRASE:
            wrong = slipped(pick, wrong)
        copies = number % 3
        hurt = [flipped(pick, good) if n < copies else good for n in range(2)]
        for table, raw in zip(pick.sample(("slot", "slot_copy"), 2), hurt, strict=True):
            keepers.do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (raw,))
        if copies == 0:
            assert look(path) == plan
        else:
            with pytest.raises(Damaged):
                look(path)
        with pytest.raises(Damaged if copies == 2 else WrongPassphrase):
            look(path, wrong)


def flipped(pick, raw):
    at = pick.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << pick.randrange(8)]) + raw[at + 1 :]


def test_promise_7_a_slip_is_never_damage_and_damage_never_a_slip(tmp_path):
    secrets_and_damage(tmp_path, 500)


@pytest.mark.soak
def test_promise_7_slips_and_damage_soak(tmp_path):
    run = Run(7, "slips and damaged slots told apart", 10_000)
    for count in run.batches(500):
        folder = tmp_path / str(run.done)
        folder.mkdir()
        secrets_and_damage(folder, count, seed=run.done)
    run.end(wrong=0)


def test_promise_7_a_slip_in_a_recovery_code_is_never_damage(tmp_path):
    path, _plan, code = keepers.made(tmp_path)
    pick = random.Random(13)
    for _n in range(100):
        wrong = slipped(pick, code)
        if wrong.replace("-", "").upper() == code.replace("-", ""):
            continue
        with pytest.raises(WrongPassphrase):
            store.unlock_with_recovery(path, wrong, "new", cost=keepers.TESTING, data_dir=tmp_path)


def test_promise_13_the_sheet_survives_new_passphrases(tmp_path):
    path, plan, code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    for n in range(5):
        opened.change_passphrase(f"passphrase {n}", cost=keepers.TESTING)
    opened.close()
    again = store.unlock_with_recovery(path, code, "new", cost=keepers.TESTING, data_dir=tmp_path)
    assert again.plan == plan
    again.close()


def test_promise_14_unlock_reads_no_more_after_twenty_years(tmp_path, monkeypatch):
    path = tmp_path / "years.wellplan"
    plan = years.write_vault(path, *years.TWENTY_YEARS)
    read = []
    real = records.open_record

    def counted(keys, record):
        read.append(record.seq)
        return real(keys, record)

    monkeypatch.setattr(records, "open_record", counted)
    opened = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
    assert opened.plan == plan
    assert read == []
    edits = years.edited(plan, open_file.SNAPSHOT_EVERY - 2, seed=3)
    for _when, after in edits:
        opened.save(after)
    assert read == []
    opened._vault.close()
    opened._lock.release()
    again = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
    assert again.plan == after
    assert len(read) < open_file.SNAPSHOT_EVERY
    read.clear()
    again.verify()
    assert len(read) == again._vault.head.seq > 11_000
    again.close()


def test_promise_15_parts_of_the_check_are_short_reads(tmp_path, monkeypatch):
    """No read of the check lasts longer than a batch, so a save beside it never waits for all of it."""
    path = tmp_path / "years.wellplan"
    years.write_vault(path, 1300, 40)
    batches = []
    real = records.record_from_row

    def counted(row):
        batches.append(row[0])
        return real(row)

    monkeypatch.setattr(records, "record_from_row", counted)
    opened = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
    asked = []
    execute = type(opened._vault._db).execute

    def seen(self, sql, *args):
        asked.append(sql)
        return execute(self, sql, *args)

    monkeypatch.setattr(type(opened._vault._db), "execute", seen)
    opened.verify()
    opened.close()
    assert sum("LIMIT" in sql for sql in asked) == -(-len(set(batches)) // verification._BATCH)


def with_photos(path, megabytes):
    """Sealed pieces of pictures, as many as 200 MB of photos would be; nothing writes them yet."""
    keepers.do_sql(
        path,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO chunk SELECT i, randomblob(16), 0, randomblob(1048576) FROM n",
        (megabytes,),
    )


def plan_in(path):
    opened = store.unlock(path, years.PASSPHRASE, data_dir=path.parent)
    opened.close()
    return opened.plan


MEMORY = r"""
import re, sys
from pathlib import Path
from bench import years
from wellplan.vault import store
import sqlite_utils

def peak():
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024

path = Path(sys.argv[1])
Path("/proc/self/clear_refs").write_text("5")  # forgets the peak of the imports
start = peak()
opened = store.unlock(path, years.PASSPHRASE, data_dir=path.parent)
for _when, plan in years.edited(opened.plan, 200, seed=8):
    opened.save(plan)
opened.verify()
opened.close()
print(peak() - start)
"""


def memory_of(path):
    """MB that unlocking, 200 edits and the check of a plan add at their peak, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", MEMORY, path], capture_output=True, text=True, check=True)
    return float(done.stdout)


@pytest.mark.soak
def test_promise_14_years_and_photos_cost_nothing_soak(tmp_path):
    """Unlock of 20 years with 200 MB of photos against one month, save times, and memory."""
    run = Run(14, "rounds of one month against 20 years with 200 MB of photos", 5)
    month, long = tmp_path / "month.wellplan", tmp_path / "years.wellplan"
    plans = {
        month: years.write_vault(month, *years.ONE_MONTH),
        long: years.write_vault(long, *years.TWENTY_YEARS),
    }
    with_photos(long, 200)
    ratios, slowest = [], []
    for _n in run.each():
        unlocks = {path: [] for path in plans}
        for _m in range(40):
            for path, took in unlocks.items():
                took.append(vault_bench._timed_unlock(path, tmp_path))
        ratios.append(statistics.median(unlocks[long]) / statistics.median(unlocks[month]))
        saves = vault_bench._timed_saves({"years": long}, {"years": plans[long]}, tmp_path)["years"]
        slowest.append(statistics.quantiles(saves, n=20)[18])
        plans[long] = plan_in(long)
    ratio, slow, memory = statistics.median(ratios), statistics.median(slowest), memory_of(long)
    run.what += f": unlock × {ratio:.2f}, save p95 {slow:.1f} ms, memory +{memory:.0f} MB"
    run.end(too_slow=int(ratio > 1.2 or slow > 5), too_large=int(memory > 15))


@pytest.mark.soak
def test_promise_15_all_is_checked_within_a_second_soak(tmp_path):
    """From the start of the check until every record of 20 years, beside 200 MB of photos, has been read."""
    run, longest, over = Run(15, "checks of 20 years with 200 MB of photos", 50), 0.0, 0
    path = tmp_path / "years.wellplan"
    years.write_vault(path, *years.TWENTY_YEARS)
    with_photos(path, 200)
    for _n in run.each():
        opened = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
        began = time.perf_counter()
        opened.verify()
        took = time.perf_counter() - began
        longest, over = max(longest, took), over + (took > 1)
        opened.close()
    run.what += f", the longest {longest:.2f} s"
    run.end(over_a_second=over)
