# SPDX-License-Identifier: Apache-2.0
"""Squares of dots (QR codes) that a phone's camera reads: drawn in memory, with nothing in them but the text.

One that rings a number holds that number alone: no name, no address, nothing of ours.
"""

from wellplan.share.numbers import can_be_rung, digit_runs, same

INK = "#1F2A2E"
"""As in `resources/layouts/theme.typ`."""
QUIET_ZONE = 4
"""Empty cells on each side that a reader needs: ISO/IEC 18004."""


def square(text: str, error: str = "q") -> str:
    """The text as a QR code: an SVG with its quiet zone.

    Level Q can still be read when a quarter is stained or torn, level M when a seventh is.
    """
    import segno

    rows = [bytes(row) for row in segno.make_qr(text, error=error, boost_error=False).matrix]
    size = len(rows) + 2 * QUIET_ZONE
    path = "".join(
        f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
    return f'<svg {box}><path fill="{INK}" d="{path}"/></svg>'


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark cells begin, and how many there are in a row."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def call_link(number: str) -> str:
    """`tel:` (RFC 3966) for the first number in the words that can be rung; empty when there is none."""
    found = _dialled(number)
    return f"tel:{found}" if found else ""


def text_link(number: str, word: str = "") -> str:
    """`sms:` (RFC 5724) with the word to send, when that is plain letters and digits."""
    digits = same(number)
    if not digits:
        return ""
    return f"sms:{digits}" + (f"?body={word}" if word.isascii() and word.isalnum() else "")


def _dialled(words: str) -> str:
    for start, end in digit_runs(words):
        run = words[start:end]
        if can_be_rung(run):
            plus = "+" if run.lstrip("( ").startswith("+") else ""
            return plus + same(run.replace("(0)", "") if plus else run)
    return ""
