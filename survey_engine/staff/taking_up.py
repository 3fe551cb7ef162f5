"""From the invitation's link to an account that can be used: a password, then a second step."""

from __future__ import annotations

from typing import Final

import segno
from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from survey_engine.records import staff
from survey_engine.records.staff import State
from survey_engine.records.staff_sessions import Stage
from survey_engine.records.tables import StaffRecord
from survey_engine.sealing.invitations import read_invitation
from survey_engine.sealing.keys import open_cookie, seal_cookie, seal_staff_secret
from survey_engine.sealing.passwords import (
    SHORTEST,
    PasswordFault,
    card_digest,
    hash_password,
    new_card,
    new_totp_secret,
    password_fault,
    totp_address,
    totp_step,
)
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import (
    give_cookie,
    me,
    note,
    open_session,
    seconds_now,
    staff_page,
)

taking_up = Blueprint("taking_up", __name__, url_prefix="/staff")
_PENDING: Final = "staff-set-up"
FAULTS: Final = {
    PasswordFault.TOO_SHORT: f"Use {SHORTEST} characters or more. Four words in a row do well.",
    PasswordFault.TOO_LONG: "Use a shorter password, of up to 200 characters.",
    PasswordFault.COMMON: "That password is easy to guess. Use four words that do not belong together.",
}


class PasswordForm(DoorForm):
    """A new password."""

    password = StringField()


class SetUpForm(DoorForm):
    """A second step, tried once before it counts."""

    kind = HiddenField()
    pending = HiddenField()
    code = StringField()


@taking_up.get("/invitation/<token>")
@access(Access.ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password. Opening the link changes nothing, so that a mail scanner is harmless."""
    record = _invited(token)
    return _gone() if record is None else staff_page("password", email=record.email, token=token)


@taking_up.post("/invitation/<token>")
@access(Access.ANYONE)
def take_invitation(token: str) -> ResponseReturnValue:
    """Set the password: the link has then been used."""
    record, form = _invited(token), PasswordForm(request.form)
    if record is None:
        return _gone()
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
        current = staff.by_id(db, record.id)
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
    """Choose a second step: an app on a telephone, or a printed card."""
    return staff_page("set_up") if _may_set_up() else redirect("/staff/second-step", 303)


def _may_set_up() -> bool:
    """Only while there is no second step, or after one: a password alone changes none."""
    if me().stage is Stage.FULL:
        return True
    with house().store.reading() as db:
        record = staff.by_id(db, me().staff)
        return record is not None and not record.secured


@taking_up.post("/set-up")
@access(Access.HALF)
def choose() -> ResponseReturnValue:
    """Show the square pattern or the card, then try one code of it."""
    if not _may_set_up():
        return redirect("/staff/second-step", 303)
    form = SetUpForm(request.form)
    kind = form.kind.data if form.kind.data in ("app", "card") else ""
    if not form.validate() or not kind:
        return staff_page("set_up", status=422, errors=[PageError("", "Choose one of the two.")])
    pending = _pending(kind, form.pending.data or "")
    if pending is None:
        secret = new_totp_secret(house().random) if kind == "app" else ",".join(new_card(house().random))
        return _shown(kind, secret)
    return _try(kind, pending, (form.code.data or "")[:40])


def _pending(kind: str, sealed: str) -> str | None:
    data = open_cookie(sealed, f"{_PENDING}-{kind}-{me().staff.hex()}", house().settings.secret_keys)
    return data.decode() if data else None


def _shown(kind: str, secret: str, sentence: str = "") -> Response:
    name = f"{_PENDING}-{kind}-{me().staff.hex()}"
    pending = seal_cookie(secret.encode(), name, house().settings.secret_keys[0])
    errors = [PageError("#code", sentence)] if sentence else []
    status = 422 if sentence else 200
    if kind == "card":
        return staff_page("card", pending=pending, codes=secret.split(","), errors=errors, status=status)
    issuer = house().settings.organisation.name
    square = segno.make(totp_address(secret, me().email, issuer), micro=False)
    picture = square.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    drawn = Markup(picture)  # noqa: S704 # nosec B704 # it holds nothing that anybody typed
    return staff_page("app", pending=pending, square=drawn, secret=groups, errors=errors, status=status)


def _try(kind: str, secret: str, typed: str) -> Response:
    """Keep the second step once a code of it is right: nobody is locked out by what she could not scan."""
    codes = secret.split(",")
    step = totp_step(secret, typed, seconds_now(), 0) if kind == "app" else None
    plain = "".join(one for one in typed.upper() if one.isalnum())
    if kind == "app" and step is None:
        return _shown(kind, secret, "That number is not right. Type the one that the app shows now.")
    if kind == "card" and plain not in [one.replace("-", "") for one in codes]:
        return _shown(kind, secret, "Type the first code of the card, to show that you have it.")
    with house().store.writing() as db:
        record = staff.by_id(db, me().staff)
        assert record is not None  # noqa: S101 - she is signed in
        if kind == "app":
            sealed = seal_staff_secret(secret, house().settings.master_key, record.id)
            staff.set_totp(db, record, sealed, step or 0)
        else:
            left = [card_digest(record.id, one) for one in codes if one.replace("-", "") != plain]
            staff.set_card(db, record, left)
        note(db, "second step set", {"kind": kind})
        token = open_session(db, record, Stage.FULL)
    return give_cookie(redirect("/staff", 303), token)
