# SPDX-License-Identifier: Apache-2.0
"""What the session, slow work and a copy on its way do when a write is in doubt, or the plan closes first."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.keepers import small_plan
from vault.keepers import fail_commit, gone, put_rewrites_in_doubt
from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError
from wellplan.plan.model import Item, Plan
from wellplan.ui.copy_choices import CopyChoice
from wellplan.ui.copy_work import Order
from wellplan.ui.forget_work import forget
from wellplan.ui.outgoing import Outgoing
from wellplan.ui.passphrase_part import change_passphrase
from wellplan.ui.session import Session
from wellplan.ui.share_draft import Draft
from wellplan.ui.share_giving import Giving
from wellplan.ui.share_work import Sent, choose
from wellplan.vault import backup, container, elsewhere, forgetting, replay, restore
from wellplan.vault.merging import bring_in
from wellplan.vault.store import Store, create, unlock

PASSPHRASE = "kettle on, cat in"


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    store, _code = create(tmp_path / "p.wellplan", PASSPHRASE, small_plan("mine", "SPARE"), cost=TESTING)
    made = Session(store)
    yield made
    made.close()


def store_of(session: Session) -> Store:
    assert isinstance(session.keeper, Store)
    return session.keeper


def reopened(session: Session) -> Plan:
    session.close()
    store = unlock(session.keeper.path, PASSPHRASE)
    store.close()
    return store.plan


def all_that_was_said(session: Session) -> str:
    return str(list(replay.events(store_of(session).vault)))


def write(session: Session, words: str) -> None:
    item = Item(values={"sign": words}, changed="2026-11-22T09:00:00Z")
    session.edit(session.plan.put_item(session.plan.sections[0].id, item), "writing")


def take_out(session: Session, words: str) -> str:
    section = session.plan.sections[0]
    item = next(each for each in section.items if words in str(each))
    session.edit(session.plan.remove_item(section.id, item.id), "removing")
    return item.id


def put_in_doubt(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next commit lands, but seems to fail, and the file cannot be looked at."""
    fail_commit(store_of(session), sqlite3.SQLITE_IOERR, lands=True)
    monkeypatch.setattr(container, "connect", gone)


