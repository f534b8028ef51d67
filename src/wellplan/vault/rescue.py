# SPDX-License-Identifier: Apache-2.0
"""Reading what is left of a damaged plan, and writing it as a new one. The damaged file is never written to.

The snapshot and the records are two copies of the plan on different pages: either is enough.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from wellplan.crypto import STANDARD, Cost, Keys
from wellplan.errors import Damaged, WellPlanError
from wellplan.i18n import _, ngettext
from wellplan.plan.dates import in_words
from wellplan.plan.exchange import section_to_json
from wellplan.plan.model import Field, FieldType, Plan, Section
from wellplan.vault import container, found_keys, given, leaf_pages, records, state, store
from wellplan.vault.open_plan import now
from wellplan.vault.records import BadRecord, Record
from wellplan.vault.state import State
from wellplan.vault.store import Store


@dataclass(frozen=True, slots=True)
class Rescued:
    """What could be read: the plan as it was after record `from_record` of `of_records`.

    `missing` says in plain sentences what is not in it; empty when the plan is whole.
    """

    plan: Plan = field(repr=False)
    missing: tuple[str, ...]
    from_record: int
    of_records: int
    state: State | None = field(default=None, repr=False)


_NEARBY = 100
"""Records before the snapshot that are opened too: only to tell on which day a missing one was made."""
_MOST_MISSING = 100_000
"""Records counted as missing behind the last one found: a made-up head may name any number."""


@dataclass(slots=True)
class _Found:
    """What opened with the keys. `events` by seq; None for a record removed for good."""

    events: dict[int, dict[str, Any] | None] = field(default_factory=dict)
    snapshot: tuple[State, int] | None = None
    last: int = 0


def read_what_is_left(path: Path, *, passphrase: str | None = None, code: str | None = None) -> Rescued:
    """Read every page that can be read. Slow on purpose: for a worker thread.

    Raises WrongPassphrase, WrongGroup for a slip in the code, Damaged when nothing can be read with it, or
    WellPlanError when there is no file.
    """
    try:
        path.stat()
        keys = found_keys.keys_in(path, passphrase=passphrase, code=code)
        found = _find(path, keys)
    except OSError as error:
        raise container.unreadable(error) from error
    if found.snapshot is None and not found.events:
        raise _nothing_left()
    return _replayed(found)


def rescue_into(
    rescued: Rescued,
    new_path: Path,
    passphrase: str,
    *,
    cost: Cost = STANDARD,
    data_dir: Path | None = None,
) -> str:
    """Write what was read as a new plan with keys of its own, and give its recovery code.

    It begins with the plan as it was; earlier versions stay in the damaged file alone. Never writes over a
    file. Raises WellPlanError.
    """
    opened, code = store.create(new_path, passphrase, rescued.plan, cost=cost, data_dir=data_dir)
    try:
        if rescued.state is not None:
            _keep_the_rest(opened, rescued.state)
    finally:
        opened.close()
    return code


def _keep_the_rest(opened: Store, was: State) -> None:
    """The preferences, the copies that people hold, and the number of the last version they go by."""
    for name, value in was.preferences.items():
        opened.set_preference(name, value)
    for copy in was.given:
        told = given.to_json(replace(copy, seq=0))
        event = {"kind": "given", "at": now(), "copy": told, "replaces": []}
        opened.commit(event, state.after(opened.state, event))
    if was.mark is not None:
        event = {"kind": "version", "at": now(), **asdict(was.mark), "reason": "rescue"}
        opened.commit(event, state.after(opened.state, event))


def _find(path: Path, keys: Keys) -> _Found:
    """Open all that the pages hold. What does not open is not this plan's, or damaged."""
    found, candidates = _Found(), dict[int, list[Record]]()
    for row_id, values in leaf_pages.rows(path):
        if len(values) == 5:
            try:
                record = records.record_from_row((row_id, *values[1:]))
            except BadRecord:
                continue
            candidates.setdefault(record.seq, []).append(record)
        elif len(values) == 2 and isinstance(values[1], bytes):
            _look_at(values[1], keys, found)
    _open_records(candidates, keys, found)
    return found


def _look_at(content: bytes, keys: Keys, found: _Found) -> None:
    """Take a head or a snapshot; the newest of each counts."""
    with suppress(BadRecord):
        found.last = max(found.last, records.read_head(keys, content).seq)
        return
    try:
        now, seq, _mac = state.from_snapshot(records.open_snapshot(keys, content))
    except BadRecord:
        return
    if found.snapshot is None or seq > found.snapshot[1]:
        found.snapshot = now, seq
        found.last = max(found.last, seq)


def _open_records(candidates: dict[int, list[Record]], keys: Keys, found: _Found) -> None:
    """Where a page and a journal hold different records of one number, the one that follows on counts."""
    before: Record | None = None
    first = found.snapshot[1] - _NEARBY if found.snapshot else 0
    for seq in sorted(seq for seq in candidates if seq > first):
        opened = list(_opened(candidates[seq], keys))
        if not opened:
            continue
        linked = [pair for pair in opened if before is not None and _follows(keys, pair[0], before)]
        before, event = (linked or opened)[0]
        found.events[seq] = event
        found.last = max(found.last, seq)


