# SPDX-License-Identifier: Apache-2.0
"""Which characters the bundled fonts have, read from the fonts. Run it to write coverage.txt anew."""

from fontTools.ttLib import TTFont

from wellplan.resources import resource


def covered() -> set[int]:
    """Every code point that some bundled font maps to a glyph."""
    points: set[int] = set()
    for path in sorted(resource("fonts").glob("*-Regular.ttf")):
        with TTFont(path) as font:
            points |= set(font.getBestCmap())
    return points


def as_ranges(points: set[int]) -> str:
    """The points as lines of `first-last` in hexadecimal, both included."""
    lines, start, last = [], None, None
    for point in [*sorted(points), 0x110000 + 1]:
        if last is not None and point != last + 1:
            lines.append(f"{start:04X}-{last:04X}")
            start = None
        start = point if start is None else start
        last = point
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    resource("fonts", "coverage.txt").write_text(as_ranges(covered()), encoding="ascii")
