# SPDX-License-Identifier: Apache-2.0
"""Every vector: its name, what is wrong in it, and what a reader has to call that."""

from dataclasses import dataclass, replace

from vault import keepers
from vectors import hurts
from vectors.hurts import CODE, PAGE, both, flip, put, slot_field, sql, u32
from wellplan import crypto
from wellplan.crypto import Cost
from wellplan.plan.model import Item, Person, Section
from wellplan.vault.keyslots import write_code

RIGHT, WRONG = keepers.PASSPHRASE, "correct horsf"
SHEET = write_code(CODE)


@dataclass(frozen=True, slots=True)
class Vector:
    """`why` says what is wrong; `expect` is plan, damaged, wrong-passphrase, newer-version or not-a-plan."""

    why: str
    hurt: hurts.Hurt
    expect: str = "damaged"
    passphrase: str = RIGHT
    code: str | None = None


def plan(why: str, hurt: hurts.Hurt, **more: str) -> Vector:
    return Vector(why, hurt, "plan", **more)


def wrong(why: str, hurt: hurts.Hurt, **more: str) -> Vector:
    return Vector(why, hurt, "wrong-passphrase", **more)


def nothing(_path: object) -> None:
    return None


def typed(made: str, tried: str, why: str, expect: str = "plan") -> Vector:
    """A passphrase made in one way and typed in another."""
    return Vector(why, hurts.passphrase(made), expect, passphrase=tried)


def sheet(tried: str, why: str, expect: str = "plan") -> Vector:
    """The recovery code typed in one way."""
    return Vector(why, hurts.known_code, expect, code=tried)


def swapped_letters(code: str) -> str:
    return code[1] + code[0] + code[2:]


def other_class(context: bytes) -> bytes:
    return context[:-1] + b"\2"


def groups(*order: int) -> str:
    return "-".join(SHEET.split("-")[n - 1] for n in order)


HEADER = {
    "container-magic-damaged": Vector("byte 3 of the file is flipped", flip(3), "not-a-plan"),
    "container-magic-zero": Vector("bytes 0-15 are zero", put(0, bytes(16)), "not-a-plan"),
    "container-application-id-zero": Vector("bytes 68-71 are zero", put(68, bytes(4)), "not-a-plan"),
    "container-page-size-512": Vector("the page size says 512", put(16, b"\x02\0")),
    "container-page-size-8192": Vector("the page size says 8192", put(16, b"\x20\0")),
    "container-page-size-65536": Vector("the page size says 65536 (written as 1)", put(16, b"\0\x01")),
    "container-write-version-2": Vector("the write version is 2 (a write-ahead log)", put(18, b"\x02")),
    "container-read-version-2": Vector("the read version is 2 (a write-ahead log)", put(19, b"\x02")),
    "container-read-version-3": Vector("the read version is 3", put(19, b"\x03")),
    "container-fraction-wrong": Vector("the payload fraction in byte 21 is not 64", put(21, b"\x41")),
    "container-change-counter": plan("another change counter (bytes 24-27 and 92-95)",
                                     both(put(24, u32(77)), put(92, u32(77)))),
    "container-pages-fewer": Vector("bytes 28-31 say that there are 3 pages", put(28, u32(3))),
    "container-free-list-elsewhere": plan("the free list begins at a page that is in use and is never read",
                                          both(put(32, u32(2)), put(36, u32(1)))),
    "container-schema-format-9": Vector("the schema format is 9", put(44, u32(9))),
    "container-utf-16": Vector("the text encoding says UTF-16", put(56, u32(2))),
    "container-user-version-0": Vector("the container version is 0", put(60, u32(0))),
    "container-user-version-highest": Vector("the container version is 4294967295",
                                             put(60, b"\xff" * 4), "newer-version"),
    "container-cut-1": Vector("only the first byte", hurts.cut(1), "not-a-plan"),
    "container-cut-99": Vector("only 99 bytes", hurts.cut(99), "not-a-plan"),
    "container-cut-100": Vector("only the 100 bytes of the header", hurts.cut(100)),
    "container-cut-one-page": Vector("only the first page", hurts.cut(PAGE)),
    "container-cut-last-page": Vector("the last page is missing",
                                      lambda path: hurts.cut(path.stat().st_size - PAGE)(path)),
    "container-cut-last-byte": plan("the last byte, of the snapshot's page, is missing",
                                    lambda path: hurts.cut(path.stat().st_size - 1)(path)),
    "container-more-bytes": plan("100 bytes follow the file", hurts.longer(b"more" * 25)),
    "container-more-pages": plan("two pages of nothing follow the file", hurts.longer(bytes(2 * PAGE))),
    "container-text-file": Vector("a text file", lambda path: path.write_bytes(b"Dear all,\n" * 500),
                                  "not-a-plan"),
    "container-another-database": Vector("a database of another program",
                                         both(hurts.cut(0), sql("CREATE TABLE a (b)")), "not-a-plan"),
}  # fmt: skip

