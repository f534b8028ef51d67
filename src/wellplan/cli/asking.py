# SPDX-License-Identifier: Apache-2.0
"""What commands share: asking for a secret, opening a plan with it, reading a plan.json, a word aside."""

import contextlib
import getpass
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.errors import WellPlanError
from wellplan.grammar import UsageError
from wellplan.i18n import _

if TYPE_CHECKING:
    from wellplan.plan.model import Plan
    from wellplan.vault.store import Store

MAX_SECRET_BYTES = 4096


def tell(sentence: str) -> None:
    """Say something that is no part of a command's result."""
    sys.stderr.write(sentence + "\n")


def read_file(path: Path, most: int, what: str, safe: str) -> bytes:
    """The first `most` bytes of a file from outside. Raises WellPlanError of `what` and `safe`."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        raise WellPlanError(what, safe, _("Check its name and folder, and try again.")) from None


def read_plan_json(path: Path) -> "Plan":
    """The plan in a plan.json from outside. Raises WellPlanError."""
    from wellplan.plan import exchange

    what, safe = _("The computer could not read that plan.json file."), _("Your own plan has not changed.")
    return exchange.loads(read_file(path, exchange.MOST_BYTES + 1, what, safe))


@contextlib.contextmanager
def unlocked(path: Path) -> "Iterator[Store]":
    """The plan, opened with a passphrase that is asked for now."""
    with opened_plan(path, ask(_("The plan's passphrase: "))) as opened:
        yield opened


@contextlib.contextmanager
def opened_plan(path: Path, passphrase: str) -> "Iterator[Store]":
    """The plan, open; closed again at the end."""
    from wellplan.vault import store

    opened = store.unlock(path, passphrase)
    try:
        for notice in opened.notices:
            tell(notice)
        yield opened
    finally:
        opened.close()


def ask(prompt: str) -> str:
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


def copy_passphrase(prompt: str) -> str:
    """The copy's passphrase: the person's own, or one made now."""
    from wellplan.vault.passphrases import make_passphrase

    chosen = ask(prompt)
    if chosen and sys.stdin.isatty() and ask(_("The same passphrase again: ")) != chosen:
        raise UsageError(_("The two passphrases are not the same. Please try again."))
    return chosen or make_passphrase()
