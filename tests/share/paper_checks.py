# SPDX-License-Identifier: Apache-2.0
"""What a stranger's checker says of a PDF."""

import page


def complaints(data: bytes, profile: str) -> list[str]:
    """What the checker finds. A stream whose last byte is a carriage return it takes for a shorter one."""
    found = [failure.message for failure in page.validate_pdf_bytes(data, profile=profile).failures]
    length = "a stream /Length does not match its raw content length"
    return [each for each in found if each != length or b"\r\nendstream" not in data]