PAGES = {
    f"page-of-{table}-zero": Vector(f"the page of `{table}` is zero", hurts.page_of(table, 0, bytes(PAGE)))
    for table in ("head", "record")
} | {
    "page-1-schema-zero": Vector("the first page is zero after the file header", put(100, bytes(PAGE - 100))),
    "page-of-slot-zero": plan("the page of `slot` is zero; the copy is whole",
                              hurts.page_of("slot", 0, bytes(PAGE))),
    "page-of-slot-copy-zero": plan("the page of `slot_copy` is zero; the slot is whole",
                                   hurts.page_of("slot_copy", 0, bytes(PAGE))),
    "page-of-snapshot-zero": plan("the page of the snapshot is zero; the records are whole",
                                  hurts.page_of("snapshot", 0, bytes(PAGE))),
    "page-of-slots-zero": Vector("the pages of both slot tables are zero",
                                 both(hurts.page_of("slot", 0, bytes(PAGE)),
                                      hurts.page_of("slot_copy", 0, bytes(PAGE)))),
    "page-of-record-is-an-index": Vector("the page of `record` says it is an index",
                                         hurts.page_of("record", 0, b"\x0a")),
    "page-of-record-cells-many": Vector("the page of `record` says it has 60,000 cells",
                                        hurts.page_of("record", 3, b"\xea\x60")),
    "page-of-record-cell-outside": Vector("the first cell of `record` begins outside its page",
                                          hurts.page_of("record", 8, b"\xff\xff")),
    "page-of-record-free-part": plan("a byte between the cells of `record`, which means nothing, is flipped",
                                     hurts.page_of("record", 64, b"\x55")),
    "pages-of-head-and-record-swapped": Vector("the pages of `head` and `record` are swapped",
                                               hurts.pages_swapped("head", "record")),
    "pages-of-slots-swapped": plan("the pages of the two slot tables, which hold the same, are swapped",
                                   hurts.pages_swapped("slot", "slot_copy")),
    "page-of-record-old": Vector("the page of `record` as it was one edit earlier", hurts.old_page("record")),
    "page-of-head-old": Vector("the page of `head` as it was one edit earlier", hurts.old_page("head")),
    "page-of-snapshot-old": plan("the page of the snapshot as it was one edit earlier: it is passed by",
                                 hurts.old_page("snapshot")),
}  # fmt: skip

SCHEMAS = {
    "schema-view": Vector("a view was added", sql("CREATE VIEW v AS SELECT 1")),
    "schema-index": Vector("an index was added", sql("CREATE INDEX i ON record (uid)")),
    "schema-statistics": Vector("SQLite's table of statistics was added", sql("ANALYZE")),
    "schema-table-missing": Vector("the table `chunk` is missing", sql("DROP TABLE chunk")),
    "schema-column-more": Vector("`head` has one more column", sql("ALTER TABLE head ADD COLUMN more BLOB")),
    "schema-table-renamed": Vector("`snapshot` is called `snapshots`",
                                   sql("ALTER TABLE snapshot RENAME TO snapshots")),
    "schema-virtual-table": Vector("a table of the full-text search was added",
                                   sql("CREATE VIRTUAL TABLE t USING fts5(a)")),
    "schema-generated-column": Vector("`head` computes a column",
                                      sql("ALTER TABLE head ADD COLUMN g INTEGER AS (id + 1)")),
    "schema-trigger-on-head": Vector("a trigger on `head`", sql(
        "CREATE TRIGGER t BEFORE UPDATE ON head BEGIN SELECT randomblob(1000000000); END")),
}  # fmt: skip

