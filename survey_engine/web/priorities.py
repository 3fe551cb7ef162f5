"""The priority sheet as both doors fill it in: before the goal meeting, in it, and on paper for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from flask import redirect, request
from flask_babel import format_date
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.analysis.findings import Findings
from survey_engine.analysis.priorities import (
    FEASIBLE,
    MOST_CHOSEN,
    MOST_WORDS,
    Judgement,
    PriorityRow,
    others_to_add,
    priority_rows,
)
from survey_engine.exchange.report_scores import (
    difference_in_words,
    shown_figure,
    with_interval,
)
from survey_engine.exchange.report_source import NoReportError, ReportSource, Theme, demand_report
from survey_engine.exchange.report_summary import REASONS
from survey_engine.questionnaire.answers import clean_text
from survey_engine.records import priorities
from survey_engine.records.priorities import PrioritySheet, SheetChangedError
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.results import Reader, demand_released, source_for
from survey_engine.web.staff_sitting import me, note, staff_page

CHANGED: Final = (
    "Somebody else saved this sheet while you wrote. Yours is below and not saved yet. Open the sheet in "
    "another window, compare, and press Save again to keep yours."
)
TOO_LONG: Final = f"Keep this to {MOST_WORDS} letters. What you wrote is not saved yet: please shorten it."


class SheetForm(DoorForm):
    """What a sheet carries beside its lines."""

    mark = StringField()
    add = StringField()
    group_themes = StringField()


def priorities_page(reader: Reader, wave: str) -> Response:
    """The sheet as it was saved."""
    findings = demand_released(wave)
    with house().store.reading() as db:
        saved = priorities.sheet(db, wave, reader.hospital)
    return _drawn(reader, findings, saved, saved.mark)


def save_priorities(reader: Reader, wave: str) -> Response:
    """Keep what was typed; nothing of it is lost where it cannot be kept."""
    findings, form = demand_released(wave), SheetForm(request.form)
    with house().store.reading() as db:
        saved = priorities.sheet(db, wave, reader.hospital)
    if not _has_report(findings, reader.hospital):
        return _drawn(reader, findings, saved, saved.mark)
    typed = _typed(findings, saved, form)
    if not form.validate():
        error = PageError("", "Please press Save again.")
        return _drawn(reader, findings, typed, saved.mark, (error,), 400)
    if errors := tuple(_too_long(typed)):
        return _drawn(reader, findings, typed, form.mark.data or "", errors, 422)
    try:
        with house().store.writing() as db:
            day = today(house().clock())
            priorities.save(db, typed, before=form.mark.data or "", by=me().email, today=day)
            note(db, "priority sheet saved", {"wave": wave, "hospital": reader.hospital})
    except SheetChangedError:
        return _drawn(reader, findings, typed, saved.mark, (PageError("", CHANGED),), 409)
    return redirect(reader.address, 303)


def _has_report(findings: Findings, hospital: str) -> bool:
    """Whether there is a sheet at all: nothing is kept under the code of a hospital without one."""
    place = findings.hospital(hospital)
    return place is not None and place.has_report


def _too_long(sheet: PrioritySheet) -> Iterator[PageError]:
    """Each box with more words than a sheet has room for."""
    for question, one in sheet.judgements.items():
        for name, text in (("effort", one.effort), ("note", one.note)):
            if len(text) > MOST_WORDS:
                yield PageError(f"#{name}__{question}", TOO_LONG)


def _typed(findings: Findings, saved: PrioritySheet, form: SheetForm) -> PrioritySheet:
    """The sheet as it was posted; what no box spoke of stays as it was saved."""
    judgements = dict(saved.judgements)
    for asked in findings.asked:
        if f"feasible__{asked.id}" in request.form:
            judgements[asked.id] = _judgement(asked.id)
    added = form.add.data or ""
    found = findings.question(added)
    if found is not None and found.is_scored:
        judgements[added] = replace(judgements.get(added, Judgement()), chosen=True)
    themes = clean_text(form.group_themes.data or "")[: 10 * MOST_WORDS]
    return replace(saved, judgements=judgements, group_themes=themes)


def _judgement(question: str) -> Judgement:
    def text(name: str) -> str:
        return clean_text(request.form.get(f"{name}__{question}", "")).strip()

    feasible = text("feasible")
    return Judgement(
        feasible=feasible if feasible in FEASIBLE else "",
        effort=text("effort"),
        note=text("note"),
        chosen=f"chosen__{question}" in request.form,
    )


def _drawn(
    reader: Reader,
    findings: Findings,
    sheet: PrioritySheet,
    mark: str,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
) -> Response:
    try:
        demand_report(findings, reader.hospital)
    except NoReportError as error:
        return staff_page(
            "message", heading="There is no sheet", paragraphs=(str(error),), action=reader.back, status=404
        )
    source = source_for(findings, reader.hospital)
    rows = priority_rows(findings, reader.hospital, sheet.judgements, source.staff)
    return staff_page(
        "priorities",
        folder="office",
        errors=errors,
        status=status,
        hospital_name=source.name,
        wave=findings.wave,
        rows=[_row_view(source, row) for row in rows],
        others=[
            (one.id, source.asked.question(one)) for one in others_to_add(findings, reader.hospital, rows)
        ],
        vote=findings.vote_of(reader.hospital),
        voices=_voices(source),
        sheet=sheet,
        mark=mark,
        feasible=FEASIBLE,
        chosen=sum(row.judgement.chosen for row in rows),
        most_chosen=MOST_CHOSEN,
        saved_on=format_date(sheet.saved_on, "d MMMM yyyy") if sheet.saved_on else "",
        address=reader.address,
        back=reader.back,
    )


def _voices(source: ReportSource) -> list[tuple[str, int, tuple[Theme, ...]]]:
    """How many comments were released on each question, and their themes."""
    return [
        (source.asked.named(one.question), len(one.texts), one.themes) for one in source.voices if one.texts
    ]


def _row_view(source: ReportSource, row: PriorityRow) -> dict[str, object]:
    """One line as the template draws it."""
    words, comparator = source.words, row.found.comparator
    titles = {one.standard: one.title for one in source.findings.standards_of(source.hospital)}
    return {
        "id": row.asked.id,
        "text": source.asked.question(row.asked),
        "standards": [titles.get(code, code) for code in row.asked.standards],
        "score": with_interval(shown_figure(row.found.figure, words), words),
        "gap": difference_in_words(comparator.difference if comparator else None, words),
        "reasons": [words(REASONS[reason]) for reason in row.found.reasons],
        "survives": row.found.survives,
        "staff": [f"{one.text} {shown_figure(one.own or one.whole, words).words}" for one in row.staff],
        "judgement": row.judgement,
    }
