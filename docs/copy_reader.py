# SPDX-License-Identifier: Apache-2.0
"""`python copy_reader.py COPY.html` prints what is in a sealed copy, without WellPlan: format.md, section 10.

With a reply's file and `--key HEX` (the copy's private key), it prints the reply: section 11.
"""

import base64
import hmac
import json
import pathlib
import re
import sys
import unicodedata
import uuid
from getpass import getpass
from hashlib import pbkdf2_hmac, sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

COPY = rb'<script type="application/wellplan-copy" id="sealed">(.*?)</script>'
REPLY = rb"-----BEGIN WELLPLAN REPLY-----(.*?)-----END WELLPLAN REPLY-----"


class Unreadable(Exception):
    """Says one of: not-a-copy, newer-version, wrong-passphrase, damaged."""


def between(pattern, file_bytes, otherwise):
    found = re.findall(pattern, file_bytes, re.DOTALL)
    if len(found) != 1:
        raise Unreadable(otherwise)
    text = b"".join(found[0].split())
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise Unreadable("damaged") from None
    if base64.b64encode(raw) != text:
        raise Unreadable("damaged")
    return raw


def unsealed(key, nonce, sealed, context):
    try:
        padded = AESGCM(key).decrypt(nonce, sealed, context)
    except (InvalidTag, ValueError):
        raise Unreadable("damaged") from None
    return json.loads(padded[4 : 4 + int.from_bytes(padded[:4], "big")])


def read(html_bytes, passphrase):
    """The content of a sealed copy, as the object of section 10. Raises Unreadable."""
    raw = between(COPY, html_bytes, "not-a-copy")
    if len(raw) < 373 or raw[:4] != b"WPCO" or sha256(raw[:-32]).digest() != raw[-32:]:
        raise Unreadable("damaged")
    rounds = int.from_bytes(raw[5:9], "big")
    if raw[4] != 1 or not 1 <= rounds <= 2_000_000:
        raise Unreadable("newer-version" if raw[4] > 1 else "damaged")
    for tried in (passphrase, passphrase.lower()):
        spaced = re.sub("[ \t\n\r]+", " ", unicodedata.normalize("NFKC", tried)).strip(" ")
        typed = spaced.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        both = pbkdf2_hmac("sha512", typed, raw[9:25], rounds)
        if hmac.digest(both[32:], raw[:25], "sha256") == raw[25:57]:
            return unsealed(both[:32], raw[57:69], raw[69:-32], raw[:57])
    raise Unreadable("wrong-passphrase")


def expand(suite, key, label, info, length):  # RFC 9180, section 4
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labeled).derive(key)


def extract(suite, salt, label, material):
    return hmac.digest(salt, b"HPKE-v1" + suite + label + material, "sha256")


def hpke_keys(private_bytes, enc, info):  # RFC 9180, sections 4.1 and 5.1, base mode
    curve, kem, suite = ec.SECP256R1(), b"KEM\0\x10", b"HPKE\0\x10\0\1\0\2"
    private = ec.derive_private_key(int.from_bytes(private_bytes, "big"), curve)
    numbers = private.public_key().public_numbers()
    public = b"\4" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve, enc))
    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", enc + public, 32)
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    last = extract(suite, secret, b"secret", b"")
    return expand(suite, last, b"key", context, 32), expand(suite, last, b"base_nonce", context, 12)


def read_reply(file_bytes, private_bytes):
    """The object of section 11. Raises Unreadable."""
    raw = between(REPLY, file_bytes, "not-a-copy")
    if raw[:4] != b"WPRE" or raw[4:5] != b"\1":
        raise Unreadable("newer-version" if raw[:4] == b"WPRE" and raw[4:5] > b"\1" else "damaged")
    try:
        key, nonce = hpke_keys(private_bytes, raw[21:86], b"wellplan 1 reply" + raw[:21])
    except ValueError:
        raise Unreadable("damaged") from None
    reply = unsealed(key, nonce, raw[86:], b"")
    if reply["copy"] != str(uuid.UUID(bytes=raw[5:21])):
        raise Unreadable("damaged")
    return reply


if __name__ == "__main__":
    given = pathlib.Path(sys.argv[1]).read_bytes()
    if sys.argv[2:3] == ["--key"]:
        told = read_reply(given, bytes.fromhex(sys.argv[3]))
    else:
        asked = getpass("Passphrase: ") if sys.stdin.isatty() else sys.stdin.readline()
        told = read(given, asked.rstrip("\r\n"))
    print(json.dumps(told, ensure_ascii=False, indent=2))
