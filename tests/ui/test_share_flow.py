# SPDX-License-Identifier: Apache-2.0
"""Giving someone a copy: only what was ticked leaves, and only when it is sent; the list says so."""

import faulthandler
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.screens import clipped, dress, find, read, says, tab_round, words_on
from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError
from wellplan.plan.model import About, Field, Item, Person, Plan, Section
from wellplan.plan.templates import load_example
from wellplan.share import printing, sealed_copy, writing
from wellplan.ui import clipboard, share_send
from wellplan.ui.clipboard import PRIVATE
from wellplan.ui.look import Look
from wellplan.ui.page import escape_from
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.share_done import DoneStep
from wellplan.ui.share_draft import Draft, offered
from wellplan.ui.share_flow import ShareFlow
from wellplan.ui.share_secret import SecretStep, in_lines
from wellplan.ui.share_see import SeeStep
from wellplan.ui.share_send import PasteStep, PrintStep
from wellplan.ui.share_what import PartRow, WhatStep
from wellplan.ui.words import Heading
from wellplan.vault.ledger import copies_given
from wellplan.vault.store import Store, create

TEXT = (Field("words", "Words", "text"),)
SLOW_MS = 20_000


def item(words: str) -> Item:
    return Item(values={"words": words})


PLAN = Plan(
    template="keeping-well",
    about=About(name="Jo Tester", called="Jo"),
    sections=(
        Section(key="one", title="What I like", fields=TEXT, items=(item("Otters."), item("Herons."))),
        Section(key="two", title="Kept back", hidden=True, fields=TEXT, items=(item("Nobody sees this."),)),
        Section(key="three", title="Nothing yet", fields=TEXT, items=(item(" "),)),
        Section(key="four", title="What I fear", fields=TEXT, items=(item("Thunderstorms."),)),
    ),
    people=(
        Person(name="Sal", role="sister", phones=("01632 960 150",)),
        Person(name="Rick", not_to_be_involved=True),
    ),
)  # fmt: skip


class Opened:
    """The flow on the screen, on a real sealed plan."""

    def __init__(self, qtbot: QtBot, settings: Settings, folder: Path, plan: Plan) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.store: Store = create(folder / "my-plan.wellplan", "x y z", plan, cost=TESTING)[0]
        self.session = Session(self.store)
        self.settings = settings
        self.page = self.show("")

    def show(self, what: str) -> ShareFlow:
        page = ShareFlow(self.session, self.settings, what)
        self.qtbot.addWidget(page)
        page.resize(910, 720)
        with self.qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        self.page = page
        return page

    def press(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: len(find(self.page, text)) == 1, timeout=SLOW_MS)
        made = find(self.page, text)[0]
        assert made.isEnabled(), text
        self.page.show_widget(made)
        self.qtbot.mouseClick(made, Qt.MouseButton.LeftButton)

    def at(self, title: str) -> None:
        """Wait for the step with this heading, and for its keyboard."""
        self.until(lambda: self.page.heading.text() == title)
        self.until(lambda: (first := self.page.first_focus()) is None or first.hasFocus())

    def until(self, happened: Callable[[], object]) -> None:
        try:
            self.qtbot.waitUntil(happened, timeout=SLOW_MS)
        except self.qtbot.TimeoutError:
            print("threads at work:", QThreadPool.globalInstance().activeThreadCount(), file=sys.stderr)
            faulthandler.dump_traceback(sys.__stderr__)  # what the thread that should have answered is doing
            raise

    def tick(self, text: str) -> None:
        self.qtbot.mouseClick(self.part(text).tick.box, Qt.MouseButton.LeftButton)

    def part(self, text: str) -> PartRow:
        return next(row for row in self.page.findChildren(PartRow) if row.part.title == text)

    def choose(self, *parts: str) -> None:
        """As far as the question how to give it."""
        self.press("Sal, sister")
        self.at("What may Sal see?")
        for each in parts:
            self.tick(each)
        self.press("See what they will get")
        self.at("This is what Sal will see")
        self.press("Yes, this is right")
        self.at("How will you give it to Sal?")

    def done(self) -> DoneStep:
        self.until(lambda: isinstance(self.page.step, DoneStep) or self.said.startswith("!"))
        assert isinstance(self.page.step, DoneStep)
        return self.page.step

    @property
    def said(self) -> str:
        assert self.page.step is not None
        return self.page.step.notice.text

    @property
    def files(self) -> list[str]:
        own = ("my-plan.wellplan", ".my-plan.wellplan", "settings.ini")
        return [
            each.name for each in self.folder.iterdir() if not each.name.startswith(own) and each.is_file()
        ]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    dress()
    monkeypatch.setattr(sealed_copy.crypto, "ROUNDS", sealed_copy.crypto.TESTING_ROUNDS)
    real = sealed_copy.seal_copy
    monkeypatch.setattr(
        sealed_copy,
        "seal_copy",
        lambda *a, **k: real(*a, **{"rounds": sealed_copy.crypto.TESTING_ROUNDS, **k}),
    )


