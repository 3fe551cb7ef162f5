"""The codes people hold: invitation codes, refs on letters, return codes and signed links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import product
from typing import NewType

from itsdangerous import Signer
from itsdangerous.exc import BadSignature

from survey_engine.sealing.alphabet import (
    ALPHABET as ALPHABET,
)
from survey_engine.sealing.alphabet import (
    VALUES,
    Random,
    check_symbol,
    fold_lookalikes,
    random_symbols,
    written_symbols,
)
from survey_engine.sealing.keys import subkey

Code = NewType("Code", str)
"""An invitation code in canonical form: the wave symbol and ten random symbols, without the check symbol."""

RANDOM_SYMBOLS = 10  # 50 bits
CODE_SYMBOLS = 12  # wave symbol, random symbols, check symbol
GROUP = 4
REF_RANDOM_SYMBOLS = 5
REF_TAIL = REF_RANDOM_SYMBOLS + 1
RETURN_CODE_DIGITS = 10
MOST_ALIKE = 8
# Both stand in codes, so only the check symbol can tell which was meant.
_ALIKE = {symbol: pair for pair in ("5S", "2Z", "8B") for symbol in pair}


class CodeFault(StrEnum):
    """What is wrong with a typed code, so that the page can help."""

    WRONG_LENGTH = "wrong_length"
    WRONG_SYMBOL = "wrong_symbol"
    WRONG_CHECK = "wrong_check"


class CodeError(ValueError):
    """A typed code that cannot be one; `group` (1 to 3) holds the first wrong symbol, where that is known."""

    def __init__(self, reason: CodeFault, group: int | None = None) -> None:
        super().__init__(reason.value)  # never the code itself: messages reach logs
        self.reason = reason
        self.group = group


class RefError(ValueError):
    """A typed ref that cannot be one."""


class ReturnCodeError(ValueError):
    """A typed return code that cannot be one."""


def new_code(wave_symbol: str, random: Random) -> Code:
    """Return a new code of the wave with this symbol: 50 random bits."""
    if wave_symbol not in VALUES:
        raise ValueError("a wave symbol is one symbol of the alphabet")
    return Code(wave_symbol + random_symbols(RANDOM_SYMBOLS, random))


def show_code(code: Code) -> str:
    """Return a code as the letter prints it, check symbol at the end: "7KQM-2D9F-XA4T"."""
    symbols = code + check_symbol(VALUES[symbol] for symbol in code)
    return "-".join(symbols[start : start + GROUP] for start in range(0, CODE_SYMBOLS, GROUP))


def read_code(text: str) -> Code:
    """Return the code a person typed, in any case, with any spaces and hyphens; I, L as 1, O as 0, U as V.

    Where the check symbol does not fit, 5 and S, 2 and Z, 8 and B are taken for one another, and the code is
    accepted when exactly one such reading fits. Raises CodeError. But for those letters, the check symbol
    catches every single wrong symbol and every swap of two.
    """
    symbols = fold_lookalikes(written_symbols(text)).replace("U", "V")
    if len(symbols) != CODE_SYMBOLS:
        raise CodeError(CodeFault.WRONG_LENGTH)
    for place, symbol in enumerate(symbols):
        if symbol not in VALUES:
            raise CodeError(CodeFault.WRONG_SYMBOL, group=place // GROUP + 1)
    if _fits(symbols):
        return Code(symbols[:-1])
    fitting = [reading for reading in _readings(symbols) if _fits(reading)]
    if len(fitting) != 1:
        raise CodeError(CodeFault.WRONG_CHECK)
    return Code(fitting[0][:-1])


def _fits(symbols: str) -> bool:
    return check_symbol(VALUES[symbol] for symbol in symbols[:-1]) == symbols[-1]


def _readings(symbols: str) -> Iterator[str]:
    """Every way to read what was typed, each of its look-alikes as itself or as the other.

    None where there are so many that several would fit: nobody shall make us try thousands.
    """
    if sum(symbol in _ALIKE for symbol in symbols) > MOST_ALIKE:
        return iter(())
    return map("".join, product(*(_ALIKE.get(symbol, symbol) for symbol in symbols)))


def wave_symbol(code: Code) -> str:
    """Return the public symbol that says which wave a code belongs to."""
    return code[0]


def new_ref(hospital: str, random: Random) -> str:
    """Return a new ref, hospital code first: "RXQ-7KQ2M4". It is not secret and tells nothing of the code."""
    handle = random_symbols(REF_RANDOM_SYMBOLS, random)
    return f"{hospital}-{handle}{_ref_check(hospital, handle)}"


def read_ref(text: str) -> str:
    """Return a typed ref in the form it is printed. Raises RefError.

    The check symbol covers the hospital part too. There I, L, O and U are read as 1, 1, 0 and V for the check
    only, because 36 characters cannot all be told apart by one symbol: compare refs by `ref_key`.
    """
    symbols = written_symbols(text)
    hospital, tail = symbols[:-REF_TAIL], fold_lookalikes(symbols[-REF_TAIL:])
    if not hospital or len(symbols) > 30 or not all(symbol in VALUES for symbol in tail):
        raise RefError("not a ref")
    if not all(symbol in VALUES for symbol in hospital_key(hospital)):
        raise RefError("not a ref")
    if _ref_check(hospital, tail[:-1]) != tail[-1]:
        raise RefError("the check symbol does not fit")
    return f"{hospital}-{tail}"


def ref_key(ref: str) -> str:
    """Return what two writings of one ref share: see `hospital_key`."""
    hospital, _, tail = ref.rpartition("-")
    return f"{hospital_key(hospital)}-{tail}"


def hospital_key(hospital: str) -> str:
    """Return what two hospital codes share that a ref cannot tell apart: no hyphens, lookalikes folded."""
    return fold_lookalikes(hospital).replace("U", "V").replace("-", "")


def _ref_check(hospital: str, handle: str) -> str:
    return check_symbol(VALUES[symbol] for symbol in hospital_key(hospital) + handle)


def new_return_code(random: Random) -> str:
    """Return ten random digits, each equally likely."""
    digits = ""
    while len(digits) < RETURN_CODE_DIGITS:
        digits += "".join(str(byte % 10) for byte in random(RETURN_CODE_DIGITS) if byte < 250)
    return digits[:RETURN_CODE_DIGITS]


def show_return_code(return_code: str) -> str:
    """Return a return code as a telephone number is written: "012 345 6789"."""
    return f"{return_code[:3]} {return_code[3:6]} {return_code[6:]}"


def read_return_code(text: str) -> str:
    """Return the ten digits a person typed, in digits of any script. Raises ReturnCodeError."""
    digits = written_symbols(text)
    if len(digits) != RETURN_CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise ReturnCodeError("a return code has ten digits")
    return digits


def sign_link(code: Code, secrets: Sequence[bytes]) -> str:
    """Return the signature that a printed link carries, made with the first secret. It holds no time."""
    return _signer(secrets[:1]).get_signature(code.encode()).decode("ascii")


def link_is_signed(code: Code, signature: str, secrets: Sequence[bytes]) -> bool:
    """Say whether a link was made by this server, under the present secret or an earlier one."""
    try:
        _signer(secrets).unsign(f"{code}.{signature}".encode())
    except BadSignature:
        return False
    return True


def _signer(secrets: Sequence[bytes]) -> Signer:
    newest_last = [subkey(secret, "link") for secret in reversed(secrets)]
    return Signer(newest_last, key_derivation="none", digest_method=hashlib.sha256)
