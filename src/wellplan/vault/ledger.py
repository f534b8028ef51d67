# SPDX-License-Identifier: Apache-2.0
"""The ledger: copies the person has given, sealed in the plan's own file, and the answers that came back.

It notes what happened; it makes no copy and never reaches one that has left.
"""

import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from wellplan.i18n import _
from wellplan.plan.describe import PAGES, Told, describe
from wellplan.plan.model import About, Item, Person, Plan, Section, WrittenWith
from wellplan.vault import given, looking_back, state
from wellplan.vault.given import LET_GO, Given, KeptReply
from wellplan.vault.given import KeptAnswer as KeptAnswer
from wellplan.vault.looking_back import Moment
from wellplan.vault.open_plan import Made, Store, now

PEOPLE, ABOUT = "people", "about"

_T = TypeVar("_T", Item, Person)


def record_given(
    store: Store,
    *,
    parts: Iterable[str],
    how: str,
    layout: str = "",
    person: str = "",
    name: str = "",
    role: str = "",
    left_out: Iterable[str] = (),
    passphrase: str = "",
    reply_key: bytes = b"",
    copy_id: str = "",
    replaces: str = "",
    made: Made | None = None,
) -> Given:
    """Note that a copy of the plan as saved, or of what was `made`, was given; its version is marked first.

    `copy_id` is a sealed copy's own id and `reply_key` its private key; `replaces` the id of a copy this one
    was made for. Older copies of the same parts to the same person are replaced too. Raises WellPlanError.
    """
    store.settle()
    store.vault.check_writable()
    version = store.mark_version(how, made)
    copy = Given(
        id=copy_id or str(uuid.uuid4()),
        person=person,
        name=name,
        role=role,
        parts=tuple(parts),
        left_out=tuple(left_out),
        how=how,
        layout=layout,
        version=version.number,
        on=date.today(),
        review_by=version.review_by,
        dated=version.on,
        passphrase=passphrase,
        reply_key=reply_key,
        seq=store.vault.head.seq if made is None or made.plan == store.plan else made.seq,
    )
    old = [each.id for each in store.state.given if each.id == replaces or _follows(copy, each)]
    _commit(store, {"kind": "given", "copy": given.to_json(copy), "replaces": old})
    return copy


def copies_given(store: Store) -> tuple[Given, ...]:
    """Every copy, the one given last first."""
    return store.state.given[::-1]


def copy_given(store: Store, copy_id: str) -> Given:
    """One copy. KeyError when there is none of that id."""
    for copy in store.state.given:
        if copy.id == copy_id:
            return copy
    raise KeyError(copy_id)


def mark_given(store: Store, copy_id: str, new_state: str) -> Given:
    """Say what became of a copy: one of the states of `given`. Raises as `copy_given`."""
    copy = copy_given(store, copy_id)
    if copy.state != new_state:
        _commit(store, {"kind": "given-changed", "copy": copy_id, "state": new_state})
    return copy_given(store, copy_id)


def keep_reply(store: Store, copy_id: str, reply: KeptReply) -> Given:
    """Put an answer with its copy, in the place of the one of its id. Raises as `copy_given`."""
    if reply not in copy_given(store, copy_id).replies:
        _commit(store, {"kind": "reply", "copy": copy_id, "reply": given.reply_to_json(reply)})
    return copy_given(store, copy_id)


def mark_answer(store: Store, copy_id: str, reply_id: str, section: str, done: str) -> Given:
    """Say what the person decided about one answer. The words of one that is let go are not kept."""
    reply = next(each for each in copy_given(store, copy_id).replies if each.id == reply_id)
    words = {"words": ""} if done == LET_GO else {}
    answers = tuple(replace(a, done=done, **words) if a.section == section else a for a in reply.answers)
    return keep_reply(store, copy_id, replace(reply, answers=answers))


def reply_keys(store: Store) -> Mapping[str, bytes]:
    """The private key of each copy that asked for an answer, by the copy's id."""
    return {copy.id: copy.reply_key for copy in store.state.given if copy.reply_key}


