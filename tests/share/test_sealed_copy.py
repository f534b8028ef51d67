# SPDX-License-Identifier: Apache-2.0
"""A sealed copy comes back as it went in; damage and a wrong passphrase are never taken for each other."""

import base64
import importlib.util
import json
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from copies import (
    PASSPHRASE,
    SMALL,
    copy_of,
    of_example,
    sealed,
    spoilt,
    with_bytes,
    with_checksum,
    with_text,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from paper_plans import STAMP

from strategies import plans
from wellplan import crypto
from wellplan.errors import Damaged, NewerVersion, WellPlanError, WrongPassphrase
from wellplan.plan.exchange import dumps, plan_to_json
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.share import copy_page, copy_words, sealed_copy
from wellplan.share.armour import from_base64
from wellplan.share.copy_page import unwrap
from wellplan.share.reply import new_reply_keys
from wellplan.share.scope import reduce
from wellplan.share.sealed_copy import Copy, read_copy, seal_copy

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = sorted((ROOT / "tests" / "golden" / "copies").glob("*.html"))
SMALL_FILE = sealed(copy_of(SMALL))

spec = importlib.util.spec_from_file_location("copy_reader", ROOT / "docs" / "copy_reader.py")
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)


def told(html: bytes, passphrase: str) -> str:
    """What WellPlan says of a file, in the words of the small reader."""
    try:
        read_copy(html, passphrase)
    except WrongPassphrase:
        return "wrong-passphrase"
    except NewerVersion:
        return "newer-version"
    except Damaged:
        return "damaged"
    except WellPlanError:
        return "not-a-copy"
    return "whole"


def told_by_the_reader(html: bytes, passphrase: str) -> str:
    try:
        reader.read(html, passphrase)
    except reader.Unreadable as error:
        return str(error)
    return "whole"


def as_others_see(copy: Copy) -> Plan:
    """What leaves of a reduced plan: no times, no way to reach someone barred, nothing to link copies by."""
    plan = copy.plan
    return replace(
        plan,
        id=copy.id,
        template="",
        sections=tuple(
            replace(s, items=tuple(replace(i, changed="", confirmed=None) for i in s.items))
            for s in plan.sections
        ),
        people=tuple(
            replace(p, phones=(), email="", when="", please_do="") if p.not_to_be_involved else p
            for p in plan.people
        ),
    )


# ---- There and back.


@pytest.mark.parametrize("name", ["jo", "derek", "arabic", "empty"])
def test_a_copy_comes_back_as_it_went_in(name):
    _private, public = new_reply_keys()
    copy = of_example(name, reply_key=public)
    html = sealed(copy)
    back = read_copy(html, PASSPHRASE)
    assert back == replace(copy, plan=as_others_see(copy))
    assert reader.read(html, PASSPHRASE) == {
        "format": "wellplan-copy",
        "version": 1,
        "id": copy.id,
        "number": 7,
        "on": "2026-11-21",
        "review_by": "2027-05-21",
        "for_whom": "Amina Rahman, key worker",
        "direction": "rtl" if name == "arabic" else "ltr",
        "reply_key": base64.b64encode(public).decode(),
        "plan": plan_to_json(back.plan),
    }


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans(max_sections=3, max_people=3), st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_any_plan_comes_back(plan, for_whom):
    copy = Copy(reduce(plan, None), replace(STAMP, for_whom=for_whom))
    html = sealed(copy)
    assert read_copy(html, PASSPHRASE) == replace(copy, plan=as_others_see(copy))
    assert reader.read(html, PASSPHRASE)["plan"] == plan_to_json(as_others_see(copy))


def test_two_copies_of_the_same_have_nothing_in_common():
    one, other = unwrap(sealed(copy_of(SMALL))), unwrap(sealed(copy_of(SMALL)))
    assert one[:9] == other[:9]
    assert not any(one[at : at + 8] == other[at : at + 8] for at in range(9, len(one) - 8))