CHEAP = Cost(8, 1, 1)
SLOTS = {
    "slot-flip-magic": Vector("the slot's `WPS1` is flipped, in both copies", hurts.both_slots(1, 0)),
    "slot-flip-kind": Vector("the slot's kind is flipped, in both copies", hurts.both_slots(1, 4)),
    "slot-flip-cost": Vector("the slot's memory is flipped, in both copies", hurts.both_slots(1, 9)),
    "slot-flip-vault-id": Vector("the slot's vault id is flipped, in both copies", hurts.both_slots(1, 40)),
    "slot-flip-nonce": Vector("the slot's nonce is flipped, in both copies", hurts.both_slots(1, 55)),
    "slot-flip-tag": Vector("the slot's tag is flipped, in both copies", hurts.both_slots(1, 109)),
    "slot-magic-other": Vector("`WPS2` with a right checksum", slot_field(1, 0, b"WPS2")),
    "slot-kind-3": Vector("kind 3 with a right checksum", slot_field(1, 4, b"\x03")),
    "slot-kind-of-the-other": Vector("the passphrase's slot says it is a recovery slot",
                                     slot_field(1, 4, b"\x02")),
    "slot-id-of-the-other": Vector("the passphrase's slot says it is slot 2", slot_field(1, 5, b"\x02")),
    "slot-memory-zero": Vector("0 KiB of memory", slot_field(1, 6, u32(0))),
    "slot-memory-under-8-a-lane": Vector("7 KiB of memory for one lane", slot_field(1, 6, u32(7))),
    "slot-memory-highest": Vector("4294967295 KiB of memory", slot_field(1, 6, b"\xff" * 4)),
    "slot-passes-zero": Vector("no passes", slot_field(1, 10, u32(0))),
    "slot-passes-17": Vector("17 passes", slot_field(1, 10, u32(17))),
    "slot-work-too-much": Vector("1 GiB and 5 passes: each is taken, both together are not",
                                 both(slot_field(1, 6, u32(1024 * 1024)), slot_field(1, 10, u32(5)))),
    "slot-lanes-zero": Vector("no lanes", slot_field(1, 14, u32(0))),
    "slot-lanes-17": Vector("17 lanes", both(slot_field(1, 6, u32(1024)), slot_field(1, 14, u32(17)))),
    "slot-cost-lowest": plan("the lowest cost a reader takes: 8 KiB, 1 pass, 1 lane", hurts.own_slot(CHEAP)),
    "slot-cost-many-lanes": plan("16 passes and 16 lanes are still taken", hurts.own_slot(Cost(128, 16, 16))),
    "slot-cost-changed": wrong("another cost with a right checksum: no passphrase fits",
                               slot_field(1, 6, u32(65))),
    "slot-salt-changed": wrong("another salt with a right checksum: no passphrase fits",
                               slot_field(1, 18, bytes(16))),
    "slot-vault-id-changed": wrong("another vault id with a right checksum: no passphrase fits",
                                   slot_field(1, 34, bytes(16))),
    "slot-commitment-changed": wrong("another commitment with a right checksum: no passphrase fits",
                                     slot_field(1, 110, bytes(32))),
    "slot-wrap-does-not-open": Vector("commitment and checksum are right, the wrapped key is not",
                                      hurts.own_slot(CHEAP, wrap=bytes(32))),
    "slot-short": Vector("the slots have 173 bytes", hurts.slot_length(1, lambda raw: raw[:-1])),
    "slot-long": Vector("the slots have 175 bytes", hurts.slot_length(1, lambda raw: raw + b"\0")),
    "slot-empty": Vector("the slots are empty", hurts.slot_length(1, lambda _raw: b"")),
    "slot-huge": Vector("the slots have a million bytes", hurts.slot_length(1, lambda _raw: bytes(10**6))),
    "slot-not-named-by-head": Vector("a whole slot of this passphrase that the head does not name",
                                     hurts.own_slot(CHEAP, named=False)),
    "slot-tables-differ": plan("one copy is the slot of an older passphrase",
                               hurts.old_slot(1, ("slot_copy",)), passphrase="a newer passphrase"),
    "slot-old-copy-old-passphrase": Vector("one copy is an older slot, and the older passphrase is tried",
                                           hurts.old_slot(1, ("slot_copy",))),
    "slot-third-row": plan("a slot 3 that nothing names", both(
        sql("INSERT INTO slot VALUES (3, zeroblob(174))"), sql("INSERT INTO slot_copy VALUES (3, x'00')"))),
    "slot-rows-renumbered": Vector("the passphrase's slot stands in row 2 and the other in row 1", both(
        *(sql(f"UPDATE {table} SET id = CASE id WHEN 1 THEN -2 ELSE -1 END") for table in
          ("slot", "slot_copy")),
        *(sql(f"UPDATE {table} SET id = -id") for table in ("slot", "slot_copy")))),
}  # fmt: skip

