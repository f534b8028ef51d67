# SPDX-License-Identifier: Apache-2.0
"""Copies I have given, with real sealed files: the list, what changed since, letters, and answers."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.screens import answer_dialog, click, clipped, dress, find, read, says, tab_round, the, words_on
from ui.vaults import PASSPHRASE
from wellplan import crypto
from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.share import printing, reply
from wellplan.ui import copies_page, letter_panel, letter_work
from wellplan.ui.answers_waiting import copy_waiting
from wellplan.ui.copies_page import CopiesPage
from wellplan.ui.letter_panel import LetterPanel
from wellplan.ui.look import Look
from wellplan.ui.page import escape_from
from wellplan.ui.pages import is_there
from wellplan.ui.section_page import SectionPage
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.share_draft import Draft
from wellplan.ui.share_giving import last_given
from wellplan.ui.share_secret import in_lines
from wellplan.vault.given import Given
from wellplan.vault.ledger import copies_given, copy_given, mark_given, record_given
from wellplan.vault.store import Store, create

WORDS = "I stop opening the post"
SECRET = "river moon tall slow"
SIGNS = Section(
    key="first-signs",
    title="First signs",
    stage="early",
    fields=(Field("sign", "The sign"), Field("seen", "Seen", "tick")),
    items=(Item(values={"sign": "I skip tea"}),),
)
TICKS = Section(title="Little things", stage="well", fields=(Field("done", "Done", "tick"),))
SAL = Person(name="Sal", role="sister")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    plan = Plan(title="Mine", sections=(SIGNS, TICKS), people=(SAL,))
    made, _code = create(tmp_path / "plan.wellplan", PASSPHRASE, plan, cost=TESTING, data_dir=tmp_path / "d")
    yield made
    made.close()


def give(store: Store, **more: object) -> Given:
    told = {"parts": [SIGNS.id, "people"], "how": "print", "person": SAL.id, "name": "Sal", "role": "sister"}
    return record_given(store, **{**told, **more})  # type: ignore[arg-type]


def write(store: Store, words: str = WORDS) -> None:
    store.save(store.plan.put_item(SIGNS.id, Item(values={"sign": words})))


def shown(
    qtbot: QtBot, store: Store, settings: Settings, what: str = "", look: Look | None = None
) -> CopiesPage:
    dress(look)
    page = CopiesPage(Session(store), settings, what)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: not page._reading)
    item = page.body.itemAt(0)
    first = item.widget() if item is not None else None
    assert first is not None
    qtbot.waitUntil(first.isVisible)
    return page


def test_with_none_it_says_so_and_offers_to_give_one(qtbot: QtBot, store: Store, settings: Settings) -> None:
    page = shown(qtbot, store, settings)
    assert "You have given no copy yet." in words_on(page)
    assert page.first_focus() in find(page, "Give a copy")
    with qtbot.waitSignal(page.go) as gone:
        click(qtbot, page, "Give a copy")
    assert gone.args == ["share", ""]
    assert find(page, "Open an answer…") == []
    assert is_there("copies")


def test_each_copy_says_who_has_what_and_whether_it_is_up_to_date(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    give(store)
    other = give(store, person="", name="Dr Lee", role="", how="sealed-copy")
    mark_given(store, other.id, "withdrawn")
    page = shown(qtbot, store, settings)
    words = words_on(page)
    assert words.index("Copies people have") < words.index("Sal, sister") < words.index("Copies of before")
    assert "On paper – version 1 – Today – look again by " in words
    assert "First signs, My people" in words
    assert "It says what your plan says today." in words
    assert "You have taken it back." in words
    write(store)
    assert "Your plan has changed since." in words_on(shown(qtbot, store, settings))


def test_what_changed_is_told_section_by_section(qtbot: QtBot, store: Store, settings: Settings) -> None:
    give(store)
    write(store)
    page = shown(qtbot, store, settings)
    click(qtbot, page, "Copy 1: Sal, sister")
    read(qtbot, page, "Added to First signs")
    assert WORDS in words_on(page)
    with qtbot.waitSignal(page.go) as gone:
        click(qtbot, page, "Make a new copy")
    assert gone.args == ["share", copies_given(store)[0].id]
    click(qtbot, page, "Back to all copies")
    assert WORDS not in words_on(page)
    qtbot.waitUntil(lambda: any(card.hasFocus() for card in find(page, "Copy 1: Sal, sister")))


def test_what_is_typed_meanwhile_counts(qtbot: QtBot, store: Store, settings: Settings) -> None:
    page = shown(qtbot, store, settings, give(store).id)
    assert "It says what your plan says today." in words_on(page)
    session = page.session
    for words in ("one", WORDS):
        session.edit(session.plan.put_item(SIGNS.id, Item(values={"sign": words})), "writing")
    read(qtbot, page, WORDS)


def test_the_passphrase_is_shown_only_when_asked(qtbot: QtBot, store: Store, settings: Settings) -> None:
    copy = give(store, how="sealed-copy", passphrase=SECRET)
    page = shown(qtbot, store, settings, copy.id)
    assert "river" not in words_on(page)
    click(qtbot, page, "Show the passphrase")
    assert in_lines(SECRET) in words_on(page)
    click(qtbot, page, "Hide the passphrase")
    assert "river" not in words_on(page)
    assert "river" not in page.opened.words.text()  # type: ignore[union-attr]
    plain = give(store, person="", name="Dr Lee")
    assert find(shown(qtbot, store, settings, plain.id), "Show the passphrase") == []


def test_taking_a_copy_back_is_marked_and_undone(qtbot: QtBot, store: Store, settings: Settings) -> None:
    copy = give(store)
    page = shown(qtbot, store, settings, copy.id)
    click(qtbot, page, "I take it back")
    assert copy_given(store, copy.id).state == "withdrawn"
    read(qtbot, page, "You have taken it back.")
    click(qtbot, page, "Undo: as this copy was before")
    assert copy_given(store, copy.id).state == "current"
    assert find(page, "Undo: as this copy was before") == []
    click(qtbot, page, "It came back, or is destroyed")
    assert copy_given(store, copy.id).state == "returned"
    click(qtbot, page, "They do have it")
    assert copy_given(store, copy.id).state == "current"


def test_a_mistake_is_taken_off_the_list_and_still_found(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    copy = give(store)
    page = shown(qtbot, store, settings, copy.id)
    click(qtbot, page, "Take it off this list")
    assert copy_given(store, copy.id).state == "removed"
    click(qtbot, page, "Undo: as this copy was before")
    assert copy_given(store, copy.id) == copy
    click(qtbot, page, "Take it off this list")
    read(qtbot, page, "You took it off this list.")
    click(qtbot, page, "Back to all copies")
    read(qtbot, page, "You have given no copy yet.")
    qtbot.waitUntil(lambda: page.window().focusWidget() is page.first_focus())
    assert "Sal, sister" not in words_on(page)
    assert last_given(page.session, Draft(person=SAL.id)) is None
    click(qtbot, page, "Show what I took off this list")
    click(qtbot, page, "Copy 1: Sal, sister")
    click(qtbot, page, "They do have it")
    assert last_given(page.session, Draft(person=SAL.id)) == copy


def test_a_mark_that_cannot_be_kept_says_so(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = give(store)
    page = shown(qtbot, store, settings, copy.id)

    def full(*_event: object) -> None:
        raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")

    monkeypatch.setattr(store, "commit", full)
    click(qtbot, page, "I take it back")
    assert "The disk is full." in page.notice.text
    assert copy_given(store, copy.id).state == "current"


def test_someone_not_to_involve_who_holds_a_copy_is_pointed_out(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    give(store)
    write(store)
    give(store)
    store.save(store.plan.put_person(replace(SAL, not_to_be_involved=True)))
    page = shown(qtbot, store, settings)
    assert "Sal has a copy, and is now someone not to involve." in words_on(page)
    click(qtbot, page, "Copy 1: Sal, sister")
    read(qtbot, page, "someone not to involve")
    assert find(page, "Make a new copy") == []
    assert find(page, "A page: what changed since your copy…") == []
    assert find(page, "I take it back")[0].property("kind") == "primary"
    for each in copies_given(store):
        mark_given(store, each.id, "returned")
    assert "not to involve" not in words_on(shown(qtbot, store, settings))


def test_a_plan_for_reading_only_shows_and_changes_nothing(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    copy = give(store, reply_key=KEYS[0], copy_id=COPY)
    open_file(qtbot, shown(qtbot, store, settings), answer_file(store.path.parent))
    store.vault.read_only = True
    page = shown(qtbot, store, settings, copy.id)
    assert "You also sleep less" in words_on(page)
    assert {says(b) for b in page.findChildren(QPushButton) if b.isVisible()} == {"Back to all copies"}


# --- letters


def test_the_letter_that_takes_it_back_has_a_reason_and_is_saved_or_printed(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[bytes, str | None]] = []
    monkeypatch.setattr(printing, "printers", lambda: ("Kitchen",))
    monkeypatch.setattr(printing, "print_pdf", lambda data, printer: printed.append((data, printer)))
    copy = give(store)
    mark_given(store, copy.id, "withdrawn")
    page = shown(qtbot, store, settings, copy.id)
    click(qtbot, page, "A letter that says so…")
    panel = the(page, LetterPanel)
    qtbot.waitUntil(lambda: panel.reason is not None and panel.reason.hasFocus())
    read(qtbot, panel, "I am taking my copy back")
    assert panel.mapTo(page.viewport(), QPoint(0, 0)).y() >= 0  # from its first words
    assert "These parts are in it" in words_on(panel)
    QTest.keyClicks(panel.reason, "I have a new team.")  # type: ignore[arg-type]
    assert "I have a new team." in str(letter_work.pages_of(panel.letter))
    page.read_again()  # it must not take away what was typed
    qtbot.waitUntil(lambda: not page._reading)
    answer_dialog(qtbot, None)
    click(qtbot, page, "Save it as a PDF…")
    assert list(tmp_path.glob("*.pdf")) == []
    answer_dialog(qtbot, tmp_path / "letter.pdf")
    click(qtbot, page, "Save it as a PDF…")
    qtbot.waitUntil(lambda: "Saved in" in panel.notice.text, timeout=10_000)
    assert (tmp_path / "letter.pdf").read_bytes()[:5] == b"%PDF-"
    click(qtbot, page, "Print it…")
    click(qtbot, page, "Print now")
    qtbot.waitUntil(lambda: "on its way to the printer" in panel.notice.text, timeout=10_000)
    assert printed == [(printed[0][0], "Kitchen")]
    assert printed[0][0].startswith(b"%PDF")
    click(qtbot, page, "Close the letter")
    qtbot.waitUntil(lambda: page.focusWidget() in find(page, "A letter that says so…"))
    assert "I have a new team." not in str(copy_given(store, copy.id))


def test_escape_closes_a_letter_only_while_nothing_was_typed_in_it(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    copy = give(store)
    mark_given(store, copy.id, "withdrawn")
    page = shown(qtbot, store, settings, copy.id)
    click(qtbot, page, "A letter that says so…")
    panel = the(page, LetterPanel)
    assert panel.reason is not None
    qtbot.waitUntil(panel.reason.isVisible)
    panel.reason.setPlainText("I have a new team.")
    assert not escape_from(page)
    panel.reason.clear()
    assert escape_from(panel)
    assert page.opened is not None
    assert not page.opened.has_letter
    qtbot.waitUntil(page.opened.back.isVisible)
    assert escape_from(page)
    assert page.opened is None


def test_a_letter_says_no_title_that_may_not_have_been_given(
    qtbot: QtBot, store: Store, settings: Settings
) -> None:
    copy = give(store)
    mark_given(store, copy.id, "withdrawn")
    store.save(store.plan.put_section(replace(store.plan.sections[0], title="What Tom did")))
    page = shown(qtbot, store, settings, copy.id)
    qtbot.waitUntil(lambda: not page._reading)
    for looked, title in ((page.looked, "First signs"), ({}, "")):  # {}: still looking
        page.looked = looked
        page.show_now()
        assert page.opened is not None
        told = str(letter_work.pages_of(page.opened._letter("withdrawn")))
        assert title in told
        assert "What Tom did" not in told


def test_a_letter_without_a_printer_says_so(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printers", tuple)
    copy = give(store)
    mark_given(store, copy.id, "withdrawn")
    page = shown(qtbot, store, settings, copy.id)
    click(qtbot, page, "A letter that says so…")
    click(qtbot, page, "Print it…")
    read(qtbot, page, "No printer was found.")


def test_a_letter_never_goes_over_the_plan(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = give(store)
    mark_given(store, copy.id, "withdrawn")
    page = shown(qtbot, store, settings, copy.id)
    click(qtbot, page, "A letter that says so…")
    panel = the(page, LetterPanel)
    monkeypatch.setattr(letter_panel, "ask_place_for_pdf", lambda *_asked: store.path)
    before = store.path.read_bytes()
    click(qtbot, page, "Save it as a PDF…")
    qtbot.waitUntil(lambda: bool(panel.notice.text) and "Making" not in panel.notice.text)
    assert "Saved" not in panel.notice.text
    assert store.path.read_bytes() == before


def test_a_letter_is_written_whole(store: Store, tmp_path: Path) -> None:
    letter = letter_work.Letter("withdrawn", give(store), ("First signs",), store.plan, "letter")
    letter_work.save_letter(letter, tmp_path / "letter.pdf", store.path)
    assert (tmp_path / "letter.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_new_copy_has_a_page_of_what_changed_and_the_old_one_a_note(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = give(store)
    write(store)
    new = give(store)
    write(store, "written after both")
    made: list[letter_work.Letter] = []
    monkeypatch.setattr(letter_panel, "save_letter", lambda letter, _path, _plan: made.append(letter))

    def save(page: CopiesPage, text: str) -> None:
        click(qtbot, page, text)
        answer_dialog(qtbot, tmp_path / "x.pdf")
        click(qtbot, page, "Save it as a PDF…")
        read(qtbot, page, "Saved in")

    for copy in (old, new):
        save(shown(qtbot, store, settings, copy.id), "A page: what changed since your copy…")
    for letter in made:
        pages = letter_work.pages_of(letter)
        told = str(pages.parts)
        assert WORDS in told
        assert "written after both" not in told
        assert "I skip tea" not in told
        assert pages.version == "Version 2"
        assert pages.for_whom == "For Sal, sister"
    page = CopiesPage(Session(store), settings, new.id)
    qtbot.addWidget(page)
    page.show()
    assert page.opened is not None
    page.opened.back.setFocus()
    qtbot.waitUntil(lambda: page.focusWidget().objectName() == "given-changed")  # what goes with a new copy
    page = shown(qtbot, store, settings, old.id)
    assert "A newer copy has taken its place." in words_on(page)
    save(page, "A note: please destroy it…")
    assert letter_work.pages_of(made[-1]).title == "Please destroy my old copy"


def test_a_letter_names_the_plans_owner_only_where_the_copy_did(store: Store) -> None:
    about = replace(store.plan.about, name="Jo Whitlock")
    plan = replace(store.plan, about=about)
    for parts, there in (([SIGNS.id], False), ([SIGNS.id, "about"], True)):
        letter = letter_work.Letter("withdrawn", give(store, parts=parts), ("First signs",), plan, "a4")
        assert ("Jo Whitlock" in str(letter_work.pages_of(letter))) is there


# --- answers

KEYS = reply.new_reply_keys()
COPY = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"


def answer_file(folder: Path, *answers: dict[str, str], copy: str = COPY, name: str = "answer.txt") -> Path:
    usual = (
        {"section": SIGNS.id, "kind": "suggestion", "words": "You also sleep less"},
        {"section": "people", "kind": "agreed", "words": ""},
        {"section": TICKS.id, "kind": "suggestion", "words": "More of these"},
        {"section": str(uuid.uuid4()), "kind": "differ", "words": "Not so for me"},
    )
    content = {
        "format": "wellplan-reply", "version": 1, "id": str(uuid.uuid4()), "copy": copy,
        "at": "2026-11-21T10:00:00Z", "name": "Sal J", "role": "sister", "answers": answers or usual,
    }  # fmt: skip
    header = b"WPRE\1" + uuid.UUID(copy).bytes
    raw = header + crypto.seal_to(KEYS[1], json.dumps(content).encode(), b"wellplan 1 reply" + header)
    text = crypto_base64(raw)
    path = folder / name
    path.write_bytes(b"-----BEGIN WELLPLAN REPLY-----\n" + text + b"\n-----END WELLPLAN REPLY-----\n")
    return path


def crypto_base64(raw: bytes) -> bytes:
    import base64

    return base64.encodebytes(raw)


def open_file(qtbot: QtBot, page: CopiesPage, path: Path | None) -> None:
    answer_dialog(qtbot, path)
    click(qtbot, page, "Open an answer…")


@pytest.fixture
def answered(qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path) -> CopiesPage:
    give(store, how="sealed-copy", reply_key=KEYS[0], copy_id=COPY)
    page = shown(qtbot, store, settings)
    open_file(qtbot, page, None)
    open_file(qtbot, page, answer_file(tmp_path))
    return page


def decided(store: Store) -> list[str]:
    [kept] = copy_given(store, COPY).replies
    return [answer.done for answer in kept.answers]


def in_sight(page: CopiesPage, part: QWidget) -> bool:
    return page.viewport().rect().contains(part.mapTo(page.viewport(), part.rect().center()))


def test_an_answer_is_shown_with_its_copy_and_its_pages(
    qtbot: QtBot, answered: CopiesPage, store: Store
) -> None:
    [first] = find(answered, "Take it into my plan: answer 1")
    qtbot.waitUntil(lambda: answered.window().focusWidget() is first)
    assert in_sight(answered, first)
    words = words_on(answered)
    for told in (
        "From Sal J, sister – ", "First signs", "A suggestion", "You also sleep less", "My people",
        "They agree", "Where they see it differently", "Not so for me", "A page that is not in your plan now",
    ):  # fmt: skip
        assert told in words, told
    assert decided(store) == ["", "", "", ""]
    assert "Sal J, sister has answered." in answered.notice.text


def test_a_suggestion_is_taken_in_as_a_new_item_and_undone(
    qtbot: QtBot, answered: CopiesPage, store: Store
) -> None:
    answered.resize(900, 380)
    click(qtbot, answered, "Take it into my plan: answer 1")
    assert answered.session.flush()
    assert [item.text("sign") for item in store.plan.sections[0].items] == [
        "I skip tea",
        "You also sleep less",
    ]
    assert store.plan.sections[0].items[1].changed
    assert decided(store)[0] == "taken"
    read(qtbot, answered, "You took this into your plan.")
    read(qtbot, answered, "What changed since")  # this comes above it, a moment later
    qtbot.waitUntil(lambda: in_sight(answered, find(answered, "Undo: answer 1")[0]))
    click(qtbot, answered, "Undo: answer 1")
    assert answered.session.flush()
    assert len(store.plan.sections[0].items) == 1
    assert decided(store)[0] == ""
    click(qtbot, answered, "Take it into my plan: answer 1")
    answered.session.undo()
    assert len(answered.session.plan.sections[0].items) == 1
    click(qtbot, answered, "Undo: answer 1")
    assert len(answered.session.plan.sections[0].items) == 1


def test_only_a_suggestion_with_a_place_can_be_taken_in(
    qtbot: QtBot, answered: CopiesPage, store: Store
) -> None:
    for number, there in ((1, 1), (2, 0), (3, 0), (4, 0)):
        assert len(find(answered, f"Take it into my plan: answer {number}")) == there
    assert "That page has no place for a sentence." in words_on(answered)
    with qtbot.waitSignal(answered.go) as gone:
        click(qtbot, answered, "Go to that page: answer 3")
    assert gone.args == ["section", TICKS.id]
    click(qtbot, answered, "Keep it as a note: answer 3")
    assert decided(store)[2] == "note"
    assert "no place for a sentence" not in words_on(answered)


def test_a_suggestion_about_people_is_kept_and_says_why_it_is_not_taken(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path
) -> None:
    give(store, how="sealed-copy", reply_key=KEYS[0], copy_id=COPY)
    page = shown(qtbot, store, settings)
    asked = (
        {"section": "people", "kind": "suggestion", "words": "Ring me at work too"},
        {"section": str(uuid.uuid4()), "kind": "suggestion", "words": "A page of old"},
    )
    open_file(qtbot, page, answer_file(tmp_path, *asked))
    for said in ("This is about your people.", "That page is not in your plan now"):
        read(qtbot, page, said)
    assert find(page, "Take it into my plan: answer 1") == find(page, "Go to that page: answer 2") == []
    with qtbot.waitSignal(page.go) as gone:
        click(qtbot, page, "Go to that page: answer 1")
    assert gone.args == ["people", ""]
    click(qtbot, page, "Keep it as a note: answer 1")
    click(qtbot, page, "Keep it as a note: answer 2")
    assert decided(store) == ["note", "note"]
    read(qtbot, page, "Ring me at work too")


def test_keeping_and_letting_go(qtbot: QtBot, answered: CopiesPage, store: Store, settings: Settings) -> None:
    click(qtbot, answered, "Let it go: answer 1")
    click(qtbot, answered, "Keep it as a note: answer 4")
    assert decided(store) == ["let-go", "", "", "note"]
    assert "You also sleep less" not in words_on(answered)
    click(qtbot, answered, "Undo: answer 1")
    assert decided(store) == ["", "", "", "note"]
    qtbot.waitUntil(lambda: answered.focusWidget() in find(answered, "Take it into my plan: answer 1"))
    read(qtbot, answered, "You also sleep less")
    later = shown(qtbot, store, settings, COPY)
    click(qtbot, later, "Decide again: answer 4")
    assert decided(store) == ["", "", "", ""]


def test_a_decision_that_cannot_be_kept_changes_nothing(
    qtbot: QtBot, answered: CopiesPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(qtbot, answered, "Keep it as a note: answer 2")
    told = WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")

    def full(*_event: object) -> None:
        raise told

    monkeypatch.setattr(store, "commit", full)
    click(qtbot, answered, "Undo: answer 2")
    assert "The disk is full." in answered.notice.text
    click(qtbot, answered, "Take it into my plan: answer 1")
    assert len(answered.session.plan.sections[0].items) == 1
    monkeypatch.setattr(answered.session, "flush", lambda: False)
    click(qtbot, answered, "Take it into my plan: answer 1")
    assert decided(store) == ["", "note", "", ""]


def test_the_page_of_the_plan_says_that_an_answer_waits(
    qtbot: QtBot, answered: CopiesPage, store: Store, settings: Settings
) -> None:
    section = SectionPage(Session(store), settings, SIGNS.id)
    qtbot.addWidget(section)
    section.show()
    with qtbot.waitSignal(section.go) as gone:
        click(qtbot, section, "Someone has answered this page")
    assert gone.args == ["copies", COPY]
    first = shown(qtbot, store, settings, COPY).first_focus()
    assert first is not None
    assert says(first) == "Take it into my plan: answer 1"
    click(qtbot, answered, "Let it go: answer 1")
    assert copy_waiting(Session(store), SIGNS.id) == ""
    answered.go_back()
    read(qtbot, answered, "→ 3 answers to look at")


def spoilt(path: Path) -> Path:
    text = path.read_bytes()
    at = text.index(b"\n") + 200
    path.write_bytes(text[:at] + (b"A" if text[at : at + 1] != b"A" else b"B") + text[at + 1 :])
    return path


def big(path: Path) -> Path:
    path.write_bytes(b" " * (reply.MOST_BYTES + 10) + path.read_bytes())
    return path


def test_what_is_no_answer_of_ours_is_refused_with_a_sentence(
    qtbot: QtBot, answered: CopiesPage, tmp_path: Path, store: Store
) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("Dear Jo")
    answered.go_back()
    before = copies_given(store)
    for path, said in (
        (tmp_path / "answer.txt", "You opened this answer before."),
        (
            answer_file(tmp_path, copy=str(uuid.uuid4()), name="2.txt"),
            "to a copy that this plan did not give",
        ),
        (spoilt(answer_file(tmp_path, name="3.txt")), "was changed on its way"),
        (big(answer_file(tmp_path, name="4.txt")), "too big"),
        (plain, "not an answer to a copy"),
    ):
        open_file(qtbot, answered, path)
        assert said in answered.notice.text, path
        assert "Your plan has not changed." in answered.notice.text
        assert copies_given(store) == before


def test_a_file_that_cannot_be_read_says_so(
    qtbot: QtBot, answered: CopiesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered.go_back()
    monkeypatch.setattr(copies_page, "ask_answer_to_open", lambda *_asked: tmp_path / "gone.txt")
    click(qtbot, answered, "Open an answer…")
    assert "could not be read" in answered.notice.text


# --- how it looks, and the keyboard


def names(page: QWidget) -> list[str]:
    return [says(b) for b in page.findChildren(QPushButton) if b.isVisible()]


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_clipped_and_every_name_is_its_own(
    qtbot: QtBot, answered: CopiesPage, store: Store, settings: Settings, size: int
) -> None:
    give(store, person="", name="Sal", role="sister")
    write(store)
    for what in ("", COPY):
        page = shown(qtbot, store, settings, what, Look(text_size=size))
        qtbot.waitUntil(lambda page=page: clipped(page) == [])
        assert len(set(names(page))) == len(names(page))
        assert page.horizontalScrollBar().maximum() == 0
    page.opened.back.setFocus()  # type: ignore[union-attr]
    assert len(tab_round(page)) >= len(names(page))


def test_a_history_that_cannot_be_read_leaves_the_list(
    qtbot: QtBot, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellplan.vault import ledger

    give(store)
    told = WellPlanError("It could not be read.", "Your plan is safe.", "Try again.")

    def broken(_store: Store) -> object:
        def fail() -> object:
            raise told

        return fail

    monkeypatch.setattr(ledger, "looking_back_at", broken)
    page = shown(qtbot, store, settings)
    assert "It could not be read." in page.notice.text
    assert "Sal, sister" in words_on(page)
