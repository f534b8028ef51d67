# SPDX-License-Identifier: Apache-2.0
"""Words that are read from right to left: which those are, and how they keep their order on the screen."""

import re
import unicodedata

from wellplan.share.numbers import LRI, PDI, digit_runs

FSI, LRO, POP = "\u2068", "\u202d", "\u202c"  # Unicode UAX 9
_QUOTED = re.compile("“([^“”]*)”")


def starts_right_to_left(text: str) -> bool | None:
    """Whether the first letter that has a direction reads from right to left; None when no letter has one."""
    if text.isascii():
        return False if any(c.isalpha() for c in text) else None
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return None


def in_order(paragraph: str) -> str:
    """The paragraph with marks, to be painted and never to be kept or read out.

    A number does not turn round inside words from right to left, and a quote is a piece of its own.
    """
    if not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in paragraph):
        return paragraph
    made, done = [], 0
    for start, end in digit_runs(paragraph):
        # The override is for Arabic digits: the spaces between them would still turn their groups round.
        made += [paragraph[done:start], LRI, LRO, paragraph[start:end], POP, PDI]
        done = end
    return _QUOTED.sub(f"“{FSI}\\1{PDI}”", "".join(made) + paragraph[done:])