SHEETS = {
    "code-right": sheet(SHEET, "the recovery code as it is printed"),
    "code-lower-case": sheet(SHEET.lower(), "the code in lower case"),
    "code-spaces": sheet(SHEET.replace("-", " "), "spaces for the hyphens"),
    "code-no-gaps": sheet(SHEET.replace("-", ""), "no gaps at all"),
    "code-letters-for-digits": sheet(SHEET.replace("0", "O").replace("1", "l"), "O for 0 and l for 1"),
    "code-one-wrong": sheet(("Z" if SHEET[0] != "Z" else "Y") + SHEET[1:], "one wrong character",
                            "wrong-passphrase"),
    "code-two-swapped": sheet(SHEET[:6] + swapped_letters(SHEET[6:]), "two characters of group 2 swapped",
                              "wrong-passphrase"),
    "code-groups-swapped": sheet(groups(2, 1, 3, 4, 5, 6, 7, 8), "groups 1 and 2 swapped",
                                 "wrong-passphrase"),
    "code-seven-groups": sheet(groups(1, 2, 3, 4, 5, 6, 7), "the last group is missing", "wrong-passphrase"),
    "code-nine-groups": sheet(groups(1, 2, 3, 4, 5, 6, 7, 8, 8), "the last group twice", "wrong-passphrase"),
    "code-letter-missing": sheet(SHEET[:-1], "the last character is missing", "wrong-passphrase"),
    "code-letter-u": sheet("U" + SHEET[1:], "a letter that no code has", "wrong-passphrase"),
    "code-of-another-plan": sheet(write_code(bytes(20)), "a whole code, of another plan", "wrong-passphrase"),
    "code-slot-damaged": Vector("the right code; its slot is damaged in both copies",
                                both(hurts.known_code, hurts.both_slots(2, 70)), code=SHEET),
    "code-slot-copy-damaged": plan("the right code; one copy of its slot is damaged",
                                   both(hurts.known_code, hurts.blob("slot", "bytes", "id = 2", 70)),
                                   code=SHEET),
    "code-slot-with-a-cost": Vector("the recovery slot names a cost, with a right checksum",
                                    both(hurts.known_code, slot_field(2, 6, u32(64))), code=SHEET),
    "code-slot-old": Vector("the recovery slot from before a newer sheet, and its code",
                            hurts.old_slot(2), code=SHEET),
    "code-passphrase-slot-damaged": plan("the right code; the passphrase's slot is damaged in both copies",
                                         both(hurts.known_code, hurts.both_slots(1, 70)), code=SHEET),
}  # fmt: skip

ARABIC, EMOJI = "\u0628\u064a\u062a \u0647\u0627\u062f\u0626", "\U0001f469\U0001f3fd\u200d\U0001f33e tree"
WORDS = {
    "passphrase-composed": typed("caf\u00e9 \u00e5ngstr\u00f6m", "cafe\u0301 a\u030angstro\u0308m",
                                 "made with composed letters, typed with marks"),
    "passphrase-decomposed": typed("cafe\u0301", "caf\u00e9", "made with a mark, typed composed"),
    "passphrase-ligature": typed("\ufb01ne \u00bd", "fine 1\u20442", "NFKC: a ligature and a fraction"),
    "passphrase-full-width": typed("\uff41\uff42\uff43 \uff11", "abc 1", "NFKC: full-width letters"),
    "passphrase-hangul": typed("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af",
                               "Hangul, typed as single letters"),
    "passphrase-arabic": typed(ARABIC, ARABIC, "Arabic words"),
    "passphrase-emoji": typed(EMOJI, EMOJI, "an emoji of four parts"),
    "passphrase-half-a-pair": typed("a\ud800b", "a\ud800b", "half of a surrogate pair, as three bytes"),
    "passphrase-zero-inside": typed("a\0b", "a\0b", "a zero character inside"),
    "passphrase-zero-cut": typed("a\0b", "a", "what comes before a zero character", "wrong-passphrase"),
    "passphrase-space-at-end": typed("two words", "two words ", "a space at the end counts",
                                     "wrong-passphrase"),
    "passphrase-case": typed("Two Words", "two words", "capital letters count", "wrong-passphrase"),
    "passphrase-accent-left-out": typed("caf\u00e9", "cafe", "an accent counts", "wrong-passphrase"),
    "passphrase-zero-width": typed("two words", "two\u200bwords", "an unseen character counts",
                                   "wrong-passphrase"),
    "passphrase-long": typed("word " * 2000, "word " * 2000, "10,000 characters"),
    "passphrase-as-long-but-one": typed("word " * 2000, "word " * 1999 + "word", "one of 10,000 is missing",
                                        "wrong-passphrase"),
    "passphrase-looks-like-a-code": typed(SHEET, SHEET, "a passphrase of the shape of a recovery code"),
}  # fmt: skip

