# SPDX-License-Identifier: Apache-2.0
"""Print or save a copy: what is chosen is what is shown, printed and saved; and nothing else happens."""

import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.screens import click, destroy, says, tab_round
from ui.vaults import open_plan
from wellplan.errors import WellPlanError
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.plan.templates import load_example
from wellplan.share import printing, writing
from wellplan.share.paper import SIZES
from wellplan.ui import paper_page
from wellplan.ui.copy_choices import LAYOUTS
from wellplan.ui.copy_panels import PassphrasePanel, PrintPanel
from wellplan.ui.example import ExampleKeeper
from wellplan.ui.look import Look, apply_look, load_fonts
from wellplan.ui.paper_page import PaperPage
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.words import Heading
from wellplan.vault.passphrases import advice
from wellplan.vault.store import Made, Version

TEXT = (Field("words", "Words", "text"),)
PLAN = Plan(
    template="keeping-well",
    sections=(
        Section(key="one", title="What I like", fields=TEXT, items=(Item(values={"words": "Otters."}),)),
        Section(
            key="two", title="Kept back", hidden=True, fields=TEXT,
            items=(Item(values={"words": "Nobody sees this."}),),
        ),
    ),
    people=(Person(name="Sal", phones=("01632 960 150",)),),
)  # fmt: skip
SLOW_MS = 60_000  # the machine may be busy