def rewrite_in_doubt(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    with monkeypatch.context() as broken:
        put_rewrites_in_doubt(broken, lands=True)
        with pytest.raises(WellPlanError):
            work()


def second(session: Session, words: str) -> Path:
    path = session.keeper.path.with_name("copy.wellplan")
    shutil.copy(session.keeper.path, path)
    theirs = unlock(path, PASSPHRASE)
    item = Item(values={"sign": words}, changed="2026-11-22T08:00:00Z")
    theirs.save(theirs.plan.put_item(theirs.plan.sections[0].id, item))
    theirs.close()
    return path


def outgoing(session: Session) -> Outgoing:
    order = Order(session.plan, CopyChoice(), session.keeper.version(), "GB")
    return Outgoing(session, order, "saved")


def test_a_change_in_doubt_that_is_undone_does_not_come_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out(session, "SPARE")
    with monkeypatch.context() as broken:
        put_in_doubt(session, broken)
        assert not session.flush()
        session.undo()
        assert not session.flush()  # nobody can know what the file says
        assert not session.kept
    assert session.flush()
    assert session.saved
    assert "SPARE" in str(reopened(session))


def test_a_change_that_failed_for_sure_and_is_undone_is_kept(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = session.keeper.path
    aside = path.rename(path.with_name("aside"))
    write(session, "more")
    assert not session.flush()
    session.undo()
    assert session.flush()
    assert session.saved
    aside.rename(path)


def test_a_backup_whose_bringing_back_was_told_as_failed_is_not_there_at_the_next_opening(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(session)
    older = backup.as_backup(store.back_up())
    write(session, "LATER")
    assert session.flush()
    real = Store.save
    with monkeypatch.context() as broken:

        def save(self: Store, plan: Plan) -> None:
            put_in_doubt(session, broken)
            real(self, plan)

        broken.setattr(Store, "save", save)
        with pytest.raises(WellPlanError):
            restore.restore_plan(store, older)
        assert session.flush()  # no words of the person's are only here
    assert session.flush()
    assert "LATER" in str(reopened(session))


def test_two_rewrites_in_doubt_in_a_row(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    store, theirs = store_of(session), second(session, "THEIRS")
    section = session.plan.sections[0]
    rewrite_in_doubt(monkeypatch, lambda: bring_in(store, theirs))
    rewrite_in_doubt(monkeypatch, lambda: forgetting.forget_item(store, section.id, section.items[1].id))
    write(session, "typed")
    assert session.flush()
    assert "THEIRS" in str(session.plan)
    assert "SPARE" not in all_that_was_said(session)
    assert reopened(session) == session.plan


def test_a_copy_on_its_way_takes_nothing_out_that_came_late(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, theirs = store_of(session), second(session, "THEIRS")
    rewrite_in_doubt(monkeypatch, lambda: bring_in(store, theirs))
    copy = outgoing(session)
    write(session, "typed")
    copy._mark()
    assert session.flush()
    assert all(words in str(reopened(session)) for words in ("THEIRS", "typed"))


def test_a_copy_on_its_way_brings_nothing_back_that_was_forgotten(session: Session) -> None:
    copy = outgoing(session)
    section = session.plan.sections[0]
    forgetting.forget_item(store_of(session), section.id, section.items[1].id)
    session.take_forgotten()
    assert copy._mark() == ""
    assert "SPARE" not in all_that_was_said(session)
    assert session.keeper.version().number == 2


def test_words_saved_while_a_copy_was_made_are_in_the_plan_at_every_moment_after(session: Session) -> None:
    copy = outgoing(session)
    write(session, "TYPED")
    assert session.flush()
    saved = store_of(session).vault.head.seq
    copy._mark()
    store = store_of(session)
    assert store.vault.head.seq > saved
    assert all("TYPED" in str(store.plan_at(seq)) for seq in range(saved, store.vault.head.seq + 1))


def test_words_of_another_program_are_in_the_plan_at_every_moment_after(session: Session) -> None:
    theirs = second(session, "THEIRS")
    write(session, "OURS")
    theirs.replace(session.keeper.path)
    assert not session.flush()
    session.keeper_changed.connect(session.flush)  # as the window does, which goes to the same page again
    session.take_keeper(*elsewhere.bring_together(store_of(session), session.plan))
    store = store_of(session)
    assert all("THEIRS" in str(store.plan_at(seq)) for seq in range(2, store.vault.head.seq + 1))
    assert "OURS" in str(reopened(session))


def test_a_lock_just_after_removing_for_good_still_removes_it(session: Session) -> None:
    item_id = take_out(session, "SPARE")
    told: list[object] = []
    forget(session, forgetting.item(item_id), told.append, told.append)
    session.close()
    store = unlock(session.keeper.path, PASSPHRASE)
    assert "SPARE" not in str(list(replay.events(store.vault)))
    store.close()


def test_a_lock_just_after_choosing_a_passphrase_still_keeps_it(session: Session) -> None:
    change_passphrase(session, "a quite new one", {"cost": TESTING}, lambda _error: None)
    session.close()
    unlock(session.keeper.path, "a quite new one").close()


def test_work_that_comes_too_late_does_not_open_the_plan_again(session: Session, qtbot: QtBot) -> None:
    item_id = take_out(session, "SPARE")
    told: list[object] = []
    store = store_of(session)
    session.flush()
    session.close()
    forget(session, forgetting.item(item_id), told.append, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], WellPlanError)
    assert store.vault._db is None


def test_a_copy_taken_back_is_gone_from_where_it_was_written(session: Session, tmp_path: Path) -> None:
    real, target = tmp_path / "copy.pdf", tmp_path / "link.pdf"
    real.write_bytes(b"as the writing of copies leaves it")
    target.symlink_to(real)
    chosen = choose(Draft(how="pdf"), session.plan, session.keeper.version(), "GB", target)
    giving = Giving(session, chosen)
    told: list[Exception] = []
    giving.stayed.connect(told.append)
    giving._take_back(Sent(chosen), WellPlanError("The disk is full.", "", ""))
    assert "taken away again" in str(told[0])
    assert not real.exists()
