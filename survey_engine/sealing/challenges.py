"""Challenges that a passkey signs: each for one purpose, one sitting and a few minutes, and none is stored.

A challenge carries its own proof (an HMAC), so that a page that is only looked at writes nothing. That it
works once is kept by whoever takes the answer: see records/passkeys.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from survey_engine.sealing.keys import subkey

VALID_SECONDS: Final = 10 * 60  # WebAuthn 15.1 asks for 5 minutes or more where people may need time
_RANDOM_BYTES: Final = 16  # WebAuthn 13.4.3: at least 16
_TIME_BYTES: Final = 8
_PROOF_BYTES: Final = 32
CHALLENGE_BYTES: Final = _RANDOM_BYTES + _TIME_BYTES + _PROOF_BYTES


class Purpose(StrEnum):
    """What an answer is good for; for nothing else."""

    SIGN_IN = "sign in"  # the whole sign-in, without a password
    SECOND_STEP = "second step"
    AGAIN = "again"  # what can harm: instead of the password once more
    ADD = "add"  # a new passkey


def make_challenge(
    purpose: Purpose, sitting: bytes, now: int, secret: bytes, random: Callable[[int], bytes]
) -> bytes:
    """Return a challenge of 56 bytes. `sitting`: what only this browser holds. `now`: seconds since 1970."""
    body = random(_RANDOM_BYTES) + (now + VALID_SECONDS).to_bytes(_TIME_BYTES, "big")
    return body + _proof(body, purpose, sitting, secret)


def challenge_is_ours(
    challenge: bytes, purpose: Purpose, sitting: bytes, now: int, secrets: Sequence[bytes]
) -> bool:
    """Say whether one of our secrets made it for this purpose and sitting, and its time is not over."""
    if len(challenge) != CHALLENGE_BYTES:
        return False
    body, proof = challenge[:-_PROOF_BYTES], challenge[-_PROOF_BYTES:]
    right = [_proof(body, purpose, sitting, secret) for secret in secrets]
    return any(hmac.compare_digest(proof, one) for one in right) and now < expiry_of(challenge)


def expiry_of(challenge: bytes) -> int:
    """Return when a challenge ends, in seconds since 1970."""
    return int.from_bytes(challenge[_RANDOM_BYTES : _RANDOM_BYTES + _TIME_BYTES], "big")


def _proof(body: bytes, purpose: Purpose, sitting: bytes, secret: bytes) -> bytes:
    message = body + hashlib.sha256(sitting).digest() + purpose.value.encode()
    return hmac.digest(subkey(secret, "passkey-challenge"), message, "sha256")
