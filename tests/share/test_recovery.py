# SPDX-License-Identifier: Apache-2.0
"""The recovery sheet: one calm side, conformant, with the code as groups and as a square a stranger reads."""

import io
import subprocess
from datetime import date

import outloud
import page
import pytest
import zxingcpp
from PIL import Image

from wellplan.share import recovery
from wellplan.share.document import recovery_pdf

CODE = "7Q0KX-M4T9B-ZZ81R-PW3HD-5NVJ2-C6GS8-YE1AF-90TKQ"
ON = date(2026, 11, 22)
PAPERS = ("a4", "letter")


def sheet(paper: str, name: str = "jo.wellplan") -> bytes:
    return recovery_pdf(CODE, plan_file_name=name, on=ON, paper=paper)


def picture(pdf: bytes, ppi: int) -> Image.Image:
    """The first side as poppler draws it."""
    command = ["pdftoppm", "-r", str(ppi), "-gray", "-png", "-singlefile", "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(drawn))


def scanned(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "name", ("jo.wellplan", "ein sehr langer Name, " * 9 + "für später.wellplan", "خطة.wellplan")
)
def test_it_is_one_side_that_passes_every_check(paper, name, pdf_text, tmp_path):
    data = sheet(paper, name)
    for profile in ("ua1", "2a"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, [failure.message for failure in report.failures][:3]
    assert len(pdf_text(data)) == 1
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    assert outloud.check(str(path)).verdict == "pass"


@pytest.mark.parametrize("paper", PAPERS)
def test_it_says_what_it_opens_where_to_keep_it_and_how_to_use_it(paper, pdf_text, plain):
    text = plain(pdf_text(sheet(paper))[0])
    assert all(group in text for group in CODE.split("-"))
    for words in ("jo.wellplan", "22 November 2026", "Where to keep it", "What it does not do"):
        assert words in text
    assert [f"{n}." in text for n in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ppi", (100, 300))
def test_a_scanner_reads_the_code_from_the_square(paper, ppi):
    assert scanned(picture(sheet(paper), ppi)) == [CODE]


def test_a_stained_square_can_still_be_read():
    image = picture(sheet("a4"), 150)
    (found,) = zxingcpp.read_barcodes(image)
    at, far = found.position.top_left, found.position.bottom_right
    wide = (far.x - at.x) // 5
    stain = (at.x + 2 * wide, at.y + 3 * wide)
    image.paste(255, (*stain, stain[0] + wide, stain[1] + wide))
    assert scanned(image) == [CODE]
    image.paste(255, (at.x, at.y, far.x, far.y))
    assert scanned(image) == []


def test_the_square_holds_the_code_and_its_white_edge_and_nothing_else():
    drawn = recovery.square(CODE)
    assert 'viewBox="0 0 37 37"' in drawn  # 29 cells and four empty ones on each side
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert "M4 4h7v1h-7z" in drawn
