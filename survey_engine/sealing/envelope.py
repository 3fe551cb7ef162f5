"""Drafts that only a return code opens, envelopes that only the charity opens, and the charity's keys.

An envelope is an age file to two X25519 recipients, so that the stand-alone `age` tool opens it as well.
"""

from __future__ import annotations

import hashlib
import secrets as _secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyrage  # type: ignore[import-untyped]  # it ships no types
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_engine.sealing.alphabet import Random
from survey_engine.sealing.counted import Hashes

LENGTH_BYTES = 4
SLIP_BYTES = 4096
NONCE_BYTES = 12


class PlaintextTooLongError(Exception):
    """What was written does not fit the one length that every draft and envelope of a version has."""


class DraftSealError(Exception):
    """A draft does not open: another key, row, wave or version, or it was altered."""


class EnvelopeError(Exception):
    """An envelope does not open, or a set of envelopes cannot be one wave's answers."""


class WrongPassphraseError(Exception):
    """A key file does not open with this passphrase."""


class RecipientsError(ValueError):
    """A wave's answers must be sealed to exactly two different age recipients."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A key pair: `recipient` ("age1...") may be known to all, `secret` to its holder alone."""

    secret: str
    recipient: str

    def __repr__(self) -> str:
        return f"Identity(recipient={self.recipient!r})"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One sealed answer as it is kept: 16 bytes of id, the hospital's code, and the sealed bytes."""

    id: bytes
    hospital: str
    sealed: bytes


def pad(data: bytes, size: int) -> bytes:
    """Return `data` brought to exactly `size` bytes, its length first. Raises PlaintextTooLongError."""
    if len(data) > size - LENGTH_BYTES:
        raise PlaintextTooLongError(f"{len(data)} bytes do not fit {size - LENGTH_BYTES}")
    return len(data).to_bytes(LENGTH_BYTES) + data + bytes(size - LENGTH_BYTES - len(data))


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given. Raises ValueError for anything that `pad` does not make."""
    length = int.from_bytes(padded[:LENGTH_BYTES])
    data = padded[LENGTH_BYTES : LENGTH_BYTES + length]
    if len(padded) < LENGTH_BYTES or len(data) != length or any(padded[LENGTH_BYTES + length :]):
        raise ValueError("not padded data")
    return data


def seal_draft(
    state: bytes,
    key: bytes,
    draft_id: bytes,
    wave: str,
    version: int,
    size: int,
    random: Random = _secrets.token_bytes,
) -> bytes:
    """Return a draft as it is kept: AES-256-GCM, bound to its row, wave and questionnaire version."""
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, pad(state, size), _bound_to(draft_id, wave, version))


def open_draft(sealed: bytes, key: bytes, draft_id: bytes, wave: str, version: int) -> bytes:
    """Return what a draft holds. Raises DraftSealError."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return unpad(AESGCM(key).decrypt(nonce, ciphertext, _bound_to(draft_id, wave, version)))
    except (InvalidTag, ValueError):
        raise DraftSealError("the draft does not open") from None


def new_identity() -> Identity:
    """Return a new age X25519 identity."""
    identity = pyrage.x25519.Identity.generate()
    return Identity(str(identity), str(identity.to_public()))


def recipient_of(identity_secret: str) -> str:
    """Return the public half of an identity. Raises EnvelopeError where it is not one."""
    return str(_identity(identity_secret).to_public())


def protect_identity(secret: str, passphrase: str) -> bytes:
    """Return a key file's bytes: the identity in an age file under a passphrase. Takes seconds on purpose."""
    return bytes(pyrage.passphrase.encrypt(secret.encode(), passphrase))


def unprotect_identity(data: bytes, passphrase: str) -> str:
    """Return the identity in a key file. Raises WrongPassphraseError, for a damaged file as well."""
    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase)).decode()
    except (pyrage.DecryptError, UnicodeDecodeError):
        raise WrongPassphraseError("the passphrase does not open this key file") from None


def check_recipients(recipients: Sequence[str]) -> tuple[str, str]:
    """Return the charity's and the recovery recipient. Raises RecipientsError unless they are two."""
    try:
        parsed = sorted({str(pyrage.x25519.Recipient.from_str(recipient)) for recipient in recipients})
    except pyrage.RecipientError:
        raise RecipientsError("a recipient begins with age1 and comes from `keygen`") from None
    if len(parsed) != 2 or len(recipients) != 2:
        raise RecipientsError("answers are sealed to exactly two different recipients")
    return parsed[0], parsed[1]


def seal_envelope(payload: bytes, recipients: Sequence[str], size: int) -> bytes:
    """Return an answer as it is kept, padded to `size` bytes and sealed to the two recipients."""
    keys = [pyrage.x25519.Recipient.from_str(one) for one in check_recipients(recipients)]
    return bytes(pyrage.encrypt(pad(payload, size), keys))


def open_envelope(sealed: bytes, identity_secret: str) -> bytes:
    """Return what an envelope holds. Raises EnvelopeError: another key, or altered by a single bit."""
    try:
        return unpad(bytes(pyrage.decrypt(sealed, [_identity(identity_secret)])))
    except (pyrage.DecryptError, ValueError):
        raise EnvelopeError("the envelope does not open with this key, or it was altered") from None


def check_recipient(recipient: str) -> str:
    """Return one age recipient as it is written. Raises RecipientsError."""
    try:
        return str(pyrage.x25519.Recipient.from_str(recipient))
    except pyrage.RecipientError:
        raise RecipientsError("a recipient begins with age1 and comes from `keygen`") from None


def seal_slip(payload: bytes, recipient: str) -> bytes:
    """Return a focus-group slip as it is kept: padded to SLIP_BYTES, sealed to the contacts key alone."""
    return bytes(pyrage.encrypt(pad(payload, SLIP_BYTES), [pyrage.x25519.Recipient.from_str(recipient)]))


def hashes_of(envelopes: Iterable[Envelope]) -> Hashes:
    """Return the hash of each envelope, sorted. Raises EnvelopeError for an id that comes twice."""
    ids: set[bytes] = set()
    hashes = []
    for envelope in envelopes:
        if envelope.id in ids:
            raise EnvelopeError("an id comes twice")
        ids.add(envelope.id)
        hashes.append(hash_of(envelope))
    return Hashes.of(hashes)


def digest_of(hashes: Iterable[bytes]) -> str:
    """Return the hexadecimal SHA-256 over the sorted hashes of envelopes.

    One envelope added, taken away, altered or moved to another hospital changes it; their order does not.
    """
    return (hashes if isinstance(hashes, Hashes) else Hashes.of(hashes)).digest


def hash_of(envelope: Envelope) -> bytes:
    """Return SHA-256 over (id|hospital|sealed), 32 bytes."""
    digest = hashlib.sha256()
    for part in (envelope.id, envelope.hospital.encode(), envelope.sealed):
        digest.update(len(part).to_bytes(8))  # so that no byte can move from one part to the next
        digest.update(part)
    return digest.digest()


def _bound_to(draft_id: bytes, wave: str, version: int) -> bytes:
    return b"|".join((draft_id.hex().encode(), wave.encode(), str(version).encode()))


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(secret.strip())
    except pyrage.IdentityError:
        raise EnvelopeError("this is not a key") from None
