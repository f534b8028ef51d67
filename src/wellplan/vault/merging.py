# SPDX-License-Identifier: Apache-2.0
"""A second copy of the plan brought in: the union of both files' records, and both plans joined.

Nothing either copy said is lost, in whichever order copies are brought in; what one forgot stays forgotten.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wellplan import crypto
from wellplan.crypto import Keys
from wellplan.errors import NewerVersion, WellPlanError
from wellplan.i18n import _
from wellplan.plan import changes
from wellplan.plan.changes import Change
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.joining import Joined, join_all
from wellplan.plan.model import Plan
from wellplan.vault import container, forgetting, replay, scrubbing, slot_tables, state
from wellplan.vault.forgetting import Purge
from wellplan.vault.open_plan import Store, now
from wellplan.vault.records import BadRecord, Head
from wellplan.vault.replay import Event, Step
from wellplan.vault.scrubbing import Wish
from wellplan.vault.state import Mark, State
from wellplan.vault.vault import Vault, checked_head, stored_head


@dataclass(frozen=True, slots=True)
class Brought:
    """How many records came in, the first words and ids of what is there twice, if words were forgotten."""

    records: int
    both_kept: tuple[str, ...] = field(repr=False)
    forgot: bool = False
    both_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two files: its records, what they add up to, and every record it knows, by uid."""

    head: Head
    steps: list[Step]
    state: State
    known: dict[str, Event | None]

    @property
    def gone(self) -> frozenset[str]:
        return forgetting.gone_of(self.steps, self.state.plan)

    @property
    def forgotten(self) -> dict[str, Event | None]:
        """What is left of each record that was removed for good, by uid."""
        own = {step.uid: step.told for step in self.steps if step.event is None}
        return {uid: told for uid, told in self.known.items() if uid in own or told is None}


@dataclass(frozen=True, slots=True)
class _Merge:
    """What bringing in comes to: nothing when `records` is 0."""

    records: int
    after: State
    joined: Joined
    event: dict[str, Any]
    purge: Purge


@dataclass(frozen=True, slots=True)
class Compared:
    """What bringing a copy in would change in the plan, as long as both files end with these heads."""

    changes: tuple[Change, ...] = field(repr=False)
    heads: tuple[Head, Head]
    merge: _Merge = field(repr=False)


def compare(store: Store, other: Path) -> Compared:
    """What bringing in the copy at `other` would change in the plan. Nothing is written.

    Raises Damaged, NewerVersion or WellPlanError when the copy cannot be brought in.
    """
    store.settle()
    return comparing(store, other)()


def comparing(store: Store, other: Path) -> Callable[[], Compared]:
    """The same as a call for a worker thread, which reads both files with its own eyes."""
    path, keys = store.path, store.keys

    def read() -> Compared:
        ours = _read(path, keys)
        theirs = _read(other, keys, ours.steps)
        if theirs.state.has_unknown:
            raise NewerVersion(
                _("A newer WellPlan wrote in that copy."),
                _("Both copies are safe and have not changed."),
                _("Bring it in with the newer WellPlan."),
            )
        merge = _merge(ours, theirs)
        found = changes.difference(ours.state.plan, merge.after.plan)
        return Compared(tuple(found), (ours.head, theirs.head), merge)

    return read


def bring_in(
    store: Store, other: Path, compared: Compared | None = None, *, backed_up: bool = False
) -> Brought:
    """Bring in the copy at `other`, which stays as it is. A backup is made first when there is anything new.

    Words that either copy forgot for good are forgotten here too, with the older backups. `compared` saves
    the reading while neither file has changed since; `backed_up`: the backup has just been made. Raises as
    `compare`, or when it cannot be written; then nothing has changed, or as `forgetting.forget_item`.
    """
    store.settle()
    store.vault.check_writable()
    if compared is None or compared.heads != (store.vault.head, _head(other, store.keys)):
        compared = compare(store, other)
    merge = compared.merge
    if not merge.records:
        return Brought(0, ())
    event = {**merge.event, "at": now()}
    if not backed_up:
        store.back_up()
    if merge.purge.changed:
        store.rewrite([event, {**merge.purge.event, "at": event["at"]}], merge.after, merge.purge.removed)
        forgetting.renewing(store, merge.purge.changed)()
    else:
        store.rewrite([event], merge.after, ())
    ids = tuple(first for first, _twin in merge.joined.both)
    return Brought(merge.records, tuple(_first_words(merge.joined)), bool(merge.purge.changed), ids)


# --- reading both


def _merge(ours: _Side, theirs: _Side) -> _Merge:
    new = {uid: told for uid, told in theirs.known.items() if uid not in ours.known}
    gone = ours.gone | theirs.gone
    instead = _said_less(ours.forgotten, theirs.forgotten)
    in_order = (ours, theirs) if _age(ours, theirs) < _age(theirs, ours) else (theirs, ours)
    sides = [_cleared(side, gone) for side in in_order]
    base = _base(ours, theirs)
    base = replace(base, plan=scrubbing.plan_without(base.plan, gone))
    joined = join_all(base.plan, sides[0].plan, sides[1].plan, _twin_ids(ours, theirs))
    plan = joined.plan
    digest = state.content_digest(plan) if gone or instead else None
    wish = Wish(gone, instead, digest)
    purge = _purge(ours, replace(wish, content=None), plan)
    if purge.changed:
        purge = _purge(ours, wish, plan)
    told = [[uid, event and scrubbing.without(event, wish)] for uid, event in new.items()]
    mark = _mark([side.mark for side in sides], digest)
    event = {
        "kind": "merge",
        "at": now(),
        "records": told,
        "both": [list(pair) for pair in joined.both],
        "plan": plan_to_json(plan),
        "preferences": _preferences(base, *sides),
        "version": state.mark_to_json(mark),
        "given": state.joined_copies(base, ours.state, theirs.state),
    }
    after = state.after(ours.state, event)
    return _Merge(len(new), after, joined, event, purge)


