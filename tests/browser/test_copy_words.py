# SPDX-License-Identifier: Apache-2.0
"""What people write is text in the page, whatever it is, and every number in it can be read and rung."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from copies import PASSPHRASE, SMALL, copy_of, of_example, sealed
from paper_plans import STAMP, example
from playwright.sync_api import expect

from strategies import WRITTEN
from wellplan import crypto
from wellplan.plan.model import About, Field, Item, Person, Plan, Section, WrittenWith
from wellplan.resources import resource
from wellplan.share.copy_page import SCRIPTS, unwrap
from wellplan.share.numbers import digit_runs, numbers_in, numbers_of, same
from wellplan.share.reply import new_reply_keys

# Playwright's threads stay in the process: they and Qt do not belong in one.
pytestmark = pytest.mark.window

HOSTILE = (
    *WRITTEN,
    "</script><script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    '"><svg/onload=window.hit=1>',
    "javascript:window.hit=1",
    "<!-- <style>*{display:none}</style>",
    "{{script}} {name} {day} ${1+1} `${window.hit=1}`",
    "\u2066\u2067\u2068 \u202e isolates that never end \u2069\u2069\u2069",
    "\u2028\u2029\ufeff\u200b\u00ad",
    "هدى calls 01632 960 001 في أي وقت",
    "👩🏽‍🌾👨‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿1️⃣",
    "Z" + "\u0334\u0321\u035d" * 60,
    "x" * 10_000,
    "نمت بشكل سيئ. " * 700,
    "constructor",
    "__proto__",
)


FIELDS = (
    Field("a", "First"), Field("b", "Text", "text"), Field("n", "Number", "phone"), Field("d", "Day", "date"),
    Field("p", "Person", "person"),
)  # fmt: skip


def section_of(text: str) -> Section:
    """A page with the text in every place that holds words."""
    values = dict.fromkeys("abndp", text) | {"t": True, "c": text}
    fields = (*FIELDS, Field("t", text, "tick"), Field("c", text, "choice", (text, "no")))
    return Section(title=text, prompt=text, stage="crisis", fields=fields, items=(Item(values=values),))


def person_of(text: str) -> Person:
    asked = {"please_do": text, "please_dont": text}
    return Person(name=text, role=text, phones=(text,), email=text, when=text, **asked)


def everything(title: str, name: str, helper: str) -> Plan:
    return Plan(
        title=title,
        about=About(name, name),
        written_with=WrittenWith(helper, "2026-11-14", True),
        sections=tuple(map(section_of, HOSTILE)),
        people=(
            *map(person_of, HOSTILE),
            *(Person(name=text, please_dont=text, not_to_be_involved=True) for text in HOSTILE),
        ),
    )


MARKS = "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u200e\u200f\ufeff\x00"


def plain(text: str) -> str:
    """The letters of a text: white space and marks of direction are the page's own business."""
    return "".join(text.translate(dict.fromkeys(map(ord, MARKS))).split())