@pytest.fixture
def seen(qtbot: QtBot, settings: Settings, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, settings, tmp_path, PLAN)
    yield made
    made.until(lambda: not made.page._sending)
    if isinstance(made.page.step, SeeStep):
        made.until(lambda: not made.page.step.making)
    made.session.close()


@pytest.fixture
def saves_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    def answer(path: Path | None) -> None:
        monkeypatch.setattr(share_send, "ask_place_to_give", lambda _parent, _suggested: path)

    return answer


def test_nothing_is_ticked_and_nothing_hidden_or_empty_is_offered(seen: Opened) -> None:
    seen.press("Sal, sister")
    seen.at("What may Sal see?")
    rows = seen.page.findChildren(PartRow)
    assert [row.part.title for row in rows] == [
        "What I like",
        "What I fear",
        "My people",
        "My name, and who helped",
    ]
    assert not any(row.tick.on for row in rows)
    seen.press("See what they will get")
    assert seen.said.startswith("Nothing is chosen yet.")
    assert seen.page.at == "what"
    assert seen.page.step.next.hasFocus()  # beside the words that say why


def tabbed(part: QWidget) -> QWidget | None:
    """What Tab comes to after it."""
    part.setFocus()
    QTest.keyClick(part, Qt.Key.Key_Tab)
    return part.window().focusWidget()


def test_someone_not_to_be_involved_cannot_be_chosen(seen: Opened) -> None:
    seen.press("Rick")
    assert seen.said.startswith("You marked Rick as someone not to involve.")
    assert seen.page.at == "who"
    step = seen.page.step
    rick = step.cards[seen.session.plan.people[1].id]
    assert step.body.indexOf(step.notice) == step.body.indexOf(rick) + 1  # beside what was pressed
    [change] = find(seen.page, "Go to My people")
    seen.until(lambda: [tabbed(rick), tabbed(change)] == [change, step.name])  # and so for Tab
    went = []
    seen.page.go.connect(lambda *where: went.append(where))
    seen.press("Go to My people")
    assert went == [("people", "")]


def test_nor_by_typing_the_name(seen: Opened) -> None:
    name = seen.page.step.name
    name.setFocus()
    QTest.keyClicks(name, "  rICK ")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert seen.said.startswith("You marked Rick as someone not to involve.")
    assert seen.page.at == "who"


