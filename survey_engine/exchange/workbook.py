"""responses.xlsx: the rows of a release for people who work in a spreadsheet. Nothing in it is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import xlsxwriter

from survey_engine.analysis.codebook import Variable
from survey_engine.analysis.shuffling import Record
from survey_engine.exchange.labelled_rows import LabelledRows, has_numbers
from survey_engine.exchange.release_tables import CODEBOOK_COLUMNS, codebook_rows
from survey_engine.exchange.spreadsheets import LONGEST_CELL
from survey_engine.exchange.streamed_sheet import begin_table, end_table, write_text
from survey_engine.exchange.tables import inert

WORKBOOK = "responses.xlsx"
MOST_ROWS = 1_048_575  # of a sheet, under its head
RESPONSES, LABELS = "Responses", "Labels"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE = datetime(1980, 1, 1, tzinfo=UTC)  # one for all, so that the same rows make the same file
_CUT = " […]"


@dataclass
class _Book:
    """An open workbook, and what did not fit into it, line by line."""

    book: xlsxwriter.Workbook
    lost: dict[str, None] = field(default_factory=dict)  # one line for each kind of loss, however many rows

    def read_me(self, lines: Sequence[str]) -> None:
        sheet = self.book.add_worksheet("Read me")
        title = self.book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(lines):
            write_text(sheet, row, 0, self._fitting(line, "Read me"), plain if row else title)

    def rows(self, name: str, variables: Sequence[Variable], rows: Iterator[Record], sheets: range) -> None:
        """The rows of a release on as many sheets as they need: Responses, Responses 2 and so on."""
        is_coded = name == RESPONSES
        numbers = frozenset(place for place, one in enumerate(variables) if is_coded and has_numbers(one))
        heads = [variable.name for variable in variables]
        for number, _ in enumerate(sheets, 1):
            title = name if number == 1 else f"{name} {number}"
            self.table(title, heads, islice(rows, sheets.step), numbers)

    def table(
        self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]
    ) -> None:
        """One sheet as a real table with a frozen head; `numbers` are the places of columns of numbers."""
        sheet = self.book.add_worksheet(name)
        begin_table(sheet, name.replace(" ", "_"), heads)
        size = 0
        for size, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if place in numbers and cell:
                    sheet.write_number(size, place, int(cell))
                elif cell:
                    write_text(sheet, size, place, self._fitting(inert(cell), f"{name}, {heads[place]}"))
        end_table(sheet, max(size, 1))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 16)

    def _fitting(self, text: str, where: str) -> str:
        """A text as a cell holds it. A spreadsheet counts a letter beyond the first plane as two."""
        if 2 * len(text) <= LONGEST_CELL or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
            return text
        kept = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore")
        self.lost[f"{WORKBOOK}, {where}: a text of {len(text)} letters is cut to {len(kept)}."] = None
        return kept + _CUT


def write_workbook(
    folder: Path,
    rows: LabelledRows,
    variables: Sequence[Variable],
    read_me: Sequence[str],
    most: int = MOST_ROWS,
) -> list[str]:
    """Writes responses.xlsx with the sheets Read me, Responses, Labels and Codebook, a row at a time.

    Returns what it could not hold, line by line. `variables` are the whole codebook, `read_me` the lines of
    the first sheet, a title first. After `most` rows there is another sheet.
    """
    made = _Book(xlsxwriter.Workbook(str(folder / WORKBOOK), {**_OPTIONS, "tmpdir": str(folder)}))
    made.book.use_zip64()
    made.book.set_properties({"title": read_me[0], "created": _MADE})
    sheets = range(0, max(len(rows), 1), most)
    try:
        made.read_me(read_me)
        made.rows(RESPONSES, rows.variables, rows.coded(f"{WORKBOOK}, codes"), sheets)
        made.rows(LABELS, rows.variables, rows.labelled(f"{WORKBOOK}, words"), sheets)
        entries = (entry for variable in variables for entry in codebook_rows(variable))
        names = [column.name for column in CODEBOOK_COLUMNS]
        made.table("Codebook", names, entries, frozenset({names.index("position")}))
    finally:
        made.book.close()
    return list(made.lost)
