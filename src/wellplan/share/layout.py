# SPDX-License-Identifier: Apache-2.0
"""The layouts by name, and the values every one of them is made of: pages, their parts, and their stamp."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from wellplan.resources import resource
from wellplan.share.blocks import Block

Layout = Literal[
    "whole", "large", "easy", "crisis", "card", "admission", "supporter", "meeting", "record", "workbook"
]

LEAST_SIZE: dict[Layout, int] = {"large": 20, "easy": 16}
"""Points. Large print begins at 18 and Easy Read at 16 where people who need them were asked; 20 is surer."""
SAME_PAGES: dict[str, Layout] = {"large": "whole"}
"""Layouts that print the pages of another, only larger."""
ALL_PARTS = ("whole", "easy", "record")
"""Layouts that hold every page of a plan."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page says of its copy: which version, from which day, until when, and for whom."""

    version: int
    on: date
    review_by: date
    for_whom: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its blocks. `above` is the stage's heading, on the first part of each stage.

    `picture` is a drawing of `resources/layouts/pictures`. A `cut` part stands at the foot of the last page,
    below a line to cut along. `id` is the section's, or `people`, where it is all of that: to answer to.
    """

    heading: str
    blocks: tuple[Block, ...]
    above: str = ""
    picture: str = ""
    cut: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """All that a layout prints, in reading order."""

    layout: str
    title: str
    lead: str
    whose: str
    version: str
    day: str
    dates: str
    for_whom: str
    foot: str
    parts: tuple[Part, ...]


@cache
def layouts() -> dict[str, Any]:
    """`resources/layouts/layouts.toml`: which parts each layout holds."""
    return tomllib.loads(resource("layouts", "layouts.toml").read_text(encoding="utf-8"))
