"""Bech32 (BIP-173): how secret keys are written. Needed to print fewer symbols, and to write them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

_SYMBOLS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK: Final = 6


class Bech32Error(ValueError):
    """A text is not written in Bech32."""


def bech32_encode(prefix: str, data: bytes) -> str:
    """Return bytes as Bech32 in small letters."""
    values = regrouped(data, 8, 5)
    padded = [*_expanded(prefix), *values, *[0] * _CHECK]
    rest = _polymod(padded) ^ 1
    check = [(rest >> 5 * (_CHECK - 1 - place)) & 31 for place in range(_CHECK)]
    return f"{prefix}1{''.join(_SYMBOLS[value] for value in (*values, *check))}"


def bech32_decode(text: str) -> tuple[str, bytes]:
    """Return the prefix in small letters, and the bytes. Raises Bech32Error."""
    if text not in (text.lower(), text.upper()):
        raise Bech32Error("small and capital letters are mixed")
    prefix, _, written = text.lower().rpartition("1")
    if not prefix or len(written) < _CHECK or set(written) - set(_SYMBOLS):
        raise Bech32Error("not Bech32")
    values = [_SYMBOLS.index(symbol) for symbol in written]
    if _polymod([*_expanded(prefix), *values]) != 1:
        raise Bech32Error("the checksum is wrong")
    return prefix, bytes(regrouped(values[:-_CHECK], 5, 8, pad=False))


def regrouped(values: Iterable[int], bits_in: int, bits_out: int, *, pad: bool = True) -> list[int]:
    """Return numbers of `bits_in` bits as ones of `bits_out` bits; a rest is filled up with zeros, or not."""
    found, held, count = [], 0, 0
    for value in values:
        held, count = (held << bits_in) | value, count + bits_in
        while count >= bits_out:
            count -= bits_out
            found.append((held >> count) & ((1 << bits_out) - 1))
            held &= (1 << count) - 1
    if pad and count:
        found.append((held << (bits_out - count)) & ((1 << bits_out) - 1))
    return found


def _expanded(prefix: str) -> list[int]:
    return [*(ord(symbol) >> 5 for symbol in prefix), 0, *(ord(symbol) & 31 for symbol in prefix)]


def _polymod(values: Sequence[int]) -> int:
    rest = 1
    for value in values:
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            rest ^= term if (top >> place) & 1 else 0
    return rest
