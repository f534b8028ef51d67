# SPDX-License-Identifier: Apache-2.0
"""The command line: the same calls as the window, for scripts and for people who prefer it.

Its names, exit codes and formats are a public contract. It never repeats a person's words in an
error, and takes a secret from nowhere but a prompt or standard input.
"""

import argparse
import contextlib
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.errors import WellPlanError
from wellplan.grammar import UsageError, read_command
from wellplan.i18n import _

if TYPE_CHECKING:
    from wellplan.plan.model import Plan
    from wellplan.vault.store import Store

USAGE = 2
INTERRUPTED = 130  # as a shell reports a program ended by Ctrl+C: 128 + SIGINT
MAX_SECRET_BYTES = 4096


def run(arguments: list[str]) -> int:
    """Carry out one command. Returns the exit code; every failure is a sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _carry_out(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _tell("")
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
        _tell(str(error))
        return USAGE
    except WellPlanError as error:
        _tell(str(error))
        return error.exit_code
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else USAGE
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        # Our own bug. The message might hold the person's words, so only its kind is told.
        what = _("WellPlan has a fault of its own: {kind}. Your saved plan has not been touched by it.")
        _tell(what.format(kind=type(error).__name__))
        return 1
    return 0


def _tell(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


# ---- What each command does.


def create(options: argparse.Namespace) -> None:
    """Make a new sealed plan, and print its recovery code."""
    from wellplan.plan import templates
    from wellplan.vault import new_file, store

    if options.source is not None:
        plan = _read_plan_json(options.source)
    elif options.template in [each.id for each in templates.list_templates()]:
        plan = templates.start_plan(options.template)
    else:
        raise UsageError(_("There is no template of that name. This lists them: wellplan templates"))
    new_file.check_free(options.plan)
    passphrase = _ask(_("Choose a passphrase: "))
    if not passphrase:
        raise UsageError(_("An empty passphrase keeps nobody out. Please choose one."))
    if sys.stdin.isatty() and _ask(_("The same passphrase again: ")) != passphrase:
        raise WellPlanError(
            _("The two passphrases are not the same."), _("Nothing has been made."), _("Please try again.")
        )
    opened, recovery_code = store.create(options.plan, passphrase, plan)
    opened.close()
    print(_("recovery code: {code}").format(code=recovery_code))


def import_plan(options: argparse.Namespace) -> None:
    """Replace what the plan holds by a plan.json. What it held before stays in its history."""
    plan = _read_plan_json(options.source)
    with _unlocked(options.plan) as opened:
        opened.save(plan)


def check(options: argparse.Namespace) -> None:
    """Read back and verify all that the file holds."""
    with _unlocked(options.plan) as opened:
        opened.verify()
    print(_("Every page and every value of this plan is whole."))


def history(options: argparse.Namespace) -> None:
    """Each kept edit: its number, its time and how many things it changed, with tabs between."""
    with _unlocked(options.plan) as opened:
        for revision in opened.history():
            print(f"{revision.seq}\t{revision.at}\t{len(revision.changes)}")


def list_templates(options: argparse.Namespace) -> None:
    """Each template: its name for `--template`, its title and what it is for, with tabs between."""
    del options
    from wellplan.plan import templates

    for each in templates.list_templates():
        print(f"{each.id}\t{each.title}\t{each.summary}")


def export(options: argparse.Namespace) -> None:
    """Write one copy of the plan, or of the parts of it that were named."""
    from wellplan.share import writing

    writing.check_place(options.out, options.plan)
    asked = (_("The plan's passphrase: "), _("A passphrase for the copy (leave empty to have one made): "))
    passphrase = _ask(asked[0])
    seal = _copy_passphrase(asked[1]) if options.protect else None
    with _opened(options.plan, passphrase) as opened:
        data = _copy(opened, options, seal)
    writing.write_copy(options.out, data, options.plan)
    if seal is not None:
        print(_("passphrase: {words}").format(words=seal))


def _copy(opened: "Store", options: argparse.Namespace, seal: str | None) -> bytes:
    """The bytes of the copy. A PDF or a text gets a version, which the plan remembers."""
    from wellplan.plan import exchange
    from wellplan.share import scope

    parts = _parts(opened.plan, options.parts)
    if options.kind == "json":
        return exchange.dumps(opened.plan if parts is None else scope.reduce(opened.plan, parts)).encode()
    reduced = scope.reduce(opened.plan, parts)
    return _stamped_copy(opened, reduced, options, seal)


def _stamped_copy(opened: "Store", reduced: "Plan", options: argparse.Namespace, seal: str | None) -> bytes:
    from wellplan.plan import lines
    from wellplan.share import document, text

    version = opened.version() if opened.read_only else opened.mark_version("export")
    stamp = document.Stamp(version.number, version.on, version.review_by, options.for_whom or "")
    country = opened.preference("country", "") or lines.default_country(reduced.language)
    layout: document.Layout = options.layout or "whole"
    if options.kind == "text":
        return text.to_text(reduced, layout=layout, stamp=stamp, country=country).encode()
    pdf = document.make_pdf(
        reduced,
        layout=layout,
        stamp=stamp,
        size=options.size or 12,
        paper=options.paper or "a4",
        country=country,
    )
    if pdf.replaced:
        _tell(_("Some letters or signs cannot be printed. Each is shown as an empty box."))
    return pdf.data if seal is None else document.protect(pdf.data, seal)


def _parts(plan: "Plan", given: str | None) -> frozenset[str] | None:
    """The parts named in `--parts`; None means all of them. A name that fits nothing is refused."""
    from wellplan.share import scope

    if given is None or given == "all":
        return None
    names = [name.strip() for name in given.split(",")]
    shown = [section for section in plan.sections if not section.hidden]
    known = {scope.PEOPLE, scope.ABOUT} | {s.key for s in shown if s.key} | {s.id for s in shown}
    for place, name in enumerate(names, start=1):
        if name not in known:
            raise UsageError(_("Part {n} of --parts names no page of this plan.").format(n=place))
    return frozenset(names)


# ---- Files and secrets from outside.


def _read_plan_json(path: Path) -> "Plan":
    from wellplan.plan import exchange

    try:
        with path.open("rb") as file:
            untrusted = file.read(exchange.MOST_BYTES + 1)
    except OSError:
        raise WellPlanError(
            _("The computer could not read that plan.json file."),
            _("Your own plan has not changed."),
            _("Check its name and folder, and try again."),
        ) from None
    return exchange.loads(untrusted)


@contextlib.contextmanager
def _unlocked(path: Path) -> "Iterator[Store]":
    with _opened(path, _ask(_("The plan's passphrase: "))) as opened:
        yield opened


@contextlib.contextmanager
def _opened(path: Path, passphrase: str) -> "Iterator[Store]":
    from wellplan.vault import store

    opened = store.unlock(path, passphrase)
    try:
        for notice in opened.notices:
            _tell(notice)
        yield opened
    finally:
        opened.close()


def _ask(prompt: str) -> str:
    """A secret typed without echo, or the next line of standard input."""
    missing = _("A passphrase is missing. Type it when asked, or give it as a line of input.")
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            return getpass.getpass(prompt)
        except EOFError:
            raise UsageError(missing) from None
    line = sys.stdin.buffer.readline(MAX_SECRET_BYTES + 1) if sys.stdin is not None else b""
    if not line:
        raise UsageError(missing)
    if len(line) > MAX_SECRET_BYTES:
        raise UsageError(_("That passphrase is too long."))
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError(_("The passphrase is not written as UTF-8 text.")) from None


def _copy_passphrase(prompt: str) -> str:
    """The copy's passphrase: the person's own, or one made now."""
    from wellplan.vault.passphrases import make_passphrase

    chosen = _ask(prompt)
    if chosen and sys.stdin.isatty() and _ask(_("The same passphrase again: ")) != chosen:
        raise UsageError(_("The two passphrases are not the same. Please try again."))
    return chosen or make_passphrase()


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "create": create,
    "import": import_plan,
    "check": check,
    "export": export,
    "history": history,
    "templates": list_templates,
}
