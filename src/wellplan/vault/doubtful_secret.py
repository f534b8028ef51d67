# SPDX-License-Identifier: Apache-2.0
"""A new secret of which the disk did not say whether it holds: what is told then, and what is told later."""

from dataclasses import dataclass, field

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.vault import keyslots
from wellplan.vault.keyslots import Slot


@dataclass(frozen=True, slots=True)
class DoubtfulSlot:
    """A change of a slot that may have landed; `slot` None for one that was to be removed."""

    kind: int
    slot: Slot | None = field(repr=False)
    same_secret: bool = False
    """True when only the slot is made anew: then nobody needs to be told."""

    def error(self) -> WellPlanError:
        """The sentence while nobody can know."""
        if self.kind == keyslots.PASSPHRASE:
            what = _("The disk does not answer. WellPlan can’t tell if it kept the new passphrase.")
            step = _("Keep the old and the new one in mind. WellPlan will look again.")
        else:
            what = _("The disk does not answer. WellPlan can’t tell if the old recovery sheet still works.")
            step = _("Keep the old sheet. WellPlan will look again.")
        return WellPlanError(what, _("Your plan is safe."), step)

    def outcome(self, landed: bool) -> str:
        """The sentence once the file could be looked at."""
        if self.kind == keyslots.PASSPHRASE:
            if landed:
                return _("Your new passphrase was kept. The old one no longer opens this plan.")
            return _("Your new passphrase was not kept. The old one still opens this plan.")
        if not landed:
            return _("Your old recovery sheet still works. Nothing has changed.")
        if self.slot is None:
            return _("Your recovery sheet was taken out. It no longer opens this plan.")
        return _("Your old recovery sheet no longer works. Please make a new one.")
