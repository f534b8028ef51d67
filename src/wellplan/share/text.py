# SPDX-License-Identifier: Apache-2.0
"""The pages as plain text with headings: beside the preview, for `--to text`, to paste in a care record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wellplan.i18n import _
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import Plan
from wellplan.share.blocks import Block, Entry, Line
from wellplan.share.glyphs import NEW_LINES, reads_right_to_left
from wellplan.share.layout import Layout, Pages, Part, Stamp
from wellplan.share.numbers import digit_runs, left_to_right
from wellplan.share.pages import make_pages

LINE_TO_WRITE_ON = "_" * 40
LONGEST_RULE = 60
_STARTS = {"ticks": ("[ ] ", "    "), "choice": ("[ ] ", "    "), "words": ("", "")}
"""What stands before an entry of a kind, and before its other lines. All others are points with a dash."""


def to_text(
    plan: Plan,
    *,
    layout: Layout,
    stamp: Stamp,
    country: str = "GB",
    lines: Sequence[CrisisLine] | None = None,
    sign: bool = False,
) -> str:
    """The same content as the PDF of that layout, ending in a new line.

    In a right-to-left plan each number is a left-to-right isolate (Unicode UAX 9), so that it does not
    turn round where it is pasted.
    """
    pages = make_pages(plan, layout, stamp, country, lines, sign=sign)
    written = _for_a_record(pages) if layout == "record" else _whole(pages)
    text = "\n".join(written).strip() + "\n"
    text = _ends_of_lines(text)
    return _keep_numbers(text) if reads_right_to_left(plan) else text


def _ends_of_lines(text: str) -> str:
    """One kind of line end, and no control character: record systems stumble over the others."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(NEW_LINES).replace("\t", " ")
    return "".join(char for char in text if char == "\n" or not _is_control(char))


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char < "\xa0" or char == "\ufeff"


def _for_a_record(pages: Pages) -> Iterator[str]:
    """Who, which version and until when come first. Headings are lines of their own: no rules, no columns."""
    yield pages.title
    for line in (pages.whose, pages.for_whom, pages.version, *pages.dates.split(" · "), pages.foot):
        if line:
            yield line
    for part in pages.parts:
        yield ""
        yield part.heading or part.above
        for block in part.blocks:
            yield from _block(block)


def _whole(pages: Pages) -> Iterator[str]:
    yield pages.title
    yield "=" * min(len(pages.title), LONGEST_RULE)
    if pages.layout == "workbook":
        yield from (f"{label}: {LINE_TO_WRITE_ON}" for label in (pages.whose, pages.version, pages.dates))
        pages = replace(pages, whose="")
    else:
        yield from (line for line in (pages.whose, pages.for_whom) if line)
        yield f"{pages.version} · {pages.dates}"
    yield ""
    if pages.layout != "card":
        yield pages.lead
    for part in pages.parts:
        yield from _part(part)
    yield from ("", pages.foot)


def _part(part: Part) -> Iterator[str]:
    if part.above:
        yield from ("", "", part.above, "=" * min(len(part.above), LONGEST_RULE))
    if part.heading:
        yield from ("", part.heading, "-" * min(len(part.heading), LONGEST_RULE))
    for block in part.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    """The lines of a block. Squares are left out: their numbers are in the text."""
    if block.kind == "squares":
        return
    if block.heading:
        yield block.heading + ("" if block.heading[-1] in "?:.!…" else ":")
    if block.kind in ("form", "table"):
        yield from (f"{_said(entry.lines[0])}: {LINE_TO_WRITE_ON}" for entry in block.entries)
        return
    first, then = _STARTS.get(block.kind, ("- ", "  "))
    for at, entry in enumerate(block.entries):
        yield from _entry(entry, "" if block.kind == "choice" and not at else first, then)
        yield from (LINE_TO_WRITE_ON for _row in range(block.rows if block.kind == "ticks" else 0))
    yield from (LINE_TO_WRITE_ON for _row in range(block.rows if block.kind == "fill" else 0))


def _entry(entry: Entry, first: str = "- ", then: str = "  ") -> Iterator[str]:
    for number, line in enumerate(entry.lines):
        for at, each in enumerate(_said(line).splitlines() or [""]):
            yield (first if not number and not at else then) + each.strip()


def _said(line: Line) -> str:
    return "".join(run.text for run in line).strip()


def _keep_numbers(text: str) -> str:
    out, done = [], 0
    for start, end in digit_runs(text):
        out += [text[done:start], left_to_right(text[start:end])]
        done = end
    return "".join((*out, text[done:]))


def what_was_replaced(replaced: Sequence[str]) -> str:
    """One sentence that names the characters no font here has, or nothing."""
    if not replaced:
        return ""
    return _("These could not be printed, so □ stands there: {signs}.").format(signs=", ".join(replaced))
