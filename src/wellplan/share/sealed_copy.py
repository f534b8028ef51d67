# SPDX-License-Identifier: Apache-2.0
"""A sealed copy: a reduced plan in one HTML file that opens in any browser, written and read back.

`docs/format.md`, section 10. WellPlan runs nothing of a page it reads.
"""

import base64
import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wellplan import crypto
from wellplan.errors import NewerVersion, WellPlanError, WrongPassphrase
from wellplan.i18n import _
from wellplan.plan.exchange import plan_from_json, plan_to_json
from wellplan.plan.model import Item, Person, Plan, Section, new_id
from wellplan.plan.untrusted import (
    UUID,
    BadPlan,
    checked_object,
    day_at,
    group_of,
    one_of_at,
    shaped_at,
    text_at,
)
from wellplan.share import copy_page
from wellplan.share.glyphs import reads_right_to_left
from wellplan.share.pages import Stamp

FORMAT = "wellplan-copy"
VERSION = 1
MOST_CONTENT = 8 * 1024 * 1024
MOST_PARTS = 250_000
MOST_NUMBER = 999_999_999

_MAGIC = b"WPCO"
_COST = slice(5, 9)
_SALT = slice(9, 25)
_HEADER, _COMMITTED = 25, 57
_CHECKSUM = 32
_SMALLEST = _COMMITTED + crypto.NONCE_BYTES + crypto.SMALLEST_PAD + crypto.TAG_BYTES + _CHECKSUM
_KEYS = frozenset(
    ("format", "version", "id", "number", "on", "review_by", "for_whom", "direction", "reply_key", "plan")
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds. With no `reply_key` (a public key, 65 bytes) its page asks for no answer."""

    plan: Plan
    stamp: Stamp
    id: str = field(default_factory=new_id)
    reply_key: bytes = b""


def seal_copy(copy: Copy, passphrase: str, *, language: str = "en", rounds: int = crypto.ROUNDS) -> bytes:
    """The copy as one HTML file. Its plan is what `scope.reduce` gave; `language` is that of the page.

    WellPlanError when it is too long for one file. ValueError for an empty passphrase, too few rounds, a
    hidden page, a number or key that cannot be: those are mistakes of ours.
    """
    enough = rounds == crypto.TESTING_ROUNDS or crypto.ROUNDS <= rounds <= crypto.MOST_ROUNDS
    if not passphrase.strip() or not enough:
        raise ValueError("that passphrase or number of rounds seals nothing")
    if any(section.hidden for section in copy.plan.sections):
        raise ValueError("a hidden page never leaves")
    if copy.reply_key and not crypto.is_reply_key(copy.reply_key):
        raise ValueError("not a public key")
    content = json.dumps(_to_json(copy), ensure_ascii=False, separators=(",", ":")).encode()
    if len(content) > MOST_CONTENT or _parts(content) > MOST_PARTS:
        raise WellPlanError(
            _("This is too much for one sealed copy."),
            _("Your plan is safe. No copy was made."),
            _("Choose fewer pages, or print them."),
        )
    return copy_page.wrap(_sealed(content, passphrase, rounds), language)


def read_copy(untrusted_html: bytes, passphrase: str) -> Copy:
    """The copy in an HTML file. The passphrase is tried as it is, and once more in small letters.

    Raises WellPlanError (another kind of file), Damaged, NewerVersion or WrongPassphrase.
    """
    sealed = copy_page.unwrap(untrusted_html)
    if len(sealed) < _SMALLEST or sealed[:4] != _MAGIC:
        raise copy_page.damaged()
    body, checksum = sealed[:-_CHECKSUM], sealed[-_CHECKSUM:]
    if crypto.sha256(body) != checksum:
        raise copy_page.damaged()
    if sealed[4] > VERSION:
        raise NewerVersion(
            _("This copy was made by a newer WellPlan."),
            _("Nothing has been changed."),
            _("Open it in a browser, or with a newer WellPlan."),
        )
    rounds = int.from_bytes(sealed[_COST], "big")
    if sealed[4] != VERSION or not 1 <= rounds <= crypto.MOST_ROUNDS:
        raise copy_page.damaged()
    return _opened(body, _key(body, passphrase, rounds))


def _sealed(content: bytes, passphrase: str, rounds: int) -> bytes:
    header = _MAGIC + bytes([VERSION]) + rounds.to_bytes(4, "big") + crypto.random_bytes(16)
    key, check_key = crypto.stretch_told(passphrase, header[_SALT], rounds)
    header += crypto.hmac_sha256(check_key, header)
    body = header + crypto.seal(key, content, header)
    return body + crypto.sha256(body)


def _key(body: bytes, passphrase: str, rounds: int) -> bytes:
    for tried in dict.fromkeys((passphrase, passphrase.lower())):
        key, check_key = crypto.stretch_told(tried, body[_SALT], rounds)
        commitment = crypto.hmac_sha256(check_key, body[:_HEADER])
        if crypto.equal(commitment, body[_HEADER:_COMMITTED]):
            return key
    raise WrongPassphrase(
        _("That passphrase does not open this copy."),
        _("Nothing has been changed."),
        _("Check each word, and try again."),
    )


def _opened(body: bytes, key: bytes) -> Copy:
    """The copy in sealed bytes. Whatever does not fit was not written by WellPlan: that is damage too."""
    try:
        content = crypto.open_sealed(key, body[_COMMITTED:], body[:_COMMITTED])
        if len(content) > MOST_CONTENT or _parts(content) > MOST_PARTS:
            raise copy_page.damaged()
        return _from_json(json.loads(content.decode(), object_pairs_hook=group_of))
    except (crypto.BadSeal, BadPlan, ValueError, RecursionError) as error:
        raise copy_page.damaged() from error


def _parts(content: bytes) -> int:
    return sum(map(content.count, (b",", b"[", b"{")))


def _to_json(copy: Copy) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": copy.id,
        "number": _number(copy.stamp.version),
        "on": copy.stamp.on.isoformat(),
        "review_by": copy.stamp.review_by.isoformat(),
        "for_whom": copy.stamp.for_whom,
        "direction": "rtl" if reads_right_to_left(copy.plan) else "ltr",
        "reply_key": base64.b64encode(copy.reply_key).decode(),
        "plan": plan_to_json(_for_others(copy)),
    }


def _number(number: object) -> int:
    if type(number) is not int or not 1 <= number <= MOST_NUMBER:
        raise ValueError("no such version")
    return number


def _for_others(copy: Copy) -> Plan:
    """The plan without what no layout shows: when each line was written, and ways to reach someone barred.

    Its own id would link two copies, so it has the copy's.
    """
    plan = copy.plan
    return replace(
        plan,
        id=copy.id,
        template="",
        sections=tuple(_without_times(section) for section in plan.sections),
        people=tuple(_without_ways(person) for person in plan.people),
    )


def _without_times(section: Section) -> Section:
    return replace(section, items=tuple(Item(item.id, item.values) for item in section.items))


def _without_ways(person: Person) -> Person:
    if not person.not_to_be_involved:
        return person
    return replace(person, phones=(), email="", when="", please_do="")


def _from_json(untrusted: object) -> Copy:
    """Raises BadPlan or ValueError."""
    data = checked_object(untrusted, _KEYS, "")
    if data["format"] != FORMAT or type(data["version"]) is not int or data["version"] != VERSION:
        raise ValueError("not a copy")
    one_of_at(data, "direction", "", ("ltr", "rtl"))
    reply_key = base64.b64decode(text_at(data, "reply_key", ""), validate=True)
    if reply_key and not crypto.is_reply_key(reply_key):
        raise ValueError("not a public key")
    return Copy(
        plan=plan_from_json(data["plan"]),
        stamp=Stamp(
            version=_number(data["number"]),
            on=date.fromisoformat(day_at(data, "on", "")),
            review_by=date.fromisoformat(day_at(data, "review_by", "")),
            for_whom=text_at(data, "for_whom", ""),
        ),
        id=shaped_at(data, "id", "", UUID),
        reply_key=reply_key,
    )
