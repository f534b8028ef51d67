# SPDX-License-Identifier: Apache-2.0
"""The sheets: each conformant and stamped, every number in order, squares that scan, and nothing else."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import date

import outloud
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_checks import complaints
from paper_plans import STAMP, arabic, example
from PIL import Image

from strategies import plans
from wellplan.errors import WellPlanError
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.plan.templates import list_templates, start_plan
from wellplan.share import easy, letters, scanning
from wellplan.share.document import make_letter, make_pdf
from wellplan.share.layout import layouts
from wellplan.share.letters import Given
from wellplan.share.numbers import numbers_of
from wellplan.share.pages import make_pages
from wellplan.share.scope import blank_pages, reduce, supporter_parts
from wellplan.share.squares import call_link, text_link
from wellplan.share.text import to_text

SHEETS = ("large", "easy", "supporter", "meeting", "record", "workbook")
EVERY_NUMBER = ("large", "easy", "meeting", "record")
PLANS = ("jo", "derek", "arabic", "empty")
GIVEN = Given(5, date(2026, 6, 2), ("First signs, and what I do", "My people"))
CARD_PPI = 150


def meant(plan: Plan, layout: str) -> Plan:
    """What leaves when that layout is asked for."""
    if layout == "supporter" and plan.people:
        return supporter_parts(plan, plan.people[0].id)
    return blank_pages(plan) if layout == "workbook" else plan


def made(name: str, layout: str, size: int = 12, paper: str = "a4", **more):
    return make_pdf(meant(example(name), layout), layout=layout, stamp=STAMP, size=size, paper=paper, **more)


@pytest.mark.parametrize("layout", SHEETS)
@pytest.mark.parametrize("name", ("derek", "arabic", "empty"))
def test_each_sheet_passes_pdf_ua_1_and_pdf_a_2a(name, layout):
    for size, paper in ((12, "a4"), (24, "letter")):
        data = made(name, layout, size, paper, sign=size == 12).data
        for profile in ("ua1", "2a"):
            assert complaints(data, profile) == [], (size, paper, profile)


@pytest.mark.parametrize("layout", SHEETS)
@pytest.mark.parametrize("name", ("derek", "arabic"))
def test_outloud_finds_nothing_to_mend(name, layout, tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(made(name, layout, sign=True).data)
    result = outloud.check(str(path))
    assert result.verdict == "pass", [(f.rule, f.page, f.message) for f in result.findings][:4]


@pytest.mark.parametrize("layout", (*EVERY_NUMBER, "card", "admission"))
@pytest.mark.parametrize("name", ("jo", "derek", "arabic"))
def test_every_number_is_on_every_sheet_in_the_plans_order(name, layout, pdf_text, plain):
    plan = example(name)
    numbers = [plain(found.number) for found in numbers_of(plan)]
    reached = [p for p in plan.people if not p.not_to_be_involved and p.phones]
    people = [plain(n) for p in reached for n in p.phones]
    text = plain(" ".join(pdf_text(made(name, layout).data)))
    written = plain(to_text(plan, layout=layout, stamp=STAMP))
    for said in (text, written):
        assert [number for number in numbers if number not in said] == []
    # poppler gives a line of numbers from left to right whatever the page: there, the first of each person.
    for said, shown in ((text, [plain(p.phones[0]) for p in reached]), (written, people)):
        places = [said.index(number) for number in shown]
        assert places == sorted(places)


@pytest.mark.parametrize("layout", SHEETS[:-1])
@pytest.mark.parametrize("name", PLANS)
def test_every_page_carries_its_stamp(name, layout, pdf_text, plain):
    pages = pdf_text(made(name, layout).data)
    for number, text in enumerate(map(plain, pages), 1):
        for said in ("Version 7", "21 November 2026", "look again by 21 May 2027", "For Amina Rahman"):
            assert said in text, (number, said)
        assert f"Page {number} of {len(pages)}" in text


@pytest.mark.parametrize("layout", (*SHEETS, "card"))
def test_nothing_is_printed_off_the_page_or_over_its_foot(layout):
    for size, paper in ((12, "a4"), (24, "letter")):
        data = made("derek", layout, size, paper, sign=True).data
        height, width = (842, 595) if paper == "a4" else (792, 612)
        drawn = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
        sheets = drawn.stdout.split(b"<page ")[1:]
        for sheet in sheets:
            words = re.findall(rb'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<', sheet)
            boxes = [tuple(map(float, word[:4])) for word in words]
            foot = min(
                top for (_l, top, _r, _b), word in zip(boxes, words, strict=True) if word[4] == b"Page"
            )
            assert max(right for _l, _t, right, _b in boxes) < width - 14
            assert max(bottom for *_rest, bottom in boxes) < height - 14
            over = [w for w, b in zip(words, boxes, strict=True) if b[1] < foot - 1 < b[3] - 4]
            assert over == [], (layout, size, paper)


@settings(max_examples=12, deadline=None)
@given(plans(), st.sampled_from(SHEETS))
def test_no_words_can_stop_a_sheet(plan, layout):
    people = [p for p in plan.people if not p.not_to_be_involved]
    if layout == "supporter" and not people:
        layout = "meeting"
    reduced = reduce(plan, None)
    reduced = supporter_parts(reduced, people[0].id) if layout == "supporter" else meant(reduced, layout)
    assert make_pdf(reduced, layout=layout, stamp=STAMP, sign=True).data.startswith(b"%PDF")
    text = to_text(reduced, layout=layout, stamp=STAMP, sign=True)
    assert not [char for char in text if char != "\n" and ord(char) < 32]


# --- the card


def scanned(data: bytes) -> list[str]:
    """What a stranger's reader finds in a picture of the card as a printer or a phone would see it."""
    command = ["pdftoppm", "-r", str(CARD_PPI), "-gray", "-png", "-singlefile", "-"]
    drawn = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))]


