# SPDX-License-Identifier: Apache-2.0
"""The open file under a vault: one write at a time, and certainty about what it holds.

A failed write never harms what is stored: the connection is dropped, opened again and looked at.
"""

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wellplan.crypto import Keys
from wellplan.errors import ChangedElsewhere, Damaged, NewerVersion, WellPlanError
from wellplan.i18n import _
from wellplan.vault import container, records, save_faults
from wellplan.vault.records import BadRecord, Head

if TYPE_CHECKING:
    from sqlite_utils import Database


_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO)


class SteadyFile:
    """A connection, the head as last known, and the one write that may be in doubt."""

    def __init__(self, path: Path, db: "Database", keys: Keys, *, read_only: bool) -> None:
        self.path = path
        self.keys = keys
        self.read_only = read_only
        self._db: Database | None = db
        self._place = path.stat()
        self._stored = stored_head(db)
        self.head = checked_head(keys, self._stored)
        self._doubt: tuple[bytes, Head] | None = None
        self._opened_in_trouble = False
        self.pages_fit = True
        """False once a check found a page in two places: it is mended before anything is written."""
        self.mend: Callable[[], None] | None = None
        """Puts a mended file in the place of this closed one. Raises WellPlanError, and changes nothing."""

    @property
    def is_in_doubt(self) -> bool:
        """True while nobody can know whether the last write landed."""
        return self._doubt is not None

    def settle(self) -> bool:
        """Open the file again after a failure. True when the write we were told had failed had landed.

        Raises WellPlanError while the file cannot be looked at, ChangedElsewhere when it is another one.
        """
        if self._opened_in_trouble:
            self.close()
        if self._db is None:
            self._open_again()
        if self._doubt is None:
            return False
        try:
            with container.reading():
                stored = stored_head(self._connection())
        except Damaged:
            raise
        except WellPlanError as error:
            self.close()
            raise save_faults.cannot_save(OSError(errno.EIO, "")) from error
        raw, head = self._doubt
        if stored not in (raw, self._stored):
            self.close()
            raise _changed_elsewhere()
        landed = stored == raw != self._stored
        self._doubt, self._stored = None, stored
        if landed:
            self.head = head
        self._settled(landed)
        return landed

    def _settled(self, landed: bool) -> None:
        """Called once it is known whether a doubtful write landed."""

    def close(self) -> None:
        """Let go of the file. Nothing is written."""
        if self._db is not None:
            self._db.close()
            self._db = None
        self._opened_in_trouble = False

    def _open_again(self) -> None:
        try:
            place = self.path.stat()
            self._db = container.connect(self.path, read_only=self.read_only)
            self._place = place
        except (Damaged, NewerVersion):
            raise
        except (sqlite3.Error, OSError, WellPlanError) as error:
            raise _gone_or_failed(error) from error

    def _connection(self) -> "Database":
        if self._db is None:
            raise save_faults.cannot_save(OSError(errno.EIO, ""))
        return self._db

    def check_writable(self) -> None:
        """Raises WellPlanError when the file is open for reading only."""
        if self.read_only:
            raise WellPlanError(
                _("This plan is open for reading only."),
                _("Your saved plan is safe."),
                _("Save a copy in another place to change it."),
            )

    def _write(self, head: Head, work: Callable[["Database"], object]) -> None:
        self.check_writable()
        if not self.pages_fit:
            self._mend()
        raw = records.head_bytes(self.keys, head)
        is_mended = False
        while True:
            db = self._connection()
            self._check_place()
            try:
                self._transact(db, raw, work)
                break
            except ChangedElsewhere:
                self.close()  # the right file may be back the next time
                raise
            except (sqlite3.Error, OSError) as error:
                if self._has_landed(raw, head, error):
                    break
                if is_mended or self.mend is None or not save_faults.is_corrupt(error):
                    raise save_faults.cannot_save(error) from error
            self._mend()
            is_mended = True
        self._stored, self.head = raw, head

    def _transact(self, db: "Database", raw: bytes, work: Callable[["Database"], object]) -> None:
        with container.transaction(db):
            if stored_head(db) != self._stored:
                raise _changed_elsewhere()
            work(db)
            db.execute("UPDATE head SET bytes = ? WHERE id = 1", [raw])

    def _has_landed(self, raw: bytes, head: Head, error: Exception) -> bool:
        """After a failed sync nobody knows what the disk holds: open the file again and look.

        Raises the sentence for the failure while the file cannot be looked at. SQLite opens a file for
        reading only where a fault keeps it from writing: that connection is not the one for the next write.
        """
        if save_faults.is_held(error):
            return False
        self.close()
        self._doubt = (raw, head)
        try:
            if self.settle():
                self._opened_in_trouble = True
                return True
        except WellPlanError:
            raise save_faults.cannot_save(error) from error
        self.close()
        return False

    def _mend(self) -> None:
        """Have the file made anew from its rows. Raises WellPlanError; then it is as it was."""
        self.close()
        if self.mend is not None:
            self.mend()
        self._open_again()
        self.pages_fit = True

    def _check_place(self) -> None:
        """A file renamed over ours would take our writes with it into nowhere."""
        try:
            now = self.path.stat()
        except OSError as error:
            raise _gone_or_failed(error) from error
        if not os.path.samestat(now, self._place):
            self.close()
            raise _changed_elsewhere()


def stored_head(db: "Database") -> bytes | None:
    """The head as it is in the file now; None when there is none."""
    row = db.execute("SELECT bytes FROM head WHERE id = 1").fetchone()
    return row[0] if row else None


def checked_head(keys: Keys, stored: object) -> Head:
    """The head in its bytes. Raises Damaged."""
    try:
        return records.read_head(keys, stored)
    except BadRecord as error:
        raise container.damaged() from error


def _changed_elsewhere() -> ChangedElsewhere:
    return ChangedElsewhere(
        _("Another program has changed your plan’s file."),
        _("Nothing was overwritten. Your words are still on your screen."),
        _("Bring both together, or save a copy somewhere else."),
    )


def _gone_or_failed(error: Exception) -> WellPlanError:
    """A stick that was pulled out, or any other reason why the file cannot be reached while it is open."""
    if isinstance(error, OSError) and error.errno not in (
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ENODEV,
        errno.ENXIO,
    ):
        return save_faults.cannot_save(error)
    if isinstance(error, sqlite3.Error):
        return save_faults.cannot_save(error)
    return WellPlanError(
        _("Your plan’s file is no longer where it was."),
        _("Your words are still on your screen."),
        _("Put the file or the disk back. WellPlan will try again."),
    )