def test_a_sealed_copy_holds_what_was_ticked_and_no_more(
    seen: Opened, saves_to: Callable[[Path | None], None]
) -> None:
    path = seen.folder / "copy.html"
    saves_to(path)
    seen.press("Sal, sister")
    seen.at("What may Sal see?")
    seen.press("Choose single things of What I like")
    otters, thing = seen.part("What I like").things.values()
    seen.part("What I like").open_button.setFocus()
    for after in (otters.box, thing.box, seen.part("What I fear").tick.box):
        QTest.keyClick(seen.page.focusWidget(), Qt.Key.Key_Tab)
        assert after.hasFocus()  # what opened comes right after what opened it
    assert thing.box.accessibleName() == "What I like, number 2: Herons."
    seen.qtbot.mouseClick(thing.words, Qt.MouseButton.LeftButton)
    assert seen.part("What I like").tick.on
    assert seen.part("What I like").tick.aside.text() == "1 of 2 chosen"
    seen.press("See what they will get")
    seen.at("This is what Sal will see")
    step = seen.page.step
    assert isinstance(step, SeeStep)
    seen.until(lambda: not step.making)
    shown = step.preview.words.toPlainText()
    assert "Herons." in shown
    assert "For Sal, sister" in shown
    assert step.preview.sheets.count == 1
    for words in ("Otters", "Thunder", "Jo Tester", "960 150", "Nobody", "Rick"):
        assert words not in shown
    seen.press("Yes, this is right")
    seen.at("How will you give it to Sal?")
    assert seen.files == []
    seen.press("A sealed copy")
    seen.at("A passphrase to tell Sal")
    told = seen.page.step.words
    assert len(told.text().split()) == 6
    assert " ".join(told.text().split()) in told.accessibleName()
    seen.press("Save the sealed copy…")
    done = seen.done()
    copy = sealed_copy.read_copy(path.read_bytes(), done.draft.passphrase)
    assert [[i.values for i in s.items] for s in copy.plan.sections] == [[{"words": "Herons."}]]
    assert (copy.plan.people, copy.plan.about) == ((), About())
    assert copy.stamp.for_whom == "Sal, sister"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    given = copies_given(seen.store)
    assert [(g.name, g.role, g.how, g.version, g.state) for g in given] == [
        ("Sal", "sister", "sealed-copy", 1, "current")
    ]
    assert given[0].id == copy.id
    assert given[0].passphrase == done.draft.passphrase
    assert given[0].reply_key
    assert given[0].parts == (PLAN.sections[0].id,)
    assert given[0].left_out == (PLAN.sections[0].items[0].id,)
    assert done.words.text().split() == done.draft.passphrase.split()
    assert seen.files == ["copy.html"]


def test_back_keeps_what_was_chosen(seen: Opened) -> None:
    seen.choose("What I fear")
    seen.press("A sealed copy")
    seen.at("A passphrase to tell Sal")
    words = seen.page.step.words.text()
    for title in ("How will you give it to Sal?", "This is what Sal will see", "What may Sal see?"):
        assert escape_from(seen.page)  # the same as Back
        seen.at(title)
    assert seen.part("What I fear").tick.on
    assert not seen.part("What I like").tick.on
    seen.press("See what they will get")
    seen.press("Yes, this is right")
    seen.press("A sealed copy")
    seen.at("A passphrase to tell Sal")
    assert seen.page.step.words.text() == words


def test_another_receiver_begins_with_nothing(seen: Opened) -> None:
    seen.choose("What I fear")
    for title in ("This is what Sal will see", "What may Sal see?", "Who is the copy for?"):
        seen.press("Back")
        seen.at(title)
    QTest.keyClicks(seen.page.step.name, "Amina")
    QTest.keyClicks(seen.page.step.role, "key worker")
    seen.press("Go on with this name")
    seen.at("What may Amina see?")
    assert not any(row.tick.on for row in seen.page.findChildren(PartRow))
    assert seen.page.draft.receiver == "Amina, key worker"


def test_cancel_leaves_nothing(seen: Opened) -> None:
    seen.choose("What I fear")
    seen.press("A PDF with a passphrase")
    seen.at("A passphrase to tell Sal")
    seen.press("Cancel")
    seen.at("Who is the copy for?")
    assert seen.said == "Cancelled. No copy was made."
    step = seen.page.step
    assert step.down.indexOf(step.notice) == step.down.indexOf(step.lead) + 1  # where the keyboard is
    assert seen.page.draft == Draft()
    assert copies_given(seen.store) == ()
    assert seen.files == []


