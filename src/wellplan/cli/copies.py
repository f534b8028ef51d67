# SPDX-License-Identifier: Apache-2.0
"""The command that writes a copy: a PDF, a text, a plan.json or a sealed copy, of all or of chosen parts."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from wellplan.cli.asking import ask, copy_passphrase, opened_plan, tell
from wellplan.grammar import UsageError
from wellplan.i18n import _

if TYPE_CHECKING:
    from wellplan.plan.model import Plan
    from wellplan.vault.store import Store


def export(options: argparse.Namespace) -> None:
    """Write one copy of the plan, or of the parts of it that were named."""
    from wellplan.share import writing

    writing.check_place(options.out, options.plan)
    asked = (_("The plan's passphrase: "), _("A passphrase for the copy (leave empty to have one made): "))
    passphrase = ask(asked[0])
    seal = copy_passphrase(asked[1]) if options.protect or options.kind == "copy" else None
    with opened_plan(options.plan, passphrase) as opened:
        data = _plan_json(opened, options) if options.kind == "json" else _stamped_copy(opened, options, seal)
        writing.write_copy(options.out, data, options.plan)
        if options.kind != "json":
            opened.mark_version("export")
    if seal is not None:
        print(_("passphrase: {words}").format(words=seal))


def _plan_json(opened: "Store", options: argparse.Namespace) -> bytes:
    """Without `--parts` all of the plan, for the person; else what may leave, and of chosen parts no more.

    Then neither the plan's id nor its template is in it: neither was chosen, and an id links two copies.
    """
    from wellplan.plan import exchange, model
    from wellplan.share import scope

    if options.parts is None:
        return exchange.dumps(opened.plan).encode()
    parts = _parts(opened.plan, options.parts)
    reduced = scope.reduce(opened.plan, parts)
    if parts is not None:
        reduced = replace(reduced, id=model.new_id(), template="")
    return exchange.dumps(reduced).encode()


def _stamped_copy(opened: "Store", options: argparse.Namespace, seal: str | None) -> bytes:
    """A PDF, a text or a sealed copy, with the version that the plan remembers once it is written."""
    from wellplan.plan import lines
    from wellplan.share import document, paper, scope, sealed_copy, text

    reduced = scope.reduce(opened.plan, _parts(opened.plan, options.parts))
    version = opened.version()
    stamp = document.Stamp(version.number, version.on, version.review_by, options.for_whom or "")
    if options.kind == "copy" and seal is not None:
        # It asks for no reply: that would need a place for its key, which the ledger of copies is.
        return sealed_copy.seal_copy(sealed_copy.Copy(reduced, stamp), seal)
    country = opened.preference("country", "") or lines.default_country(reduced.language)
    layout: document.Layout = options.layout or "whole"
    if options.kind == "text":
        return text.to_text(reduced, layout=layout, stamp=stamp, country=country).encode()
    pdf = document.make_pdf(
        reduced,
        layout=layout,
        stamp=stamp,
        size=options.size or 12,
        paper=options.paper or paper.usual_paper(country),
        country=country,
    )
    if pdf.replaced:
        tell(_("Some letters or signs cannot be printed. Each is shown as an empty box."))
    return pdf.data if seal is None else document.protect(pdf.data, seal)


def _parts(plan: "Plan", given: str | None) -> frozenset[str] | None:
    """The parts named in `--parts`; None means all of them. A name that fits nothing is refused."""
    from wellplan.share import scope

    if given is None or given == "all":
        return None
    names = [name.strip() for name in given.split(",")]
    shown = [section for section in plan.sections if not section.hidden]
    known = {scope.PEOPLE, scope.ABOUT} | {s.key for s in shown if s.key} | {s.id for s in shown}
    for place, name in enumerate(names, start=1):
        if name not in known:
            raise UsageError(_("Part {n} of --parts names no page of this plan.").format(n=place))
    return frozenset(names)
