# SPDX-License-Identifier: Apache-2.0
"""What the bundled fonts can print: the filter for every string that goes to paper, and its direction marks.

A letter that no font has becomes □ and is named; an export never fails because of what someone wrote.

The promise is that numbers read in the right order in every plan: 01632 960 001 must never become
001 960 01632. There are no direction marks in a PDF: they would stick to the letters and digits beside
them, wherever these stand, when a person copies or searches. Instead, a number with spaces or signs, and a
line in the other direction than the page, are pieces that the layouts set in a box of their own, which is one
neutral sign to what is round it (Unicode UAX 9).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from wellplan.plan.model import Plan
from wellplan.resources import resource
from wellplan.share.numbers import digit_runs

BOX = "□"
ZERO_WIDTH_SPACE = "\u200b"
KEPT_MARKS = "\u200c\u200d\u200e\u200f\u061c"  # joiners and direction marks change how words look
NEW_LINES = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
LONGEST_BOX = 200
"""Characters. A longer line in the other direction is not boxed: it may go over a page's end."""
LONGEST_WORD = 24
"""A word without a space is given a place to break after so many characters, or it would leave the page."""

_LINK = re.compile(
    r"(?<![\w.@])(?:https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?:/[A-Za-z0-9._~/%?=&+#-]*[A-Za-z0-9/])?"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})(?![\w@])"
)
"""Plain addresses only. Anything stranger is printed as words."""

RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "ks"))
_RTL_SCRIPTS = frozenset(("arab", "hebr", "thaa", "syrc", "nkoo", "aran"))


_PLAIN = re.compile(rf" ?(?:[!-/:-?A-~]{{1,{LONGEST_WORD}}}(?: |$))*")
"""Words that need nothing done to them: no digit, no address of mail, and nowhere too long."""
_USUAL = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f‘’“”…–—]*")
"""Most of what is written in Latin letters: every font here has it, in normal form C."""

Piece = str | dict[str, Any]


class Filter:
    """Cleans strings for print and remembers, in order and once each, the characters it put □ for."""

    def __init__(self, *, right_to_left: bool = False, plainest: bool = False) -> None:
        """`right_to_left` is the direction of the page. `plainest` keeps only characters below U+0250: the
        last resort, which any font here can print."""
        self._right_to_left = right_to_left
        self._plainest = plainest
        self.replaced: dict[str, None] = {}

    def clean(self, text: str) -> str:
        """The text with only characters that can be printed, in Unicode normal form C."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(NEW_LINES).replace("\t", " ")
        if _USUAL.fullmatch(text) and not self._plainest:
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

    def pieces(self, text: str) -> list[Piece]:
        """The text as the layouts read it: strings, and where they are more than words a dictionary.

        `{"n": groups}` is a number, `{"link": address, "t": words}` leads somewhere, `{"br": True}` is a new
        line. `{"way": "ltr", "w": pieces}` is a line in the other direction, and has `flows` when it is long.
        """
        if not self._right_to_left and _PLAIN.fullmatch(text) and "://" not in text:
            return [text] if text else []
        out: list[Piece] = []
        for number, line in enumerate(_lines(self.clean(text))):
            out += [{"br": True}] if number else []
            out += self._line(line)
        return joined(out)

    def _line(self, line: str) -> Iterator[Piece]:
        pieces = list(_linked(line))
        way = _way(line)
        if way and way != (1 if self._right_to_left else -1):
            turned = {"way": "rtl" if way > 0 else "ltr", "w": joined(pieces)}
            yield {**turned, "flows": True} if len(line) > LONGEST_BOX else turned
        else:
            yield from pieces


def _linked(line: str) -> Iterator[Piece]:
    done = 0
    for match in _LINK.finditer(line):
        yield from _with_numbers(line[done : match.start()])
        address = match.group()
        yield {"t": _breakable(address), "link": address if "://" in address else "mailto:" + address}
        done = match.end()
    yield from _with_numbers(line[done:])


def _way(line: str) -> int:
    """The direction of the first letter that has one: 1 from the right, -1 from the left, 0 for none."""
    return next((way for char in line if (way := _strength(char))), 0)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with strings that are side by side made one: typst takes its time over each."""
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        elif piece:
            out.append(piece)
    return out


def _lines(text: str) -> list[str]:
    """The lines of a text without empty ones at its ends, and never two empty ones together."""
    lines = text.split("\n")
    if len(lines) > 1:
        lines = [line.strip() for line in text.strip().split("\n")]
    return [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]


def _with_numbers(text: str) -> Iterator[Piece]:
    """Strings, and each number with signs or spaces in it as a piece that keeps its own order."""
    done = 0
    for start, end in digit_runs(text):
        number = text[start:end]
        if number.isdecimal():
            continue
        if start > done:
            yield _breakable(text[done:start])
        yield {"n": _groups(number)}
        done = end
    if done < len(text):
        yield _breakable(text[done:])


def _groups(number: str) -> list[str]:
    """The number in the parts that could change places: groups of Arabic digits, else the whole of it."""
    return [number] if number.isascii() else number.split(" ")


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
