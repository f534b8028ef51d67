# SPDX-License-Identifier: Apache-2.0
"""Commands on a plan itself: make one, replace what it holds, check it, list its edits; the templates."""

import argparse
import sys

from wellplan.cli.asking import ask, read_plan_json, unlocked
from wellplan.errors import WellPlanError
from wellplan.grammar import UsageError
from wellplan.i18n import _


def create(options: argparse.Namespace) -> None:
    """Make a new sealed plan, and print its recovery code."""
    from wellplan.plan import templates
    from wellplan.vault import new_file, store

    if options.source is not None:
        plan = read_plan_json(options.source)
    elif options.template in [each.id for each in templates.list_templates()]:
        plan = templates.start_plan(options.template)
    else:
        raise UsageError(_("There is no template of that name. This lists them: wellplan templates"))
    new_file.check_free(options.plan)
    passphrase = ask(_("Choose a passphrase: "))
    if not passphrase:
        raise UsageError(_("An empty passphrase keeps nobody out. Please choose one."))
    if sys.stdin.isatty() and ask(_("The same passphrase again: ")) != passphrase:
        raise WellPlanError(
            _("The two passphrases are not the same."), _("Nothing has been made."), _("Please try again.")
        )
    opened, recovery_code = store.create(options.plan, passphrase, plan)
    opened.close()
    print(_("recovery code: {code}").format(code=recovery_code))


def import_plan(options: argparse.Namespace) -> None:
    """Replace what the plan holds by a plan.json. What it held before stays in its history."""
    plan = read_plan_json(options.source)
    with unlocked(options.plan) as opened:
        opened.save(plan)


def check(options: argparse.Namespace) -> None:
    """Read back and verify all that the file holds."""
    with unlocked(options.plan) as opened:
        opened.verify()
    print(_("Every page and every value of this plan is whole."))


def history(options: argparse.Namespace) -> None:
    """Each kept edit: its number, its time and how many things it changed, with tabs between."""
    with unlocked(options.plan) as opened:
        for revision in opened.history():
            print(f"{revision.seq}\t{revision.at}\t{len(revision.changes)}")


def list_templates(options: argparse.Namespace) -> None:
    """Each template: its name for `--template`, its title and what it is for, with tabs between."""
    del options
    from wellplan.plan import templates

    for each in templates.list_templates():
        print(f"{each.id}\t{each.title}\t{each.summary}")
