"""What a sealed value shows to whoever holds no key: its length, its recipients, if it is sealed at all."""

from __future__ import annotations

import zlib
from typing import Final

from survey_engine.sealing.envelope import NONCE_BYTES

FIRST_LINE: Final = b"age-encryption.org/v1\n"
TAG_BYTES: Final = 16  # of AES-GCM and of ChaCha20-Poly1305
_CHUNK: Final = 64 * 1024
_LEAST_SHARE: Final = 0.97  # of what cannot be pressed together; text goes far below


def is_age(data: bytes) -> bool:
    """Say whether this begins as an age file (https://age-encryption.org/v1)."""
    return data.startswith(FIRST_LINE)


def envelope_length(sealed: bytes) -> int | None:
    """Return the bytes of plaintext in an age file, which its length tells anybody; None for no age file.

    The file's own length says less: age adds a random stanza to some headers.
    """
    payload = _payload(sealed)
    if payload is None or len(payload) <= NONCE_BYTES:
        return None
    body = len(payload) - 16  # the nonce of the payload
    chunks = -(-body // (_CHUNK + TAG_BYTES))
    return body - chunks * TAG_BYTES


def draft_length(sealed: bytes) -> int:
    """Return the bytes of plaintext in a draft (AES-GCM: a nonce before, a tag behind)."""
    return len(sealed) - NONCE_BYTES - TAG_BYTES


def recipients_of(sealed: bytes) -> int:
    """Return to how many X25519 keys an age file is sealed."""
    payload = _payload(sealed)
    header = sealed if payload is None else sealed[: len(sealed) - len(payload)]
    return header.count(b"\n-> X25519 ")


def looks_sealed(sealed: bytes) -> bool:
    """Say whether nothing in it can be read: sealed bytes cannot be compressed, text and padding can."""
    payload = _payload(sealed)
    body = sealed if payload is None else payload
    return len(zlib.compress(body, 1)) >= len(body) * _LEAST_SHARE


def _payload(sealed: bytes) -> bytes | None:
    if not is_age(sealed):
        return None
    last = sealed.find(b"\n--- ")
    end = sealed.find(b"\n", last + 1)
    return sealed[end + 1 :] if last >= 0 and end >= 0 else None
