"""Trying a version page by page as a patient sees it. Nothing is kept: answers travel in the form, sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.definition_shelf import ADDRESS, Held, held, real_languages
from survey_engine.charity.trying import Trial, following, read_state, sealed_state
from survey_engine.questionnaire.answers import Reading
from survey_engine.questionnaire.definition import Kind, Page, QuestionId
from survey_engine.questionnaire.progress import (
    PageReading,
    Progress,
    cleared,
    code_due,
    part_skipped,
    read_page,
)
from survey_engine.questionnaire.routing import previous_page, shown_questions
from survey_engine.questionnaire.short_form import core_count, short_form, shortened
from survey_engine.web.access import Access, access
from survey_engine.web.care import look_again_on
from survey_engine.web.fields import answer_lines
from survey_engine.web.forms import DoorForm, csrf_token
from survey_engine.web.house import house
from survey_engine.web.language import language, preview_in
from survey_engine.web.moment import today
from survey_engine.web.page_view import Asked, asks_twice, errors_of, page_view, would_cut
from survey_engine.web.printed_questions import printed_questions
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.translations import ENGLISH

definition_preview = Blueprint("definition_preview", __name__, url_prefix=ADDRESS)
_ASIDE: Final = frozenset({"stop", "help", "privacy", "accessibility", "settings"})
_SAMPLE_CODE: Final = "XXX XXX XXXX"
_AGAIN: Final = "Please press the button again."


@dataclass(frozen=True, slots=True)
class Stand:
    """The version that is tried, in which language and form, and the address its pages post to."""

    one: Held
    code: str
    is_short: bool

    @property
    def start(self) -> str:
        """Where the preview begins and ends."""
        return f"{self.one.address}/preview"

    @property
    def query(self) -> str:
        """What every address of this preview ends with."""
        return f"?language={self.code}" + ("&short=yes" if self.is_short else "")

    def page_address(self, page: Page) -> str:
        """Where a page is shown, and posts to."""
        return f"{self.start}/{page.id}{self.query}"

    def trial(self, progress: Progress, page_id: str = "") -> Trial:
        """The answers so far, with the questions in the language of the page under way."""
        whole = short_form(self.one.questionnaire) if self.is_short else self.one.questionnaire
        worded = language().worded(whole)
        kept = shortened(worded, {*progress.seen, page_id}) if progress.short else worded
        return Trial(kept, progress)


def _stand(name: str, version: str) -> Stand:
    with house().store.reading() as db:
        one = held(db, name, version)
    if one.errors:
        abort(404)  # its page says what to mend first
    code = request.args.get("language", ENGLISH)
    if not preview_in(code):
        abort(404)
    is_short = request.args.get("short") == "yes" and core_count(one.questionnaire) > 0
    return Stand(one, code, is_short)


@definition_preview.get("/<name>/<version>/preview")
@access(Access.OFFICE)
def begin(name: str, version: str) -> ResponseReturnValue:
    """Choose the language and the form, or any page."""
    stand = _stand(name, version)
    trial = stand.trial(Progress())
    titles = {section.id: section.title for section in trial.questionnaire.sections}
    lines = [
        (stand.page_address(page), titles[page.section], page.questions[0].short_title or page.id)
        for page in trial.questionnaire.ordered_pages
    ]
    asked = stand.one.questionnaire
    languages = [
        (one.code, one.name, 100 if one.code == ENGLISH else one.coverage(asked).percent)
        for one in real_languages()
    ]
    return staff_page(
        "preview_start",
        folder="charity",
        one=stand.one,
        code=stand.code,
        direction_of=language().direction,
        is_short=stand.is_short,
        has_short=core_count(stand.one.questionnaire) > 0,
        languages=languages,
        first=stand.page_address(trial.path[0]) if trial.path else "",
        pages=lines,
    )


@definition_preview.get("/<name>/<version>/preview/<page_id>")
@access(Access.OFFICE)
def show(name: str, version: str, page_id: str) -> ResponseReturnValue:
    """One page, without answers before it."""
    stand = _stand(name, version)
    trial = stand.trial(Progress(), page_id)
    return _draw(stand, trial, _page(trial, page_id))


@definition_preview.get("/<name>/<version>/questions")
@access(Access.OFFICE)
def questions(name: str, version: str) -> ResponseReturnValue:
    """Every question on one page, as a patient can read or print them before she starts."""
    stand = _stand(name, version)
    here, asked = language(), stand.one.questionnaire
    percent = None if here.code == ENGLISH else here.coverage(asked).percent
    text = render_template(
        "charity/preview_questions.jinja",
        errors=(),
        csrf_token="",
        percent=percent,
        end_address=stand.one.address,
        **printed_questions(here.worded(asked)),
    )
    return make_response(text)


def _page(trial: Trial, page_id: str) -> Page:
    return trial.questionnaire.page(page_id) or abort(404)


@definition_preview.post("/<name>/<version>/preview/<page_id>")
@access(Access.OFFICE)
def press(name: str, version: str, page_id: str) -> ResponseReturnValue:
    """What each button does, as on the patient's page; the answer is the next page itself."""
    stand = _stand(name, version)
    progress = read_state(stand.one.questionnaire, request.form.get("state", ""))
    if progress is None:
        return _begin_again(stand)
    trial = stand.trial(progress, page_id)
    page = _page(trial, page_id)
    action = request.form.get("action", "next")
    if action == "open":
        return _draw(stand, trial, page)
    reading = read_page(
        progress, page, request.form.to_dict(flat=False), latest=today(house().clock()),
        months=language().months, live=trial.live,
    )  # fmt: skip
    trial = stand.trial(_with_code(trial, page, reading.progress), page_id)
    if not DoorForm(request.form).validate():
        return _draw(stand, trial, page, reading.readings, sentence=_AGAIN, status=400)
    return _act(stand, trial, page, reading, action)