HEADS = {
    "head-flip-magic": Vector("the head's `WPH1` is flipped", hurts.blob("head", "bytes", "id = 1", 0)),
    "head-flip-seq": Vector("the head's seq is flipped", hurts.blob("head", "bytes", "id = 1", 27)),
    "head-flip-record-mac": Vector("the head's mac of the last record is flipped",
                                   hurts.blob("head", "bytes", "id = 1", 40)),
    "head-flip-schema": Vector("the head's digest of the schema is flipped",
                               hurts.blob("head", "bytes", "id = 1", 70)),
    "head-flip-count": Vector("the head's number of slots is flipped",
                              hurts.blob("head", "bytes", "id = 1", 92)),
    "head-flip-slot": Vector("the head's digest of a slot is flipped",
                             hurts.blob("head", "bytes", "id = 1", 100)),
    "head-short": Vector("the head's last byte is missing",
                         hurts.head_raw(lambda raw: raw[:-1])),
    "head-long": Vector("the head has a byte more", hurts.head_raw(lambda raw: raw + b"\0")),
    "head-empty": Vector("the head is empty", sql("UPDATE head SET bytes = x''")),
    "head-second-row": plan("a second head in row 2, which means nothing",
                            sql("INSERT INTO head VALUES (2, x'00')")),
    "head-in-row-2": Vector("the head stands in row 2", sql("UPDATE head SET id = 2")),
    "head-seq-lower": Vector("a rightly keyed head that leaves the last record out",
                             hurts.head_with(lambda head: replace(head, seq=head.seq - 1))),
    "head-seq-higher": Vector("a rightly keyed head that names a record too many",
                              hurts.head_with(lambda head: replace(head, seq=head.seq + 1))),
    "head-mac-other": Vector("a rightly keyed head with another mac of the last record",
                             hurts.head_with(lambda head: replace(head, mac=bytes(32)))),
    "head-schema-other": Vector("a rightly keyed head of another schema", hurts.head_field(60, bytes(32))),
    "head-slot-other": Vector("a rightly keyed head with another digest of the passphrase's slot",
                              lambda path: hurts.renamed_slots(path, {1: bytes(32)})),
    "head-no-slots": Vector("a rightly keyed head that names no slot",
                            hurts.head_with(lambda head: replace(head, slots=()))),
    "head-recovery-slot-only": Vector("a rightly keyed head that names the recovery slot alone",
                                      hurts.head_with(lambda head: replace(head, slots=head.slots[1:]))),
    "head-hmac-zero": Vector("the head's HMAC is zero", hurts.head_raw(lambda raw: raw[:-32] + bytes(32))),
}  # fmt: skip

RECORDS = {
    "record-first-missing": Vector("record 1 is missing", sql("DELETE FROM record WHERE seq = 1")),
    "record-two-last-missing": Vector("the last two records are missing",
                                      sql("DELETE FROM record WHERE seq > 2")),
    "record-all-missing": Vector("there is no record", sql("DELETE FROM record")),
    "record-one-more": Vector("a copy of the last record follows the head", sql(
        "INSERT INTO record SELECT seq + 1, uid, class, sealed, mac FROM record WHERE seq = 4")),
    "record-first-renumbered": Vector("record 4 is called 5", sql("UPDATE record SET seq = 5 WHERE seq = 4")),
    "record-twice": Vector("record 3 holds record 2", sql(
        "UPDATE record SET (uid, sealed, mac) = (SELECT uid, sealed, mac FROM record WHERE seq = 2) "
        "WHERE seq = 3")),
    "record-nonce-flipped": Vector("the nonce of record 2 is flipped",
                                   hurts.blob("record", "sealed", "seq = 2", 0)),
    "record-tag-flipped": Vector("the tag of record 2 is flipped",
                                 hurts.blob("record", "sealed", "seq = 2", -1)),
    "record-sealed-empty": Vector("record 2 is empty", sql("UPDATE record SET sealed = x'' WHERE seq = 2")),
    "record-sealed-cut": Vector("the last byte of record 2 is missing", sql(
        "UPDATE record SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE seq = 2")),
    "record-uid-short": Vector("the uid of record 2 has 15 bytes",
                               sql("UPDATE record SET uid = substr(uid, 1, 15) WHERE seq = 2")),
    "record-mac-short": Vector("the mac of record 2 has 31 bytes",
                               sql("UPDATE record SET mac = substr(mac, 1, 31) WHERE seq = 2")),
    "record-mac-of-the-next": Vector("record 2 has the mac of record 3", sql(
        "UPDATE record SET mac = (SELECT mac FROM record WHERE seq = 3) WHERE seq = 2")),
    "record-uids-swapped": Vector("records 2 and 3 have each other's uid", sql(
        "UPDATE record SET uid = (SELECT uid FROM record AS r WHERE r.seq = 5 - record.seq) "
        "WHERE seq IN (2, 3)")),
    "record-class-0": Vector("record 2 is of class 0", sql("UPDATE record SET class = 0 WHERE seq = 2")),
    "record-class-257": Vector("record 2 is of class 257, 1 in a byte",
                               sql("UPDATE record SET class = 257 WHERE seq = 2")),
    "record-sealed-with-another-seq": Vector("a rightly chained record sealed for another place",
                                             hurts.sealed_record(crypto.pad, aad=other_class)),
    "record-key-other": Vector("a rightly chained record sealed with another key", hurts.rechained(
        lambda keys, rows: [*rows, (5, bytes(16), 1, crypto.seal(keys.chunk, b"{}", b""))])),
    "record-not-json": Vector("a rightly sealed record that is not JSON", hurts.sealed_text(b"{")),
    "record-uid-twice": plan("two records with the same uid, which only joining two computers minds",
                             hurts.rechained(lambda _keys, rows: rows)),
}  # fmt: skip

