# SPDX-License-Identifier: Apache-2.0
"""A passphrase on a finished PDF: AES-256, revision 6 (ISO 32000-2), in memory."""

import io


def protect(pdf_bytes: bytes, passphrase: str) -> bytes:
    """The PDF locked with a passphrase. Screen readers may read it; nothing else of it may be changed.

    The owner's password is random and thrown away. Encryption has no integrity: who knows the passphrase
    can alter the file. ValueError for an empty passphrase, which would lock nothing.
    """
    if not passphrase:
        raise ValueError("an empty passphrase protects nothing")
    import secrets

    import pikepdf  # 130 ms: only when a copy is locked

    may = pikepdf.Permissions(
        accessibility=True,
        extract=True,
        print_highres=True,
        print_lowres=True,
        modify_annotation=False,
        modify_assembly=False,
        modify_form=False,
        modify_other=False,
    )
    lock = pikepdf.Encryption(
        user=passphrase, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True, allow=may
    )
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        pdf.save(locked, encryption=lock)
    return locked.getvalue()
