# SPDX-License-Identifier: Apache-2.0
"""Earlier versions, with real sealed files: days in words, the plan as it was, bringing words back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.screens import click, clipped, dress, find, read, says, tab_round, words_on
from wellplan.errors import WellPlanError
from wellplan.plan.describe import PEOPLE, Told
from wellplan.plan.model import Item, Person, Plan
from wellplan.ui import earlier_page
from wellplan.ui.earlier_page import EarlierPage, summary
from wellplan.ui.earlier_version import EarlierVersion
from wellplan.ui.forget_work import in_words
from wellplan.ui.look import Look
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.sittings import Sitting
from wellplan.ui.when import local
from wellplan.vault import backup
from wellplan.vault import open_plan as vault_open_plan
from wellplan.vault.forgetting import Forgotten
from wellplan.vault.looking_back import look_back
from wellplan.vault.store import Store

WORDS, MORE = "I stop opening the post", "I stay up until it is light"
QUESTION = "Remove this for good?"
DAYS = ("2026-11-03T09:15:00Z", "2026-11-04T10:00:00Z", "2026-11-05T11:00:00Z")


def write(store: Store, words: str, at: str, monkeypatch: pytest.MonkeyPatch) -> Item:
    """One entry on the first page, saved at a time of the past."""
    section = store.plan.sections[0]
    item = Item(values={section.fields[0].key: words})
    with monkeypatch.context() as patched:
        patched.setattr(vault_open_plan, "now", lambda: at)
        store.save(store.plan.put_item(section.id, item))
    return item


def shown(qtbot: QtBot, store: Store, settings: Settings, look: Look | None = None) -> EarlierPage:
    dress(look)
    page = EarlierPage(Session(store), settings)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: bool(page.found))
    return page


def open_at(qtbot: QtBot, page: EarlierPage, number: int) -> None:
    """Press the card of the sitting with this number, the newest first."""

    def cards() -> list[QPushButton]:
        return [b for b in page.findChildren(QPushButton) if b.property("kind") == "card" and b.isVisible()]

    qtbot.waitUntil(lambda: len(cards()) > number)
    qtbot.mouseClick(cards()[number], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(find(page, "Back to all days")))


def test_history_is_days_and_words(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, WORDS, DAYS[0], monkeypatch)
    write(store, MORE, DAYS[1], monkeypatch)
    page = shown(qtbot, store, settings)
    read(qtbot, page, "Your plan begins here")
    said = words_on(page)
    assert said.index("4 November 2026") < said.index("3 November 2026")
    title = store.plan.sections[0].title
    assert f"Added to {title}: {WORDS}" in said
    assert "Your plan begins here" in said


def test_the_plan_as_it_was_can_be_read_and_compared_with_today(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write(store, WORDS, DAYS[0], monkeypatch)
    store.save(store.plan.put_person(Person(name="Amina")))
    store.save(store.plan.remove_item(store.plan.sections[0].id, first.id))
    page = shown(qtbot, store, settings)
    open_at(qtbot, page, 1)
    click(qtbot, page, "Compare with today")
    read(qtbot, page, "Since then, this changed:")
    assert "Added to my people" in words_on(page)
    click(qtbot, page, "See the plan as it was")
    qtbot.waitUntil(lambda: "Since then, this changed:" not in words_on(page))
    # In what changed, and in the plan as it was.
    qtbot.waitUntil(lambda: words_on(page).count(WORDS) == 2)
    assert "Amina" not in words_on(page)


def test_one_thing_taken_out_is_brought_back_and_that_can_be_undone(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = write(store, WORDS, DAYS[0], monkeypatch)
    without = store.plan.remove_item(store.plan.sections[0].id, item.id)
    store.save(without)
    page = shown(qtbot, store, settings)
    told: list[bool] = []
    page.session.said.connect(lambda _words, undo: told.append(undo))
    open_at(qtbot, page, 0)
    click(qtbot, page, "Bring this back, number 1")
    assert page.session.plan.sections[0].item(item.id) == item
    assert told == [True]
    assert page.session.flush()
    page.session.undo()
    assert page.session.flush()
    assert store.plan == without


def test_a_page_or_the_whole_plan_is_brought_back(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, WORDS, DAYS[0], monkeypatch)
    then = store.plan
    write(store, MORE, DAYS[1], monkeypatch)
    store.save(replace(store.plan, title="Another name"))
    page = shown(qtbot, store, settings)
    open_at(qtbot, page, 2)
    click(qtbot, page, "Compare with today")
    click(qtbot, page, "Bring back this whole page, number 2")
    assert page.session.plan.sections == then.sections
    assert page.session.plan.title == "Another name"
    click(qtbot, page, "Bring the whole plan back")
    assert page.session.plan == then
    assert find(page, "Bring the whole plan back") == []


def test_back_to_all_days_returns_to_the_same_card(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, WORDS, DAYS[0], monkeypatch)
    write(store, MORE, DAYS[1], monkeypatch)
    page = shown(qtbot, store, settings)
    open_at(qtbot, page, 1)
    assert says(page.first_focus() or page) == "Back to all days"  # no card of the list that is gone
    click(qtbot, page, "Back to all days")
    qtbot.waitUntil(lambda: "3 November" in (page.focusWidget() or page).accessibleName())


def test_only_the_newest_days_are_shown_until_more_are_asked_for(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier_page, "DAYS_AT_FIRST", 2)
    for number, at in enumerate(DAYS):
        write(store, f"words {number}", at, monkeypatch)
    page = shown(qtbot, store, settings)
    read(qtbot, page, "4 November 2026")
    assert "3 November 2026" not in words_on(page)
    click(qtbot, page, "Show 2 more days")
    read(qtbot, page, "3 November 2026")
    qtbot.waitUntil(lambda: find(page, "Show 2 more days") == [])


def test_a_history_that_cannot_be_read_is_said(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellplan.vault import container, looking_back

    def damaged() -> None:
        raise container.damaged()

    monkeypatch.setattr(looking_back, "look_back", lambda _store: damaged)
    dress()
    page = EarlierPage(Session(store), settings)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "Part of this file is damaged." in page.notice.text)


def sitting(kind: str, before: Plan | None, after: Plan) -> Sitting:
    at = local(DAYS[0])
    return Sitting(at, at, 3, kind, before, after)


def test_every_kind_of_step_has_its_words() -> None:
    plan = Plan()
    many = replace(plan, people=tuple(Person(name=f"Someone {n}") for n in range(6)))
    assert summary(sitting("start", None, plan)) == ["Your plan begins here"]
    assert summary(sitting("purge", plan, plan)) == ["Something was removed for good"]
    assert summary(sitting("merge", plan, many))[0] == "A second copy was brought in"
    assert summary(sitting("edit", plan, plan)) == ["Small changes"]
    assert summary(sitting("edit", plan, many))[-1] == "and 3 more"
    long = replace(plan, title="long " * 40)
    assert len(summary(sitting("edit", plan, long))[0]) < 80


def test_two_sittings_of_one_minute_have_two_names(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, WORDS, "2026-11-03T09:15:10Z", monkeypatch)
    write(store, MORE, "2026-11-03T09:15:05Z", monkeypatch)  # the clock was set back
    page = shown(qtbot, store, settings)
    read(qtbot, page, "Your plan begins here")
    names = [b.accessibleName() for b in page.findChildren(QPushButton) if b.isVisible()]
    assert len(names) == 3
    assert len(set(names)) == 3


def test_all_of_it_by_keyboard_and_none_of_it_cut(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, WORDS * 4, DAYS[0], monkeypatch)
    page = shown(qtbot, store, settings, Look(text_size=200))
    qtbot.waitUntil(lambda: clipped(page) == [])
    open_at(qtbot, page, 0)
    qtbot.waitUntil(lambda: page.focusWidget() is find(page, "Back to all days")[0])
    assert len(tab_round(page)) >= 4
    qtbot.waitUntil(lambda: clipped(page) == [])
    assert page.horizontalScrollBar().maximum() == 0
    names = [b.accessibleName() or b.text() for b in page.findChildren(QPushButton) if b.isVisible()]
    assert len(set(names)) == len(names)
    page.resize(1024, 420)
    click(qtbot, page, "Back to all days")
    qtbot.waitUntil(lambda: (page.focusWidget() or page).property("kind") == "card")
    card = page.focusWidget()
    assert card is not None
    # Where one was is in sight again, not only its upper edge.
    qtbot.waitUntil(lambda: 0 <= card.mapTo(page.viewport(), card.rect().bottomLeft()).y() < 420)


def test_a_plan_that_can_only_be_read_offers_no_change(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, WORDS, DAYS[0], monkeypatch)
    monkeypatch.setattr(type(store), "read_only", property(lambda _self: True))
    page = shown(qtbot, store, settings)
    open_at(qtbot, page, 1)
    click(qtbot, page, "Compare with today")
    for words in ("Bring the whole plan back", "Remove this and all before it"):
        assert find(page, words) == []
    assert not [b for b in page.findChildren(QPushButton) if b.isVisible() and "Bring" in b.text()]


# --- removing for good


def deleted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry written on an earlier day, and taken out today."""
    item = write(store, WORDS, DAYS[0], monkeypatch)
    store.save(store.plan.remove_item(store.plan.sections[0].id, item.id))


