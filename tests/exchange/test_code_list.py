"""Codes as they come back from a hospital: its own file, rows of a spreadsheet, or typed."""

from __future__ import annotations

import random

import pytest

from survey_engine.exchange.code_list import read_code_list
from survey_engine.sealing.codes import new_code, new_ref, show_code

CODE = new_code("7", random.Random(4).randbytes)
SHOWN = show_code(CODE)
LINK = f"https://survey.example.org/i#{SHOWN}.Kq3vW0m1Zr7bYxT5uPzLhA2sDfGj4cVn6eQoXiBwRtE"


@pytest.mark.parametrize(
    "text",
    [
        SHOWN,
        f"\ufeffref,code,link\nRXQ-7KQ2M4,{SHOWN},{LINK}\n",
        f"ref\tcode\tlink\r\nRXQ-7KQ2M4\t{SHOWN.lower()}\t{LINK}\r\n",
        f"{LINK};{SHOWN}",
        f'"RXQ-7KQ2M4","{SHOWN}","{LINK}"',
        f"  {SHOWN.replace('-', ' ')}  \n\n{SHOWN.replace('-', '')}\n",
    ],
)
def test_a_code_is_found_once_in_whatever_form(text: str) -> None:
    read = read_code_list(text)
    assert (read.codes, read.unread) == ((CODE,), ())


def test_lines_that_hold_no_code_are_named() -> None:
    read = read_code_list(f"{SHOWN}\nRXQ-7KQ2M4\n\n7KQM-2D9F\n{LINK}\n")
    assert (read.codes, read.unread) == ((CODE,), (2, 4, 5))


def test_a_ref_as_long_as_a_code_is_not_taken_for_one() -> None:
    """A hospital code of six symbols makes refs of twelve, of which one in 32 has a code's check symbol."""
    chance = random.Random(2)
    for _try in range(200):
        ref = new_ref("ABC123", chance.randbytes)
        assert read_code_list(f"{ref},{SHOWN}").codes == (CODE,)
        assert read_code_list(f"{SHOWN},{ref}").codes == (CODE,)
