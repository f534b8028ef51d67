# SPDX-License-Identifier: Apache-2.0
"""A reply opens for the one who gave the copy and for nobody else; whatever is wrong with it is told."""

import base64
import importlib.util
import json
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from wellplan import crypto
from wellplan.errors import Damaged, NewerVersion, WellPlanError
from wellplan.share import reply
from wellplan.share.reply import Answer, Reply, new_reply_keys, open_reply

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "copies"
HPKE = json.loads((Path(__file__).parent / "hpke_vectors.json").read_text())["vectors"]
COPY, OTHER, REPLY = (str(uuid.UUID(int=n)) for n in (1, 2, 3))
SECTION, SECOND = (str(uuid.UUID(int=n)) for n in (11, 12))
PRIVATE, PUBLIC = new_reply_keys()
KEYS = {COPY: PRIVATE}
KINDS = ("agreed", "differ", "suggestion")

spec = importlib.util.spec_from_file_location("copy_reader", ROOT / "docs" / "copy_reader.py")
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)


def content(**changes: object) -> dict:
    return {
        "format": "wellplan-reply",
        "version": 1,
        "id": REPLY,
        "copy": COPY,
        "at": "2026-11-22T10:00:00Z",
        "name": "Amina Rahman",
        "role": "key worker",
        "answers": [{"section": SECTION, "kind": "agreed", "words": ""}],
        **changes,
    }


def answer(**changes: object) -> dict:
    return {"section": SECTION, "kind": "differ", "words": "I see it so.", **changes}


def sealed(
    data: object, copy: str = COPY, public: bytes = PUBLIC, label: bytes = b"wellplan 1 reply"
) -> bytes:
    header = b"WPRE\1" + uuid.UUID(copy).bytes
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    return header + crypto.seal_to(public, text, label + header)


def file_of(raw: bytes) -> bytes:
    text = base64.encodebytes(raw)
    return b"Words.\n\n-----BEGIN WELLPLAN REPLY-----\n" + text + b"-----END WELLPLAN REPLY-----\n"


def a_file(**changes: object) -> bytes:
    return file_of(sealed(content(**changes)))


# ---- There and back.


def test_a_reply_opens_for_the_one_who_gave_the_copy():
    file = a_file(answers=[answer(), answer(section="people", kind="suggestion", words="Add Tom.")])
    assert open_reply(file, {OTHER: new_reply_keys()[0], **KEYS}) == Reply(
        REPLY, COPY, "2026-11-22T10:00:00Z", "Amina Rahman", "key worker",
        (Answer(SECTION, "differ", "I see it so."), Answer("people", "suggestion", "Add Tom.")),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=200), st.sampled_from(("agreed", "differ"))
)
def test_any_words_come_back(words, kind):
    file = a_file(name=words, role=words, answers=[answer(words=words, kind=kind)])
    back = open_reply(file, KEYS)
    assert (back.name, back.role, back.answers) == (words, words, (Answer(SECTION, kind, words),))
    assert reader.read_reply(file, PRIVATE)["name"] == words


def test_line_ends_spaces_and_words_around_it_that_mail_puts_in_do_not_count():
    file = b"\xef\xbb\xbf> Hello\r\n" + a_file().replace(b"\n", b" \r\n") + b"\r\n-- \r\nAmina\xff"
    assert open_reply(file, KEYS).id == REPLY


def test_the_size_tells_little():
    sizes = {len(sealed(content(answers=[answer(words="x" * n)]))) - 21 - 65 - 16 for n in range(0, 4000, 7)}
    assert sizes <= {crypto.padme(n) for n in range(8000)}
    assert len(sizes) < 80


# ---- What is refused.


def told(file: bytes, keys: dict = KEYS, seen: tuple = ()) -> str:
    with pytest.raises(WellPlanError) as caught:
        open_reply(file, keys, seen)
    assert "plan has not changed" in caught.value.safe
    return f"{type(caught.value).__name__}: {caught.value.what}"


def test_a_reply_to_someone_elses_copy_is_refused():
    assert "this plan did not give" in told(a_file(), {OTHER: PRIVATE})
    assert "this plan did not give" in told(a_file(), {})


def test_a_reply_to_a_copy_of_mine_that_was_sealed_for_another_is_refused():
    assert told(a_file(), {COPY: new_reply_keys()[0]}).startswith("Damaged")


def test_a_reply_cannot_be_moved_to_another_copy():
    """Neither by its header nor by what it says inside."""
    raw = sealed(content())
    moved = raw[:5] + uuid.UUID(OTHER).bytes + raw[21:]
    assert told(file_of(moved), {OTHER: PRIVATE}).startswith("Damaged")
    assert told(file_of(sealed(content(), copy=OTHER)), {OTHER: PRIVATE}).startswith("Damaged")


def test_a_reply_that_was_seen_before_is_refused():
    assert "before" in told(a_file(), seen=(REPLY,))
    assert open_reply(a_file(), KEYS, seen=(OTHER,)).id == REPLY


def test_something_else_sealed_to_the_same_key_is_refused():
    assert told(file_of(sealed(content(), label=b"wellplan 2 reply"))).startswith("Damaged")


def test_each_single_byte_that_changed_is_refused():
    raw = sealed(content())
    for at in range(len(raw)):
        for by in (1, 0x80):
            changed = file_of(raw[:at] + bytes([raw[at] ^ by]) + raw[at + 1 :])
            what = told(changed)
            if at == 4:
                assert what.startswith("Damaged" if raw[4] ^ by < 1 else "NewerVersion")
            else:
                assert ("did not give" in what) if 5 <= at < 21 else what.startswith("Damaged"), at


@pytest.mark.parametrize("cut", [0, 4, 20, 21, 85, 86, 102, 300])
def test_a_reply_cut_short_is_damaged(cut):
    assert told(file_of(sealed(content())[:cut])).startswith("Damaged")


