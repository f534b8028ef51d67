# SPDX-License-Identifier: Apache-2.0
"""Checks on single values of a file that came from outside, each refusing with the place in the file.

A refusal names places, never the person's words. An empty `path` is the whole plan.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from wellplan.errors import WellPlanError
from wellplan.i18n import _

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # RFC 9562, lower case
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # the shape of BCP 47 tags
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)  # RFC 3339
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMEABLE = re.compile(r"[A-Za-z0-9_-]{1,40}")


class BadPlan(WellPlanError):
    """A plan.json that cannot be used. `path` is the place, e.g. `sections[3].items[0].values.sign`."""

    def __init__(self, path: str, problem: str) -> None:
        what = _("WellPlan cannot use this plan file. Look at {path}: {problem}")
        super().__init__(
            what.format(path=path or _("the whole file"), problem=problem),
            _("Your own plan has not changed."),
            _("Mend that place in the file, or ask for a new copy of it."),
        )
        self.path = path
        self.problem = problem


class RepeatedKey(dict[str, Any]):
    """Stands for an object that names one key twice: JSON leaves open which would win, so neither does."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


def group_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's names and values as the JSON parser read them, one after another."""
    data = dict(pairs)
    if len(data) == len(pairs):
        return data
    [(repeated, _times)] = Counter(key for key, _value in pairs).most_common(1)
    return RepeatedKey(repeated)


def under(path: str, key: str) -> str:
    """The path of a key that came from outside. One that may be a person's words is not repeated."""
    name = key if _NAMEABLE.fullmatch(key) else "?"
    return f"{path}.{name}" if path else name


def checked_object(untrusted: object, keys: frozenset[str], path: str) -> dict[str, Any]:
    """The value as an object of exactly these keys."""
    data = checked_group(untrusted, path)
    if data.keys() != keys:
        unknown = sorted(data.keys() - keys)
        if unknown:
            raise BadPlan(under(path, unknown[0]), _("WellPlan does not know this name."))
        raise BadPlan(under(path, min(keys - data.keys())), _("it is missing."))
    return data


def checked_group(untrusted: object, path: str) -> dict[str, Any]:
    """The value as an object of any keys."""
    if isinstance(untrusted, RepeatedKey):
        raise BadPlan(under(path, untrusted.key), _("it is there twice."))
    if not isinstance(untrusted, dict):
        raise BadPlan(path, _("it should be a group of named values."))
    return untrusted


def checked_list(data: dict[str, Any], key: str, path: str) -> list[object]:
    """The list under a key."""
    value = data[key]
    if not isinstance(value, list):
        raise BadPlan(under(path, key), _("it should be a list."))
    return value


def checked_text(value: object, path: str) -> str:
    """Text that can be written as UTF-8: half of a surrogate pair cannot."""
    if not isinstance(value, str):
        raise BadPlan(path, _("it should be text in quotes."))
    if not _is_whole(value):
        raise BadPlan(path, _("it holds a broken letter."))
    return value


def text_at(data: dict[str, Any], key: str, path: str) -> str:
    """The text under a key."""
    value = data[key]
    if isinstance(value, str) and _is_whole(value):  # nearly always; the path costs more than the check
        return value
    return checked_text(value, under(path, key))


def flag_at(data: dict[str, Any], key: str, path: str) -> bool:
    """True or false under a key."""
    value = data[key]
    if not isinstance(value, bool):
        raise BadPlan(under(path, key), _("it should be true or false."))
    return value


def one_of_at(data: dict[str, Any], key: str, path: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words under a key."""
    value = text_at(data, key, path)
    if value not in allowed:
        problem = _("it should be one of: {words}.").format(words=", ".join(allowed))
        raise BadPlan(under(path, key), problem)
    return value


def shaped_at(
    data: dict[str, Any], key: str, path: str, shape: re.Pattern[str], *, or_empty: bool = False
) -> str:
    """Text of one shape under a key: UUID, KEY or LANGUAGE."""
    value = text_at(data, key, path)
    if not shape.fullmatch(value) and not (or_empty and not value):
        raise BadPlan(under(path, key), _("it does not have the right shape."))
    return value


def time_at(data: dict[str, Any], key: str, path: str) -> str:
    """An RFC 3339 time, kept as it was written; empty means not known."""
    text = text_at(data, key, path)
    if text and not _is_moment(text, _TIME, datetime.fromisoformat):
        raise BadPlan(under(path, key), _("it should be a date and time."))
    return text


def day_at(data: dict[str, Any], key: str, path: str) -> str:
    """A day as `YYYY-MM-DD`; empty means not known."""
    text = text_at(data, key, path)
    if text and not _is_moment(text, _DAY, date.fromisoformat):
        raise BadPlan(under(path, key), _("it should be a date, such as 2026-11-21."))
    return text


def check_unlike(ids: Iterable[str], path: Callable[[int], str]) -> None:
    """Refuse a second thing of the same id. `path` gives the place of the nth."""
    seen: set[str] = set()
    for n, each in enumerate(ids):
        if each in seen:
            raise BadPlan(path(n), _("another one has the same name."))
        seen.add(each)


def _is_moment(text: str, shape: re.Pattern[str], parse: Callable[[str], object]) -> bool:
    try:
        return bool(shape.fullmatch(text) and parse(text))
    except ValueError:
        return False


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
