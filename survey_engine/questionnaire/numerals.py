"""Numbers and months as people type them: digits of any script, month names, decimal and thousands signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from enum import StrEnum

from survey_engine.questionnaire.definition import NumberRange

ENGLISH_MONTHS: Mapping[str, int] = {
    name[:letters]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"), 1)
    for letters in {3, 4, len(name)}
}  # fmt: skip

EARLIEST_YEAR = 1930
LONGEST = 40  # letters; nobody means a longer number, and reading one must cost nothing
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SIGNS = str.maketrans("\u2212\ufe63\uff0d\u066b\uff0e\u066c", "---..,")
_BETWEEN = re.compile(r"[\s/.,\-\u2010-\u2015\u060c\u2212]+")


class NumeralFault(StrEnum):
    """Why a number or a month cannot be taken. The names are also those of `answers.Fault`."""

    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_STEP = "not_a_step"
    NOT_A_MONTH = "not_a_month"
    NOT_A_YEAR = "not_a_year"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    NOT_A_DATE = "not_a_date"


@dataclass(frozen=True, slots=True)
class Months:
    """Which day comes last, and what the months are called; names in lower case."""

    latest: date
    names: Mapping[str, int]


def latin_digits(text: str) -> str:
    """The text with the decimal digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def read_number(text: str, limits: NumberRange) -> str | NumeralFault:
    """Read a number into its shortest decimal form ("3", "0.5"), or say what is wrong with it."""
    if len(text) > LONGEST:
        return NumeralFault.TOO_LARGE if text.isdecimal() else NumeralFault.NOT_A_NUMBER
    plain = latin_digits(text).translate(_SIGNS).strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return NumeralFault.NOT_A_NUMBER
    with localcontext(Context(prec=4 * LONGEST)):  # exact for anything of at most LONGEST letters
        number = Decimal(plain)
        if number < Decimal(limits.minimum):
            return NumeralFault.TOO_SMALL
        if number > Decimal(limits.maximum):
            return NumeralFault.TOO_LARGE
        if (number - Decimal(limits.minimum)) % Decimal(limits.step) != 0:
            return NumeralFault.NOT_A_STEP
        return shortest(number)


def shortest(number: Decimal) -> str:
    """A number without an exponent, without a sign on zero and without zeros at the end."""
    return format(abs(number) if number == 0 else number.normalize(), "f")


def read_month(parts: tuple[str, ...], months: Months) -> str | NumeralFault:
    """Read month and year ("2021-03") or a year alone ("2021"), or say what is wrong.

    A day before or after is passed over: it is more than was asked and must not be kept.
    """
    if sum(map(len, parts)) > LONGEST:
        return NumeralFault.NOT_A_YEAR
    words = _words(parts)
    if words and _is_year(words[0]):
        words.reverse()
        if len(words) == 3:
            words = words[1:]
    elif len(words) == 3:
        words = words[1:] if _is_day(words[0]) else words[:1] + words[2:] if _is_day(words[1]) else words
    if len(words) not in (1, 2) or not _is_year(words[-1]):
        return NumeralFault.NOT_A_YEAR
    return _within(int(words[-1]), words[0] if len(words) == 2 else None, months)


def read_date(parts: tuple[str, ...], months: Months) -> str | NumeralFault:
    """Read day, month and year as written in the United Kingdom ("2021-03-14"), or say what is wrong.

    The year may stand first, and a month by its name before the day.
    """
    words = _words(parts) if sum(map(len, parts)) <= LONGEST else []
    if words and _is_year(words[0]):
        words.reverse()
    if len(words) != 3:
        return NumeralFault.NOT_A_DATE
    if not _is_year(words[2]):
        return NumeralFault.NOT_A_YEAR
    if words[0].isalpha() and _is_day(words[1]):
        words[:2] = words[1], words[0]
    month = _month(words[1], months.names)
    if month is None:
        return NumeralFault.NOT_A_MONTH
    try:
        found = date(int(words[2]), month, int(re.sub(r"[a-z]+$", "", words[0])))
    except ValueError:
        return NumeralFault.NOT_A_DATE
    is_possible = found.year >= EARLIEST_YEAR and found <= months.latest
    return found.isoformat() if is_possible else NumeralFault.YEAR_OUT_OF_RANGE


def _words(parts: tuple[str, ...]) -> list[str]:
    return [word for word in _BETWEEN.split(latin_digits(" ".join(parts)).casefold()) if word]


def _within(year: int, word: str | None, months: Months) -> str | NumeralFault:
    month = _month(word, months.names) if word is not None else None
    if word is not None and month is None:
        return NumeralFault.NOT_A_MONTH
    if year < EARLIEST_YEAR or (year, month or 1) > (months.latest.year, months.latest.month):
        return NumeralFault.YEAR_OUT_OF_RANGE
    return f"{year}" if month is None else f"{year}-{month:02}"


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdecimal()


def _is_day(word: str) -> bool:
    digits = word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    return len(digits) <= 2 and digits.isascii() and digits.isdecimal() and 1 <= int(digits) <= 31


def _month(word: str, names: Mapping[str, int]) -> int | None:
    if len(word) <= 2 and word.isascii() and word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    return names.get(word)