def told_by(page: EarlierPage) -> list[str]:
    told: list[str] = []
    page.session.said.connect(lambda words, _undo: told.append(words))
    return told


def said_in_history(store: Store) -> str:
    return str([moment.plan for moment in look_back(store)()])


def test_something_deleted_is_removed_for_good_after_a_second_press(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted(store, monkeypatch)
    page = shown(qtbot, store, settings)
    told = told_by(page)
    page.session.edit(replace(page.session.plan, title="New name"), "renaming")
    open_at(qtbot, page, 1)
    click(qtbot, page, "Remove for good, number 1")
    read(qtbot, page, "Copies you saved somewhere else, printed, or gave to someone.")
    assert words_on(page).count(WORDS) == 2
    assert WORDS in said_in_history(store)
    click(qtbot, page, "Remove it for good")
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("Removed for good")
    assert WORDS not in said_in_history(store)
    assert not page.session.undo_stack.canUndo()
    assert page.session.plan == store.plan
    assert store.plan.title == "New name"
    read(qtbot, page, "Something was removed for good")
    assert WORDS not in words_on(page)
    qtbot.waitUntil(lambda: page.focusWidget() is not None and page.focusWidget() is page.first_focus())


def test_keeping_it_changes_nothing(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted(store, monkeypatch)
    page = shown(qtbot, store, settings)
    open_at(qtbot, page, 1)
    click(qtbot, page, "Remove for good, number 1")
    qtbot.waitUntil(lambda: bool(page.focusWidget()) and page.focusWidget().accessibleName() == QUESTION)
    click(qtbot, page, "Keep it")
    assert QUESTION not in words_on(page)
    opener = find(page, "Remove for good, number 1")[0]
    qtbot.waitUntil(lambda: page.focusWidget() is opener)
    assert WORDS in said_in_history(store)


def test_all_that_was_said_before_is_removed_and_today_stays(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted(store, monkeypatch)
    write(store, MORE, "2026-11-04T09:15:00Z", monkeypatch)
    today = store.plan
    page = shown(qtbot, store, settings)
    told = told_by(page)
    open_at(qtbot, page, 0)
    click(qtbot, page, "Remove this and all before it")
    click(qtbot, page, "Remove it for good")
    qtbot.waitUntil(lambda: bool(told))
    assert store.plan == page.session.plan == today
    assert WORDS not in said_in_history(store)
    assert MORE in said_in_history(store)


def test_what_cannot_be_removed_is_said_in_place(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted(store, monkeypatch)
    page = shown(qtbot, store, settings)
    open_at(qtbot, page, 1)
    click(qtbot, page, "Remove for good, number 1")

    def refuse(*_what: object) -> None:
        raise WellPlanError("There is no room.", "Your plan is safe.", "Make some room.")

    monkeypatch.setattr(type(store), "back_up", refuse)
    click(qtbot, page, "Remove it for good")
    qtbot.waitUntil(lambda: "There is no room." in page.notice.text)
    assert WORDS in said_in_history(store)


def test_what_is_gone_from_the_plan_does_not_come_back_when_a_backup_stays(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not by Undo; and where the page is left meanwhile, it is said at the foot of the window."""
    deleted(store, monkeypatch)
    dress()
    page = EarlierPage(Session(store), settings)
    page.show()
    session, told = page.session, told_by(page)
    session.edit(replace(session.plan, title="New name"), "renaming")
    open_at(qtbot, page, 1)
    click(qtbot, page, "Remove for good, number 1")

    def refuse(*_what: object) -> None:
        raise OSError

    monkeypatch.setattr(backup, "remove_older", refuse)
    click(qtbot, page, "Remove it for good")
    page.deleteLater()
    qtbot.waitUntil(lambda: bool(told))
    assert "Some older backups may still hold it." in told[0]
    assert (session.plan, session.plan.title) == (store.plan, "New name")
    assert WORDS not in said_in_history(store)
    assert not session.undo_stack.canUndo()


def test_second_copies_that_may_still_say_it_are_told() -> None:
    assert "in the same folder" not in " ".join(in_words(Forgotten(1, 1)))
    assert "in the same folder" in " ".join(in_words(Forgotten(1, 1, copies_beside=1)))
    assert "with your backups" in " ".join(in_words(Forgotten(1, 1, copies_kept=1)))


def test_someone_taken_out_can_be_removed_for_good(qtbot: QtBot, store: Store, settings: Settings) -> None:
    person = Person(name="Someone Unwanted")
    store.save(store.plan.put_person(person))
    store.save(store.plan.remove_person(person.id))
    page = shown(qtbot, store, settings)
    section = store.plan.sections[0]
    there = Item(values={section.fields[0].key: WORDS})
    page.session.edit(store.plan.put_item(section.id, there), "writing")
    version = EarlierVersion(page, page.found[0])
    assert version._is_deleted(Told("removed", PEOPLE, "Taken out", person.name, "", person.id))
    assert not version._is_deleted(Told("added", section.id, "Added", "", WORDS, there.id))
    assert not version._is_deleted(Told("note", PEOPLE, "Another order"))
