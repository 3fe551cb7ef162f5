"""The pages of the survey: one question a page, every press of a button saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.patient.places import ASIDE, page_place
from survey_engine.patient.remarks import return_line
from survey_engine.patient.screens import page as patient_page
from survey_engine.patient.session import PatientSession
from survey_engine.patient.sitting import Sitting, keep, sit_down, the_session
from survey_engine.patient.travel import back_url, onward_url, page_url, past_part_url
from survey_engine.questionnaire.answers import Reading
from survey_engine.questionnaire.definition import Page, QuestionId
from survey_engine.questionnaire.progress import (
    PageReading,
    Progress,
    cleared,
    code_due,
    part_skipped,
    read_page,
)
from survey_engine.questionnaire.routing import next_page
from survey_engine.records.store import StorageError
from survey_engine.sealing.codes import show_return_code
from survey_engine.web.access import Access, access
from survey_engine.web.care import look_again_on
from survey_engine.web.forms import DoorForm
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _
from survey_engine.web.language import language
from survey_engine.web.moment import today
from survey_engine.web.page_view import Asked, asks_twice, errors_of, page_view, would_cut

pages = Blueprint("pages", __name__, url_prefix="/q")


@pages.get("/<page_id>")
@access(Access.DRAFT)
def show(page_id: str) -> ResponseReturnValue:
    """One page, with the answers saved so far."""
    sitting = sit_down(the_session(), page_id)
    page = _page(sitting, page_id)
    if page not in sitting.path:
        return redirect(onward_url(sitting.questionnaire, sitting.progress, page, from_check=False), 303)
    return draw(sitting, page, {})


@pages.post("/<page_id>")
@access(Access.DRAFT)
def save(page_id: str) -> ResponseReturnValue:
    """Save what was entered, whichever button was pressed; then do what the button says."""
    session = the_session()
    if not DoorForm(request.form).validate():
        return draw_again(session, page_id, _("Please press the button again."), status=400)
    try:
        sitting, reading = save_page(session, page_id, _entered())
    except StorageError:
        sentence = _("We could not save this just now. Please press the button again in a minute.")
        return draw_again(session, page_id, sentence, status=503)
    return act(sitting, _page(sitting, page_id), reading, request.form.get("action", "next"))


def _page(sitting: Sitting, page_id: str) -> Page:
    return sitting.questionnaire.page(page_id) or abort(404)


def _entered() -> Mapping[str, Sequence[str]]:
    return request.form.to_dict(flat=False)


def save_page(
    session: PatientSession, page_id: str, entered: Mapping[str, Sequence[str]]
) -> tuple[Sitting, PageReading]:
    """Put what was posted for one page (values by question id) into the draft."""
    latest = today(house().clock())
    read: list[PageReading] = []

    def change(sitting: Sitting) -> Progress:
        page = _page(sitting, page_id)
        reading = read_page(
            sitting.progress, page, entered, latest=latest, months=language().months, live=sitting.live
        )
        read.append(reading)
        progress = reading.progress
        if code_due(progress):
            following = next_page(sitting.questionnaire, progress.answers, page.id)
            return replace(progress, code_page=following.id if following else None)
        return progress

    return keep(session, change, page_id), read[-1]


def act(sitting: Sitting, page: Page, reading: PageReading, action: str) -> ResponseReturnValue:
    """What each button does, once everything is saved."""
    questionnaire, progress = sitting.questionnaire, sitting.progress
    from_check = request.args.get("from") == "check"
    to_clear = action.removeprefix("clear:") if action.startswith("clear:") else ""
    if would_cut(reading, besides=to_clear):
        return draw(sitting, page, reading.readings, status=422)
    if action == "back":
        return redirect(back_url(questionnaire, progress, page, from_check=from_check), 303)
    if action == "stop":
        return redirect(url_for("stopping.stop"), 303)
    if action in ASIDE:
        return redirect(url_for(ASIDE[action], back=page_place(page.id, from_check=from_check)), 303)
    if to_clear:
        question_id = QuestionId(to_clear)
        if any(question.id == question_id for question in page.questions):
            keep(sitting.session, lambda now: cleared(now.progress, question_id), page.id)
        return redirect(_here(page), 303)
    if action == "skip_part" and page.starts_part:
        change = partial(part_skipped, questionnaire=questionnaire, page=page)
        progress = keep(sitting.session, lambda now: change(now.progress), page.id).progress
        return redirect(past_part_url(questionnaire, progress, page), 303)
    if reading.has_fault:
        return draw(sitting, page, reading.readings, status=422)
    if action == "shorter":
        keep(sitting.session, lambda now: replace(now.progress, short=True), page.id)
        sitting = sit_down(sitting.session, page.id)
        return redirect(onward_url(sitting.questionnaire, sitting.progress, page, from_check=False), 303)
    if asks_twice(page, reading) and "unanswered" not in request.args:
        return redirect(page_url(page, unanswered="yes", **_kept_arguments("from")), 303)
    if "look" not in request.args and look_again_on(page, sitting):
        return redirect(page_url(page, look="again", **_kept_arguments("from")), 303)
    return redirect(onward_url(questionnaire, progress, page, from_check=from_check), 303)


def _here(page: Page) -> str:
    return page_url(page, **_kept_arguments("from"))


def draw(
    sitting: Sitting,
    page: Page,
    readings: Mapping[QuestionId, Reading],
    *,
    sentence: str = "",
    status: int = 200,
) -> Response:
    """The page with its saved answers, or with what was just typed where that must be mended.

    `sentence` is said first: something of ours that did not work, and what to do.
    """
    progress = sitting.progress
    asked = Asked(
        action_url=page_url(page, **_kept_arguments("from", "unanswered", "look")),
        return_line=return_line(sitting, page),
        unanswered="unanswered" in request.args,
        look_again="look" in request.args,
    )
    view, found = errors_of(page_view(sitting, page, readings, asked), sentence)
    # A shared computer forgets her after half an hour: there she has the code before her first answer.
    code_is_due = page.id == progress.code_page or (sitting.session.shared and progress.code_page is None)
    code = show_return_code(sitting.session.return_code) if code_is_due else None
    return patient_page(
        "question",
        status=status,
        errors=found,
        page=view,
        page_title=page.questions[0].short_title or view.part_title,
        page_part=view.caption,
        show_return_code=code,
        help_action=True,
    )


def draw_again(session: PatientSession, page_id: str, sentence: str, *, status: int) -> Response:
    """The page as it was typed, unsaved, with one sentence that says what to do."""
    sitting = sit_down(session, page_id)
    page = _page(sitting, page_id)
    latest = today(house().clock())
    reading = read_page(
        sitting.progress, page, _entered(), latest=latest, months=language().months, live=sitting.live
    )
    typed = replace(sitting, progress=reading.progress)
    return draw(typed, page, reading.readings, sentence=sentence, status=status)


def _kept_arguments(*names: str) -> dict[str, str]:
    return {name: request.args[name] for name in names if name in request.args}