def test_no_place_chosen_makes_nothing(seen: Opened, saves_to: Callable[[Path | None], None]) -> None:
    saves_to(None)
    seen.choose("What I fear")
    seen.press("A PDF that is open")
    seen.at("Save the PDF for Sal")
    seen.press("Save the PDF…")
    assert seen.page.at == "send"
    assert copies_given(seen.store) == ()


def test_a_pdf_that_is_open(seen: Opened, saves_to: Callable[[Path | None], None]) -> None:
    path = seen.folder / "copy.pdf"
    saves_to(path)
    seen.choose("What I fear")
    seen.press("A PDF that is open")
    seen.press("Save the PDF…")
    seen.done()
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    given = copies_given(seen.store)[0]
    assert (given.how, given.passphrase, given.reply_key) == ("pdf", "", b"")
    assert str(path) in words_on(seen.page)


def test_a_locked_pdf_with_own_words(seen: Opened, saves_to: Callable[[Path | None], None]) -> None:
    path = seen.folder / "copy.pdf"
    saves_to(path)
    seen.choose("What I fear")
    seen.press("A PDF with a passphrase")
    seen.at("A passphrase to tell Sal")
    seen.press("Use my own words")
    step = seen.page.step
    assert isinstance(step, SecretStep)
    seen.press("Save the locked PDF…")
    assert seen.said.startswith("There is no passphrase yet.")
    assert step.body.indexOf(step.notice) == step.body.indexOf(step.own) + 1
    QTest.keyClicks(step.own.field.line, "our old dog")
    seen.press("Save the locked PDF…")
    seen.done()
    with pikepdf.open(path, password="our old dog") as pdf:
        assert len(pdf.pages) == 1
    assert copies_given(seen.store)[0].passphrase == "our old dog"


def test_a_file_that_cannot_be_written_is_not_in_the_list(
    seen: Opened, saves_to: Callable[[Path | None], None]
) -> None:
    saves_to(seen.folder / "gone" / "copy.html")
    seen.choose("What I fear")
    seen.press("A sealed copy")
    seen.press("Save the sealed copy…")
    seen.until(lambda: "No copy was made." in seen.said)
    assert seen.said.startswith("The folder for the copy does not exist.")
    assert copies_given(seen.store) == ()
    assert seen.store.state.mark is None
    assert seen.files == []
    assert find(seen.page, "Save the sealed copy…")[0].isEnabled()


