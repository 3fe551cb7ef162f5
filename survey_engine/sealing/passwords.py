"""Passwords and second steps of staff: argon2id, no easy guesses, one-time numbers and cards."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import re
import secrets as _secrets
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey_engine.sealing.alphabet import ALPHABET

SHORTEST: Final = 15
LONGEST: Final = 200  # argon2 reads any length; a form does not
CARD_CODES: Final = 12
CARD_SYMBOLS: Final = 8
STEP_SECONDS: Final = 30
_DRIFT_STEPS: Final = 1
# 20,000 passwords by Royce Williams, as Django ships them (BSD-3-Clause).
_COMMON: Final = Path(__file__).parent / "common_passwords.txt.gz"
# RFC 9106, section 4, second recommended option: 64 MiB, 3 passes.
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_WORD: Final = re.compile(r"[^a-z]+")


class PasswordFault(Enum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"


def password_fault(password: str, email: str = "") -> PasswordFault | None:
    """Say why a new password is refused, or None. Length and guessing alone count: no rule of capitals."""
    if len(password) < SHORTEST:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordFault.TOO_LONG
    return PasswordFault.COMMON if _is_guessed(password.casefold(), email.casefold()) else None


def _is_guessed(password: str, email: str) -> bool:
    """Whether it is a known password, one of them over and over, or her own address with a number."""
    name = email.partition("@")[0]
    if len(set(password)) < 5 or password in _common():
        return True
    letters = _WORD.sub("", password)
    own = {one for one in (email, name, _WORD.sub("", name)) if len(one) > 3}
    bases = {_repeated(password), _repeated(letters), password.rstrip("0123456789!.?")}
    return bool(bases & (_common() | own)) or letters in own


def _repeated(text: str) -> str:
    """The shortest text of which this one is a repetition, cut anywhere."""
    for length in range(1, len(text) // 2 + 1):
        piece = text[:length]
        if (piece * (len(text) // length + 1))[: len(text)] == text:
            return piece
    return text


@cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(_COMMON.read_bytes()).decode().split("\n"))


def hash_password(password: str) -> str:
    """Return what the database keeps. Slow on purpose."""
    return _HASHER.hash(password)


def password_is_right(hashed: str | None, password: str) -> bool:
    """Say whether it is the password. As slow where there is none: nobody learns which accounts there are."""
    nobody = _nobody()  # made at the first call, whoever is asked for
    try:
        _HASHER.verify(hashed or nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


@cache
def _nobody() -> str:
    return _HASHER.hash(_secrets.token_hex())


def new_totp_secret(random: Callable[[int], bytes]) -> str:
    """Return a secret for an authenticator app, in base32."""
    symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(symbols[byte % 32] for byte in random(32))


def totp_address(secret: str, email: str, issuer: str) -> str:
    """Return what the square pattern holds that an authenticator app scans."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def totp_step(secret: str, typed: str, seconds: int, used: int) -> int | None:
    """Return the time step of a right number, a little early or late; None for a wrong or a used one.

    `seconds` since 1970; `used`: the last step that was taken, so that no number works twice (RFC 6238, 5.2).
    """
    number = "".join(one for one in typed if one.isdecimal())
    now = seconds // STEP_SECONDS
    for step in range(now - _DRIFT_STEPS, now + _DRIFT_STEPS + 1):
        right = pyotp.TOTP(secret).at(step * STEP_SECONDS)
        if step > used and hmac.compare_digest(right.encode(), number.encode()):
            return step
    return None


def new_card(random: Callable[[int], bytes]) -> tuple[str, ...]:
    """Return the one-time codes of a printed card, as "7KQM-2D9F"."""
    codes = (
        "".join(ALPHABET[byte % len(ALPHABET)] for byte in random(CARD_SYMBOLS)) for _ in range(CARD_CODES)
    )
    return tuple(f"{code[:4]}-{code[4:]}" for code in codes)


def plain_card_code(typed: str) -> str:
    """Return a card's code without hyphens and case, with letters that look like others read as those."""
    plain = "".join(one for one in typed.upper() if one.isalnum())
    return plain.translate(str.maketrans("OILU", "011V"))


def card_digest(staff: bytes, typed: str) -> bytes:
    """Return what is kept of a card's code: 40 bits at random, bound to the account."""
    plain = plain_card_code(typed)
    return hashlib.scrypt(plain.encode(), salt=b"card" + staff, n=2**14, r=8, p=1, dklen=32)
