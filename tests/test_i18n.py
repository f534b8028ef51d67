# SPDX-License-Identifier: Apache-2.0
"""Sentences come in the installed language, and in English when there is no translation."""

import struct
from pathlib import Path

import pytest

from wellplan import i18n


def write_catalogue(path: Path, words: dict[str, str]) -> None:
    """A catalogue in the binary form that gettext reads (GNU gettext manual, "MO Files")."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words}.items())
    table, offset, texts = [], 28 + 16 * len(pairs), b""
    for column in zip(*pairs, strict=True):
        for text in column:
            data = text.encode() + b"\0"
            table.append(struct.pack("<2I", len(data) - 1, offset + len(texts)))
            texts += data
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + b"".join(table) + texts)


@pytest.mark.parametrize("language", ["cy", "cy-GB", "cy_GB"])
def test_a_translation_is_used_also_for_a_region_that_has_none_of_its_own(
    tmp_path: Path, language: str
) -> None:
    write_catalogue(tmp_path / "cy" / "LC_MESSAGES" / "wellplan.mo", {"Saved": "Wedi cadw"})
    i18n.install(language, tmp_path)
    assert i18n._("Saved") == "Wedi cadw"
    assert i18n._("Not translated yet") == "Not translated yet"


@pytest.mark.parametrize("language", ["en-GB", "tlh", "", "../../etc", "C", "x" * 9999])
def test_english_stands_where_there_is_no_translation(tmp_path: Path, language: str) -> None:
    i18n.install(language, tmp_path)
    assert i18n._("Saved") == "Saved"
    assert [i18n.ngettext("one page", "{n} pages", n) for n in (0, 1, 2)] == [
        "{n} pages",
        "one page",
        "{n} pages",
    ]
