"""Numbers as other formats give them: limits that the rules here accept, and scales."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from survey_engine.exchange.foreign_text import Tell, shown

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_HIGHEST = Decimal(1_000_000)


WIDEST_SCALE = 11


def is_scale_number(code: str) -> bool:
    """Whether a code is a number of a scale: whole, of at most three digits, written in the one way."""
    return bool(re.fullmatch(r"0|-?[1-9][0-9]{0,2}", code))


def scale_of(name: str, codes: Sequence[str], positive: Sequence[str], tell: Tell) -> dict[str, Any] | None:
    """The ends of a scale with these numbers, and where its positive ones begin; None, and told, for none."""
    numbers = sorted(int(code) for code in codes if is_scale_number(code))
    if len(numbers) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        tell(f"{name}: its numbers make no scale, so it is a choice.")
        return None
    if len(numbers) > WIDEST_SCALE:
        tell(f"{name}: its scale has more than {WIDEST_SCALE} numbers, so it is a choice.")
        return None
    best = [int(code) for code in positive if is_scale_number(code)]
    found: dict[str, Any] = {"low": numbers[0], "high": numbers[-1]}
    return found | ({"positive_from": min(best)} if best and numbers[0] < min(best) else {})


def number_of(value: object) -> Decimal | None:
    """A number with at most 15 digits before the point and 6 behind it; None for anything else."""
    text = format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def limits(
    name: str, low: object, high: object, step: object, *, is_whole: bool, tell: Tell
) -> dict[str, Any]:
    """`min`, `max` and `step` of a number; what is missing or does not fit is replaced, and told.

    Counting from the least by the step must meet the most: it does where all three have the same decimals.
    """
    least, most, by = number_of(low), number_of(high), number_of(step)
    if least is None or most is None or least > most:
        least = least if least is not None and least <= _HIGHEST else Decimal(0)
        most = max(_HIGHEST, least)
        given = ", ".join(shown(value) for value in (low, high) if value not in (None, ""))
        why = f" (the file has {given})" if given else ""
        tell(f"{name}: without limits that fit{why}, so from {least} to {most}.")
    if by is None or by <= 0 or (most - least) % by:
        finest = min(_exponent(least), _exponent(most), 0 if is_whole else -1)
        fitting = Decimal(1).scaleb(finest)
        if step not in (None, ""):
            tell(f"{name}: its step {shown(step)} never meets its limits, so it is {fitting:f}.")
        by = fitting
    return {"min": _plain(least), "max": _plain(most), "step": _plain(by)}


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _plain(number: Decimal) -> int | Decimal:
    """A whole number as one: 5 rather than 5.0."""
    return int(number) if _exponent(number) >= 0 or number == number.to_integral_value() else number
