# SPDX-License-Identifier: Apache-2.0
"""Promises 8, 17 and 18 at test size; `make soak` runs the large sizes."""

import hashlib
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bench import years

import soak
from vault import keepers
from wellplan.errors import NewerVersion, WellPlanError
from wellplan.vault import backup, kept_backups, rescue, restore, store, upkeep

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.wellplan"))
PAGE = 4096
REAL_SAVES = 40
"""Edits since the last snapshot, in the file of a program that was killed; most sittings have fewer."""


# --- 8: one bad page never costs the current plan


def killed(path):
    """Go on writing and end like a killed program: without a snapshot at the end."""
    opened = store.unlock(path, years.PASSPHRASE, data_dir=path.parent / "data")
    for _when, plan in years.edited(opened.plan, REAL_SAVES, seed=8):
        opened.save(plan)
    opened.vault.close()
    opened._lock.release()
    return plan


def wiped(path, plan, numbers, fills):
    """Wipe each page in turn; how often the file alone gave the whole plan, and how often it did not."""
    whole, place = path.read_bytes(), path.with_name("wiped.wellplan")
    counts = {"whole": 0, "not_whole": 0}
    for number in numbers:
        for fill in fills:
            data = bytearray(whole)
            data[number * PAGE : (number + 1) * PAGE] = fill(PAGE)
            place.write_bytes(data)
            found = rescue.read_what_is_left(place, passphrase=years.PASSPHRASE)
            assert (found.plan == plan) >= (found.missing == ()), number
            counts["whole" if found.plan == plan else "not_whole"] += 1
            assert place.read_bytes() == data
    return counts


def test_promise_8_a_bad_page_never_costs_the_current_plan(tmp_path):
    path = tmp_path / "plan.wellplan"
    plan = years.write_vault(path, 300, 60)
    pages = path.stat().st_size // PAGE
    assert pages >= 100
    counts = wiped(path, plan, range(100), (bytes, random.Random(8).randbytes))
    assert counts == {"whole": 200, "not_whole": 0}


def test_promise_8_a_bad_page_after_a_kill(tmp_path):
    path = tmp_path / "plan.wellplan"
    years.write_vault(path, 300, 60)
    plan = killed(path)
    pages = path.stat().st_size // PAGE
    counts = wiped(path, plan, range(0, pages, 2), (bytes,))
    assert counts["whole"] >= 0.85 * sum(counts.values()), counts


def every_page(tmp_path, after_kill):
    path = tmp_path / "plan.wellplan"
    plan = years.write_vault(path, 900, 200)
    if after_kill:
        plan = killed(path)
    opened = store.unlock(keepers.copy_of(path, tmp_path / "copy"), years.PASSPHRASE, data_dir=tmp_path)
    kept = restore.read_backup(opened, backup.as_backup(opened.back_up()))
    opened.close()
    pages = path.stat().st_size // PAGE
    run = soak.Run(8, f"pages of 4 KiB wiped, {'after a kill' if after_kill else 'at rest'}", pages)
    alone = with_backup = 0
    for number in run.each():
        counts = wiped(path, plan, [number], (random.Random(number).choice((bytes, random.randbytes)),))
        alone += counts["whole"]
        with_backup += counts["whole"] or kept == plan
    return run, alone, with_backup


@pytest.mark.soak
@pytest.mark.parametrize("after_kill", [False, True], ids=["at rest", "after a kill"])
def test_promise_8_every_page_of_a_large_plan_soak(tmp_path, after_kill):
    run, alone, with_backup = every_page(tmp_path, after_kill)
    run.end(not_whole_from_the_file_alone=0 if alone >= 0.95 * run.done else run.done - alone,
            not_whole_with_the_backup=run.done - with_backup)  # fmt: skip
    soak.figures.append(f"promise 8: {alone} of {run.done} whole from the file alone")


# --- 17: an older app never harms a newer file


def digest(path):
    return hashlib.sha256(path.read_bytes()).digest()


