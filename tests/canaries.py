# SPDX-License-Identifier: Apache-2.0
"""Looks for a person's words in bytes, however they are dressed: plain, UTF-16, hex, base64, compressed."""

import base64
import zlib
from collections.abc import Iterable, Iterator

MOST_INFLATED = 64 << 20


def find(words: Iterable[str], data: bytes, *, deep: int = 2) -> set[str]:
    """Those of the words that are anywhere in `data`, with how they were written: `"otter as hex"`."""
    found = set()
    for word in words:
        for how, needles in _dressed(word).items():
            if any(needle in data for needle in needles):
                found.add(f"{word} as {how}")
    if deep:
        for inside in _inflated(data):
            found |= {f"{each}, compressed" for each in find(words, inside, deep=deep - 1)}
    return found


def _dressed(word: str) -> dict[str, list[bytes]]:
    forms = {name: word.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be")}
    dressed = {name: [form] for name, form in forms.items()}
    dressed["hex"] = [text for form in forms.values() for text in _hexes(form)]
    dressed["base64"] = [text for form in forms.values() for text in _base64s(form)]
    return dressed


def _hexes(form: bytes) -> list[bytes]:
    return [form.hex().encode(), form.hex().upper().encode()]


def _base64s(form: bytes) -> Iterator[bytes]:
    """At each of the three places in a group of four letters; the ends, which neighbours change, left out."""
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + form)
        inner = text[4 if shift else 0 :].rstrip(b"=")
        yield inner[:-2]
        yield inner[:-2].replace(b"+", b"-").replace(b"/", b"_")


def _inflated(data: bytes) -> Iterator[bytes]:
    """Whatever zlib, gzip or a ZIP's raw deflate has packed, wherever it starts."""
    starts = [(mark, 15) for mark in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")]
    for mark, bits in (*starts, (b"\x1f\x8b\x08", 31)):
        at = data.find(mark)
        while at >= 0:
            yield from _inflate(data[at:], bits)
            at = data.find(mark, at + 1)
    at = data.find(b"PK\x03\x04")
    while at >= 0:
        name, extra = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28))
        yield from _inflate(data[at + 30 + name + extra :], -15)
        at = data.find(b"PK\x03\x04", at + 1)


def _inflate(data: bytes, bits: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(bits)
    out = b""
    try:
        for start in range(0, len(data), 4096):
            out += unpacker.decompress(data[start : start + 4096], MOST_INFLATED - len(out))
            if unpacker.eof or len(out) >= MOST_INFLATED:
                break
    except zlib.error:
        pass  # what came out before the damage still counts
    if len(out) > 8:
        yield out
