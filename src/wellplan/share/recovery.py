# SPDX-License-Identifier: Apache-2.0
"""What stands on a recovery sheet: the code in its groups and as a square of dots, and how to use it.

The square (a QR code) holds the code and nothing else: no address, no name. It is drawn in memory only.
"""

from datetime import date
from typing import Any

from wellplan.i18n import _
from wellplan.plan.dates import in_words

INK = "#1F2A2E"
"""As in `resources/layouts/theme.typ`."""
QUIET_ZONE = 4
"""Empty cells on each side that a reader needs: ISO/IEC 18004."""


def sheet(code: str, plan_file_name: str, on: date) -> dict[str, Any]:
    """The words of a sheet, and its square, for the layout `recovery`."""
    return {
        "title": _("Your recovery sheet"),
        "lead": _("This code opens your plan if you forget your passphrase."),
        "groups": code.split("-"),
        "square": square(code),
        "square_says": _("The same code as a square of dots."),
        "square_note": _("The same code, to scan."),
        "facts": [
            [_("The plan it opens"), plan_file_name],
            [_("Made on"), in_words(on)],
        ],
        "use_title": _("How to use it"),
        "use": [
            _("Open WellPlan. Choose “I’ve forgotten my passphrase”."),
            _("Type the code. Big and small letters are both fine."),
            _("Choose a new passphrase. Your plan opens."),
        ],
        "keep_title": _("Where to keep it"),
        "keep": [
            _("With papers that you keep for years."),
            _("Away from the computer."),
            _("Someone you trust can keep it for you."),
            _("Not as a photo. Photos get around."),
        ],
        "not_title": _("What it does not do"),
        "not": [
            _("It is not your plan. Keep the file too."),
            _("It opens no other plan."),
            _("It stops when you make a newer one."),
            _("It does not ask who you are."),
        ],
        "foot": _("There are no letters I, L, O or U in the code. So a 0 is a nought and a 1 is a one."),
    }


def square(code: str) -> str:
    """The QR code of a recovery code, as an SVG with its quiet zone.

    Level Q: it can still be read when a quarter is stained or torn.
    """
    import segno

    rows = [bytes(row) for row in segno.make_qr(code, error="q", boost_error=False).matrix]
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
