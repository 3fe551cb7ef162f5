"""responses.sav and responses.parquet: the rows of a release for statistics programs.

Both need the optional packages polars and pyreadstat (`survey-engine[spss]`); without them neither is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
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
MOST_SPSS_ROWS = 50_000  # of one .sav file: the package that writes it holds them all in memory
PORTION, ROW_GROUP = 5_000, 50_000  # rows in memory at a time, and rows of a part of the Parquet file
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
    """Whether the packages that write these files are installed, and can be used on this machine."""
    try:
        for name in ("polars", "pyreadstat"):
            import_module(name)
    except ImportError:
        return False
    return True


def write_statistics_files(
    folder: Path, rows: LabelledRows, title: str, audience: str, most: int = MOST_SPSS_ROWS
) -> list[str]:
    """Writes the files; returns what they could not hold, line by line, or that they are not there.

    The rows go into responses.parquet a portion at a time, and from there into the .sav files, `most` rows
    in each. Raises ValueError for a cell that is no number in a column of numbers.
    """
    if not can_write():
        return [NOT_INSTALLED]
    _write_parquet(folder / PARQUET, rows, {"title": title, "audience": audience})
    return _write_spss(folder, rows, title, audience, most)


def spss_parts(folder: Path) -> list[str]:
    """The names of the .sav files of a bundle, in the order of their rows."""
    names = [SPSS]
    while (folder / _part(len(names) + 1)).exists():
        names.append(_part(len(names) + 1))
    return names


def _part(number: int) -> str:
    return SPSS if number == 1 else SPSS.replace(".", f"-{number}.")


def _write_parquet(path: Path, rows: LabelledRows, told: dict[str, str]) -> None:
    """The rows as texts and whole numbers; a blank is null."""
    import polars
    from polars.io.plugins import register_io_source

    kinds = [polars.Int64 if has_numbers(variable) else polars.String for variable in rows.variables]
    schema = dict(zip((variable.name for variable in rows.variables), kinds, strict=True))

    def portions(*_: object) -> Iterator[polars.DataFrame]:
        left = _cells(rows)
        while True:
            portion = list(islice(left, PORTION))
            yield polars.DataFrame(portion, schema=schema, orient="row")
            if len(portion) < PORTION:
                return

    source = register_io_source(portions, schema=schema)
    source.sink_parquet(path, metadata=told, row_group_size=ROW_GROUP, engine="streaming")


def _cells(rows: LabelledRows) -> Iterator[tuple[int | str | None, ...]]:
    numbers = [has_numbers(variable) for variable in rows.variables]
    for row in rows.coded(PARQUET):
        yield tuple(
            (int(cell) if is_numeric else cell) if cell else None
            for cell, is_numeric in zip(row, numbers, strict=True)
        )


def _write_spss(folder: Path, rows: LabelledRows, title: str, audience: str, most: int) -> list[str]:
    import polars

    labels = _Labels()
    described = _described(rows.variables, labels, title, audience)
    whole = polars.scan_parquet(folder / PARQUET)
    starts = range(0, max(len(rows), 1), most)
    for number, start in enumerate(rows.watch(starts, f"Writing {SPSS}", len(starts)), 1):
        filled = whole.slice(start, most).with_columns(
            polars.col(polars.Int64).fill_null(BLANK_NUMBER), polars.col(polars.String).fill_null("")
        )
        _write_part(folder / _part(number), filled.collect(), described)
    return list(dict.fromkeys(labels.lost))


def _write_part(path: Path, frame: polars.DataFrame, described: dict[str, Any]) -> None:
    import pyreadstat

    pyreadstat.write_sav(frame, str(path), **described)
    _forget_the_time(path)


def _described(variables: Sequence[Variable], labels: _Labels, title: str, audience: str) -> dict[str, Any]:
    """What a .sav file says of its rows."""
    low, high = MISSING_RANGE
    numbers = {variable.name for variable in variables if has_numbers(variable)}
    return {
        "file_label": labels.fitting(title, LONGEST_FILE_LABEL, "title"),
        "note": [f"For the {audience} only. methods.md says how these rows were made."],
        "column_labels": {one.name: labels.of_variable(one) for one in variables},
        "variable_value_labels": {one.name: labels.of_codes(one) for one in variables},
        "missing_ranges": {
            one.name: [{"lo": low, "hi": high}] if one.name in numbers else [""] for one in variables
        },
        "variable_measure": {
            one.name: "ordinal" if one.kind == Kind.SCALE.value else "nominal" for one in variables
        },
        "variable_format": dict.fromkeys(numbers, "F8.0"),
    }


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
