"""Tables as CSV files that a spreadsheet opens as they are: UTF-8 with a mark, no text that it would run."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TextIO

_STARTS_A_FORMULA = frozenset("=+-@|%\u2212")  # the last is the minus sign of typography
_RUN_ON_SIGHT = ("\t", "\r", "\n")
_SHORT = 200  # letters
_NEW_CELL = re.compile(
    r"([;\t\r\n])"
)  # where another country's spreadsheet, or a damaged file, begins a cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column. is_text: it holds words that people wrote, which a spreadsheet could take for a formula."""

    name: str
    is_text: bool = False


def inert(text: str) -> str:
    """A text that no spreadsheet runs: `'` before each part that begins like a formula, otherwise unchanged.

    A part is the whole text, and what follows a semicolon, TAB or line end in it. What counts is the first
    character after white space and invisible characters, full-width forms included; a text that begins with
    TAB, CR or LF is always marked. Rule 8 of disclosure control, after OWASP's page on CSV injection.
    """
    return _inert_again(text) if len(text) <= _SHORT else _inert(text)


@lru_cache(maxsize=8192)
def _inert_again(text: str) -> str:
    """A short text, such as a code or a label, which comes again in every row."""
    return _inert(text)


def _inert(text: str) -> str:
    marked = "".join(f"'{part}" if _is_formula(part) else part for part in _NEW_CELL.split(text))
    return f"'{marked}" if text.startswith(_RUN_ON_SIGHT) else marked


def as_written(cell: str) -> str:
    """The text that `inert` marked. One that itself began a part with `'` and a formula loses that mark."""
    text = cell[1:] if cell[:1] == "'" and cell[1:].startswith(_RUN_ON_SIGHT) else cell
    parts = _NEW_CELL.split(text)
    return "".join(part[1:] if part[:1] == "'" and _is_formula(part[1:]) else part for part in parts)


def _is_formula(part: str) -> bool:
    for character in part:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
            continue
        return unicodedata.normalize("NFKC", character)[:1] in _STARTS_A_FORMULA
    return False


def write_table(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Writes one table, its first line the column names. Raises ValueError for a row of another length."""
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        _write(stream, columns, rows)


def table_text(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """The text of such a table, for a file that is written in another way."""
    stream = io.StringIO(newline="")
    _write(stream, columns, rows)
    return stream.getvalue()


def _write(stream: TextIO, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(stream)
    writer.writerow(column.name for column in columns)
    for row in rows:
        cells = zip(columns, row, strict=True)
        writer.writerow(inert(cell) if column.is_text else cell for column, cell in cells)
