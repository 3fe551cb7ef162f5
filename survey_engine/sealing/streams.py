"""Whole files locked with public keys, in constant memory: age files, which the `age` tool opens too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyrage  # type: ignore[import-untyped]  # it ships no types

from survey_engine.sealing.envelope import EnvelopeError, RecipientsError


class Source(Protocol):
    """Where bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Give up to `size` bytes; none at the end."""
        ...


class Target(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""
        ...

    def flush(self) -> None:
        """Pass on what was taken."""
        ...


def lock_stream(source: Source, target: Target, recipients: Sequence[str]) -> None:
    """Lock all of a stream with one or more public keys. Raises RecipientsError."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError:
        keys = []
    if not keys:
        raise RecipientsError("a public key begins with age1")
    pyrage.encrypt_io(source, target, keys)


def unlock_stream(source: Source, target: Target, identity_secret: str) -> None:
    """Unlock all of a stream. Raises EnvelopeError: another key, or altered or cut short.

    What was written to the target by then is not to be used.
    """
    try:
        identity = pyrage.x25519.Identity.from_str(identity_secret.strip())
        pyrage.decrypt_io(source, target, [identity])
    except (pyrage.DecryptError, pyrage.IdentityError, OSError, ValueError):
        raise EnvelopeError("the file does not open with this key, or it was altered or cut short") from None
