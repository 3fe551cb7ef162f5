"""Signatures by the charity, with an Ed25519 key derived from its identity."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from survey_engine.sealing.keys import subkey


def signing_key(identity_secret: str) -> Ed25519PrivateKey:
    """Return the signing key that belongs to an identity, always the same one: no second key to keep."""
    return Ed25519PrivateKey.from_private_bytes(subkey(identity_secret.strip().encode(), "signing"))


def public_key(identity_secret: str) -> str:
    """Return what others need to verify this identity's signatures, in base64."""
    return base64.b64encode(signing_key(identity_secret).public_key().public_bytes_raw()).decode("ascii")


def sign(data: bytes, identity_secret: str) -> str:
    """Return the signature of `data`, in base64."""
    return base64.b64encode(signing_key(identity_secret).sign(data)).decode("ascii")


def verify(data: bytes, signature: str, public: str) -> bool:
    """Say whether the holder of `public` signed `data`. False for anything malformed."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), data)
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True
