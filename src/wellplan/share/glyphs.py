# SPDX-License-Identifier: Apache-2.0
"""What the bundled fonts can print: the filter for every string that goes to paper, and its isolation.

A letter that no font has becomes □ and is named; an export never fails because of what someone wrote.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Any

from wellplan.plan.model import Plan
from wellplan.resources import resource
from wellplan.share.numbers import LONGEST_KEPT_WHOLE, PDI, digit_runs, left_to_right

FSI = "\u2068"  # Unicode UAX 9: an isolate that reads as its first strong letter does
BOX = "□"
ZERO_WIDTH_SPACE = "\u200b"
KEPT_MARKS = "\u200c\u200d\u200e\u200f\u061c"  # joiners and direction marks change how words look
NEW_LINES = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
LONGEST_WORD = 24
"""A word without a space is given a place to break after so many characters, or it would leave the page."""

_LINK = re.compile(
    r"(?<![\w.@])(?:https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?:/[A-Za-z0-9._~/%?=&+#-]*[A-Za-z0-9/])?"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})(?![\w@])"
)
"""Plain addresses only. Anything stranger is printed as words."""

RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "ks"))
_RTL_SCRIPTS = frozenset(("arab", "hebr", "thaa", "syrc", "nkoo", "aran"))


class Filter:
    """Cleans strings for print and remembers, in order and once each, the characters it put □ for."""

    def __init__(self, plainest: bool = False) -> None:
        """`plainest` keeps only characters below U+0250: the last resort, which any font here can print."""
        self._plainest = plainest
        self.replaced: dict[str, None] = {}

    def clean(self, text: str) -> str:
        """The text with only characters that can be printed, in Unicode normal form C."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(NEW_LINES).replace("\t", " ")
        if text.isascii() and text.isprintable():
            return text
        kept: list[str] = []
        for char in unicodedata.normalize("NFC", text):
            kept.append(self._printable(char, kept[-1] if kept else ""))
        return "".join(kept)

    def _printable(self, char: str, before: str) -> str:
        category = unicodedata.category(char)
        if char == "\n" or char in KEPT_MARKS:
            return char
        if category in ("Cc", "Cf", "Cs") or (category[0] == "M" and before in ("", BOX, "\n")):
            return ""
        if category in ("Zs", "Zl", "Zp"):
            return " "
        if ord(char) < 0x250 or (not self._plainest and _has_glyph(ord(char))):
            return char
        if category[0] == "M":
            return ""
        self.replaced[char] = None
        return BOX if not self._plainest else "?"

    def bits(self, text: str) -> list[dict[str, Any]]:
        """The text as the layouts read it: `t` words (`link` where they lead), `n` a number, `br` a new line.

        The whole is one first-strong isolate and each number a left-to-right one, so that neither turns
        the other round (the number 01632 960 001 must never read 001 960 01632).
        """
        out: list[dict[str, Any]] = []
        for number, line in enumerate(_lines(self.clean(text))):
            out += [{"br": True}] if number else []
            out += _isolated(line) if line else []
        return out


def _lines(text: str) -> list[str]:
    """The lines of a text without empty ones at its ends, and never two empty ones together."""
    lines = text.split("\n")
    if len(lines) > 1:
        lines = [line.strip() for line in text.strip().split("\n")]
    return [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]


def _isolated(line: str) -> list[dict[str, Any]]:
    if not any(char.isalnum() for char in line):
        return [{"t": line}]  # a comma or a space takes the direction of what is round it
    out: list[dict[str, Any]] = [{"t": FSI}]
    done = 0
    for match in _LINK.finditer(line):
        out += _with_numbers(line[done : match.start()])
        address = match.group()
        out.append({"t": _breakable(address), "link": address if "://" in address else "mailto:" + address})
        done = match.end()
    return [*out, *_with_numbers(line[done:]), {"t": PDI}]


def _with_numbers(text: str) -> Iterator[dict[str, Any]]:
    done = 0
    for start, end in digit_runs(text):
        if start > done:
            yield {"t": _breakable(text[done:start])}
        number = left_to_right(text[start:end])
        yield {"n": number} if end - start <= LONGEST_KEPT_WHOLE else {"t": _breakable(number)}
        done = end
    if done < len(text):
        yield {"t": _breakable(text[done:])}


def _breakable(text: str) -> str:
    if len(text) <= LONGEST_WORD:
        return text
    return " ".join(_split(word) for word in text.split(" "))


def _split(word: str) -> str:
    """The word with zero-width spaces, never before a mark or a joiner that belongs to the letter before."""
    if len(word) <= LONGEST_WORD:
        return word
    out, since = "", 0
    for char in word:
        joins = unicodedata.combining(char) or char in KEPT_MARKS or unicodedata.category(char)[0] == "M"
        if since >= LONGEST_WORD and not joins and not out.endswith(("\u200d", "\u200c")):
            out, since = out + ZERO_WIDTH_SPACE, 0
        out, since = out + char, since + 1
    return out


def reads_right_to_left(plan: Plan) -> bool:
    """True when the language tag says so, or when most letters of the person's own words do."""
    tags = plan.language.lower().replace("_", "-").split("-")
    if tags[0] in RIGHT_TO_LEFT or any(tag in _RTL_SCRIPTS for tag in tags[1:]):
        return True
    balance = 0
    for text in _own_words(plan):
        balance += 0 if text.isascii() else sum(_strength(char) for char in text)
        balance -= len(text) if text.isascii() else 0
    return balance > 0


def _strength(char: str) -> int:
    return {"R": 1, "AL": 1, "L": -1}.get(unicodedata.bidirectional(char), 0)


def _own_words(plan: Plan) -> list[str]:
    shown = [section for section in plan.sections if not section.hidden]
    values = [v for s in shown for item in s.items for v in item.values.values() if isinstance(v, str)]
    return values + [person.name for person in plan.people]


def describe(char: str) -> str:
    """One replaced character as a person can find it: itself, and its name in Unicode."""
    name = unicodedata.name(char, "")
    return f"{char} ({name.capitalize()})" if name else f"U+{ord(char):04X}"


def _has_glyph(point: int) -> bool:
    starts, ends = _coverage()
    at = bisect_right(starts, point) - 1
    return at >= 0 and point <= ends[at]


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """Ranges of `resources/fonts/coverage.txt`, which a test compares with the fonts."""
    lines = resource("fonts", "coverage.txt").read_text(encoding="ascii").split()
    pairs = [line.split("-") for line in lines]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]
