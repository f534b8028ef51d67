# SPDX-License-Identifier: Apache-2.0
"""Printing, with programs named `lp` and `lpstat` that write down what they were given."""

import json
import sys

import pytest

from wellplan.errors import WellPlanError
from wellplan.share import printing
from wellplan.share.printing import print_pdf, printers

PDF = b"%PDF-1.7 secret words\n\x00\xff"


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Puts a program on an otherwise empty PATH: its arguments and input go to a file beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name, *, prints="", code=0):
        path = folder / name
        path.write_text(
            f"#!{sys.executable}\n"
            "import sys, json\n"
            f"said = {{'arguments': sys.argv[1:], 'input': sys.stdin.buffer.read().hex()}}\n"
            f"json.dump(said, open({str(folder / name)!r} + '.json', 'w'))\n"
            f"print({prints!r}, end='')\n"
            f"sys.exit({code})\n"
        )
        path.chmod(0o755)
        return lambda: json.loads((folder / f"{name}.json").read_text())

    return make


def test_the_pdf_goes_to_lp_on_its_input_with_a_neutral_title(programs):
    given = programs("lp")
    print_pdf(PDF, "Kitchen")
    assert given() == {"arguments": ["-d", "Kitchen", "-t", "Document", "-s", "-"], "input": PDF.hex()}


def test_without_a_name_the_usual_printer_is_used(programs):
    given = programs("lp")
    print_pdf(PDF)
    assert given()["arguments"] == ["-t", "Document", "-s", "-"]


def test_printers_are_listed_by_name(programs):
    given = programs("lpstat", prints="Kitchen\nLibrary_2\n")
    assert printers() == ("Kitchen", "Library_2")
    assert given()["arguments"] == ["-e"]


def test_there_are_no_printers_when_lpstat_fails_or_is_missing(programs):
    assert printers() == ()
    programs("lpstat", prints="nonsense", code=1)
    assert printers() == ()


def test_no_print_system_is_told_in_plain_words(programs):
    with pytest.raises(WellPlanError) as told:
        print_pdf(PDF)
    assert told.value.what == "This computer has no print system that WellPlan can use."
    assert told.value.safe == "Your plan is safe."
    assert told.value.exit_code == 1


def test_a_refusal_is_told_without_the_printers_own_words(programs):
    programs("lp", prints="lp: The printer or class does not exist.", code=1)
    with pytest.raises(WellPlanError, match="The printer did not take the pages"):
        print_pdf(PDF, "Nowhere")


def test_a_print_system_that_hangs_is_told(programs, monkeypatch):
    programs("lp")
    monkeypatch.setattr(printing, "WAIT", 0)
    with pytest.raises(WellPlanError, match="did not answer"):
        print_pdf(PDF)
    monkeypatch.undo()
