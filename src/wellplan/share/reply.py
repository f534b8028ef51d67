# SPDX-License-Identifier: Apache-2.0
"""An answer to a sealed copy, which only the person who gave the copy can open.

`docs/format.md`, section 11. What is read here was written by someone else, on a computer of theirs.
"""

import json
import re
import uuid
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from wellplan import crypto
from wellplan.errors import Damaged, NewerVersion, WellPlanError
from wellplan.i18n import _
from wellplan.plan.untrusted import (
    UUID,
    BadPlan,
    check_unlike,
    checked_list,
    checked_object,
    group_of,
    one_of_at,
    shaped_at,
    text_at,
    time_at,
)
from wellplan.share.armour import from_base64

FORMAT = "wellplan-reply"
VERSION = 1
PEOPLE = "people"
"""Stands for the people of a copy where a section's id would stand."""
MOST_BYTES = 512 * 1024
MOST_ANSWERS = 500
MOST_WORDS = 10_000
MOST_NAME = 200

Kind = Literal["agreed", "differ", "suggestion"]

_MAGIC = b"WPRE"
_COPY = slice(5, 21)
_HEADER = 21
_LABEL = b"wellplan 1 reply"
_ARMOUR = re.compile(
    rb"-----BEGIN WELLPLAN REPLY-----([A-Za-z0-9+/=\s]*)-----END WELLPLAN REPLY-----", re.ASCII
)
_REPLY_KEYS = frozenset(("format", "version", "id", "copy", "at", "name", "role", "answers"))
_ANSWER_KEYS = frozenset(("section", "kind", "words"))

new_reply_keys = crypto.new_reply_keys
"""A fresh `(private, public)` pair of a copy. The private key stays in the plan, the other goes along."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone says to one section of a copy, by its id, or to its `people`."""

    section: str
    kind: Kind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that came back. `at` is RFC 3339 by another computer's clock; nobody vouches for the name."""

    id: str
    copy: str
    at: str
    name: str
    role: str
    answers: tuple[Answer, ...]


def open_reply(untrusted_bytes: bytes, keys: Mapping[str, bytes], seen: Container[str] = ()) -> Reply:
    """The reply in a file. `keys` holds the private key of each copy given, by the copy's id.

    `seen` holds the ids of replies that were taken in before. Raises WellPlanError for a file of another
    kind, one that is too big, one to a copy that is not in `keys`, and one that was seen; Damaged when it
    was altered; NewerVersion.
    """
    sealed = _unwrapped(untrusted_bytes)
    copy_id = str(uuid.UUID(bytes=sealed[_COPY]))
    if copy_id not in keys:
        raise _refused(_("This answer is to a copy that this plan did not give."))
    try:
        content = crypto.open_sealed_to(keys[copy_id], sealed[_HEADER:], _LABEL + sealed[:_HEADER])
        reply = _from_json(json.loads(content.decode(), object_pairs_hook=group_of))
    except (crypto.BadSeal, BadPlan, ValueError, RecursionError) as error:
        raise _damaged() from error
    if reply.copy != copy_id:
        raise _damaged()
    if reply.id in seen:
        raise WellPlanError(
            _("You opened this answer before."),
            _("Your plan has not changed."),
            _("You need not do anything. It is with the copy it belongs to."),
        )
    return reply


def reply_header(copy_id: str) -> tuple[bytes, bytes]:
    """What stands before the sealed part of an answer to this copy, and what that part is bound to."""
    header = _MAGIC + bytes([VERSION]) + uuid.UUID(copy_id).bytes
    return header, _LABEL + header


def _unwrapped(untrusted_bytes: bytes) -> bytes:
    """The sealed bytes of a reply of this version."""
    if len(untrusted_bytes) > MOST_BYTES:
        raise _refused(_("This file is too big to be an answer to a copy."))
    found = _ARMOUR.findall(untrusted_bytes)
    if len(found) != 1:
        raise _refused(_("This file is not an answer to a copy, or a part of it is lost."))
    try:
        sealed = from_base64(found[0])
    except ValueError as error:
        raise _damaged() from error
    if sealed[:4] != _MAGIC or len(sealed) < _HEADER or sealed[4] < VERSION:
        raise _damaged()
    if sealed[4] > VERSION:
        raise NewerVersion(
            _("This answer was made by a newer WellPlan."),
            _("Your plan has not changed."),
            _("Open it with a newer WellPlan."),
        )
    return sealed


def _from_json(untrusted: object) -> Reply:
    """Raises BadPlan or ValueError."""
    data = checked_object(untrusted, _REPLY_KEYS, "")
    if data["format"] != FORMAT or type(data["version"]) is not int or data["version"] != VERSION:
        raise ValueError("not a reply")
    answers = tuple(_answer(each) for each in checked_list(data, "answers", ""))
    check_unlike((answer.section for answer in answers), lambda n: f"answers[{n}]")
    if not 1 <= len(answers) <= MOST_ANSWERS:
        raise ValueError("no answer, or too many")
    return Reply(
        id=shaped_at(data, "id", "", UUID),
        copy=shaped_at(data, "copy", "", UUID),
        at=time_at(data, "at", ""),
        name=_short(text_at(data, "name", ""), MOST_NAME),
        role=_short(text_at(data, "role", ""), MOST_NAME),
        answers=answers,
    )


def _answer(untrusted: object) -> Answer:
    data = checked_object(untrusted, _ANSWER_KEYS, "answers")
    people = data["section"] == PEOPLE
    return Answer(
        section=PEOPLE if people else shaped_at(data, "section", "answers", UUID),
        kind=cast(Kind, one_of_at(data, "kind", "answers", get_args(Kind))),
        words=_short(text_at(data, "words", "answers"), MOST_WORDS),
    )


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError("too long")
    return text


def _refused(what: str) -> WellPlanError:
    return WellPlanError(
        what,
        _("Your plan has not changed."),
        _("Ask the sender which copy it answers, and to send it again."),
    )


def _damaged() -> Damaged:
    return Damaged(
        _("This answer is damaged, or was changed on its way."),
        _("Your plan has not changed."),
        _("Ask who sent it to save and send it again."),
    )