@pytest.mark.parametrize("paper", ("a4", "letter"))
def test_the_first_numbers_are_squares_that_a_phone_reads(paper, pdf_text, plain):
    data = made("jo", "card", paper=paper).data
    assert set(scanned(data)) == {
        "tel:01632960150",
        "tel:02079460018",
        "tel:02079460255",
        "tel:116123",
        "sms:85258?body=SHOUT",
    }
    text = plain(" ".join(pdf_text(data)))
    for number in ("01632 960 150", "020 7946 0018", "020 7946 0255", "116 123", "85258"):
        assert text.count(number) == 2, number  # as text on a face of its own, and below the square
    assert set(scanned(made("jo", "card", 24, paper).data)) <= set(scanned(data))


def test_squares_are_read_from_right_to_left_too_and_nobody_barred_has_one():
    found = scanned(made("arabic", "card").data)
    assert "tel:01632960150" in found
    assert not [link for link in found if "960999" in link]


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("01632 960 150", "tel:01632960150"),
        ("+44 (0)20 7946 0018", "tel:+442079460018"),
        ("ring 07700 900 312 after 4", "tel:07700900312"),
        ("٠١٦٣٢ ٩٦٠ ٠٠١", "tel:01632960001"),
        ("ask at the desk", ""),
        ("flat 3", ""),
    ],
)
def test_a_number_becomes_what_a_phone_dials(number, link):
    assert call_link(number) == link


def test_a_word_to_text_must_be_plain():
    assert text_link("85258", "SHOUT") == "sms:85258?body=SHOUT"
    assert text_link("85258", "a&b=c") == "sms:85258"
    assert text_link("none") == ""


def test_long_names_are_made_short_below_a_square_only():
    person = Person(name="Out of hours crisis and home treatment team", phones=("+44 (0) 1632 960 001",))
    (block,) = scanning.to_scan((person,), ())
    assert block.entries[0].lines[0][0].text == "Out of hours crisis a…"
    assert len(block.entries[0].lines) == 1
    pages = make_pages(Plan(people=(person,)), "card", STAMP, lines=())
    assert any(
        run.text == person.name
        for p in pages.parts
        for b in p.blocks
        for e in b.entries
        for line in e.lines
        for run in line
    )
    assert scanning.to_scan((Person(name="No number", phones=("soon",)),), ()) == ()


# --- a sheet for one person


def test_a_supporters_sheet_holds_only_what_concerns_that_person(pdf_text, plain):
    plan = example("jo")
    sal, dawn = plan.people[0], plan.people[5]
    reduced = supporter_parts(plan, sal.id)
    text = plain(" ".join(pdf_text(make_pdf(reduced, layout="supporter", stamp=STAMP).data)))
    for said in (
        "Bring the good biscuits.",
        "Please don’t tell Mum until I say so.",
        "Come and sit with me.",
        "Rent is paid on the 1st.",
        "I turn down every invitation",
        "Ask me again on Friday.",
        "I pack a bag.",
        "020 7946 0018 · weekdays 9 to 5",
        "My glasses by the bed.",
        "Rick, former partner",
        "01632 960 150",
    ):
        assert said in text, said
    for other in (
        sal.email,
        "Walk to the shop and back",  # what Jo does, not what others can do
        "Say out loud",
        "Feed Monday twice a day",  # Mrs Lal's job
        "Keep the key",
        "Keep my shifts open",  # what is asked of Dawn
        "It ended badly",
        "No pork",
        "Let me stay at home",
        "I grew up over a chip shop",
        "library at",
    ):
        assert other not in text, other
    hers = supporter_parts(plan, dawn.id)
    assert not [s for s in hers.sections if s.key in ("who-acts", "crisis-home")]


