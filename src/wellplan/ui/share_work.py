# SPDX-License-Identifier: Apache-2.0
"""The slow work of one chosen copy: values in, one file or one print out. Heavy libraries load here."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.plan.model import Plan, new_id
from wellplan.share.layout import Layout
from wellplan.ui.copy_work import Shown
from wellplan.ui.share_draft import Draft, How

if TYPE_CHECKING:
    from wellplan.share.document import Pdf
    from wellplan.share.layout import Stamp
    from wellplan.vault.store import Version

LAYOUT: Layout = "whole"
PASTED: Layout = "record"
"""Headings in the order of a care record."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A copy as chosen. `reduced` is all that may leave; `plan` is what it was chosen of.

    `target` is a path, the name of a printer, or empty. The keys are for an answer to a sealed copy.
    """

    draft: Draft
    plan: Plan
    reduced: Plan
    stamp: "Stamp"
    country: str
    target: Path | str = ""
    id: str = field(default_factory=new_id)
    private_key: bytes = field(default=b"", repr=False)
    public_key: bytes = b""

    @property
    def how(self) -> How:
        return self.draft.how

    @property
    def layout(self) -> str:
        """The layout by name; empty for a sealed copy, which is a page of its own."""
        if self.how == "sealed-copy":
            return ""
        return PASTED if self.how == "text" else LAYOUT


@dataclass(frozen=True, slots=True)
class Sent:
    """A copy that has left: what it was, and the signs that no font has."""

    chosen: Chosen
    replaced: tuple[str, ...] = ()
    text: str = ""


def choose(draft: Draft, plan: Plan, version: "Version", country: str, target: Path | str = "") -> Chosen:
    """All that the slow work needs, as it is at this moment."""
    from dataclasses import replace

    from wellplan.share.layout import Stamp

    stamp = Stamp(version.number, version.on, version.review_by, draft.receiver)
    private = public = b""
    if draft.how == "sealed-copy":
        from wellplan.share.reply import new_reply_keys

        private, public = new_reply_keys()
    kept = replace(draft, chosen=set(draft.chosen))
    return Chosen(
        kept, plan, draft.reduced(plan), stamp, country, target, private_key=private, public_key=public
    )


def make_to_show(chosen: Chosen) -> Shown:
    """Exactly what they will see: the pages, and the same in words."""
    from wellplan.share.pictures import make_pictures
    from wellplan.share.text import to_text

    pdf = _pdf(chosen)
    text = to_text(chosen.reduced, layout=LAYOUT, stamp=chosen.stamp, country=chosen.country)
    return Shown(make_pictures(pdf), text, pdf.replaced)


def words_to_paste(chosen: Chosen) -> str:
    """The copy as plain text, in the order of a care record."""
    from wellplan.share.text import to_text

    return to_text(chosen.reduced, layout=PASTED, stamp=chosen.stamp, country=chosen.country)


def send(chosen: Chosen, plan_path: Path) -> Sent:
    """Print it, or write its one file. WellPlanError when it cannot be; then there is no file."""
    from wellplan.share.writing import check_place, write_copy

    if isinstance(chosen.target, Path):
        check_place(chosen.target, plan_path)  # before the slow part
    data, sent = _made(chosen)
    if isinstance(chosen.target, Path):
        write_copy(chosen.target, data, plan_path)
    elif chosen.how == "print":
        from wellplan.share.printing import print_pdf

        print_pdf(data, chosen.target or None)
    return sent


def _made(chosen: Chosen) -> tuple[bytes, Sent]:
    if chosen.how == "text":
        text = words_to_paste(chosen)
        return text.encode(), Sent(chosen, text=text)
    if chosen.how == "sealed-copy":
        return _sealed(chosen), Sent(chosen)
    pdf = _pdf(chosen)
    if chosen.how == "protected-pdf":
        from wellplan.share.document import protect

        return protect(pdf.data, chosen.draft.passphrase), Sent(chosen, pdf.replaced)
    return pdf.data, Sent(chosen, pdf.replaced)


def _sealed(chosen: Chosen) -> bytes:
    from wellplan.share import sealed_copy

    copy = sealed_copy.Copy(chosen.reduced, chosen.stamp, chosen.id, chosen.public_key)
    return sealed_copy.seal_copy(copy, chosen.draft.passphrase)


def _pdf(chosen: Chosen) -> "Pdf":
    from wellplan.share.document import make_pdf

    return make_pdf(
        chosen.reduced,
        layout=LAYOUT,
        stamp=chosen.stamp,
        size=chosen.draft.size,
        paper=chosen.draft.paper,
        country=chosen.country,
    )