def append(path, event):
    opened = keepers.opened(path)
    opened.vault.append(event)
    opened.vault.close()
    opened._lock.release()


def newer_event(path):
    append(path, {"kind": "from-tomorrow", "at": "2030-01-01T00:00:00Z"})


def newer_change(path):
    append(path, {"kind": "edit", "at": "2030-01-01T00:00:00Z", "changes": [{"do": "from-tomorrow"}]})


def newer_container(path):
    keepers.do_sql(path, "PRAGMA user_version=2")


def newer_snapshot(path):
    opened = keepers.opened(path)
    content = {**opened.vault.snapshot(), "format": 2, "tomorrow": True}
    opened.vault.put_snapshot(content)
    opened.vault.close()
    opened._lock.release()


NEWER = (newer_event, newer_change, newer_container, newer_snapshot)


def is_left_alone(path, passphrase, code=None):
    """Whatever an app of today does with the file, not a byte of it changes."""
    before, data_dir = digest(path), path.parent / "data"
    try:
        opened = store.unlock(path, passphrase, data_dir=data_dir)
    except NewerVersion:
        return digest(path) == before
    assert opened.read_only
    assert any("newer" in notice for notice in opened.notices)
    attempts = (
        lambda: opened.save(keepers.retitled(opened.plan, "changed")),
        lambda: opened.set_preference("a", "b"),
        lambda: opened.mark_version("print"),
        lambda: opened.change_passphrase("x", cost=keepers.TESTING),
        opened.new_recovery_code,
        lambda: restore.restore_plan(opened, backup.as_backup(opened.back_up())),
    )
    for attempt in attempts:
        try:
            attempt()
        except WellPlanError:
            continue
    opened.close()
    return digest(path) == before


@pytest.mark.parametrize("newer", NEWER, ids=lambda newer: newer.__name__)
def test_promise_17_a_newer_file_is_not_harmed(tmp_path, newer):
    path, _plan, _code = keepers.made(tmp_path, edits=2)
    newer(path)
    assert is_left_alone(path, keepers.PASSPHRASE)


@pytest.mark.soak
def test_promise_17_every_kept_version_soak(tmp_path):
    run = soak.Run(17, "golden files made newer in each way", len(GOLDEN) * len(NEWER))
    harmed = 0
    for n in run.each():
        golden, newer = GOLDEN[n % len(GOLDEN)], NEWER[n // len(GOLDEN)]
        folder = tmp_path / str(n)
        folder.mkdir()
        path = Path(shutil.copy(golden, folder / "plan.wellplan"))
        passphrase = golden.with_suffix(".txt").read_text("utf-8").splitlines()[0]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keepers, "opened", lambda path, secret=passphrase: open_as(path, secret))
            newer(path)
        harmed += not is_left_alone(path, passphrase)
    run.end(harmed=harmed)


def open_as(path, passphrase):
    return store.unlock(path, passphrase, data_dir=path.parent / "data")


# --- 18: backups restore


class Diary:
    """A plan kept day by day, its automatic backups, and what each of them has to hold."""

    def __init__(self, folder, monkeypatch):
        self.path, self.plan, self.code = keepers.made(folder)
        self.data_dir = folder / "data"
        self.passphrase = keepers.PASSPHRASE
        self.now = datetime(2025, 10, 18, 9, tzinfo=UTC)
        self.held = {}
        monkeypatch.setattr(backup, "stamp", lambda: self.now.strftime("%Y%m%dT%H%M%S%fZ"))

    def sitting(self, pick, hours):
        """Open, make the backup that is due, write a little, sometimes change the passphrase, close."""
        self.now += timedelta(hours=hours)
        opened = store.unlock(self.path, self.passphrase, data_dir=self.data_dir)
        due = upkeep.due_backup(opened)
        self.note(due(), opened)
        for n in range(pick.randrange(3)):
            opened.save(keepers.with_words(opened.plan, f"{self.now:%d %B}, {n}"))
        if pick.random() < 0.1:
            self.now += timedelta(minutes=1)
            plan, before = opened.plan, set(self.listed())
            new = f"passphrase of {self.now:%d %B}"
            opened.change_passphrase(new, cost=keepers.TESTING)
            for made in set(self.listed()) - before:
                self.held[made.path] = (plan, self.passphrase)
            self.passphrase = new
        self.now += timedelta(minutes=30)
        self.note(due(), opened)
        self.plan = opened.plan
        opened.close()

    def note(self, made, opened):
        if made is not None:
            self.held[made.path] = (opened.plan, self.passphrase)

    def listed(self):
        return backup.backups_of_file(self.data_dir, self.path)


