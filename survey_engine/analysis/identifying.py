"""What in a free text may say who somebody is: for the writer to look at again, and for those who review it.

English only. It suggests and never decides: much that identifies is in no pattern, and some that fits one is
harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_SHOWN = 8  # a long list is not read


class Trace(StrEnum):
    """What a place in a text looks like."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    NHS_NUMBER = "nhs_number"
    NAME = "name"
    DATE = "date"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a text: what it looks like, and the words as they stand."""

    trace: Trace
    words: str
    start: int


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d\d"
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_DIGITS = re.compile(r"(?<![\w.,/-])(?:\+\d{1,3}[ -]?|\()?\d(?:[ ()-]{0,2}\d){6,14}(?![\w/])")
_DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d\d)\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\.?,? {_YEAR}\b"
    rf"|\b(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}\b"
    rf"|\bborn (?:on|in)(?: the)? [^.!?\n]{{0,20}}?{_YEAR}\b",
    re.IGNORECASE,
)
_TITLE = (
    r"Dr|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Consultant|Surgeon|Oncologist|Registrar|Nurse|Sister|Matron"
)
# A title in any case, and after it one to three words with a capital letter: "dr Anna van den Berg".
_NAME = re.compile(
    rf"\b(?i:{_TITLE})\b\.?[ \u00a0]+(?:(?:van|von|de|der|den|da|el|al|bin|ibn)[ ]+){{0,2}}"
    r"[A-Z][\w'’-]*(?:[ ][A-Z][\w'’-]+){0,2}"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
# Words with a capital letter that follow a title and are no name.
_NO_NAME = frozenset({"I", "A", "The", "Clinic", "Specialist", "Specialists", "Team", "Ward", "Unit", "Line"})


def identifying(text: str) -> tuple[Found, ...]:
    """What in a text may identify somebody, in the order of the text, each place once."""
    found: list[Found] = []
    taken: list[tuple[int, int]] = []
    for one in _all(text):
        end = one.start + len(one.words)
        if not any(one.start < other_end and start < end for start, other_end in taken):
            taken.append((one.start, end))
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _all(text: str) -> Iterator[Found]:
    """Every find, those first that say most: an address, a date, then what is left of the digits."""
    yield from (Found(Trace.EMAIL, match[0], match.start()) for match in _EMAIL.finditer(text))
    yield from (Found(Trace.DATE, match[0], match.start()) for match in _DATE.finditer(text))
    yield from (Found(Trace.POSTCODE, match[0], match.start()) for match in _POSTCODE.finditer(text))
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if is_nhs_number(digits):
            yield Found(Trace.NHS_NUMBER, match[0], match.start())
        elif 10 <= len(digits) <= 15 and (digits[0] == "0" or match[0].startswith("+")):
            yield Found(Trace.TELEPHONE, match[0], match.start())
    for match in _NAME.finditer(text):
        if match[0].split()[1] not in _NO_NAME:
            yield Found(Trace.NAME, match[0], match.start())


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last one is a check over the others, modulo 11.

    Source: NHS Data Model and Dictionary, NHS NUMBER, "Modulus 11 algorithm".
    """
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = 11 - total % 11
    return check != 10 and check % 11 == int(digits[9])
