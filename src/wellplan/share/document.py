# SPDX-License-Identifier: Apache-2.0
"""A reduced plan to PDF bytes, in memory: typst, bundled fonts, PDF/A-2a and PDF/UA-1.

The person's words reach typst only as JSON, never as markup, in files that are only in memory.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, get_args

from wellplan.i18n import _
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import Plan
from wellplan.resources import resource
from wellplan.share import fit, glyphs, recovery, shapes
from wellplan.share.layout import LEAST_SIZE, Layout, Pages, Stamp
from wellplan.share.pages import make_pages
from wellplan.share.paper import SIZES, Paper
from wellplan.share.protect import protect

__all__ = ["Layout", "Paper", "Pdf", "Stamp", "make_letter", "make_pdf", "protect", "recovery_pdf"]

Standard = Literal["a-2a", "ua-1"]

STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")  # ISO 19005-2 level A, ISO 14289-1
OWN_LAYOUTS = ("card", "recovery", "easy", "workbook")
"""Layouts with a file of their own; every other is `sheet.typ`."""
_LATIN = ("Atkinson Hyperlegible Next", "Noto Sans")
_OTHERS = (
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Emoji",
)


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document. `replaced` names each character that no font has and □ stands for."""

    data: bytes
    replaced: tuple[str, ...] = ()
    setting: "Setting | None" = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """What typst was given for a document, so that `pictures` can draw the very same pages."""

    layout: str
    data: dict[str, Any]
    on: date


def make_pdf(
    plan: Plan,
    *,
    layout: Layout,
    stamp: Stamp,
    size: int = 12,
    paper: Paper = "a4",
    country: str = "GB",
    lines: Sequence[CrisisLine] | None = None,
    sign: bool = False,
) -> Pdf:
    """The PDF of a plan that `scope.reduce` has made smaller. It never fails on any text.

    `size` is the text size in points, 12 to 24 (the card keeps its own; large print and Easy Read are never
    small). `lines` are the crisis lines to show, by default the country's. `sign` adds lines for signatures.
    ValueError for a size, paper or layout that does not exist.
    """
    if size not in range(SIZES[0], SIZES[-1] + 1) or paper not in get_args(Paper):
        raise ValueError(f"no such size or paper: {size}, {paper}")
    if layout not in get_args(Layout):
        raise ValueError(f"no such layout: {layout}")
    pages = make_pages(plan, layout, stamp, country, lines, sign=sign)
    size = max(size, LEAST_SIZE.get(layout, 0))
    look = {**_language(plan), "size": size, "paper": paper, "page_of": _("Page {page} of {pages}")}
    if layout in fit.SIDES and size <= fit.LARGEST_DENSE:
        return _on_its_sides(layout, pages, look, stamp.on)
    return _printed(layout, pages, {**look, "density": 0}, stamp.on)


def make_letter(
    pages: Pages, *, on: date, language: str = "en-GB", size: int = 12, paper: Paper = "a4"
) -> Pdf:
    """The PDF of a page that `letters` made, on one side where that can be. `language` is the plan's tag."""
    if size not in range(SIZES[0], SIZES[-1] + 1) or paper not in get_args(Paper):
        raise ValueError(f"no such size or paper: {size}, {paper}")
    rest = {"size": size, "paper": paper, "page_of": _("Page {page} of {pages}")}
    look = {**_language(Plan(language=language)), **rest}
    airy = _printed("letter", pages, {**look, "density": 0}, on)
    if size > fit.LARGEST_DENSE or _page_count(airy.data) == 1:
        return airy
    for density in (1, 3):
        tighter = _printed("letter", pages, {**look, "density": density}, on)
        if _page_count(tighter.data) == 1:
            return tighter
    return airy


def _on_its_sides(layout: Layout, pages: Pages, look: dict[str, Any], on: date) -> Pdf:
    """Airy, but as tight as is needed to fit on the layout's sides. What does not fit goes on, airily."""
    guess = fit.first_guess(pages, look["size"], look["paper"])
    last = fit.TIGHTEST[layout]
    for density in () if guess is None else sorted({guess, min(guess + 1, last), last}):
        pdf = _printed(layout, pages, {**look, "density": density}, on)
        if _page_count(pdf.data) <= fit.SIDES[layout]:
            return pdf
    return _printed(layout, pages, {**look, "density": 0}, on)


