# SPDX-License-Identifier: Apache-2.0
"""A whole-plan PDF, the first and later ones, beside typst alone making a document of one line."""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

ONE_LINE = b'#set document(title: "one line")\n#set text(font: "Noto Sans")\nOne line.'
LATER = 15


def figures() -> Iterator[tuple[str, float, float, float]]:
    """Name, our ms, typst's ms, and the most ours may be. The first is made in a fresh process."""
    bare_first = median(_in_fresh_process("bare") for _ in range(3))
    plan_first = median(_in_fresh_process("plan") for _ in range(3))
    bare, plan = _later()
    yield "whole-plan PDF, the first", plan_first, bare_first, 150
    yield "whole-plan PDF, later ones", plan, bare, 60


def _in_fresh_process(which: str) -> float:
    done = subprocess.run([sys.executable, __file__, which], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _later() -> tuple[float, float]:
    """Milliseconds of a PDF after one answer has changed, and of one line, with fonts and code loaded."""
    plan = _bigger_example()
    _plan_pdf(plan)
    ours = [_timed(lambda n=number: _plan_pdf(_edited(plan, n))) for number in range(LATER)]
    # typst drops what it remembers of the plan after ten documents: only then is one line alone measured.
    lines = [ONE_LINE + str(number).encode() for number in range(2 * LATER)]
    bare = [_timed(lambda line=line: _one_line(line)) for line in lines][LATER:]
    return median(bare), median(ours)


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


def _plan_pdf(plan) -> None:
    from datetime import date

    from wellplan.share.document import Stamp, make_pdf

    make_pdf(plan, layout="whole", stamp=Stamp(7, date(2026, 11, 21), date(2027, 5, 21)))


def _one_line(line: bytes = ONE_LINE) -> None:
    import typst

    from wellplan.resources import resource

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(resource("fonts"))]
    )
    typst.compile(
        line, format="pdf", font_paths=fonts, pdf_standards=["a-2a", "ua-1"], timestamp=1_800_000_000
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["bare"]:
        print(_timed(_one_line))
    elif sys.argv[1:] == ["plan"]:
        plan = _bigger_example()
        print(_timed(lambda: _plan_pdf(plan)))
    else:
        for figure in figures():
            print(*figure)
