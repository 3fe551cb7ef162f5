"""Released results as both the charity and a hospital read them: on a screen with choices, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import abort, make_response, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import findings_from_json
from survey_engine.exchange.report import EVERYTHING, FORMATS, chosen_blocks, make_report, report_title
from survey_engine.exchange.report_ground import (
    beside_wave_before,
    may_stand_beside,
    voices_of,
    words_asked,
)
from survey_engine.exchange.report_html import blocks_html
from survey_engine.exchange.report_parts import answers_part, question_parts
from survey_engine.exchange.report_source import NoReportError, ReportSource
from survey_engine.exchange.report_wording import ENGLISH, report_languages, report_words
from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.records import releases
from survey_engine.records.comment_themes import released_comments
from survey_engine.records.store import Session
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page

KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_A_YEAR: Final = 366  # days
LANGUAGES: Final = {"en": "English", "cy": "Cymraeg (Welsh)"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the address of the results, whose they are, and where "Go back" leads."""

    address: str
    hospital: str  # a code, or ALL_HOSPITALS
    back: tuple[str, str]
    has_sheet: bool = True  # may open the sheet for the goal meeting


@lru_cache(maxsize=16)
def _read(text: str) -> Findings:
    """A release never changes, so its text is read once."""
    return findings_from_json(text)


def released_findings(db: Session, wave: str) -> Findings | None:
    """What a wave was released as, for hospitals and the charity; None where it has no results here."""
    found = releases.released(db, wave)
    return _read(found.findings) if found is not None and found.findings else None


def every_released(db: Session) -> list[Findings]:
    """The results of every released wave, the latest first."""
    found = [_read(one.findings) for one in releases.all_released(db) if one.findings]
    return sorted(found, key=lambda one: (one.closes_on, one.wave), reverse=True)


def staff_beside(db: Session, findings: Findings) -> Findings | None:
    """The latest survey of staff released within a year of a wave's last day; None where there is none."""
    near = [
        one
        for one in every_released(db)
        if one.answered_by is AnsweredBy.STAFF and abs((one.closes_on - findings.closes_on).days) <= _A_YEAR
    ]
    return near[0] if near and findings.answered_by is AnsweredBy.PATIENTS else None


def wave_before(db: Session, findings: Findings) -> Findings | None:
    """The released wave of the same questionnaire before this one; None where there is none."""
    return next((one for one in every_released(db) if may_stand_beside(one, findings)), None)


def demand_released(wave: str) -> Findings:
    """The results of a wave; else the page that says there is none."""
    with house().store.reading() as db:
        found = released_findings(db, wave)
    if found is None:
        abort(404)
    return found


def source_for(findings: Findings, hospital: str, language: str = ENGLISH) -> ReportSource:
    """What a report is made from: in its language, with the wave before, comments and the staff's view."""
    with house().store.reading() as db:
        staff, earlier = staff_beside(db, findings), wave_before(db, findings)
        released = released_comments(db, findings.wave, house().settings.master_key)
    language = language if language in report_languages() else ENGLISH
    catalogue, folders = house().catalogue, house().settings.translation_folders
    return ReportSource(
        findings=beside_wave_before(findings, earlier, catalogue) if earlier else findings,
        hospital=hospital,
        words=report_words(language),
        asked=words_asked(findings, hospital, language, catalogue, folders),
        voices=voices_of(released, hospital),
        staff=staff,
    )


def results_page(reader: Reader, wave: str) -> Response:
    """The results on a screen. The query may choose one section or one standard, or all; no script."""
    findings = demand_released(wave)
    chosen = {name: request.args.get(name, "") for name in ("section", "standard")}
    source = source_for(findings, reader.hospital)
    try:
        blocks = chosen_blocks(source, **chosen)
    except NoReportError as error:
        return _refused(reader, str(error))
    sections = {one.section: source.asked.section(one) for one in findings.asked}
    return staff_page(
        "results",
        folder="office",
        title=report_title(source),
        wave=wave,
        address=f"{reader.address}/{wave}",
        files=f"{reader.address}/{wave}/report",
        languages=[(code, LANGUAGES.get(code, code)) for code in report_languages()],
        sections=list(sections.items()),
        standards=[(one.standard, one.title) for one in findings.standards_of(reader.hospital)],
        chosen=chosen,
        is_empty=_is_empty(source, **chosen),
        everything=EVERYTHING,
        priorities=_sheet_address(reader, wave),
        # Written by report_html, which escapes every word it is given.
        body=Markup(blocks_html(blocks)),  # noqa: S704  # nosec B704
        back=reader.back,
    )


def _is_empty(source: ReportSource, section: str, standard: str) -> bool:
    """Whether something was chosen that no question fits."""
    if section == EVERYTHING or not (section or standard):
        return False
    found = (*question_parts(source, section, standard), *answers_part(source, section, standard))
    return not found


def _sheet_address(reader: Reader, wave: str) -> str:
    has_sheet = reader.has_sheet and reader.hospital != ALL_HOSPITALS
    return f"{reader.address}/{wave}/priorities" if has_sheet else ""


def report_file(reader: Reader, wave: str, ending: str) -> Response:
    """The report as a file: a static page, a Word document or a PDF."""
    kind = KINDS.get(f".{ending}")
    if kind is None:
        abort(404)
    findings = demand_released(wave)
    language = request.args.get("language", ENGLISH)
    try:
        report = make_report(source_for(findings, reader.hospital, language))
    except NoReportError as error:
        return _refused(reader, str(error))
    response = make_response(FORMATS[f".{ending}"](report))
    response.headers["Content-Type"] = kind
    whose = "all" if reader.hospital == ALL_HOSPITALS else reader.hospital
    name = f"report-{wave}-{whose}-{report.language}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(reader: Reader, sentence: str) -> Response:
    return staff_page(
        "message",
        heading="There is no report to show",
        paragraphs=(sentence, "The results of all hospitals together count these answers as well."),
        action=reader.back,
        status=404,
    )
