"""Spreadsheets (.xlsx) written and read as plain text cells. What is read may be hostile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import python_calamine
import xlsxwriter

from survey_engine.exchange.spreadsheet_safety import MOST_CELLS, SpreadsheetError, safe_copy

__all__ = ["SpreadsheetError", "cells", "read_sheets", "write_sheets"]

LONGEST_CELL = 32_767  # letters; a spreadsheet holds no more
Sheets = Mapping[str, Sequence[Sequence[str]]]


def write_sheets(path: Path, sheets: Sheets, widths: Sequence[int] = ()) -> None:
    """Write sheets of texts, the first row of each as its head. Raises SpreadsheetError for a longer text."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    head = book.add_format({"bold": True, "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    try:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    if sheet.write_string(row, column, text, head if row == 0 else plain) != 0:
                        raise SpreadsheetError(
                            f"A text of {len(text)} letters does not fit into a cell of a spreadsheet, which "
                            f"holds {LONGEST_CELL}. Shorten it, or use another format."
                        )
    finally:
        book.close()


def read_sheets(path: Path) -> dict[str, list[list[str]]]:
    """Every sheet as rows of texts, numbers as people write them. Raises SpreadsheetError."""
    copy = safe_copy(path)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(copy)
        found: dict[str, list[list[str]]] = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height * sheet.width > MOST_CELLS:
                raise SpreadsheetError(f"The sheet “{name}” has more than {MOST_CELLS} cells. Split it.")
            found[name] = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise SpreadsheetError(f"{path} cannot be read as a spreadsheet. Save it again as .xlsx.") from error
    _refuse_long_cells(found)
    return found


def _refuse_long_cells(sheets: Sheets) -> None:
    for name, rows in sheets.items():
        for number, row in enumerate(rows, 1):
            longest = max(map(len, row), default=0)
            if longest > LONGEST_CELL:
                raise SpreadsheetError(
                    f"A cell in row {number} of the sheet “{name}” has {longest} letters, and a spreadsheet "
                    f"holds {LONGEST_CELL}. Shorten it."
                )


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def cells(rows: Iterable[Sequence[str]], names: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """(number of the row, its cells by name) of each row that is not empty; names are found in the first."""
    listed = [list(row) for row in rows]
    head = [name.strip().casefold() for name in listed[0]] if listed else []
    places = {name: head.index(name.casefold()) for name in names if name.casefold() in head}
    return [
        (number, {name: row[place].strip() if place < len(row) else "" for name, place in places.items()})
        for number, row in enumerate(listed[1:], 2)
        if any(cell.strip() for cell in row)
    ]
