# SPDX-License-Identifier: Apache-2.0
"""The ledger: copies the person has given, sealed in the plan's own file, and the answers that came back.

It notes what happened; it makes no copy and never reaches one that has left.
"""

import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from wellplan.i18n import _
from wellplan.plan.describe import PAGES, Told, describe
from wellplan.plan.model import About, Item, Plan, Section, WrittenWith
from wellplan.vault import given, looking_back, state
from wellplan.vault.given import LET_GO, Given, KeptReply
from wellplan.vault.given import KeptAnswer as KeptAnswer
from wellplan.vault.looking_back import Moment
from wellplan.vault.open_plan import Store, now

PEOPLE, ABOUT = "people", "about"


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
) -> Given:
    """Note that a copy of the plan as saved has been given; its version is marked first.

    `copy_id` is a sealed copy's own id and `reply_key` its private key; `replaces` the id of a copy this one
    was made for. Older copies of the same parts to the same person are replaced too. Raises WellPlanError.
    """
    store.settle()
    store.vault.check_writable()
    version = store.mark_version(how)
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
        passphrase=passphrase,
        reply_key=reply_key,
        seq=store.vault.head.seq,
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
    """Say what became of a copy: `current`, `replaced`, `withdrawn` or `returned`. Raises as `copy_given`."""
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


def plan_when_given(store: Store, copy: Given) -> Plan | None:
    """What was in a copy, as far as the file still says it; None when this file does not hold that time."""
    return _then(looking_back.look_back(store)(), copy)


def out_of_date(store: Store, copy: Given) -> tuple[Told, ...]:
    """What has changed since in the parts of a copy; empty when it still says what the plan says."""
    return changes_since(store)()[copy.id]


def changes_since(store: Store) -> Callable[[], dict[str, tuple[Told, ...]]]:
    """The same for every copy, by id, as a call for a worker thread. It raises WellPlanError."""
    copies, plan, number = store.state.given, store.plan, store.version().number
    moments = looking_back.look_back(store)

    def read() -> dict[str, tuple[Told, ...]]:
        found = moments() if any(copy.seq for copy in copies) else ()
        return {copy.id: _since(_then(found, copy), plan, copy, number) for copy in copies}

    return read


def its_parts(plan: Plan, copy: Given) -> Plan:
    """What of a plan belongs in a copy. Only to compare by: what leaves goes through the room that shares."""
    with_people, with_about = PEOPLE in copy.parts, ABOUT in copy.parts
    chosen = (each for each in plan.sections if each.id in copy.parts and not each.hidden)
    return replace(
        plan,
        title=plan.title if with_about else "",
        about=plan.about if with_about else About(),
        written_with=plan.written_with if with_about else WrittenWith(),
        sections=tuple(_section(plan, each, copy, with_people) for each in chosen),
        people=plan.people if with_people else (),
    )


def _section(plan: Plan, section: Section, copy: Given, with_people: bool) -> Section:
    items = (item for item in section.items if item.id not in copy.left_out)
    return replace(section, items=tuple(_item(plan, section, item, with_people) for item in items))


def _item(plan: Plan, section: Section, item: Item, with_people: bool) -> Item:
    """Who is meant is not told where the people are not part of a copy."""
    if with_people:
        return item
    asked = {each.key for each in section.fields if each.type == "person"}
    named = {key for key in asked if plan.person(item.text(key).strip())}
    return replace(item, values={key: value for key, value in item.values.items() if key not in named})


def _then(moments: tuple[Moment, ...], copy: Given) -> Plan | None:
    at = bisect_right([moment.seq for moment in moments], copy.seq)
    return its_parts(moments[at - 1].plan, copy) if at and copy.seq else None


def _since(then: Plan | None, plan: Plan, copy: Given, number: int) -> tuple[Told, ...]:
    if then is not None:
        return describe(then, its_parts(plan, copy))
    if copy.version == number:
        return ()
    return (Told("note", PAGES, _("This copy is from another file. What changed since is not known here")),)


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
