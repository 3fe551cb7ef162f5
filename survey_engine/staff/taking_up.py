"""From the invitation's link to an account that can be used: a password, then a second step."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.records import staff
from survey_engine.records.staff import State
from survey_engine.records.staff_sessions import Stage
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.invitations import read_invitation
from survey_engine.sealing.passwords import SHORTEST, PasswordFault, hash_password, password_fault
from survey_engine.staff.by_link import enter_by_link
from survey_engine.staff.second_steps import TAKING_UP, choosing, take_step
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import give_cookie, me, note, open_session, staff_page

taking_up = Blueprint("taking_up", __name__, url_prefix="/staff")
FAULTS: Final = {
    PasswordFault.TOO_SHORT: f"Use {SHORTEST} characters or more. Four words in a row do well.",
    PasswordFault.TOO_LONG: "Use a shorter password, of up to 200 characters.",
    PasswordFault.COMMON: "That password is easy to guess. Use four words that do not belong together.",
}


class PasswordForm(DoorForm):
    """A new password."""

    password = StringField()


@taking_up.get("/invitation/<token>")
@access(Access.ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password. Opening the link changes nothing, so that a mail scanner is harmless."""
    record = _invited(token)
    if record is None:
        return _gone()
    if staff.signs_in_by_link(record):
        return staff_page("link", action=f"/staff/invitation/{token}")
    return staff_page("password", email=record.email, token=token)


@taking_up.post("/invitation/<token>")
@access(Access.ANYONE)
def take_invitation(token: str) -> ResponseReturnValue:
    """Set the password: the link has then been used."""
    record, form = _invited(token), PasswordForm(request.form)
    if record is None:
        return _gone()
    if staff.signs_in_by_link(record):
        is_ours = form.validate()
        again = staff_page("link", action=f"/staff/invitation/{token}", status=400)
        return (enter_by_link(record) or _gone()) if is_ours else again
    password = form.password.data or ""
    fault = password_fault(password, record.email)
    sentence = FAULTS[fault] if fault else ""
    if not form.validate():
        sentence = "Please press the button again."
    if sentence:
        error = PageError("#password", sentence)
        return staff_page("password", email=record.email, token=token, errors=[error], status=422)
    hashed = hash_password(password)
    with house().store.writing() as db:
        current = staff.for_change(db, record.id)
        if current is None or current.epoch != record.epoch or current.state != State.INVITED:
            return _gone()
        staff.take_up(db, current, hashed)
        note(db, "invitation taken up", actor=current.email)
        token = open_session(db, current, Stage.PASSWORD)
    return give_cookie(redirect("/staff/set-up", 303), token)


def _invited(token: str) -> StaffRecord | None:
    """The account an invitation belongs to, while the link has neither been used nor grown old."""
    found = read_invitation(token, house().settings.secret_keys)
    if found is None:
        return None
    with house().store.reading() as db:
        record = staff.by_id(db, found.staff)
        if record is None or record.epoch != found.epoch or record.state != State.INVITED:
            return None
        db.expunge(record)
        return record


def _gone() -> Response:
    return staff_page(
        "message",
        heading="This link no longer works",
        paragraphs=(
            "A link works once, for seven days.",
            "Ask whoever invited you for a new one. If you have a password already, sign in.",
        ),
        action=("/staff/sign-in", "Sign in"),
        status=410,
    )


@taking_up.get("/set-up")
@access(Access.HALF)
def set_up() -> ResponseReturnValue:
    """Choose the first second step: an app on a telephone, a passkey, or a printed card."""
    return _not_here() or choosing(TAKING_UP)


@taking_up.post("/set-up")
@access(Access.HALF)
def choose() -> ResponseReturnValue:
    """Show it, try it, and sign her in."""

    def sign_in(db: Session, record: StaffRecord) -> Response:
        return give_cookie(redirect("/staff", 303), open_session(db, record, Stage.FULL))

    return _not_here() or take_step(TAKING_UP, sign_in)


def _not_here() -> Response | None:
    """Only while there is no second step: a password alone changes none. Later it is done in her account."""
    if me().stage is Stage.FULL:
        return redirect("/staff/account/add", 303)
    with house().store.reading() as db:
        record = staff.by_id(db, me().staff)
    is_open = record is not None and not record.secured
    return None if is_open else redirect("/staff/second-step", 303)