def test_a_newer_reply_is_said_to_be_newer():
    with pytest.raises(NewerVersion):
        open_reply(file_of(b"WPRE\2" + sealed(content())[5:]), KEYS)


@pytest.mark.parametrize("file", [b"", b"hello", b"-----BEGIN WELLPLAN REPLY-----\nAAAA", b"\0" * 100])
def test_another_kind_of_file_is_told(file):
    assert "not an answer" in told(file)


def test_two_replies_in_one_file_are_refused():
    assert "not an answer" in told(a_file() * 2)


def test_text_that_is_not_base64_is_damage():
    assert told(file_of(b"").replace(b"REPLY-----\n", b"REPLY-----\nAAA", 1)).startswith("Damaged")


def test_a_file_that_is_too_big_is_refused_before_it_is_read():
    assert "too big" in told(a_file() + b" " * reply.MOST_BYTES)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=500), st.booleans())
def test_any_bytes_are_refused_kindly(raw, ours):
    told(file_of(b"WPRE\1" + uuid.UUID(COPY).bytes + raw if ours else raw))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "wellplan-copy"}, {"version": 2}, {"version": True}, {"id": "x"}, {"copy": None},
        {"at": "yesterday"}, {"name": "n" * 201}, {"role": "r" * 201}, {"name": 1}, {"more": 1},
        {"answers": []}, {"answers": {}}, {"answers": [answer(kind="yes")]},
        {"answers": [answer(section="first")]}, {"answers": [answer(words="w" * 10_001)]},
        {"answers": [answer(), answer()]}, {"answers": [answer(more=1)]}, {"answers": ["agreed"]},
        {"answers": [answer(section=str(uuid.UUID(int=n))) for n in range(501)]},
    ],
)  # fmt: skip
def test_content_that_the_page_would_not_write_is_damage(changes):
    assert told(a_file(**changes)).startswith("Damaged")


@pytest.mark.parametrize("text", [b"", b"[", b"null", b"\xff", b"1" * 5000, b"[" * 100_000])
def test_content_that_is_no_reply_at_all_is_damage(text):
    assert told(file_of(sealed(text))).startswith("Damaged")


def test_the_most_that_is_allowed_opens():
    answers = [answer(section=str(uuid.UUID(int=n)), words="w" * 300) for n in range(500)]
    answers[0]["words"] = "w" * 10_000
    back = open_reply(a_file(name="n" * 200, role="r" * 200, answers=answers), KEYS)
    assert len(back.answers) == 500


def test_damage_and_newer_are_kinds_of_their_own():
    assert issubclass(Damaged, WellPlanError)
    assert Damaged.exit_code != NewerVersion.exit_code


# ---- HPKE.


def private_key(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(number, 16), ec.SECP256R1())


@pytest.mark.parametrize("vector", HPKE, ids=lambda v: v["aead"])
def test_the_library_gives_what_rfc_9180_gives(vector):
    """Its public calls take no associated data, which every vector of the RFC has; we use none."""
    suite = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, getattr(hpke.AEAD, vector["aead"]))
    info, aad, enc, ct, pt = (bytes.fromhex(vector[k]) for k in ("info", "aad", "pkEm", "ct", "pt"))
    opened = openssl.hpke._decrypt_with_aad(suite, enc + ct, private_key(vector["skRm"]), info, aad)
    assert opened == pt


def test_the_small_reader_derives_what_rfc_9180_gives():
    vector = HPKE[1]
    private, enc, info = (bytes.fromhex(vector[k]) for k in ("skRm", "pkEm", "info"))
    key, nonce = reader.hpke_keys(private, enc, info)
    assert (key.hex(), nonce.hex()) == (vector["key"], vector["base_nonce"])


def test_ours_is_the_suite_of_the_format():
    raw = crypto.seal_to(PUBLIC, b"words", b"context")
    assert crypto.open_sealed_to(PRIVATE, raw, b"context") == b"words"


def test_new_keys_are_a_pair_and_new():
    private, public = new_reply_keys()
    assert (len(private), len(public), public[0]) == (32, 65, 4)
    assert crypto.open_sealed_to(private, crypto.seal_to(public, b"a", b""), b"") == b"a"
    assert private != PRIVATE


@pytest.mark.parametrize(
    "bad",
    [b"", b"\4" + bytes(64), PUBLIC[:-1], b"\2" + PUBLIC[1:33]],
    ids=["empty", "no point", "cut short", "compressed"],
)
def test_what_is_no_public_key_is_seen(bad):
    assert not crypto.is_reply_key(bad)
    assert crypto.is_reply_key(PUBLIC)


# ---- For ever.


def test_the_golden_reply_opens_for_ever():
    file = (GOLDEN / "reply.txt").read_bytes()
    kept = json.loads((GOLDEN / "reply.json").read_text("utf-8"))
    private = bytes.fromhex(kept["private_key"])
    back = open_reply(file, {kept["reply"]["copy"]: private})
    assert (back.id, back.name, back.role) == (
        kept["reply"]["id"],
        kept["reply"]["name"],
        kept["reply"]["role"],
    )
    assert [vars_of(a) for a in back.answers] == kept["reply"]["answers"]
    assert reader.read_reply(file, private) == kept["reply"]


def vars_of(one: Answer) -> dict:
    return {"section": one.section, "kind": one.kind, "words": one.words}


def test_the_small_reader_as_a_program(tmp_path):
    (tmp_path / "answer.txt").write_bytes(a_file())
    command = [
        sys.executable,
        "-I",
        ROOT / "docs" / "copy_reader.py",
        tmp_path / "answer.txt",
        "--key",
        PRIVATE.hex(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == content()
