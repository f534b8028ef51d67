# SPDX-License-Identifier: Apache-2.0
"""Moving, renaming and removing a whole plan: nothing is written over, and one whole file is always left."""

import errno
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from vault.keepers import PASSPHRASE, copy_of, get_sql, made, opened, with_words
from wellplan import resources
from wellplan.errors import Damaged, OpenElsewhere, WellPlanError
from wellplan.vault import backup, errands, leaf_pages, places, seen
from wellplan.vault.errands import Done, Errand
from wellplan.vault.store import Store, unlock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "new"
    place.mkdir()
    return place


def left_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.name != "data")


def no_links(*_args: object, **_options: object) -> None:
    """Another disk, or a stick that knows no second names."""
    raise OSError(errno.EXDEV, "")


@pytest.fixture(params=["same disk", "another disk"])
def disks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "another disk":
        monkeypatch.setattr(os, "link", no_links)
    return str(request.param)


@pytest.mark.usefixtures("disks")
def test_a_moved_plan_is_whole_and_its_old_place_empty(tmp_path: Path, folder: Path) -> None:
    path, plan, _code = made(tmp_path, edits=3)
    changed = path.stat().st_mtime_ns
    before = path.read_bytes()
    there = places.move_to(path, folder / path.name)
    assert there == folder / "plan.wellplan"
    assert there.read_bytes() == before
    assert there.stat().st_mtime_ns == changed
    assert there.stat().st_mode & 0o777 == 0o600
    assert left_in(folder) == ["plan.wellplan"]
    assert left_in(tmp_path) == ["new"]
    store = opened_there(there, tmp_path)
    assert store.plan.sections[1].items[-1].values == plan.sections[1].items[-1].values
    store.close()


def opened_there(path: Path, root: Path) -> Store:
    return unlock(path, PASSPHRASE, data_dir=root / "data")


