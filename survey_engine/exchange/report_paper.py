"""A report's blocks as on paper: each picture in the row of its numbers, short tables side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from survey_engine.exchange.report_document import Block, Figure, Table

FEWEST_SIDE_BY_SIDE: Final = 4  # tables: with fewer, a second column saves no paper


@dataclass(frozen=True, slots=True)
class StripTable:
    """A table with a picture of each row after its first column.

    axis: what the pictures reach from and to, the head of their column; legend: (mark as SVG, its words).
    """

    caption: str
    legend: tuple[tuple[str, str], ...]
    axis: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strips: tuple[str, ...]
    row_language: str = ""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Many short tables, set in two columns."""

    tables: tuple[Table, ...]


PaperBlock = Block | StripTable | SideBySide


def on_paper(blocks: Sequence[Block]) -> Iterator[PaperBlock]:
    """The same blocks in the same order; parts of one chart become one table."""
    waiting: StripTable | SideBySide | None = None
    for block in blocks:
        made = _made(block)
        joined = _joined(waiting, made)
        if joined is not None:
            waiting = joined
            continue
        yield from _let_go(waiting)
        waiting = made
        if made is None:
            yield block
    yield from _let_go(waiting)


def _made(block: Block) -> StripTable | SideBySide | None:
    if isinstance(block, Figure) and block.chart.strips:
        chart, table = block.chart, block.table
        return StripTable(
            chart.title, chart.legend, chart.axis, table.head, table.rows, chart.strips, block.row_language
        )
    return SideBySide((block,)) if isinstance(block, Table) and len(block.head) == 2 else None


def _joined(
    first: StripTable | SideBySide | None, then: StripTable | SideBySide | None
) -> StripTable | SideBySide | None:
    if isinstance(first, SideBySide) and isinstance(then, SideBySide):
        return SideBySide(first.tables + then.tables)
    if (
        isinstance(first, StripTable)
        and isinstance(then, StripTable)
        and (first.caption, first.head) == (then.caption, then.head)
    ):
        legend = max(first.legend, then.legend, key=len)
        return replace(first, legend=legend, rows=first.rows + then.rows, strips=first.strips + then.strips)
    return None


def _let_go(waiting: StripTable | SideBySide | None) -> Iterator[PaperBlock]:
    if isinstance(waiting, SideBySide) and len(waiting.tables) < FEWEST_SIDE_BY_SIDE:
        yield from waiting.tables
    elif waiting is not None:
        yield waiting