def drill(diary, folder, each):
    """One backup as the only thing left: opened with its passphrase, and with the recovery sheet."""
    plan, passphrase = diary.held[each.path]
    for n, secret in enumerate(({"passphrase": passphrase}, {"code": diary.code})):
        place = folder / f"back {n}.wellplan"
        restore.restore_file(each.path, place, **secret, data_dir=folder / "data")
        opened = store.unlock(place, passphrase, data_dir=folder / "data")
        opened.verify()
        assert opened.plan == plan
        opened.close()
        place.unlink()
    return True


def in_the_open_plan(diary, wanted):
    opened = store.unlock(diary.path, diary.passphrase, data_dir=diary.data_dir)
    for each in wanted:
        assert restore.read_backup(opened, each) == diary.held[each.path][0], each.path.name
    of_today = restore.restore_plan(opened, wanted[-1])
    assert opened.plan == diary.held[wanted[-1].path][0]
    restore.restore_plan(opened, of_today)
    assert opened.plan == diary.plan
    opened.close()


def test_promise_18_every_backup_kept_restores(tmp_path, monkeypatch):
    pick, diary = random.Random(18), Diary(tmp_path, monkeypatch)
    for _sitting in range(40):
        diary.sitting(pick, pick.choice((2, 24, 24, 100)))
    kept = diary.listed()
    assert 8 <= len(kept) <= kept_backups.MOST
    assert all(each.whole for each in kept)
    (tmp_path / "elsewhere").mkdir()
    assert all(drill(diary, tmp_path / "elsewhere", each) for each in kept[::4])
    in_the_open_plan(diary, kept)


def test_promise_18_a_backup_comes_before_a_new_secret(tmp_path):
    """Before a migration: test_migration.py; before a purge: test_forgetting.py."""
    path, plan, code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    for change in (lambda: opened.change_passphrase("new", cost=keepers.TESTING), opened.new_recovery_code):
        before = set(backup.backups_of_file(tmp_path / "data", path))
        change()
        [made] = set(backup.backups_of_file(tmp_path / "data", path)) - before
        assert made.whole
    opened.close()
    oldest = backup.backups_of_file(tmp_path / "data", path)[-1]
    place = tmp_path / "back.wellplan"
    restore.restore_file(oldest.path, place, code=code, data_dir=tmp_path / "other")
    old = store.unlock(place, keepers.PASSPHRASE, data_dir=tmp_path / "other")
    assert old.plan == plan
    old.close()


@pytest.mark.soak
def test_promise_18_a_year_of_backups_soak(tmp_path, monkeypatch):
    pick, diary = random.Random(18), Diary(tmp_path, monkeypatch)
    run = soak.Run(18, "days with backups", 400)
    for _day in run.each():
        for _sitting in range(pick.choice((0, 1, 1, 2, 3))):
            diary.sitting(pick, 3)
        diary.now = (diary.now + timedelta(days=1)).replace(hour=9)
    (tmp_path / "elsewhere").mkdir()
    kept = diary.listed()
    wrong = sum(not drill(diary, tmp_path / "elsewhere", each) for each in kept)
    in_the_open_plan(diary, kept)
    span = (kept[0].at - kept[-1].at).days
    soak.figures.append(f"promise 18: {len(kept)} backups kept of {len(diary.held)}, over {span} days")
    run.end(backups_that_did_not_restore=wrong)