def _page_count(pdf_bytes: bytes) -> int:
    """Pages, as the page tree's root says: typst writes it uncompressed."""
    counts = re.findall(rb"/Type/Pages/Count (\d+)", pdf_bytes)
    return max(map(int, counts), default=1)


def recovery_pdf(code: str, *, plan_file_name: str, on: date, paper: Paper = "a4") -> bytes:
    """The sheet that opens a plan when the passphrase is lost: the code in its groups, and as a square."""
    look = {
        **_language(Plan()),
        "size": 12,
        "paper": paper,
        "page_of": _("Page {page} of {pages}"),
        "density": 0,
    }
    return _printed("recovery", recovery.sheet(code, plan_file_name, on), look, on).data


def _printed(layout: str, content: Pages | dict[str, Any], look: dict[str, Any], on: date) -> Pdf:
    """Three tries, each surer than the last: with the standards, without them, in the plainest letters."""
    first = glyphs.Filter(right_to_left=look["rtl"])
    data = {**_shaped(content, first), **look}
    try:
        return Pdf(_compile(layout, data, on, STANDARDS), _named(first), Setting(layout, data, on))
    except _typst_error():
        pass
    try:
        return Pdf(_compile(layout, data, on, ()), _named(first), Setting(layout, data, on))
    except _typst_error():
        plainest = glyphs.Filter(right_to_left=look["rtl"], plainest=True)
        data = {**_shaped(content, plainest), **look}
        return Pdf(_compile(layout, data, on, ()), _named(plainest), Setting(layout, data, on))


def _shaped(content: Pages | dict[str, Any], clean: glyphs.Filter) -> dict[str, Any]:
    return shapes.of_pages(content, clean) if isinstance(content, Pages) else shapes.of_words(content, clean)


def _named(used: glyphs.Filter) -> tuple[str, ...]:
    return tuple(glyphs.describe(char) for char in used.replaced)


def _language(plan: Plan) -> dict[str, Any]:
    """The language and direction for typst, which takes only two or three letters, and two for a region."""
    tags = re.split("[-_]", plan.language)
    language = tags[0].lower() if re.fullmatch("[A-Za-z]{2,3}", tags[0]) else "en"
    region = next((tag.upper() for tag in tags[1:] if re.fullmatch("[A-Za-z]{2}", tag)), "")
    arabic = ("Noto Nastaliq Urdu", "Noto Sans Arabic")
    arabic = arabic if language == "ur" else arabic[::-1]
    return {
        "lang": language,
        "region": region,
        "rtl": glyphs.reads_right_to_left(plan),
        "fonts": [*_LATIN, *arabic, *_OTHERS],
    }


def _compile(layout: str, data: dict[str, Any], on: date, standards: Sequence[Standard]) -> bytes:
    import typst  # 35 ms: not before someone wants a page

    midday = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return typst.compile(
        as_files(layout, data),
        format="pdf",
        root=resource("layouts"),
        font_paths=fonts(),
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        timestamp=int(midday.timestamp()),
    )


def _typst_error() -> type[Exception]:
    import typst

    error: type[Exception] = typst.TypstError
    return error


@cache
def fonts() -> Any:
    """The bundled fonts, found once: 3 ms the first time, nothing after."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(resource("fonts"))]
    )


def as_files(layout: str, data: dict[str, Any]) -> dict[str, bytes]:
    """What typst reads, all in memory. The data is a file of its own, for typst then sets only what is new.

    Through `sys.inputs` each change of a word would set every page anew: three times slower.
    """
    return {**_layout(layout), "data.json": json.dumps(data, ensure_ascii=False).encode()}


@cache
def _layout(layout: str) -> dict[str, bytes]:
    name = layout if layout in OWN_LAYOUTS else "sheet"
    files = {"main.typ": resource("layouts", f"{name}.typ"), "theme.typ": resource("layouts", "theme.typ")}
    if layout in ("easy", "workbook"):
        files |= {f"pictures/{path.name}": path for path in resource("layouts", "pictures").glob("*.svg")}
    return {its: path.read_bytes() for its, path in files.items()}
