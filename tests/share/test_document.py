# SPDX-License-Identifier: Apache-2.0
"""The PDFs: conformant, complete, stamped on every page, and with each number the right way round."""

import io
import json
import re
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date

import outloud
import pikepdf
import pytest
from paper_checks import complaints
from paper_plans import LAYOUTS, STAMP, example

from wellplan.plan.model import Field, Item, Plan, Section
from wellplan.share import document
from wellplan.share.document import Pdf, make_pdf, recovery_pdf
from wellplan.share.numbers import numbers_of
from wellplan.share.pages import make_pages
from wellplan.share.pictures import PPI, make_pictures
from wellplan.share.scope import reduce

PLANS = ("jo", "derek", "arabic", "empty")
SETTINGS = ((12, "a4"), (24, "a4"), (12, "letter"), (24, "letter"))
A4_WIDTH = 595.3
LEAST_MARGIN = 14  # points, 5 mm: most printers print no nearer to the edge
CODE = "ABCD-EFGH-0K1M-NPQR-ST8B-WXYZ-0123-4567"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", PLANS)
def test_each_layout_passes_pdf_ua_1_and_pdf_a_2a(name, layout):
    for size, paper in SETTINGS:
        data = make_pdf(example(name), layout=layout, stamp=STAMP, size=size, paper=paper).data
        for profile in ("ua1", "2a"):
            assert complaints(data, profile) == [], (size, paper, profile)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ("jo", "derek", "arabic"))
def test_outloud_finds_nothing_to_mend(name, layout, tmp_path):
    for size, paper in ((12, "a4"), (24, "letter")):
        path = tmp_path / "plan.pdf"
        path.write_bytes(make_pdf(example(name), layout=layout, stamp=STAMP, size=size, paper=paper).data)
        result = outloud.check(str(path))
        assert result.verdict == "pass", [(f.rule, f.page, f.message) for f in result.findings][:4]


def test_the_recovery_sheet_passes_too_and_holds_its_code(pdf_text, tmp_path):
    for paper in ("a4", "letter"):
        data = recovery_pdf(CODE, plan_file_name="jo.wellplan", on=date(2026, 11, 21), paper=paper)
        assert complaints(data, "ua1") == []
        assert complaints(data, "2a") == []
        (text,) = pdf_text(data)
        assert all(group in text for group in CODE.split("-"))
        assert "jo.wellplan" in text
        assert "21 November 2026" in text
        path = tmp_path / "sheet.pdf"
        path.write_bytes(data)
        assert outloud.check(str(path)).verdict == "pass"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ("jo", "derek", "arabic"))
def test_every_number_of_the_plan_is_in_every_layout_and_reads_from_left_to_right(
    name, layout, pdf_text, plain
):
    plan = example(name)
    numbers = [found.number for found in numbers_of(plan)]
    assert len(numbers) >= 3
    for size, paper in SETTINGS:
        text = plain(
            " ".join(pdf_text(make_pdf(plan, layout=layout, stamp=STAMP, size=size, paper=paper).data))
        )
        assert [number for number in numbers if plain(number) not in text] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_letters_and_digits_are_copied_without_marks(layout):
    """A mark in a PDF sticks to the digit beside it, wherever that stands: then no one finds the number."""
    for name in ("jo", "arabic"):
        data = make_pdf(example(name), layout=layout, stamp=STAMP).data
        with pikepdf.open(io.BytesIO(data)) as pdf:
            maps = [obj.ToUnicode.read_bytes() for obj in pdf.objects if _is_font(obj)]
        meant = re.findall(rb"<[0-9A-F]+> <([0-9A-F]+)>", b"".join(maps).upper())
        assert b"0030" in meant
        signs = {bytes.fromhex(each.decode()).decode("utf-16-be") for each in meant}
        assert not [sign for sign in signs if any(unicodedata.category(char) == "Cf" for char in sign)]