@pytest.mark.usefixtures("disks")
def test_another_name_in_the_same_folder(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    assert places.move_to(path, places.new_place(path, "My plan 2")) == tmp_path / "My plan 2.wellplan"
    assert left_in(tmp_path) == ["My plan 2.wellplan"]
    there = places.new_place(path, "My plan 2.wellplan")
    assert places.move_to(there, there) == tmp_path / "My plan 2.wellplan"


@pytest.mark.parametrize(
    "name", ["", "  ", ".wellplan", "a/b", "..", ".hidden", "a\\b", "a\nb", "n" * 300, "a:b"]
)
def test_a_name_no_file_can_have(tmp_path: Path, name: str) -> None:
    path, _plan, _code = made(tmp_path)
    with pytest.raises(WellPlanError, match="cannot have that name"):
        places.new_place(path, name)
    assert left_in(tmp_path) == ["plan.wellplan"]


@pytest.mark.usefixtures("disks")
def test_a_taken_name_is_left_alone(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    (folder / path.name).write_bytes(b"another's")
    with pytest.raises(WellPlanError, match="already a file"):
        places.move_to(path, folder / path.name)
    assert (folder / path.name).read_bytes() == b"another's"
    assert path.exists()


def test_a_name_taken_at_the_last_moment(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    monkeypatch.setattr("wellplan.vault.new_file.check_free", lambda _path: None)
    (folder / path.name).write_bytes(b"another's")
    with pytest.raises(WellPlanError, match="already a file"):
        places.move_to(path, folder / path.name)
    assert (folder / path.name).read_bytes() == b"another's"


def test_an_open_plan_is_not_moved(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    store = opened(path)
    with pytest.raises(OpenElsewhere):
        places.move_to(path, folder / path.name)
    with pytest.raises(OpenElsewhere):
        places.remove_plan(path, tmp_path / "data")
    store.close()
    assert path.exists()
    assert left_in(folder) == []


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    with pytest.raises(WellPlanError, match="not there any more"):
        places.move_to(path, tmp_path / "gone" / path.name)
    with pytest.raises(WellPlanError, match="not there any more"):
        places.move_to(tmp_path / "gone.wellplan", tmp_path / "new.wellplan")
    assert left_in(tmp_path) == ["plan.wellplan"]


def failing(number: int) -> Callable[..., None]:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError(number, "private words")

    return fail


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "not enough room"), (errno.EROFS, "cannot be changed"), (errno.EIO, "did not take")],
)
@pytest.mark.parametrize("call", ["wellplan.vault.copying.copy_bytes", "os.fsync", "os.utime"])
def test_a_disk_that_does_not_take_it_leaves_the_plan_where_it_was(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str, call: str
) -> None:
    path, _plan, _code = made(tmp_path)
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(call, failing(number))
    with pytest.raises(WellPlanError, match=told) as caught:
        places.move_to(path, folder / path.name)
    assert "private" not in str(caught.value)
    assert left_in(folder) == []
    assert left_in(tmp_path) == ["new", "plan.wellplan"]


def test_a_copy_that_is_not_the_same_is_not_trusted(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    monkeypatch.setattr(os, "link", no_links)
    for wrong in (path.read_bytes()[:-1], path.read_bytes() + b"x", b"x" + path.read_bytes()[1:]):
        monkeypatch.setattr(
            "wellplan.vault.copying.copy_bytes", lambda _old, new, wrong=wrong: new.write_bytes(wrong)
        )
        with pytest.raises(WellPlanError, match="did not take"):
            places.move_to(path, folder / path.name)
        assert left_in(folder) == []
    opened(path).close()


def test_an_old_file_that_cannot_go_takes_the_new_one_back(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    unlink = Path.unlink

    def keep(self: Path, missing_ok: bool = False) -> None:
        if self == path:
            raise PermissionError(errno.EACCES, "")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", keep)
    with pytest.raises(WellPlanError, match="cannot be changed"):
        places.move_to(path, folder / path.name)
    assert left_in(folder) == []
    opened(path).close()


def test_the_new_file_stays_when_the_old_one_has_gone_all_the_same(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    unlink = Path.unlink

    def go_and_fail(self: Path, missing_ok: bool = False) -> None:
        unlink(self, missing_ok=missing_ok)
        if self == path:
            raise OSError(errno.EIO, "")

    monkeypatch.setattr(Path, "unlink", go_and_fail)
    with pytest.raises(WellPlanError):
        places.move_to(path, folder / path.name)
    assert left_in(folder) == ["plan.wellplan"]


# --- a last change that was cut short

CUT_SHORT = """
import os, signal, sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA cache_size=1")
conn.execute("BEGIN IMMEDIATE")
conn.execute("UPDATE head SET bytes = zeroblob(9000)")
conn.execute("INSERT INTO record VALUES (900, x'00', 1, zeroblob(90000), x'00')")
os.kill(os.getpid(), signal.SIGKILL)
"""


def with_journal(path: Path) -> Path:
    done = subprocess.run([sys.executable, "-c", CUT_SHORT, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    journal = path.with_name(f"{path.name}-journal")
    assert journal.stat().st_size > 0
    return journal


@pytest.mark.usefixtures("disks")
def test_a_change_that_was_cut_short_is_taken_back_before_the_move(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=2)
    with_journal(path)
    there = places.move_to(path, folder / path.name)
    assert left_in(tmp_path) == ["new"]
    assert get_sql(there, "SELECT count(*) FROM record WHERE seq = 900") == [(0,)]
    store = opened_there(there, tmp_path)
    assert len(store.plan.sections[0].items) == 2
    store.close()


def test_without_settling_the_moved_plan_would_be_broken(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: the defence taken out."""
    path, _plan, _code = made(tmp_path, edits=2)
    with_journal(path)
    monkeypatch.setattr(places, "_settle_journal", lambda _path: None)
    there = places.move_to(path, folder / path.name)
    with pytest.raises(WellPlanError):
        opened_there(there, tmp_path)


def test_a_journal_that_cannot_be_settled_stops_the_move(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"not of SQLite's making" * 40)
    with pytest.raises(WellPlanError) as caught:
        monkeypatch.setattr("wellplan.vault.container.connect", lambda _path: io.BytesIO())
        places.move_to(path, folder / path.name)
    assert "safe" in caught.value.safe
    assert left_in(folder) == []
    assert journal.exists()


def test_a_damaged_plan_with_a_journal_is_not_moved(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    with_journal(path)
    path.write_bytes(b"x" * 8192)
    with pytest.raises(Damaged):
        places.move_to(path, folder / path.name)
    assert left_in(folder) == []


# --- killed in the middle

KILLED = """
import os, signal, sys
from pathlib import Path
from wellplan.vault import errands, places
from wellplan.vault.errands import Errand
path, target, data, at, disk = sys.argv[1:]
if disk == "another disk":
    def no_link(*_args, **_options):
        raise OSError(18, "")
    os.link = no_link
count = 0
def step(event, args):
    global count
    if event in ("open", "os.link", "os.rename", "os.remove", "os.utime"):
        count += 1
        if count == int(at):
            os.kill(os.getpid(), signal.SIGKILL)
errand = Errand("move", Path(path), Path(target))
errands.leave(errand, Path(data))
from wellplan.vault import container, copying, instance_lock, new_file  # not while counting
sys.addaudithook(step)
errands.run(errand, Path(data))
"""


def killed_at(path: Path, target: Path, data: Path, step: int, disk: str) -> bool:
    """Run a move that is killed before its so-manieth touch of the disk. False: it ended before that."""
    command = [sys.executable, "-c", KILLED, str(path), str(target), str(data), str(step), disk]
    done = subprocess.run(command, check=False)
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


@pytest.mark.parametrize("disk", ["same disk", "another disk"])
def test_killed_anywhere_a_whole_plan_is_left_and_the_next_start_ends_the_move(
    tmp_path: Path, disk: str
) -> None:
    master, _plan, _code = made(tmp_path, edits=1)
    step = 0
    while True:
        step += 1
        root = tmp_path / f"{step}"
        (root / "new").mkdir(parents=True)
        path, target = copy_of(master, root), root / "new" / "moved.wellplan"
        data = root / "data"
        killed = killed_at(path, target, data, step, disk)
        whole = [p for p in (path, target) if p.exists() and p.read_bytes() == master.read_bytes()]
        assert whole, step
        errand = errands.find(data)
        assert (errand is not None) or not killed or target.exists(), step
        if errand is not None:
            assert errands.run(errand, data) == Done(target)
        assert not path.exists()
        assert target.read_bytes() == master.read_bytes()
        assert left_in(root / "new") == ["moved.wellplan"], step
        assert errands.find(data) is None
        if not killed:
            break
    assert step > 8


def test_a_cut_short_move_of_files_that_differ_touches_neither(tmp_path: Path, folder: Path) -> None:
    path, plan, _code = made(tmp_path)
    target = copy_of(path, folder)
    store = opened(path)
    store.save(with_words(plan, "newer"))
    store.close()
    before = path.read_bytes(), target.read_bytes()
    with pytest.raises(WellPlanError, match="they differ"):
        places.finish_move(path, target)
    assert (path.read_bytes(), target.read_bytes()) == before


@pytest.mark.parametrize("name", ["plan.wellplan", "link.wellplan"])
def test_a_cut_short_move_to_the_only_name_there_is_removes_nothing(tmp_path: Path, name: str) -> None:
    path, _plan, _code = made(tmp_path)
    target = path.with_name(name)
    if target != path:
        target.symlink_to(path)
    before = path.read_bytes()
    assert places.finish_move(path, target) == target
    assert path.read_bytes() == before


def test_a_cut_short_move_of_a_plan_that_was_opened_since_keeps_its_last_change(
    tmp_path: Path, folder: Path
) -> None:
    path, _plan, _code = made(tmp_path)
    target = folder / path.name
    os.link(path, target)
    before = path.read_bytes()
    with sqlite3.connect(path, isolation_level=None) as db:
        for sql in ("PRAGMA cache_size=1", "BEGIN IMMEDIATE", "UPDATE slot SET bytes = zeroblob(200000)"):
            db.execute(sql)
        journal = path.with_name(f"{path.name}-journal").read_bytes()
        half_done = path.read_bytes()
    db.close()
    path.write_bytes(half_done)
    path.with_name(f"{path.name}-journal").write_bytes(journal)
    assert path.read_bytes() != before
    places.finish_move(path, target)
    assert target.read_bytes() == before
    assert left_in(tmp_path) == ["new"]


def test_a_cut_short_move_of_a_plan_that_is_open_waits(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    target = copy_of(path, folder)
    store = opened(path)
    with pytest.raises(OpenElsewhere):
        places.finish_move(path, target)
    assert path.exists()
    store.close()


def test_a_note_about_no_plan_takes_no_second_name_away(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"no plan" * 20)
    os.link(path, folder / path.name)
    errands.drop(Errand("move", path, folder / path.name, begun=True), tmp_path / "data")
    assert left_in(folder) == [path.name]


def test_a_cut_short_move_that_had_already_ended(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    assert places.finish_move(folder / "old.wellplan", path) == path


def test_a_cut_short_move_whose_files_cannot_be_looked_at(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    target = copy_of(path, folder)
    monkeypatch.setattr(Path, "samefile", failing(errno.EIO))
    with pytest.raises(WellPlanError, match="did not take"):
        places.finish_move(path, target)
    assert path.exists()
    assert target.exists()


def test_what_cannot_be_swept_stops_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    (folder / ".plan.wellplan.aa.moving").mkdir()
    assert places.finish_move(path, folder / path.name).exists()
    monkeypatch.setattr(Path, "iterdir", failing(errno.ESTALE))
    assert places._halves(path) == []


# --- removing the whole plan


def test_a_removed_plan_is_gone_with_its_backups_and_its_entry(tmp_path: Path) -> None:
    path, plan, _code = made(tmp_path)
    other, _plan, _code2 = made(tmp_path, name="other.wellplan")
    data = tmp_path / "data"
    stores = [opened(path), opened(other)]
    vault_id = stores[0].vault.keys.vault_id
    for store in stores:
        store.back_up()
        store.save(with_words(plan, "more"))
        store.close()
    (backup.backups_dir(data, vault_id) / ".half.new").write_bytes(b"half")
    (tmp_path / ".plan.wellplan.aabbccdd.new").write_bytes(b"half")
    (tmp_path / ".plan.wellplan.lock").touch()
    path.with_name("plan.wellplan-journal").touch()
    seen = json.loads((data / "seen.json").read_text())
    assert vault_id.hex() in json.dumps(seen)
    removed = places.remove_plan(path, data)
    assert removed.backups == len(backup.list_backups(data, vault_id)) + 1
    assert left_in(tmp_path) == ["other.wellplan"]
    assert not backup.backups_dir(data, vault_id).exists()
    assert vault_id.hex() not in (data / "seen.json").read_text()
    assert "plan.wellplan" not in (data / "seen.json").read_text().replace("other.wellplan", "")
    opened(other).close()
    assert places.remove_plan(path, data) == places.Removed(0)


def test_backups_that_another_file_of_the_plan_needs_too_stay(tmp_path: Path) -> None:
    path, plan, _code = made(tmp_path)
    data = tmp_path / "data"
    second = Path(shutil.copy(path, tmp_path / "second.wellplan"))
    for each in (second, path):
        store = opened(each)
        store.back_up()
        store.close()
    vault_id = store.keys.vault_id
    assert places.other_files(path, data, vault_id) == (second,)
    assert places.remove_plan(path, data) == places.Removed(0)
    assert not path.exists()
    assert backup.list_backups(data, vault_id)
    assert seen.places_of(data, vault_id) == (second,)
    assert seen.highest_seen(data, vault_id)
    assert opened(second).plan == plan


def test_a_backup_that_was_opened_by_hand_goes_with_the_others(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    data = tmp_path / "data"
    store = opened(path)
    kept = store.back_up()
    store.close()
    seen.remember_place(data, store.keys.vault_id, kept)
    assert places.other_files(path, data, store.keys.vault_id) == ()
    assert places.remove_plan(path, data) == places.Removed(1)
    assert not kept.exists()


def test_another_file_counts_only_while_it_is_that_plan(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    other, _plan, _code2 = made(tmp_path, name="other.wellplan")
    data, vault_id = tmp_path / "data", leaf_pages.slots_in(path)[0].vault_id
    second, link = tmp_path / "second.wellplan", tmp_path / "link.wellplan"
    link.symlink_to(path)
    for place in (second, link, tmp_path / "none", tmp_path):
        seen.remember_place(data, vault_id, place)
    assert places.other_files(path, data, vault_id) == ()
    shutil.copy(other, second)
    assert places.other_files(path, data, vault_id) == ()
    shutil.copy(path, second)
    assert places.other_files(path, data, vault_id) == (second,)


def test_a_removed_files_slots_are_written_over(tmp_path: Path) -> None:
    """A second name for the same bytes shows what a search of the disk would find."""
    path, _plan, _code = made(tmp_path, edits=120)
    second = tmp_path / "second"
    slots = [raw for table in ("slot", "slot_copy") for (raw,) in get_sql(path, f"SELECT bytes FROM {table}")]
    os.link(path, second)
    assert len(slots) == 4
    assert all(raw in second.read_bytes() for raw in slots)
    places.remove_plan(path, tmp_path / "data")
    assert not any(raw in second.read_bytes() for raw in slots)
    assert len(second.read_bytes()) > places.WIPED


def test_a_plan_without_a_readable_byte_goes_with_its_backups(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    store = opened(path)
    vault_id = store.vault.keys.vault_id
    store.back_up()
    store.close()
    path.write_bytes(b"x" * 100)
    assert places.remove_plan(path, tmp_path / "data").backups >= 1
    assert not path.exists()
    assert backup.list_backups(tmp_path / "data", vault_id) == ()


@pytest.mark.parametrize("seen", [None, "{", "[1]"])
def test_a_spoilt_list_of_what_was_seen_stops_no_removal(tmp_path: Path, seen: str | None) -> None:
    path, _plan, _code = made(tmp_path)
    place = tmp_path / "data" / "seen.json"
    place.unlink(missing_ok=True)
    if seen is not None:
        place.write_text(seen)
    places.remove_plan(path, tmp_path / "data")
    assert not path.exists()


def test_what_cannot_be_removed_is_told_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", failing(errno.EROFS))
        with pytest.raises(WellPlanError, match="Not all") as caught:
            places.remove_plan(path, tmp_path / "data")
    assert "private" not in str(caught.value)
    places.remove_plan(path, tmp_path / "data")
    assert not path.exists()


# --- the note that is left


def test_a_note_is_left_found_and_done(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    data = tmp_path / "data"
    errand = Errand("move", path, folder / "ünï \udcff.wellplan")
    errands.leave(errand, data)
    assert errands.find(data) == errand
    assert (data / errands.NOTE).stat().st_mode & 0o077 == 0
    assert errands.run(errand, data) == Done(errand.target)
    assert errands.find(data) is None
    errands.leave(Errand("remove", errand.target or path), data)
    found = errands.find(data)
    assert found is not None
    assert errands.run(found, data) == Done(None, 0)


def test_only_the_process_before_can_ask_without_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, data = tmp_path / "a.wellplan", tmp_path / "data"
    errands.leave(Errand("move", path, tmp_path / "b.wellplan"), data)
    found = errands.find(data)
    assert found is not None
    assert found.asked
    note = data / errands.NOTE
    note.write_text(note.read_text().replace("b.wellplan", "c.wellplan"))  # by someone who watches the folder
    found = errands.find(data)
    assert found is not None
    assert not found.asked
    monkeypatch.delenv(errands.PROOF)
    errands.leave(Errand("remove", path), data)
    monkeypatch.delenv(errands.PROOF)  # the program died here
    found = errands.find(data)
    assert found == Errand("remove", path)
    assert not found.asked


@pytest.mark.parametrize("days", [-2, 2])
def test_an_old_note_is_not_asked_about_unless_it_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    now = time.time()
    for begun in (True, False):
        errand = Errand("remove", tmp_path / "a.wellplan", begun=begun)
        errands.leave(errand, tmp_path)
        monkeypatch.delenv(errands.PROOF)
        os.utime(tmp_path / errands.NOTE, (now, now - days * 86_400))
        assert errands.find(tmp_path) == (errand if begun else None)
    assert left_in(tmp_path) == []


@pytest.mark.usefixtures("disks")
def test_a_move_that_is_not_wanted_leaves_one_name(tmp_path: Path, folder: Path) -> None:
    path, _plan, _code = made(tmp_path)
    data = tmp_path / "data"
    with suppress(OSError):  # on another disk a second name cannot be given
        os.link(path, folder / path.name)
        errands.drop(Errand("move", path, folder / path.name), data)  # not begun: that name is not ours
        assert left_in(folder) == [path.name]
    for target in (path, folder / path.name, None):
        errand = Errand("move" if target else "remove", path, target, begun=True)
        errands.leave(errand, data)
        errands.drop(errand, data)
    errands.drop(Errand("move", tmp_path / "gone.wellplan", path), data)
    assert (left_in(tmp_path), left_in(folder), errands.find(data)) == (["new", "plan.wellplan"], [], None)


def test_a_note_is_gone_when_its_work_cannot_be_done(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    errand = Errand("move", path, tmp_path / "gone" / "x.wellplan")
    with pytest.raises(WellPlanError):
        errands.run(errand, tmp_path / "data")
    assert errands.find(tmp_path / "data") is None
    assert path.exists()


def test_no_note_is_left_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(WellPlanError, match="not begun"):
        errands.leave(Errand("remove", tmp_path / "x.wellplan"), tmp_path / "data")
    assert left_in(tmp_path / "data") == []


@pytest.mark.parametrize(
    "note",
    [
        "",
        "[]",
        "{}",
        "[" * 9000,
        '{"kind": "move", "path": "/a", "target": null, "begun": true}',
        '{"kind": "burn", "path": "/a", "target": null, "begun": true}',
        '{"kind": "remove", "path": "a", "target": null, "begun": true}',
        '{"kind": "remove", "path": 7, "target": null, "begun": true}',
    ],
)
def test_a_note_that_makes_no_sense_is_none(tmp_path: Path, note: str) -> None:
    (tmp_path / errands.NOTE).write_text(note)
    assert errands.find(tmp_path) is None


# --- where the app's own things are


def test_the_data_folder_of_a_person_and_of_a_portable_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    assert places.data_dir() == home / "data" / "wellplan" == backup.default_data_dir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for program in (tmp_path / "wellplan", tmp_path / "WellPlan.app" / "Contents" / "MacOS" / "wellplan"):
        monkeypatch.setattr(sys, "executable", str(program))
        assert resources.portable_dir() is None
    beside = tmp_path / resources.DATA_BESIDE
    beside.mkdir()
    assert resources.portable_dir() == beside
    assert places.data_dir() == beside == backup.default_data_dir()
    monkeypatch.setattr(Path, "is_dir", failing(errno.EACCES))
    assert resources.portable_dir() is None


def test_a_place_that_cannot_be_looked_at_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places.is_there(tmp_path)
    assert not places.is_there(tmp_path / "gone")
    assert not places.is_there(tmp_path / ("n" * 300))
    monkeypatch.setattr(Path, "exists", failing(errno.ESTALE))
    assert not places.is_there(tmp_path)
