"""The parts of a report after its summary: standards, questions, the survey before, words, staff, ways."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from survey_engine.analysis.findings import AskedQuestion, QuestionFinding, StandardFinding
from survey_engine.analysis.policy import Withheld
from survey_engine.analysis.report_choices import staff_views
from survey_engine.exchange.charts import Row, Shown, dots_between_waves, interval_bars, parts_of_whole
from survey_engine.exchange.report_document import Block, Figure, Heading, Items, Table, Words
from survey_engine.exchange.report_scores import (
    cell,
    difference_in_words,
    interval,
    percent,
    shown_figure,
    shown_standard,
    spread,
)
from survey_engine.exchange.report_source import ReportSource, Voices
from survey_engine.questionnaire.definition import Comparison


def standards_part(source: ReportSource, standard: str = "") -> Iterator[Block]:
    """Every standard, or one, with its score, those of others beside, and what it is made from."""
    words, every = source.words, source.findings.standards_of(source.hospital)
    found = [one for one in every if standard in ("", one.standard)]
    if not found:
        return
    yield Heading(words("standards"))
    rows = [Row(_named(one), shown_standard(one, words), _others(source, one)) for one in found]
    legend = words("all_together" if source.is_all else "this_hospital_interval")
    chart = interval_bars("standards", words("standards_chart"), rows, words("other_hospitals"), legend)
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
    yield Figure(chart, words("standards_table"), head, table, source.english)


def _named(found: StandardFinding) -> str:
    return f"{found.standard} {found.title}"


def _others(source: ReportSource, found: StandardFinding) -> Shown | None:
    if source.is_all or found.comparator is None:
        return None
    return Shown(percent(found.comparator, source.words), found.comparator)


def _others_words(source: ReportSource, found: StandardFinding) -> str:
    shown = _others(source, found)
    return shown.words if shown else source.words("not_shown")


def question_parts(source: ReportSource, section: str = "", standard: str = "") -> Iterator[Block]:
    """Section by section, or those of one section or standard: the scores, and which questions have none."""
    rows = _chosen(source, section, standard)
    for number, (_section, members) in enumerate(groupby(rows, key=lambda pair: pair[0].section), 1):
        part = list(members)
        yield Heading(source.asked.section(part[0][0]), language=source.asked_in)
        yield from _scores(source, number, [pair for pair in part if pair[0].is_scored])
        hidden = tuple(
            (source.asked.question(asked), _why_not(source, found))
            for asked, found in part
            if not found.figure.is_shown
        )
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
    chart = interval_bars(
        f"scores-{number}", words("scores_chart", section=section), rows, words("other_hospitals"), legend
    )
    others = () if source.is_all else (words("other_hospitals"), words("difference"))
    head = (words("question"), words("score"), words("interval_head"), words("base"), *others)
    table = tuple(_score_row(source, asked, found) for asked, found in shown)
    yield Figure(chart, words("scores_table", section=section), head, table, source.asked_in)


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
    chart = dots_between_waves("waves", words("waves_chart"), chart_rows, earlier, words("this_wave"))
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
    yield Figure(chart, words("waves_table"), head, table, source.asked_in)


def voices_part(source: ReportSource) -> Iterator[Block]:
    """Themes and words of the comments that two people have read."""
    words = source.words
    yield Heading(words("voices"))
    if not source.voices:
        yield Words(words("no_voices"))
        return
    yield Words(words("voices_lead"))
    for said in source.voices:
        yield from _said(source, said)


def _said(source: ReportSource, said: Voices) -> Iterator[Block]:
    words, english = source.words, source.english
    yield Heading(source.asked.named(said.question), 3, source.asked_in)
    if said.themes:
        rows = tuple((theme.name, cell(theme.shown, words)) for theme in said.themes)
        caption = words("themes", comments=len(said.texts))
        yield Table(caption, (words("theme"), words("comments_count")), rows, english)
    if said.texts:
        yield Items(tuple(("", text) for text in said.texts), language=english)
    if said.summary:
        yield Words(words("summary_lead"))
        yield Words(said.summary, language=english)


def staff_part(source: ReportSource) -> Iterator[Block]:
    """What staff said on the same standards; they are few, so mostly all hospitals together."""
    if source.staff is None:
        return
    words, staff = source.words, source.staff
    codes = [one.standard for one in source.findings.standards_of(source.hospital)]
    views = [view for code in codes for view in staff_views(staff, source.hospital, code)]
    if not views:
        return
    yield Heading(words("staff"))
    yield Words(words("staff_lead"))
    rows = tuple(
        (
            view.text,
            view.standard,
            shown_figure(view.own, words).words,
            shown_figure(view.whole, words).words,
        )
        for view in views
    )
    head = (words("question"), words("standard"), words("staff_here"), words("all_staff"))
    yield Table(words("staff"), head, rows, source.english)


def modes_part(source: ReportSource) -> Iterator[Block]:
    """How answers came in, all hospitals together."""
    words, modes = source.words, source.findings.modes
    if not modes:
        return
    yield Heading(words("modes"))
    yield Words(words("modes_lead"))
    numbers = {mode: int(shown) for mode, shown in modes if shown.isdecimal()}
    most = sum(numbers.values())
    parts = [
        (
            words(mode) if mode in words.sentences else mode,
            Shown(
                words("about_number", number=shown) if shown.isdecimal() else cell(shown, words),
                round(100 * numbers[mode] / most) if mode in numbers and most else None,
            ),
        )
        for mode, shown in modes
    ]
    chart = parts_of_whole("modes", words("modes_chart"), parts)
    table = tuple((label, shown.words) for label, shown in parts)
    yield Figure(chart, words("modes_table"), (words("way"), words("people")), table)