def test_every_string_of_a_supporters_plan_is_on_the_sheet(plain):
    for name in ("jo", "derek"):
        for person in example(name).people:
            if person.not_to_be_involved:
                continue
            reduced = supporter_parts(example(name), person.id)
            text = plain(to_text(reduced, layout="supporter", stamp=STAMP))
            held = [v for s in reduced.sections for i in s.items for v in i.values.values()]
            held += [part for p in reduced.people for part in (p.name, *p.phones)]
            held.remove(person.name)
            assert [words for words in held if isinstance(words, str) and plain(words) not in text] == []
            assert not any(p.email for p in reduced.people)


def test_nobody_barred_or_unknown_gets_a_sheet_and_hidden_pages_stay():
    plan = example("jo")
    with pytest.raises(WellPlanError):
        supporter_parts(plan, plan.people[-1].id)
    with pytest.raises(KeyError):
        supporter_parts(plan, "nobody")
    hidden = replace(plan, sections=tuple(replace(s, hidden=True) for s in plan.sections))
    assert supporter_parts(hidden, plan.people[0].id).sections == ()


def test_the_sheet_for_one_person_says_something_even_of_an_empty_plan(plain):
    someone = Person(name="Al")
    plan = supporter_parts(Plan(people=(someone, Person(role="friend", not_to_be_involved=True))), someone.id)
    text = plain(to_text(plan, layout="supporter", stamp=STAMP))
    assert "How you can help me" in text
    assert "friend" in text


# --- admission, signatures, meeting


@pytest.mark.parametrize("paper", ("a4", "letter"))
def test_the_admission_sheet_has_a_slip_on_its_last_side(paper, pdf_text, plain):
    for name, sides in (("derek", 1), ("jo", 2), ("arabic", 1)):
        pages = [plain(text) for text in pdf_text(made(name, "admission", paper=paper).data)]
        assert len(pages) == sides
        for said in ("This is in my notes now", "Filed by", "Their job", "On this day", "Version 7, 21 Nov"):
            assert said in pages[-1]
        assert "Filed by" not in " ".join(pages[:-1])


def test_in_large_print_no_slip_stands_alone(pdf_text, plain):
    *_before, last = (plain(text) for text in pdf_text(made("derek", "admission", size=24).data))
    assert "A ward miles away" in last.split("This is in my notes now")[0]
    letter = letters.please_destroy(example("jo").about, STAMP, GIVEN)
    *_before, last = (plain(text) for text in pdf_text(make_letter(letter, on=STAMP.on, size=24).data))
    assert "please mark it as old" in last.split("I no longer have it")[0]


def test_all_that_is_signed_stands_on_one_page(pdf_text, plain):
    pages = [plain(text) for text in pdf_text(made("jo", "whole", sign=True).data)]
    (signed,) = (text for text in pages if "Signed by" in text)
    assert "Who helped me: Amina Rahman" in signed
    assert "They make no legal paper of this." in signed


def test_a_choice_with_nothing_written_to_it_is_printed(pdf_text):
    fields = (Field("what", "What", "text"), Field("kind", "My wish", "choice", ("I want this", "Not this")))
    section = Section(title="T", fields=fields, items=(Item(values={"kind": "Not this"}),))
    for layout in ("easy", "whole"):
        data = make_pdf(Plan(sections=(section,)), layout=layout, stamp=STAMP).data
        assert "Not this" in " ".join(pdf_text(data))


def test_signatures_come_when_asked_and_claim_nothing(plain):
    plan = example("jo")
    for layout in ("whole", "crisis", "admission", "easy", "supporter", "meeting"):
        text = plain(to_text(meant(plan, layout), layout=layout, stamp=STAMP, sign=True))
        assert "A witness: someone who saw me sign" in text
        assert "They make no legal paper of this." in text
        assert "A witness" not in to_text(meant(plan, layout), layout=layout, stamp=STAMP)
    assert "Who helped me: Amina Rahman" in plain(to_text(plan, layout="whole", stamp=STAMP, sign=True))
    assert "A witness" not in to_text(plan, layout="card", stamp=STAMP, sign=True)