@pytest.mark.parametrize("at", [11, 12, 16, 17])
def test_hostile_words_are_only_words(show, at):
    plan = everything(HOSTILE[at], HOSTILE[at], HOSTILE[at])
    stamp = replace(STAMP, for_whom=HOSTILE[at])
    page = show(sealed(copy_of(plan, stamp=stamp, reply_key=new_reply_keys()[1]))).unlock(PASSPHRASE)
    expect(page.get_by_role("button", name="Lock")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.locator("#pages :is(script, style, img, svg, iframe, object, base, form)").count() == 0
    seen = plain(page.locator("#pages").evaluate("e => e.textContent"))
    for text in HOSTILE:
        assert seen.count(plain(text)) >= 15, text[:60]


def test_every_number_of_every_copy_is_there_in_order_and_can_be_rung(show):
    for name in ("jo", "derek", "arabic"):
        page = show(sealed(of_example(name))).unlock(PASSPHRASE)
        expect(page.get_by_role("button", name="Lock")).to_be_visible()
        links = page.locator("a[href^='tel:']").evaluate_all(
            "all => all.map(a => [a.getAttribute('href').slice(4).replace('+', ''), a.textContent,"
            " a.firstChild.dir, ...((style) => [style.unicodeBidi, style.direction])"
            "(getComputedStyle(a.firstChild))])"
        )
        assert {same(found.number) for found in numbers_of(example(name))} <= {link[0] for link in links}
        for rung, shown, *way in links:
            assert rung == same(shown)
            assert way == ["ltr", "isolate", "ltr"]


def test_groups_of_a_number_stand_from_left_to_right_in_a_right_to_left_page(show):
    """By where the letters are drawn, not by what the source says."""
    page = show(sealed(of_example("arabic"))).unlock(PASSPHRASE)
    expect(page.get_by_role("button", name="Lock")).to_be_visible()
    places = page.locator("a[href='tel:01632960001'] bdi").evaluate(
        """bdi => [0, 6, 10].map((at) => {
             const range = document.createRange();
             range.setStart(bdi.firstChild, at);
             range.setEnd(bdi.firstChild, at + 1);
             return range.getBoundingClientRect().left;
           })"""
    )
    assert places == sorted(places)
    assert len(set(places)) == 3


# ---- The page's own scripts against the program.


@pytest.fixture
def run(show):
    """Runs one expression with the page's own functions, in a page with nothing else in it."""
    page = show(b"<!DOCTYPE html><title>empty</title>").page
    code = "\n".join(resource("copy", f"{name}.js").read_text("utf-8") for name in SCRIPTS[:4])

    def evaluate(expression: str, given: object = None) -> object:
        return page.evaluate(f"async (given) => {{ {code}\nreturn ({expression}); }}", given)

    return evaluate


SENTENCES = (
    *HOSTILE[:20],
    "Ring 999, 112 or 116 123. Or 85258.",
    "on 14/11/2026 at 10:30-11:45, 2019-2022, 12.5 mg",
    "+44 20 7946 0018 (+44) 1632 960 001, 020-7946-0255 (work)",
    "٠٧٧٠٠ ٩٠٠ ٣١٢ · ०७७०० ९०० ३१२ · ০৭৭০০৯০০৩১২ · ੦੭੭੦੦੯੦੦੩੧੨ · ૦૭૭૦૦૯૦૦૩૧૨ · ௦௭௭௦௦௯௦௦௩௧௨",
    "1 2 3 4 5 6 7 8 9 0 " * 20,
    "flat 12, 34 High Street, NE1 4ST, born 1984",
)


def test_the_page_finds_the_numbers_that_the_program_finds(run):
    found = run("given.map((text) => [...pieces(text, false)])", list(SENTENCES))
    for text, pieces in zip(SENTENCES, found, strict=True):
        digits = [piece["digits"] for piece in pieces if "digits" in piece]
        assert digits == [text[start:end] for start, end in digit_runs(text)]
        assert [piece["digits"] for piece in pieces if "tel" in piece] == list(numbers_in(text))
        assert "".join(piece.get("text", "") + piece.get("digits", "") for piece in pieces) == text
        for piece in pieces:
            assert "tel" not in piece or same(piece["digits"]) == piece["tel"].removeprefix(
                "tel:"
            ).removeprefix("+")


def test_the_page_pads_as_the_program_does(run):
    lengths = [*range(0, 1500, 13), 252, 253, 4091, 4092, 65_532, 100_000, 1_000_003]
    expected = [crypto.padme(length + 4) for length in lengths]
    assert run("given.map((n) => padded(new Uint8Array(n)).length)", lengths) == expected
    assert run("given.every((n) => unpadded(padded(new Uint8Array(n))).length === n)", lengths)
    for bad in ([0, 0, 0, 1], [0, 0, 1, 0], [255, 255, 255, 255], [0, 0, 0, 0, 1]):
        broken = [*bad, *bytes(256 - len(bad))]
        broken[-1] = 1
        refused = (
            "(() => { try { unpadded(Uint8Array.from(given)); } catch (e) { return true; } return false; })()"
        )
        assert run(refused, broken)


@pytest.mark.parametrize(
    ("text", "takes"), [("QQ==", True), ("Q Q\n==", True), ("QR==", False), ("QUJ=", False), ("QQ", False)]
)
def test_bits_left_over_in_the_last_sign_are_damage_to_the_page_too(run, text, takes):
    taken = run("(() => { try { fromBase64(given); } catch (e) { return false; } return true; })()", text)
    assert taken is takes


def test_each_single_byte_that_changed_is_damage_to_the_page_too(run):
    raw = unwrap(sealed(copy_of(SMALL)))
    told = run(
        """await (async () => {
          const outcome = async (bytes, passphrase) => {
            try {
              return (await openCopy(toBase64(bytes), passphrase)).copy.plan.title;
            } catch (error) {
              return error.message;
            }
          };
          const raw = Uint8Array.from(given.raw);
          const told = [await outcome(raw, given.passphrase), await outcome(raw, "another")];
          for (let at = 0; at < raw.length; at += 1) {
            const changed = raw.slice();
            changed[at] ^= 1;
            told.push(await outcome(changed, given.passphrase));
          }
          return told;
        })()""",
        {"raw": list(raw), "passphrase": PASSPHRASE},
    )
    assert told[:2] == [SMALL.title, "wrong"]
    assert told[2:] == ["damaged"] * len(raw)


@pytest.mark.parametrize("typed", ["a b", " A\t b\n", "e\u0301 ﬁ ２", "كلمة سر", "🙂"])
def test_the_page_makes_the_program_s_keys_of_a_passphrase(run, typed):
    keys = run("(await stretched(given, new Uint8Array(16), 3)).map((key) => [...key])", typed)
    assert tuple(map(bytes, keys)) == crypto.stretch_told(typed, bytes(16), 3)


HPKE = json.loads((Path(__file__).parents[1].parent / "tests" / "share" / "hpke_vectors.json").read_text())[
    "vectors"
][1]


def test_the_page_seals_as_rfc_9180_does(run):
    """With the ephemeral key of the vector; a real one is always fresh."""
    done = run(
        """await (async () => {
          const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
          const url = (part) => toBase64(part).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=/g, "");
          const point = bytes(given.pkEm);
          const both = { x: url(point.slice(1, 33)), y: url(point.slice(33)), kty: "EC", crv: "P-256" };
          const known = async (more, uses) =>
            crypto.subtle.importKey("jwk", { ...both, ...more }, CURVE, true, uses);
          const ephemeral = {
            publicKey: await known({}, []),
            privateKey: await known({ d: url(bytes(given.skEm)) }, ["deriveBits"]),
          };
          const [enc, secret] = await encapsulated(bytes(given.pkRm), ephemeral);
          const [key, nonce] = await schedule(secret, bytes(given.info));
          const [to, info, aad, words] = ["pkRm", "info", "aad", "pt"].map((name) => bytes(given[name]));
          const whole = await sealTo(to, info, aad, words, ephemeral);
          return [enc, secret, key, nonce, whole].map((each) => [...each]);
        })()""",
        HPKE,
    )
    enc, secret, key, nonce, whole = (bytes(each).hex() for each in done)
    assert (enc, secret, key, nonce) == tuple(HPKE[k] for k in ("pkEm", "shared_secret", "key", "base_nonce"))
    assert whole == HPKE["pkEm"] + HPKE["ct"]
