"""Before the first question: what this is, consent, and how to go on from another device."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField

from survey_engine.patient.carried import is_drawn_again
from survey_engine.patient.entry import go_on
from survey_engine.patient.places import ASIDE
from survey_engine.patient.screens import page, resume_page
from survey_engine.patient.session import PatientSession, begun, to_bytes, write_session
from survey_engine.patient.sitting import Sitting, sit_down, the_session
from survey_engine.questionnaire.answers import clean_text
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.questionnaire.short_form import core_count, short_form
from survey_engine.records import drafts
from survey_engine.sealing.codes import ReturnCodeError, new_return_code, read_return_code
from survey_engine.sealing.keys import DraftKeys, derive_draft_keys
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lanes import Lane, TooBusyError
from survey_engine.web.language import gettext as _
from survey_engine.web.page_remarks import FEWEST_LEFT_OUT
from survey_engine.web.words import busy_text

welcome_door = Blueprint("welcome", __name__)


class WelcomeForm(DoorForm):
    """Consent, as a step of its own."""

    consent = BooleanField()
    shared_computer = BooleanField()
    length = StringField()  # all, or short: the core questions alone
    held = HiddenField()


@dataclass(frozen=True, slots=True)
class Short:
    """The short survey: how many questions, and the least and most minutes."""

    count: int
    minutes: tuple[int, int]


class ResumeForm(DoorForm):
    """The box for the return code."""

    return_code = StringField()
    shared_computer = BooleanField()
    held = HiddenField()


@welcome_door.get("/welcome", endpoint="welcome")
@access(Access.CODE)
def show_welcome() -> ResponseReturnValue:
    """What this is, how long it takes, the promise, consent."""
    return _welcome_page(sit_down(the_session()))


def _welcome_page(
    sitting: Sitting,
    *,
    form: WelcomeForm | None = None,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
) -> Response:
    questionnaire = sitting.whole
    return page(
        "welcome",
        status=status,
        errors=errors,
        hospital_name=sitting.hospital_name,
        minutes=questionnaire.minutes,
        question_count=sum(1 for _question in questionnaire.asked()),
        merge_posting=sitting.posting == "merge",
        asks_staff=questionnaire.answered_by is AnsweredBy.STAFF,
        closes_on=format_date(sitting.closes_on, "d MMMM yyyy"),
        grace_ends=format_date(sitting.grace_ends.date(), "d MMMM yyyy"),
        may_start=sitting.may_start,
        consent_given=form.consent.data if form else sitting.session.agreed,
        shared_computer=form.shared_computer.data if form else sitting.session.shared,
        held=(form.held.data or "") if form else "",
        short=None if sitting.session.begun else _short(questionnaire),
        short_chosen=form.length.data == "short" if form else sitting.session.short,
        questions_url=url_for(
            "information.questions",
            alias=questionnaire.alias,
            version=questionnaire.version,
            back="welcome",
        ),
        help_action=True,
    )


def _short(questionnaire: Questionnaire) -> Short | None:
    """What the short survey asks, where it is shorter than the whole."""
    shorter = short_form(questionnaire)
    count = core_count(questionnaire)
    is_shorter = 0 < count <= sum(1 for _question in questionnaire.asked()) - FEWEST_LEFT_OUT
    return Short(count, shorter.minutes) if is_shorter else None


@welcome_door.post("/welcome")
@access(Access.CODE)
def begin() -> ResponseReturnValue:
    """Begin, or go to the return code, or to the settings."""
    session = the_session()
    form = WelcomeForm(request.form)
    action = request.form.get("action", "start")
    if action in ASIDE:
        return _for_a_moment(session, form, url_for(ASIDE[action], back="welcome"))
    if action == "elsewhere":
        return _for_a_moment(session, form, url_for("welcome.resume"))
    sitting = sit_down(session)
    if not form.validate():
        again = PageError("#consent", _("Please press the button again."))
        return _welcome_page(sitting, form=form, errors=(again,), status=400)
    if session.begun:
        return go_on(replace(session, shared=bool(form.shared_computer.data)), form.held.data or "")
    if not sitting.may_start:
        closed = PageError("", _("New surveys have closed. You can still go on with one you began."))
        return _welcome_page(sitting, form=form, errors=(closed,), status=403)
    if not form.consent.data:
        sentence = _("Tick the box if you agree to take part.")
        return _welcome_page(sitting, form=form, errors=(PageError("#consent", sentence),), status=422)
    return_code = new_return_code(house().random)
    try:
        # Her code was checked: those who type wrong codes do not hold her up.
        house().lanes.count_code(session.lookup)
        keys = _slow_keys(session, return_code, Lane.SIGNED)
    except TooBusyError:
        busy = PageError("#consent", busy_text())
        return _welcome_page(sitting, form=form, errors=(busy,), status=503)
    # What an ended session held is not put into a new survey: on a shared computer it may be another's.
    started = begun(session, keys, return_code, shared=bool(form.shared_computer.data))
    return go_on(replace(started, short=form.length.data == "short"))


def _for_a_moment(session: PatientSession, form: WelcomeForm, address: str) -> Response:
    """Go to another page, and remember what was ticked on this one."""
    response = redirect(address, 303)
    if form.validate() and not session.begun:
        ticked = replace(
            session,
            agreed=form.consent.data,
            shared=form.shared_computer.data,
            short=form.length.data == "short",
        )
        write_session(response, ticked)
    return response


def _slow_keys(session: PatientSession, return_code: str, lane: Lane) -> DraftKeys:
    with house().lanes.slot(lane):
        return derive_draft_keys(return_code, to_bytes(session.resume_salt), session.wave)


@welcome_door.get("/resume", endpoint="resume")
@access(Access.CODE)
def show_resume() -> ResponseReturnValue:
    """Where to type the return code."""
    return resume_page(shared=the_session().shared)


@welcome_door.post("/resume")
@access(Access.CODE)
def take_return_code() -> ResponseReturnValue:
    """Open the draft that the return code leads to."""
    session = the_session()
    form = ResumeForm(request.form)
    typed, held = clean_text(form.return_code.data or "")[:40], form.held.data or ""
    shared: bool = form.shared_computer.data

    def again(sentence: str, status: int) -> Response:
        error = PageError("#return_code", sentence)
        return resume_page(return_code=typed, held=held, shared=shared, errors=(error,), status=status)

    if is_drawn_again():
        return resume_page(return_code=typed, held=held, shared=shared)
    if not form.validate():
        return again(_("Please press Continue again."), 400)
    if session.begun and not session.resume_salt:
        return go_on(replace(session, shared=shared), held)
    try:
        return_code = read_return_code(typed)
        house().lanes.count_return_code(session.lookup)
        keys = _slow_keys(session, return_code, Lane.TYPED)
    except ReturnCodeError:
        return again(_("Your return code has 10 numbers. Check the numbers on your letter."), 422)
    except TooBusyError:
        return again(busy_text(), 503)
    with house().store.reading() as db:
        found = drafts.load(db, keys.draft_id) is not None
    if not found:
        return again(
            _("We could not find answers with this return code. Check the numbers on your letter."), 422
        )
    return go_on(begun(session, keys, return_code, shared=shared, resumed=True), held)
