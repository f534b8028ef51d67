# SPDX-License-Identifier: Apache-2.0
"""The sheet on the screen: printed or saved, then two groups are typed back from the paper."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.screens import (
    answer_dialog,
    click,
    clipped,
    dress,
    focusable,
    held_by_fields,
    read,
    tab_round,
    windows,
)
from wellplan.errors import WellPlanError
from wellplan.share import document, printing
from wellplan.ui import recovery_sheet
from wellplan.ui.code_entry import GROUPS, CodeEntry
from wellplan.ui.look import Look
from wellplan.ui.page import Page
from wellplan.ui.recovery_sheet import RecoverySheet
from wellplan.ui.sheet_proof import SheetProof
from wellplan.vault.keyslots import write_code

CODE = write_code(bytes(range(20)))
OTHER = write_code(bytes(range(20, 40)))


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was sent to the printer."""
    sent: list[bytes] = []
    monkeypatch.setattr(printing, "print_pdf", lambda data, _printer: sent.append(data))
    return sent


class SheetPage(Page):
    """A page with nothing but the sheet."""

    def __init__(self) -> None:
        super().__init__("Your recovery sheet")
        self.sheet = RecoverySheet(CODE, Path("my-plan.wellplan"), "a4")
        self.column.addWidget(self.sheet)
        self.column.addStretch(1)


def shown(qtbot: QtBot, look: Look | None = None) -> SheetPage:
    dress(look)
    page = SheetPage()
    qtbot.addWidget(page)
    page.resize(1000, 640)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def to_proof(qtbot: QtBot, sheet: RecoverySheet) -> SheetProof:
    click(qtbot, sheet, "Print it")
    qtbot.waitUntil(lambda: sheet.proof is not None and sheet.proof.isVisible(), timeout=10_000)
    proof = sheet.proof
    assert proof is not None
    qtbot.waitUntil(proof.first_focus().hasFocus)
    return proof


def type_groups(qtbot: QtBot, proof: SheetProof, code: str) -> None:
    """As a person types: the keyboard goes on to the next group by itself."""
    proof.entry.point_at(proof.entry.numbers[0])
    for number in proof.entry.numbers:
        qtbot.keyClicks(QApplication.focusWidget(), code.split("-")[number - 1].lower())


def test_two_groups_typed_back_prove_the_sheet(qtbot: QtBot, printed: list[bytes]) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    proof = to_proof(qtbot, sheet)
    assert printed[0].startswith(b"%PDF")
    assert windows() == [page]
    assert not sheet.words.isVisible()  # else it would be copied from the screen
    first, second = proof.entry.numbers
    assert 1 <= first < second <= GROUPS
    type_groups(qtbot, proof, CODE)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    read(qtbot, sheet, "Your sheet is right.")
    qtbot.waitUntil(sheet.go_on.hasFocus)
    with qtbot.waitSignal(sheet.done) as done:
        click(qtbot, sheet, "Go on")
    assert done.args == ["proved"]


