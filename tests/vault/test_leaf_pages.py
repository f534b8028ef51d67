# SPDX-License-Identifier: Apache-2.0
"""Rows and slots read without SQLite: as SQLite gives them from a whole file; a made-up one does no harm."""

import random
import sqlite3
import time

import pytest

from vault import keepers
from wellplan.crypto import TESTING
from wellplan.vault import keyslots, leaf_pages

PAGE = 4096


def by_sqlite(path, table):
    with sqlite3.connect(path) as conn:
        rows = conn.execute(f"SELECT * FROM {table}").fetchall()
    conn.close()
    return [(row[0], (None, *row[1:])) for row in rows]


def found(path):
    return list(leaf_pages.rows(path))


@pytest.mark.parametrize("size", [0, 1, 4000, 4050, 4060, 4061, 4100, 8150, 50_000])
def test_a_row_of_any_length_is_the_one_sqlite_gives(tmp_path, size):
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, b BLOB)")
        numbers = (0, 1, -1, 127, -129, 40_000, -9_000_000, 2**31, -(2**40), 2**62, None)
        pick = random.Random(size)
        conn.executemany("INSERT INTO t VALUES (?, ?, ?)", [
            (3**n, number, pick.randbytes(size)) for n, number in enumerate(numbers)
        ])  # fmt: skip
    conn.close()
    assert sorted(row for row in found(path) if len(row[1]) == 3) == sorted(by_sqlite(path, "t"))


def test_rows_that_are_not_ours_are_passed_over(tmp_path):
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT, number REAL)")
        conn.execute("INSERT INTO t VALUES (1, 'words', NULL), (2, NULL, 1.5), (3, NULL, NULL)")
    conn.close()
    assert found(path) == [(3, (None, None, None))]


def damaged(path, at, data):
    whole = bytearray(path.read_bytes())
    whole[at : at + len(data)] = data
    path.write_bytes(whole)


def row_place(path):
    """Where the snapshot's long row begins in the file, and its page."""
    data = path.read_bytes()
    for number in range(1, len(data) // PAGE):
        page = data[number * PAGE : (number + 1) * PAGE]
        if page[0] == 13 and page[3:5] == b"\0\1":
            cell = int.from_bytes(page[8:10], "big")
            length, _at = leaf_pages._varint(page, cell)
            if length > 4096:
                return number * PAGE + cell, length
    raise AssertionError("no row with an overflow page")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return keepers.made(tmp_path_factory.mktemp("whole"), edits=30)[0]


@pytest.fixture
def path(whole, tmp_path):
    return keepers.copy_of(whole, tmp_path)


def test_a_chain_that_leads_nowhere_costs_one_row(path):
    rows = found(path)
    _at, length = row_place(path)
    data = path.read_bytes()
    [place] = [n for n in range(1, len(data) // PAGE) if data[n * PAGE : n * PAGE + 4] == bytes(4)
               and data[n * PAGE + 4 : n * PAGE + 8] != bytes(4)][:1]  # fmt: skip
    assert length > PAGE
    path.write_bytes(data[: place * PAGE])
    assert len(found(path)) < len(rows)


def test_a_chain_that_leads_to_itself_ends(tmp_path):
    """A page of cells that all name one endless chain: each step costs, so the steps are counted."""
    length, count = 4_000_000, 400
    cell = leaf_pages_varint(length) + b"\1" + bytes(600)
    page = bytearray(PAGE)
    page[0], page[3:5] = 13, count.to_bytes(2, "big")
    at = PAGE - 3000
    page[at : at + len(cell)] = cell
    local = leaf_pages._LEAST_LOCAL + (length - leaf_pages._LEAST_LOCAL) % (PAGE - 4)
    local = local if local <= leaf_pages._MOST_LOCAL else leaf_pages._LEAST_LOCAL
    name = at + len(leaf_pages_varint(length)) + 1 + local
    page[name : name + 4] = (3).to_bytes(4, "big")
    for n in range(count):
        page[8 + 2 * n : 10 + 2 * n] = at.to_bytes(2, "big")
    chain = (3).to_bytes(4, "big") + bytes(PAGE - 4)
    path = tmp_path / "x"
    path.write_bytes(bytes(PAGE) + bytes(page) + chain)
    began = time.monotonic()
    assert found(path) == []
    assert time.monotonic() - began < 2


def leaf_pages_varint(number):
    pieces = [number & 0x7F]
    while number := number >> 7:
        pieces.append(number & 0x7F | 0x80)
    return bytes(reversed(pieces))


def test_a_row_longer_than_its_page_is_passed_over(tmp_path):
    page = bytearray(PAGE)
    page[0], page[3:5], page[8:10] = 13, b"\0\1", (PAGE - 4).to_bytes(2, "big")
    page[PAGE - 4 :] = b"\x60\1\2\0"
    (tmp_path / "x").write_bytes(bytes(PAGE) + page)
    assert found(tmp_path / "x") == []


def test_made_up_numbers_of_rows_and_places_end(tmp_path):
    page = bytearray(b"\xff" * PAGE)
    page[0] = 13
    (tmp_path / "x").write_bytes(bytes(PAGE) + page)
    assert found(tmp_path / "x") == []
    with pytest.raises(IndexError):
        leaf_pages._number(b"x", 0)


def test_a_number_of_nine_bytes_is_read_whole():
    assert leaf_pages._varint(b"\xff" * 9, 0) == (2**64 - 1, 9)
    with pytest.raises(IndexError):
        leaf_pages._varint(b"\xff" * 8, 0)


def test_a_bad_spot_on_the_disk_costs_its_page_alone(path, monkeypatch):
    rows = found(path)
    bad = row_place(path)[0] // PAGE + 1
    real = leaf_pages.FileIO.read

    class Disk(leaf_pages.FileIO):
        def read(self, size=-1):
            if self.tell() // PAGE + 1 == bad:
                raise OSError(5, "")
            return real(self, size)

    monkeypatch.setattr(type(path), "open", lambda self, mode, buffering=-1: Disk(self))
    left = found(path)
    assert 0 < len(left) < len(rows)
    assert all(row in rows for row in left)
    assert len(leaf_pages.slots_in(path)) == 2


def test_slots_are_found_anywhere_and_never_too_many(path, tmp_path):
    slots = leaf_pages.slots_in(path)
    assert sorted(slot.kind for slot in slots) == [1, 2]
    assert leaf_pages.slots_in(tmp_path / "nowhere") == ()
    many = b"".join(
        keyslots.passphrase_slot("x", bytes(32), bytes(16), TESTING).raw.ljust(200, b"\0") for _n in range(20)
    )
    (tmp_path / "many").write_bytes(many)
    assert len(leaf_pages.slots_in(tmp_path / "many")) == leaf_pages._MOST_SLOTS


def test_noise_never_ends_the_reading(path):
    whole = path.read_bytes()
    for seed in range(100):
        pick = random.Random(seed)
        data = bytearray(whole)
        for _n in range(pick.randrange(1, 400)):
            data[pick.randrange(len(data))] = pick.randrange(256)
        path.write_bytes(data[: pick.randrange(len(data) // 2, len(data))])
        path.with_name(f"{path.name}-journal").write_bytes(pick.randbytes(30_000))
        assert len(found(path)) < len(whole)
        leaf_pages.slots_in(path)