def _is_font(obj):
    return isinstance(obj, pikepdf.Dictionary) and "/ToUnicode" in obj


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_number_of_someone_not_to_be_involved_is_in_no_layout(layout, pdf_text, plain):
    text = plain(" ".join(pdf_text(make_pdf(example("arabic"), layout=layout, stamp=STAMP).data)))
    assert "01632 960 999" not in text
    assert "01632 960 150" in text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", PLANS)
def test_every_page_carries_its_stamp(name, layout, pdf_text, plain):
    for size, paper in SETTINGS:
        pages = pdf_text(make_pdf(example(name), layout=layout, stamp=STAMP, size=size, paper=paper).data)
        for number, text in enumerate(map(plain, pages), 1):
            for said in (
                "Version 7",
                "21 November 2026",
                "look again by 21 May 2027",
                "For Amina Rahman, key worker",
                f"Page {number} of {len(pages)}",
                "This records my wishes. It does not replace legal advice.",
            ):
                assert said in text, (size, paper, number, said)


@pytest.mark.parametrize("name", ("jo", "derek"))
@pytest.mark.parametrize("paper", ("a4", "letter"))
def test_the_crisis_pages_of_the_examples_are_one_sheet_of_two_sides(name, paper, pdf_text):
    assert len(pdf_text(make_pdf(example(name), layout="crisis", stamp=STAMP, paper=paper).data)) <= 2


@pytest.mark.parametrize("paper", ("a4", "letter"))
def test_the_admission_sheet_is_one_side_when_that_is_near_and_never_more_than_two(paper, pdf_text):
    for name, most in (("derek", 1), ("jo", 2), ("arabic", 1)):
        assert (
            len(pdf_text(make_pdf(example(name), layout="admission", stamp=STAMP, paper=paper).data)) <= most
        )


def test_pages_that_fit_are_set_airily_and_only_full_ones_tightly():
    def density(plan, layout, size=12):
        return make_pdf(plan, layout=layout, stamp=STAMP, size=size).setting.data["density"]

    assert density(example("derek"), "crisis") == 0
    assert density(example("jo"), "crisis") > 0
    assert density(example("derek"), "admission") > 0
    assert density(example("jo"), "admission") == 0  # two pages in any case: then airy ones
    assert density(example("jo"), "crisis", size=16) == 0
    assert density(Plan(), "crisis") == 0


def test_when_the_first_guess_is_too_airy_tighter_ones_follow(monkeypatch):
    asked = []
    real = document._printed
    monkeypatch.setattr(document.fit, "first_guess", lambda *_: 0)
    monkeypatch.setattr(
        document, "_printed", lambda *given: asked.append(given[2]["density"]) or real(*given)
    )
    make_pdf(example("jo"), layout="crisis", stamp=STAMP)
    assert asked == [0, 1, 3]
    asked.clear()
    twice = example("jo")
    twice = replace(
        twice, sections=(*twice.sections, *(replace(s, id=s.id[:-2] + "zz") for s in twice.sections))
    )
    make_pdf(twice, layout="crisis", stamp=STAMP)
    assert asked == [0, 1, 3, 0]


@pytest.mark.parametrize("density", range(4))
def test_lines_do_not_overlap(density):
    """A page of their own and a person so marked stand under one heading, at every density."""
    plan = example("jo")
    assert any(p.not_to_be_involved for p in plan.people)
    assert any(s.key == "not-involved" and s.items for s in plan.sections)
    for layout in ("whole", "crisis", "admission"):
        pages = make_pages(plan, layout, STAMP)
        look = {
            **document._language(plan),
            "size": 12,
            "paper": "a4",
            "page_of": "{page}",
            "density": density,
        }
        data = document._printed(layout, pages, look, STAMP.on).data
        boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
        for sheet in boxes.stdout.split(b"<page ")[1:]:
            words = re.findall(rb'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)"', sheet)
            assert _overlaps([tuple(map(float, word)) for word in words]) == []


