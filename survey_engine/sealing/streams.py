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


class _Heard:
    """A target that remembers why it could not take bytes: pyrage keeps the words of it and not the kind."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.fault: OSError | None = None

    def write(self, data: bytes, /) -> int:
        """Take bytes. Raises OSError."""
        try:
            return self._target.write(data)
        except OSError as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        """Pass on what was taken. Raises OSError."""
        try:
            self._target.flush()
        except OSError as fault:
            self.fault = fault
            raise


def lock_stream(source: Source, target: Target, recipients: Sequence[str]) -> None:
    """Lock all of a stream with one or more public keys. Raises RecipientsError, OSError."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError:
        keys = []
    if not keys:
        raise RecipientsError("a public key begins with age1")
    heard = _Heard(target)
    try:
        pyrage.encrypt_io(source, heard, keys)
    except pyrage.EncryptError:
        if heard.fault is not None:  # a full disk is told as one
            raise heard.fault from None
        raise


def unlock_stream(source: Source, target: Target, identity_secret: str) -> None:
    """Unlock all of a stream. Raises EnvelopeError: another key, or altered or cut short.

    What was written to the target by then is not to be used.
    """
    try:
        identity = pyrage.x25519.Identity.from_str(identity_secret.strip())
        pyrage.decrypt_io(source, target, [identity])
    except (pyrage.DecryptError, pyrage.IdentityError, OSError, ValueError):
        raise EnvelopeError("the file does not open with this key, or it was altered or cut short") from None
