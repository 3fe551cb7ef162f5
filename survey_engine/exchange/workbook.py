"""responses.xlsx: the rows of a release for people who work in a spreadsheet. Nothing in it is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from survey_engine.analysis.codebook import Variable
from survey_engine.exchange.labelled_rows import LabelledRows, has_numbers
from survey_engine.exchange.release_tables import CODEBOOK_COLUMNS, codebook_rows
from survey_engine.exchange.spreadsheets import LONGEST_CELL, SpreadsheetError
from survey_engine.exchange.tables import inert

WORKBOOK = "responses.xlsx"
MOST_ROWS = 1_048_575  # of a sheet, under its head
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MADE = datetime(1980, 1, 1, tzinfo=UTC)  # one for all, so that the same rows make the same file
_CUT = " […]"


@dataclass
class _Book:
    """An open workbook, and what did not fit into it, line by line."""

    book: xlsxwriter.Workbook
    lost: list[str] = field(default_factory=list)

    def read_me(self, lines: Sequence[str]) -> None:
        sheet = self.book.add_worksheet("Read me")
        title = self.book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(lines):
            _write(sheet, row, 0, self._fitting(line, "Read me"), plain if row else title)

    def table(
        self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]
    ) -> None:
        """One sheet as a real table with a frozen head; `numbers` are the places of columns of numbers."""
        sheet = self.book.add_worksheet(name)
        count = 0
        for count, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if place in numbers and cell:
                    sheet.write_number(count, place, int(cell))
                elif cell:
                    _write(sheet, count, place, self._fitting(inert(cell), f"{name}, {heads[place]}"))
        sheet.add_table(
            0, 0, max(count, 1), len(heads) - 1,
            {"name": name, "columns": [{"header": head} for head in heads], "style": "Table Style Light 1"},
        )  # fmt: skip
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 16)

    def _fitting(self, text: str, where: str) -> str:
        """A text as a cell holds it. A spreadsheet counts a letter beyond the first plane as two."""
        if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
            return text
        kept = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore")
        self.lost.append(f"{WORKBOOK}, {where}: a text of {len(text)} letters is cut to {len(kept)}.")
        return kept + _CUT


def write_workbook(
    folder: Path, rows: LabelledRows, variables: Sequence[Variable], read_me: Sequence[str]
) -> list[str]:
    """Writes responses.xlsx with the sheets Read me, Responses, Labels and Codebook.

    Returns what it could not hold, line by line. `variables` are the whole codebook, `read_me` the lines of
    the first sheet, a title first. More rows than a sheet holds make no file, and the line says so.
    """
    if len(rows.rows) > MOST_ROWS:
        return [f"{WORKBOOK} is not there: a sheet holds {MOST_ROWS} rows. Use responses.csv."]
    made = _Book(xlsxwriter.Workbook(str(folder / WORKBOOK), _OPTIONS))
    made.book.set_properties({"title": read_me[0], "created": _MADE})
    heads = [variable.name for variable in rows.variables]
    numbers = frozenset(place for place, one in enumerate(rows.variables) if has_numbers(one))
    try:
        made.read_me(read_me)
        made.table("Responses", heads, rows.rows, numbers)
        made.table("Labels", heads, rows.labelled(), frozenset())
        entries = (entry for variable in variables for entry in codebook_rows(variable))
        names = [column.name for column in CODEBOOK_COLUMNS]
        made.table("Codebook", names, entries, frozenset({names.index("position")}))
    finally:
        made.book.close()
    return list(dict.fromkeys(made.lost))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    text: str,
    style: xlsxwriter.format.Format | None = None,
) -> None:
    """Write a text; a cell that is dropped is a fault and never goes by in silence."""
    if sheet.write_string(row, column, text, style) != 0:
        raise SpreadsheetError(f"A text of {len(text)} letters does not fit into a cell of {WORKBOOK}.")