def _overlaps(words):
    """Words that cover each other by more than a third of their height: their boxes go down to descenders."""
    found = []
    for n, (left, top, right, bottom) in enumerate(words):
        for its_left, its_top, its_right, its_bottom in words[n + 1 :]:
            beside = min(right, its_right) - max(left, its_left)
            over = min(bottom, its_bottom) - max(top, its_top)
            if beside > 1 and over > min(bottom - top, its_bottom - its_top) / 3:
                found.append((top, its_top))
    return found


def test_too_many_crisis_words_go_on_to_more_pages_and_none_is_lost(pdf_text, plain):
    items = tuple(Item(values={"what": f"Sign number {n} of many that I wrote down."}) for n in range(200))
    section = Section(
        key="my-own", title="Signs", stage="crisis", fields=(Field("what", "What"),), items=items
    )
    pages = pdf_text(make_pdf(Plan(sections=(section,)), layout="crisis", stamp=STAMP).data)
    assert len(pages) > 2
    text = plain(" ".join(pages))
    assert all(item.text("what") in text for item in items)


def test_no_word_leaves_the_side_of_the_page(pdf_text):
    long = "a" * 400 + " " + "https://example.org/" + "b" * 300
    section = Section(
        title="Long", stage="crisis", fields=(Field("what", "What"),), items=(Item(values={"what": long}),)
    )
    for size in (12, 24):
        data = make_pdf(Plan(sections=(section,)), layout="crisis", stamp=STAMP, size=size).data
        letters = "".join(pdf_text(data))
        assert letters.count("a") >= 400
        assert letters.count("b") >= 300
        boxes = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
        ).stdout
        ends = [float(x) for x in re.findall(rb'<word xMin="[^"]*" yMin="[^"]*" xMax="([^"]*)"', boxes)]
        assert len(ends) > 20
        assert max(ends) < A4_WIDTH


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_printed_off_the_page(layout):
    """The foot of a first page is placed by hand, and a card's words must stay on the paper."""
    for size, paper in SETTINGS:
        data = make_pdf(example("jo"), layout=layout, stamp=STAMP, size=size, paper=paper).data
        height = 842 if paper == "a4" else 792
        boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
        ends = [float(y) for y in re.findall(rb' yMax="([^"]*)">', boxes.stdout)]
        starts = [float(y) for y in re.findall(rb' yMin="([^"]*)"', boxes.stdout)]
        assert len(ends) > 20
        assert max(ends) < height - LEAST_MARGIN, (size, paper)
        assert min(starts) > LEAST_MARGIN, (size, paper)


def test_hidden_sections_are_in_no_layout(pdf_text):
    plan = example("jo")
    hidden = replace(plan, sections=tuple(replace(s, hidden=True) for s in plan.sections))
    words = [v for s in plan.sections for i in s.items for v in i.values.values() if isinstance(v, str)]
    said_of_people = " ".join(str(p) for p in plan.people)
    words = [w for w in words if len(w) > 12 and w not in said_of_people]
    for layout in LAYOUTS:
        text = " ".join(" ".join(pdf_text(make_pdf(hidden, layout=layout, stamp=STAMP).data)).split())
        assert [word for word in words if word in text] == []


def test_the_preview_shows_the_very_pages_of_the_pdf(pdf_text):
    for layout, pages in (("crisis", 2), ("card", 1)):
        pdf = make_pdf(example("jo"), layout=layout, stamp=STAMP)
        pictures = make_pictures(pdf)
        assert len(pictures) == len(pdf_text(pdf.data)) == pages
        for picture in pictures:
            assert picture.startswith(b"\x89PNG")
            assert int.from_bytes(picture[16:20], "big") == pytest.approx(PPI * A4_WIDTH / 72, abs=1)
    assert make_pictures(Pdf(b"%PDF")) == ()


