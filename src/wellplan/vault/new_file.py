# SPDX-License-Identifier: Apache-2.0
"""The place of a new plan: never over another file, never one that could not be read back."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.vault import container, state
from wellplan.vault.records import BadRecord


def check_readable(event: dict[str, Any], plan: Plan) -> None:
    """Raises WellPlanError when the first record could not be read back."""
    with suppress(BadRecord):
        if state.first_state(event).plan == plan:
            return
    raise cannot_keep()


def check_free(path: Path) -> None:
    """Raises WellPlanError when something is at that place already, or the place cannot be looked at."""
    try:
        taken = path.exists()
    except OSError as error:
        raise cannot_create() from error
    if taken:
        raise _already_there()


def place_new(half: Path, path: Path) -> None:
    """Give a finished file its name, never over another's."""
    try:
        os.link(half, path)
        # The plan has its name now: a second name that stays is no failure.
        with suppress(OSError):
            half.unlink()
    except FileExistsError as error:
        raise _already_there() from error
    except OSError:
        # Some sticks and shares have no hard links.
        check_free(path)
        half.rename(path)
    container.sync_folder(path.parent)


def _already_there() -> WellPlanError:
    return WellPlanError(
        _("There is already a file of that name."),
        _("It has not been changed."),
        _("Choose another name or place."),
    )


def cannot_create() -> WellPlanError:
    """The sentence for a place that does not take a new file."""
    return WellPlanError(
        _("The plan could not be saved in that place."),
        _("Nothing else has been changed."),
        _("Choose another place, or make some room on the disk."),
    )


def cannot_keep() -> WellPlanError:
    """The sentence for words that could not be read back."""
    return WellPlanError(
        _("There is something in the last change that can’t be saved."),
        _("Your saved plan is safe. The last change is only on your screen."),
        _("Undo the last change and try it another way."),
    )
