# SPDX-License-Identifier: Apache-2.0
"""Commands that keep a plan: a backup at a chosen place, and a backup put back."""

import argparse
from contextlib import suppress
from typing import TYPE_CHECKING

from wellplan.cli.asking import ask, unlocked
from wellplan.errors import WellPlanError
from wellplan.i18n import _

if TYPE_CHECKING:
    from wellplan.plan.model import Plan


def backup(options: argparse.Namespace) -> None:
    """Write one sealed file that opens with the plan's own secrets, and open it to see that it is whole."""
    from wellplan.vault import backup_elsewhere

    with unlocked(options.plan) as opened:
        backup_elsewhere.save_backup_copy(opened, options.out)
    print(_("The backup is saved, and every page of it is whole."))


def restore(options: argparse.Namespace) -> None:
    """Put a backup in a plan's place: say what differs, keep what is there, and say where."""
    from wellplan.vault import backup, restore

    keys = restore.keys_of(options.backup, passphrase=ask(_("The backup's passphrase: ")))
    plan, today = restore.plan_in(options.backup, keys), None
    with suppress(WellPlanError):
        today = restore.plan_in(options.plan, keys)
    kept = restore.put_back(options.backup, options.plan, keys, backup.default_data_dir())
    for line in _differences(today, plan):
        print(line)
    if kept is not None:
        print(_("What was there is kept: {path}").format(path=kept))


def _differences(today: "Plan | None", plan: "Plan") -> list[str]:
    """What is not as it was: which pages, but not the words on them, as a screen keeps what it showed."""
    from wellplan.plan import describe

    if today is None:
        return [_("The backup is in its place. There was no plan to compare it with.")]
    headings = [told.heading for told in describe.describe(today, plan)]
    if not headings:
        return [_("The backup is in its place. Nothing differs.")]
    return [_("The backup is in its place. This is now different:"), *headings]
