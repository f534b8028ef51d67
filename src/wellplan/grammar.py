# SPDX-License-Identifier: Apache-2.0
"""How a command is written: the names and choices of the command line, and what fits together.

It reads arguments and nothing else. A refusal is a sentence that never repeats what was typed.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from wellplan import __version__
from wellplan.i18n import _

if TYPE_CHECKING:
    import argparse

SUB_COMMANDS = frozenset(
    {"create", "import", "check", "export", "read", "backup", "restore", "history", "templates"}
)
COPY_ONLY = {
    "layout": ("pdf", "text"),
    "for_whom": ("pdf", "text", "copy"),
    "size": ("pdf",),
    "paper": ("pdf",),
}
LAYOUTS = ("whole", "crisis", "card", "admission", "large", "easy", "meeting", "record")
"""Those that need nothing but the plan: a sheet for one person, and a blank workbook, are in the window."""


class UsageError(Exception):
    """The command was not given as WellPlan understands it: one sentence saying how."""


def is_command(arguments: list[str]) -> bool:
    """True for the command line, False for the window, which takes only the path of a plan."""
    return bool(arguments) and arguments[0] in SUB_COMMANDS | {"-h", "--help", "--version"}


def read_command(arguments: list[str]) -> "argparse.Namespace":
    """The choices of one command; `command` is its name. Raises UsageError, or SystemExit after help."""
    options = _parser().parse_args(arguments)
    if options.command == "export":
        _check_fits(options)
    return options


def _check_fits(options: "argparse.Namespace") -> None:
    """Refuse a choice that the kind of copy has no use for, rather than let it seem to work."""
    for name, kinds in COPY_ONLY.items():
        if getattr(options, name) is not None and options.kind not in kinds:
            option = "--for" if name == "for_whom" else f"--{name}"
            raise UsageError(_("{option} does not go with this kind of copy.").format(option=option))
    if options.protect and options.kind == "copy":
        raise UsageError(_("A sealed copy always has a passphrase. Leave out --protect."))
    if options.protect and options.kind != "pdf":
        raise UsageError(_("Only a PDF can be protected. Leave out --protect, or use --to pdf."))


def _told(message: str) -> str:
    """What is wrong in a sentence, which never repeats what was typed: it may be private."""
    about = re.match(r"argument (?P<name>[\w/-]+)", message)
    if about:
        return _("WellPlan cannot use what is given for {name}.").format(name=about["name"])
    if message.startswith("the following arguments are required"):
        return _("Something is missing.")
    return _("WellPlan does not know a part of this command.")


def _parser() -> "argparse.ArgumentParser":
    import argparse  # the window starts without it

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise UsageError(f"{self.format_usage().strip()}\n{_told(message)}")

    parser: argparse.ArgumentParser = Parser(
        prog="wellplan",
        description=_("Your keeping-well and crisis plan, sealed on your own computer."),
        epilog=_("wellplan [PLAN] opens the window."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"wellplan {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_plan_commands(commands)
    _add_export(commands)
    _add_backups(commands)
    commands.add_parser("templates", help=_("list the templates"), allow_abbrev=False)
    return parser


def _add_plan_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    each = commands.add_parser("create", help=_("make a new sealed plan"), allow_abbrev=False)
    each.add_argument("plan", metavar="PLAN", type=Path)
    start = each.add_mutually_exclusive_group()
    start.add_argument("--template", metavar="ID", default="keeping-well")
    start.add_argument("--from", dest="source", metavar="plan.json", type=Path)
    each = commands.add_parser("import", help=_("replace what a plan holds"), allow_abbrev=False)
    each.add_argument("plan", metavar="PLAN", type=Path)
    each.add_argument("source", metavar="plan.json", type=Path)
    each = commands.add_parser("check", help=_("verify every page and every value"), allow_abbrev=False)
    each.add_argument("plan", metavar="PLAN", type=Path)
    each = commands.add_parser("history", help=_("list the edits a plan keeps"), allow_abbrev=False)
    each.add_argument("plan", metavar="PLAN", type=Path)


def _add_export(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    each = commands.add_parser("export", help=_("write a copy of a plan"), allow_abbrev=False)
    each.add_argument("plan", metavar="PLAN", type=Path)
    each.add_argument("--to", dest="kind", choices=("pdf", "text", "json", "copy"), required=True)
    each.add_argument("--out", metavar="FILE", type=Path, required=True)
    each.add_argument("--parts", metavar="KEY,KEY", help=_("page keys, people, about; or all that shows"))
    each.add_argument("--for", dest="for_whom", metavar="NAME", help=_("who the copy is for"))
    each.add_argument("--layout", choices=LAYOUTS)
    each.add_argument("--size", type=int, choices=(12, 16, 20, 24), help=_("size of the letters"))
    each.add_argument("--paper", choices=("a4", "letter"))
    each.add_argument("--protect", action="store_true", help=_("ask for a passphrase to open the PDF"))

    each = commands.add_parser("read", help=_("read a sealed copy that you were given"), allow_abbrev=False)
    each.add_argument("copy", metavar="COPY.html", type=Path)
    each.add_argument("--to", dest="kind", choices=("text", "json"), default="text")


def _add_backups(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    each = commands.add_parser("backup", help=_("save a whole, sealed backup of a plan"), allow_abbrev=False)
    each.add_argument("plan", metavar="PLAN", type=Path)
    each.add_argument("--out", metavar="FILE", type=Path, required=True)
    each = commands.add_parser("restore", help=_("put a backup in the place of a plan"), allow_abbrev=False)
    each.add_argument("backup", metavar="FILE", type=Path)
    each.add_argument("plan", metavar="PLAN", type=Path)
