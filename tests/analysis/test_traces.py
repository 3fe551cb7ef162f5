"""What a log line looks as if it held: codes with a check symbol that fits, and the traces of one person."""

from __future__ import annotations

import random

import pytest

from survey_engine.analysis.traces import Shape, codes, shapes
from survey_engine.sealing.codes import new_code, show_code

SYMBOLS = frozenset("7K")


def a_code(symbol: str = "7", seed: int = 1) -> str:
    return show_code(new_code(symbol, random.Random(seed).randbytes))


@pytest.mark.parametrize("written", [str, str.lower, lambda code: code.replace("-", " "),
                                     lambda code: code.replace("-", "")])  # fmt: skip
def test_a_code_is_found_however_it_is_written(written):
    line = f'"GET /i?code={written(a_code())} HTTP/1.1"'
    assert list(shapes(line, SYMBOLS)) == [Shape.CODE]


def test_nearly_every_code_written_in_one_is_found():
    found = [list(codes(f"code={a_code(seed=seed).replace('-', '')}.", SYMBOLS)) for seed in range(500)]
    assert sum(map(len, found)) >= 490  # all but those without a digit


def test_a_code_of_no_wave_or_with_a_wrong_check_symbol_is_none():
    assert list(shapes(f"{a_code('Q')}", SYMBOLS)) == []
    code = a_code()
    other = "Z" if code[-1] != "Z" else "Y"
    assert list(shapes(code[:-1] + other, SYMBOLS)) == []


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("typed 123 456 7890 there", Shape.RETURN_CODE),
        ("typed 123-456-7890", Shape.RETURN_CODE),
        ("return_code=9876543210", Shape.RETURN_CODE),
        ("for ann@example.org", Shape.EMAIL),
        ("203.0.113.77 - - [10/Mar/2027:10:00:00]", Shape.ADDRESS),
        ("from 2001:db8:0:1:1:1:1:1", Shape.ADDRESS),
        ("from 2001:db8:0:1::1", Shape.ADDRESS),
        ('"Mozilla/5.0 (X11; Linux)"', Shape.BROWSER),
    ],
)
def test_traces_of_a_person_are_found(line: str, shape: Shape):
    assert list(shapes(line, SYMBOLS)) == [shape]


@pytest.mark.parametrize(
    "line",
    [
        "2027-03-10 12:00:00,123 INFO [4711] Listening at: http://127.0.0.1:5000 (4711)",
        "1773144000 started",  # seconds since 1970
        "1773144000.123 started",
        "commit 9f86d081884c, image 4e07408562be",
        "ValueError at survey_engine/web/errors.py:120",
        "version 1.26.0, PostgreSQL 15.13",
        "RXQ-7KQ2M4 stopped",
        "took 00:00:01:25 of time",
    ],
)
def test_what_logs_are_full_of_is_nothing(line: str):
    assert list(shapes(line, frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))) == []
