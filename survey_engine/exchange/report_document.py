"""A report as plain blocks: headings, words, lists, tables, charts. Every file format writes the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from survey_engine.exchange.charts import Chart

_NOT_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Words as every file format can hold them: without control characters and half characters."""
    return _NOT_XML.sub("", text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3; the report's title is the only one of level 1.

    language, here and in the other blocks: that of the words where it is not the report's.
    """

    text: str
    level: int = 2
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph. `is_boxed`: it stands in a frame, because nobody should miss it."""

    text: str
    is_boxed: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; the first words of an item may be set in bold: (lead, text)."""

    lines: tuple[tuple[str, str], ...]
    is_numbered: bool = False
    lead_language: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row names the columns and whose first column names the rows.

    row_language: of the words of the first column.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_language: str = ""
    language: str = ""  # of the caption


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, and the table that says the same beside it: the chart's own, or one with more columns."""

    chart: Chart
    table_caption: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    row_language: str = ""

    @property
    def table(self) -> Table:
        """What the picture shows, in words."""
        head, rows = (self.head, self.rows) if self.head else (self.chart.head, self.chart.rows)
        return Table(self.table_caption, head, rows, self.row_language)


@dataclass(frozen=True, slots=True)
class NewPage:
    """On paper a new page begins here."""


Block = Heading | Words | Items | Table | Figure | NewPage


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language. lead: lines under the title; audience: who may have it, in words.

    contents, page and of are the words of the format itself: the name of the list of contents, and those of
    "Page 2 of 9".
    """

    title: str
    lead: tuple[str, ...]
    audience: str
    language: str
    blocks: tuple[Block, ...]
    contents: str = "What is in this report"
    page: str = "Page"
    of: str = "of"

    def headings(self) -> Iterator[tuple[str, Heading]]:
        """Every heading of level 2 with a name that is used once, for a list of contents."""
        found = (block for block in self.blocks if isinstance(block, Heading) and block.level == 2)
        yield from ((f"part-{number}", block) for number, block in enumerate(found, 1))
