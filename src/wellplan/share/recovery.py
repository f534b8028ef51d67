# SPDX-License-Identifier: Apache-2.0
"""What stands on a recovery sheet: the code in its groups and as a square of dots, and how to use it.

The square (a QR code) holds the code and nothing else: no address, no name. It is drawn in memory only.
"""

from datetime import date
from typing import Any

from wellplan.i18n import _
from wellplan.plan.dates import in_words
from wellplan.share.squares import square


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
