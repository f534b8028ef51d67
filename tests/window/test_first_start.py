# SPDX-License-Identifier: Apache-2.0
"""From the first start to a printed crisis page, with the keyboard alone."""

import subprocess
from pathlib import Path

import pytest

from window.conftest import Printer, wait_open
from window.driver import Window

pytestmark = pytest.mark.window


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "printed.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_first_start_to_a_printed_crisis_page_by_keyboard_alone(printer: Printer, tmp_path: Path) -> None:
    with Window(path_first=str(printer.path)) as w:
        w.wait_for("Welcome to WellPlan", "heading")
        w.tab_to("Start my plan")
        w.key("Return")
        w.wait_for("How would you like to start?", "heading")
        w.tab_to("A short crisis plan")
        w.key("Return")
        w.wait_for("Choose a passphrase", "heading")
        w.tab_to("I have it written down")
        w.key("Return")
        w.wait_for("Your recovery sheet", "heading")
        w.tab_to("Not now")
        w.key("Return")
        add_a_sign(w)
        add_a_person(w)
        w.key("ctrl+p")
        w.wait_for("Print or save a copy", "heading")
        w.tab_to("My whole plan")
        w.key("Down")
        w.wait_focus("Crisis pages")
        w.key("space")
        w.tab_to("Print…")
        w.key("Return")
        w.tab_to("Print now")
        w.key("Return")
        w.wait_until(lambda: printer.has_printed, "the printer to be given the pages")
    text = text_of(printer.given, tmp_path)
    assert "I stop cooking" in text
    assert "Sal" in text
    assert "01632 960 150" in text
    assert "Page 1 of" in text
    assert "Version 1" in text
    assert "stop cooking" not in printer.called, "a printer's job list is read by others"


def add_a_sign(w: Window) -> None:
    wait_open(w)
    go_to_page(w, "How you will know")
    w.tab_to("Add a way to tell")
    w.key("Return")
    w.wait_until(lambda: (n := w.focused()) and n["editable"], "a field to write in")
    w.type("I stop cooking")
    w.key("ctrl+Return")
    w.wait_for("I stop cooking")


def add_a_person(w: Window) -> None:
    go_to_page(w, "My people")
    w.tab_to("Add a person")
    w.key("Return")
    w.wait_focus("Name")
    w.type("Sal")
    w.key("Tab")
    w.type("my sister")
    w.key("Tab")
    w.type("01632 960 150")
    w.key("ctrl+Return")
    w.wait_for("01632 960 150")


def go_to_page(w: Window, title: str) -> None:
    """By Tab along the rail, as a person does."""
    if w.find(title, "heading") is None:
        w.tab_to(title)
        w.key("Return")
        w.wait_for(title, "heading")
