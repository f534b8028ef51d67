# SPDX-License-Identifier: Apache-2.0
"""The pages of a copy as pictures for a preview: the same layout, from the same data, as the PDF."""

import json
from datetime import UTC, datetime
from typing import Any

from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.resources import resource
from wellplan.share import document, glyphs
from wellplan.share.pages import Layout, Stamp, make_pages

PPI = 120
"""Pixels an inch: A4 becomes 992 px wide, sharp at the size of a preview."""


def make_pictures(
    plan: Plan,
    *,
    layout: Layout,
    stamp: Stamp,
    size: int = 12,
    paper: document.Paper = "a4",
    country: str = "GB",
) -> tuple[bytes, ...]:
    """A PNG for each page of what `document.make_pdf` makes of the same plan. It never fails on any text."""
    pages = make_pages(plan, layout, stamp, country, None)
    look = {**document._language(plan), "size": size, "paper": paper, "page_of": _("Page {page} of {pages}")}
    midday = datetime(stamp.on.year, stamp.on.month, stamp.on.day, 12, tzinfo=UTC)
    try:
        return _drawn(layout, {**document._as_data(pages, glyphs.Filter()), **look}, midday)
    except document._typst_error():
        plainest = document._as_data(pages, glyphs.Filter(plainest=True))
        return _drawn(layout, {**plainest, **look}, midday)


def _drawn(layout: str, data: dict[str, Any], midday: datetime) -> tuple[bytes, ...]:
    import typst

    drawn = typst.compile(
        document._source(layout),
        format="png",
        ppi=PPI,
        root=resource("layouts"),
        font_paths=document._fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(midday.timestamp()),
    )
    return (drawn,) if isinstance(drawn, bytes) else tuple(drawn)
