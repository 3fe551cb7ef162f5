"""Signing in by a passkey: as the second step, or alone where the device made sure that it is her."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from survey_engine.records.staff_sessions import Stage
from survey_engine.sealing.challenges import Purpose
from survey_engine.sealing.passkeys import PasskeyError
from survey_engine.staff.signing_in import AGAIN, second_step_page, sign_in_page
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.passkeys import use_passkey
from survey_engine.web.staff_sitting import WAIT, give_cookie, me, note, open_session, passkey_fault

by_passkey = Blueprint("by_passkey", __name__, url_prefix="/staff")
NOBODY = ""  # whose tries are counted while nobody knows who she is: the network's alone


class PasskeyForm(DoorForm):
    """What the browser's passkey said, as JSON."""

    passkey = StringField()


@by_passkey.post("/sign-in/passkey")
@access(Access.ANYONE)
def sign_in() -> ResponseReturnValue:
    """The whole sign-in: the passkey knows whose it is, and the device made sure that it is her."""
    form, address = PasskeyForm(request.form), request.remote_addr or ""
    if not form.validate():
        return sign_in_page("", PageError("", AGAIN), 400)
    try:
        house().lanes.check_staff(address, NOBODY)
    except TooManyTriesError:
        return sign_in_page("", PageError("", WAIT), 429)
    said = form.passkey.data or ""
    try:
        with house().store.writing() as db:
            record = use_passkey(db, said, Purpose.SIGN_IN, None)
            token = open_session(db, record, Stage.FULL)
            note(db, "signed in", {"by": "passkey alone"}, actor=record.email)
    except PasskeyError as fault:
        house().lanes.count_staff(address, NOBODY)
        return sign_in_page("", PageError("", passkey_fault(fault, said)), 422)
    return give_cookie(redirect("/staff", 303), token)


@by_passkey.post("/second-step/passkey")
@access(Access.HALF)
def second_step() -> ResponseReturnValue:
    """The second step of the account whose password was right, and of no other."""
    form, person, address = PasskeyForm(request.form), me(), request.remote_addr or ""
    if person.stage is Stage.FULL:
        return redirect("/staff", 303)
    if not form.validate():
        return second_step_page(PageError("", AGAIN), 400)
    try:
        house().lanes.check_second_step(address, person.email)
    except TooManyTriesError:
        return second_step_page(PageError("", WAIT), 429)
    said = form.passkey.data or ""
    try:
        with house().store.writing() as db:
            record = use_passkey(db, said, Purpose.SECOND_STEP, person.staff)
            token = open_session(db, record, Stage.FULL)
            note(db, "signed in", actor=record.email)
    except PasskeyError as fault:
        house().lanes.count_second_step(address, person.email)
        return second_step_page(PageError("", passkey_fault(fault, said)), 422)
    return give_cookie(redirect("/staff", 303), token)
