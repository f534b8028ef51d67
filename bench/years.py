# SPDX-License-Identifier: Apache-2.0
"""A believable plan after a month or after twenty years of use, made from a fixed seed."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wellplan.crypto import TESTING, Cost
from wellplan.plan import changes
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.vault import container, keyslots, records, state, vault

PASSPHRASE = "one two three four five six"
TWENTY_YEARS = (12_000, 400)
ONE_MONTH = (50, 400)
"""Edits and items. The month has as many items as the years, so that only the years differ."""

_WORDS = (  # noqa: SIM905
    "sleep walk quiet morning tea friend music list slow busy lights rest window garden call sister "
    "phone early late crowded spending talking plans bath book door gentle water bread shoes rain "
    "meeting letter doctor nurse kitchen table blanket cat train ticket song breath step field"
).split()
_STAGES = ("life", "well", "ups-and-downs", "early", "worse", "crisis", "after")
_FIELDS = (
    Field("sign", "A sign", "line"),
    Field("do", "What I do", "text"),
    Field("others", "Others", "text"),
)


def first_plan(items: int, seed: int = 20) -> Plan:
    """A plan of 14 sections and `items` items."""
    pick = random.Random(seed)
    sections = [
        Section(id=_id(pick), key=f"page-{n}", title=_text(pick, 3), prompt=_text(pick, 12),
                stage=_STAGES[n // 2], fields=_FIELDS)
        for n in range(14)
    ]  # fmt: skip
    people = tuple(
        Person(id=_id(pick), name=_text(pick, 2), role=_text(pick, 1), phones=(f"01632 9600{n:02}",))
        for n in range(8)
    )
    plan = Plan(id=_id(pick), title="My plan", template="keeping-well", people=people)
    for n, section in enumerate(sections):
        mine = tuple(_item(pick, pick.choice((8, 20, 40))) for _n in range(n, items, 14))
        plan = plan.put_section(Section(**{**_parts(section), "items": mine}))
    return plan


def edited(plan: Plan, edits: int, seed: int = 21) -> Iterator[tuple[str, Plan]]:
    """The plan after each edit with its time: mostly new words in one item, sometimes a move."""
    pick = random.Random(seed)
    at = datetime(2006, 11, 21, 9, tzinfo=UTC)
    for _n in range(edits):
        at += timedelta(minutes=pick.randrange(5, 1700))
        when = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        section = pick.choice(plan.sections)
        item = pick.choice(section.items)
        if pick.random() < 0.05:
            plan = plan.move_item(section.id, item.id, pick.randrange(len(section.items)))
        else:
            key = pick.choice(_FIELDS).key
            plan = plan.put_item(
                section.id, item.with_value(key, _text(pick, pick.choice((4, 30, 90))), when)
            )
        yield when, plan


def write_vault(path: Path, edits: int, items: int, cost: Cost = TESTING) -> Plan:
    """A closed vault with that history; its last plan. Written in one go, without a sync for each."""
    plan = first_plan(items)
    event = {"kind": "start", "at": "2006-11-21T09:00:00Z", "plan": plan_to_json(plan)}
    keys = vault.new_keys()
    slots = (
        keyslots.passphrase_slot(PASSPHRASE, keys.data, keys.vault_id, cost),
        keyslots.recovery_slot(keyslots.new_code(), keys.data, keys.vault_id),
    )
    vault.make_file(path, keys, slots, event)
    db = container.connect(path)
    opened = vault.Vault(path, db, keys, read_only=False)
    seq, mac = 1, opened.head.mac
    with container.transaction(db):
        for when, after in edited(plan, edits):
            change = {"kind": "edit", "at": when, "changes": changes.difference(plan, after)}
            if not change["changes"]:
                continue
            plan, seq = after, seq + 1
            record = records.make_record(keys, seq, mac, change)
            mac = record.mac
            row = [seq, record.uid, record.kind_class, record.sealed, record.mac]
            db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?)", row)
        head = records.Head(keys.vault_id, seq, mac, opened.head.slots)
        db.execute("UPDATE head SET bytes = ? WHERE id = 1", [records.head_bytes(keys, head)])
    opened.close()
    opened = vault.Vault(path, container.connect(path), keys, read_only=False)
    now = state.State(plan, words=frozenset({"start", "edit", "edit/item", "edit/item-order"}))
    opened.put_snapshot(state.to_snapshot(now, seq, mac))
    opened.close()
    return plan


def _parts(section: Section) -> dict[str, object]:
    return {name: getattr(section, name) for name in Section.__dataclass_fields__}


def _item(pick: random.Random, words: int) -> Item:
    values = {field.key: _text(pick, words) for field in _FIELDS}
    return Item(id=_id(pick), values=values, changed="2006-11-21T09:00:00Z")


def _id(pick: random.Random) -> str:
    return str(uuid.UUID(int=pick.getrandbits(128), version=4))


def _text(pick: random.Random, words: int) -> str:
    return " ".join(pick.choice(_WORDS) for _n in range(words)).capitalize()
