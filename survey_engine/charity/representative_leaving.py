"""A patient representative hands over, or stops: thanked or left in peace, and never asked why."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.representatives import (
    AGAIN,
    Told,
    demand_person,
    demand_welcome,
    email_error,
    hospital_of,
    invited,
    make,
    place_of,
    representatives_page,
    token_of,
)
from survey_engine.records import representatives, staff
from survey_engine.records.staff import StaffError, StaffExistsError
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.representative_letters import thank
from survey_engine.web.staff_sitting import note, staff_page

leaving = Blueprint("leaving", __name__, url_prefix="/charity/representatives")
HAND_OVER, END = "hand-over", "end"


@leaving.get(f"/<hospital>/<person>/{HAND_OVER}")
@access(Access.ADMIN, again=True)
def ask_to_whom(hospital: str, person: str) -> ResponseReturnValue:
    """To whom, and shall we say thank you?"""
    return _drawn(hospital, person, HAND_OVER)


@leaving.get(f"/<hospital>/<person>/{END}")
@access(Access.ADMIN, again=True)
def ask_to_end(hospital: str, person: str) -> ResponseReturnValue:
    """Thanks or silence; never why."""
    return _drawn(hospital, person, END)


def _drawn(
    hospital: str, person: str, how: str, *, errors: tuple[PageError, ...] = (), status: int = 200
) -> Response:
    with house().store.reading() as db:
        name = hospital_of(db, hospital).name
        email = demand_person(db, hospital, person).email
    return staff_page(
        "representative_leaves",
        folder="charity",
        errors=errors,
        status=status,
        hospital_name=name,
        whose=email,
        how=how,
        email=request.form.get("email", ""),
        is_quiet="quiet" in request.form,
        is_thanked="thank" in request.form if request.method == "POST" else how == HAND_OVER,
        back=place_of(hospital),
        action=f"{place_of(hospital)}/{quote(person)}/{how}",
    )


@leaving.post(f"/<hospital>/<person>/{HAND_OVER}")
@access(Access.ADMIN, again=True)
def hand_over(hospital: str, person: str) -> ResponseReturnValue:
    """Another person takes the place; whatever belonged to the first one ends."""
    email = request.form.get("email", "").strip()[:254]
    if not DoorForm(request.form).validate():
        return _drawn(hospital, person, HAND_OVER, errors=(AGAIN,), status=400)
    try:
        demand_welcome(email)
        with house().store.writing() as db:
            demand_person(db, hospital, person)
            new = make(db, email, hospital)
            old = _let_go(db, hospital, person)
            note(db, "representative handed over", {"hospital": hospital})
            email, token = new.email, token_of(new)
    except (StaffError, StaffExistsError) as fault:
        return _drawn(hospital, person, HAND_OVER, errors=(email_error(fault),), status=422)
    words = _thanked(hospital, old, HAND_OVER)
    told = invited(hospital, email, token, before=f"The account of {old} is gone. ", words=words)
    return representatives_page(hospital, told=told)


@leaving.post(f"/<hospital>/<person>/{END}")
@access(Access.ADMIN, again=True)
def end(hospital: str, person: str) -> ResponseReturnValue:
    """Somebody stops, for whatever reason."""
    if not DoorForm(request.form).validate():
        return _drawn(hospital, person, END, errors=(AGAIN,), status=400)
    with house().store.writing() as db:
        old = _let_go(db, hospital, person)
        note(db, "representative ended", {"hospital": hospital})
    words = _thanked(hospital, old, END)
    sentence = f"The account of {old} is gone. What was said of the pledge stays, without a name."
    return representatives_page(hospital, told=Told(sentence, None, words))


def _let_go(db: Session, hospital: str, person: str) -> str:
    """End an account; returns the address that it had, and remembers it no longer."""
    record = demand_person(db, hospital, person)
    email = record.email
    if "quiet" in request.form:
        representatives.never_write_again(db, email, house().settings.master_key)
    staff.end(db, record)
    return email


def _thanked(hospital: str, email: str, how: str) -> str:
    """Write thanks where they were wished for, and the words where no e-mail goes; "do not write" wins."""
    if "quiet" in request.form or "thank" not in request.form:
        return ""
    with house().store.reading() as db:
        name = hospital_of(db, hospital).name
    return thank(email, name, handed_over=how == HAND_OVER)
