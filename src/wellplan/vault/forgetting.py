# SPDX-License-Identifier: Apache-2.0
"""Forgetting for good: words leave the plan, every record, the snapshot, and the app's own backups.

Copies that were printed, given or saved somewhere else are out of reach, and so are a disk's own leftovers.
Reading a long history takes its time, so that is a part of its own: `read`, `carry_out` and `renewing`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Plan, Section
from wellplan.vault import backup, container, leftovers, replay, scrubbing, state
from wellplan.vault.open_plan import Store, now
from wellplan.vault.records import Head, Record
from wellplan.vault.replay import Event, Step
from wellplan.vault.scrubbing import Wish
from wellplan.vault.vault import looked_into

Tell = Callable[[Step, Event | None], Event | None]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many records no longer say it, and how many older backups went.

    `copies_kept`: second copies that were put away and hold something the plan never took in, or cannot be
    read. They are not removed, and may still say it; so may `copies_beside`, in the plan's own folder.
    """

    records: int
    backups_removed: int
    copies_kept: int = 0
    copies_beside: int = 0


@dataclass(frozen=True, slots=True)
class Purge:
    """The event that orders a removal, the records that lose their text by it, and how many say less now."""

    event: dict[str, Any] = field(repr=False)
    removed: tuple[Record, ...] = field(repr=False)
    changed: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a forgetting comes to in a plan that ends with `head`: its purge, and the plan after it.

    None for `head`: the plan was saved to meanwhile, and all has to be read once more.
    """

    head: Head | None
    purge: Purge
    plan: Plan = field(repr=False)


Aim = Callable[[Sequence[Step], Plan], tuple[Purge, Plan]]
"""What is to be forgotten, of all records and the plan of today. Raises KeyError for no such record."""


def forget_item(store: Store, _section_id: str, item_id: str) -> Forgotten:
    """Forget an item or a person, wherever it is or was: in the plan of today and in all that was ever saved.

    A checked backup is made first and removed at the end, with all older ones. Raises WellPlanError: then
    nothing has changed, or it says that only older backups are left to remove; calling it again does that,
    and so does the next unlock.
    """
    return _forget(store, item(item_id))


def forget_earlier(store: Store, seq: int) -> Forgotten:
    """Forget what record `seq` and all before it said; what the plan says today stays.

    Raises KeyError when there is no such record, else as `forget_item`.
    """
    return _forget(store, earlier(seq))


def _forget(store: Store, aim: Aim) -> Forgotten:
    store.settle()
    return renewing(store, carry_out(store, aim, read(store, aim)()))()


# --- the three parts, of which the first and the last are for a worker thread


def read(store: Store, aim: Aim) -> Callable[[], Wanted]:
    """A call that finds out what it takes, and makes the backup that comes first. Raises as `forget_item`."""
    store.vault.check_writable()
    path, keys, plan, head, back_up = store.path, store.keys, store.plan, store.vault.head, store.back_up

    def find() -> Wanted:
        with looked_into(path, keys) as opened:
            steps, found = replay.steps(opened), opened.head
        if found != head:
            return Wanted(None, Purge({}, (), 0), plan)
        wanted = Wanted(head, *aim(steps, plan))
        if wanted.purge.changed:
            back_up()
        return wanted

    return find


def carry_out(store: Store, aim: Aim, wanted: Wanted | None = None) -> int:
    """The change itself, in one transaction; how many records say less. None does: nothing is written.

    Without `wanted` it is read first. Raises WellPlanError; then nothing has changed.
    """
    store.settle()
    store.vault.check_writable()
    if wanted is None or wanted.head != store.vault.head:
        wanted = Wanted(store.vault.head, *aim(replay.steps(store.vault), store.plan))
        if wanted.purge.changed:
            store.back_up()
    plan, purge = wanted.plan, wanted.purge
    if purge.changed:
        after = state.after(store.state, purge.event)
        if after.mark is not None and after.mark.content != state.content_digest(plan):
            after = replace(after, mark=replace(after.mark, content=""))
        store.rewrite([purge.event], after, purge.removed)
    return purge.changed


def renewing(store: Store, changed: int) -> Callable[[], Forgotten]:
    """A call that makes a new backup, checks it, and removes the older ones. Raises WellPlanError.

    Where it is cut short, `upkeep` ends it after the next unlock.
    """
    path, keys, back_up = store.path, store.keys, store.back_up

    def renew() -> Forgotten:
        try:
            newest = backup.as_backup(back_up())
            if not newest.whole:
                raise container.damaged()
            keep = leftovers.not_taken_in(path, keys, backup.put_away_in(newest.path.parent))
            gone = backup.remove_older(newest.path, keep)
            return Forgotten(changed, gone, len(keep), len(leftovers.beside(path)))
        except (OSError, WellPlanError) as error:
            raise WellPlanError(
                _("It is gone from your plan. Some older backups may still hold it."),
                _("Your plan is safe."),
                _("Make some room on the disk, then remove it again."),
            ) from error

    return renew


# --- what is to be forgotten


def item(item_id: str) -> Aim:
    """An item or a person, by id."""

    def aim(steps: Sequence[Step], today: Plan) -> tuple[Purge, Plan]:
        plan = scrubbing.plan_without(today, frozenset({item_id}))
        wish = Wish(scrubbing.family(known(steps).values(), [item_id]), content=state.content_digest(plan))

        def tell(_step: Step, was: Event | None) -> Event | None:
            return None if was is None else scrubbing.without(was, wish)

        return purge(steps, tell, plan, {item_id}), plan

    return aim


def earlier(seq: int) -> Aim:
    """What record `seq` and all before it said."""

    def aim(steps: Sequence[Step], plan: Plan) -> tuple[Purge, Plan]:
        if not 1 <= seq <= len(steps):
            raise KeyError(seq)
        wish = Wish(content=state.content_digest(plan))
        base = plan_to_json(_still_said(replay.state_after(steps, seq).plan, plan))
        at = max(str(step.told["at"]) for step in steps[:seq] if step.told is not None)

        def tell(step: Step, was: Event | None) -> Event | None:
            kind = was["kind"] if was is not None else ""
            if step.seq == 1:
                return {"kind": "start", "at": at, "plan": base}
            if was is None or (step.seq <= seq and kind in ("start", "edit", "purge")):
                return None
            if step.seq <= seq and kind == "merge":
                brought = [[uid, None] for uid, _event in was["records"]]
                was = {**was, "records": brought, "both": [], "plan": base}
            return scrubbing.without(was, wish)

        return purge(steps, tell, plan, set()), plan

    return aim


def purge(steps: Sequence[Step], tell: Tell, plan: Plan, ids: Iterable[str]) -> Purge:
    """What it takes so that each record says only what `tell` leaves of it. `ids` are forgotten by name.

    The new purge takes the place of the earlier ones, which may hold the words themselves.
    """
    stones, again, removed, changed = [], [], [], 0
    for step in steps:
        is_purge = step.told is not None and step.told.get("kind") == "purge"
        was = scrubbing.bare(step.told) if step.told is not None and is_purge else step.told
        told = tell(step, was)
        changed += told != was
        if step.event is not None and (is_purge or told != was):
            removed.append(step.record)
        if step.event is None or is_purge or told != was:
            stones.append([step.seq, step.uid])
            again += [[step.seq, told]] if told is not None else []
    event = {
        "kind": "purge",
        "at": now(),
        "records": stones,
        "again": again,
        "gone": sorted(gone_of(steps, plan) | (set(ids) - ids_in(plan))),
        "plan": plan_to_json(plan),
    }
    return Purge(event, tuple(removed), changed)


def gone_of(steps: Iterable[Step], plan: Plan) -> frozenset[str]:
    """The ids forgotten by name. What the person brought back is in the plan and counts as there again."""
    return scrubbing.gone(known(steps).values()) - ids_in(plan)


def known(steps: Iterable[Step]) -> dict[str, Event | None]:
    """Every record a file knows, by uid: its own and those that merges brought."""
    return scrubbing.known((step.uid, step.told) for step in steps)


def ids_in(plan: Plan) -> frozenset[str]:
    """The ids of all items and people."""
    items = (item.id for section in plan.sections for item in section.items)
    return frozenset({*items, *(person.id for person in plan.people)})


def _still_said(then: Plan, today: Plan) -> Plan:
    """The plan of that time with only what today's says too: what the later records go on from."""
    said = {item.id: item for section in today.sections for item in section.items}
    frames = {section.id: section for section in today.sections}
    sections = []
    for section in then.sections:
        frame = frames.get(section.id, Section(section.id, stage=section.stage, hidden=section.hidden))
        items = tuple(item for item in section.items if said.get(item.id) == item)
        sections.append(replace(frame, items=items))
    people = tuple(person for person in then.people if person in today.people)
    return replace(today, sections=tuple(sections), people=people)
