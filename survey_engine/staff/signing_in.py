"""Sign in: address and password, then a second step; sign out; and the password once more."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.records import staff, staff_sessions
from survey_engine.records.staff import State
from survey_engine.records.staff_sessions import Stage
from survey_engine.records.store import Session
from survey_engine.records.tables import StaffRecord
from survey_engine.sealing.keys import open_staff_secret
from survey_engine.sealing.passwords import card_digest, password_is_right, totp_step
from survey_engine.web.access import Access, access
from survey_engine.web.cookies import read_cookie
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.staff_sitting import (
    COOKIE,
    give_cookie,
    me,
    note,
    open_session,
    seconds_now,
    signed_in,
    staff_page,
    take_cookie,
)

signing_in = Blueprint("signing_in", __name__, url_prefix="/staff")

WRONG = "The e-mail address or the password is not right. Try again, or ask whoever invited you."
WAIT = "Too many tries. Wait a quarter of an hour, then try again."
AGAIN = "Please press the button again."
FEW_CODES = 3  # of a card: time to print another


class SignInForm(DoorForm):
    """Address and password."""

    email = StringField()
    password = StringField()


class CodeForm(DoorForm):
    """The second step."""

    code = StringField()


@signing_in.get("")
@access(Access.STAFF)
def start() -> ResponseReturnValue:
    """Where everyone of staff begins."""
    with house().store.reading() as db:
        record = staff.by_id(db, me().staff)
        left = staff.card_codes_left(db, record) if record is not None else 0
        by_card = record is not None and record.totp_sealed is None
    return staff_page("start", codes_left=left if by_card and left <= FEW_CODES else None)


@signing_in.get("/sign-in")
@access(Access.ANYONE)
def sign_in() -> ResponseReturnValue:
    """The two boxes."""
    found = signed_in()
    if found is not None and found.stage is Stage.FULL:
        return redirect("/staff", 303)
    return staff_page("sign_in", email="")


@signing_in.post("/sign-in")
@access(Access.ANYONE)
def take_password() -> ResponseReturnValue:
    """Check address and password. The same words and time for every wrong pair."""
    form = SignInForm(request.form)
    email, password = (form.email.data or "").strip()[:254], (form.password.data or "")[:1000]

    def again(sentence: str, status: int) -> Response:
        return staff_page("sign_in", email=email, errors=[PageError("#email", sentence)], status=status)

    if not form.validate():
        return again(AGAIN, 400)
    address = request.remote_addr or ""
    try:
        house().lanes.check_staff(address, email)
    except TooManyTriesError:
        return again(WAIT, 429)
    with house().store.reading() as db:
        record = staff.by_email(db, email)
        hashed = record.password if record is not None and record.state == State.ACTIVE else None
        staff_id = record.id if record is not None else b""
    if not password_is_right(hashed, password):
        house().lanes.count_staff(address, email)
        return again(WRONG, 422)
    with house().store.writing() as db:
        record = staff.by_id(db, staff_id)
        if record is None or record.password != hashed:
            return again(WRONG, 422)
        token = open_session(db, record, Stage.PASSWORD)
    return give_cookie(redirect("/staff/second-step", 303), token)


@signing_in.get("/second-step")
@access(Access.HALF)
def second_step() -> ResponseReturnValue:
    """The box for a number of the app or a code of the card."""
    if me().stage is Stage.FULL:
        return redirect("/staff", 303)
    with house().store.reading() as db:
        record = staff.by_id(db, me().staff)
        if record is None or not record.secured:
            return redirect("/staff/set-up", 303)
        left = staff.card_codes_left(db, record)
        return staff_page("second_step", has_app=record.totp_sealed is not None, left=left)


@signing_in.post("/second-step")
@access(Access.HALF)
def take_second_step() -> ResponseReturnValue:
    """Check the second step; the session is then a new one."""
    form, person = CodeForm(request.form), me()
    address = request.remote_addr or ""

    def again(sentence: str, status: int) -> Response:
        return staff_page("second_step", errors=[PageError("#code", sentence)], status=status, has_app=True)

    if not form.validate():
        return again(AGAIN, 400)
    try:
        house().lanes.check_staff(address, person.email)
    except TooManyTriesError:
        return again(WAIT, 429)
    typed = (form.code.data or "")[:40]
    with house().store.writing() as db:
        record = staff.by_id(db, person.staff)
        if record is not None and _is_right(db, record, typed):
            token = open_session(db, record, Stage.FULL)
            note(db, "signed in", actor=record.email)
            return give_cookie(redirect("/staff", 303), token)
    house().lanes.count_staff(address, person.email)
    return again("That code is not right, or was used before. Try the next one.", 422)


def _is_right(db: Session, record: StaffRecord, typed: str) -> bool:
    """Whether it is a number of her app or an unused code of her card; either is then used up."""
    if record.totp_sealed is not None:
        secret = open_staff_secret(record.totp_sealed, house().settings.master_key, record.id)
        step = totp_step(secret, typed, seconds_now(), record.totp_step) if secret else None
        if secret and step is not None:
            staff.set_totp(db, record, record.totp_sealed, step)
            return True
    return staff.use_card_code(db, record, card_digest(record.id, typed))


@signing_in.post("/sign-out")
@access(Access.HALF)
def sign_out() -> ResponseReturnValue:
    """End the session."""
    if DoorForm(request.form).validate():
        with house().store.writing() as db:
            staff_sessions.finish(db, read_cookie(COOKIE) or "")
    return take_cookie(redirect("/staff/sign-in", 303))


@signing_in.post("/confirm")
@access(Access.STAFF, again=True)
def confirm() -> ResponseReturnValue:
    """The guard has taken the password once more: on to the screen that asked for it."""
    return redirect(_own_path(request.form.get("next", "")), 303)


def _own_path(path: str) -> str:
    """A path of the staff doors; the start for anything else."""
    is_own = path.startswith(("/hospital", "/charity", "/staff")) and not set(path) & set("\\?#\r\n ")
    return path if is_own and "//" not in path else "/staff"
