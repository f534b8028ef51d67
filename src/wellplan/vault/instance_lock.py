# SPDX-License-Identifier: Apache-2.0
"""One program at a time for one plan: an operating-system lock on a small file beside it.

The system drops the lock when a program ends, however it ends, so a stale file never locks anyone out. Where
a disk knows no locks, a note says which program has the plan; once that has ended the note means nothing.
"""

import errno
import importlib
import os
import sys
import weakref
from contextlib import suppress
from pathlib import Path

from wellplan.errors import OpenElsewhere
from wellplan.i18n import _
from wellplan.vault import small_files, window_note

_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS)


class InstanceLock:
    """Held from `take` to `release`."""

    def __init__(self, plan_path: Path) -> None:
        self._path = plan_path.with_name(f".{plan_path.name}.lock")
        self._note = plan_path.with_name(f".{plan_path.name}.window")
        self._close: weakref.finalize[..., InstanceLock] | None = None
        self.notices: tuple[str, ...] = ()
        """What the person should know about this lock."""

    def take(self) -> None:
        """Raises OpenElsewhere when another holds it, OSError when the folder cannot be written to.

        An open plan that nobody waits for any more lets go when Python forgets it.
        """
        while self._close is None:
            handle = _open(self._path)
            try:
                locked = _lock(handle)
            except OSError as error:
                os.close(handle)
                if sys.platform == "win32" or error.errno not in _NO_LOCKS:
                    raise
                self._take_note()
                return
            if not locked:
                os.close(handle)
                raise _elsewhere()
            # The one before us may have removed the file between our open and our lock.
            if _is_still(handle, self._path):
                self._close = weakref.finalize(self, os.close, handle)
            else:
                os.close(handle)

    def _take_note(self) -> None:
        with suppress(OSError):
            self._path.unlink()
        if not window_note.leave(self._note):
            raise _elsewhere()
        self._close = weakref.finalize(self, window_note.take_away, self._note)
        self.notices = (
            _("This disk can’t keep two windows apart. Please open this plan in one place at a time."),
        )

    def release(self) -> None:
        """Let go, and take the small file away where the disk lets us. Nothing when it is not held."""
        if self._close is None:
            return
        if sys.platform != "win32" and not self.notices:
            with suppress(OSError):  # the stick is gone, or full: a left file locks no one out
                self._path.unlink()
        self._close()
        self._close = None


def _open(path: Path) -> int:
    """The lock file, which everyone may read: one that another person left must not keep us out.

    Raises OpenElsewhere when it is another person's and cannot even be read, OSError for any other fault.
    """
    if path.is_symlink():  # it may lead anywhere, and is none of ours
        path.unlink()
    try:
        return os.open(path, os.O_CREAT | os.O_RDWR | small_files.NO_LINK, 0o644)
    except PermissionError:
        if not path.exists():
            raise
    try:
        return os.open(path, os.O_RDONLY | small_files.NO_LINK | small_files.PATIENT)
    except PermissionError as error:
        raise OpenElsewhere(
            _("Another person on this computer may have this plan open."),
            _("Your plan is safe."),
            _("Ask them to close it. Or remove the small hidden file ending in .lock beside it."),
        ) from error


def _elsewhere() -> OpenElsewhere:
    return OpenElsewhere(
        _("This plan is open in another window."),
        _("Your plan is safe."),
        _("Use that window, or close it and try again."),
    )


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
