# SPDX-License-Identifier: Apache-2.0
"""The shape of what a record holds: a file whose maker gave its passphrase away may say anything at all.

Only shapes are looked at here, not the plan inside. Kinds: `docs/format.md`, section 4.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

DEEPEST = 3
"""A purge or merge tells events again, and one of those may be a purge or merge that tells none."""


def has_shape(event: object, depth: int = 0) -> bool:
    """Whether these JSON values can be used as an event. One of an unknown kind needs only its kind."""
    if depth > DEEPEST or not isinstance(event, dict) or not isinstance(event.get("kind"), str):
        return False
    rule = _RULES.get(event["kind"])
    return rule is None or (isinstance(event.get("at"), str) and rule(event, depth))


def is_mark(version: object) -> bool:
    """Whether these values are a version that was given: its number, day and digest."""
    if not isinstance(version, Mapping) or not isinstance(version.get("content"), str):
        return False
    try:
        date.fromisoformat(version.get("on", ""))
    except (TypeError, ValueError):
        return False
    return type(version.get("number")) is int


def are_preferences(value: object) -> bool:
    """Whether this is an object of strings."""
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


def are_words(value: object) -> bool:
    """Whether this is a list of strings."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def are_copies(value: object) -> bool:
    """Whether this is a list of copies that were given."""
    return isinstance(value, list) and all(_is_copy(each) for each in value)


def _is_copy(value: object) -> bool:
    texts = ("id", "person", "name", "role", "how", "layout", "passphrase", "state")
    return (
        isinstance(value, Mapping)
        and are_words([value.get(name) for name in texts])
        and are_words(value.get("parts"))
        and are_words(value.get("left_out"))
        and all(type(value.get(name)) is int for name in ("version", "seq"))
        and all(_is_day(value.get(name)) for name in ("on", "review_by", "dated"))
        and _is_base64(value.get("reply_key"))
        and isinstance(value.get("replies"), list)
        and all(_is_reply(reply) for reply in value["replies"])
    )


def _is_reply(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and are_words([value.get(name) for name in ("id", "name", "role", "at")])
        and isinstance(value.get("answers"), list)
        and all(
            isinstance(answer, Mapping)
            and are_words([answer.get(name) for name in ("section", "kind", "words", "done")])
            for answer in value["answers"]
        )
    )


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


def _is_base64(value: object) -> bool:
    try:
        base64.b64decode(value if isinstance(value, str) else "?", validate=True)
    except ValueError:
        return False
    return True


def _are_changes(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(change, dict) and isinstance(change.get("do"), str) for change in value
    )


def _are_pairs(value: object, first: type, second: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is first and second(pair[1])
        for pair in value
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_purge(event: Mapping[str, Any], depth: int) -> bool:
    return (
        _are_pairs(event.get("records"), int, _is_text)
        and _are_pairs(event.get("again", []), int, lambda told: has_shape(told, depth + 1))
        and are_words(event.get("gone", []))
    )


def _is_merge(event: Mapping[str, Any], depth: int) -> bool:
    version = event.get("version")
    return (
        _are_pairs(event.get("records"), str, lambda told: told is None or has_shape(told, depth + 1))
        and _are_pairs(event.get("both", []), str, _is_text)
        and (version is None or is_mark(version))
        and are_preferences(event.get("preferences"))
        and are_copies(event.get("given", []))
    )


_RULES: Mapping[str, Callable[[Mapping[str, Any], int], bool]] = {
    "start": lambda event, _depth: "plan" in event,
    "edit": lambda event, _depth: _are_changes(event.get("changes")),
    "version": lambda event, _depth: is_mark(event),
    "preference": lambda event, _depth: are_words([event.get("name"), event.get("value")]),
    "given": lambda event, _depth: are_copies([event.get("copy")]) and are_words(event.get("replaces")),
    "given-changed": lambda event, _depth: are_words([event.get("copy"), event.get("state")]),
    "reply": lambda event, _depth: _is_text(event.get("copy")) and _is_reply(event.get("reply")),
    "purge": _is_purge,
    "merge": _is_merge,
}
