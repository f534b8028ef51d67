# SPDX-License-Identifier: Apache-2.0
"""What is done for the slots of an open plan: a damaged copy is mended, a cheap passphrase costs more."""

from contextlib import suppress
from typing import TYPE_CHECKING

from wellplan.crypto import STANDARD, TESTING, Cost
from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import keyslots
from wellplan.vault.slot_tables import SlotTables
from wellplan.vault.vault import spare_damaged

if TYPE_CHECKING:
    from wellplan.vault.open_plan import Store


def mend_spares(store: "Store", tables: SlotTables) -> None:
    """Make both copies of each current slot equal again, behind a backup; if that fails the notice stays."""
    _take_out_strays(store, tables)
    current = store.vault.slots
    spares = [kind for kind in current if kind in tables.damaged or len(tables.found[kind]) > 1]
    if store.read_only or not spares:
        return
    try:
        store.back_up()
        for kind in spares:
            store.vault.put_slot(current[kind], same_secret=True)
    except WellPlanError:
        return
    mended = _("A spare part of this file was damaged. WellPlan mended it from the rest.")
    store.notices = tuple(
        dict.fromkeys(mended if told == spare_damaged() else told for told in store.notices)
    )


def _take_out_strays(store: "Store", tables: SlotTables) -> None:
    """A recovery sheet that was taken out and is in the file again: the head does not name it."""
    named = dict(store.vault.head.slots)
    if all(kind in named for kind in tables.found if tables.found[kind]):
        return
    told = _("An old recovery sheet was put back into this file. It does not open your plan.")
    with suppress(WellPlanError):
        store.vault.remove_slot(keyslots.RECOVERY)
        told = _("An old recovery sheet was put back into this file. WellPlan took it out again.")
    store.notices += (told,)


def raise_cost(store: "Store", passphrase: str, cost: Cost | None) -> None:
    """Wrap the data key anew when a guess at the passphrase costs less than `cost`, by default the standard.

    Nothing is said when it fails, or the machine is short of memory: it is tried at the next unlock.
    """
    slot = store.vault.slots.get(keyslots.PASSPHRASE)
    if store.read_only or slot is None or (cost is None and slot.cost == TESTING):
        return
    wanted = cost or STANDARD
    if _work(slot.cost) >= _work(wanted):
        return
    try:
        new = keyslots.passphrase_slot(passphrase, store.keys.data, store.keys.vault_id, wanted)
        if _work(new.cost) > _work(slot.cost):
            store.back_up()
            store.vault.put_slot(new, same_secret=True)
    except WellPlanError:
        return


def not_kept(store: "Store", error: WellPlanError) -> str:
    """The notice for a plan its recovery code opened, whose new passphrase could not be kept."""
    if store.vault.is_in_doubt:
        return _("{why} Try the new one first. Your recovery code opens the plan in any case.").format(
            why=error.what
        )
    return _("{why} Your new passphrase was not kept. Your recovery code still opens the plan.").format(
        why=error.what
    )


def _work(cost: Cost) -> int:
    return cost.memory_kib * cost.passes
