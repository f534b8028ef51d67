# SPDX-License-Identifier: Apache-2.0
"""Passphrases: one made from the EFF long list, and gentle advice on the person's own. Never a rule."""

import secrets
from dataclasses import dataclass

from wellplan.i18n import _
from wellplan.resources import resource

MOST_LETTERS = 72
"""zxcvbn slows with the square of the length, and is sure of anything this long."""


@dataclass(frozen=True, slots=True)
class Advice:
    """`score` runs from 0 (easy to guess) to 4 (very hard to guess)."""

    score: int
    sentence: str


def words() -> tuple[str, ...]:
    """The 7,776 words of the EFF long list."""
    return tuple(resource("wordlist", "eff_large.txt").read_text("ascii").split())


def make_passphrase(count: int = 6) -> str:
    """Words chosen by the system's random source, joined by spaces: 12.9 bits a word."""
    choices = words()
    return " ".join(secrets.choice(choices) for _n in range(count))


def advice(passphrase: str) -> Advice:
    """How hard a passphrase is to guess, and what would help."""
    if not passphrase:
        return Advice(0, _("Type a passphrase."))
    from zxcvbn import zxcvbn  # slow to import, and needed on one page only

    score = int(zxcvbn(passphrase[:MOST_LETTERS])["score"])
    sentences = (
        _("This is easy to guess. A few more words would help a lot."),
        _("This is quite easy to guess. A few more words would help."),
        _("This is fair. One or two more words would make it strong."),
        _("This is strong."),
        _("This is very strong."),
    )
    return Advice(score, sentences[score])
