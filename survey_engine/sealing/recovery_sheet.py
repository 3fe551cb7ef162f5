"""The recovery sheet: a key on paper, short enough to type, under a passphrase of its own.

Nine lines of twelve symbols and a check symbol that covers the number of the line as well, so that a slip of
the finger and two lines in the wrong order are both found, and named. What the lines hold: a format byte, a
salt (18 bytes), and the 32 bytes of the key with their tag (AES-256-GCM under scrypt, N=2^17, r=8, p=1).
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from survey_engine.sealing.alphabet import (
    ALPHABET,
    VALUES,
    Random,
    check_symbol,
    fold_lookalikes,
    written_symbols,
)
from survey_engine.sealing.bech32 import bech32_decode, bech32_encode, regrouped
from survey_engine.sealing.envelope import WrongPassphraseError, unprotect_identity

LINES: Final = 9
SYMBOLS: Final = 12  # of a line, without its check symbol
_PREFIX: Final = "age-secret-key-"
_FORMAT: Final = b"\x01"
_SALT_BYTES: Final = 18
_BYTES: Final = 67  # 1 + 18 + 32 + 16
_COST: Final = 2**17
_NONCE: Final = bytes(12)  # each salt gives another key, which seals once
_KEY_FILE: Final = b"age-encryption.org/"


class SheetLineError(ValueError):
    """Typed lines that are not those of a sheet. lines: the numbers of the wrong ones, counted from 1."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        super().__init__("lines of the recovery sheet are not right")  # never the lines themselves
        self.lines = lines


def sheet_lines(secret: str, passphrase: str, random: Random) -> tuple[str, ...]:
    """Return the lines to print, such as "7KQM 2D9F XA4T C". Takes a second on purpose."""
    _prefix, key = bech32_decode(secret.strip())
    salt = random(_SALT_BYTES)
    sealed = _FORMAT + salt + AESGCM(_stretched(passphrase, salt)).encrypt(_NONCE, key, _FORMAT)
    values = regrouped(sealed, 8, 5)
    values += [0] * (LINES * SYMBOLS - len(values))
    lines = (values[place : place + SYMBOLS] for place in range(0, len(values), SYMBOLS))
    return tuple(_written(number, line) for number, line in enumerate(lines, start=1))


def open_sheet(typed: str, passphrase: str) -> str:
    """Return the secret key of typed or scanned lines. Raises SheetLineError, WrongPassphraseError."""
    values = [value for line in _read(typed) for value in line]
    data = bytes(regrouped(values, 5, 8, pad=False))[:_BYTES]
    salt, sealed = data[1 : 1 + _SALT_BYTES], data[1 + _SALT_BYTES :]
    try:
        key = AESGCM(_stretched(passphrase, salt)).decrypt(_NONCE, sealed, data[:1])
    except InvalidTag:
        raise WrongPassphraseError("the passphrase does not open this recovery sheet") from None
    return bech32_encode(_PREFIX, key).upper()


def secret_of(data: bytes, passphrase: str) -> str:
    """Return the secret key of a key file, or of a file with the typed lines of a recovery sheet.

    Raises WrongPassphraseError, SheetLineError.
    """
    if data.startswith(_KEY_FILE):
        return unprotect_identity(data, passphrase)
    try:
        return open_sheet(data.decode(), passphrase)
    except UnicodeDecodeError:
        raise SheetLineError(tuple(range(1, LINES + 1))) from None


def _written(number: int, values: list[int]) -> str:
    symbols = "".join(ALPHABET[value] for value in values)
    groups = [symbols[place : place + 4] for place in range(0, SYMBOLS, 4)]
    return " ".join((*groups, check_symbol([number, *values])))


def _read(typed: str) -> list[list[int]]:
    """The values of each line, check symbols taken off. They may be one long line, as a scanner gives it."""
    lines = [fold_lookalikes(written_symbols(line)) for line in typed.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1 and len(lines[0]) == LINES * (SYMBOLS + 1):
        [whole] = lines
        lines = [whole[place : place + SYMBOLS + 1] for place in range(0, len(whole), SYMBOLS + 1)]
    lines += [""] * (LINES - len(lines))
    wrong = [number for number, line in enumerate(lines, start=1) if not _is_right(number, line)]
    if wrong:
        raise SheetLineError(tuple(wrong))
    return [[VALUES[symbol] for symbol in line[:-1]] for line in lines]


def _is_right(number: int, line: str) -> bool:
    if number > LINES or len(line) != SYMBOLS + 1 or set(line) - set(ALPHABET):
        return False
    return check_symbol([number, *(VALUES[symbol] for symbol in line[:-1])]) == line[-1]


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
