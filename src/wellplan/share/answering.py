# SPDX-License-Identifier: Apache-2.0
"""Writing an answer to a sealed copy, sealed for the person who gave it; `reply` opens it there.

`docs/format.md`, section 11. The page of a copy does the same in a browser.
"""

import base64
import json
import textwrap
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from wellplan import crypto
from wellplan.plan.exchange import dumps
from wellplan.plan.model import new_id
from wellplan.share.copy_words import answer_words
from wellplan.share.reply import FORMAT, MOST_NAME, MOST_WORDS, VERSION, Kind, reply_header
from wellplan.share.sealed_copy import Copy

MOST_CONTENT = 256 * 1024
"""As the page of a copy has it; in base64 it stays below what a reader takes."""
_KEPT = b"wellplan draft of an answer"


@dataclass(slots=True)
class Draft:
    """An answer while it is written: kind and words of each part by its id. `unsaved`: since it was saved."""

    answers: dict[str, tuple[Kind, str]] = field(default_factory=dict)
    name: str = ""
    role: str = ""
    id: str = ""
    unsaved: bool = False


def missing(draft: Draft, titles: dict[str, str]) -> str:
    """A sentence that says what is still missing, or too long; empty when it can be sealed.

    `titles` are the parts' by their ids.
    """
    said = answer_words()
    for part, (kind, words) in draft.answers.items():
        if kind != "agreed" and not words.strip():
            return str(said["no_words"].format(part=titles[part]))
    if not draft.answers:
        return str(said["no_answer"])
    if not draft.name.strip():
        return str(said["no_name"])
    short = max(len(draft.name.strip()), len(draft.role.strip())) <= MOST_NAME
    short = short and all(len(words.strip()) <= MOST_WORDS for _kind, words in draft.answers.values())
    size = len(json.dumps([words for _kind, words in draft.answers.values()], ensure_ascii=False).encode())
    return "" if short and size <= MOST_CONTENT else str(said["too_long"])


def seal_answer(draft: Draft, copy: Copy) -> bytes:
    """The file of an answer with nothing missing.

    The draft keeps its id until something changes, so that one answer is not taken in twice.
    """
    if draft.unsaved or not draft.id:
        draft.id = new_id()
    content = json.dumps(_to_json(draft, copy), ensure_ascii=False, separators=(",", ":")).encode()
    header, context = reply_header(copy.id)
    sealed = base64.b64encode(header + crypto.seal_to(copy.reply_key, content, context)).decode()
    lines = "\n".join(textwrap.wrap(sealed, 76))
    begin, end = "-----BEGIN WELLPLAN REPLY-----", "-----END WELLPLAN REPLY-----"
    return f"{answer_words()['file_says']}\n\n{begin}\n{lines}\n{end}\n".encode()


def keep_draft(draft: Draft, copy: Copy) -> bytes:
    """A draft sealed until the same copy is open again: what is in the copy opens it, and nothing else."""
    return crypto.seal(_draft_key(copy), json.dumps(asdict(draft)).encode(), _KEPT)


def kept_draft(sealed: bytes, copy: Copy) -> Draft:
    """The opposite of `keep_draft`; an empty one where it is of another copy."""
    try:
        kept = json.loads(crypto.open_sealed(_draft_key(copy), sealed, _KEPT))
    except crypto.BadSeal:
        return Draft()
    answers = {part: (kind, words) for part, (kind, words) in kept.pop("answers").items()}
    return Draft(answers, **kept)


def _draft_key(copy: Copy) -> bytes:
    return crypto.hkdf(crypto.sha256(dumps(copy.plan).encode() + copy.reply_key), b"", "answer draft")


def _to_json(draft: Draft, copy: Copy) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": draft.id,
        "copy": copy.id,
        "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "name": draft.name.strip(),
        "role": draft.role.strip(),
        "answers": [
            {"section": part, "kind": kind, "words": words.strip()}
            for part, (kind, words) in draft.answers.items()
        ],
    }
