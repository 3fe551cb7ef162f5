"""Every key: scrypt and HKDF derivations from codes, the wrapped pepper, and sealed cookies.

Where each secret lives and why: the table "Secrets" in docs/anonymity.md. Every HKDF info that belongs to a
wave holds the wave's id, so that nothing derived in one wave says anything in another.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets as _secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from survey_engine.sealing.alphabet import Random

SCRYPT_COST = 2**14
SCRYPT_BLOCK = 8
SCRYPT_LANES = 1
KEY_BYTES = 32
ID_BYTES = 16
NONCE_BYTES = 12
PEPPER_BYTES = 32
PURPOSE = "survey-engine"


class PepperError(Exception):
    """A wave's pepper cannot be unwrapped: another master key, another wave, or a damaged row."""


@dataclass(frozen=True, slots=True)
class CodeKeys:
    """What one code gives. lookup and nullifier cannot be had from one another without the code."""

    lookup: bytes  # 16 bytes: finds the invitation
    nullifier: bytes  # 16 bytes: marks the code as used
    device_key: bytes  # 32 bytes: seals the cookie that lets the same device resume
    resume_salt: bytes  # 32 bytes: with the return code, finds the draft
    entry_salt: bytes  # 32 bytes: with a batch number, finds what was keyed from paper

    def __repr__(self) -> str:
        return "CodeKeys(...)"


@dataclass(frozen=True, slots=True)
class DraftKeys:
    """What a return code gives: where the draft is, and what opens it."""

    draft_id: bytes  # 16 bytes
    draft_key: bytes  # 32 bytes

    def __repr__(self) -> str:
        return "DraftKeys(...)"


@dataclass(frozen=True, slots=True)
class EntryKeys:
    """What a batch number gives for one form: where each of its two keyings is, and what opens it."""

    first: DraftKeys
    second: DraftKeys

    def __repr__(self) -> str:
        return "EntryKeys(...)"


def derive_code_keys(code: str, pepper: bytes, wave: str) -> CodeKeys:
    """Derive everything one code gives in one wave. Slow on purpose: about 0.1 s and 16 MiB."""
    slow = _scrypt(code, _hkdf(pepper, "code", wave))
    return CodeKeys(
        lookup=_hkdf(slow, "lookup", wave, ID_BYTES),
        nullifier=_hkdf(slow, "spent", wave, ID_BYTES),
        device_key=_hkdf(slow, "device", wave),
        resume_salt=_hkdf(slow, "resume", wave),
        entry_salt=_hkdf(slow, "entry", wave),
    )


def derive_draft_keys(return_code: str, resume_salt: bytes, wave: str) -> DraftKeys:
    """Derive where a draft is and what opens it. As slow as the first derivation, and never to be faster.

    Under mail merge the hospital holds the codes, and only this cost keeps it from trying return codes.
    """
    slow = _scrypt(return_code, resume_salt)
    return DraftKeys(_hkdf(slow, "draft id", wave, ID_BYTES), _hkdf(slow, "draft key", wave))


def derive_entry_keys(batch_number: str, entry_salt: bytes, wave: str) -> EntryKeys:
    """Derive where the keyings of a form are. As slow as a return code's, for the same reason."""
    slow = _scrypt(batch_number, entry_salt)
    first, second = (
        DraftKeys(_hkdf(slow, f"{which} id", wave, ID_BYTES), _hkdf(slow, f"{which} key", wave))
        for which in ("first keying", "second keying")
    )
    return EntryKeys(first, second)


def wrap_pepper(pepper: bytes, master_key: bytes, wave: str, random: Random = _secrets.token_bytes) -> bytes:
    """Return a wave's pepper as the database keeps it: AES-256-GCM under the master key."""
    return _seal(pepper, _hkdf(master_key, "pepper", wave), wave.encode(), random)


def unwrap_pepper(wrapped: bytes, master_key: bytes, wave: str) -> bytes:
    """Return a wave's pepper. Raises PepperError."""
    pepper = _open(wrapped, _hkdf(master_key, "pepper", wave), wave.encode())
    if pepper is None:
        raise PepperError(f"the pepper of wave {wave} does not open with this master key")
    return pepper