def test_the_slip_stays_last_with_signatures_on_the_sheet():
    parts = make_pages(example("derek"), "admission", STAMP, sign=True).parts
    assert [part.cut for part in parts][-2:] == [False, True]


def test_a_meeting_pack_asks_the_plans_own_questions_and_leaves_room(plain):
    plan = example("jo")
    text = plain(to_text(plan, layout="meeting", stamp=STAMP))
    for section in plan.sections:
        assert section.title in text
        assert section.prompt in text
    for said in ("What I want from this meeting", "Who comes", "What we agreed", "By when", "21 May 2027"):
        assert said in text
    assert "I wear the same clothes" not in text
    assert "Rick" not in text
    assert "What we talk about" in to_text(Plan(), layout="meeting", stamp=STAMP)


# --- Easy Read, large print, workbook


def test_easy_read_has_one_sentence_a_line_and_loses_no_word(plain):
    text = to_text(example("derek"), layout="easy", stamp=STAMP, lines=())
    assert "- I don’t hear well on the left.\n  Sit on my right.\n" in text
    whole = plain(to_text(example("derek"), layout="whole", stamp=STAMP, lines=())).split()
    assert {w for w in whole if w.isalpha()} <= set(plain(text).split())


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("She said “Go.” Then I went.", ["She said “Go.”", "Then I went."]),
        ("Ask Dr. Osei. He knows.", ["Ask Dr. Osei.", "He knows."]),
        ("a\n\nb", ["a", "b"]),
        ("", []),
    ],
)
def test_sentences_are_cut_where_they_end(said, lines):
    assert easy.sentences(said) == lines


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_cutting_sentences_keeps_every_word(text):
    assert " ".join(easy.sentences(text)).split() == text.split()


def test_large_print_and_easy_read_are_never_small():
    assert made("derek", "large", 12).setting.data["size"] == 20
    assert made("derek", "large", 24).setting.data["size"] == 24
    assert made("derek", "easy", 12).setting.data["size"] == 16
    with pytest.raises(ValueError, match="no such layout"):
        make_pdf(Plan(), layout="poster", stamp=STAMP)


def test_each_drawing_that_is_named_is_there():
    from wellplan.resources import resource

    named = set(layouts()["pictures"].values()) | {"page"}
    there = {path.stem for path in resource("layouts", "pictures").glob("*.svg")}
    assert named == there


@pytest.mark.parametrize("template", [info.id for info in list_templates()])
def test_each_template_has_a_workbook_with_all_its_questions(template, pdf_text, plain):
    plan = start_plan(template)
    pages = pdf_text(make_pdf(plan, layout="workbook", stamp=STAMP).data)
    text = plain(" ".join(pages))
    for section in plan.sections:
        assert section.title in text
        for field in section.fields:
            assert field.label in text
    for number, its in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in its
        assert "My name" in its
        assert "Look again by" in its
    assert "999" in text


def test_a_workbook_has_nobodys_words_in_it(plain):
    plan = example("jo")
    blank = blank_pages(plan)
    text = plain(to_text(blank, layout="workbook", stamp=STAMP))
    asked = [(s, f) for s in plan.sections for f in s.fields if f.type in ("line", "text")]
    own = {item.text(f.key) for s, f in asked for item in s.items if len(item.text(f.key)) > 25}
    own |= {p.name for p in plan.people} | {plan.title, plan.about.name}
    assert [words for words in own if words in text] == []
    assert blank.id != plan.id
    odd = Section(title="", fields=(Field("t", "I agree", "tick"), Field("p", "Photo", "picture")))
    bare = Section(title="Free", items=(Item(),), hidden=True)
    text = to_text(blank_pages(Plan(sections=(odd, bare))), layout="workbook", stamp=STAMP)
    assert "I agree" in text
    assert "Photo" not in text
    assert "Free" not in text


# --- plain text for a care record


