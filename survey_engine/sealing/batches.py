"""Batch numbers: written on the slip that lies on a batch of paper forms, and kept nowhere else.

The first four symbols name the batch. The rest is secret: with the code of a form it opens what was keyed
from it, so that neither a stolen database nor whoever holds the codes can read forms that wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from survey_engine.sealing.alphabet import (
    VALUES,
    Random,
    check_symbol,
    fold_lookalikes,
    random_symbols,
    written_symbols,
)

NAME_SYMBOLS: Final = 4
SECRET_SYMBOLS: Final = 7  # 35 bits: more than a return code has
ALL_SYMBOLS: Final = NAME_SYMBOLS + SECRET_SYMBOLS + 1


class BatchNumberError(ValueError):
    """A typed batch number that cannot be one."""


@dataclass(frozen=True, slots=True)
class BatchNumber:
    """`name` may be known to all; `secret` stands on the slip alone."""

    name: str
    secret: str

    def __repr__(self) -> str:
        return f"BatchNumber({self.name!r})"


def new_batch_number(random: Random) -> BatchNumber:
    """Return a new number."""
    return BatchNumber(random_symbols(NAME_SYMBOLS, random), random_symbols(SECRET_SYMBOLS, random))


def show_batch_number(number: BatchNumber) -> str:
    """Return it as it is written on the slip, a check symbol at the end: "7KQ2-X79D2FA4"."""
    symbols = number.name + number.secret
    return f"{number.name}-{number.secret}{check_symbol(VALUES[one] for one in symbols)}"


def read_batch_number(text: str) -> BatchNumber:
    """Return the number somebody typed, read as kindly as a code. Raises BatchNumberError."""
    symbols = fold_lookalikes(written_symbols(text)).replace("U", "V")
    if len(symbols) != ALL_SYMBOLS or any(one not in VALUES for one in symbols):
        raise BatchNumberError("not a batch number")
    if check_symbol(VALUES[one] for one in symbols[:-1]) != symbols[-1]:
        raise BatchNumberError("the check symbol does not fit")
    return BatchNumber(symbols[:NAME_SYMBOLS], symbols[NAME_SYMBOLS:-1])
