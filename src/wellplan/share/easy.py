# SPDX-License-Identifier: Apache-2.0
"""Easy Read: the person's own words with one short sentence a line, and nothing added or left out."""

import re
from collections.abc import Iterator
from dataclasses import replace

from wellplan.share.blocks import Block, Entry, Line, Run
from wellplan.share.layout import Part

_MARKS_AFTER = re.compile(r"(?<=[.!?…؟۔।])([\"”’»)]*)\s+")
SHORTEST = 2
"""Letters before a full stop that ends a sentence: `Dr. Osei` and `3. then` stay in one line."""


def one_a_line(part: Part) -> Part:
    """The part with each sentence, and each question before an answer, on a line of its own."""
    return replace(part, blocks=tuple(_block(block) for block in part.blocks))


def _block(block: Block) -> Block:
    if block.kind in ("form", "table", "ticks", "words"):
        return block
    kind = "entries" if block.kind in ("points", "sheet", "contacts") else block.kind
    return replace(block, kind=kind, entries=tuple(_entry(entry) for entry in block.entries))


def _entry(entry: Entry) -> Entry:
    return Entry(tuple(short for line in entry.lines for short in _line(line)))


def _line(line: Line) -> Iterator[Line]:
    """A line of several tones stays whole but for its last words, where sentences end."""
    if not line:
        return
    *before, last = line
    first, *others = sentences(last.text) or [last.text]
    label = [run for run in before if run.text.strip()]
    if label and label[-1].tone == "quiet":
        yield tuple(label)
        yield (Run(first, last.tone),)
    else:
        yield (*before, Run(first, last.tone))
    yield from ((Run(each, last.tone),) for each in others)


def sentences(text: str) -> list[str]:
    """The text cut where sentences and lines end. All its words are kept, in order."""
    out: list[str] = []
    for each in _MARKS_AFTER.sub(r"\1\n", text).splitlines():
        piece = each.strip()
        if out and _goes_on(out[-1]):
            out[-1] = f"{out[-1]} {piece}"
        elif piece:
            out.append(piece)
    return out


def _goes_on(said: str) -> bool:
    last = said.split()[-1]
    return last.endswith(".") and len(last.rstrip(".")) <= SHORTEST and last[:1].isupper()
