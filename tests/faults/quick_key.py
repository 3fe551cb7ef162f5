"""A key file whose passphrase is stretched in no time: to measure memory that is not the stretching's.

The library stretches for about a second, and so with 256 or 512 MB by the speed of the machine. The format is
that of https://age-encryption.org/v1: a header with one scrypt stanza, and one chunk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LOG_N = 10


def quick_key_file(secret: str, passphrase: str) -> bytes:
    """Return what `protect_identity` returns, with a work factor of 2^10."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    label = b"age-encryption.org/v1/scrypt"
    stretched = hashlib.scrypt(passphrase.encode(), salt=label + salt, n=1 << LOG_N, r=8, p=1, dklen=32)
    body = ChaCha20Poly1305(stretched).encrypt(bytes(12), file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_base64(salt)} {LOG_N}\n{_base64(body)}\n---".encode()
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    chunk = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    last = bytes(11) + b"\x01"
    return header + f" {_base64(mac)}\n".encode() + nonce + chunk.encrypt(last, secret.encode(), None)


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
