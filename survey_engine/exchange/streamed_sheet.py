"""A sheet of a spreadsheet that is a real table and is written row by row, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from survey_engine.exchange.spreadsheets import SpreadsheetError


def begin_table(sheet: Worksheet, name: str, heads: Sequence[str]) -> None:
    """Makes a sheet of a workbook with `constant_memory` a table: its name and its head, before any row.

    XlsxWriter alone would refuse, because it marks each cell of a table in memory, and writes the head after
    the rows. Here the table is begun with one row, its head written first, and its real size put in at the
    end. What this knows of XlsxWriter's inside (constant_memory, tables, and the "range" of one) is held by
    tests that read the file with other programs.
    """
    columns = [{"header": head} for head in heads]
    sheet.constant_memory = False
    sheet.add_table(
        0, 0, 1, len(heads) - 1, {"name": name, "columns": columns, "style": "Table Style Light 1"}
    )
    sheet.constant_memory = True
    for place, head in enumerate(heads):
        write_text(sheet, 0, place, head)  # again, as a text that stands in its cell


def end_table(sheet: Worksheet, rows: int) -> None:
    """The number of rows under the head, once they are written."""
    (table,) = sheet.tables
    size = xl_range(0, 0, rows, len(table["columns"]) - 1)
    table.update(range=size, a_range=size, autofilter=size)
    sheet.dim_rowmax = max(sheet.dim_rowmax, rows)  # a row of blanks at the end is of the table too


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write a text; a cell that is dropped is a fault and never goes by in silence."""
    if sheet.write_string(row, column, text, style) != 0:
        raise SpreadsheetError(f"A text of {len(text)} letters does not fit into a cell of a spreadsheet.")