def test_a_record_starts_with_who_and_when_then_the_crisis_parts():
    text = to_text(example("jo"), layout="record", stamp=STAMP)
    head = text.split("\n\n")[0].splitlines()
    assert head[:6] == [
        "Jo’s keeping-well and crisis plan",
        "Jo Whitlock · call me Jo",
        "For Amina Rahman, key worker",
        "Version 7",
        "21 November 2026",
        "look again by 21 May 2027",
    ]
    order = ["How you will know", "Ring first", "How to be with me", "Please do not involve", "Staying safe"]
    order += ["If I’m admitted", "When it’s getting worse", "First signs, and what I do", "About me"]
    order += ["What keeps me well", "Me at my best", "What I learnt", "My people"]
    places = [text.index(f"\n\n{heading}\n") for heading in order]
    assert places == sorted(places)
    assert "==" not in text
    assert "--" not in text


def test_a_record_holds_all_that_the_whole_plan_holds(plain):
    for name in ("jo", "derek", "arabic"):
        record = plain(to_text(example(name), layout="record", stamp=STAMP))
        for section in example(name).sections:
            for item in section.items:
                for field in section.fields:
                    if field.type in ("line", "text", "choice", "phone"):
                        assert plain(item.text(field.key)) in record


def test_text_has_one_kind_of_line_end():
    words = "one\r\ntwo\rthree\u2028four\x0bfive\x0csix\tseven\x00\x1b[2J\ufeffeight"
    section = Section(title="T", fields=(Field("a", "A", "text"),), items=(Item(values={"a": words}),))
    text = to_text(Plan(sections=(section,)), layout="record", stamp=STAMP)
    assert "- one\n  two\n  three\n  four\n  five\n  six seven[2Jeight\n" in text


# --- letters


def test_what_changed_is_told_page_by_page():
    after = example("jo")
    signs = after.section_by_key("first-signs")
    first, last = signs.items[0], signs.items[-1]
    before = after.put_item(signs.id, first.with_value("do", "Tell Sal.", "")).remove_item(signs.id, last.id)
    before = before.put_person(Person(name="Old friend"))
    changes = dict(letters.changes_between(before, after))
    assert changes["My people"] == ["Taken out: Old friend"]
    told = " ".join(changes["First signs, and what I do"])
    assert "Now: Lay clean things on the chair" in told
    assert "(before: Tell Sal.)" in told
    assert "New: I read the same page over and over" in told
    assert letters.changes_between(after, after) == ()
    emptied = before.put_item(signs.id, first.with_value("others", "", ""))
    assert any(
        "Taken out: " in each for _page, said in letters.changes_between(before, emptied) for each in said
    )
    hidden = before.put_section(replace(signs, hidden=True, items=before.section(signs.id).items))
    assert letters.changes_between(before, hidden) == ((signs.title, ["Page hidden: " + signs.title]),)


@pytest.mark.parametrize("kind", ("changed", "nothing", "destroy", "withdraw"))
def test_each_letter_is_one_conformant_side_with_its_stamp(kind, pdf_text, plain, tmp_path):
    about = example("jo").about
    changes = [("First signs", ["New: I stop humming."] * 12), ("My people", [])]
    pages = {
        "changed": lambda: letters.what_changed(about, STAMP, GIVEN, changes),
        "nothing": lambda: letters.what_changed(about, STAMP, GIVEN, (), destroy=False),
        "destroy": lambda: letters.please_destroy(about, STAMP, GIVEN),
        "withdraw": lambda: letters.withdrawal(about, STAMP, GIVEN, "I would rather tell you."),
    }[kind]()
    for paper in ("a4", "letter"):
        data = make_letter(pages, on=STAMP.on, paper=paper).data
        assert complaints(data, "ua1") + complaints(data, "2a") == []
        (text,) = map(plain, pdf_text(data))
        for said in ("Version 7", "21 May 2027", "For Amina Rahman, key worker", "Page 1 of 1"):
            assert said in text
    path = tmp_path / "letter.pdf"
    path.write_bytes(data)
    assert outloud.check(str(path)).verdict == "pass"
    assert ("version 5, 2 June 2026" in text) == (kind != "nothing")
    assert ("I no longer have it" in text) == (kind in ("destroy", "withdraw"))


def test_a_long_letter_is_set_tighter_then_goes_on(pdf_text):
    about = arabic().about
    for count, sides in ((32, 1), (200, 5)):
        changes = [("A page", [f"New: thing {n} of many." for n in range(count)])]
        pages = letters.what_changed(about, STAMP, GIVEN, changes)
        data = make_letter(pages, on=STAMP.on, language="en-GB").data
        assert len(pdf_text(data)) <= sides
        assert f"thing {count - 1} of" in " ".join(pdf_text(data))
    with pytest.raises(ValueError, match="no such size"):
        make_letter(pages, on=STAMP.on, size=99)
