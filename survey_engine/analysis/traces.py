"""What in a log or another file looks like a code, a return code, or the trace of one person.

It says where, never what: a report that repeats a code would be one more place that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from enum import StrEnum
from ipaddress import ip_address

from survey_engine.sealing.codes import Code, CodeError, read_code


class Shape(StrEnum):
    """What a place in a text looks like."""

    CODE = "a code"
    RETURN_CODE = "a return code"
    EMAIL = "an e-mail address"
    ADDRESS = "an internet address"
    BROWSER = "the name of a browser"


_SYMBOL = "[0-9A-HJKMNP-TV-Z]"
_PARTED = re.compile(rf"(?<![\w-]){_SYMBOL}{{4}}([- ]){_SYMBOL}{{4}}\1{_SYMBOL}{{4}}(?![\w-])", re.IGNORECASE)
# Written in one, with a digit and with a letter that no hexadecimal number has.
_WHOLE = re.compile(
    rf"(?<![\w-])(?=\w*\d)(?=\w*[G-Z]){_SYMBOL}{{12}}(?![\w-])",
    re.IGNORECASE,
)
_RETURN_CODE = re.compile(r"(?<![\w.-])(?:\d{3}([ -])\d{3}\1\d{4}|\d{10})(?![\w-]|\.\d)")
_SECONDS = re.compile(r"1[5-9]\d{8}")  # since 1970, from 2017 to 2033: what logs are full of
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+:[0-9a-f]*)(?![\w:])", re.IGNORECASE
)
_BROWSER = re.compile(r"Mozilla/\d")


def shapes(line: str, symbols: Set[str]) -> Iterator[Shape]:
    """Yield what a line looks as if it held. `symbols` are the waves' own: every code begins with one."""
    if any(True for _code in codes(line, symbols)):
        yield Shape.CODE
    if any(not _SECONDS.fullmatch(found[0]) for found in _RETURN_CODE.finditer(line)):
        yield Shape.RETURN_CODE
    if _EMAIL.search(line):
        yield Shape.EMAIL
    if any(_is_address(found[0]) for found in _ADDRESS.finditer(line)):
        yield Shape.ADDRESS
    if _BROWSER.search(line):
        yield Shape.BROWSER


def _is_address(text: str) -> bool:
    """Say whether it is the address of another machine."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)


def codes(text: str, symbols: Set[str]) -> Iterator[Code]:
    """Yield whatever in a text reads as a code of one of the waves, its check symbol included."""
    for pattern in (_PARTED, _WHOLE):
        for found in pattern.finditer(text):
            try:
                code = read_code(found[0])
            except CodeError:
                continue
            if code[0] in symbols:
                yield code
