# SPDX-License-Identifier: Apache-2.0
"""The same pages as WellPlan's whole-plan PDF, made by WeasyPrint: the same words, letters and paper."""

from html import escape
from typing import Any

LOOK = """
@page { size: A4; font-family: "Atkinson"; margin: 18mm 20mm;
        @bottom-left { content: string(foot); font-size: 9pt; }
        @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
FACES
body { font: 12pt/1.35 "Atkinson"; color: #1f2a2e; }
h1 { font-size: 24pt; margin: 0 0 6pt; } h2 { font-size: 16pt; margin: 14pt 0 4pt; }
h3 { font-size: 13pt; margin: 9pt 0 2pt; } h4 { font-size: 12pt; margin: 5pt 0 1pt; }
p { margin: 0 0 3pt; } ul { margin: 0; padding: 0; list-style: none; } li { margin: 0 0 2pt; }
.keep { break-inside: avoid; }
.strong { font-weight: 600; } .quiet { color: #5a5346; } .foot { string-set: foot content(); font-size: 0; }
"""
_letters = None
FACE = '@font-face { font-family: "Atkinson"; font-weight: %s; src: url("%s"); }'


def html_of(pages: Any) -> str:
    """The `Pages` of `assembly.make_pages` as one HTML document."""
    from wellplan.resources import resource

    faces = "\n".join(
        FACE % (weight, resource("fonts", f"AtkinsonHyperlegibleNext-{name}.ttf").as_uri())
        for weight, name in ((400, "Regular"), (600, "SemiBold"), (700, "Bold"))
    )
    said = [
        escape(each) for each in (pages.version, pages.day, pages.dates, pages.for_whom, pages.foot) if each
    ]
    body = [f"<p class=foot>{' '.join(said)}</p><h1>{escape(pages.title)}</h1><p>{escape(pages.lead)}</p>"]
    body += [f"<p class=quiet>{each}</p>" for each in said]
    for part in pages.parts:
        body += [f"<h2>{escape(part.above)}</h2>"] if part.above else []
        body += [f"<h3>{escape(part.heading)}</h3>"]
        for block in part.blocks:
            body += [f"<h4>{escape(block.heading)}</h4>"] if block.heading else []
            body += ["<ul>", *(_entry(entry) for entry in block.entries), "</ul>"]
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(pages.title)}</title>'
        f"<style>{LOOK.replace('FACES', faces)}</style></head><body>{''.join(body)}</body></html>"
    )


def _entry(entry: Any) -> str:
    lines = (
        "".join(f'<span class="{run.tone}">{escape(run.text)}</span>' for run in line) for line in entry.lines
    )
    return f'<li class="{"keep" if entry.keep else ""}">{"<br>".join(lines)}</li>'


def pdf(pages: Any) -> bytes:
    """As an accessible PDF, as ours is."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    global _letters
    _letters = _letters or FontConfiguration()  # kept, as typst's letters are
    return weasyprint.HTML(string=html_of(pages)).write_pdf(pdf_variant="pdf/ua-1", font_config=_letters)
