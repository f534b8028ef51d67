# SPDX-License-Identifier: Apache-2.0
"""Sealed bytes as text, between the marks of a page or of an answer (RFC 4648, section 4)."""

import base64


def from_base64(untrusted_text: bytes) -> bytes:
    """The bytes in a text; spaces and line ends do not count. ValueError unless no other text is these bytes.

    The last sign may have bits left over. They are 0: any other sign in its place is damage too.
    """
    text = b"".join(untrusted_text.split())
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found) != text:
        raise ValueError("bits left over")
    return found
