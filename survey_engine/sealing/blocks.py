"""Blocks of a scratch file that only the process which wrote them can read: the key is kept nowhere."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BITS, _NONCE_BYTES = 256, 12


class BlockSealer:
    """AES-256-GCM under a key made here and held in memory alone. Seal each place of a file once only."""

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(_KEY_BITS))

    def seal(self, place: int, data: bytes) -> bytes:
        """The block as it is written; `place` is its offset in the file, which is its nonce."""
        return self._cipher.encrypt(place.to_bytes(_NONCE_BYTES), data, None)

    def open(self, place: int, sealed: bytes) -> bytes:
        """What was sealed for that place. Raises InvalidTag for anything else."""
        return self._cipher.decrypt(place.to_bytes(_NONCE_BYTES), sealed, None)
