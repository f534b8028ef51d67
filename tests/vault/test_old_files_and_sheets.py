# SPDX-License-Identifier: Apache-2.0
"""Promises 5 (an old page put back), 6 (an older whole file) and 13 (the recovery sheet always works)."""

import random
import shutil
from collections import Counter

import pytest

from soak import Run
from vault import keepers
from vault.test_promises import look_and_hear
from wellplan.errors import Damaged, WrongGroup
from wellplan.vault import keyslots, seen, store

PAGE = 4096


def moments(folder, edits, pick):
    """The bytes of one plan at many moments, also after new secrets; and the plan of each."""
    path, plan, _code = keepers.made(folder)
    opened, states = keepers.opened(path), []
    for number in range(edits):
        plan = keepers.with_words(plan, f"{number} " + "word " * pick.randrange(900))
        opened.save(plan)
        if number % 5 == 2:
            opened.new_recovery_code()
        if number % 5 == 4:
            opened.change_passphrase(keepers.PASSPHRASE, cost=keepers.TESTING)
        if number % 4 == 3:
            opened.close()
            opened = keepers.opened(path)
        states.append((path.read_bytes(), plan))
    opened.close()
    states.append((path.read_bytes(), plan))
    return path, states


def after_old_pages(path, states, cases, pick):
    """What came of files with old pages in them: `named`, `harmless`, `announced` or `silent`.

    A page may be old and yet say the same: then the plan is the present one. The old pages may be all
    that count: then the file is the whole old one, and is announced as that (promise 6). No mixture is.
    """
    found = Counter()
    while found.total() < cases:
        (old, old_plan), (new, plan) = sorted(pick.sample(states, 2), key=lambda state: states.index(state))
        pages = [
            n for n in range(min(len(old), len(new)) // PAGE)
            if old[n * PAGE : (n + 1) * PAGE] != new[n * PAGE : (n + 1) * PAGE]
        ]  # fmt: skip
        if not pages:
            continue
        mixed = bytearray(new)
        for n in pick.sample(pages, min(len(pages), pick.choice((1, 1, 2, 3)))):
            mixed[n * PAGE : (n + 1) * PAGE] = old[n * PAGE : (n + 1) * PAGE]
        path.write_bytes(mixed)
        try:
            seen_plan, told = look_and_hear(path)
            is_old = seen_plan == old_plan and any("older copy of your plan" in each for each in told)
            found["harmless" if seen_plan == plan else "announced" if is_old else "silent"] += 1
        except Damaged:
            found["named"] += 1
    return found


def old_pages(folder, cases, seed):
    pick = random.Random(seed)
    path, states = moments(folder, 12, pick)
    return after_old_pages(path, states, cases, pick)


def test_promise_5_an_old_page_put_back_is_caught(tmp_path):
    found = old_pages(tmp_path, 90, 5)
    assert found["silent"] == 0
    assert found["named"] > 45


@pytest.mark.soak
def test_promise_5_old_pages_soak(tmp_path):
    run, found = Run(5, "files with old pages put back", 5000), Counter()
    for count in run.batches(250):
        folder = tmp_path / str(run.done)
        folder.mkdir()
        found += old_pages(folder, count, run.done)
    run.what += f": {found['named']:,} named, {found['announced']:,} announced as the whole older file"
    run.what += f", {found['harmless']:,} without effect"
    run.end(silent=found["silent"])


def older_files(folder, cases, seed):
    """How many older whole files were opened without a word."""
    pick = random.Random(seed)
    path, states = moments(folder, min(cases, 12), pick)
    newest, silent = states[-1][0], 0
    for _n in range(cases):
        path.write_bytes(pick.choice(states[:-2])[0])
        opened = keepers.opened(path)
        silent += not any("older copy of your plan" in told for told in opened.notices)
        opened.close()
    path.write_bytes(newest)
    opened = keepers.opened(path)
    assert opened.notices == ()
    opened.close()
    return silent


def test_promise_6_an_older_file_is_announced(tmp_path):
    assert older_files(tmp_path, 20, 6) == 0


def test_promise_6_also_after_a_kill(tmp_path):
    """The number is kept at unlock and with each snapshot, not only when the plan is closed."""
    path, plan, _code = keepers.made(tmp_path, edits=1)
    old = path.read_bytes()
    opened = keepers.opened(path)
    opened.save(keepers.with_words(plan, "newer"))
    opened._vault.close()
    opened._lock.release()
    again = keepers.opened(path)
    again._vault.close()
    again._lock.release()
    path.write_bytes(old)
    opened = keepers.opened(path)
    assert any("older copy" in told for told in opened.notices)
    opened.close()
    assert seen.highest_seen(tmp_path / "data", opened.keys.vault_id) == 3


@pytest.mark.soak
def test_promise_6_older_files_soak(tmp_path):
    run, silent = Run(6, "older files opened", 200), 0
    for count in run.batches(20):
        folder = tmp_path / str(run.done)
        folder.mkdir()
        silent += older_files(folder, count, run.done)
    run.end(silent=silent)


def slips(code):
    """Every one-character slip and every swap of neighbours of a written code, and the groups it touches."""
    groups = code.split("-")
    for at, right in enumerate(code):
        if right == "-":
            continue
        for other in keyslots.ALPHABET.replace(right, ""):
            yield code[:at] + other + code[at + 1 :], {at // 6 + 1}
        after = at + 1 if code[at + 1 : at + 2] != "-" else at + 2
        if after < len(code) and code[after] != right:
            swapped = list(code)
            swapped[at], swapped[after] = swapped[after], swapped[at]
            yield "".join(swapped), {at // 6 + 1, after // 6 + 1}
    for n in range(len(groups) - 1):
        if groups[n] != groups[n + 1]:
            swapped = [*groups[:n], groups[n + 1], groups[n], *groups[n + 2 :]]
            yield "-".join(swapped), {n + 1, n + 2}


def slips_named(code):
    """How many slips there are, and how many were not named by a group they are in."""
    count = wrong = 0
    for slip, touched in slips(code):
        count += 1
        try:
            keyslots.read_code(slip)
            wrong += 1
        except WrongGroup as error:
            wrong += error.group not in touched
    return count, wrong


def sheets(folder, keys, with_file):
    """Open a slot with its code, for many codes, and some whole files. How many failed, and slips missed."""
    failed = missed = 0
    for number in range(keys):
        code, data_key, vault_id = keyslots.new_code(), bytes([number % 256]) * 32, bytes(16)
        written = keyslots.write_code(code)
        slot = keyslots.recovery_slot(code, data_key, vault_id)
        typed = keyslots.read_code(written.lower().replace("-", " "))
        failed += keyslots.open_slot(slot, keyslots.recovery_key(slot, typed)) != data_key
        if number % 20 == 0:
            count, wrong = slips_named(written)
            assert count > 1200
            missed += wrong
        if number < with_file:
            failed += not opens_a_file(folder, f"{number}.wellplan")
    return failed, missed


def opens_a_file(folder, name):
    """The passphrase is forgotten; the sheet opens the plan and gives it a new one."""
    path, plan, code = keepers.made(folder, name=name)
    opened = store.unlock_with_recovery(path, code, "new", cost=keepers.TESTING, data_dir=folder / "data")
    is_right = opened.plan == plan and not opened.read_only
    opened.close()
    opened = keepers.opened(path, "new")
    opened.close()
    for each in (folder / "data" / "backups").iterdir():
        shutil.rmtree(each)
    return is_right and opened.plan == plan


def test_promise_13_the_sheet_always_works(tmp_path):
    assert sheets(tmp_path, 200, 5) == (0, 0)


@pytest.mark.soak
def test_promise_13_the_sheet_always_works_soak(tmp_path):
    run, failed, missed = Run(13, "recovery codes", 10_000), 0, 0
    for count in run.batches(200):
        folder = tmp_path / str(run.done)
        folder.mkdir()
        one, two = sheets(folder, count, count)
        failed, missed = failed + one, missed + two
        shutil.rmtree(folder)
    run.end(failed=failed, slips_not_named=missed)


def test_promise_13_the_sheet_survives_fifty_new_passphrases(tmp_path, monkeypatch):
    path, plan, code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    for n in range(50):
        opened.change_passphrase(f"passphrase {n}", cost=keepers.TESTING)
    opened.close()
    again = store.unlock_with_recovery(path, code, "new", cost=keepers.TESTING, data_dir=tmp_path / "data")
    assert (again.plan, again.notices) == (plan, ())
    again.close()
