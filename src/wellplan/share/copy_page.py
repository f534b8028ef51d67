# SPDX-License-Identifier: Apache-2.0
"""The page around a sealed copy: one HTML file that can reach nothing, put together from `resources/copy/`.

It never sees the person's words. Only a script and a style of known hashes run in it.
"""

import base64
import html
import json
import re
from functools import cache

from wellplan import crypto
from wellplan.errors import Damaged, WellPlanError
from wellplan.i18n import _
from wellplan.resources import resource
from wellplan.share.armour import from_base64
from wellplan.share.copy_words import page_words, script_words
from wellplan.share.glyphs import RIGHT_TO_LEFT

SCRIPTS = ("bytes", "sealed", "hpke", "numbers", "elements", "parts", "answers", "page")
"""`resources/copy/<name>.js` in the order they are joined: each uses only those before it."""
MOST_BYTES = 16 * 1024 * 1024
_LINE = 76
_SEALED = re.compile(
    rb'<script type="application/wellplan-copy" id="sealed">([A-Za-z0-9+/=\s]*)</script>', re.ASCII
)
_MARK = b'<script type="application/wellplan-copy"'


def wrap(sealed: bytes, language: str = "en") -> bytes:
    """The page that opens these sealed bytes (format, section 10). `language` is the tag of its own words."""
    style, script = _style(), _script()
    values = {name: html.escape(words) for name, words in page_words().items()}
    text = base64.b64encode(sealed).decode()
    lines = "\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
    return _filled(
        resource("copy", "page.html").read_text("utf-8"),
        {
            **values,
            "language": html.escape(language),
            "direction": "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
            "policy": _policy(style, script),
            "style": style,
            "script": script,
            "words": json.dumps(script_words(), ensure_ascii=False).replace("<", "\\u003c"),
            "sealed": lines,
        },
    ).encode()


def unwrap(untrusted_html: bytes) -> bytes:
    """The sealed bytes in a page. Damaged when they are not whole; WellPlanError for another kind of file."""
    if len(untrusted_html) > MOST_BYTES:
        raise not_a_copy()
    found = _SEALED.findall(untrusted_html)
    if _MARK not in untrusted_html:
        raise not_a_copy()
    if len(found) != 1:
        raise damaged()
    try:
        return from_base64(found[0])
    except ValueError as error:
        raise damaged() from error


def not_a_copy() -> WellPlanError:
    """What is said of a file that is something else."""
    return WellPlanError(
        _("This file is not a sealed copy."),
        _("Nothing has been changed."),
        _("Choose the file that you were given. Its name ends in .html."),
    )


def damaged() -> Damaged:
    """What is said of a copy that is not as it was made: never of a passphrase with a slip in it."""
    return Damaged(
        _("This copy is damaged. A part of it was lost or changed."),
        _("The plan it was made from is safe."),
        _("Please ask for a new copy."),
    )


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: nothing is fetched, sent or gone to, and no other code runs."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(crypto.sha256(text.encode())).decode()


def _filled(page: str, values: dict[str, str]) -> str:
    """The page with each `{{name}}` filled in, in one pass: a value is never looked at again."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], page)


@cache
def _style() -> str:
    return resource("copy", "style.css").read_text("utf-8")


@cache
def _script() -> str:
    """One strict-mode function, so that nothing of it can be reached from outside."""
    parts = (resource("copy", f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"
