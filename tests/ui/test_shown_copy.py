# SPDX-License-Identifier: Apache-2.0
"""A copy that someone gave: its passphrase opens it to read and to print, and nothing of it stays here."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.screens import (
    click,
    clipped,
    dress,
    find,
    held_by_fields,
    read,
    says,
    tab_round,
    the,
    windows,
    words_on,
)  # fmt: skip
from wellplan import crypto
from wellplan.plan.templates import load_example
from wellplan.share import copy_page, printing, reply, sealed_copy
from wellplan.share.layout import Stamp
from wellplan.share.scope import reduce
from wellplan.ui import app, copy_answer, lock_screen, plans_list, shown_copy, welcome_page
from wellplan.ui.copy_answer import AnswerBox, AnswerForm
from wellplan.ui.copy_reading import CopyReading
from wellplan.ui.look import Look
from wellplan.ui.settings import Settings
from wellplan.ui.shown_copy import ShownCopy, is_copy
from wellplan.ui.window import Window
from wellplan.ui.words import Heading

PASSPHRASE = "kettle window seven boats"
STAMP = Stamp(7, date(2026, 11, 21), date(2027, 5, 21), "Amina Rahman, key worker")
COPY = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
PLAN = reduce(load_example("jo"), {"about", "first-signs", "people"})
SLOW_MS = 20_000  # the machine may be busy


def sealed(stamp: Stamp = STAMP, reply_key: bytes = b"") -> bytes:
    copy = sealed_copy.Copy(PLAN, stamp, COPY, reply_key)
    return sealed_copy.seal_copy(copy, PASSPHRASE, rounds=crypto.TESTING_ROUNDS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "copy.html"
    made.write_bytes(sealed())
    return made


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    dress()


def show(qtbot: QtBot, settings: Settings, path: Path, size: tuple[int, int] = (1180, 700)) -> ShownCopy:
    screen = ShownCopy(path, settings)
    qtbot.addWidget(screen)
    screen.resize(*size)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    assert screen.field is not None
    qtbot.waitUntil(lambda: screen.field.line.hasFocus())
    return screen


def try_to_open(qtbot: QtBot, screen: ShownCopy, passphrase: str = PASSPHRASE) -> None:
    assert screen.field is not None
    QTest.keyClicks(screen.field.line, passphrase)
    QTest.keyClick(screen.field.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not screen._busy, timeout=SLOW_MS)
    if screen.is_open:
        qtbot.waitUntil(the(screen, CopyReading).isVisible, timeout=SLOW_MS)


def test_reads_with_headings_and_says_what_it_is(qtbot: QtBot, settings: Settings, path: Path) -> None:
    screen = show(qtbot, settings, path)
    assert "Nothing of it is kept on this computer." in words_on(screen)
    assert PLAN.about.called not in words_on(screen)
    try_to_open(qtbot, screen)
    assert screen.is_open
    seen = words_on(screen)
    assert f"From {PLAN.about.called}, for Amina Rahman, key worker" in seen
    assert "Version 7 · 21 November 2026 · look again by 21 May 2027" in seen
    headings = [each.text() for each in screen.findChildren(Heading) if each.isVisible()]
    assert "First signs, and what I do" in headings
    assert headings.count(screen.page.heading.text()) == 1
    section = PLAN.sections[0]
    for item in section.items:
        assert item.text(section.fields[0].key) in seen
    assert PLAN.people[0].phones[0] in seen
    assert "answer back" not in seen  # this copy asks for none
    assert PASSPHRASE not in held_by_fields(screen)


def test_a_wrong_passphrase(qtbot: QtBot, settings: Settings, path: Path) -> None:
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen, "")
    assert screen.notice.text == "Please type the passphrase first."
    try_to_open(qtbot, screen, "kettle window seven goats")
    assert screen.notice.text.startswith("That passphrase does not open this copy.")
    assert screen.field is not None
    assert screen.field.line.hasFocus()
    QTest.keyClicks(screen.field.line, PASSPHRASE)
    QTest.keyClick(screen.field.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.is_open, timeout=SLOW_MS)


def changed(html: bytes, at: int, to: int) -> bytes:
    """The copy with one byte of its sealed part changed, and a checksum that fits."""
    whole = copy_page.unwrap(html)
    body = bytearray(whole[:-32])
    body[at] = to
    return html.replace(
        wrapped(whole), wrapped(bytes(body) + crypto.sha256(bytes(body)))
    )  # fmt: skip


def wrapped(data: bytes) -> bytes:
    text = base64.b64encode(data).decode()
    return "\n".join(text[at : at + 76] for at in range(0, len(text), 76)).encode()


def test_damaged_newer_missing_and_another_kind_each_have_a_sentence(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    html = sealed()
    place = html.index(b'id="sealed"') + 400
    swapped = bytes([html[place] ^ 1 if html[place : place + 1].isalnum() else 65])
    files = {
        "cut.html": html[:place],
        "bit.html": html[:place] + swapped + html[place + 1 :],
        "newer.html": changed(html, 4, 9),
        "other.html": b"<!doctype html><p>Cats</p>",
        "empty.html": b"",
    }
    said = {}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        screen = show(qtbot, settings, tmp_path / name)
        try_to_open(qtbot, screen)
        assert not screen.is_open
        said[name] = screen.notice.text
    gone = show(qtbot, settings, tmp_path / "gone.html")
    try_to_open(qtbot, gone)
    said["gone.html"] = gone.notice.text
    assert "damaged" in said["bit.html"]
    assert said["newer.html"].startswith("This copy was made by a newer WellPlan.")
    assert said["gone.html"].startswith("The computer could not read that file.")
    assert "passphrase" not in " ".join(said.values())
    different = ("bit.html", "newer.html", "other.html", "gone.html")
    assert len({said[name] for name in different}) == len(different)
    assert all(said.values())


def test_nothing_is_written_anywhere(qtbot: QtBot, settings: Settings, path: Path) -> None:
    before = {each: each.stat().st_mtime_ns for each in path.parent.rglob("*")}
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    screen.lock()
    screen.close()
    assert {each: each.stat().st_mtime_ns for each in path.parent.rglob("*")} == before
    assert settings.known_plans() == ()


def test_locking_takes_the_words_away(
    qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back: list[bool] = []
    monkeypatch.setattr(shown_copy, "take_back", lambda: taken_back.append(True))
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    click(qtbot, screen, "Lock this copy")
    assert not screen.is_open
    assert taken_back == [True]
    assert "First signs" not in words_on(screen)
    assert screen.notice.text == "This copy is locked again."
    try_to_open(qtbot, screen)
    assert screen.is_open


def test_hiding_the_window_locks_it_and_leaves_what_was_copied(
    qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_copy, "take_back", pytest.fail)
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    screen.showMinimized()
    qtbot.waitUntil(lambda: not screen.is_open)
    assert "First signs" not in held_by_fields(screen)


# --- answering


def test_an_answer_is_written_part_by_part_and_only_the_person_can_open_it(
    qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public = reply.new_reply_keys()
    path.write_bytes(sealed(reply_key=public))
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    form = the(screen, AnswerForm)
    name = form.save_button.text()
    assert "answer" in name
    click(qtbot, screen, name)
    assert form.notice.text == "Choose an answer under one of the parts first."
    signs = PLAN.sections[0]
    click(qtbot, screen, f"A suggestion: {signs.title}")
    words, seen = next(iter(screen.findChildren(AnswerBox))).words, screen.page.viewport().rect()
    assert seen.contains(words.mapTo(screen.page.viewport(), words.rect().bottomLeft()))
    click(qtbot, screen, "Agreed: My people")
    click(qtbot, screen, name)
    assert form.notice.text == f"Please write a few words for “{signs.title}”."
    box = next(each for each in screen.findChildren(AnswerBox) if each.part == signs.id)
    assert not box.words.isHidden()
    roles = {QAccessible.queryAccessibleInterface(made).role() for made in box.choices.values()}
    assert roles == {QAccessible.Role.RadioButton}  # one of three, and the arrow keys go between them
    QTest.keyClicks(box.words, "You sleep less, too.")
    click(qtbot, screen, name)
    assert form.notice.text == "Please type your name, so it is clear who answers."
    assert form.name.hasFocus()
    QTest.keyClicks(form.name, "Amina")
    click(qtbot, screen, "Close this copy")
    read(qtbot, screen, "Your answer is not saved yet.")
    screen.lock()
    assert screen.notice.text.endswith("Your answer waits here, sealed, until you open the copy again.")
    assert "sleep less" not in held_by_fields(screen)
    assert b"sleep less" not in screen._kept
    try_to_open(qtbot, screen)
    target = path.parent / "answer.txt"
    monkeypatch.setattr(copy_answer, "ask_place_for_answer", lambda *_asked: target)
    click(qtbot, screen, name)
    assert the(screen, AnswerForm).notice.text.startswith(f"Saved in {target}.")
    answer = reply.open_reply(target.read_bytes(), {COPY: private})
    assert (answer.name, answer.role) == ("Amina", "")
    assert {(each.section, each.kind, each.words) for each in answer.answers} == {
        (signs.id, "suggestion", "You sleep less, too."), ("people", "agreed", ""),
    }  # fmt: skip
    click(qtbot, screen, name)
    assert reply.open_reply(target.read_bytes(), {COPY: private}).id == answer.id
    click(qtbot, screen, f"Take this answer away: {signs.title}")
    click(qtbot, screen, name)
    again = reply.open_reply(target.read_bytes(), {COPY: private})
    assert again.id != answer.id
    assert len(again.answers) == 1
    with qtbot.waitSignal(screen.closed):
        click(qtbot, screen, "Close this copy")


@pytest.mark.parametrize("locked", [False, True])
def test_closing_the_window_says_once_that_an_answer_would_be_lost(
    qtbot: QtBot, settings: Settings, path: Path, locked: bool
) -> None:
    path.write_bytes(sealed(reply_key=reply.new_reply_keys()[1]))
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    click(qtbot, screen, "Agreed: My people")
    if locked:
        screen.lock()
    assert not screen.close()
    assert screen.isVisible()
    read(qtbot, screen, "Your answer is not saved yet. To leave without it, close the window again.")
    assert screen.close()


def test_an_answer_that_is_too_long_or_cannot_be_saved_says_so(
    qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(sealed(reply_key=reply.new_reply_keys()[1]))
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    form = the(screen, AnswerForm)
    click(qtbot, screen, "Where we differ: My people")
    box = next(each for each in screen.findChildren(AnswerBox) if each.part == "people")
    box.words.setPlainText("long " * (reply.MOST_WORDS // 5 + 1))
    QTest.keyClicks(form.name, "Amina")
    form.save()
    assert "too long" in form.notice.text
    box.words.setPlainText("short")
    monkeypatch.setattr(copy_answer, "ask_place_for_answer", lambda *_asked: path.parent / "no" / "a.txt")
    form.save()
    assert "Nothing was saved yet." in form.notice.text
    monkeypatch.setattr(copy_answer, "ask_place_for_answer", lambda *_asked: None)
    form.save()
    assert list(path.parent.glob("*.txt")) == []


def test_print(qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[bytes, str | None]] = []
    monkeypatch.setattr(printing, "printers", lambda: ("Kitchen",))
    monkeypatch.setattr(printing, "print_pdf", lambda data, printer: sent.append((data, printer)))
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    click(qtbot, screen, "Print…")
    click(qtbot, screen, "Print now")
    qtbot.waitUntil(lambda: "on its way to the printer" in words_on(screen), timeout=SLOW_MS)
    assert sent[0][0].startswith(b"%PDF")
    assert sent[0][1] == "Kitchen"


def test_no_printer(qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "printers", lambda: ())
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    click(qtbot, screen, "Print…")
    qtbot.waitUntil(lambda: "No printer was found." in words_on(screen), timeout=SLOW_MS)


def test_a_copy_past_its_day_says_so(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    old = tmp_path / "old.htm"
    old.write_bytes(sealed(replace(STAMP, on=date(2020, 1, 1), review_by=date(2020, 7, 1))))
    screen = show(qtbot, settings, old)
    try_to_open(qtbot, screen)
    assert "This copy was to be looked at again by 1 July 2020." in words_on(screen)


def test_keys_scroll_it_and_every_stop_has_a_name(qtbot: QtBot, settings: Settings, path: Path) -> None:
    screen = show(qtbot, settings, path, (700, 420))
    assert len({says(each) for each in tab_round(screen)}) == len(tab_round(screen))
    try_to_open(qtbot, screen)
    qtbot.waitUntil(lambda: screen.first is not None and screen.first.hasFocus())
    names = [says(each) for each in tab_round(screen)]
    assert all(names)
    assert len(set(names)) == len(names)
    bar = screen.page.verticalScrollBar()
    bar.setValue(0)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 100


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_clipped(qtbot: QtBot, settings: Settings, path: Path, size: int) -> None:
    dress(Look(text_size=size, palette="dark"))
    screen = show(qtbot, settings, path, (560, 500))
    qtbot.waitUntil(lambda: clipped(screen) == [])
    try_to_open(qtbot, screen)
    qtbot.waitUntil(lambda: clipped(screen) == [])


# --- the ways to it


def first_screen(qtbot: QtBot, settings: Settings, plan: Path | None) -> Window:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window = Window(settings, lambda _path, _hidden: None)
    qtbot.addWidget(window)
    app.show_first(window, settings, plan)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_the_command_line_names_a_copy(qtbot: QtBot, settings: Settings, path: Path) -> None:
    window = first_screen(qtbot, settings, path)
    screen = window.frame.front
    assert isinstance(screen, ShownCopy)
    try_to_open(qtbot, screen)
    window.struggling()
    assert window.frame.over is not None
    window.close_now()
    assert screen.is_open
    window.presence.away.emit()
    assert not screen.is_open
    click(qtbot, screen, "Not now")
    assert not isinstance(window.frame.front, ShownCopy)
    assert settings.known_plans() == ()


def test_an_answer_that_waits_outlives_a_new_look_and_is_never_left_without_a_word(
    qtbot: QtBot, settings: Settings, path: Path
) -> None:
    path.write_bytes(sealed(reply_key=reply.new_reply_keys()[1]))
    window = first_screen(qtbot, settings, path)
    screen = the(window, ShownCopy)
    try_to_open(qtbot, screen)
    click(qtbot, screen, "Agreed: My people")
    click(qtbot, screen, "Close this copy")
    qtbot.waitUntil(lambda: says(window.focusWidget()) == "Go on with my answer")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert find(screen, "Close it without my answer") == []
    assert screen.is_open
    window.presence.away.emit()
    click(qtbot, screen, "Change text and colours")
    settings.look = Look(text_size=125)
    screen.look_changed.emit()
    again = window.frame.front
    assert isinstance(again, ShownCopy)
    qtbot.waitUntil(lambda: not isValid(screen))
    assert not window.close()
    read(qtbot, again, "To leave without it, close the window again.")
    assert windows() == [window]
    click(qtbot, again, "Done")
    try_to_open(qtbot, again)
    assert the(again, CopyReading).draft.answers == {"people": ("agreed", "")}
    window.presence.away.emit()
    click(qtbot, again, "Not now")
    read(qtbot, again, "Your answer is not saved yet.")
    assert window.frame.front is again
    click(qtbot, again, "Not now")
    assert window.frame.front is not again


def test_another_file_is_not_opened_over_an_answer_without_a_word(
    qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(shown_copy, "ask_copy_to_open", lambda _parent, folder: asked.append(folder))
    path.write_bytes(sealed(reply_key=reply.new_reply_keys()[1]))
    screen = show(qtbot, settings, path)
    try_to_open(qtbot, screen)
    click(qtbot, screen, "Agreed: My people")
    screen.lock()
    try_to_open(qtbot, screen, "wrong")
    click(qtbot, screen, "Choose another file")
    read(qtbot, screen, "Your answer is not saved yet.")
    assert asked == []
    click(qtbot, screen, "Choose another file")
    assert asked == [path.parent]


@pytest.mark.parametrize(
    ("module", "press"),
    [
        (welcome_page, "Open a copy someone gave me"),
        (plans_list, "Open a copy someone gave me…"),
        (lock_screen, "Open a copy someone gave me"),
    ],
)
def test_the_screens_before_a_plan_lead_to_it(
    qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch,
    module: object, press: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "ask_copy_to_open", lambda _parent, _folder: path)
    plans = [path.parent / "one.wellplan", path.parent / "two.wellplan"]
    for each in plans:
        each.write_bytes(b"")
    if module is plans_list:
        settings.keep_known_plans(tuple(plans))
    window = first_screen(qtbot, settings, plans[0] if module is lock_screen else None)
    click(qtbot, window, press)
    assert isinstance(window.frame.front, ShownCopy)


def test_another_file(qtbot: QtBot, settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = show(qtbot, settings, path.parent / "gone.html")
    try_to_open(qtbot, screen)
    monkeypatch.setattr(shown_copy, "ask_copy_to_open", lambda _parent, _folder: path)
    click(qtbot, screen, "Choose another file")
    try_to_open(qtbot, screen)
    assert screen.is_open


def test_text_and_colours(qtbot: QtBot, settings: Settings, path: Path) -> None:
    screen = show(qtbot, settings, path)
    changes: list[Callable[[], None]] = []
    screen.look_changed.connect(lambda: changes.append(screen.show_form))
    click(qtbot, screen, "Change text and colours")
    assert screen.page.heading.text() == "Text and colours"
    click(qtbot, screen, "Done")
    assert screen.field is not None


def test_which_files_are_copies() -> None:
    assert is_copy(Path("a.HTML"))
    assert is_copy(Path("a.htm"))
    assert not is_copy(Path("a.wellplan"))