def test_sizes_tell_little():
    def size(words):
        section = replace(SMALL.sections[0], items=(Item(values={"do": words}),))
        return len(unwrap(sealed(copy_of(replace(SMALL, sections=(section,))))))

    assert len({size("x" * n) for n in range(0, 400, 7)}) <= 8


def test_what_nobody_is_shown_does_not_leave():
    barred = Person(
        name="Rick", phones=("07700 900 999",), email="r@example.org", when="never", please_do="nothing",
        please_dont="Do not ring.", not_to_be_involved=True,
    )  # fmt: skip
    section = replace(
        SMALL.sections[0], items=(Item(values={"sign": "a"}, changed="2026-11-20T03:12:00Z", confirmed=""),)
    )
    back = read_copy(sealed(copy_of(replace(SMALL, sections=(section,), people=(barred,)))), PASSPHRASE).plan
    assert back.people == (replace(barred, phones=(), email="", when="", please_do=""),)
    assert (back.sections[0].items[0].changed, back.sections[0].items[0].confirmed) == ("", None)
    assert "900 999" not in dumps(back)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_promise_21_no_string_of_a_part_not_chosen_is_in_a_sealed_copy(data):
    """Each string is its own mark, so that one found is one that leaked."""

    def section(n):
        fields = (Field("a", f"label-{n}-canary"), Field("c", f"c-{n}-canary", "choice", (f"ch-{n}-canary",)))
        items = (Item(values={"a": f"words-{n}-canary", "gone": f"left-{n}-canary"}),)
        title, prompt, key = (f"{what}-{n}-canary" for what in ("title", "prompt", "key"))
        return Section(title=title, prompt=prompt, key=key, fields=fields, items=items)

    plan = replace(SMALL, sections=tuple(section(n) for n in range(6)))
    chosen = data.draw(st.sets(st.integers(0, 5)))
    html = sealed(Copy(reduce(plan, {plan.sections[n].id for n in chosen}), STAMP))
    content = json.dumps(reader.read(html, PASSPHRASE))
    left = {int(n) for n in re.findall(r"-(\d)-canary", content)}
    assert left == chosen
    assert f"left-{min(chosen, default=0)}-canary" not in content
    assert b"canary" not in html
    assert "Whitlock" not in content


# ---- The passphrase, as it is told by voice.


@pytest.mark.parametrize(
    "typed", [PASSPHRASE, "  slow river\u00a0tall   moon \n", "Slow River Tall Moon", "SLOW RIVER TALL MOON"]
)
def test_a_passphrase_is_forgiving_about_spaces_and_capitals(typed):
    assert told(SMALL_FILE, typed) == told_by_the_reader(SMALL_FILE, typed) == "whole"


@pytest.mark.parametrize("typed", ["", " ", "slow river tall", "slowrivertallmoon", "slow river tall moom"])
def test_another_passphrase_is_wrong(typed):
    assert told(SMALL_FILE, typed) == told_by_the_reader(SMALL_FILE, typed) == "wrong-passphrase"


def test_capitals_in_an_own_passphrase_count():
    html = sealed(copy_of(SMALL), "Slow River")
    assert told(html, "Slow River") == "whole"
    assert told(html, "slow river") == told(html, "SLOW RIVER") == "wrong-passphrase"


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
@example("e\u0301 \ufb01 ２")
@example("\ud800 half")
def test_any_passphrase_opens_what_it_sealed(passphrase):
    html = sealed(copy_of(SMALL), passphrase)
    assert told(html, passphrase) == told_by_the_reader(html, passphrase) == "whole"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_a_wrong_passphrase_is_never_called_damage(passphrase):
    if " ".join(passphrase.split()).lower() != PASSPHRASE:
        assert told(SMALL_FILE, passphrase) == "wrong-passphrase"


# ---- Damage.


def test_each_single_byte_that_changed_is_damage_and_never_a_wrong_passphrase():
    for at in range(len(unwrap(SMALL_FILE))):
        for by in (1, 0x80):
            changed = spoilt(SMALL_FILE, at, by)
            assert told(changed, PASSPHRASE) == told(changed, "another") == "damaged", at