def _with_code(trial: Trial, page: Page, progress: Progress) -> Progress:
    """After the third answer the next page shows a return code once; here a sample of one."""
    if not code_due(progress):
        return progress
    found, _is_check = following(replace(trial, progress=progress), page)
    return replace(progress, code_page=found.id if found else None)


def _act(stand: Stand, trial: Trial, page: Page, reading: PageReading, action: str) -> Response:
    to_clear = action.removeprefix("clear:") if action.startswith("clear:") else ""
    if would_cut(reading, besides=to_clear):
        return _draw(stand, trial, page, reading.readings, status=422)
    if action == "back":
        before = previous_page(trial.questionnaire, trial.progress.answers, page.id)
        return _draw(stand, trial, before or page)
    if action in _ASIDE:
        return _aside(stand, trial, page, action)
    if to_clear:
        return _draw(stand, stand.trial(cleared(trial.progress, QuestionId(to_clear)), page.id), page)
    if action == "skip_part" and page.starts_part:
        skipped = stand.trial(part_skipped(trial.progress, trial.questionnaire, page), page.id)
        return _onward(stand, skipped, page, past_part=True)
    if reading.has_fault:
        return _draw(stand, trial, page, reading.readings, status=422)
    if action == "shorter":
        return _onward(stand, stand.trial(replace(trial.progress, short=True), page.id), page)
    asked = request.args.get("asked", "")
    if asks_twice(page, reading) and asked != "unanswered":
        return _draw(stand, trial, page, asked="unanswered")
    if asked != "look" and look_again_on(page, trial):
        return _draw(stand, trial, page, asked="look")
    return _onward(stand, trial, page)


def _onward(stand: Stand, trial: Trial, page: Page, *, past_part: bool = False) -> Response:
    found, is_check = following(trial, page, past_part=past_part)
    if found is None or is_check:
        return _end(stand, trial, found if is_check else None)
    return _draw(stand, trial, found)


def _draw(
    stand: Stand,
    trial: Trial,
    page: Page,
    readings: Mapping[QuestionId, Reading] | None = None,
    *,
    asked: str = "",
    sentence: str = "",
    status: int = 200,
) -> Response:
    address = stand.page_address(page) + (f"&asked={asked}" if asked else "")
    once = Asked(address, unanswered=asked == "unanswered", look_again=asked == "look")
    view, found = errors_of(page_view(trial, page, readings or {}, once), sentence)
    is_due = page.id == trial.progress.code_page
    text = render_template(
        "charity/preview_page.jinja",
        errors=found,
        page=view,
        page_title=page.questions[0].short_title or view.part_title,
        page_part=view.caption,
        show_return_code=_SAMPLE_CODE if is_due else None,
        help_action=True,
        csrf_token=csrf_token(),
        state=sealed_state(stand.one.questionnaire, trial.progress),
        end_address=stand.start + stand.query,
    )
    return make_response(text, status)


def _aside(stand: Stand, trial: Trial, page: Page, action: str) -> Response:
    """What is no page of the questionnaire is not part of its preview."""
    return staff_page(
        "preview_aside", folder="charity", action=action, back=stand.page_address(page),
        state=sealed_state(stand.one.questionnaire, trial.progress),
    )  # fmt: skip


def _end(stand: Stand, trial: Trial, further: Page | None) -> Response:
    """Where the patient checks her answers, or has reached the end: what was answered on this path."""
    lines = [
        (trial.filled(question.text), answer_lines(question, trial.live.get(question.id), trial.filled))
        for page in trial.path
        if page.id in trial.progress.seen
        for question in shown_questions(page, trial.live)
        if question.kind is not Kind.STATEMENT
    ]
    here = language()
    return staff_page(
        "preview_end",
        folder="charity",
        one=stand.one,
        lines=lines,
        lang=here.code.replace("_", "-"),
        direction_of=here.direction,
        further=stand.page_address(further) if further else "",
        start=stand.start + stand.query,
        state=sealed_state(stand.one.questionnaire, trial.progress),
    )


def _begin_again(stand: Stand) -> Response:
    return staff_page(
        "message",
        heading="Begin the preview again",
        paragraphs=("The text of this version has changed since, so what you tried fits no more.",),
        action=(stand.start + stand.query, "Begin again"),
        status=409,
    )