class Keeper(ExampleKeeper):
    """Remembers what happened, in order; its disk may fail."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.happened: list[str] = []
        self.saves: list[Plan] = []
        self.fails = False

    def save(self, plan: Plan) -> None:
        if self.fails:
            raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")
        self.happened.append("save")
        self.saves.append(plan)
        super().save(plan)

    def mark_version(self, reason: str, made: Made | None = None) -> Version:
        self.happened.append(f"mark {reason}")
        self.made = made
        return Version(7, date(2026, 11, 21), date(2027, 5, 21))


class Opened:
    """A page on the screen."""

    def __init__(
        self, qtbot: QtBot, settings: Settings, plan: Plan, what: str, size: tuple[int, int]
    ) -> None:
        self.qtbot, self.keeper = qtbot, Keeper(plan)
        self.session = Session(self.keeper)
        self.page = PaperPage(self.session, settings, what)
        qtbot.addWidget(self.page)
        self.page.resize(*size)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.settle()

    def settle(self) -> None:
        self.until(lambda: not self.page._making)

    def until(self, happened: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(happened, timeout=SLOW_MS)

    def press(self, text: str) -> None:
        click(self.qtbot, self.page, text)

    def seal(self) -> PassphrasePanel:
        self.press("Save a PDF with a passphrase…")
        assert isinstance(self.page.panel, PassphrasePanel)
        return self.page.panel

    def ready(self) -> None:
        self.until(lambda: self.page.print_button.isEnabled())

    @property
    def said(self) -> str:
        return self.page.notice.text

    @property
    def words(self) -> str:
        return self.page.preview.words.toPlainText()


@pytest.fixture
def saves_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """The answer of the file dialog."""

    def answer(path: Path | None) -> None:
        monkeypatch.setattr(paper_page, "ask_place_for_pdf", lambda _parent, _suggested: path)

    return answer


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, str | None]]:
    """Two printers, and what they were sent."""
    sent: list[tuple[bytes, str | None]] = []
    monkeypatch.setattr(printing, "printers", lambda: ("Kitchen", "Office"))
    monkeypatch.setattr(printing, "print_pdf", lambda data, printer: sent.append((data, printer)))
    return sent


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    load_fonts()
    apply_look(qapp, Look())


def opened(
    qtbot: QtBot, settings: Settings, plan: Plan = PLAN, what: str = "", size: tuple[int, int] = (910, 720)
) -> Opened:
    return Opened(qtbot, settings, plan, what, size)


def pages_in(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def test_shows_pages_and_the_same_in_words(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings)
    assert seen.page.preview.sheets.count >= 1
    assert "Otters." in seen.words
    assert "01632 960 150" in seen.words
    assert seen.page.preview.sheets.isVisible()
    assert seen.page.preview.words.isVisible()
    headings = [each.text() for each in seen.page.findChildren(Heading)]
    assert headings == ["Print or save a copy"]
    assert seen.page.first_focus() is seen.page.choices.checked_card()


def test_hidden_pages_are_nowhere(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings)
    assert "Kept back" not in seen.words
    assert "Nobody sees this." not in seen.words


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_by_name_and_by_click(qtbot: QtBot, settings: Settings, layout: str) -> None:
    seen = opened(qtbot, settings, what=layout)
    assert seen.page.choices.choice.layout == layout
    other = LAYOUTS[(LAYOUTS.index(layout) + 1) % len(LAYOUTS)]
    before = seen.words
    card = seen.page.choices.cards.button(LAYOUTS.index(other))
    if not card.isVisible():
        seen.press("More kinds of pages")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert seen.page.choices.choice.layout == other
    seen.settle()
    assert seen.words != before


def test_a_sheet_for_one_person_is_for_whom_it_says(qtbot: QtBot, settings: Settings) -> None:
    plan = load_example("jo")
    seen = opened(qtbot, settings, plan, "supporter")
    assert seen.page.choices.choice.person == plan.people[0].id
    assert "For Sal Whitlock, sister" in seen.words
    assert "Keep my shifts open" not in seen.words
    seen.page.choices.who.choose(plan.people[5].id)
    seen.settle()
    assert "For Dawn Price, my boss at the library" in seen.words
    assert "Keep my shifts open" in seen.words
    assert plan.people[-1].id not in [
        seen.page.choices.who.itemData(n) for n in range(seen.page.choices.who.count())
    ]
    nobody = opened(qtbot, settings, Plan(sections=PLAN.sections), "supporter")
    assert nobody.page.choices.choice.layout == "whole"
    nobody.press("More kinds of pages")
    assert not nobody.page.choices.cards.button(LAYOUTS.index("supporter")).isVisible()
    assert nobody.page.choices.cards.button(LAYOUTS.index("workbook")).isVisible()


def test_lines_to_sign_come_where_they_belong(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings, what="crisis")
    assert "A witness" not in seen.words
    qtbot.mouseClick(seen.page.choices.sign, Qt.MouseButton.LeftButton)
    seen.settle()
    assert "A witness" in seen.words
    card = opened(qtbot, settings, what="card").page.choices
    card.sign.setChecked(True)
    assert not card.sign.isVisible()
    assert not card.choice.sign


def test_larger_text_takes_more_pages(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings, load_example("jo"))
    few = seen.page.preview.sheets.count
    seen.page.choices.points.setFocus()
    for _size in SIZES[1:]:
        QTest.keyClick(seen.page.choices.points, Qt.Key.Key_Down)
    assert seen.page.choices.choice.size == SIZES[-1]
    seen.settle()
    assert seen.page.preview.sheets.count > few


@pytest.mark.parametrize(("country", "paper"), [("GB", "a4"), ("US", "letter"), ("CA", "letter"), ("", "a4")])
def test_paper_follows_the_country(qtbot: QtBot, settings: Settings, country: str, paper: str) -> None:
    settings.country = country
    assert opened(qtbot, settings).page.choices.choice.paper == paper


def test_an_edit_shows_at_once(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings)
    item = seen.session.plan.sections[0].items[0].with_value("words", "Kingfishers.", "2026-11-21T10:00:00Z")
    seen.session.edit(seen.session.plan.put_item(seen.session.plan.sections[0].id, item), "an edit")
    seen.settle()
    assert "Kingfishers." in seen.words


def test_print_asks_which_printer_and_warns_first(
    qtbot: QtBot, settings: Settings, printed: list[tuple[bytes, str | None]]
) -> None:
    seen = opened(qtbot, settings)
    seen.press("Print…")
    seen.until(lambda: isinstance(seen.page.panel, PrintPanel))
    panel = seen.page.panel
    assert isinstance(panel, PrintPanel)
    assert "This computer or printer may keep a copy." in [w.text() for w in panel.findChildren(QLabel)]
    assert panel.printer.hasFocus()
    assert printed == []
    QTest.keyClick(panel.printer, Qt.Key.Key_Down)
    seen.press("Print now")
    seen.until(lambda: bool(printed))
    seen.ready()
    assert printed[0][1] == "Office"
    assert pages_in(printed[0][0]) == seen.page.preview.sheets.count
    assert seen.said == "It is on its way to the printer."
    assert seen.keeper.happened == ["mark printed"]
    assert seen.page.print_button.hasFocus()


def test_print_cancelled_changes_nothing(
    qtbot: QtBot, settings: Settings, printed: list[tuple[bytes, str | None]]
) -> None:
    seen = opened(qtbot, settings)
    seen.press("Print…")
    seen.until(lambda: seen.page.panel is not None)
    seen.press("Cancel")
    assert seen.page.panel is None
    assert seen.page.print_button.hasFocus()
    assert printed == []
    assert seen.keeper.happened == []


def test_no_printing_on_this_computer(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no lpstat and no lp: no CUPS
    seen = opened(qtbot, settings)
    seen.press("Print…")
    seen.ready()
    assert len(seen.page.notice.words.parentWidget().findChildren(QLabel)) >= 3
    assert "plan is safe" in seen.said
    assert seen.page.panel is None
    assert seen.page.print_button.hasFocus()


def test_no_printer_found(qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "printers", lambda: ())
    seen = opened(qtbot, settings)
    seen.press("Print…")
    seen.ready()
    assert seen.said.startswith("No printer was found.")


def test_save_writes_what_was_shown(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    path = tmp_path / "copy.pdf"
    saves_to(path)
    seen = opened(qtbot, settings)
    seen.session.edit(replace(seen.session.plan, title="New"), "an edit")
    seen.press("Save as a PDF…")
    seen.ready()
    assert pages_in(path.read_bytes()) == seen.page.preview.sheets.count
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(path) in seen.said
    assert "Anyone who has this file can read it." in seen.said
    assert seen.keeper.happened == ["save", "mark saved"]
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


def test_the_version_that_goes_out_is_the_marked_one(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    saves_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    """On a real file: the number on the paper is the one that is kept, and each one only once."""
    numbers = []
    real = paper_page.save
    monkeypatch.setattr(
        paper_page, "save", lambda order, *rest: numbers.append(order.version.number) or real(order, *rest)
    )
    saves_to(tmp_path / "copy.pdf")
    store, _code = open_plan(tmp_path)
    page = PaperPage(Session(store), settings)
    qtbot.addWidget(page)
    page.show()
    for _time in range(3):
        page.session.edit(replace(page.session.plan, title=f"Title {len(numbers)}"), "an edit")
        click(qtbot, page, "Save as a PDF…")
        qtbot.waitUntil(page.print_button.isEnabled, timeout=SLOW_MS)
    assert numbers == [1, 2, 3]
    assert store.version().number == 3
    store.close()


def test_a_copy_that_did_not_leave_uses_up_no_number(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    saves_to(tmp_path / "gone" / "copy.pdf")
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    seen.ready()
    assert "No copy was made." in seen.said
    assert seen.keeper.happened == []


def held_back(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Saving a copy waits for this event."""
    go, real = threading.Event(), paper_page.save

    def wait(*order: object) -> object:
        assert go.wait(20)
        return real(*order)

    monkeypatch.setattr(paper_page, "save", wait)
    return go


