# SPDX-License-Identifier: Apache-2.0
"""Promises 1, 4, 7 and 14 at test size; `make soak` runs the large sizes."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from bench import years

from crash import power
from vault import keepers
from wellplan.errors import Damaged, NewerVersion, WrongPassphrase
from wellplan.vault import open_plan, records, store, verification

KILLS = Path(__file__).parents[1] / "crash" / "kills.py"


def run_kills(count):
    done = subprocess.run([sys.executable, KILLS, str(count)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == count
    assert told["saves"] > count
    assert (told["lost"], told["corrupt"]) == (0, 0)


def test_promise_1_a_killed_program_loses_nothing():
    run_kills(200)


@pytest.mark.soak
def test_promise_1_a_killed_program_loses_nothing_soak():
    run_kills(10_000)


def run_power_cuts(folder, states):
    told = power.campaign(folder, states, random.SystemRandom().randrange(2**32))
    assert told["states"] == states
    assert told["with_journal"] > states // 10
    assert (told["lost"], told["unreadable"]) == (0, 0)


def test_promise_2_a_power_cut_loses_nothing(tmp_path):
    run_power_cuts(tmp_path, 2000)


@pytest.mark.soak
def test_promise_2_a_power_cut_loses_nothing_soak(tmp_path):
    run_power_cuts(tmp_path, 100_000)


def test_the_power_cut_replay_notices_a_program_that_syncs_too_little(tmp_path):
    assert power.campaign(tmp_path, 400, 1, synchronous=power.FULL)["lost"] > 0


def test_promise_9_no_word_is_written_while_saving(tmp_path):
    """Every byte the saving program writes beside and in its file; pages for window and print test theirs."""
    written = b"".join(op.data for op in power.record(tmp_path) if op.name != power.ACK)
    backups = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert len(written) > 500_000
    assert len(backups) > 100_000
    for word in ("word word", "Signs", power.PASSPHRASE):
        for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()):
            assert form not in written
            assert form not in backups


def look(path, monkeypatch, passphrase=keepers.PASSPHRASE):
    """Open for reading only, so that the file stays as it was hurt; check it; the plan."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "_can_write", lambda _path, _lock: False)
        opened = store.unlock(path, passphrase, data_dir=path.parent / "data")
    try:
        opened.verify()
    finally:
        opened.close()
        plan = opened.plan
    return plan


def flips(tmp_path, monkeypatch, places):
    path, plan, _code = keepers.made(tmp_path, edits=5)
    size = path.stat().st_size
    named = harmless = 0
    with path.open("r+b", buffering=0) as file:
        for at, bit in places(size):
            old = os.pread(file.fileno(), 1, at)
            os.pwrite(file.fileno(), bytes([old[0] ^ 1 << bit]), at)
            try:
                assert look(path, monkeypatch) == plan, (at, bit)
                harmless += 1
            except (Damaged, NewerVersion):
                named += 1
            os.pwrite(file.fileno(), old, at)
    assert look(path, monkeypatch) == plan
    return named, harmless


def test_promise_4_every_flipped_bit_is_harmless_or_named(tmp_path, monkeypatch):
    pick = random.Random(4)
    named, harmless = flips(
        tmp_path, monkeypatch, lambda size: [(pick.randrange(size), pick.randrange(8)) for _n in range(5000)]
    )
    assert named + harmless == 5000
    assert named > 500


@pytest.mark.soak
def test_promise_4_every_byte_soak(tmp_path, monkeypatch):
    pick = random.Random(4)
    flips(tmp_path, monkeypatch, lambda size: [(at, pick.randrange(8)) for at in range(size)])


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


def secrets_and_damage(tmp_path, monkeypatch, cases):
    """Wrong secrets on whole files, right and wrong secrets on damaged slots."""
    path, plan, _code = keepers.made(tmp_path)
    pick = random.Random(7)
    [(good, spare)] = keepers.get_sql(
        path, "SELECT s.bytes, c.bytes FROM slot s JOIN slot_copy c USING (id) WHERE id = 1"
    )
    assert good == spare
    for number in range(cases):
        wrong = slipped(pick, keepers.PASSPHRASE)
        if wrong == keepers.PASSPHRASE:
            continue
        copies = number % 3
        hurt = [flipped(pick, good) if n < copies else good for n in range(2)]
        for table, raw in zip(pick.sample(("slot", "slot_copy"), 2), hurt, strict=True):
            keepers.do_sql(path, f"UPDATE {table} SET bytes = ? WHERE id = 1", (raw,))
        if copies == 0:
            assert look(path, monkeypatch) == plan
        else:
            with pytest.raises(Damaged):
                look(path, monkeypatch)
        with pytest.raises(Damaged if copies == 2 else WrongPassphrase):
            look(path, monkeypatch, wrong)


def flipped(pick, raw):
    at = pick.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << pick.randrange(8)]) + raw[at + 1 :]


def test_promise_7_a_slip_is_never_damage_and_damage_never_a_slip(tmp_path, monkeypatch):
    secrets_and_damage(tmp_path, monkeypatch, 500)


@pytest.mark.soak
def test_promise_7_slips_and_damage_soak(tmp_path, monkeypatch):
    secrets_and_damage(tmp_path, monkeypatch, 10_000)


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
    edits = years.edited(plan, open_plan.SNAPSHOT_EVERY - 2, seed=3)
    for _when, after in edits:
        opened.save(after)
    assert read == []
    opened._vault.close()
    opened._lock.release()
    again = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
    assert again.plan == after
    assert len(read) < open_plan.SNAPSHOT_EVERY
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
