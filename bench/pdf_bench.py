# SPDX-License-Identifier: Apache-2.0
"""A whole-plan PDF, the first and later ones: beside typst with one line, and WeasyPrint's same pages."""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

ONE_LINE = b'#set document(title: "one line")\n#set text(font: "Noto Sans")\nOne line.'
FIRST, LATER = 5, 15


def figures() -> Iterator[tuple[str, float, float, str, float | None]]:
    """Name, our ms, the other's ms, what the other is, and the most ours may be.

    The first is made in a fresh process. All are made by turns, so that a busy moment falls on each.
    """
    firsts = [{which: _in_fresh_process(which) for which in MAKERS} for _ in range(FIRST)]
    first = {which: median(each[which] for each in firsts) for which in MAKERS}
    later = _later()
    for name, found, most in (("the first", first, 150), ("later ones", later, 60)):
        yield f"whole-plan PDF, {name}", found["plan"], found["bare"], "typst alone with one line", most
    for name, found in (("the first", first), ("later ones", later)):
        yield (
            f"whole-plan PDF, {name}",
            found["plan"],
            found["weasyprint"],
            "WeasyPrint, the same pages",
            None,
        )


def _in_fresh_process(which: str) -> float:
    command = [sys.executable, "-m", "bench.pdf_bench", which]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _later() -> dict[str, float]:
    """Milliseconds of a PDF after one answer has changed, and of one line, with fonts and code loaded."""
    plan = _bigger_example()
    _plan_pdf(plan)
    _weasyprint_pdf(plan)
    pairs = []
    for number in range(LATER):
        edited = _edited(plan, number)
        pairs.append((_timed(lambda p=edited: _plan_pdf(p)), _timed(lambda p=edited: _weasyprint_pdf(p))))
    # typst drops what it remembers of the plan after ten documents: only then is one line alone measured.
    lines = [ONE_LINE + str(number).encode() for number in range(2 * LATER)]
    bare = [_timed(lambda line=line: _one_line(line)) for line in lines][LATER:]
    ours, theirs = (median(each) for each in zip(*pairs, strict=True))
    return {"plan": ours, "weasyprint": theirs, "bare": median(bare)}


def _edited(plan, number: int):
    """The plan with one more word in its first answer."""
    from dataclasses import replace

    section = next(section for section in plan.sections if section.items)
    item, key = section.items[0], section.fields[0].key
    changed = replace(item, values={**item.values, key: f"{item.text(key)} {number}"})
    return plan.put_section(replace(section, items=(changed, *section.items[1:])))


def _timed(work) -> float:
    """Milliseconds of processor time: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _bigger_example():
    from wellplan.plan.templates import example_plans, load_example

    plans = [load_example(info.id) for info in example_plans()]
    return max(plans, key=lambda plan: sum(len(section.items) for section in plan.sections))


def _stamp():
    from datetime import date

    from wellplan.share.layout import Stamp

    return Stamp(7, date(2026, 11, 21), date(2027, 5, 21))


def _plan_pdf(plan) -> bytes:
    from wellplan.share.document import make_pdf

    return make_pdf(plan, layout="whole", stamp=_stamp()).data


def _weasyprint_pdf(plan) -> bytes:
    from bench import same_pages
    from wellplan.share.pages import make_pages

    return same_pages.pdf(make_pages(plan, "whole", _stamp()))


def _one_line(line: bytes = ONE_LINE) -> bytes:
    import typst

    from wellplan.resources import resource

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(resource("fonts"))]
    )
    return typst.compile(
        line, format="pdf", font_paths=fonts, pdf_standards=["a-2a", "ua-1"], timestamp=1_800_000_000
    )


MAKERS = {"bare": lambda _plan: _one_line(), "plan": _plan_pdf, "weasyprint": _weasyprint_pdf}

if __name__ == "__main__":
    if len(sys.argv) == 2:
        example = _bigger_example()
        print(_timed(lambda: MAKERS[sys.argv[1]](example)))
    else:
        for figure in figures():
            print(*figure)