INJECTIONS = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.0": *',
    '"; #panic("out") //',
    "*bold* _slanted_ `code` $x^2$ = Heading",
    "<script>alert(1)</script> &amp; <b>",
    "\\u{202e} \\n {page} {pages} %s {0}",
    "#sys.inputs.data @label <label>",
)


@pytest.mark.parametrize("layout", ("whole", "crisis", "admission"))
def test_markup_is_printed_as_it_was_typed(layout, pdf_text, plain):
    fields = (Field("what", "What", "text"),)
    items = tuple(Item(values={"what": text}) for text in INJECTIONS)
    plan = Plan(
        title=INJECTIONS[0],
        sections=(Section(key="about-me", title=INJECTIONS[1], stage="crisis", fields=fields, items=items),),
    )
    text = plain(
        " ".join(pdf_text(make_pdf(plan, layout=layout, stamp=replace(STAMP, for_whom=INJECTIONS[2])).data))
    )
    assert [each for each in INJECTIONS if plain(each) not in text] == []
    assert "root:x:0" not in text


def test_a_size_or_paper_that_does_not_exist_is_refused():
    for size, paper in ((11, "a4"), (25, "a4"), (12, "a3")):
        with pytest.raises(ValueError, match="no such size"):
            make_pdf(Plan(), layout="whole", stamp=STAMP, size=size, paper=paper)


def test_the_last_resorts_are_tried_in_turn(monkeypatch):
    """typst is made to refuse: first the standards, then everything but the plainest letters."""
    real, asked = document._compile, []

    def refuse_standards(layout, data, on, standards):
        asked.append((standards, "قط" in json.dumps(data, ensure_ascii=False)))
        if standards or (stubborn and asked[-1][1]):
            raise document._typst_error()("no", "no")
        return real(layout, data, on, standards)

    monkeypatch.setattr(document, "_compile", refuse_standards)
    plan = Plan(title="قط")
    stubborn = False
    assert make_pdf(plan, layout="whole", stamp=STAMP).replaced == ()
    assert asked == [(document.STANDARDS, True), ((), True)]
    stubborn, asked[:] = True, []
    pdf = make_pdf(plan, layout="whole", stamp=STAMP)
    assert asked == [(document.STANDARDS, True), ((), True), ((), False)]
    assert pdf.data.startswith(b"%PDF")
    assert len(pdf.replaced) == 2


def test_replaced_letters_are_named(pdf_text):
    section = Section(title="我", fields=(Field("a", "A"),), items=(Item(values={"a": "我不 cat 我"}),))
    pdf = make_pdf(Plan(sections=(section,)), layout="whole", stamp=STAMP)
    assert pdf.replaced == ("我 (Cjk unified ideograph-6211)", "不 (Cjk unified ideograph-4e0d)")
    assert "□□ cat □" in " ".join(pdf_text(pdf.data)).replace("\n", " ")
    assert complaints(pdf.data, "ua1") == []


def test_the_first_layouts_page_has_the_persons_own_crisis_page(pdf_text):
    plan = example("derek")
    own = Section(
        key="my-boat",
        title="My boat",
        stage="crisis",
        fields=(Field("w", "W"),),
        items=(Item(values={"w": "Moor her twice."}),),
    )
    text = " ".join(pdf_text(make_pdf(plan.put_section(own), layout="crisis", stamp=STAMP).data))
    assert "My boat" in text
    assert "Moor her twice." in text


def test_pages_of_a_reduced_plan_hold_nothing_else(pdf_text, plain):
    plan = reduce(example("jo"), {"first-signs"})
    text = plain(" ".join(pdf_text(make_pdf(plan, layout="whole", stamp=STAMP).data)))
    assert "Whitlock" not in text.replace("For Amina Rahman, key worker", "")
    assert make_pages(plan, "whole", STAMP).parts[0].heading == plan.sections[0].title