def test_a_copy_counts_when_the_page_has_gone_meanwhile(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    saves_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    saves_to(tmp_path / "copy.pdf")
    go = held_back(monkeypatch)
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    destroy(qtbot, seen.page)
    before = seen.session.plan
    seen.session.edit(replace(before, title="Typed meanwhile"), "an edit")
    go.set()
    seen.until(lambda: "mark saved" in seen.keeper.happened)
    assert seen.keeper.made == Made(
        before, seen.keeper.version()
    )  # the number is that of the words that left
    assert before not in seen.keeper.saves


def test_a_copy_that_stays_is_told_when_the_page_has_gone(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    saves_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    saves_to(tmp_path / "gone" / "copy.pdf")
    go = held_back(monkeypatch)
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    destroy(qtbot, seen.page)
    with qtbot.waitSignal(seen.session.said) as said:
        go.set()
    assert "No copy was made." in said.args[0]
    assert seen.keeper.happened == []


def test_locked_while_a_copy_is_on_its_way_its_number_is_not_used_again(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    saves_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    saves_to(tmp_path / "copy.pdf")
    go = held_back(monkeypatch)
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    seen.session.close()
    assert seen.keeper.happened == ["mark saved"]
    go.set()


def test_a_number_that_cannot_be_kept_is_told(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    saves_to: Callable[[Path | None], None],
) -> None:  # fmt: skip
    def full(_self: Keeper, _reason: str, _made: Made) -> Version:
        raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")

    monkeypatch.setattr(Keeper, "mark_version", full)
    saves_to(tmp_path / "copy.pdf")
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    seen.ready()
    assert "its number could not be kept. The disk is full." in seen.said
    assert (tmp_path / "copy.pdf").exists()


def test_save_cancelled_changes_nothing(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    saves_to(None)
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    assert seen.said == ""
    assert seen.keeper.happened == []
    assert list(tmp_path.glob("*.pdf")) == []


def test_suggested_name_is_neutral(qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(paper_page, "ask_place_for_pdf", lambda _parent, path: asked.append(path))
    opened(qtbot, settings).press("Save as a PDF…")
    assert [path.name for path in asked] == ["my-plan.pdf"]


@pytest.mark.parametrize("disk", ["gone", "full"])
def test_a_failing_disk_is_told_in_three_sentences(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, disk: str,
) -> None:  # fmt: skip
    path = tmp_path / "copy.pdf"
    path.write_bytes(b"an older copy")
    if disk == "gone":
        path = tmp_path / "gone" / "copy.pdf"
    else:
        monkeypatch.setattr(writing.os, "fsync", _full)
    saves_to(path)
    seen = opened(qtbot, settings)
    seen.press("Save as a PDF…")
    seen.ready()
    assert "Your plan is safe. No copy was made." in seen.said
    assert (tmp_path / "copy.pdf").read_bytes() == b"an older copy"
    assert list(tmp_path.glob(".copy-*")) == []


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_words_that_cannot_be_saved_are_not_copied_out(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    saves_to(tmp_path / "copy.pdf")
    seen = opened(qtbot, settings)
    seen.keeper.fails = True
    seen.session.edit(replace(seen.session.plan, title="New"), "an edit")
    seen.press("Save as a PDF…")
    assert seen.said.startswith("Your last words are not saved yet.")
    assert not (tmp_path / "copy.pdf").exists()
    assert seen.keeper.happened == []


def test_sealed_copy_opens_only_with_the_words_shown(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    path = tmp_path / "copy.pdf"
    saves_to(path)
    seen = opened(qtbot, settings)
    panel = seen.seal()
    first = panel.passphrase()
    seen.press("Make other words")
    words = panel.passphrase()
    assert words != first
    assert len(words.split()) == 6
    assert panel.words.text().split() == words.split()
    assert panel.words.accessibleName().endswith(words)
    seen.press("Save with this passphrase…")
    seen.ready()
    assert "It opens only with its passphrase." in seen.said
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password=words) as pdf:
        assert len(pdf.pages) == seen.page.preview.sheets.count
    assert seen.page.panel is panel  # its words are still to be told
    assert words not in seen.said


def test_sealed_with_ones_own_passphrase(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    path = tmp_path / "copy.pdf"
    saves_to(path)
    seen = opened(qtbot, settings)
    panel = seen.seal()
    seen.press("Use my own")
    assert not panel.save_button.isEnabled()
    QTest.keyClicks(seen.page.focusWidget(), "otters by the weir")
    assert panel.save_button.isEnabled()
    before = panel.own.advice.text()
    seen.until(lambda: panel.own.advice.text() != before)
    assert panel.own.advice.text() == advice("otters by the weir").sentence
    seen.press("Save with this passphrase…")
    seen.ready()
    with pikepdf.open(path, password="otters by the weir") as pdf:
        assert len(pdf.pages) >= 1
    seen.press("Use words made for me")
    assert panel.own.field.text() == ""
    assert panel.own.advice.text() == before
    assert len(panel.passphrase().split()) == 6
    seen.press("Cancel")
    assert seen.page.seal_button.hasFocus()


def test_signs_that_cannot_be_printed_are_named(
    qtbot: QtBot, settings: Settings, saves_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    saves_to(tmp_path / "copy.pdf")
    section = PLAN.sections[0]
    item = section.items[0].with_value("words", "A sign: \U00013080.", "2026-11-21T10:00:00Z")
    seen = opened(qtbot, settings, PLAN.put_item(section.id, item))
    assert seen.page.preview.replaced.isVisible()
    assert "could not be printed" in seen.page.preview.replaced.text()
    seen.press("Save as a PDF…")
    seen.ready()
    assert "could not be printed" in seen.said


@pytest.mark.parametrize("plan", [Plan(), replace(PLAN, language="ar")], ids=["empty", "arabic"])
def test_other_plans_have_pages_too(qtbot: QtBot, settings: Settings, plan: Plan) -> None:
    seen = opened(qtbot, settings, plan)
    assert seen.page.preview.sheets.count >= 1
    assert seen.page.preview.notice.text == ""


def test_ten_thousand_characters_have_pages(qtbot: QtBot, settings: Settings) -> None:
    section = PLAN.sections[0]
    item = section.items[0].with_value("words", "otter " * 1700, "2026-11-21T10:00:00Z")
    seen = opened(qtbot, settings, PLAN.put_item(section.id, item))
    assert seen.words.count("otter") == 1700
    assert seen.page.preview.sheets.count > 1


def test_a_fault_while_making_is_told(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_order: object) -> None:
        raise WellPlanError("It broke.", "Your plan is safe.", "Try again.")

    monkeypatch.setattr(paper_page, "make_to_show", broken)
    seen = opened(qtbot, settings)
    assert seen.page.preview.notice.text == "It broke. Your plan is safe. Try again."


def test_a_small_window_shows_pages_or_words(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings, size=(700, 500))
    preview = seen.page.preview
    assert preview.sheets.isVisible()
    assert not preview.words.isVisible()
    seen.press("Show as words")
    assert not preview.sheets.isVisible()
    assert preview.words.isVisible()
    seen.page.resize(1100, 700)
    assert preview.words.isVisible()
    seen.press("Show as pages")
    assert preview.sheets.isVisible()
    assert preview.words.isVisible()


def test_the_pages_scroll_by_keyboard(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings, load_example("jo"))
    sheets = seen.page.preview.sheets
    sheets.setFocus()
    bar = seen.page.panes.right.verticalScrollBar()
    seen.until(lambda: bar.maximum() > 0)
    QTest.keyClick(sheets, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(sheets, Qt.Key.Key_Home)
    assert bar.value() == 0
    assert sheets.accessibleName() == f"{sheets.count} pages, as pictures"


@pytest.mark.parametrize(("size", "text"), [((910, 720), 100), ((1024, 500), 200), ((400, 500), 100)])
@pytest.mark.parametrize("panel", ["none", "print", "passphrase"])
def test_tab_visits_all_and_returns_names_are_unique(
    qtbot: QtBot, qapp: QApplication, settings: Settings, size: tuple[int, int], text: int, panel: str,
    printed: list[tuple[bytes, str | None]],
) -> None:  # fmt: skip
    apply_look(qapp, Look(text_size=text))
    seen = opened(qtbot, settings, size=size)
    if panel == "print":
        seen.press("Print…")
        seen.until(lambda: seen.page.panel is not None)
    if panel == "passphrase":
        seen.press("Save a PDF with a passphrase…")
        seen.press("Use my own")
    seen.page.first_focus().setFocus()
    visited = tab_round(seen.page)
    reachable = {
        w for w in seen.page.findChildren(QWidget)
        if w.isVisibleTo(seen.page) and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()
        and w.focusProxy() is None
    }  # fmt: skip
    in_groups = {w for w in reachable if isinstance(w, QPushButton) and w.group() is not None}
    assert reachable - in_groups <= set(visited)
    assert {w.group() for w in in_groups} == {w.group() for w in visited if w in in_groups}
    names = [says(w) for w in reachable]
    assert all(names)
    assert len(set(names)) == len(names)
    assert seen.page.horizontalScrollBar().maximum() == 0
    shown = [each for each in seen.page.findChildren(QPushButton) if each.isVisibleTo(seen.page)]
    seen.until(lambda: [says(w) for w in shown if w.width() < w.minimumSizeHint().width()] == [])


def test_arrows_choose_among_the_pages(qtbot: QtBot, settings: Settings) -> None:
    seen = opened(qtbot, settings)
    seen.page.first_focus().setFocus()
    QTest.keyClick(seen.page.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(seen.page.focusWidget(), Qt.Key.Key_Space)
    assert seen.page.choices.choice.layout == LAYOUTS[1]
    seen.settle()


def test_nothing_heavy_is_loaded_with_the_screen() -> None:
    import subprocess
    import sys

    code = (
        "import sys, wellplan.ui.paper_page, wellplan.ui.now_screen;"
        "print([m for m in ('typst', 'pikepdf', 'sqlite_utils', 'zxcvbn') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