def _read(path: Path, keys: Keys, known: Sequence[Step] = ()) -> _Side:
    """One of the two files, checked to its last record with the plan's own keys."""
    with closing(container.connect(path, read_only=True)) as db, container.reading():
        slots = [slot for found in slot_tables.read_slots(db).found.values() for slot in found]
        if slots and all(slot.vault_id != keys.vault_id for slot in slots):
            raise WellPlanError(
                _("This file is another plan."),
                _("Neither plan has been changed."),
                _("Choose a copy of this plan."),
            )
        opened = Vault(path, db, keys, read_only=True)
        steps = replay.steps(opened, known)
        try:
            found = replay.from_snapshot(opened)[0]
        except BadRecord:
            found = replay.state_after(steps, opened.head.seq)
    return _Side(opened.head, steps, found, forgetting.known(steps))


def _head(path: Path, keys: Keys) -> Head:
    with closing(container.connect(path, read_only=True)) as db, container.reading():
        return checked_head(keys, stored_head(db))


# --- putting them together


def _purge(side: _Side, wish: Wish, plan: Plan) -> Purge:
    """What the other copy forgot and this one still says."""

    def tell(step: Step, was: Event | None) -> Event | None:
        was = wish.instead.get(step.uid, was)
        return None if was is None else scrubbing.without(was, wish)

    return forgetting.purge(side.steps, tell, plan, wish.ids)


def _said_less(
    ours: Mapping[str, Event | None], theirs: Mapping[str, Event | None]
) -> dict[str, Event | None]:
    """What is left of each record that either forgot; of two that differ the one that says less."""
    both = {**ours, **theirs}
    for uid in ours.keys() & theirs.keys():
        both[uid] = min((ours[uid], theirs[uid]), key=lambda told: len(str(told)) if told else 0)
    return both


def _cleared(side: _Side, gone: frozenset[str]) -> State:
    return replace(side.state, plan=scrubbing.plan_without(side.state.plan, gone))


def _own(side: _Side, other: _Side) -> list[Step]:
    """The records of a file that the other does not know."""
    return [step for step in side.steps if step.uid not in other.known]


def _age(side: _Side, other: _Side) -> tuple[str, str]:
    """When a side wrote last what the other does not know: where only one value can stay, the later one does.

    The moment of a merge is not counted, so that it matters little which copy was brought in first.
    """
    own = ((told, uid) for uid, told in side.known.items() if uid not in other.known and told is not None)
    written = ((str(told["at"]), uid) for told, uid in own if told["kind"] not in ("merge", "purge"))
    return max(written, default=("", ""))


def _twin_ids(ours: _Side, theirs: _Side) -> Any:
    """Both files give the same id to the same words, and no one can guess the words from it."""
    last = "".join(sorted(own[-1].uid for own in (_own(ours, theirs), _own(theirs, ours)) if own))

    def twin_id(thing_id: str) -> str:
        return str(uuid.UUID(bytes=crypto.sha256(f"{thing_id} {last}".encode())[:16], version=4))

    return twin_id


def _base(ours: _Side, theirs: _Side) -> State:
    """What the two grew from: the longest beginning of either file that the other knows all of.

    Where one side forgot a record, what the other still says of it counts here: else words that were changed
    on one side alone would look changed on both.
    """
    beginnings = (_beginning(ours, theirs), _beginning(theirs, ours))
    steps = max(beginnings, key=lambda each: (len(forgetting.known(each)), each[-1].uid if each else ""))
    if not steps:
        return State(Plan())
    for side in (ours, theirs):  # all of one is in the other: what it says now is what they grew from
        if len(steps) == len(side.steps) and all(step.event is not None for step in side.steps):
            return side.state
    said = {step.uid: step.event for side in (ours, theirs) for step in side.steps if step.event is not None}
    fullest = [Step(step.record, step.event, said.get(step.uid, step.told)) for step in steps]
    return replay.state_after(fullest, len(fullest))


def _beginning(side: _Side, other: _Side) -> list[Step]:
    found = []
    for step in side.steps:
        if step.uid not in other.known:
            break
        found.append(step)
    return found


def _preferences(base: State, older: State, newer: State) -> dict[str, str]:
    joined = {**older.preferences, **newer.preferences}
    for name, value in older.preferences.items():
        if newer.preferences.get(name) == base.preferences.get(name):
            joined[name] = value
    return joined


def _mark(marks: Sequence[Mark | None], digest: str | None) -> Mark | None:
    """The higher number; `digest` is the only content that may stay when something is forgotten."""
    found = max((mark for mark in marks if mark), key=lambda m: (m.number, m.on, m.content), default=None)
    if found is not None and digest is not None and found.content != digest:
        return replace(found, content="")
    return found


def _first_words(joined: Joined) -> Iterable[str]:
    """How a person knows the thing: its first words, else the name of its page."""
    names = {person.id: person.name for person in joined.plan.people}
    for section in joined.plan.sections:
        for item in section.items:
            texts = (item.text(each.key).strip() for each in section.fields)
            names[item.id] = next((text for text in texts if text), section.title)
    return [names[first] for first, _twin in joined.both]
