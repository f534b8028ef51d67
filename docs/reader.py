# SPDX-License-Identifier: Apache-2.0
"""`python reader.py NAME.wellplan` prints plan.json, without WellPlan. Sections are those of format.md."""

import hmac
import json
import pathlib
import sqlite3
import sys
import unicodedata
from functools import partial
from getpass import getpass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CROCKFORD, BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789ABCDEFGHIJKLMNOPQRSTUV"
mac256 = partial(hmac.digest, digest="sha256")
LISTS = {"section": "sections", "item": "items", "person": "people"}


class Unreadable(Exception):
    """Says one of: not-a-plan, newer-version, wrong-passphrase, damaged."""


def hkdf(key, salt, label):
    return HKDF(hashes.SHA256(), 32, salt, label.encode()).derive(key)


def unseal(key, sealed, context):  # section 2
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], context)
    except (InvalidTag, ValueError):
        raise Unreadable("damaged") from None


def connect(path):  # section 1
    header = pathlib.Path(path).read_bytes()[:100]
    if len(header) < 100 or header[:16] != b"SQLite format 3\0" or header[68:72] != b"WPln":
        raise Unreadable("not-a-plan")
    version = int.from_bytes(header[60:64], "big")
    if version != 1 or header[16:20] != b"\x10\0\1\1":
        raise Unreadable("newer-version" if version > 1 else "damaged")
    return sqlite3.connect(pathlib.Path(path).absolute().as_uri() + "?mode=ro", uri=True)


def code_bytes(text):  # section 3; every fifth character only serves typing
    text = text.upper().translate(str.maketrans("OIL", "011", " -"))
    digits = "".join(each for at, each in enumerate(text) if at % 5 != 4)
    if len(text) != 40 or set(text) - set(CROCKFORD):
        return None
    return int(digits.translate(str.maketrans(CROCKFORD, BASE_32)), 32).to_bytes(20, "big")


def whole_slots(db, wanted):  # section 3
    for table in ("slot", "slot_copy"):
        try:
            rows = db.execute(f"SELECT bytes FROM {table} WHERE id = {wanted}").fetchall()
        except (sqlite3.DatabaseError, ValueError):
            continue
        for (raw,) in rows:
            kib, passes, lanes = cost = [int.from_bytes(raw[at : at + 4], "big") for at in (6, 10, 14)]
            ok = 8 <= 8 * lanes <= min(kib, 128) and 0 < passes <= 16 and max(4, passes) * kib <= 4 << 20
            fits = ok if wanted == 1 else not any(cost)
            right = raw[:6] == b"WPS1" + bytes([wanted] * 2) and fits
            if right and sha256(raw[:142]).digest() == raw[142:]:
                yield raw, cost


def unlock(db, secret):  # section 3: data key, vault id and slot
    code = code_bytes(secret)
    slots = [*(whole_slots(db, 2) if code else ()), *whole_slots(db, 1)]
    for raw, (memory, passes, lanes) in slots:
        if raw[4] == 1:
            argon = Argon2id(salt=raw[18:34], length=32, iterations=passes, lanes=lanes, memory_cost=memory)
            key = argon.derive(unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass"))
        else:
            key = hkdf(code, raw[18:34], "wellplan 1 recovery code")
        if mac256(hkdf(key, b"", "wellplan 1 slot commitment"), raw[:110]) == raw[110:142]:
            return unseal(hkdf(key, b"", "wellplan 1 slot wrap"), raw[50:110], raw[:50]), raw[34:50], raw
    raise Unreadable("wrong-passphrase" if slots and slots[0][0][4] == (2 if code else 1) else "damaged")


def events(db, key, vault_id, slot):  # sections 4 and 5
    [(head,)] = db.execute("SELECT bytes FROM head WHERE id = 1").fetchall() or [(b"",)]
    schema = db.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name").fetchall()
    schema_digest = sha256("".join(sql + "\n" for (sql,) in schema).encode()).digest()
    named = [head[at : at + 33] for at in range(93, len(head) - 32, 33)]
    right = slot[5:6] + sha256(slot).digest() in named and schema_digest == head[60:92]
    if not right or mac256(hkdf(key, vault_id, "wellplan 1 head key"), head[:-32]) != head[-32:]:
        raise Unreadable("damaged")
    record_key, chain_key = (hkdf(key, vault_id, f"wellplan 1 {name} key") for name in ("record", "chain"))
    count, before, removed, texts = 0, bytes(32), set(), set()
    for seq, uid, kind, sealed, mac in db.execute("SELECT * FROM record ORDER BY seq"):
        count, place = count + 1, seq.to_bytes(8, "big") + uid
        before = mac256(chain_key, before + place + (sealed if kind == 2 else sha256(sealed).digest()))
        if seq != count or kind not in (1, 2) or before != mac:
            raise Unreadable("damaged")
        (removed if kind == 2 else texts).add((seq, uid.hex()))
        if kind == 2:
            continue
        content = unseal(record_key, sealed, b"wellplan 1 record" + vault_id + place + b"\1")
        size = 4 + int.from_bytes(content[:4], "big")
        unit = 1 << (exponent := max(size, 256).bit_length() - 1) - exponent.bit_length()  # section 2
        if any(content[size:]) or len(content) != -(-max(size, 256) // unit) * unit:
            raise Unreadable("damaged")
        event = json.loads(content[4:size])
        removed ^= (removed | texts) & {*map(tuple, event["records"])} if event["kind"] == "purge" else set()
        yield event
    if (count, before) != (int.from_bytes(head[20:28], "big"), head[28:60]) or removed:
        raise Unreadable("damaged")


def change(plan, step):  # section 4, "Changes"
    noun, _, what = step["do"].partition("-")
    plan.update(step.get("set", {}))
    if noun in LISTS:
        home = next(s for s in plan["sections"] if s["id"] == step["section"]) if noun == "item" else plan
        things = {thing["id"]: thing for thing in home[LISTS[noun]]}
        if what == "removed":
            things.pop(step["id"], None)
        elif what == "order":
            things = {key: things[key] for key in [*step["ids"], *things] if key in things}
        else:
            old = things.get(step[noun]["id"], {"items": []} if noun == "section" else {})
            things[step[noun]["id"]] = step[noun] | {key: old[key] for key in old if key == "items"}
        home[LISTS[noun]] = list(things.values())


def read(path, secret):
    """The plan as the object of plan.json. Raises Unreadable."""
    try:
        db = connect(path)
        told = list(events(db, *unlock(db, secret)))
        db.close()
        whole = max(n for n, event in enumerate(told) if event["kind"] in ("start", "merge", "purge"))
        plan = told[whole]["plan"]
        for step in (each for event in told[whole:] for each in event.get("changes", [])):
            change(plan, step)
    except (sqlite3.DatabaseError, LookupError, TypeError, ValueError, OverflowError):
        raise Unreadable("damaged") from None
    return plan


if __name__ == "__main__":
    asked = getpass("Passphrase or recovery code: ") if sys.stdin.isatty() else sys.stdin.readline()
    print(json.dumps(read(sys.argv[1], asked.rstrip("\r\n")), ensure_ascii=False, indent=2))
