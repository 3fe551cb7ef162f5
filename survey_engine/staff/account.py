"""Her own account: password, second steps, and where she is signed in. The password is asked again first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.records import staff, staff_sessions
from survey_engine.records.second_steps import (
    LastStepError,
    SecondSteps,
    Step,
    UnknownStepError,
    second_steps,
    take_away,
)
from survey_engine.records.staff_sessions import Sitting, Stage
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.passwords import hash_password, password_fault
from survey_engine.staff.second_steps import ACCOUNT, choosing, take_step
from survey_engine.staff.taking_up import FAULTS, PasswordForm
from survey_engine.web.access import Access, access
from survey_engine.web.cookies import STAFF, read_cookie
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import LONDON
from survey_engine.web.staff_sitting import (
    give_cookie,
    me,
    note,
    open_session,
    seconds_now,
    staff_page,
)

account = Blueprint("account", __name__, url_prefix="/staff/account")
OTHERS = "others"
AGAIN = PageError("", "Please press the button again.")


class ChosenForm(DoorForm):
    """What a button of the page names."""

    kind = StringField()
    which = StringField()


@dataclass(frozen=True, slots=True)
class SittingLine:
    """A browser she is signed in with, in words."""

    handle: str
    since: str
    seen: str
    is_this: bool


@account.get("")
@access(Access.STAFF, again=True)
def show() -> ResponseReturnValue:
    """Everything she can change of it."""
    return _page()


def _page(*, told: str = "", errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        record = _mine(db)
        found = second_steps(db, record, house().settings.passkey_host)
        lines = [_line(one) for one in staff_sessions.sittings(db, record, seconds_now())]
    return staff_page(
        "account",
        told=told,
        errors=errors,
        status=status,
        found=found,
        passkeys=[
            (one.id.hex(), one.name, _day(one.added_on), one.host == found.host) for one in found.passkeys
        ],
        is_last=found.ways_in < 2,
        warning=_warning(found),
        sittings=lines,
    )


def _mine(db: Session) -> StaffRecord:
    record = staff.by_id(db, me().staff)
    assert record is not None  # noqa: S101 - she is signed in
    return record


def _warning(found: SecondSteps) -> str:
    """What would lock her out if she lost it."""
    if found.ways_in > 1:
        return ""
    return (
        "If you lose your only second step, nobody but whoever invited you can let you in again. Add another."
    )


def _line(one: Sitting) -> SittingLine:
    is_this = one.handle == staff_sessions.handle_of(read_cookie(STAFF))
    return SittingLine(one.handle, _moment(one.started), _moment(one.seen), is_this)


def _moment(seconds: int) -> str:
    found = datetime.fromtimestamp(seconds, UTC).astimezone(LONDON)
    return f"{found.hour:02}:{found.minute:02} on {_day(found)}"


def _day(found: datetime | date) -> str:
    return f"{found.day} {found:%B} {found.year}"


@account.get("/password")
@access(Access.STAFF, again=True)
def password() -> ResponseReturnValue:
    """A box for another one."""
    return staff_page("new_password")


@account.post("/password")
@access(Access.STAFF, again=True)
def take_password() -> ResponseReturnValue:
    """Set it; everywhere else she is signed in ends."""
    form = PasswordForm(request.form)
    typed = form.password.data or ""
    fault = password_fault(typed, me().email)
    sentence = FAULTS[fault] if fault else ""
    if not form.validate():
        sentence = AGAIN.text
    if sentence:
        return staff_page("new_password", errors=[PageError("#password", sentence)], status=422)
    hashed = hash_password(typed)
    with house().store.writing() as db:
        record = staff.for_change(db, me().staff)
        assert record is not None  # noqa: S101 - she is signed in
        staff.change_password(db, record, hashed)
        note(db, "password changed")
        token = open_session(db, record, Stage.FULL)
    return give_cookie(redirect("/staff/account", 303), token)


@account.get("/add")
@access(Access.STAFF, again=True)
def add() -> ResponseReturnValue:
    """Choose one more second step, or a new one of its kind."""
    return choosing(ACCOUNT)


@account.post("/add")
@access(Access.STAFF, again=True)
def take_added() -> ResponseReturnValue:
    """Show it, try it, and back to the account."""
    return take_step(ACCOUNT, lambda _db, _record: redirect("/staff/account", 303))


@account.post("/remove")
@access(Access.STAFF, again=True)
def remove() -> ResponseReturnValue:
    """Take a second step away, and end her other sessions: what was lost may be in other hands."""
    form = ChosenForm(request.form)
    kind = next((one for one in Step if one == form.kind.data), None)
    if not form.validate() or kind is None:
        return _page(errors=(AGAIN,), status=422)
    try:
        with house().store.writing() as db:
            record = staff.for_change(db, me().staff)
            assert record is not None  # noqa: S101 - she is signed in
            take_away(db, record, kind, house().settings.passkey_host, _bytes(form.which.data or ""))
            staff_sessions.finish_others(db, record, read_cookie(STAFF))
            note(db, "second step taken away", {"kind": kind.value})
    except LastStepError:
        sentence = "This is your last second step. Add another one first."
        return _page(errors=(PageError("", sentence),), status=422)
    except UnknownStepError:
        return _page(told="It was taken away before.")
    return _page(told="It is taken away. Wherever else you were signed in, you are signed out.")


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


@account.post("/sign-out")
@access(Access.STAFF, again=True)
def end_sessions() -> ResponseReturnValue:
    """End one of her sessions, or all but this one."""
    form = ChosenForm(request.form)
    if not form.validate():
        return _page(errors=(AGAIN,), status=422)
    token, which = read_cookie(STAFF), form.which.data or ""
    with house().store.writing() as db:
        record = _mine(db)
        if which == OTHERS:
            staff_sessions.finish_others(db, record, token)
        elif which != staff_sessions.handle_of(token):
            staff_sessions.finish_one(db, record, which)
        note(db, "own sessions ended")
    return _page(told="You are signed out there.")
