# SPDX-License-Identifier: Apache-2.0
"""Why a save failed, in the three sentences a person needs. The last saved plan is whole in every case."""

import errno
import sqlite3

from wellplan.errors import WellPlanError
from wellplan.i18n import _

_NOT_ALLOWED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def cannot_save(error: Exception) -> WellPlanError:
    """The sentence for a save that failed; the last saved plan is still whole."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    number = getattr(error, "errno", None)
    if code == sqlite3.SQLITE_FULL or number in (errno.ENOSPC, errno.EDQUOT):
        what, step = _("The disk is full."), _("Make some room on the disk. WellPlan will try again.")
    elif code in _NOT_ALLOWED or number in (errno.EROFS, errno.EACCES, errno.EPERM):
        what, step = _("This disk can’t be written to."), _("Save a copy in another place.")
    elif code in _HELD:
        what = _("Another program is holding your plan’s file.")
        step = _("Close that program. WellPlan will try again.")
    elif is_corrupt(error):
        what, step = _("Part of your plan’s file is damaged."), _("Save a copy in another place.")
    else:
        what, step = (
            _("The disk did not take the last change."),
            _("Check the disk. WellPlan will try again."),
        )
    return WellPlanError(what, _("Your saved plan is safe. The last change is only on your screen."), step)


def is_held(error: Exception) -> bool:
    """Whether another program held the file: then nothing at all was written."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _HELD


def is_corrupt(error: Exception) -> bool:
    """Whether SQLite found the pages of the file out of order."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