def _opened(candidates: list[Record], keys: Keys) -> Iterator[tuple[Record, dict[str, Any] | None]]:
    for record in candidates:
        try:
            yield record, records.open_record(keys, record)
        except BadRecord:
            continue


def _follows(keys: Keys, record: Record, before: Record) -> bool:
    try:
        records.check_link(keys, record, before.seq + 1, before.mac)
    except BadRecord:
        return False
    return True


@dataclass(slots=True)
class _Replay:
    """The plan as it grows. `unread` are the records whose words are missing from it."""

    now: State
    reached: int
    begun: bool
    unread: list[int] = field(default_factory=list)
    newer: bool = False

    def take(self, seq: int, event: dict[str, Any] | None) -> None:
        """Fold in the event of a record; None for one removed for good. Raises BadRecord."""
        if event is not None:
            if not self.begun:
                event = _with_places(self.now.plan, event)
            self.now = state.after(self.now, event)
            if "plan" in event and event.get("kind") in state.KNOWN_WORDS:
                self.begun = True
                self.unread.clear()  # the whole plan of that moment is in it
            if self.now.has_unknown:
                self.now = replace(self.now, words=self.now.words & state.KNOWN_WORDS)
                if self.unread:
                    self.unread.append(seq)  # it belongs to something that could not be read
                else:
                    self.newer = True
        self.reached = seq


def _replayed(found: _Found) -> Rescued:
    """The plan from the snapshot and what came after it, else from all records that opened."""
    start, after = found.snapshot or (State(Plan()), 0)
    replay = _Replay(start, after, begun=found.snapshot is not None)
    furthest = max(found.events, default=after) + _MOST_MISSING
    for seq in range(after + 1, min(found.last, furthest) + 1):
        try:
            if seq not in found.events:
                raise BadRecord
            replay.take(seq, found.events[seq])
        except BadRecord:
            replay.unread.append(seq)
    if not replay.begun and not replay.now.plan.sections:
        raise _nothing_left()
    missing = tuple(_missing(found, replay))
    return Rescued(replay.now.plan, missing, replay.reached, found.last, replay.now)


def _with_places(plan: Plan, event: dict[str, Any]) -> dict[str, Any]:
    """The event with a page for every entry whose own page was never read, so that its words have a place."""
    changes: list[dict[str, Any]] = []
    known = {section.id for section in plan.sections}
    for change in event.get("changes", ()):
        if change.get("do") == "section":
            known.add(change["section"]["id"])
        elif change.get("do") == "item" and change["section"] not in known:
            known.add(change["section"])
            changes.append({"do": "section", "section": _page(change["section"], change["item"]["values"])})
        changes.append(change)
    return {**event, "changes": changes} if changes else event


def _page(section_id: str, values: dict[str, Any]) -> dict[str, Any]:
    kinds: dict[bool, FieldType] = {True: "tick", False: "text"}
    fields = tuple(Field(key, key, kinds[isinstance(value, bool)]) for key, value in values.items())
    page = section_to_json(Section(id=section_id, title=_("Found again"), fields=fields))
    return {key: value for key, value in page.items() if key != "items"}


def _missing(found: _Found, replay: _Replay) -> Iterator[str]:
    if count := len(replay.unread):
        said = ngettext(
            "One change of {total} could not be read.", "{count} changes of {total} could not be read.", count
        )
        yield said.format(count=count, total=found.last)
        if days := _days(found, replay.unread[0], replay.unread[-1]):
            yield days
    if not replay.begun:
        yield _("The beginning could not be read. Some pages may have lost their names.")
    if replay.newer:
        yield _("A newer WellPlan wrote in this plan. Some of that may not be here.")


def _days(found: _Found, first: int, last: int) -> str:
    """When the missing changes were made, as far as the records beside them tell."""
    days = {seq: day for seq, event in found.events.items() if event and (day := _day(event))}
    before = max((seq for seq in days if seq < first), default=None)
    after = min((seq for seq in days if seq > last), default=None)
    if before is not None and after is not None:
        if days[before] == days[after]:
            return _("That was on {day}.").format(day=in_words(days[before]))
        said = _("That was between {first} and {last}.")
        return said.format(first=in_words(days[before]), last=in_words(days[after]))
    if before is not None:
        return _("That was on {day} or later.").format(day=in_words(days[before]))
    if after is not None:
        return _("That was on {day} or before.").format(day=in_words(days[after]))
    return ""


def _day(event: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(event["at"])[:10])
    except (KeyError, ValueError):
        return None


def _nothing_left() -> WellPlanError:
    return Damaged(
        _("Nothing in this file could be read."),
        _("WellPlan has not changed it. Your passphrase is not the problem."),
        _("Keep this file. If there is a backup of your plan, open that."),
    )
