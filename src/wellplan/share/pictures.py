# SPDX-License-Identifier: Apache-2.0
"""The pages of a copy as pictures for a preview: drawn from the very data that the PDF was made of."""

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
        document.as_files(pdf.setting.layout, pdf.setting.data),
        format="png",
        ppi=PPI,
        font_paths=document.fonts(),
        ignore_system_fonts=True,
    )
    return (drawn,) if isinstance(drawn, bytes) else tuple(page for page in drawn if page)
