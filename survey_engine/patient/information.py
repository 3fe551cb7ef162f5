"""Pages that need no code: help, privacy, accessibility, and every question before starting."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.patient.contact import contact_url
from survey_engine.patient.places import known_place, place_url
from survey_engine.patient.pledges import pledges_url
from survey_engine.patient.screens import page
from survey_engine.questionnaire.loading import UnknownQuestionnaireError
from survey_engine.records import waves
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.language import in_reader_language, language, preview_in
from survey_engine.web.printed_questions import printed_questions

ACCESSIBILITY_REVIEWED = date(2026, 11, 27)  # changed only when the pages have been checked again

information = Blueprint("information", __name__)


@information.get("/help", endpoint="help")
@access(Access.ANYONE)
def show_help() -> ResponseReturnValue:
    """Whom to call, and answers to what people ask."""
    return page(
        "help",
        back_url=_back_url(),
        letter_url="/letter",
        contact_url=contact_url(),
        pledges_url=pledges_url(),
    )


@information.get("/privacy")
@access(Access.ANYONE)
def privacy() -> ResponseReturnValue:
    """The promise, and what is not promised."""
    settings = house().settings
    return page(
        "privacy",
        merge_posting=_hospitals_print_codes(),
        web_opening=settings.web_opening,
        same_operator=settings.organisation.same_operator,
        back_url=_back_url(),
    )


def _back_url() -> str:
    """Where she came from, so that a page to read is never the end of the way."""
    back = known_place(request.args.get("back"))
    return place_url(back) if back and back != "pledges" else ""  # which is no survey to go back to


def _hospitals_print_codes() -> bool:
    """Whether a wave that takes answers is posted by mail merge, so that a hospital holds its codes."""
    with house().store.reading() as db:
        taking = [wave for wave in waves.list_waves(db) if wave.state in waves.TAKING_ANSWERS]
        return any(wave.posting == waves.Posting.MERGE for wave in taking)


@information.get("/accessibility")
@access(Access.ANYONE)
def accessibility() -> ResponseReturnValue:
    """How easy these pages are to use, and what is not yet."""
    languages = house().languages
    return page(
        "accessibility",
        reviewed_on=format_date(ACCESSIBILITY_REVIEWED, "d MMMM yyyy"),
        has_drafts=any(languages[code].is_draft for code in languages.offered),
        back_url=_back_url(),
    )


@information.get("/questions/<alias>/<int:version>")
@access(Access.ANYONE)
def questions(alias: str, version: int) -> ResponseReturnValue:
    """Every question, to read or to print before starting."""
    try:
        questionnaire = house().catalogue.by_alias(alias, version)
    except UnknownQuestionnaireError:
        abort(404)
    wanted = request.args.get("language", "")
    percent = None
    if wanted and preview_in(wanted):
        percent = language().coverage(questionnaire).percent
        questionnaire = language().worded(questionnaire)
    else:
        questionnaire = in_reader_language(questionnaire)
    return page("questions", **printed_questions(questionnaire), back_url=_back_url(), percent=percent)
