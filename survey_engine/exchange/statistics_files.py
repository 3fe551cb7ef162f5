"""responses.sav and responses.parquet: the rows of a release for statistics programs.

Both need the optional packages polars and pyreadstat (`survey-engine[spss]`); without them neither is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey_engine.analysis.codebook import Variable
from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.rows import CHOSEN
from survey_engine.exchange.labelled_rows import LabelledRows, has_numbers, is_number
from survey_engine.questionnaire.definition import Kind

if TYPE_CHECKING:
    import polars

SPSS, PARQUET = "responses.sav", "responses.parquet"
NOT_INSTALLED = (
    f"{SPSS} and {PARQUET} are not there: the packages that write them are not installed. "
    "Install survey-engine[spss], and open the wave again."
)
BLANK_NUMBER = -99  # what stands for a blank in a column of numbers of SPSS
MISSING_RANGE = (-99, -90)
BLANK_LABEL = "Blank: no answer that counts, see the codebook"
LONGEST_VARIABLE_LABEL, LONGEST_VALUE_LABEL, LONGEST_FILE_LABEL = 256, 120, 64  # bytes, as SPSS has it
_CUT = "…"
_DATE_AT, _DATE, _TIME = 92, b"01 Jan 80", b"00:00:00"  # where and how the head of a .sav has its time


def can_write() -> bool:
    """Whether the packages that write these files are installed."""
    return all(find_spec(name) is not None for name in ("polars", "pyreadstat"))


def write_statistics_files(folder: Path, rows: LabelledRows, title: str, audience: str) -> list[str]:
    """Writes both files; returns what they could not hold, line by line, or that they are not there.

    Raises ValueError for a cell that is no number in a column of numbers.
    """
    if not can_write():
        return [NOT_INSTALLED]
    frame = _frame(rows)
    told = {"title": title, "audience": audience}
    frame.write_parquet(folder / PARQUET, metadata=told)
    return _write_spss(folder / SPSS, frame, rows, title, audience)


def _frame(rows: LabelledRows) -> polars.DataFrame:
    """The rows as texts and whole numbers; a blank is null."""
    import polars

    numbers = [has_numbers(variable) for variable in rows.variables]
    cells = [
        tuple(
            (int(cell) if is_numeric else cell) if cell else None
            for cell, is_numeric in zip(row, numbers, strict=True)
        )
        for row in rows.rows
    ]
    kinds = [polars.Int64 if is_numeric else polars.String for is_numeric in numbers]
    schema = dict(zip((variable.name for variable in rows.variables), kinds, strict=True))
    return polars.DataFrame(cells, schema=schema, orient="row")


def _write_spss(
    path: Path, frame: polars.DataFrame, rows: LabelledRows, title: str, audience: str
) -> list[str]:
    import polars
    import pyreadstat

    labels = _Labels()
    low, high = MISSING_RANGE
    numbers = {variable.name for variable in rows.variables if has_numbers(variable)}
    filled = frame.with_columns(polars.col(polars.Int64).fill_null(BLANK_NUMBER)).with_columns(
        polars.col(polars.String).fill_null("")
    )
    pyreadstat.write_sav(
        filled,
        str(path),
        file_label=labels.fitting(title, LONGEST_FILE_LABEL, "title"),
        note=[f"For the {audience} only. methods.md says how these rows were made."],
        column_labels={one.name: labels.of_variable(one) for one in rows.variables},
        variable_value_labels={one.name: labels.of_codes(one) for one in rows.variables},
        missing_ranges={
            one.name: [{"lo": low, "hi": high}] if one.name in numbers else [""] for one in rows.variables
        },
        variable_measure={
            one.name: "ordinal" if one.kind == Kind.SCALE.value else "nominal" for one in rows.variables
        },
        variable_format=dict.fromkeys(numbers, "F8.0"),
    )
    _forget_the_time(path)
    return list(dict.fromkeys(labels.lost))


def _forget_the_time(path: Path) -> None:
    """Put one fixed time into the head, so that the same rows make the same file."""
    with path.open("r+b") as stream:
        stream.seek(_DATE_AT)
        stream.write(_DATE + _TIME)


@dataclass
class _Labels:
    """Labels as SPSS holds them, and what was cut, line by line."""

    lost: list[str] = field(default_factory=list)

    def of_variable(self, variable: Variable) -> str:
        """The question; of a question with several choices the choice first, so that a cut leaves it."""
        choices = [
            code.label
            for code in variable.codes
            if variable.kind == Kind.MULTIPLE.value and code.value == CHOSEN
        ]
        label = ". ".join([*choices, variable.label])
        return self.fitting(label, LONGEST_VARIABLE_LABEL, f"label of {variable.name}")

    def of_codes(self, variable: Variable) -> dict[Any, str]:
        where = f"label of a code of {variable.name}"
        kept = {
            code.value: self.fitting(code.label, LONGEST_VALUE_LABEL, where)
            for code in variable.codes
            if code.value != ALL_HOSPITALS
        }
        if not has_numbers(variable):
            return kept
        numbered = {int(code): label for code, label in kept.items() if is_number(code)}
        return {**numbered, BLANK_NUMBER: BLANK_LABEL}

    def fitting(self, text: str, most: int, where: str) -> str:
        """A label on one line, of at most so many bytes."""
        line = " ".join(text.split())
        content = line.encode()
        if len(content) > most:
            line = content[: most - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT
        if line != text:
            self.lost.append(
                f"{SPSS}, {where}: put on one line of at most {most} bytes. The codebook has it whole."
            )
        return line


def columns_told(variables: Sequence[Variable]) -> str:
    """Which columns of responses.sav hold numbers, for methods.md."""
    return ", ".join(variable.name for variable in variables if has_numbers(variable)) or "none"
