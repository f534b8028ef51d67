# SPDX-License-Identifier: Apache-2.0
"""The sending half of HPKE. WellPlan itself never needs it: the page of a sealed copy has its own."""

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec

from wellplan.crypto import pad


def seal_to(public: bytes, content: bytes, context: bytes) -> bytes:
    """Padded, and sealed so that only the private key opens it: `enc`, ciphertext, tag."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    suite = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    return suite.encrypt(pad(content), point, context)
