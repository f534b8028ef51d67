# SPDX-License-Identifier: Apache-2.0
"""What is fuzzed of copies and answers: the file, the sealed bytes, and what their maker put inside."""

import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from wellplan import crypto
from wellplan.errors import WellPlanError
from wellplan.plan import exchange
from wellplan.plan.model import Plan
from wellplan.share import copy_page, reply, sealed_copy
from wellplan.share.pages import make_pages

PASSPHRASE = "fuzz"
COPY = str(uuid.UUID(int=1))
START, END = b'<script type="application/wellplan-copy" id="sealed">', b"</script>"
BEGIN, FINISH = b"-----BEGIN WELLPLAN REPLY-----", b"-----END WELLPLAN REPLY-----"


def page(raw: bytes) -> bytes:
    return START + base64.b64encode(raw) + END


def with_checksum(raw: bytes) -> bytes:
    """Bytes whose checksum fits, and whose key costs nothing: more rounds are tried by other tests."""
    cheap = raw[:5] + (1).to_bytes(4, "big") + raw[9:-32]
    return cheap + crypto.sha256(cheap)


def sealed_content(content: bytes) -> bytes:
    return page(sealed_copy._sealed(content, PASSPHRASE, crypto.TESTING_ROUNDS))


def copy(data: bytes) -> None:
    for html in (data, page(data), page(with_checksum(data)), sealed_content(data)):
        with suppress(WellPlanError):
            read = sealed_copy.read_copy(html, PASSPHRASE)
            make_pages(read.plan, "whole", read.stamp)


@cache
def keys() -> tuple[bytes, bytes]:
    return reply.new_reply_keys()


def answer_file(raw: bytes) -> bytes:
    return BEGIN + b"\n" + base64.encodebytes(raw) + FINISH


def sealed_answer(content: bytes) -> bytes:
    header = b"WPRE\1" + uuid.UUID(COPY).bytes
    return answer_file(header + crypto.seal_to(keys()[1], content, b"wellplan 1 reply" + header))


def answer(data: bytes) -> None:
    for file in (data, answer_file(data), sealed_answer(data)):
        with suppress(WellPlanError):
            reply.open_reply(file, {COPY: keys()[0]})


def copy_content(plan: Plan) -> dict[str, object]:
    return {
        "format": "wellplan-copy", "version": 1, "id": COPY, "number": 1, "on": "2026-11-21",
        "review_by": "2027-05-21", "for_whom": "", "direction": "ltr", "reply_key": "",
        "plan": exchange.plan_to_json(plan),
    }  # fmt: skip


def copy_seeds(plan: Plan) -> list[bytes]:
    content = json.dumps(copy_content(plan)).encode()
    html = sealed_content(content)
    return [content, html, copy_page.unwrap(html), START + END, b""]


def answer_seeds() -> list[bytes]:
    said = [
        {"section": COPY, "kind": "agreed", "words": ""},
        {"section": "people", "kind": "differ", "words": "x"},
    ]
    data = {"format": "wellplan-reply", "version": 1, "id": COPY, "copy": COPY, "at": "2026-11-22T10:00:00Z",
            "name": "a", "role": "b", "answers": said}  # fmt: skip
    content = json.dumps(data).encode()
    file = sealed_answer(content)
    return [content, file, base64.b64decode(file[len(BEGIN) : -len(FINISH)]), BEGIN + FINISH, b""]


def huge_copies(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Copies made to swell: the target opens each as a file, and seals each as content."""
    most, parts = sealed_copy.MOST_CONTENT - 4000, sealed_copy.MOST_PARTS - 50
    whole = json.dumps(copy_content(plan))
    yield "one emoji among many letters", whole.replace('"Fuzz"', f'"{"a" * most}\U0001f600"').encode()
    yield "escapes", whole.replace('"Fuzz"', '"' + "\\u4f60" * (most // 6) + '"').encode()
    pairs = ",".join(f'"k{n:07}":"{"a" * 8}\U0001f600"' for n in range(parts - 1))
    yield "many names, each with an emoji", f"{{{pairs}}}".encode()
    yield "many empty lists", b"[" + b"[]," * (parts // 2) + b"[]]"
    yield "lists in lists", b"[" * 200_000
    yield "many openings", START * (copy_page.MOST_BYTES // len(START))
    yield "spaces", START + b" " * (copy_page.MOST_BYTES - 100) + END
    yield "too large", b" " * (copy_page.MOST_BYTES + 1)


def huge_answers() -> Iterator[tuple[str, bytes]]:
    yield "many beginnings", BEGIN * (reply.MOST_BYTES // len(BEGIN))
    yield "lists in lists", b"[" * 100_000
    yield "a long text", b'{"format":"' + b"a" * 300_000 + b'"}'
    yield "many lists", b"[" + b"[]," * 100_000 + b"[]]"
    yield "too large", b" " * (reply.MOST_BYTES + 1)
