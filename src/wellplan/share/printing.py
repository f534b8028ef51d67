# SPDX-License-Identifier: Apache-2.0
"""Printing through CUPS: the PDF goes to `lp` on its standard input, so no file of ours is written.

The print system may keep its own copy for a while: the window says so before it prints.
"""

import subprocess

from wellplan.errors import WellPlanError
from wellplan.i18n import _

JOB_TITLE = "Document"
"""Neutral on purpose: job titles show in queues, in logs and on some printers' screens."""
WAIT = 60
"""Seconds. `lp` answers as soon as the job is in the queue."""


def printers() -> tuple[str, ...]:
    """The printers this computer knows, by name. Empty where there is no print system or no printer."""
    try:
        listed = subprocess.run(["lpstat", "-e"], capture_output=True, check=False, timeout=WAIT)
    except (FileNotFoundError, PermissionError, subprocess.TimeoutExpired):
        return ()
    return tuple(listed.stdout.decode("utf-8", "replace").split()) if listed.returncode == 0 else ()


def print_pdf(data: bytes, printer: str | None = None) -> None:
    """Puts a PDF in a printer's queue; None is the computer's usual printer.

    WellPlanError when there is no print system here, or when it will not take the job.
    """
    to = ["-d", printer] if printer else []
    command = ["lp", *to, "-t", JOB_TITLE, "-s", "-"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=WAIT)
    except (FileNotFoundError, PermissionError) as no_lp:
        raise _cannot_print(_("This computer has no print system that WellPlan can use.")) from no_lp
    except subprocess.TimeoutExpired as too_long:
        raise _cannot_print(_("The print system did not answer.")) from too_long
    if done.returncode != 0:
        raise _cannot_print(_("The printer did not take the pages."))


def _cannot_print(what: str) -> WellPlanError:
    return WellPlanError(
        what,
        _("Your plan is safe."),
        _("Save the pages as a PDF and print them some other way, or look at the printer and try again."),
    )
