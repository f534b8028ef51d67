# SPDX-License-Identifier: Apache-2.0
"""Forgetting for good: words leave the plan, every record, the snapshot, and the app's own backups.

Copies that were printed, given or saved somewhere else are out of reach, and so are a disk's own leftovers.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Plan, Section
from wellplan.vault import backup, container, replay, scrubbing, state
from wellplan.vault.open_plan import Store, now
from wellplan.vault.records import Record
from wellplan.vault.replay import Event, Step
from wellplan.vault.scrubbing import Wish
from wellplan.vault.state import State
from wellplan.vault.vault import Vault

Tell = Callable[[Step, Event | None], Event | None]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many records no longer say it, and how many older backups went.

    `copies_kept`: second copies that were put away and hold something the plan never took in, or cannot be
    read. They are not removed, and may still say it.
    """

    records: int
    backups_removed: int
    copies_kept: int = 0


@dataclass(frozen=True, slots=True)
class Purge:
    """The event that orders a removal, the records that lose their text by it, and how many say less now."""

    event: dict[str, Any] = field(repr=False)
    removed: tuple[Record, ...] = field(repr=False)
    changed: int


def forget_item(store: Store, _section_id: str, item_id: str) -> Forgotten:
    """Forget an item or a person, wherever it is or was: in the plan of today and in all that was ever saved.

    A checked backup is made first and removed at the end, with all older ones. Raises WellPlanError: then
    nothing has changed, or it says that only older backups are left to remove; calling it again does that.
    """
    steps = steps_of(store)
    plan = scrubbing.plan_without(store.plan, frozenset({item_id}))
    wish = Wish(scrubbing.family(known(steps).values(), [item_id]), content=state.content_digest(plan))

    def tell(_step: Step, was: Event | None) -> Event | None:
        return None if was is None else scrubbing.without(was, wish)

    return _carry_out(store, purge(steps, tell, plan, {item_id}), plan)


def forget_earlier(store: Store, seq: int) -> Forgotten:
    """Forget what record `seq` and all before it said; what the plan says today stays.

    Raises KeyError when there is no such record, else as `forget_item`.
    """
    steps = steps_of(store)
    if not 1 <= seq <= len(steps):
        raise KeyError(seq)
    plan = store.plan
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
            was = {
                **was,
                "records": [[uid, None] for uid, _event in was["records"]],
                "both": [],
                "plan": base,
            }
        return scrubbing.without(was, wish)

    return _carry_out(store, purge(steps, tell, plan, set()), plan)


def steps_of(store: Store) -> list[Step]:
    """Every record of an open plan that may be written to. Raises WellPlanError."""
    store.settle()
    store.vault.check_writable()
    return replay.steps(store.vault)


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


def rewrite(
    store: Store, events: Sequence[dict[str, Any]], after: State, removed: Sequence[Record]
) -> tuple[int, int]:
    """Write events and take the text of `removed` away, in the plan and then in the app's own backups.

    Gives how many older backups went, and how many second copies were kept. Raises as `forget_item`.
    """
    store.back_up()
    store.rewrite(events, after, removed)
    return _renew_backups(store)


def _carry_out(store: Store, wanted: Purge, plan: Plan) -> Forgotten:
    """Nothing is written when no record said it; the backups are renewed all the same."""
    if not wanted.changed and plan == store.plan:
        return Forgotten(0, *_renew_backups(store))
    after = state.after(store.state, wanted.event)
    if after.mark is not None and after.mark.content != state.content_digest(plan):
        after = replace(after, mark=replace(after.mark, content=""))
    return Forgotten(wanted.changed, *rewrite(store, [wanted.event], after, wanted.removed))


def _renew_backups(store: Store) -> tuple[int, int]:
    try:
        store.verify()
        newest = store.back_up()
        keep = _not_taken_in(store, backup.put_away_in(newest.parent))
        return backup.remove_older(newest, keep), len(keep)
    except (OSError, WellPlanError) as error:
        raise WellPlanError(
            _("It is gone from your plan. Some older backups may still hold it."),
            _("Your plan is safe."),
            _("Make some room on the disk, then remove it again."),
        ) from error


def _not_taken_in(store: Store, copies: Iterable[Path]) -> list[Path]:
    """Those second copies of which nobody can say that the plan knows all their records."""
    ours, keep = known(steps_of(store)).keys(), []
    for path in copies:
        try:
            with closing(container.connect(path, read_only=True)) as db, container.reading():
                theirs = known(replay.steps(Vault(path, db, store.keys, read_only=True)))
        except (OSError, WellPlanError):
            keep.append(path)
            continue
        if not theirs.keys() <= ours:
            keep.append(path)
    return keep


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
