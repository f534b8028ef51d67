# SPDX-License-Identifier: Apache-2.0
"""Small files of our own beside a plan or in the data folder, and a look at those others may have put there.

No link is ever written through, and no pipe is waited for.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""sqlite.org/fileformat2.html, section 3: it begins a journal, and ends one that names another file."""
PATIENT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def open_file(path: Path, flags: int) -> int:
    """The handle of an ordinary file. Raises OSError for anything else, and waits for no pipe."""
    handle = os.open(path, flags | PATIENT)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise FileNotFoundError(f"not an ordinary file: {path.name}")


def read(path: Path, most: int) -> bytes:
    """The first `most` bytes of an ordinary file. Raises OSError."""
    with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
        return file.read(most)


def write(path: Path, content: str) -> None:
    """Give a file this content, through a power cut too; its owner alone may read it. Raises OSError."""
    from wellplan.vault.container import sync_folder

    half = path.with_name(f".{path.name}.new")
    try:
        # Whatever stands at that name may lead elsewhere, so it goes first.
        half.unlink(missing_ok=True)
        handle = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def wipe_start(path: Path, length: int) -> None:
    """Write zeros over the first `length` bytes of an ordinary file, in place. Raises OSError."""
    with os.fdopen(open_file(path, os.O_RDWR | NO_LINK), "r+b") as file:
        file.write(bytes(min(os.fstat(file.fileno()).st_size, length)))
        file.flush()
        os.fsync(file.fileno())


def is_strange_journal(path: Path) -> bool:
    """Whether the journal beside a plan is not one of a plan.

    SQLite removes the file that the end of a journal names; a plan's journal names none. A link or a pipe is
    no journal either. One that cannot be read is left to SQLite.
    """
    journal = path.with_name(f"{path.name}-journal")
    try:
        if not stat.S_ISREG(journal.lstat().st_mode):
            return True
        with os.fdopen(open_file(journal, os.O_RDONLY | NO_LINK), "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - len(_JOURNAL_MAGIC)))
            return file.tell() > 0 and file.read() == _JOURNAL_MAGIC
    except OSError:
        return False
