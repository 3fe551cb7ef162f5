"""Codes as a hospital gives them back: its file, rows copied from a spreadsheet, or a code on each line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from survey_engine.sealing.codes import Code, CodeError, RefError, read_code, read_ref

_BETWEEN: Final = re.compile(r"[,;\t]")
_AS_PRINTED: Final = re.compile(r"\w{4}[- ]\w{4}[- ]\w{4}")
_HEADS: Final = frozenset({"ref", "code", "link", "in_place_of"})


@dataclass(frozen=True, slots=True)
class CodeList:
    """What was read. codes: each once, in their order; unread: numbers of lines with words but no code."""

    codes: tuple[Code, ...] = field(repr=False)
    unread: tuple[int, ...]


def read_code_list(text: str) -> CodeList:
    """Read one code from each line; refs, links, heads and empty lines are passed over.

    A line may be a row of `ref,code,link`, parted by commas, semicolons or tabs. Raises nothing.
    """
    codes: dict[Code, None] = {}
    unread: list[int] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = [cell.strip().strip('"') for cell in _BETWEEN.split(line)]
        cells = [cell for cell in cells if cell]
        if not cells or {cell.casefold() for cell in cells} <= _HEADS:
            continue
        found = next(_codes_in(cells), None)
        if found is None:
            unread.append(number)
        else:
            codes[found] = None
    return CodeList(tuple(codes), tuple(unread))


def _codes_in(cells: Sequence[str]) -> Iterator[Code]:
    """Every cell that reads as a code, those that look as it is printed first: a ref may read as one too."""
    likely = sorted(cells, key=lambda cell: _AS_PRINTED.fullmatch(cell) is None)
    for cell in likely:
        if "/" in cell or (len(cells) > 1 and _is_ref(cell)):
            continue
        try:
            yield read_code(cell)
        except CodeError:
            continue


def _is_ref(cell: str) -> bool:
    try:
        read_ref(cell)
    except RefError:
        return False
    return _AS_PRINTED.fullmatch(cell) is None