def test_each_sign_of_the_sealed_text_that_changed_is_refused():
    start = SMALL_FILE.index(b'id="sealed">') + len(b'id="sealed">')
    for at in range(start, SMALL_FILE.index(b"<", start)):
        sign = b"B" if SMALL_FILE[at : at + 1] != b"B" else b"C"
        if not SMALL_FILE[at : at + 1].isspace():
            assert told(SMALL_FILE[:at] + sign + SMALL_FILE[at + 1 :], PASSPHRASE) == "damaged"


@pytest.mark.parametrize("text", [b"QQ==", b"QUI=", b"QUJD", b" QU\nJD "])
def test_no_other_text_is_the_same_bytes(text):
    raw = from_base64(text)
    signs = b"".join(text.split())
    last = len(signs.rstrip(b"=")) - 1
    for sign in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=":
        changed = signs[:last] + bytes([sign]) + signs[last + 1 :]
        if changed != signs:
            with suppress(ValueError):
                assert from_base64(changed) != raw


def test_bits_left_over_in_the_last_sign_are_damage_too():
    files = (sealed(copy_of(replace(SMALL, title="x" * 50 * number))) for number in range(100))
    html, text = next(
        (html, text) for html in files if (text := base64.b64encode(unwrap(html))).endswith(b"=")
    )
    signs = text.rstrip(b"=")
    changed = with_text(html, signs[:-1] + bytes([signs[-1] + 1]) + text[len(signs) :])
    assert base64.b64decode(re.search(rb'"sealed">([^<]*)', changed)[1]) == unwrap(html)
    assert told(html, PASSPHRASE) == told_by_the_reader(html, PASSPHRASE) == "whole"
    assert told(changed, PASSPHRASE) == told_by_the_reader(changed, PASSPHRASE) == "damaged"


def test_a_change_with_a_checksum_that_fits_opens_nothing():
    """Someone who means it can make the checksum fit. The rest still does not open."""
    raw = unwrap(SMALL_FILE)
    for at in range(len(raw) - 32):
        changed = bytearray(raw)
        changed[at] ^= 1
        if at in range(5, 9):  # other rounds: a key that takes its time
            continue
        html = with_bytes(SMALL_FILE, with_checksum(bytes(changed)))
        # A version of 0 is damage; 1 ^ 1 is 0.
        where = ("damaged", range(5)), ("wrong-passphrase", range(9, 57)), ("damaged", range(57, len(raw)))
        [expected] = [what for what, places in where if at in places]
        assert told(html, PASSPHRASE) == told_by_the_reader(html, PASSPHRASE) == expected, at


@pytest.mark.parametrize("rounds", [0, crypto.MOST_ROUNDS + 1, 2**32 - 1])
def test_rounds_that_would_hang_the_app_are_refused_at_once(rounds):
    raw = unwrap(SMALL_FILE)
    html = with_bytes(SMALL_FILE, with_checksum(raw[:5] + rounds.to_bytes(4, "big") + raw[9:]))
    assert told(html, PASSPHRASE) == told_by_the_reader(html, PASSPHRASE) == "damaged"


def test_a_newer_copy_is_said_to_be_newer():
    raw = unwrap(SMALL_FILE)
    html = with_bytes(SMALL_FILE, with_checksum(raw[:4] + b"\2" + raw[5:]))
    assert told(html, PASSPHRASE) == told_by_the_reader(html, PASSPHRASE) == "newer-version"


@pytest.mark.parametrize("cut", [0, 1, 32, 69, 200, 372])
def test_a_copy_cut_short_is_damaged(cut):
    html = with_bytes(SMALL_FILE, unwrap(SMALL_FILE)[:cut])
    assert told(html, PASSPHRASE) == told_by_the_reader(html, PASSPHRASE) == "damaged"


