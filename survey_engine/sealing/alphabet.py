"""The 32 symbols of codes and refs, how people write them, and the check symbol over GF(32)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

# Crockford base32: no I, L, O (read as 1, 1, 0) and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}

Random = Callable[[int], bytes]
"""Return that many random bytes. In production `secrets.token_bytes`."""

_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_PARTING = frozenset(
    "._,:;/\u00b7\u060c\u06d4"
)  # what people write for a hyphen, the Urdu comma and stop too
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: primitive, so the powers of x are the 31 values other than 0


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD_POLYNOMIAL if value & 32 else value


def _powers() -> list[int]:
    powers = [1]
    while len(powers) < 31:
        powers.append(_times_x(powers[-1]))
    return powers


_POWER = _powers()
_LOGARITHM = {value: exponent for exponent, value in enumerate(_POWER)}


def check_symbol(values: Iterable[int]) -> str:
    """Return the symbol that makes the weighted sum over GF(32) zero; at most 30 values of 0-31.

    The weights, counted from the right, are the distinct powers of a primitive element. So the sum changes
    when any one symbol changes (no weight is 0) and when any two symbols swap places (no two weights agree).
    The check symbol is the rightmost, of weight 1.
    """
    total = 0
    for exponent, value in enumerate(reversed(list(values)), start=1):
        if exponent > 30:
            raise ValueError("a check symbol covers at most 30 symbols")
        if value:
            total ^= _POWER[(_LOGARITHM[value] + exponent) % 31]
    return ALPHABET[total]


def random_symbols(count: int, random: Random) -> str:
    """Return `count` symbols, each equally likely (256 is a multiple of 32)."""
    return "".join(ALPHABET[byte & 31] for byte in random(count))


def written_symbols(text: str) -> str:
    """Return what a person meant: upper case, digits of any script as 0-9, nothing that parts groups."""
    kept = []
    for character in unicodedata.normalize("NFKC", text).upper():
        if (
            character.isspace()
            or character in _PARTING
            or unicodedata.category(character) in ("Pd", "Cf", "Cc")
        ):
            continue
        digit = unicodedata.decimal(character, None)
        kept.append(character if digit is None else str(digit))
    return "".join(kept)


def fold_lookalikes(symbols: str) -> str:
    """Read I and L as 1, and O as 0."""
    return symbols.translate(_LOOKALIKES)
