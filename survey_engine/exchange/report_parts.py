"""The scores in a report: of each standard and each question, and beside those of the survey before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil
from typing import Final

from survey_engine.analysis.findings import AskedQuestion, QuestionFinding, StandardFinding
from survey_engine.analysis.policy import Withheld
from survey_engine.exchange.charts import Row, Shown, dots_between_waves, interval_bars
from survey_engine.exchange.report_document import Block, Figure, Heading, Items, Table, Words
from survey_engine.exchange.report_scores import (
    cell,
    chart_words,
    difference_in_words,
    interval,
    is_rough,
    percent,
    shown_figure,
    shown_standard,
    spread,
)
from survey_engine.exchange.report_source import ReportSource
from survey_engine.questionnaire.definition import Comparison

# Of one chart: with more it would not stand on one page of paper beside its table.
MOST_ROWS: Final = 7
MOST_PAIRS: Final = 6


def in_portions(
    rows: Sequence[Row], table: Sequence[tuple[str, ...]], most: int = MOST_ROWS
) -> Iterator[tuple[int, Sequence[Row], tuple[tuple[str, ...], ...]]]:
    """Lines of a chart and of its table, in portions of about the same size, counted from 1."""
    portions = max(ceil(len(rows) / most), 1)
    size = max(ceil(len(rows) / portions), 1)
    for number in range(portions):
        part = slice(number * size, (number + 1) * size)
        yield number + 1, rows[part], tuple(table[part])


def standards_part(source: ReportSource, standard: str = "") -> Iterator[Block]:
    """Every standard, or one, with its score, those of others beside, and what it is made from."""
    words, every = source.words, source.findings.standards_of(source.hospital)
    found = [one for one in every if standard in ("", one.standard)]
    if not found:
        return
    yield Heading(words("standards"))
    rows = [Row(_named(one), shown_standard(one, words), _others(source, one)) for one in found]
    legend = words("all_together" if source.is_all else "this_hospital_interval")
    table = tuple(
        (
            _named(one),
            shown_standard(one, words).words,
            spread(one, words),
            *(() if source.is_all else (_others_words(source, one),)),
            words(
                "questions_count",
                shown=len(one.questions),
                all=len(one.questions) + len(one.left_out),
            ),
        )
        for one in found
    )
    others = () if source.is_all else (words("other_hospitals"),)
    head = (words("standard"), words("score"), words("interval_head"), *others, words("made_from"))
    for number, part, cells in in_portions(rows, table):
        chart_id, title = f"standards-{number}", words("standards_chart")
        chart = interval_bars(chart_id, title, part, words("other_hospitals"), legend, chart_words(words))
        yield Figure(chart, words("standards_table"), head, cells, source.english)


def _named(found: StandardFinding) -> str:
    return f"{found.title} ({found.standard})"


def _others(source: ReportSource, found: StandardFinding) -> Shown | None:
    if source.is_all or found.comparator is None:
        return None
    said = percent(found.comparator, source.words)
    others = [
        one.comparator for one in source.findings.of(source.hospital) if one.question in found.questions
    ]
    if any(one is not None and is_rough(one.figure) for one in others):
        said = source.words("about_number", number=said)
    return Shown(said, found.comparator)


def _others_words(source: ReportSource, found: StandardFinding) -> str:
    shown = _others(source, found)
    return shown.words if shown else source.words("not_shown")


def question_parts(source: ReportSource, section: str = "", standard: str = "") -> Iterator[Block]:
    """Section by section, or those of one section or standard: the scores, and which questions have none."""
    rows = _chosen(source, section, standard)
    for number, (_section, members) in enumerate(groupby(rows, key=lambda pair: pair[0].section), 1):
        part = list(members)
        scores = list(_scores(source, number, [pair for pair in part if pair[0].is_scored]))
        hidden = tuple(
            (source.asked.question(asked), _why_not(source, found))
            for asked, found in part
            if not found.figure.is_shown
        )
        if scores or hidden:
            yield Heading(source.asked.section(part[0][0]), language=source.asked_in)
            yield from scores
        if hidden:
            yield Items(hidden, lead_language=source.asked_in)


def _chosen(source: ReportSource, section: str, standard: str) -> list[tuple[AskedQuestion, QuestionFinding]]:
    rows = [(source.asked_question(one.question), one) for one in source.findings.of(source.hospital)]
    return [
        (asked, one)
        for asked, one in rows
        if section in ("", asked.section) and (not standard or standard in asked.standards)
    ]


def _why_not(source: ReportSource, found: QuestionFinding) -> str:
    never = {Withheld.NEVER_BY_HOSPITAL, Withheld.TYPED_NUMBER} & set(found.figure.withheld)
    return source.words("pooled_only" if never and not source.is_all else "too_few")


def answers_part(source: ReportSource, section: str = "", standard: str = "") -> Iterator[Block]:
    """How often each answer was chosen, question by question."""
    found = [one for _asked, one in _chosen(source, section, standard) if one.figure.counts]
    if not found:
        return
    yield Heading(source.words("all_answers"))
    yield Words(source.words("all_answers_lead"))
    yield from (_answers(source, source.asked_question(one.question), one) for one in found)


def _scores(
    source: ReportSource, number: int, part: list[tuple[AskedQuestion, QuestionFinding]]
) -> Iterator[Block]:
    shown = [(asked, found) for asked, found in part if found.figure.score]
    if not shown:
        return
    words = source.words
    rows = [
        Row(source.asked.question(asked), shown_figure(found.figure, words), _beside(source, found))
        for asked, found in shown
    ]
    section = source.asked.section(shown[0][0])
    legend = words("all_together" if source.is_all else "this_hospital_interval")
    title, caption = words("scores_chart", section=section), words("scores_table", section=section)
    others = () if source.is_all else (words("other_hospitals"), words("difference"))
    head = (words("question"), words("score"), words("interval_head"), words("base"), *others)
    table = tuple(_score_row(source, asked, found) for asked, found in shown)
    for portion, lines, cells in in_portions(rows, table):
        chart_id = f"scores-{number}-{portion}"
        chart = interval_bars(chart_id, title, lines, words("other_hospitals"), legend, chart_words(words))
        yield Figure(chart, caption, head, cells, source.asked_in)


def _beside(source: ReportSource, found: QuestionFinding) -> Shown | None:
    if source.is_all or found.comparator is None or not found.comparator.figure.score:
        return None
    return shown_figure(found.comparator.figure, source.words)


def _score_row(source: ReportSource, asked: AskedQuestion, found: QuestionFinding) -> tuple[str, ...]:
    words, shown = source.words, shown_figure(found.figure, source.words)
    row = (source.asked.question(asked), shown.words, interval(shown, words), found.figure.base_text)
    if source.is_all:
        return row
    beside = _beside(source, found)
    apart = found.comparator.difference if found.comparator else None
    return (*row, beside.words if beside else words("not_shown"), difference_in_words(apart, words))


def _answers(source: ReportSource, asked: AskedQuestion, found: QuestionFinding) -> Block:
    words, labels = source.words, {option.id: option.label for option in asked.options}
    rows = tuple(
        (source.asked.option(asked.id, name, labels.get(name, name)), cell(shown, words))
        for name, shown in found.figure.counts
    )
    caption = words("answers_table", question=source.asked.question(asked))
    return Table(caption, (words("answer"), words("people")), rows, source.asked_in, source.asked_in)


def waves_part(source: ReportSource) -> Iterator[Block]:
    """The survey before, where the questions compare."""
    words = source.words
    pairs = [
        (found, found.earlier)
        for found in source.findings.of(source.hospital)
        if found.earlier is not None and found.figure.score
    ]
    if not pairs:
        return
    yield Heading(words("waves"))
    yield Words(words("waves_lead"))
    asked = {
        found.question: source.asked.question(source.asked_question(found.question)) for found, _ in pairs
    }
    chart_rows = [
        Row(asked[found.question], shown_figure(found.figure, words), shown_figure(before.figure, words))
        for found, before in pairs
    ]
    earlier = words("earlier_wave", wave=pairs[0][1].wave)
    head = (words("question"), words("this_wave"), earlier, words("difference"), words("how_compared"))
    table = tuple(
        (
            asked[found.question],
            shown_figure(found.figure, words).words,
            shown_figure(before.figure, words).words,
            difference_in_words(before.difference, words),
            words("same" if before.comparison is Comparison.SAME else "with_caution"),
        )
        for found, before in pairs
    )
    for number, part, cells in in_portions(chart_rows, table, MOST_PAIRS):
        chart_id, title = f"waves-{number}", words("waves_chart")
        chart = dots_between_waves(chart_id, title, part, earlier, words("this_wave"), chart_words(words))
        yield Figure(chart, words("waves_table"), head, cells, source.asked_in)
