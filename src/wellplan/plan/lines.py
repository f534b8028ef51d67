# SPDX-License-Identifier: Apache-2.0
"""Crisis lines as dated data: `resources/lines/<country>.toml`, one file a country.

Numbers go out of date. A line past its check date is still shown, and the screen says so. The first screen
shows lines too, so only what it needs is loaded and read for it.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wellplan.resources import resource

if TYPE_CHECKING:
    from datetime import date

CHECK_EVERY_DAYS = 365
ELSEWHERE = "ZZ"
"""The country code of "somewhere else"; ISO 3166 leaves it free for such a use."""


class Country(NamedTuple):
    """A country with lines of its own. `code` is ISO 3166-1, two letters."""

    code: str
    name: str


class Line(NamedTuple):
    """One way to reach help. A way that the line does not have is empty text.

    `nations` is empty when it serves the whole country. `sure` is A for an official source,
    B for a press or third-party one. `checked_on` is the day (`YYYY-MM-DD`) its source was true.
    """

    name: str
    for_whom: str
    call: str = ""
    text_to: str = ""
    text_word: str = ""
    relay: str = ""
    web: str = ""
    hours: str = ""
    emergency: bool = False
    nations: tuple[str, ...] = ()
    source: str = ""
    checked_on: str = ""
    sure: Literal["A", "B"] = "B"


def countries() -> tuple[Country, ...]:
    """Every country there are lines for, and "somewhere else" last."""
    found = sorted((_file(code) for code in _places()), key=lambda data: data["order"])
    return tuple(Country(data["code"], data["name"]) for data in found)


def lines_for(code: str) -> tuple[Line, ...]:
    """The lines of a country in the order to show them, emergencies first.

    A country without a file gives those of "somewhere else", so there is always something to show.
    """
    data = _file(code.upper() if code.upper() in _places() else ELSEWHERE)
    return tuple(Line(**{**each, "nations": tuple(each.get("nations", ()))}) for each in data["line"])


class FirstLines(NamedTuple):
    """The few to show first: one to talk to, one to text, and the emergency number. Each may be missing."""

    talk: Line | None
    text: Line | None
    emergency: Line | None


def first_lines(lines: Sequence[Line]) -> FirstLines:
    """The first of each kind that serves the whole country; where it can be, two lines."""
    emergency = next((line for line in lines if line.emergency and line.call), None)
    others = [line for line in lines if not line.emergency and not line.nations]
    talk = next((line for line in others if line.call), None)
    texts = [line for line in others if line.text_to]
    text = next((line for line in texts if line is not talk), texts[0] if texts else None)
    return FirstLines(talk, text, emergency)


def default_country(language_tag: str) -> str:
    """The country a language tag such as `en-GB` names: GB where it names none."""
    regions = [part.upper() for part in language_tag.replace("_", "-").split("-")[1:] if len(part) == 2]
    if not regions:
        return "GB"
    return regions[0] if regions[0] in _places() else ELSEWHERE


def is_past_check(line: Line, today: "date") -> bool:
    """True when the line was last checked more than a year ago."""
    return (today - today.fromisoformat(line.checked_on)).days > CHECK_EVERY_DAYS


@cache
def _places() -> dict[str, Path]:
    """Where the file of each country is, by its code."""
    return {path.stem.upper(): path for path in resource("lines").glob("[a-z][a-z].toml")}


@cache
def _file(code: str) -> dict[str, Any]:
    """One country's file, parsed once: the lines are one step away from every screen."""
    return tomllib.loads(_places()[code].read_text(encoding="utf-8"))
