# SPDX-License-Identifier: Apache-2.0
"""The command line: the same calls as the window, for scripts and for people who prefer it.

Its names, exit codes and formats are a public contract. It never repeats a person's words in an
error, and takes a secret from nowhere but a prompt or standard input.
"""

import argparse
import os
import sys
from collections.abc import Callable

from wellplan.cli import backups, copies, plans, reading
from wellplan.cli.asking import tell
from wellplan.errors import WellPlanError
from wellplan.grammar import UsageError, read_command
from wellplan.i18n import _

USAGE = 2
INTERRUPTED = 130  # as a shell reports a program ended by Ctrl+C: 128 + SIGINT


def run(arguments: list[str]) -> int:
    """Carry out one command. Returns the exit code; every failure is a sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _carry_out(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        tell("")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _carry_out(arguments: list[str]) -> int:
    try:
        options = read_command(arguments)
        COMMANDS[options.command](options)
    except UsageError as error:
        tell(str(error))
        return USAGE
    except WellPlanError as error:
        tell(str(error))
        return error.exit_code
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else USAGE
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        # Our own bug. The message might hold the person's words, so only its kind is told.
        what = _("WellPlan has a fault of its own: {kind}. Your saved plan has not been touched by it.")
        tell(what.format(kind=type(error).__name__))
        return 1
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "create": plans.create,
    "import": plans.import_plan,
    "check": plans.check,
    "export": copies.export,
    "read": reading.read,
    "backup": backups.backup,
    "restore": backups.restore,
    "history": plans.history,
    "templates": plans.list_templates,
}
