# SPDX-License-Identifier: Apache-2.0
"""The pages of a copy as pictures for a preview: drawn from the very data that the PDF was made of."""

import json

from wellplan.resources import resource
from wellplan.share import document
from wellplan.share.document import Pdf

PPI = 110
"""Pixels an inch: A4 becomes 910 px wide, sharp at the size of a preview."""


def make_pictures(pdf: Pdf) -> tuple[bytes, ...]:
    """A PNG for each page of a document that `document.make_pdf` made."""
    if pdf.setting is None:
        return ()
    import typst

    drawn = typst.compile(
        document._source(pdf.setting.layout),
        format="png",
        ppi=PPI,
        root=resource("layouts"),
        font_paths=document._fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(pdf.setting.data, ensure_ascii=False)},
    )
    return (drawn,) if isinstance(drawn, bytes) else tuple(page for page in drawn if page)
