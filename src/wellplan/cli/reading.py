# SPDX-License-Identifier: Apache-2.0
"""The command that reads a sealed copy: for whoever was given one. It needs no plan of one's own."""

import argparse
import re
import sys
from pathlib import Path

from wellplan.cli.asking import ask, read_file
from wellplan.i18n import _

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What could tell a terminal to do something. A copy was written by someone else."""


def read(options: argparse.Namespace) -> None:
    """Print what is in a sealed copy, as text or as plan.json."""
    from wellplan.share.sealed_copy import read_copy

    untrusted_html = _file_bytes(options.copy)
    copy = read_copy(untrusted_html, ask(_("The copy's passphrase: ")))
    if options.kind == "json":
        from wellplan.plan import exchange

        told = _CONTROLS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", exchange.dumps(copy.plan))
    else:
        from wellplan.plan import lines
        from wellplan.share import text

        country = lines.default_country(copy.plan.language)
        told = text.to_text(copy.plan, layout="whole", stamp=copy.stamp, country=country)
        told = _CONTROLS.sub("", told)
    sys.stdout.write(told)


def _file_bytes(path: Path) -> bytes:
    from wellplan.share import copy_page

    what, safe = _("The computer could not read that file."), _("Nothing has been changed.")
    return read_file(path, copy_page.MOST_BYTES + 1, what, safe)
