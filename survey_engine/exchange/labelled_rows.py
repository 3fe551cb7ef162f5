"""The rows of a release with what the codebook says of each column: every file of rows is made of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey_engine.analysis.codebook import RESPONSES, Variable
from survey_engine.analysis.disclosure import Release
from survey_engine.analysis.rows import HOSPITAL
from survey_engine.analysis.shuffling import Record
from survey_engine.exchange.progress import Watch, unwatched
from survey_engine.exchange.tables import Column, write_table
from survey_engine.questionnaire.definition import Kind

LABELS = "responses_labels.csv"
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class LabelledRows:
    """A release's rows as they are, and one Variable for each of their columns, in the same order.

    They are gone through anew for each file, one row at a time, so that memory does not grow with them.
    """

    variables: tuple[Variable, ...]
    rows: Collection[Record]
    watch: Watch = unwatched

    def __len__(self) -> int:
        return len(self.rows)

    def coded(self, file: str) -> Iterator[Record]:
        """The rows as codes, on their way into a file."""
        yield from self.watch(self.rows, f"Writing {file}", len(self.rows))

    def labelled(self, file: str) -> Iterator[Record]:
        """The rows with words for codes, on their way into a file. A blank stays a blank."""
        words = [{code.value: code.label for code in variable.codes} for variable in self.variables]
        for row in self.coded(file):
            yield tuple(known.get(cell, cell) for known, cell in zip(words, row, strict=True))


def label_rows(release: Release, variables: Sequence[Variable], watch: Watch = unwatched) -> LabelledRows:
    """Join a release to its codebook. Raises ValueError for a column that the codebook does not have."""
    known = {variable.name: variable for variable in variables}
    if unknown := [name for name in release.columns if name not in known]:
        raise ValueError(f"columns without an entry in the codebook: {', '.join(unknown)}")
    return LabelledRows(tuple(known[name] for name in release.columns), release.rows, watch)


def has_numbers(variable: Variable) -> bool:
    """Whether a column of rows holds whole numbers: a scale, whose ways out are blank, or chosen and not."""
    if variable.kind == Kind.SCALE.value:
        return True
    return bool(variable.codes) and all(is_number(code.value) for code in variable.codes)


def is_number(code: str) -> bool:
    """Whether a code is a whole number, written in the one way that gives the same code back."""
    return _WHOLE_NUMBER.fullmatch(code) is not None


def write_codes(folder: Path, rows: LabelledRows) -> None:
    """responses.csv: one row a person, codes only."""
    columns = [Column(variable.name, is_text=is_words(variable)) for variable in rows.variables]
    write_table(folder / RESPONSES, columns, rows.coded(RESPONSES))


def write_labels(folder: Path, rows: LabelledRows) -> None:
    """responses_labels.csv: the same rows in the same order as responses.csv, in words."""
    columns = [Column(variable.name, is_text=True) for variable in rows.variables]
    write_table(folder / LABELS, columns, rows.labelled(LABELS))


def is_words(variable: Variable) -> bool:
    """Whether a column holds names that somebody typed, and not codes of the questionnaire."""
    return variable.name == HOSPITAL
