# SPDX-License-Identifier: Apache-2.0
"""The finder of words finds them in every dress, and nothing where there is nothing."""

import base64
import gzip
import io
import os
import zipfile
import zlib

import pytest

from canaries import find

WORD = "zebralighthouse"


def zipped(data: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", data)
    return whole.getvalue()


DRESSES = {
    "plain": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode("utf-16-le").hex().upper().encode(),
    **{
        f"base64 after {n}": lambda text, n=n: base64.b64encode(b"x" * n + text.encode() + b"tail")
        for n in range(4)
    },
    "url base64": lambda text: base64.urlsafe_b64encode(text.encode()),
    **{f"zlib {level}": lambda text, level=level: zlib.compress(text.encode(), level) for level in (1, 6, 9)},
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip": lambda text: zipped(text.encode()),
    "zlib in gzip": lambda text: gzip.compress(zlib.compress(text.encode())),
    "cut zlib": lambda text: zlib.compress(text.encode() + os.urandom(3000))[:-500],
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_word_is_found_in_any_dress(dress: str) -> None:
    data = os.urandom(5000) + DRESSES[dress](f"before {WORD} after") + os.urandom(5000)
    assert find([WORD, "notinthere"], data)
    assert not any("notinthere" in each for each in find([WORD, "notinthere"], data))


def test_nothing_is_found_in_noise() -> None:
    assert find([WORD], os.urandom(200_000)) == set()