def test_the_end_of_the_file_may_be_missing_but_not_of_what_is_sealed():
    after = SMALL_FILE.index(b"</script>", SMALL_FILE.index(b'id="sealed"')) + len(b"</script>")
    assert told(SMALL_FILE[:after], PASSPHRASE) == "whole"
    assert told(SMALL_FILE[: after - 12], PASSPHRASE) == "damaged"


def test_line_ends_and_spaces_that_mail_puts_in_do_not_count():
    assert told(SMALL_FILE.replace(b"\n", b"\r\n"), PASSPHRASE) == "whole"


@pytest.mark.parametrize("other", [b"", b"<html></html>", b"%PDF-1.7", b"SQLite format 3\0", b"\xff" * 100])
def test_another_kind_of_file_is_not_called_damaged(other):
    assert told(other, PASSPHRASE) == told_by_the_reader(other, PASSPHRASE) == "not-a-copy"


def test_two_sealed_texts_in_one_page_are_refused():
    assert told(SMALL_FILE + SMALL_FILE, PASSPHRASE) == "damaged"


def test_a_file_that_is_too_big_is_refused(monkeypatch):
    monkeypatch.setattr(copy_page, "MOST_BYTES", len(SMALL_FILE) - 1)
    assert told(SMALL_FILE, PASSPHRASE) == "not-a-copy"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_in_the_place_of_the_sealed_ones_are_damage(raw):
    assert told(with_bytes(SMALL_FILE, raw), PASSPHRASE) == "damaged"


def content_of(copy: Copy) -> dict:
    return reader.read(sealed(copy), PASSPHRASE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "wellplan-plan"), ("version", 2), ("version", True), ("id", "no"), ("number", 0),
        ("number", 10**9), ("number", 1.0), ("number", True), ("on", "2026-13-01"), ("on", ""),
        ("review_by", None), ("for_whom", 3), ("direction", "up"), ("reply_key", "!"), ("reply_key", "AAAA"),
        ("reply_key", base64.b64encode(b"\4" + bytes(64)).decode()), ("plan", {}), ("plan", None),
        ("plan", {"format": "wellplan-plan", "version": 9}), ("more", 1),
    ],
)  # fmt: skip
def test_content_that_wellplan_would_not_write_is_damage(key, value):
    data = {**content_of(copy_of(SMALL)), key: value}
    assert told(sealed_text(json.dumps(data)), PASSPHRASE) == (
        "newer-version" if key == "plan" and value and "version" in value else "damaged"
    )


@pytest.mark.parametrize("text", ["", "[", "null", "[]", "{}", "1" * 5000, "[" * 100_000, '{"id":1,"id":2}'])
def test_content_that_is_no_copy_at_all_is_damage(text):
    assert told(sealed_text(text), PASSPHRASE) == "damaged"


def test_content_that_swells_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(sealed_copy, "MOST_PARTS", 10)
    assert told(SMALL_FILE, PASSPHRASE) == "damaged"


def sealed_text(text: str) -> bytes:
    return copy_page.wrap(sealed_copy._sealed(text.encode(), PASSPHRASE, 1))


# ---- What we never make.


@pytest.mark.parametrize(
    ("passphrase", "rounds"),
    [("", 1), (" \n", 1), ("a", 2), ("a", 999_999), ("a", 2_000_001), ("a", 0)],
)
def test_what_would_seal_nothing_is_refused(passphrase, rounds):
    with pytest.raises(ValueError, match="seals nothing"):
        seal_copy(copy_of(SMALL), passphrase, rounds=rounds)


@pytest.mark.parametrize(
    "copy",
    [
        copy_of(SMALL, stamp=replace(STAMP, version=0)),
        copy_of(SMALL, reply_key=b"no key"),
        Copy(replace(SMALL, sections=(Section(hidden=True),)), STAMP),
    ],
)
def test_a_copy_that_cannot_be_is_our_mistake(copy):
    with pytest.raises(ValueError, match=r"version|key|hidden"):
        sealed(copy)


def test_a_copy_that_is_too_long_is_told(monkeypatch):
    monkeypatch.setattr(sealed_copy, "MOST_CONTENT", 100)
    with pytest.raises(WellPlanError, match="too much"):
        sealed(copy_of(SMALL))


