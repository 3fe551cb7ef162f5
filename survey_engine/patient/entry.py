"""The way in: the code box, and what a code opens."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from wtforms import HiddenField, StringField

from survey_engine.patient.comfort import keep_chosen_display
from survey_engine.patient.held import apply_held
from survey_engine.patient.screens import closed_page, enter_page, message_page, resume_page, used_page
from survey_engine.patient.session import (
    PatientSession,
    begun,
    forget_device,
    new_session,
    read_device,
    use_session,
    write_device,
    write_session,
)
from survey_engine.patient.sitting import sit_down
from survey_engine.patient.travel import page_to_return_to
from survey_engine.questionnaire.answers import clean_text
from survey_engine.records import waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Phase, WaveClosedError
from survey_engine.sealing.alphabet import written_symbols
from survey_engine.sealing.codes import CODE_SYMBOLS, Code, CodeError, link_is_signed, read_code
from survey_engine.web import words
from survey_engine.web.access import Access, access
from survey_engine.web.arriving import AlreadySentError, Arrival, UnknownCodeError, arrive
from survey_engine.web.cookies import read_cookie
from survey_engine.web.forms import DoorForm, PageError, new_door
from survey_engine.web.house import house
from survey_engine.web.lanes import TooBusyError, TooManyTriesError
from survey_engine.web.language import gettext as _

entry = Blueprint("entry", __name__)


class CodeForm(DoorForm):
    """The code box."""

    code = StringField()
    signature = HiddenField()
    held = HiddenField()


class NotYetOpenError(Exception):
    """The survey opens on a later day."""

    def __init__(self, opens_on: str) -> None:
        """`opens_on`: the day, in words of the page's language."""
        super().__init__(opens_on)
        self.opens_on = opens_on


@entry.get("/")
@entry.get("/i")
@access(Access.ANYONE)
def enter() -> ResponseReturnValue:
    """The code box. Touches no database: a fragment is read by the page's own script."""
    return enter_page()


@entry.get("/language")
@entry.get("/start")
@access(Access.ANYONE)
def enter_again() -> ResponseReturnValue:
    """Where a browser asks once more for the page that a button gave: to the code box."""
    return redirect(url_for("entry.enter"), 303)


@entry.post("/language")
@access(Access.ANYONE)
def change_language() -> ResponseReturnValue:
    """The code box in another language or look; what stands in it stays there."""
    form = CodeForm(request.form)
    keep_chosen_display()
    code, signature = from_link(form.code.data or "", form.signature.data or "")
    return enter_page(code=code, signature=signature, held=form.held.data or "")


def from_link(typed: str, signature: str) -> tuple[str, str]:
    """(code, signature) of what stands in the code box: a code, or a whole link that was pasted there."""
    typed = clean_text(typed)[:300].rpartition("#")[2].partition("&")[0]
    code, dot, rest = typed.partition(".")
    if dot and len(written_symbols(code)) >= CODE_SYMBOLS:  # else the dots part the groups of a code
        typed, signature = code, rest
    return typed[:60], clean_text(signature)[:120].partition("&")[0]


@entry.post("/start")
@access(Access.ANYONE)
def start() -> ResponseReturnValue:
    """Check the code and say where to go on."""
    form = CodeForm(request.form)
    keep_chosen_display()
    typed, signature = from_link(form.code.data or "", form.signature.data or "")
    held = form.held.data or ""
    show = partial(enter_page, code=typed, signature=signature, held=held)
    if not read_cookie("door"):
        blocked = _("Your browser is blocking cookies. Please allow them for this page, then try again.")
        return show(errors=(PageError("#code", blocked),), status=400)
    if not form.validate():
        again = PageError("#code", _("Please press Continue again."))
        return show(errors=(again,), status=400)
    try:
        arrival = _arrive(read_code(typed), signature)
    except CodeError as error:
        return show(errors=(PageError("#code", words.code_fault_text(error)),), status=422)
    except UnknownCodeError:
        sentence = _("We could not find that code. Check your letter, or call us for help.")
        return show(errors=(PageError("#code", sentence),), status=422)
    except TooBusyError:
        return show(errors=(PageError("#code", words.busy_text()),), status=503)
    except TooManyTriesError:
        return show(errors=(PageError("#code", words.too_many_tries_text()),), status=429)
    except AlreadySentError:
        return used_page()
    except WaveClosedError:
        return closed_page()
    except NotYetOpenError as error:
        return message_page(
            _("This survey is not open yet"),
            _(
                "It opens on %(day)s. Please come back on that day. Your code will work then.",
                day=error.opens_on,
            ),
        )
    return _welcome_or_go_on(arrival, held)


def _arrive(code: Code, signature: str) -> Arrival:
    signed = bool(signature) and link_is_signed(code, signature, house().settings.secret_keys)
    return arrive(code, _admit, signed=signed)


def _admit(wave: WaveRecord) -> None:
    """Let in whoever may begin or go on with her survey now."""
    match waves.phase(wave, house().clock()):
        case Phase.NOT_YET:
            raise NotYetOpenError(format_date(wave.opens_on, "d MMMM yyyy"))
        case Phase.OPEN | Phase.GRACE:
            return
        case _:
            raise WaveClosedError(f"wave {wave.id} takes no more answers")


def _welcome_or_go_on(arrival: Arrival, held: str) -> ResponseReturnValue:
    new_door()
    now = house().clock()
    session = new_session(arrival.wave, arrival.hospital, arrival.keys, now)
    device = read_device(arrival.keys)
    if device is None:
        use_session(session)  # the form that is drawn is hers
        # What an ended session still held goes along in the form: a redirect would lose it.
        shown = resume_page(held=held) if held else redirect(url_for("welcome.welcome"), 303)
        response = make_response(shown)
        write_session(response, session)
        return response
    draft_keys, return_code, short = device
    return go_on(replace(begun(session, draft_keys, return_code, shared=False), short=short), held)


def go_on(session: PatientSession, held: str = "") -> ResponseReturnValue:
    """Take a survey to the page where the person was, with what an ended session still held."""
    too_long = apply_held(session, held) if held else None
    sitting = sit_down(session)
    response = make_response(too_long or redirect(page_to_return_to(sitting), 303))
    write_session(response, session)
    if session.shared:
        forget_device(response, session)
    else:
        write_device(response, session, sitting.grace_ends)
    return response
