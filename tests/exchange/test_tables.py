"""Tables that a spreadsheet opens show what people wrote and run none of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from survey_engine.exchange.tables import Column, inert, write_table

FORMULAS = [
    "=1+1",
    "+44 20 7946 0000",
    "-2",
    "@SUM(A1)",
    "|calc",
    "%0A",
    "\u22122",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "\uff5ccalc",
    "\uff0500",
    "\ufe661",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\x0b=1+1",
    "\tx",
    "\rx",
    "\nx",
]
PARTS = {
    "\n=1+1": "'\n'=1+1",
    "a; =1+1": "a;' =1+1",
    "one\n-two\r\n+3": "one\n'-two\r\n'+3",
    "a\t@b;c;|d": "a\t'@b;c;'|d",
}
HARMLESS = [
    "",
    " ",
    "a=b",
    "one; two\nthree",
    "a, -b",
    "I said -1",
    "'=1+1",
    "7",
    "(=1)",
    "\u2014 a dash",
    "\u0645\u0631\u062d",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_could_run_is_marked(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(("text", "marked"), PARTS.items())
def test_so_is_a_part_that_another_spreadsheet_takes_for_a_cell(text: str, marked: str) -> None:
    assert inert(text) == marked


@pytest.mark.parametrize("text", HARMLESS)
def test_all_else_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_only_text_columns_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(path, [Column("number"), Column("text", is_text=True)], [("-5", "-5"), ("7", 'a\nb, "c"')])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["number", "text"], ["-5", "'-5"], ["7", 'a\nb, "c"']]


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="argument"):
        write_table(tmp_path / "t.csv", [Column("a")], [("1", "2")])
