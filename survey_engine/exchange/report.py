"""The report of one wave for one hospital, or for all together: which parts it has, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from survey_engine.analysis.findings import FoundHospital
from survey_engine.exchange.letter_words import shown_date
from survey_engine.exchange.report_document import Block, Heading, Items, NewPage, Report, Table
from survey_engine.exchange.report_funnel import funnel_part
from survey_engine.exchange.report_html import report_html
from survey_engine.exchange.report_parts import (
    answers_part,
    question_parts,
    standards_part,
    waves_part,
)
from survey_engine.exchange.report_pdf import report_pdf
from survey_engine.exchange.report_source import ReportSource, demand_report
from survey_engine.exchange.report_summary import summary
from survey_engine.exchange.report_voices import modes_part, staff_part, voices_part
from survey_engine.exchange.report_word import report_word
from survey_engine.questionnaire.wording import piped

EVERYTHING: Final = "all"  # in place of a section: the whole report
FORMATS: Final[dict[str, Callable[[Report], bytes]]] = {
    ".html": report_html,
    ".docx": report_word,
    ".pdf": report_pdf,
}


def make_report(source: ReportSource) -> Report:
    """The report as blocks. Raises NoReportError."""
    demand_report(source.findings, source.hospital)
    words = source.words
    name = source.name
    return Report(
        title=report_title(source),
        lead=tuple(_lead(source)),
        audience=words("audience_all") if source.is_all else words("audience", hospital=name),
        language=words.language,
        blocks=tuple(_blocks(source)),
        contents=words("contents"),
        page=words("page"),
        of=words("of"),
    )


def report_title(source: ReportSource) -> str:
    """The title of the report."""
    return source.words("title_all") if source.is_all else source.words("title", hospital=source.name)


def write_report(report: Report, out: Path) -> bytes:
    """The report in the format of a file's ending. Raises KeyError for any other ending than FORMATS."""
    return FORMATS[out.suffix.lower()](report)


def _lead(source: ReportSource) -> Iterator[str]:
    words, findings = source.words, source.findings
    opens, closes = (shown_date(day, words.language) for day in (findings.opens_on, findings.closes_on))
    yield words("survey", survey=_survey(source), opens=opens, closes=closes)
    replied = _replied(source)
    if replied:
        yield replied


def _survey(source: ReportSource) -> str:
    return piped(source.asked.title or source.findings.title, hospital=source.name, wave=source.findings.wave)


def _replied(source: ReportSource) -> str:
    words, findings = source.words, source.findings
    counts: FoundHospital | None = findings.hospital(source.hospital)
    invited, responses, rate = (
        (findings.invited, findings.responses, findings.rate)
        if counts is None
        else (counts.invited, counts.responses, counts.rate)
    )
    if responses is None:
        return ""
    if invited is None:
        return words("replied_some", responses=responses)
    if rate is None:
        return words("replied_few", responses=responses, invited=invited)
    return words("replied", responses=responses, invited=invited, rate=rate)


def _blocks(source: ReportSource) -> Iterator[Block]:
    yield from summary(source)
    yield from _how_to_read(source)
    yield NewPage()
    yield from standards_part(source)
    yield from question_parts(source)
    yield from waves_part(source)
    yield from funnel_part(source)
    yield from voices_part(source)
    yield from staff_part(source)
    yield from modes_part(source)
    yield from _method(source)
    yield from answers_part(source)


def chosen_blocks(source: ReportSource, section: str = "", standard: str = "") -> tuple[Block, ...]:
    """For a screen: the short of it, one section, one standard, or EVERYTHING. Raises NoReportError."""
    demand_report(source.findings, source.hospital)
    if not (section or standard):
        return tuple(_short_blocks(source))
    if section == EVERYTHING:
        return tuple(_blocks(source))
    shown = list(standards_part(source, standard)) if standard else []
    shown += question_parts(source, section, standard)
    return (*shown, *answers_part(source, section, standard))


def _short_blocks(source: ReportSource) -> Iterator[Block]:
    """What fits on a screen: the rest is a choice away."""
    yield from summary(source)
    yield from _how_to_read(source)
    yield from standards_part(source)
    yield from voices_part(source)


def _how_to_read(source: ReportSource) -> Iterator[Block]:
    yield Heading(source.words("how_to_read"))
    names = ("read_score", "read_base", "read_interval", "read_others", "read_words")
    yield Items(tuple(("", source.words(name)) for name in names))


def _method(source: ReportSource) -> Iterator[Block]:
    words, findings = source.words, source.findings
    yield Heading(words("method"))
    posting = "method_posting_merge" if findings.posting == "merge" else "method_posting_sealed"
    names = (
        *("method_chance", "method_standard", "method_cases", posting, "method_hidden"),
        *("method_sensitive", "method_once", "method_words"),
    )
    yield Items(tuple(("", words(name)) for name in names))
    if source.is_all:
        yield _hospitals(source)


def _hospitals(source: ReportSource) -> Block:
    words = source.words

    def number(value: int | None) -> str:
        return words("not_shown") if value is None else str(value)

    rows = tuple(
        (one.name, number(one.invited), number(one.responses), words("yes" if one.has_report else "no"))
        for one in source.findings.hospitals
    )
    head = (words("hospital"), words("invited"), words("sent_answers"), words("own_report"))
    return Table(words("hospitals_table"), head, rows)
