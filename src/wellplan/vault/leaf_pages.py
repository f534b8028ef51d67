# SPDX-License-Identifier: Apache-2.0
"""A damaged plan's rows and slots, read page by page without SQLite, which gives up at the first bad one.

Nothing is written. It knows the layout of SQLite's table leaves (sqlite.org/fileformat2.html, sections 1.5
and 2.1), not what the rows mean; what cannot be read is passed over.
"""

import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from wellplan.vault import keyslots, limits, small_files
from wellplan.vault.container import PAGE_BYTES
from wellplan.vault.keyslots import SLOT_BYTES, BadSlot, Slot

Row = tuple[int, tuple[object, ...]]
"""The row id, and the values: None, an int or bytes. Other types are in no plan."""

_LEAF = 13
_FILE_HEADER = 100
_JOURNAL_HEADER = 512
_MOST_LOCAL = PAGE_BYTES - 35
_LEAST_LOCAL = (PAGE_BYTES - 12) * 32 // 255 - 23
_INT_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST_SLOTS = 8
"""Trying a passphrase costs half a second and 256 MiB for each slot, so a made-up file may not have many."""


def rows(path: Path) -> Iterator[Row]:
    """Every row that is still readable in any table leaf, in no order; then those its journal keeps.

    Raises OSError when the file cannot be opened; a page the disk does not give counts as damaged.
    """
    with path.open("rb", buffering=0) as file:
        pages = _Pages(file, path.stat().st_size)
        for number in range(1, pages.count + 1):
            yield from _rows_in(pages.page(number), _FILE_HEADER if number == 1 else 0, pages)
        for page in _journal_pages(path):
            yield from _rows_in(page, 0, pages)


def slots_in(path: Path) -> tuple[Slot, ...]:
    """Every whole slot anywhere in the file or its journal, known by its first bytes and its checksum."""
    found: dict[bytes, Slot] = {}
    try:
        with path.open("rb", buffering=0) as file:
            pages = _Pages(file, path.stat().st_size)
            for number in range(1, pages.count + 1):
                found |= {slot.raw: slot for slot in _slots_on(pages.page(number))}
        for page in _journal_pages(path):
            found |= {slot.raw: slot for slot in _slots_on(page)}
    except OSError:
        pass
    return tuple(found.values())[:_MOST_SLOTS]


class _Pages:
    """The pages of an open file by number, from 1."""

    def __init__(self, file: FileIO, size: int) -> None:
        self.count = -(-size // PAGE_BYTES)
        self._file = file
        # Each page of an honest file is in one chain, once; a journal may name them again.
        self._overflow_left = 4 * self.count + 64

    def page(self, number: int) -> bytes:
        """The bytes of a page, fewer at the end of a cut file, none where the disk has a bad spot."""
        try:
            self._file.seek((number - 1) * PAGE_BYTES)
            return self._file.read(PAGE_BYTES)
        except OSError:
            return b""

    def overflow(self, number: int, length: int) -> bytes:
        """`length` bytes of the chain of overflow pages that begins at a page. Raises ValueError."""
        pieces = []
        if length > limits.MOST_BYTES:
            raise ValueError
        while length > 0:
            self._overflow_left -= 1
            page = self.page(number) if 0 < number <= self.count else b""
            if len(page) < PAGE_BYTES or self._overflow_left < 0:
                raise ValueError
            pieces.append(page[4 : 4 + length])
            length -= len(pieces[-1])
            number = int.from_bytes(page[:4], "big")
        return b"".join(pieces)


def _journal_pages(path: Path) -> Iterator[bytes]:
    """Pages as they were before a change that was cut short: number, page and checksum, one after another."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        with os.fdopen(small_files.open_file(journal, os.O_RDONLY), "rb") as file:
            file.seek(_JOURNAL_HEADER)
            while len(entry := file.read(PAGE_BYTES + 8)) == PAGE_BYTES + 8:
                yield entry[4:-4]
    except OSError:
        return


def _slots_on(page: bytes) -> Iterator[Slot]:
    at = page.find(b"WPS1")
    while at >= 0:
        raw = page[at : at + SLOT_BYTES]
        for kind in keyslots.KINDS:
            try:
                yield keyslots.parse_slot(raw, kind)
            except BadSlot:
                continue
        at = page.find(b"WPS1", at + 1)


def _rows_in(page: bytes, start: int, pages: _Pages) -> Iterator[Row]:
    if len(page) < PAGE_BYTES or page[start] != _LEAF:
        return
    for n in range(min(_number(page, start + 3), PAGE_BYTES // 4)):
        try:
            cell = _number(page, start + 8 + 2 * n)
            row_id, content = _content(page, cell, pages)
            values = _values(content)
        except (ValueError, IndexError):
            continue
        yield row_id, values


def _content(page: bytes, at: int, pages: _Pages) -> tuple[int, bytes]:
    """The row id and the bytes of the row in the cell at a place of a page."""
    length, at = _varint(page, at)
    row_id, at = _varint(page, at)
    local = length
    if length > _MOST_LOCAL:
        local = _LEAST_LOCAL + (length - _LEAST_LOCAL) % (PAGE_BYTES - 4)
        local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    content = page[at : at + local]
    if length > local:
        first = int.from_bytes(page[at + local : at + local + 4], "big")
        content += pages.overflow(first, length - local)
    if len(content) != length:
        raise ValueError
    return row_id, content


def _values(content: bytes) -> tuple[object, ...]:
    end, at = _varint(content, 0)
    place, values = end, list[object]()
    while at < end:
        kind, at = _varint(content, at)
        size = _INT_BYTES.get(kind, (kind - 12) // 2 if kind >= 12 and kind % 2 == 0 else 0)
        if kind not in (0, 8, 9, *_INT_BYTES) and (kind < 12 or kind % 2):
            raise ValueError
        piece = content[place : place + size]
        if len(piece) != size:
            raise ValueError
        values.append(_value(kind, piece))
        place += size
    return tuple(values)


def _value(kind: int, piece: bytes) -> object:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    return int.from_bytes(piece, "big", signed=True) if kind in _INT_BYTES else piece


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """SQLite's number of 1 to 9 bytes, and the place after it. Raises IndexError at the end of the data."""
    value = 0
    for n in range(8):
        value = value << 7 | data[at + n] & 0x7F
        if data[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | data[at + 8], at + 9


def _number(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + 2], "big")