def test_a_new_copy_takes_a_million_rounds():
    assert int.from_bytes(unwrap(seal_copy(copy_of(SMALL), PASSPHRASE))[5:9], "big") == 1_000_000


# ---- The page around it.


def test_the_page_can_reach_nothing():
    page = SMALL_FILE.decode()
    assert "://" not in page
    markup = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    assert re.findall(r"\b(?:src|srcset|action|href|style|on\w+)=", markup) == []
    assert "url(" not in page
    assert "@import" not in page
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    [style] = re.findall(r"<style>(.*?)</style>", page, re.S)
    [script] = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'sha256-{base64.b64encode(crypto.sha256(script.encode())).decode()}'",
        "style-src": f"'sha256-{base64.b64encode(crypto.sha256(style.encode())).decode()}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    for sink in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "fetch", "XMLHttp",
                 "localStorage", "sessionStorage", "cookie", "location", "open(", "import("):  # fmt: skip
        assert sink not in script, sink


def test_the_locked_page_says_nothing_of_what_is_inside():
    page = sealed(of_example("jo")).decode()
    plan = reader.read(page.encode(), PASSPHRASE)["plan"]
    own = {s["title"] for s in plan["sections"]} | {p["name"] for p in plan["people"]} | {plan["title"]}
    visible = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    assert [words for words in own if words in visible] == []
    assert not re.search(r"(?i)plan\b|wellplan|crisis|health|recovery|amina|version", visible)


def test_the_script_is_the_same_in_every_copy_so_that_it_can_be_checked_by_others():
    pages = [sealed(of_example(name)).decode() for name in ("jo", "arabic")]
    one, other = (re.findall(r"<script>(.*?)</script>", page, re.S) for page in pages)
    assert one == other


def test_words_of_the_page_cannot_end_it(monkeypatch):
    page_words = {**copy_words.page_words(), "lead": "</main><script>x"}
    script_words = {**copy_words.script_words(), "old": "</script>{{style}}"}
    monkeypatch.setattr(copy_page, "page_words", lambda: page_words)
    monkeypatch.setattr(copy_page, "script_words", lambda: script_words)
    page = sealed(copy_of(SMALL)).decode()
    assert "&lt;/main&gt;&lt;script&gt;x" in page
    assert "\\u003c/script>{{style}}" in page


def test_a_page_in_another_language_says_so():
    for tag, way in (("cy", "ltr"), ("ar", "rtl"), ("en-GB", "ltr")):
        html = seal_copy(copy_of(SMALL), "a", language=tag, rounds=1).decode()
        assert f'<html lang="{tag}" dir="{way}">' in html


# ---- For ever.


def test_there_are_golden_copies():
    assert [path.stem for path in GOLDEN] == ["derek", "jo"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_copies_open_for_ever(path):
    passphrase = path.with_suffix(".txt").read_text("utf-8").splitlines()[0]
    html, plan = path.read_bytes(), json.loads(path.with_suffix(".json").read_text("utf-8"))
    copy = read_copy(html, passphrase)
    assert plan_to_json(copy.plan) == plan["plan"]
    assert reader.read(html, passphrase) == plan
    assert (copy.stamp.version, copy.stamp.on, copy.stamp.for_whom) == (
        plan["number"], date.fromisoformat(plan["on"]), plan["for_whom"],
    )  # fmt: skip


def test_the_reader_is_small_and_works_as_a_program(tmp_path):
    text = (ROOT / "docs" / "copy_reader.py").read_text("utf-8")
    assert len(text.splitlines()) <= 120
    assert "wellplan" not in re.findall(r"(?m)^(?:from|import) (\w+)", text)
    (tmp_path / "copy.html").write_bytes(SMALL_FILE)
    done = subprocess.run(
        [sys.executable, "-I", ROOT / "docs" / "copy_reader.py", tmp_path / "copy.html"],
        input=PASSPHRASE + "\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == reader.read(SMALL_FILE, PASSPHRASE)
