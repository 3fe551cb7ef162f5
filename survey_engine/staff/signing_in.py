"""Sign in: address and password, then a second step; sign out; and the password once more."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.records import keysets, staff, staff_sessions
from survey_engine.records.second_steps import second_steps
from survey_engine.records.staff import Role, State
from survey_engine.records.staff_sessions import Stage
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.challenges import Purpose
from survey_engine.sealing.keys import open_staff_secret
from survey_engine.sealing.passwords import card_digest, password_is_right, totp_step
from survey_engine.web.access import Access, access
from survey_engine.web.cookies import STAFF, read_cookie
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.moment import today
from survey_engine.web.passkeys import options_for, options_for_anyone
from survey_engine.web.staff_sitting import (
    WAIT,
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
        found = second_steps(db, record, house().settings.passkey_host) if record is not None else None
        has_steps = me().roles != {Role.REPRESENTATIVE}  # who signs in by links
        by_card = has_steps and found is not None and not found.has_app and not found.usable
        left = found.codes_left if found is not None and by_card and found.codes_left <= FEW_CODES else None
        doubtful = keysets.doubtful_waves(db, today(house().clock())) if Role.ADMIN in me().roles else []
    return staff_page("start", codes_left=left, doubtful=doubtful)


@signing_in.get("/sign-in")
@access(Access.ANYONE)
def sign_in() -> ResponseReturnValue:
    """The two boxes."""
    found = signed_in()
    if found is not None and found.stage is Stage.FULL:
        return redirect("/staff", 303)
    return sign_in_page()


def sign_in_page(email: str = "", error: PageError | None = None, status: int = 200) -> Response:
    """The two boxes, and a passkey instead where passkeys work."""
    errors = [error] if error is not None else []
    return staff_page("sign_in", email=email, errors=errors, status=status, options=options_for_anyone())


@signing_in.post("/sign-in")
@access(Access.ANYONE)
def take_password() -> ResponseReturnValue:
    """Check address and password. The same words and time for every wrong pair."""
    form = SignInForm(request.form)
    email, password = (form.email.data or "").strip()[:254], (form.password.data or "")[:1000]

    def again(sentence: str, status: int) -> Response:
        return sign_in_page(email, PageError("#email", sentence), status)

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
        record = staff.for_change(db, staff_id)
        if record is None or record.password != hashed:
            return again(WRONG, 422)
        token = open_session(db, record, Stage.PASSWORD)
    return give_cookie(redirect("/staff/second-step", 303), token)


@signing_in.get("/second-step")
@access(Access.HALF)
def second_step() -> ResponseReturnValue:
    """A number of the app, a code of the card, or a passkey."""
    return redirect("/staff", 303) if me().stage is Stage.FULL else second_step_page()


def second_step_page(error: PageError | None = None, status: int = 200) -> Response:
    """Whatever she has. An error without a link is one of a passkey."""
    with house().store.reading() as db:
        record = staff.by_id(db, me().staff)
        if record is None or not record.secured:
            return redirect("/staff/set-up", 303)
        found = second_steps(db, record, house().settings.passkey_host)
        options = options_for(db, record.id, Purpose.SECOND_STEP)
    has_box = found.has_app or found.codes_left > 0
    if error is not None and not has_box:
        error = PageError("", error.text)
    return staff_page(
        "second_step",
        errors=[error] if error is not None else [],
        status=status,
        found=found,
        has_box=has_box,
        options=options,
    )


@signing_in.post("/second-step")
@access(Access.HALF)
def take_second_step() -> ResponseReturnValue:
    """Check the second step; the session is then a new one."""
    form, person = CodeForm(request.form), me()
    address = request.remote_addr or ""
    if person.stage is Stage.FULL:
        return redirect("/staff", 303)
    if not form.validate():
        return second_step_page(PageError("#code", AGAIN), 400)
    try:
        house().lanes.check_second_step(address, person.email)
    except TooManyTriesError:
        return second_step_page(PageError("#code", WAIT), 429)
    typed = (form.code.data or "")[:40]
    digest = card_digest(person.staff, typed)  # slow: before the database is held
    with house().store.writing() as db:
        record = staff.for_change(db, person.staff)
        if record is not None and _is_right(db, record, typed, digest):
            token = open_session(db, record, Stage.FULL)
            note(db, "signed in", actor=record.email)
            return give_cookie(redirect("/staff", 303), token)
    house().lanes.count_second_step(address, person.email)
    sentence = "That code is not right, or was used before. Try the next one."
    return second_step_page(PageError("#code", sentence), 422)


def _is_right(db: Session, record: StaffRecord, typed: str, digest: bytes) -> bool:
    """Whether it is a number of her app or an unused code of her card; either is then used up."""
    if record.totp_sealed is not None:
        secret = open_staff_secret(record.totp_sealed, house().settings.master_key, record.id)
        step = totp_step(secret, typed, seconds_now(), record.totp_step) if secret else None
        if step is not None:
            staff.use_number(db, record, step)
            return True
    return staff.use_card_code(db, record, digest)


@signing_in.post("/sign-out")
@access(Access.HALF)
def sign_out() -> ResponseReturnValue:
    """End the session. A form that is not ours ends nothing, and says that she is still signed in."""
    if not DoorForm(request.form).validate():
        return staff_page(
            "message",
            heading="You are still signed in",
            paragraphs=("To sign out, press the button below once more.",),
            status=400,
        )
    with house().store.writing() as db:
        staff_sessions.finish(db, read_cookie(STAFF) or "")
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
