# SPDX-License-Identifier: Apache-2.0
"""Copies that the tests of sealed copies and replies share, and ways to spoil them."""

import base64
import re
from dataclasses import replace

from paper_plans import STAMP, example

from wellplan import crypto
from wellplan.plan.model import About, Field, Item, Person, Plan, Section
from wellplan.share.copy_page import unwrap
from wellplan.share.scope import reduce
from wellplan.share.sealed_copy import Copy, seal_copy

PASSPHRASE = "slow river tall moon"
SMALL = Plan(
    title="Mine",
    about=About("Jo Whitlock", "Jo"),
    sections=(
        Section(
            title="First signs",
            stage="early",
            fields=(Field("sign", "Sign"), Field("do", "What I do", "text")),
            items=(Item(values={"sign": "I skip tea.", "do": "Ring Sal on 01632 960 150."}),),
        ),
    ),
    people=(Person(name="Sal", phones=("01632 960 150",)),),
)


def copy_of(plan: Plan, **changes: object) -> Copy:
    """Everything in a plan, for the usual receiver."""
    return replace(Copy(reduce(plan, None), STAMP), **changes)


def sealed(copy: Copy, passphrase: str = PASSPHRASE) -> bytes:
    """The file of a copy, with a key derivation that costs nothing."""
    return seal_copy(copy, passphrase, rounds=crypto.TESTING_ROUNDS)


def of_example(name: str, **changes: object) -> Copy:
    return copy_of(example(name), **changes)


def with_bytes(html: bytes, raw: bytes) -> bytes:
    """The page with other bytes in the place of the sealed ones."""
    return with_text(html, base64.b64encode(raw))


def with_text(html: bytes, text: bytes) -> bytes:
    return re.sub(rb'(id="sealed">)[^<]*', lambda m: m[1] + text, html)


def with_checksum(raw: bytes) -> bytes:
    """The bytes with the checksum that fits: as someone would who means to deceive."""
    return raw[:-32] + crypto.sha256(raw[:-32])


def spoilt(html: bytes, at: int, by: int = 1) -> bytes:
    raw = bytearray(unwrap(html))
    raw[at] ^= by
    return with_bytes(html, bytes(raw))