def test_a_copy_that_cannot_be_noted_is_taken_away(
    seen: Opened, saves_to: Callable[[Path | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    saves_to(seen.folder / "copy.html")
    real = writing.write_copy

    def write_and_fill(*order: object) -> None:
        real(*order)
        monkeypatch.setattr(type(seen.store), "commit", full)

    def full(*_event: object) -> None:
        raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")

    monkeypatch.setattr(writing, "write_copy", write_and_fill)
    seen.choose("What I fear")
    seen.press("A sealed copy")
    seen.at("A passphrase to tell Sal")
    save = seen.page.step.save
    save.setFocus()
    for _time in range(2):  # pressed again while it is made: nothing more happens
        QTest.keyClick(save, Qt.Key.Key_Return)
        assert save.hasFocus()
    seen.until(lambda: "taken away again" in seen.said)
    assert not save.property("busy")
    monkeypatch.undo()
    assert seen.files == []
    assert copies_given(seen.store) == ()


def test_print(seen: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[bytes, str | None]] = []
    monkeypatch.setattr(printing, "printers", lambda: ("Kitchen", "Office"))
    monkeypatch.setattr(printing, "print_pdf", lambda data, printer: sent.append((data, printer)))
    seen.choose("What I fear")
    seen.press("On paper")
    seen.until(lambda: isinstance(seen.page.step, PrintStep) and seen.page.step.panel is not None)
    read(seen.qtbot, seen.page, "This computer or printer may keep a copy.")
    seen.press("Print now")
    seen.page.step.send.emit("Kitchen")
    seen.page.cancel()
    seen.done()
    assert [printer for _data, printer in sent] == ["Kitchen"]  # once
    assert copies_given(seen.store)[0].how == "print"


def test_a_print_that_fails_is_not_in_the_list(seen: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_data: bytes, _printer: str | None) -> None:
        raise WellPlanError("The printer did not take the pages.", "Your plan is safe.", "Try again.")

    monkeypatch.setattr(printing, "printers", lambda: ("Kitchen",))
    monkeypatch.setattr(printing, "print_pdf", refuse)
    seen.choose("What I fear")
    seen.press("On paper")
    seen.press("Print now")
    seen.until(lambda: "did not take" in seen.said)
    assert copies_given(seen.store) == ()
    assert seen.store.version().number == 1


def test_no_printer(seen: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "printers", lambda: ())
    seen.choose("What I fear")
    seen.press("On paper")
    seen.until(lambda: seen.said.startswith("No printer was found."))
    again = "Look for a printer again"
    for _time in range(2):
        seen.until(lambda: [each.hasFocus() for each in find(seen.page, again)] == [True])
        seen.page._focus_now()  # as when the answer comes before the step has its place
        seen.press(again)


def test_words_to_paste_are_taken_back(seen: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "STAYS_MS", 300)
    monkeypatch.setattr(clipboard, "ours", lambda: True)
    seen.choose("What I fear")
    seen.press("Words to paste")
    seen.at("Words to paste for Sal")
    step = seen.page.step
    assert isinstance(step, PasteStep)
    shown = step.words.toPlainText()
    seen.press("Copy the words")
    seen.done()
    held = QGuiApplication.clipboard().mimeData()
    if held.text():  # a slow computer may have reached the end of the time
        assert held.text().strip() == shown.strip()
        assert all(held.hasFormat(name) for name in PRIVATE)
    assert "Thunderstorms." in shown
    assert "Otters" not in shown
    seen.until(lambda: QGuiApplication.clipboard().text() == "")
    assert [given.how for given in copies_given(seen.store)] == ["text"]
    seen.press("Copy the words again")
    assert "Thunderstorms." in QGuiApplication.clipboard().text()
    seen.until(lambda: QGuiApplication.clipboard().text() == "")
    assert len(copies_given(seen.store)) == 1
    assert seen.files == []


def test_what_another_program_copied_is_not_taken(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "ours", lambda: True)
    clipboard.copy_for_a_minute("my words", stays_ms=1)
    QGuiApplication.clipboard().setText("something later")
    application = QApplication.instance()
    assert application is not None
    qtbot.waitUntil(lambda: not application.findChildren(clipboard._Lent))
    assert QGuiApplication.clipboard().text() == "something later"


def test_words_as_a_file(seen: Opened, saves_to: Callable[[Path | None], None]) -> None:
    path = seen.folder / "copy.txt"
    saves_to(path)
    seen.choose("What I fear")
    seen.press("Words to paste")
    seen.press("Save as a text file…")
    seen.done()
    assert "Thunderstorms." in path.read_text("utf-8")
    assert not find(seen.page, "Copy the words again")


def give(seen: Opened, saves_to: Callable[[Path | None], None], name: str) -> None:
    saves_to(seen.folder / name)
    seen.press("A PDF that is open")
    seen.press("Save the PDF…")
    seen.done()


def test_the_same_as_last_time_is_shown_and_not_ticked(
    seen: Opened, saves_to: Callable[[Path | None], None]
) -> None:
    """Of a page given whole, what was added goes too; of a page given in part, only what was in the copy."""
    seen.press("Sal, sister")
    seen.at("What may Sal see?")
    assert not find(seen.page, "Choose the same as last time")
    seen.tick("What I fear")
    seen.press("Choose single things of What I like")
    seen.qtbot.mouseClick(next(iter(seen.part("What I like").things.values())).box, Qt.MouseButton.LeftButton)
    seen.press("See what they will get")
    seen.press("Yes, this is right")
    give(seen, saves_to, "one.pdf")
    likes, fears = PLAN.sections[0], PLAN.sections[3]
    later = seen.session.plan.put_item(likes.id, item("Swifts.")).put_item(fears.id, item("Wasps."))
    seen.session.edit(later, "two more")
    seen.press("Give someone else a copy")
    seen.press("Sal, sister")
    seen.at("What may Sal see?")
    assert "What I like, What I fear" in words_on(seen.page)
    assert not any(row.tick.on for row in seen.page.findChildren(PartRow))
    seen.press("Choose the same as last time")
    seen.until(lambda: seen.said.startswith("The same parts are ticked now."))
    assert seen.page.step.next.hasFocus()
    assert seen.part("What I like").tick.aside.text() == "1 of 3 chosen"
    assert seen.part("What I fear").tick.aside.text() == "2 things"
    reduced = seen.page.draft.reduced(seen.session.plan)
    words = [i.text("words") for s in reduced.sections for i in s.items]
    assert words == ["Otters.", "Thunderstorms.", "Wasps."]


def test_a_new_copy_in_the_place_of_an_old_one(seen: Opened, saves_to: Callable[[Path | None], None]) -> None:
    seen.choose("What I fear")
    give(seen, saves_to, "one.pdf")
    first = copies_given(seen.store)[0]
    seen.show(first.id)
    seen.at("What may Sal see?")
    assert seen.part("What I fear").tick.on
    assert seen.said.startswith("The same parts are ticked now.")
    seen.until(seen.page.step.next.hasFocus)
    seen.tick("What I like")
    seen.press("See what they will get")
    seen.press("Yes, this is right")
    give(seen, saves_to, "two.pdf")
    newest, old = copies_given(seen.store)
    assert (newest.state, old.state) == ("current", "replaced")
    with seen.qtbot.waitSignal(seen.page.go) as gone:
        seen.press("A page for them: what changed")
    assert gone.args == ["copies", newest.id]


def test_a_new_copy_for_someone_barred_since_is_refused(
    seen: Opened, saves_to: Callable[[Path | None], None]
) -> None:
    seen.choose("What I fear")
    give(seen, saves_to, "one.pdf")
    sal = replace(seen.session.plan.people[0], not_to_be_involved=True)
    seen.session.edit(seen.session.plan.put_person(sal), "barred")
    seen.show(copies_given(seen.store)[0].id)
    assert seen.said.startswith("You marked Sal as someone not to involve.")
    assert seen.page.at == "who"


def test_what_is_taken_out_meanwhile_does_not_go(seen: Opened) -> None:
    """An undo in the middle: the flow goes back to what they will see, as it is now."""
    seen.choose("What I like", "What I fear")
    seen.session.edit(seen.session.plan.remove_section(PLAN.sections[0].id), "taken out")
    seen.at("This is what Sal will see")
    assert seen.page.draft.parts(seen.session.plan) == (PLAN.sections[3].id,)
    seen.session.undo()
    assert seen.page.draft.parts(seen.session.plan) == (PLAN.sections[3].id,)


def test_what_is_written_meanwhile_stays_at_home() -> None:
    draft = Draft(chosen={thing for part in offered(PLAN) for thing in part.things})
    later = PLAN.put_item(PLAN.sections[0].id, item("Secret.")).put_person(Person(name="Someone new"))
    reduced = draft.reduced(later)
    assert "Secret." not in str(reduced)
    assert "Someone new" not in str(reduced)
    assert later.people[-1].id in draft.left_out(later)


def test_the_version_is_that_of_the_words_that_went(
    seen: Opened, saves_to: Callable[[Path | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed while the copy is made: that belongs to the next version."""
    real = writing.write_copy

    def write_late(*order: object) -> None:
        real(*order)

    monkeypatch.setattr(writing, "write_copy", write_late)
    seen.choose("What I fear")
    saves_to(seen.folder / "one.pdf")
    seen.press("A PDF that is open")
    seen.press("Save the PDF…")
    assert seen.page._sending
    seen.session.edit(seen.session.plan.put_item(PLAN.sections[3].id, item("Wasps.")), "typed")
    seen.done()
    assert copies_given(seen.store)[0].version == 1
    assert seen.store.plan == seen.session.plan
    assert seen.store.version().number == 2


def test_every_stop_of_tab_has_a_name_of_its_own(seen: Opened) -> None:
    def check() -> None:
        names = [says(each) for each in tab_round(seen.page) if isinstance(each, QWidget)]
        assert all(names)
        assert len(set(names)) == len(names), names
        assert clipped(seen.page) == []
        assert len([h for h in seen.page.findChildren(Heading) if h.property("tone") == "h1"]) == 1

    check()
    seen.press("Sal, sister")
    seen.at("What may Sal see?")
    seen.press("Choose single things of What I like")
    check()
    seen.tick("What I fear")
    seen.press("See what they will get")
    seen.at("This is what Sal will see")
    seen.press("Yes, this is right")
    seen.at("How will you give it to Sal?")
    check()
    seen.press("A sealed copy")
    seen.at("A passphrase to tell Sal")
    check()


def test_large_letters_in_a_small_window_are_whole(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    dress(Look(text_size=200, palette="dark"))
    made = Opened(qtbot, settings, tmp_path, load_example("jo"))
    made.page.resize(560, 500)
    made.page.step.take_person(made.session.plan.people[0])
    for going in ("what", "see", "how", "send"):
        made.until(lambda going=going: made.page.at == going)
        made.page.draft.chosen = {thing for part in offered(made.session.plan) for thing in part.things}
        QApplication.processEvents()
        made.until(lambda: clipped(made.page) == [])
        wide = [
            w.text()
            for w in made.page.findChildren(QLabel)
            if w.isVisible() and w.width() > made.page.width()
        ]
        assert wide == []
        if isinstance(made.page.step, SeeStep):
            made.until(lambda: not made.page.step.making)
            top = made.page.step.preview.told
            assert top.visibleRegion().isEmpty()  # the pages are below: the button says so
            made.press("Look at the pages, below")
            made.until(lambda top=top: not top.visibleRegion().isEmpty())
        if going != "send":
            made.page._go(1)
    assert isinstance(made.page.step, SecretStep | PrintStep)
    made.session.close()


def test_a_read_only_plan_gives_nothing(seen: Opened, saves_to: Callable[[Path | None], None]) -> None:
    saves_to(seen.folder / "copy.html")
    seen.choose("What I fear")
    seen.press("A sealed copy")
    seen.store.vault.read_only = True
    seen.press("Save the sealed copy…")
    assert seen.said.startswith("Your plan cannot be written to just now.")
    assert seen.files == []
    seen.show("")
    assert seen.said.startswith("Your plan cannot be written to just now.")
    assert not find(seen.page, "Sal, sister")[0].isEnabled()
    seen.store.vault.read_only = False


def test_a_passphrase_is_shown_a_few_words_to_a_line() -> None:
    assert in_lines("a b c d e f") == "a   b   c\nd   e   f"
    assert in_lines("one") == "one"
    assert in_lines("two  spaces") == "two  spaces"


def test_only_the_step_that_is_shown_is_there(seen: Opened) -> None:
    seen.choose("What I fear")
    assert not seen.page.findChildren(WhatStep) or not any(
        step.isVisible() for step in seen.page.findChildren(WhatStep)
    )