def reply_ids(store: Store) -> frozenset[str]:
    """The answers that were taken in before."""
    return frozenset(reply.id for copy in store.state.given for reply in copy.replies)


# --- what has changed since


@dataclass(frozen=True, slots=True)
class Since:
    """What a copy said, what its parts say now, and what differs. `then` is None when it is not known."""

    then: Plan | None = field(repr=False)
    today: Plan = field(repr=False)
    told: tuple[Told, ...] = field(repr=False)


def plan_when_given(store: Store, copy: Given) -> Plan | None:
    """What was in a copy, as far as the file still says it; None when this file does not hold that time."""
    return looking_back_at(store)()[copy.id].then


def looking_back_at(store: Store) -> Callable[[], dict[str, Since]]:
    """The same for every copy, by id, as a call for a worker thread. It raises WellPlanError."""
    copies, plan, number = store.state.given, store.plan, store.version().number
    moments = looking_back.look_back(store)

    def read() -> dict[str, Since]:
        found = moments() if any(copy.seq for copy in copies) else ()
        return {copy.id: _since(_whole(found, copy), plan, copy, number) for copy in copies}

    return read


def its_parts(plan: Plan, copy: Given, then: Plan) -> Plan:
    """What of `plan` belongs in a copy that was made of `then`: of a part not given whole, only what was.

    Only to compare by: what leaves goes through the room that shares.
    """
    people = _given(plan.people, then.people, copy) if PEOPLE in copy.parts else ()
    with_about = ABOUT in copy.parts
    earlier = {section.id: section.items for section in then.sections}
    named = frozenset(person.id for person in people)
    sections = []
    for section in plan.sections:
        if section.id in copy.parts and not section.hidden:
            items = _given(section.items, earlier.get(section.id, ()), copy)
            items = tuple(_item(plan, section, item, named) for item in items)
            sections.append(replace(section, items=items))
    return replace(
        plan,
        title=plan.title if with_about else "",
        about=plan.about if with_about else About(),
        written_with=plan.written_with if with_about else WrittenWith(),
        sections=tuple(sections),
        people=people,
    )


def _given(things: tuple[_T, ...], earlier: Iterable[Item | Person], copy: Given) -> tuple[_T, ...]:
    there, stayed = {thing.id for thing in earlier}, set(copy.left_out)
    if not stayed & there:
        return things
    return tuple(thing for thing in things if thing.id in there - stayed)


def _item(plan: Plan, section: Section, item: Item, named: frozenset[str]) -> Item:
    """Someone who is not in the copy is not named in it either."""
    asked = {each.key for each in section.fields if each.type == "person"}
    meant = {key: plan.person(item.text(key).strip()) for key in asked}
    unnamed = {key for key, person in meant.items() if person and person.id not in named}
    return replace(item, values={key: value for key, value in item.values.items() if key not in unnamed})


def _whole(moments: tuple[Moment, ...], copy: Given) -> Plan | None:
    at = bisect_right([moment.seq for moment in moments], copy.seq)
    return moments[at - 1].plan if at and copy.seq else None


def _since(then: Plan | None, plan: Plan, copy: Given, number: int) -> Since:
    today = its_parts(plan, copy, then or plan)
    if then is not None:
        was = its_parts(then, copy, then)
        return Since(was, today, describe(was, today))
    if copy.version == number:
        return Since(None, today, ())
    unknown = Told("note", PAGES, _("This copy is from another file. What changed since is not known here"))
    return Since(None, today, (unknown,))


def _follows(new: Given, old: Given) -> bool:
    """Whether the old copy is of no more use: the same parts to the same person, as they were before."""
    same_name = bool(new.person) or (new.name, new.role) == (old.name, old.role)
    same_one = new.person == old.person and same_name
    same_words = set(new.parts) == set(old.parts)
    return same_one and same_words and (new.version != old.version or new.how == old.how)


def _commit(store: Store, event: dict[str, Any]) -> None:
    store.settle()
    store.vault.check_writable()
    event = {**event, "at": now()}
    store.commit(event, state.after(store.state, event))
