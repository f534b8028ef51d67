# SPDX-License-Identifier: Apache-2.0
"""Where WellPlan starts: a sub-command goes to the command line, anything else opens the window.

The only module that knows both. It loads neither before it knows which is wanted.
"""

import gc
import os
import sys

from wellplan import i18n
from wellplan.grammar import is_command
from wellplan.i18n import _
from wellplan.resources import portable_dir
from wellplan.vault.hardening import harden_process


def main(arguments: list[str] | None = None) -> int:
    """Run WellPlan with these arguments, or the program's own. Returns the exit code."""
    harden_process()
    _leave_nothing_outside()
    given = sys.argv[1:] if arguments is None else arguments
    i18n.install(_language_of_computer())
    if is_command(given):
        from wellplan import cli

        return cli.run(given)
    if not _has_screen():
        told = _("WellPlan needs a screen for its window. Without one, put this before the command: {words}")
        sys.stderr.write(told.format(words="xvfb-run -a") + "\n")
        return 1
    gc.disable()  # nothing made while starting is rubbish; the window takes it up after its first paint
    from wellplan.ui.app import run

    return run(given)


def _leave_nothing_outside() -> None:
    """A portable program's caches, of fonts and of Python's own, stay in its folder too."""
    if (beside := portable_dir()) is not None:
        os.environ["XDG_CACHE_HOME"] = os.fspath(beside / "cache")
        sys.dont_write_bytecode = True


def _language_of_computer() -> str:
    """The language tag the computer is set to, as POSIX says: the first of these that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].split(".")[0].split("@")[0]
    return "en"


def _has_screen() -> bool:
    """False where Qt would end the whole program for want of a display."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
