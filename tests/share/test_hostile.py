# SPDX-License-Identifier: Apache-2.0
"""Anything at all that someone can write still becomes a PDF and a text."""

import page
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from paper_plans import LAYOUTS, STAMP

from strategies import WRITTEN, plans
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.share.document import make_pdf
from wellplan.share.glyphs import Filter, describe
from wellplan.share.scope import reduce
from wellplan.share.text import to_text

NASTY = (
    "\ufeff\u200b\u200e\u061c\u2066\u2067\u202e",
    "\u0301\u0301 alone \u0300",
    "我\u0301 \U0001f3fb \U000e0067\U000e007f",
    "\ud7ff\ue000\uf8ff\ufffe\uffff\U0010ffff",
    "".join(chr(c) for c in range(0x20)) + "\x7f\x80\x9f",
    "क्‍ष ਸ਼੍ਰੀ க்ஷ গ্র્ક \u094d \u0a4d",
    "ﷺ ﷽ لا إله \u0640\u0640 \u064b\u064c",
    "Z" + "\u0334\u0321\u035d" * 60,
    "👩🏽‍🌾👨‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿1️⃣©️™️\ufe0f",
    "0" * 500,
    "+" * 50 + "(" * 50,
    "\u2028\u2029\x0b\x0c\x85\r\r\n\n\n\n",
    'mailto:a@b.co https://x.yz/%00%ff?a=b#c\\" a@b.co@c.de',
    "א" * 300 + " 01632 960 001 " + "ב" * 3,
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("text", (*NASTY, *WRITTEN))
def test_known_nasty_text_still_prints(text, layout):
    fields = (Field("a", text), Field("c", text, "choice", (text, "no")), Field("n", text, "phone"))
    section = Section(
        key="crisis-care",
        title=text,
        prompt=text,
        stage="crisis",
        fields=fields,
        items=(Item(values={"a": text, "c": text, "n": text}), Item(values={"a": text})),
    )
    person = Person(name=text, role=text, phones=(text, text), when=text, email=text, please_do=text)
    plan = Plan(title=text, sections=(section,), people=(person,))
    data = make_pdf(plan, layout=layout, stamp=STAMP).data
    assert page.validate_pdf_bytes(data, profile="ua1").document.page_count >= 1
    assert to_text(plan, layout=layout, stamp=STAMP)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plans(max_sections=3, max_people=2),
    st.sampled_from(LAYOUTS),
    st.integers(12, 24),
    st.sampled_from(("a4", "letter")),
)
def test_any_plan_becomes_a_pdf_and_a_text(plan, layout, size, paper):
    reduced = reduce(plan, None)
    pdf = make_pdf(reduced, layout=layout, stamp=STAMP, size=size, paper=paper)
    assert pdf.data.startswith(b"%PDF-1.7")
    assert to_text(reduced, layout=layout, stamp=STAMP)


def _words(pieces):
    """The words of pieces in the order they are read, and the marks of direction with them."""
    for piece in [pieces] if isinstance(pieces, str) else pieces:
        if isinstance(piece, str):
            yield piece
        elif "w" in piece:
            yield from _words(piece["w"])
        else:
            yield "\n" if "br" in piece else piece.get("t") or " ".join(piece["n"])


ISOLATES = "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.booleans())
@example("هدى calls 01632 960 001.", False)
@example("She asks هدى, +44 20 7946 0018.", True)
def test_no_string_has_marks_that_need_a_partner(text, right_to_left):
    """They would stick to the letters beside them in what a person copies; the layouts use boxes instead."""
    used = Filter(right_to_left=right_to_left)
    words = "".join(_words(used.pieces(text)))
    assert not any(mark in words for mark in ISOLATES)
    kept = "".join(used.clean(text).split()).replace("\u200b", "")
    assert "".join(words.split()).replace("\u200b", "") == kept


def test_a_line_in_the_other_direction_is_a_piece_of_its_own():
    assert Filter().pieces("هدى.") == [{"way": "rtl", "w": ["هدى."]}]
    assert Filter().pieces("Ask هدى.") == ["Ask هدى."]
    right = Filter(right_to_left=True)
    assert right.pieces("هدى.") == ["هدى."]
    assert right.pieces("5 o’clock.") == [{"way": "ltr", "w": ["5 o’clock."]}]
    assert right.pieces("قال Khan.") == ["قال Khan."]
    assert right.pieces("Ring 116 123.") == [{"way": "ltr", "w": ["Ring ", {"n": ["116 123"]}, "."]}]
    assert right.pieces("a " * 200)[0]["flows"]


def test_a_number_is_a_piece_of_its_own_and_groups_of_arabic_digits_keep_their_places():
    assert Filter().pieces("on 01632 960 001.") == ["on ", {"n": ["01632 960 001"]}, "."]
    assert Filter(right_to_left=True).pieces("٠٧٧٠٠ ٩٠٠") == [{"n": ["٠٧٧٠٠", "٩٠٠"]}]
    assert Filter(right_to_left=True).pieces("5") == ["5"]


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp", "M")),
        max_size=60,
    )
)
def test_letters_of_most_latin_writing_are_never_replaced(text):
    used = Filter()
    used.clean(text)
    assert used.replaced == {}


def test_the_plainest_filter_keeps_a_question_mark_for_what_it_cannot_print():
    used = Filter(plainest=True)
    assert used.clean("a قط\u064b 🙂") == "a ?? ?"
    assert list(used.replaced) == ["ق", "ط", "🙂"]


def test_a_character_without_a_name_is_told_by_its_number():
    assert describe("\ue000") == "U+E000"
    assert describe("我") == "我 (Cjk unified ideograph-6211)"
