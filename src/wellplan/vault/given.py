# SPDX-License-Identifier: Apache-2.0
"""A copy that was given to someone, and the answers to it, as values and as the JSON of a record.

`docs/format.md`, section 4, "Copies that were given". Nothing here reads or writes a file.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

CURRENT, REPLACED, WITHDRAWN, RETURNED = "current", "replaced", "withdrawn", "returned"
REMOVED = "removed"
_FURTHEST = (CURRENT, REPLACED, WITHDRAWN, RETURNED, REMOVED)
NEW, NOTE, TAKEN, LET_GO = "", "note", "taken", "let-go"
_DECIDED = (NEW, LET_GO, NOTE, TAKEN)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What someone says to one section (its id, or `people`). `done` is NEW, NOTE, TAKEN or LET_GO."""

    section: str
    kind: str
    words: str = field(default="", repr=False)
    done: str = NEW


@dataclass(frozen=True, slots=True)
class KeptReply:
    """An answer that came back. `at` is RFC 3339 by another computer's clock; nobody vouches for the name."""

    id: str
    name: str = field(repr=False)
    role: str = field(repr=False)
    at: str
    answers: tuple[KeptAnswer, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """One copy: to whom, what was in it, and what became of it.

    `parts` are ids of sections, `people` and `about`; `left_out` ids of items of those sections that are not
    in it. `dated` is the day that stands on its pages. `seq` is the record after which the
    plan was as given, 0 when that is in another file.
    """

    id: str
    person: str = field(repr=False)
    name: str = field(repr=False)
    role: str = field(repr=False)
    parts: tuple[str, ...]
    left_out: tuple[str, ...]
    how: str
    layout: str
    version: int
    on: date
    review_by: date
    dated: date = date.min
    passphrase: str = field(default="", repr=False)
    reply_key: bytes = field(default=b"", repr=False)
    state: str = CURRENT
    seq: int = 0
    replies: tuple[KeptReply, ...] = ()


def after(copies: tuple[Given, ...], event: Mapping[str, Any]) -> tuple[Given, ...]:
    """The copies after a `given`, `given-changed` or `reply`. Raises KeyError, TypeError or ValueError."""
    if event["kind"] == "given":
        new, replaced = from_json(event["copy"]), set(event["replaces"])
        others = (copy for copy in copies if copy.id != new.id)
        return (*(_replaced(copy) if copy.id in replaced else copy for copy in others), new)
    if event["kind"] == "given-changed":
        return _changed(copies, event["copy"], state=event["state"])
    reply = _reply_from_json(event["reply"])
    return tuple(
        replace(copy, replies=_with(copy.replies, reply)) if copy.id == event["copy"] else copy
        for copy in copies
    )


def join(base: Iterable[Given], ours: Sequence[Given], theirs: Sequence[Given]) -> tuple[Given, ...]:
    """The copies of two files that grew from one, in the order they were given; none is lost.

    Where both files know a copy, what only one of them changed is as that one says.
    """
    was, other = {copy.id: copy for copy in base}, {copy.id: copy for copy in theirs}
    mine = {copy.id for copy in ours}
    both = [_joined(was.get(copy.id), copy, other.get(copy.id, copy)) for copy in ours]
    new = [replace(copy, seq=0) for copy in theirs if copy.id not in mine]
    return tuple(sorted((*both, *new), key=lambda copy: copy.on))


def to_json(copy: Given) -> dict[str, Any]:
    """A copy as a record and the snapshot keep it."""
    return {
        "id": copy.id,
        "person": copy.person,
        "name": copy.name,
        "role": copy.role,
        "parts": list(copy.parts),
        "left_out": list(copy.left_out),
        "how": copy.how,
        "layout": copy.layout,
        "version": copy.version,
        "on": copy.on.isoformat(),
        "review_by": copy.review_by.isoformat(),
        "dated": copy.dated.isoformat(),
        "passphrase": copy.passphrase,
        "reply_key": base64.b64encode(copy.reply_key).decode(),
        "state": copy.state,
        "seq": copy.seq,
        "replies": [reply_to_json(reply) for reply in copy.replies],
    }


def from_json(copy: Mapping[str, Any]) -> Given:
    """The opposite of `to_json`, for values of the right shape. Raises KeyError, TypeError or ValueError."""
    return Given(
        id=copy["id"],
        person=copy["person"],
        name=copy["name"],
        role=copy["role"],
        parts=tuple(copy["parts"]),
        left_out=tuple(copy["left_out"]),
        how=copy["how"],
        layout=copy["layout"],
        version=copy["version"],
        on=date.fromisoformat(copy["on"]),
        review_by=date.fromisoformat(copy["review_by"]),
        dated=date.fromisoformat(copy["dated"]),
        passphrase=copy["passphrase"],
        reply_key=base64.b64decode(copy["reply_key"], validate=True),
        state=copy["state"],
        seq=copy["seq"],
        replies=tuple(_reply_from_json(reply) for reply in copy["replies"]),
    )


def reply_to_json(reply: KeptReply) -> dict[str, Any]:
    """An answer as a record keeps it."""
    answers = [
        {"section": each.section, "kind": each.kind, "words": each.words, "done": each.done}
        for each in reply.answers
    ]
    return {"id": reply.id, "name": reply.name, "role": reply.role, "at": reply.at, "answers": answers}


def _reply_from_json(reply: Mapping[str, Any]) -> KeptReply:
    answers = (KeptAnswer(a["section"], a["kind"], a["words"], a["done"]) for a in reply["answers"])
    return KeptReply(reply["id"], reply["name"], reply["role"], reply["at"], tuple(answers))


def _changed(copies: tuple[Given, ...], copy_id: str, **changes: Any) -> tuple[Given, ...]:
    return tuple(replace(copy, **changes) if copy.id == copy_id else copy for copy in copies)


def _replaced(copy: Given) -> Given:
    return replace(copy, state=REPLACED) if copy.state == CURRENT else copy


def _with(replies: tuple[KeptReply, ...], reply: KeptReply) -> tuple[KeptReply, ...]:
    if any(each.id == reply.id for each in replies):
        return tuple(reply if each.id == reply.id else each for each in replies)
    return (*replies, reply)


def _joined(base: Given | None, mine: Given, theirs: Given) -> Given:
    was = base or mine
    known = {reply.id: reply for reply in was.replies}
    other = {reply.id: reply for reply in theirs.replies}
    replies = [_joined_reply(known.get(each.id), each, other.pop(each.id, each)) for each in mine.replies]
    state = _chosen(was.state, mine.state, theirs.state, _FURTHEST)
    return replace(mine, state=state, replies=(*replies, *other.values()))


def _joined_reply(base: KeptReply | None, mine: KeptReply, theirs: KeptReply) -> KeptReply:
    """What one side alone decided counts; where both did, words that were kept stay."""
    was = {each.section: each for each in (base or mine).answers}
    other = {each.section: each for each in theirs.answers}
    answers = []
    for each in mine.answers:
        its = other.get(each.section, each)
        done = _chosen(was.get(each.section, each).done, each.done, its.done, _DECIDED)
        answers.append(each if done == each.done else its)
    return replace(mine, answers=tuple(answers))


def _chosen(was: str, mine: str, theirs: str, order: Sequence[str]) -> str:
    if theirs == was:
        return mine
    if mine == was:
        return theirs
    return max(mine, theirs, key=lambda each: (order.index(each) if each in order else -1, each))