def recipients_seal(recipients: Sequence[str], master_key: bytes, wave: str) -> bytes:
    """Return the HMAC that shows that nobody changed to whom a wave's answers are sealed."""
    message = json.dumps(sorted(recipients)).encode()
    return hmac.digest(_hkdf(master_key, "recipients", wave), message, "sha256")


def keyset_seal(values: Sequence[str], master_key: bytes, keyset: bytes) -> bytes:
    """Return the HMAC that shows that nobody changed a set of public keys, or who agreed to it.

    `values`: every column of the set as text, in a fixed order.
    """
    message = json.dumps(list(values)).encode()
    return hmac.digest(subkey(master_key, f"keyset {keyset.hex()}"), message, "sha256")


def seal_staff_secret(
    secret: str, master_key: bytes, staff: bytes, random: Random = _secrets.token_bytes
) -> bytes:
    """Return an authenticator's secret as the database keeps it, bound to its account."""
    return _seal(secret.encode(), _hkdf(master_key, "staff", ""), staff, random)


def open_staff_secret(sealed: bytes, master_key: bytes, staff: bytes) -> str | None:
    """Return it; None under another master key or account."""
    data = _open(sealed, _hkdf(master_key, "staff", ""), staff)
    return data.decode() if data is not None else None


def seal_handout(data: bytes, key: bytes, handout_id: bytes, random: Random = _secrets.token_bytes) -> bytes:
    """Return codes that were just made, sealed under a key that one browser holds."""
    return _seal(data, key, b"handout" + handout_id, random)


def open_handout(sealed: bytes, key: bytes, handout_id: bytes) -> bytes | None:
    """Return them; None for another key."""
    return _open(sealed, key, b"handout" + handout_id)


def seal_cookie(payload: bytes, name: str, secret: bytes, random: Random = _secrets.token_bytes) -> str:
    """Return a cookie value only the server can open, bound to the cookie's name."""
    return _token(_seal(payload, subkey(secret, "patient-session"), name.encode(), random))


def open_cookie(token: str, name: str, secrets: Sequence[bytes]) -> bytes | None:
    """Return what a cookie holds, whichever of the secrets sealed it; None for anything else."""
    sealed = _untoken(token)
    for secret in secrets:
        payload = _open(sealed, subkey(secret, "patient-session"), name.encode())
        if payload is not None:
            return payload
    return None


def seal_device_cookie(
    payload: bytes, name: str, device_key: bytes, random: Random = _secrets.token_bytes
) -> str:
    """Return the cookie that lets the same device resume: it opens only with the code's device key."""
    return _token(_seal(payload, subkey(device_key, "device-cookie"), name.encode(), random))


def open_device_cookie(token: str, name: str, device_key: bytes) -> bytes | None:
    """Return what a device cookie holds; None where it was made for another code, or is damaged."""
    return _open(_untoken(token), subkey(device_key, "device-cookie"), name.encode())


def subkey(secret: bytes, info: str) -> bytes:
    """Return the 32-byte key of one purpose (HKDF-SHA256), for purposes that belong to no wave."""
    return _hkdf(secret, info, "")


def _scrypt(secret: str, salt: bytes) -> bytes:
    kdf = Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_COST, r=SCRYPT_BLOCK, p=SCRYPT_LANES)
    return kdf.derive(secret.encode())


def _hkdf(secret: bytes, purpose: str, wave: str, length: int = KEY_BYTES) -> bytes:
    # A vertical line cannot stand in a wave's id, so no two purposes and waves share an info.
    info = f"{PURPOSE}|{purpose}|{wave}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret)


def _seal(plaintext: bytes, key: bytes, bound_to: bytes, random: Random) -> bytes:
    nonce = random(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def _open(sealed: bytes, key: bytes, bound_to: bytes) -> bytes | None:
    if len(sealed) <= NONCE_BYTES:
        return None
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag:
        return None


def _token(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")


def _untoken(token: str) -> bytes:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
