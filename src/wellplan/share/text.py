# SPDX-License-Identifier: Apache-2.0
"""The pages as plain text with headings: beside the preview, for `--to text`, to paste in a care record."""

from collections.abc import Iterator, Sequence

from wellplan.i18n import _
from wellplan.plan.lines import Line as CrisisLine
from wellplan.plan.model import Plan
from wellplan.share.blocks import Block, Entry
from wellplan.share.glyphs import reads_right_to_left
from wellplan.share.numbers import digit_runs, left_to_right
from wellplan.share.pages import Layout, Pages, Part, Stamp, make_pages

LINE_TO_WRITE_ON = "_" * 40
LONGEST_RULE = 60


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
    text = "\n".join(_whole(pages)).strip() + "\n"
    return _keep_numbers(text) if reads_right_to_left(plan) else text


def _whole(pages: Pages) -> Iterator[str]:
    yield pages.title
    yield "=" * min(len(pages.title), LONGEST_RULE)
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
    if block.heading:
        yield block.heading + ("" if block.heading[-1] in "?:.!…" else ":")
    for entry in block.entries:
        yield from _entry(entry)
    yield from (LINE_TO_WRITE_ON for _row in range(block.rows))


def _entry(entry: Entry) -> Iterator[str]:
    for number, line in enumerate(entry.lines):
        words = "".join(run.text for run in line).strip()
        for at, each in enumerate(words.splitlines() or [""]):
            yield ("- " if not number and not at else "  ") + each.strip()


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
