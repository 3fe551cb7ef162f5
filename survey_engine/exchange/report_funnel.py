"""The funnel of a report: one question of every hospital, where there are ten or more of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from survey_engine.analysis.findings import AskedQuestion, Reason
from survey_engine.analysis.funnels import Funnel, funnel
from survey_engine.exchange.chart_funnel import Limits, Place
from survey_engine.exchange.chart_funnel import funnel as funnel_chart
from survey_engine.exchange.report_document import Block, Figure, Heading, Words
from survey_engine.exchange.report_scores import chart_words, percent
from survey_engine.exchange.report_source import ReportSource

MOST_FUNNELS: Final = 6


def funnel_part(source: ReportSource) -> Iterator[Block]:
    """A funnel for each question lower than elsewhere; in the report of all, for its core questions."""
    found = [(asked, made) for asked in _asked(source) if (made := _made(source, asked)) is not None]
    if not found:
        return
    words = source.words
    yield Heading(words("funnel"))
    yield Words(words("funnel_lead"))
    for number, (asked, made) in enumerate(found[:MOST_FUNNELS], 1):
        yield _drawn(source, number, asked, made)


def _made(source: ReportSource, asked: AskedQuestion) -> Funnel | None:
    return funnel(source.findings, asked.id, "" if source.is_all else source.hospital)


def _asked(source: ReportSource) -> Iterator[AskedQuestion]:
    for one in source.findings.of(source.hospital):
        asked = source.asked_question(one.question)
        if asked.is_scored and (asked.core if source.is_all else Reason.BELOW_OTHERS in one.reasons):
            yield asked


def _drawn(source: ReportSource, number: int, asked: AskedQuestion, made: Funnel) -> Block:
    words = source.words
    chart = funnel_chart(
        f"funnel-{number}",
        words("funnel_chart", question=source.asked.question(asked)),
        [Place(one.base, one.percent, bool(one.hospital)) for one in made.points],
        made.target,
        [Limits(one.base, *one.inner, *one.outer) for one in made.limits],
        chart_words(words),
    )
    rows = tuple(
        (
            words("this_hospital" if one.hospital else "a_hospital"),
            str(one.base),
            percent(one.score, words) if one.score.isdecimal() else one.score,
        )
        for one in sorted(made.points, key=lambda one: (-one.base, one.percent))
    )
    head = (words("hospital"), words("answers"), words("score"))
    return Figure(chart, words("funnel_chart", question=source.asked.question(asked)), head, rows)