PADDING = {
    "padding-none": Vector("the sealed content has no padding: 4 bytes of length, the text, no zeros",
                           hurts.sealed_record(lambda text: u32(len(text)) + text)),
    "padding-not-zero": Vector("the last byte of the padding is 1",
                               hurts.sealed_record(lambda text: crypto.pad(text)[:-1] + b"\1")),
    "padding-too-long": Vector("256 zeros more than there should be",
                               hurts.sealed_record(lambda text: crypto.pad(text) + bytes(256))),
    "padding-length-too-large": Vector("the length reaches behind the end", hurts.sealed_record(
        lambda text: b"\0\0\xff\xff" + crypto.pad(text)[4:])),
    "padding-length-too-small": Vector("the length ends within the text", hurts.sealed_record(
        lambda text: u32(len(text) - 3) + crypto.pad(text)[4:])),
    "padding-nothing-inside": Vector("nothing is sealed, not even a length",
                                     hurts.sealed_record(lambda _text: b"")),
}  # fmt: skip

TOMBSTONES = {
    "tombstone-named": plan("record 3 was removed, and a later purge names it", hurts.tombstone(3, "right")),
    "tombstone-wrong-uid": Vector("record 3 was removed; a purge names its seq with another uid",
                                  hurts.tombstone(3, "wrong")),
    "tombstone-not-named": Vector("record 3 was removed and no purge names it", hurts.tombstone(3, None)),
    "tombstone-of-the-last": Vector("the last record was removed and no purge names it",
                                    hurts.tombstone(4, None)),
    "tombstone-still-with-text": Vector("record 3 says it was removed, and its text is still there",
                                        hurts.tombstone(3, "right", digest=lambda sealed: sealed)),
    "tombstone-of-another-text": Vector("the digest in a removed record is another one",
                                        hurts.tombstone(3, "right", digest=lambda _sealed: bytes(32))),
    "tombstone-text-back": Vector("a removed record whose class was put back to 1", both(
        hurts.tombstone(3, "right"), sql("UPDATE record SET class = 1 WHERE seq = 3"))),
    "tombstone-words-put-back": Vector("the text of a removed record is back, and the record says so",
                                       hurts.text_put_back(3)),
    "purge-of-what-is-there": plan("a purge names a record whose text is still there", both(
        lambda path: hurts.appended({"kind": "purge", "records": [[3, "00" * 16]],
                                     "plan": hurts.plan_of(path)})(path))),
}  # fmt: skip

EVENTS = {
    "event-unknown-before-known": plan("an unknown event before one that is known", hurts.appended(
        {"kind": "song", "words": 3}, {"kind": "preference", "name": "a", "value": "b"})),
    "event-many": plan("200 events, more than between two snapshots", hurts.appended(
        *({"kind": "preference", "name": "a", "value": str(n)} for n in range(200)))),
    "change-plan": plan("a new title", hurts.edited(lambda p: keepers.retitled(p, "Another title"))),
    "change-section-new": plan("a new section",
                               hurts.edited(lambda p: p.put_section(Section(title="New"), 0))),
    "change-section-removed": plan("a section removed",
                                   hurts.edited(lambda p: p.remove_section(p.sections[0].id))),
    "change-section-order": plan("two sections change places",
                                 hurts.edited(lambda p: p.move_section(p.sections[1].id, 0))),
    "change-item-order": plan("two items change places", hurts.edited(
        lambda p: p.move_item(p.sections[0].id, p.sections[0].items[1].id, 0))),
    "change-item-removed": plan("an item removed", hurts.edited(
        lambda p: p.remove_item(p.sections[0].id, p.sections[0].items[1].id))),
    "change-item-again": plan("an item with other words", hurts.edited(
        lambda p: p.put_item(p.sections[0].id, replace(p.sections[0].items[1], values={"sign": "other"})))),
    "change-item-and-back": plan("an item put in and removed again", hurts.edited(
        lambda p: p.put_item(p.sections[0].id, Item(values={"sign": "gone"})),
        lambda p: p.remove_item(p.sections[0].id, p.sections[0].items[-1].id))),
    "change-person-new": plan("a new person", hurts.edited(lambda p: p.put_person(Person(name="Ali"), 0))),
    "change-person-removed": plan("a person removed",
                                  hurts.edited(lambda p: p.remove_person(p.people[0].id))),
    "change-person-order": plan("two people change places", hurts.edited(
        lambda p: p.put_person(Person(name="Ali")), lambda p: p.move_person(p.people[1].id, 0))),
    "change-unknown-between": plan("an unknown change between two that are known", hurts.appended(
        {"kind": "edit", "changes": [{"do": "section-order", "ids": []}, {"do": "song"},
                                     {"do": "person-order", "ids": []}]})),
    "start-again": plan("a second `start` replaces all", lambda path: hurts.appended(
        {"kind": "start", "plan": {**hurts.plan_of(path), "title": "Begun again"}})(path)),
}  # fmt: skip

