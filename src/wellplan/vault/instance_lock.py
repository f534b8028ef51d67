# SPDX-License-Identifier: Apache-2.0
"""One program at a time for one plan: an operating-system lock on a small file beside it.

The system drops the lock when a program ends, however it ends, so a stale file never locks anyone out.
"""

import importlib
import os
import sys
import weakref
from contextlib import suppress
from pathlib import Path

from wellplan.errors import OpenElsewhere
from wellplan.i18n import _


class InstanceLock:
    """Held from `take` to `release`."""

    def __init__(self, plan_path: Path) -> None:
        self._path = plan_path.with_name(f".{plan_path.name}.lock")
        self._close: weakref.finalize[[int], InstanceLock] | None = None

    def take(self) -> None:
        """Raises OpenElsewhere when another holds it, OSError when the folder cannot be written to.

        An open plan that nobody waits for any more lets go when Python forgets it.
        """
        while self._close is None:
            handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                locked = _lock(handle)
            except OSError:
                os.close(handle)
                raise
            if not locked:
                os.close(handle)
                raise OpenElsewhere(
                    _("This plan is open in another window."),
                    _("Your plan is safe."),
                    _("Use that window, or close it and try again."),
                )
            # The one before us may have removed the file between our open and our lock.
            if _is_still(handle, self._path):
                self._close = weakref.finalize(self, os.close, handle)
            else:
                os.close(handle)

    def release(self) -> None:
        """Let go, and take the small file away where the disk lets us. Nothing when it is not held."""
        if self._close is None:
            return
        if sys.platform != "win32":
            with suppress(OSError):  # the stick is gone, or full: a left file locks no one out
                self._path.unlink()
        self._close()
        self._close = None


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _lock(handle: int) -> bool:
    """Lock without waiting; False when someone has it. Closing the handle unlocks."""
    try:
        if sys.platform == "win32":
            msvcrt = importlib.import_module("msvcrt")
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl = importlib.import_module("fcntl")
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
