# SPDX-License-Identifier: Apache-2.0
"""How tightly to set pages that should fit on so many sides of paper: a first guess, made by counting.

A guess costs nothing where setting the pages does. `document` looks at what came of it.
"""

import math

from wellplan.share.blocks import Block, Entry
from wellplan.share.layout import Pages, Part
from wellplan.share.paper import Paper

SIDES = {"crisis": 2, "admission": 1, "supporter": 1}
"""Sides of paper: the crisis pages are one sheet, printed on both sides."""
TIGHTEST = {"crisis": 3, "admission": 3, "supporter": 3}
"""The last of the layouts' four densities (0 is airy) that is used to make pages fit."""
LARGEST_DENSE = 14
"""Points. Large print is never set more tightly to save paper."""
FAR = 1.12
"""When even the tightest seems to need so many times the room, it is not tried."""

# Measured on the example plans with `resources/layouts/sheet.typ`, at 12 points.
_LETTERS = 82  # in a line as wide as the page
_COLUMN = 38  # in a line of one of two columns
_LINE = (20.6, 19.7, 18.8, 18.0)  # points from one line to the next, at each density
_OVER = {"crisis": 1.42, "admission": 1.6, "supporter": 1.5}  # how much too high the count comes out
_ROOM = {"a4": (683.0, 703.0, 712.0, 727.0), "letter": (633.0, 653.0, 662.0, 683.0)}  # points on a side


def first_guess(pages: Pages, size: int, paper: Paper) -> int | None:
    """The airiest density that should fit on the layout's sides; None when none will, by far."""
    need = [_lines(pages, size) * line * size / 12 for line in _LINE]
    room = [each * SIDES[pages.layout] * _OVER[pages.layout] for each in _ROOM[paper]]
    last = TIGHTEST[pages.layout]
    fitting = (density for density in range(last + 1) if need[density] <= room[density])
    return next(fitting, last if need[last] <= room[last] * FAR else None)


def _lines(pages: Pages, size: int) -> float:
    return 4.0 + sum(_part(part, size / 12, pages.layout) for part in pages.parts)


def _part(part: Part, scale: float, layout: str) -> float:
    named = [block for block in part.blocks if block.heading and block.kind not in ("fill", "form")]
    if len(named) == len(part.blocks) and 2 <= len(named) <= 4:
        heights = [1.9 + _block(block, _COLUMN / scale, layout) for block in named]
        split = min(range(1, len(heights)), key=lambda n: max(sum(heights[:n]), sum(heights[n:])))
        return 1.9 + max(sum(heights[:split]), sum(heights[split:]))
    return 1.9 + sum(_block(block, _LETTERS / scale, layout) for block in part.blocks)


def _block(block: Block, letters: float, layout: str) -> float:
    paired = block.kind == "contacts" or (block.kind == "sheet" and layout != "crisis")
    if block.kind == "fill":
        return 1.5
    if block.kind == "form":
        return 2.2 + bool(block.heading)
    if paired and len(block.entries) > 1 and letters > _COLUMN:
        heights = [_entry(entry, letters * _COLUMN / _LETTERS, apart=True) for entry in block.entries]
        return sum(max(pair) + 0.3 for pair in zip(heights[::2], [*heights[1::2], 0], strict=False))
    return sum(_entry(entry, letters, apart=paired) + 0.2 for entry in block.entries)


def _entry(entry: Entry, letters: float, *, apart: bool) -> float:
    lengths = [sum(len(run.text) for run in line) for line in entry.lines]
    if apart:
        return sum(math.ceil(length / letters) for length in lengths)
    return math.ceil(sum(lengths) / letters)