def test_a_sheet_that_is_left_while_it_is_printed_has_its_code_all_the_same(
    qtbot: QtBot, printed: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other slow work may come first."""
    page, asked = shown(qtbot), []
    monkeypatch.setattr(recovery_sheet, "run_in_background", lambda _on, work, *_then: asked.append(work))
    monkeypatch.setattr(document, "recovery_pdf", lambda code, **_more: code.encode())
    click(qtbot, page, "Print it")
    page.sheet.forget()
    asked[0]()
    assert printed == [CODE.encode()]


def test_other_groups_are_asked_for_another_time(qtbot: QtBot) -> None:
    asked = {tuple(SheetProof(CODE).entry.numbers) for _again in range(40)}
    assert len(asked) > 5


def test_a_slip_is_named_by_its_group(qtbot: QtBot, printed: list[bytes]) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    proof = to_proof(qtbot, sheet)
    type_groups(qtbot, proof, CODE)
    number, field = proof.entry.numbers[1], proof.entry.fields[1]
    right = field.text()
    field.setText(("2" if right[0] != "2" else "3") + right[1:])
    click(qtbot, sheet, "Check")
    read(qtbot, sheet, f"Group {number} has a slip in it.")
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, right)
    click(qtbot, sheet, "Check")
    read(qtbot, sheet, "Your sheet is right.")


def test_a_group_of_an_older_sheet_is_not_called_a_slip(qtbot: QtBot, printed: list[bytes]) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    proof = to_proof(qtbot, sheet)
    type_groups(qtbot, proof, OTHER)
    click(qtbot, sheet, "Check")
    read(qtbot, sheet, f"Group {proof.entry.numbers[0]} is from another sheet.")
    assert proof.entry.fields[0].hasFocus()


def test_a_group_that_is_not_whole_is_asked_for(qtbot: QtBot, printed: list[bytes]) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    proof = to_proof(qtbot, sheet)
    click(qtbot, sheet, "Check")
    read(qtbot, sheet, f"Group {proof.entry.numbers[0]} is not whole yet.")


def test_not_now_is_as_good(qtbot: QtBot, printed: list[bytes], tmp_path: Path) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    answer_dialog(qtbot, tmp_path / "sheet.pdf")
    click(qtbot, sheet, "Save it as a PDF…")
    read(qtbot, sheet, "Now try your sheet")
    with qtbot.waitSignal(sheet.done) as done:
        click(qtbot, sheet, "Not now")
    assert done.args == ["saved"]


def test_the_code_can_be_seen_and_printed_again(qtbot: QtBot, printed: list[bytes]) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    to_proof(qtbot, sheet)
    click(qtbot, sheet, "Show the code again")
    qtbot.waitUntil(sheet.words.isVisible)
    qtbot.waitUntil(sheet.words.hasFocus)
    to_proof(qtbot, sheet)
    assert len(printed) == 2
    sheet.forget()
    assert CODE[:5] not in held_by_fields(sheet)


def test_no_printer_says_so_and_the_code_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_data: bytes, _printer: object) -> None:
        raise WellPlanError("There is no printer.", "Your plan is safe.", "Save it as a PDF.")

    monkeypatch.setattr(printing, "print_pdf", refuse)
    page = shown(qtbot)
    sheet = page.sheet
    click(qtbot, sheet, "Print it")
    read(qtbot, sheet, "There is no printer.")
    assert sheet.words.isVisible()
    with qtbot.waitSignal(sheet.done) as done:
        click(qtbot, sheet, "Not now")
    assert done.args == ["skipped"]


@pytest.mark.parametrize(
    "copied",
    [
        CODE,
        CODE.replace("-", " ").lower(),
        "\n".join(f"{n}\n{group}" for n, group in enumerate(CODE.split("-"), 1)),
        # as a reader copies the sheet's two columns: row by row
        " ".join(f"{n} {CODE.split('-')[n - 1]}" for n in (1, 5, 2, 6, 3, 7, 4, 8)),
    ],
)
def test_a_code_is_pasted_into_its_groups(qtbot: QtBot, copied: str) -> None:
    for numbers in (range(1, GROUPS + 1), [3, 7]):
        entry = CodeEntry(numbers)
        qtbot.addWidget(entry)
        entry.show()
        QGuiApplication.clipboard().setText(copied)
        qtbot.keyClick(entry.fields[1], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert entry.code() == "-".join(CODE.split("-")[n - 1] for n in numbers)


def test_tab_reaches_everything_and_returns(qtbot: QtBot, printed: list[bytes]) -> None:
    page = shown(qtbot)
    sheet = page.sheet
    to_proof(qtbot, sheet)
    assert set(tab_round(sheet)) == focusable(sheet)


@pytest.mark.parametrize("size", [100, 200])
def test_no_word_is_cut_off_in_a_small_window(qtbot: QtBot, printed: list[bytes], size: int) -> None:
    page = shown(qtbot, Look("soft", size))
    sheet = page.sheet
    sheet.window().resize(760, 520)
    to_proof(qtbot, sheet)
    qtbot.waitUntil(lambda: not clipped(sheet))
