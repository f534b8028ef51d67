# SPDX-License-Identifier: Apache-2.0
"""Pages as the plain values that the layouts read. Few and simple: typst takes its time over each of them.

Words are a string, or a list of strings and the dictionaries of `glyphs.Filter.pieces`. In a line, `{"s":
words}` is said strongly and `{"q": words}` quietly.
"""

from collections.abc import Iterator
from typing import Any

from wellplan.i18n import _
from wellplan.share.blocks import Block, Entry, Line
from wellplan.share.glyphs import Filter, Piece, joined
from wellplan.share.layout import Pages
from wellplan.share.squares import square

Words = str | list[Piece]

OURS = frozenset(("layout", "groups", "square"))
"""Names of values that are not words to show."""
LINE_BY_LINE = ("whole", "easy", "letter")
"""Layouts in which the lines of an entry do not run on."""
SENTENCE_ENDS = tuple(".!?:;…؟۔।")
_TONES = {"strong": "s", "quiet": "q"}


def of_pages(pages: Pages, clean: Filter) -> dict[str, Any]:
    """The pages, with every string that is shown made fit to print."""
    words = {name: getattr(pages, name) for name in pages.__slots__ if name != "parts"}
    parts = [
        {
            "above": _words(part.above, clean),
            "heading": _words(part.heading, clean),
            "picture": part.picture,
            "cut": part.cut,
            "blocks": [_block(block, pages.layout, clean) for block in part.blocks],
        }
        for part in pages.parts
    ]
    return {**of_words(words, clean), "parts": parts, "author": clean.clean(pages.whose)}


def of_words(words: dict[str, Any], clean: Filter) -> dict[str, Any]:
    """A dictionary of words, and of lists of words. Its title is also the document's name."""
    made = {name: value if name in OURS else _each(value, clean) for name, value in words.items()}
    return {"author": "", **made, "name": clean.clean(words["title"])}


def _each(value: str | list[Any], clean: Filter) -> Any:
    if isinstance(value, str):
        return _words(value, clean)
    return [_each(each, clean) for each in value]


def _words(text: str, clean: Filter) -> Words:
    return _simple(clean.pieces(text))


def _simple(pieces: list[Piece]) -> Words:
    if not pieces:
        return ""
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces


def _block(block: Block, layout: str, clean: Filter) -> dict[str, Any]:
    # The reasons run on after what they belong to, but in the whole plan each has a line of its own.
    run_on = block.kind == "points" or (block.kind == "entries" and layout not in LINE_BY_LINE)
    return {
        "kind": block.kind,
        "heading": _words(block.heading, clean),
        "rows": block.rows,
        "entries": [_entry(entry, run_on, clean) for entry in block.entries],
        **(_squares(block, clean) if block.links else {}),
    }


def _squares(block: Block, clean: Filter) -> dict[str, Any]:
    """Drawings, and what a screen reader says of each. The numbers are read out as text."""
    says = _("A square of dots for a phone’s camera. It reaches {name}.")
    return {
        "squares": [square(link, error="m") for link in block.links],
        "alts": [says.format(name=clean.clean(entry.lines[0][0].text)) for entry in block.entries],
    }


def _entry(entry: Entry, run_on: bool, clean: Filter) -> dict[str, Any]:
    lines = [_line(line, clean) for line in entry.lines]
    if run_on:
        lines = [list(_run_on(entry.lines, lines))]
    return {
        "keep": entry.keep,
        "short": entry.short,
        "tall": len(entry.lines),
        "lines": [_simple(joined(line)) for line in lines],
    }


def _run_on(lines: tuple[Line, ...], shown: list[list[Piece]]) -> Iterator[Piece]:
    for number, pieces in enumerate(shown):
        if number:
            yield " " if _ends_a_sentence(lines[number - 1]) else " · "
        yield from pieces


def _ends_a_sentence(line: Line) -> bool:
    return not line or line[-1].text.rstrip().endswith(SENTENCE_ENDS)


def _line(line: Line, clean: Filter) -> list[Piece]:
    out: list[Piece] = []
    for run in line:
        pieces = clean.pieces(run.text)
        if pieces and run.tone in _TONES:
            out.append({_TONES[run.tone]: _simple(pieces)})
        else:
            out += pieces
    return out
