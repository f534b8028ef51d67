# SPDX-License-Identifier: Apache-2.0
"""The one way to write a copy the person asked for: whole or not at all, and readable by them alone.

No other file is ever made: the unfinished one lies in the same folder and is removed on any failure.
"""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from wellplan.errors import WellPlanError
from wellplan.i18n import _

PLAN_SUFFIX = ".wellplan"


def check_place(path: Path, plan_path: Path | None = None) -> None:
    """Refuse a place where a copy must not or cannot go, before anyone is asked for a passphrase.

    A plan's own file is never written over, nor is anything that is not an ordinary file.
    """
    target = path.resolve()
    same = plan_path is not None and (target == plan_path.resolve() or _is_same(target, plan_path))
    if same or target.suffix.lower() == PLAN_SUFFIX:
        raise _refused(_("A copy cannot be written over a plan."))
    if target.exists() and not target.is_file():
        raise _refused(_("The place for the copy is not an ordinary file."))
    if not target.parent.is_dir():
        raise _refused(_("The folder for the copy does not exist."))


def write_copy(path: Path, data: bytes, plan_path: Path | None = None) -> None:
    """Write `data` to `path`. An older file there stays as it is until the new one is safely down.

    The file is readable by its owner only (0600). Raises WellPlanError and leaves nothing half done.
    """
    check_place(path, plan_path)
    target = path.resolve()
    try:
        handle, unfinished = tempfile.mkstemp(prefix=".wellplan-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _failed(error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(target)
        _settle(target.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        if isinstance(error, OSError):
            raise _failed(error) from None
        raise


def _settle(folder: Path) -> None:
    """Make the new name last through a power cut, on the file systems that can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _is_same(target: Path, plan_path: Path) -> bool:
    try:
        return target.samefile(plan_path)
    except OSError:
        return False


def _refused(what: str) -> WellPlanError:
    return WellPlanError(what, _("Your plan has not changed."), _("Choose another name or folder for it."))


def _failed(error: OSError) -> WellPlanError:
    """The world's fault in plain words. The system's own message would name the file."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what = _("There is no room left on the disk for the copy.")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what = _("This folder does not let WellPlan write the copy.")
    else:
        what = _("The computer could not write the copy.")
    return WellPlanError(what, _("Your plan has not changed."), _("Choose another folder and try again."))
