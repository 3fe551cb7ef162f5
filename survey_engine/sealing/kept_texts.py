"""Comments and notes as the database keeps them: sealed under the master key, bound to their row, padded."""

from __future__ import annotations

import secrets as _secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_engine.sealing.alphabet import Random
from survey_engine.sealing.envelope import LENGTH_BYTES, pad, unpad
from survey_engine.sealing.keys import NONCE_BYTES, subkey

STEP_BYTES = 8192  # twice what a text may take, so that nearly every kept text has one length
NOTE_BYTES = 64


class KeptTextError(Exception):
    """A kept text does not open: another master key, row or wave, or it was altered."""


def seal_text(
    text: bytes,
    master_key: bytes,
    row: bytes,
    wave: str,
    *,
    step: int = STEP_BYTES,
    random: Random = _secrets.token_bytes,
) -> bytes:
    """Return a text sealed with AES-256-GCM, its row and wave bound to it, padded to a multiple of `step`."""
    size = -(-(len(text) + LENGTH_BYTES) // step) * step
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(_key(master_key, wave)).encrypt(nonce, pad(text, size), _bound_to(row, wave))


def open_text(sealed: bytes, master_key: bytes, row: bytes, wave: str) -> bytes:
    """Return what `seal_text` was given. Raises KeptTextError."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return unpad(AESGCM(_key(master_key, wave)).decrypt(nonce, ciphertext, _bound_to(row, wave)))
    except (InvalidTag, ValueError):
        raise KeptTextError("a kept text does not open with this master key") from None


def _key(master_key: bytes, wave: str) -> bytes:
    return subkey(master_key, f"kept text|{wave}")


def _bound_to(row: bytes, wave: str) -> bytes:
    return b"|".join((row, wave.encode()))
