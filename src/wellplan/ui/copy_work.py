# SPDX-License-Identifier: Apache-2.0
"""The slow work of a copy, away from the widgets: values in, values out. Heavy libraries load here."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.plan.model import Plan
from wellplan.ui.copy_choices import CopyChoice

if TYPE_CHECKING:
    from wellplan.share.document import Pdf
    from wellplan.share.pages import Stamp
    from wellplan.vault.store import Version


@dataclass(frozen=True, slots=True)
class Order:
    """All that a copy is made from."""

    plan: Plan
    choice: CopyChoice
    version: "Version"
    country: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy to look at: its pages as PNG, the same as words, and the signs that no font has."""

    pages: tuple[bytes, ...]
    text: str
    replaced: tuple[str, ...]


def make(order: Order) -> "Pdf":
    """The PDF of an order. Hidden pages are left out."""
    from wellplan.share.document import make_pdf

    choice = order.choice
    return make_pdf(
        _reduced(order),
        layout=choice.layout,
        stamp=_stamp(order),
        size=choice.size,
        paper=choice.paper,
        country=order.country,
        sign=choice.sign,
    )


def _reduced(order: Order) -> Plan:
    """What may leave: all that is not hidden, or what one person may see, or pages with nothing on them."""
    from wellplan.share.scope import blank_pages, reduce, supporter_parts

    plan = reduce(order.plan, None)
    if order.choice.layout == "supporter":
        return supporter_parts(plan, order.choice.person)
    return blank_pages(plan) if order.choice.layout == "workbook" else plan


def make_to_show(order: Order) -> Shown:
    """The pages of an order and its words."""
    from wellplan.share.pictures import make_pictures
    from wellplan.share.text import to_text

    pdf, choice, stamp = make(order), order.choice, _stamp(order)
    text = to_text(
        _reduced(order), layout=choice.layout, stamp=stamp, country=order.country, sign=choice.sign
    )
    return Shown(make_pictures(pdf), text, pdf.replaced)


def _stamp(order: Order) -> "Stamp":
    from wellplan.share.pages import Stamp

    person = order.plan.person(order.choice.person)
    name = ", ".join(filter(None, (person.name.strip(), person.role.strip()))) if person else ""
    return Stamp(order.version.number, order.version.on, order.version.review_by, name)


def save(order: Order, path: Path, plan_path: Path, passphrase: str = "") -> "Pdf":
    """Write the PDF, sealed when there is a passphrase. WellPlanError when it cannot be written there."""
    from wellplan.share.document import protect
    from wellplan.share.writing import write_copy

    pdf = make(order)
    write_copy(path, protect(pdf.data, passphrase) if passphrase else pdf.data, plan_path)
    return pdf


def send_to_printer(order: Order, printer: str) -> "Pdf":
    """Print the PDF. WellPlanError when the printer cannot be reached."""
    from wellplan.share.printing import print_pdf

    pdf = make(order)
    print_pdf(pdf.data, printer or None)
    return pdf


def find_printers() -> tuple[str, ...]:
    """The names of the printers. WellPlanError when this computer has no printing."""
    from wellplan.share.printing import printers

    return printers()
