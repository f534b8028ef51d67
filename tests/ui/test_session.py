# SPDX-License-Identifier: Apache-2.0
"""The open plan: saving by itself, undo in one stack, and what happens when the disk fails."""

import sys
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from ui.keepers import MemoryKeeper, small_plan
from wellplan.ui import session as session_module
from wellplan.ui.session import Session


@pytest.fixture
def keeper() -> MemoryKeeper:
    return MemoryKeeper(small_plan("I stop cooking"))


@pytest.fixture
def session(qtbot: QtBot, keeper: MemoryKeeper) -> Session:
    return Session(keeper)


def titled(session: Session, title: str) -> None:
    session.edit(replace(session.plan, title=title), "renaming", typing="title")


def test_an_edit_is_saved_within_a_second(qtbot: QtBot, session: Session, keeper: MemoryKeeper) -> None:
    with qtbot.waitSignal(
        session.save_state_changed, timeout=1000, check_params_cb=lambda s, _e: s == "saved"
    ):
        titled(session, "A")
    assert [p.title for p in keeper.saves] == ["A"]


def test_typing_without_a_pause_still_saves(
    qtbot: QtBot, session: Session, keeper: MemoryKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(session_module.time, "monotonic", lambda: clock[0])
    titled(session, "A")
    clock[0] += session_module.SAVE_AT_MOST_MS / 1000 + 0.1
    with qtbot.waitSignal(session.save_state_changed, timeout=200):
        titled(session, "AB")
    assert keeper.saves[-1].title == "AB"


def test_a_burst_of_typing_is_one_step_of_undo(session: Session) -> None:
    for text in ("H", "He", "Hel"):
        titled(session, text)
    session.undo()
    assert session.plan.title == ""
    session.redo()
    assert session.plan.title == "Hel"


def test_a_pause_starts_a_new_step(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(session_module.time, "monotonic", lambda: clock[0])
    titled(session, "one")
    clock[0] += 2
    titled(session, "one two")
    session.undo()
    assert session.plan.title == "one"


def test_a_failing_disk_keeps_the_words_and_tries_again(
    qtbot: QtBot, session: Session, keeper: MemoryKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "RETRY_MS", 30)
    keeper.fails = True
    with qtbot.waitSignal(session.save_state_changed, check_params_cb=lambda s, e: s == "not-saved" and e):
        titled(session, "precious")
        session.flush()
    assert session.plan.title == "precious"
    assert not session.saved
    keeper.fails = False
    qtbot.waitUntil(lambda: session.saved, timeout=2000)
    assert keeper.saves[-1].title == "precious"


def test_undo_back_to_what_is_saved_says_saved(session: Session, keeper: MemoryKeeper) -> None:
    titled(session, "A")
    session.undo()
    states: list[str] = []
    session.save_state_changed.connect(lambda state, _error: states.append(state))
    assert session.flush()
    assert states == ["saved"]
    assert keeper.saves == []


def test_nothing_changes_a_plan_that_can_only_be_read(qtbot: QtBot) -> None:
    keeper = MemoryKeeper(small_plan())
    keeper.read_only = True
    session = Session(keeper)
    titled(session, "A")
    assert session.plan.title == ""


def test_a_choice_that_cannot_be_kept_is_no_fault(session: Session, keeper: MemoryKeeper) -> None:
    keeper.fails = True
    session.remember("here", "people")
    keeper.fails = False
    session.remember("here", "people")
    assert keeper.preferences == {"here": "people"}


def test_close_saves_first(session: Session, keeper: MemoryKeeper) -> None:
    titled(session, "last words")
    assert session.close()
    assert keeper.closed
    assert keeper.saves[-1].title == "last words"


def test_a_fault_of_our_own_while_saving_keeps_the_words_and_tries_again(
    qtbot: QtBot, session: Session, keeper: MemoryKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: told.append(kind))
    monkeypatch.setattr(session_module, "RETRY_MS", 30)
    states: list[str] = []
    session.save_state_changed.connect(lambda state, _error: states.append(state))

    def bug(*_args: object) -> None:
        raise ValueError("precious")

    with monkeypatch.context() as broken:
        for name in ("save", "set_preference", "close"):
            broken.setattr(keeper, name, bug)
        titled(session, "precious")
        assert not session.flush()
        session.remember("here", "people")
        assert not session.close()
    assert states[-1] == "not-saved"
    assert set(told) == {ValueError}
    assert not session.saved
    assert session.flush()
    assert keeper.saves[-1].title == "precious"


def test_a_slow_failing_disk_does_not_hold_up_every_key(session: Session, keeper: MemoryKeeper) -> None:
    keeper.fails = True
    titled(session, "a")
    session.flush()
    for text in ("ab", "abc", "abcd"):
        titled(session, text)
    assert session._save_timer.remainingTime() > session_module.SAVE_AT_MOST_MS
    keeper.fails = False
    assert session.flush()
    titled(session, "abcde")
    assert session._save_timer.remainingTime() <= session_module.SAVE_AT_MOST_MS


def test_what_became_of_a_new_passphrase_is_said_after_the_next_save(
    session: Session, keeper: MemoryKeeper
) -> None:
    said: list[str] = []
    session.said.connect(lambda told, _undo: said.append(told))
    keeper.notices = ("Your new passphrase was kept.",)  # type: ignore[attr-defined]
    for title in ("one", "two"):
        session.edit(replace(session.plan, title=title), "title")
        session.flush()
    assert said == ["Your new passphrase was kept."]