SNAPSHOTS = {
    "snapshot-flip-tag": plan("the snapshot's tag is flipped",
                              hurts.blob("snapshot", "sealed", "id = 1", -1)),
    "snapshot-empty": plan("the snapshot is empty", sql("UPDATE snapshot SET sealed = x''")),
    "snapshot-in-row-2": plan("the snapshot stands in row 2", sql("UPDATE snapshot SET id = 2")),
    "snapshot-format-2": plan("a snapshot of an unknown format: it is passed by",
                              hurts.snapshot_with(lambda s: {**s, "format": 2})),
    "snapshot-older": plan("the snapshot of one edit earlier: it is passed by", hurts.old_row("snapshot")),
    "snapshot-behind": plan("two edits that no snapshot has", hurts.appended(
        *({"kind": "preference", "name": "a", "value": value} for value in "bc"))),
}  # fmt: skip

FIRST = {
    "whole": plan("nothing is wrong", nothing),
    "passphrase-wrong": wrong("one letter is wrong", nothing, passphrase=WRONG),
    "passphrase-wrong-copy-damaged": wrong("a wrong letter, and one copy of the slot is damaged",
                                           hurts.blob("slot_copy", "bytes", "id = 1", 60), passphrase=WRONG),
    "passphrase-empty": wrong("nothing was typed", nothing, passphrase=""),
    "slot-first-copy-damaged": plan("the slot's first copy is damaged",
                                    hurts.blob("slot", "bytes", "id = 1", 100)),
    "slot-second-copy-damaged": plan("the slot's second copy is damaged",
                                     hurts.blob("slot_copy", "bytes", "id = 1", 100)),
    "slot-both-damaged-salt": Vector("the slot's salt is flipped, in both copies", hurts.both_slots(1, 20)),
    "slot-both-damaged-wrap": Vector("the wrapped key is flipped, in both copies", hurts.both_slots(1, 70)),
    "slot-both-damaged-commitment": Vector("the commitment is flipped, in both copies",
                                           hurts.both_slots(1, 120)),
    "slot-both-damaged-checksum": Vector("the checksum is flipped, in both copies", hurts.both_slots(1, 173)),
    "slot-both-damaged-passphrase-wrong": Vector("both copies are damaged and the passphrase is wrong",
                                                 hurts.both_slots(1, 173), passphrase=WRONG),
    "slot-first-copy-missing": plan("the slot's first copy is missing", sql("DELETE FROM slot WHERE id = 1")),
    "slot-both-missing": Vector("both copies of the slot are missing", hurts.no_slot(1)),
    "slot-asks-too-much-memory": Vector("1 GiB and 1 KiB of memory, with a right checksum",
                                        slot_field(1, 6, u32(1024 * 1024 + 1))),
    "slot-old-one-put-back": Vector("the slot of the passphrase before, and that passphrase",
                                    hurts.old_slot(1)),
    "recovery-slot-damaged": plan("the recovery slot is damaged in both copies", hurts.both_slots(2, 60)),
    "head-damaged": Vector("the head's mac of the last record is flipped",
                           hurts.blob("head", "bytes", "id = 1", 30)),
    "head-mac-damaged": Vector("the head's own HMAC is flipped", hurts.blob("head", "bytes", "id = 1", -1)),
    "head-missing": Vector("there is no head", sql("DELETE FROM head")),
    "head-old-one-put-back": Vector("the head of one edit earlier", hurts.old_row("head")),
    "record-sealed-damaged": Vector("the text of record 2 is flipped",
                                    hurts.blob("record", "sealed", "seq = 2", 40)),
    "record-uid-damaged": Vector("the uid of record 2 is flipped",
                                 hurts.blob("record", "uid", "seq = 2", 0)),
    "record-mac-damaged": Vector("the mac of record 2 is flipped",
                                 hurts.blob("record", "mac", "seq = 2", 0)),
    "record-class-unknown": Vector("record 2 is of class 3",
                                   sql("UPDATE record SET class = 3 WHERE seq = 2")),
    "record-missing": Vector("record 2 is missing", sql("DELETE FROM record WHERE seq = 2")),
    "record-last-missing": Vector("the last record is missing", sql("DELETE FROM record WHERE seq = 4")),
    "records-swapped": Vector("records 2 and 3 are swapped", hurts.swapped_records),
    "record-of-another-vault": Vector("record 2 is that of another plan", hurts.other_vaults_record),
    "record-removed-for-good": plan("record 3 was removed, and a later purge names it",
                                    hurts.tombstone(3, "right")),
    "record-removed-without-order": Vector("record 3 was removed and no purge names it",
                                           hurts.tombstone(3, None)),
    "snapshot-damaged": plan("the snapshot is flipped: the records have it all",
                             hurts.blob("snapshot", "sealed", "id = 1", 50)),
    "snapshot-missing": plan("there is no snapshot", sql("DELETE FROM snapshot")),
    "event-unknown": plan("an event of an unknown kind", hurts.appended({"kind": "song", "words": 3})),
    "change-unknown": plan("an edit with an unknown change",
                           hurts.appended({"kind": "edit", "changes": [{"do": "song"}]})),
    "schema-extra-table": Vector("a table was added", sql("CREATE TABLE extra (x)")),
    "schema-trigger": Vector("a trigger was added", sql(
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END")),
    "version-newer": Vector("the container version is 2", put(60, u32(2)), "newer-version"),
    "not-a-plan": Vector("the application id is another one", put(68, b"ABCD"), "not-a-plan"),
    "header-of-nothing": Vector("an empty file", hurts.cut(0), "not-a-plan"),
    "cut-in-half": Vector("only the first five pages", hurts.cut(20480)),
    "wal-file": Vector("the read and write versions are 2 (a write-ahead log)", put(18, b"\2\2")),
}  # fmt: skip

LATER = {
    "purge-item": plan("an item was forgotten; a purge tells the records again",
                       hurts.forgot_item),
    "purge-earlier": plan("all up to record 3 was forgotten; the purge begins again", hurts.forgot_earlier),
    "purge-then-edit": plan("an item was forgotten, and another edit follows",
                            both(hurts.forgot_item, hurts.edited(lambda p: keepers.retitled(p, "After")))),
    "purge-twice": plan("an item was forgotten and then all up to record 3: the first purge is removed too",
                        both(hurts.forgot_item, hurts.forgot_earlier)),
    "purge-removed-itself": Vector("the purge that ordered a removal is removed, and nothing orders that",
                                   hurts.purge_removed),
    "purge-text-flipped": Vector("a byte of a purge is flipped", both(
        hurts.forgot_item, hurts.blob("record", "sealed", "seq = (SELECT max(seq) FROM record)", 30))),
    "merge-copy": plan("another copy that went on by itself was brought in", hurts.joined),
    "merge-then-edit": plan("another copy was brought in, and another edit follows",
                            both(hurts.joined, hurts.edited(lambda p: keepers.retitled(p, "After")))),
    "merge-then-purge": plan("another copy was brought in, and an item of it forgotten",
                             both(hurts.joined, hurts.forgot_item)),
    "merge-of-nothing": plan("a merge that lists no records", hurts.merge_like([])),
    "merge-of-a-removed-record": plan("a merge that lists a record which was removed for good",
                                      hurts.merge_like([["ab" * 16, None]])),
    "merge-of-an-unknown-event": plan("a merge that lists an event of an unknown kind",
                                      hurts.merge_like([["ab" * 16, {"kind": "song"}]])),
    "merge-orders-no-removal": Vector("record 3 was removed and a merge, which orders nothing, names its seq",
                                      both(hurts.merge_like([["3", None]]), hurts.tombstone(3, None))),
    "recovery-none": plan("the recovery sheet was taken out: no row 2 in either slot table",
                          hurts.without_recovery),
    "recovery-none-then-edit": plan("the recovery sheet was taken out, and an edit follows", both(
        hurts.without_recovery, hurts.edited(lambda p: keepers.retitled(p, "After")))),
    "code-put-back": Vector("a recovery slot put back after the sheet was taken out; its code is tried",
                            hurts.recovery_back, code=SHEET),
}  # fmt: skip

VECTORS: dict[str, Vector] = {
    **FIRST, **HEADER, **PAGES, **SCHEMAS, **SLOTS, **SHEETS, **WORDS, **HEADS, **RECORDS, **PADDING,
    **TOMBSTONES, **EVENTS, **SNAPSHOTS, **LATER,
}  # fmt: skip
