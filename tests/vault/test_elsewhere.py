# SPDX-License-Identifier: Apache-2.0
"""Words that are only on the screen: saved elsewhere whatever became of the plan's own file."""

import errno
import shutil
from pathlib import Path

import pytest

from vault.keepers import PASSPHRASE, do_sql, made, opened, retitled, with_words
from wellplan.crypto import TESTING
from wellplan.errors import ChangedElsewhere, WellPlanError
from wellplan.vault import elsewhere, seen, store
from wellplan.vault.elsewhere import bring_together, knows_passphrase, saver


def plan_in(path: Path, data_dir: Path):
    with_store = store.unlock(path, PASSPHRASE, data_dir=data_dir)
    plan, history = with_store.plan, with_store.history()
    preferences = with_store.preference("country")
    version = with_store.version().number
    with_store.close()
    return plan, history, preferences, version


def test_the_passphrase_is_known_without_the_file(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    held = opened(path)
    path.unlink()
    assert knows_passphrase(held, PASSPHRASE)
    assert not knows_passphrase(held, "another")
    held.vault.slots.clear()
    assert not knows_passphrase(held, PASSPHRASE)


@pytest.mark.parametrize("unsaved", [True, False])
def test_a_copy_has_the_last_words_and_the_history(tmp_path: Path, unsaved: bool) -> None:
    path, _plan, _code = made(tmp_path, edits=2)
    held = opened(path)
    plan = with_words(held.plan, "only on the screen") if unsaved else held.plan
    target = tmp_path / "stick" / "copy.wellplan"
    target.parent.mkdir()
    saver(held, plan, target)()
    held.close()
    found, history, _country, _version = plan_in(target, tmp_path / "data")
    assert found == plan
    assert len(history) == (4 if unsaved else 3)
    assert [p.name for p in target.parent.iterdir()] == ["copy.wellplan"]


def test_a_copy_is_made_from_memory_when_the_file_is_gone(tmp_path: Path) -> None:
    path, _plan, code = made(tmp_path, edits=2)
    held = opened(path)
    held.set_preference("country", "GB")
    held.mark_version("printed")
    plan = with_words(held.plan, "only on the screen")
    save = saver(held, plan, tmp_path / "copy.wellplan")
    path.unlink()
    save()
    found, _history, country, version = plan_in(tmp_path / "copy.wellplan", tmp_path / "data")
    assert found == plan
    assert (country, version) == ("GB", 2)
    again = store.unlock_with_recovery(
        tmp_path / "copy.wellplan", code, "new words here", cost=TESTING, data_dir=tmp_path / "data"
    )
    assert again.plan == plan
    again.close()


def test_a_copy_from_memory_is_not_called_an_older_one(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=5)
    held = opened(path)
    save = saver(held, with_words(held.plan, "only on the screen"), tmp_path / "copy.wellplan")
    path.rename(tmp_path / "away")
    save()
    copy = store.unlock(tmp_path / "copy.wellplan", PASSPHRASE, data_dir=tmp_path / "data")
    assert copy.notices == ()
    again = saver(copy, with_words(copy.plan, "once more"), tmp_path / "second.wellplan")
    copy.path.rename(tmp_path / "away too")
    again()
    copy.close()
    second = store.unlock(tmp_path / "second.wellplan", PASSPHRASE, data_dir=tmp_path / "data")
    assert second.notices == ()
    second.close()
    (tmp_path / "away").rename(path)
    held.close()
    [told] = opened(path).notices  # the stick was found again, without the last words
    assert "older copy" in told


@pytest.mark.parametrize(("began_after", "reached"), [("", 3), ("7", 10), ("-7", 3), ("x", 3), ("9" * 16, 3)])
def test_how_far_a_file_has_come(began_after: str, reached: int) -> None:
    assert seen.reached(3, {seen.BEGAN_AFTER: began_after}) == reached


def test_a_file_changed_by_another_is_not_copied_for_ours(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=1)
    other = Path(shutil.copy(path, tmp_path / "other.wellplan"))
    held = opened(path)
    theirs = opened(other)
    theirs.save(retitled(theirs.plan, "theirs"))
    theirs.close()
    other.replace(path)
    plan = with_words(held.plan, "mine")
    saver(held, plan, tmp_path / "copy.wellplan")()
    assert plan_in(tmp_path / "copy.wellplan", tmp_path / "data")[0] == plan
    held.close()


def test_a_new_passphrase_opens_the_copy_too(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    held = opened(path)
    held.change_passphrase("another one", cost=TESTING)
    assert knows_passphrase(held, "another one")
    save = saver(held, held.plan, tmp_path / "copy.wellplan")
    path.unlink()
    save()
    store.unlock(tmp_path / "copy.wellplan", "another one", data_dir=tmp_path / "data").close()


def test_nothing_is_written_over_and_nothing_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    held = opened(path)
    with pytest.raises(WellPlanError):
        saver(held, held.plan, path)()
    full = tmp_path / "full"
    full.mkdir()

    def no_room(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(elsewhere.new_file, "place_new", no_room)
    with pytest.raises(WellPlanError, match="could not be saved"):
        saver(held, held.plan, full / "copy.wellplan")()
    assert list(full.iterdir()) == []
    held.close()


def test_a_copy_that_does_not_read_back_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _plan, _code = made(tmp_path)
    held = opened(path)
    monkeypatch.setattr(elsewhere.changes, "difference", lambda *_plans: [])
    with pytest.raises(WellPlanError, match="can’t be saved"):
        saver(held, with_words(held.plan, "lost"), tmp_path / "copy.wellplan")()
    assert not (tmp_path / "copy.wellplan").exists()
    held.close()


def replaced(path: Path, tmp_path: Path, *edits: str) -> Path:
    """A copy of the file with edits of another computer; it takes the file's place when it is renamed."""
    other = Path(shutil.copy(path, tmp_path / "other.wellplan"))
    theirs = opened(other)
    for words in edits:
        theirs.save(with_words(theirs.plan, words))
    theirs.close()
    return other


def signs(plan) -> set[str]:
    return {item.text("sign") for section in plan.sections for item in section.items}


def test_a_file_that_went_on_elsewhere_and_unsaved_words_come_together(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=1)
    held = opened(path)
    theirs = opened(replaced(path, tmp_path, "theirs"))
    gone = theirs.plan.sections[0].items[0]
    theirs.save(theirs.plan.remove_item(theirs.plan.sections[0].id, gone.id))
    theirs.close()
    (tmp_path / "other.wellplan").replace(path)
    mine = with_words(held.plan, "mine")
    with pytest.raises(ChangedElsewhere):
        held.save(mine)
    again, plan = bring_together(held, mine)
    assert signs(plan) == {"theirs", "mine", "singing"}  # what they took out stays out
    again.save(plan)
    assert knows_passphrase(again, PASSPHRASE)
    again.close()
    found, history, *_rest = plan_in(path, tmp_path / "data")
    assert found == plan
    assert len(history) == 5


def test_an_older_file_put_in_place_takes_nothing_away(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    older = replaced(path, tmp_path, "theirs")
    held = opened(path)
    held.save(with_words(held.plan, "saved since"))
    older.replace(path)
    again, plan = bring_together(held, with_words(held.plan, "mine"))
    assert signs(plan) == {"theirs", "saved since", "mine", "singing"}
    again.close()


@pytest.mark.parametrize("what", ["another plan", "no plan"])
def test_another_file_in_its_place_is_never_touched(tmp_path: Path, what: str) -> None:
    path, _plan, _code = made(tmp_path)
    other = tmp_path / "other.wellplan"
    if what == "another plan":
        made(tmp_path, name=other.name)
    else:
        other.write_bytes(b"something else")
    held = opened(path)
    other.replace(path)
    before = path.read_bytes()
    with pytest.raises(ChangedElsewhere, match="another file"):
        bring_together(held, held.plan)
    assert path.read_bytes() == before
    saver(held, held.plan, tmp_path / "copy.wellplan")()


def test_a_file_that_is_gone_cannot_be_brought_together_yet(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path)
    held = opened(path)
    aside = path.rename(tmp_path / "aside")
    with pytest.raises(WellPlanError):
        bring_together(held, held.plan)
    aside.rename(path)
    mine = with_words(held.plan, "mine")
    held.save(mine)
    assert held.plan == mine
    held.close()


def test_a_file_whose_records_are_damaged_is_let_go_of(tmp_path: Path) -> None:
    path, _plan, _code = made(tmp_path, edits=2)
    held = opened(path)
    do_sql(path, "DELETE FROM record WHERE seq = 2")
    with pytest.raises(ChangedElsewhere):
        bring_together(held, held.plan)
    held.close()
