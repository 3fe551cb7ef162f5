"""The funnel of a report: one question of all hospitals, where there are ten or more of them."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.exchange.report_document import Block
from survey_engine.exchange.report_source import ReportSource


def funnel_part(source: ReportSource) -> Iterator[Block]:
    yield from ()
