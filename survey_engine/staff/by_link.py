"""Patient representatives sign in by a link alone: each works once, and ends soon."""

from __future__ import annotations

import logging
import threading
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.records import representatives, staff
from survey_engine.records.staff import State
from survey_engine.records.staff_sessions import Stage
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.invitations import make_sign_in_link, read_sign_in_link
from survey_engine.settings import Configuration
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.mail import MailError, send_by
from survey_engine.web.staff_sitting import give_cookie, note, open_session, staff_page

by_link = Blueprint("by_link", __name__, url_prefix="/staff/link")
log = logging.getLogger("survey_engine")

HOME: Final = "/representative"
MINUTES: Final = 30


@by_link.get("")
@access(Access.ANYONE)
def ask() -> ResponseReturnValue:
    """A box for her e-mail address."""
    return staff_page("link_wanted")


@by_link.post("")
@access(Access.ANYONE)
def send_link() -> ResponseReturnValue:
    """Write to her where she is a representative; the answer is the same for every address."""
    email = request.form.get("email", "").strip()[:254]
    if not DoorForm(request.form).validate():
        return staff_page("link_wanted", email=email, status=400)
    try:
        house().lanes.check_staff(request.remote_addr or "", email)
    except TooManyTriesError:
        return _told()
    house().lanes.count_staff(request.remote_addr or "", email)  # so that nobody fills her letter box
    with house().store.reading() as db:
        record = staff.by_email(db, email)
        token = _token(record) if record is not None and _may_have_one(db, record) else ""
    if token:
        text = _letter(f"{house().settings.base_url}/staff/link/{token}")
        threading.Thread(target=_send, args=(house().settings, email, text), daemon=True).start()
    return _told()


def _may_have_one(db: Session, record: StaffRecord) -> bool:
    key = house().settings.master_key
    return staff.signs_in_by_link(record) and representatives.may_write(db, record.email, key)


def _token(record: StaffRecord) -> str:
    return make_sign_in_link(record.id, record.epoch, house().settings.secret_keys[0])


def _letter(link: str) -> str:
    lines = (
        "Hello,",
        "",
        "here is your link to the pledge of your hospital:",
        "",
        link,
        "",
        f"It works once, within {MINUTES} minutes. You need no password.",
        "If you did not ask for it, you need not do anything.",
        "If you would like to stop, or to hand over to somebody else, tell us. You need not say why.",
    )
    return "\n".join(lines)


def _send(settings: Configuration, email: str, text: str) -> None:
    """In a thread of its own: how long a letter takes must not tell who has an account."""
    try:
        send_by(settings, email, "Your link to the pledge", text)
    except MailError as fault:
        log.error("A link could not be sent (%s).", fault)


def _told() -> Response:
    return staff_page(
        "message",
        heading="Look at your e-mail",
        paragraphs=(
            "If this address belongs to a patient representative, a link is on its way.",
            f"It works once, within {MINUTES} minutes. If none comes, please call the charity.",
        ),
    )


@by_link.get("/<token>")
@access(Access.ANYONE)
def arrive(token: str) -> ResponseReturnValue:
    """A button. Opening the link changes nothing, so that a mail scanner is harmless."""
    return _gone() if _found(token) is None else staff_page("link", action=f"/staff/link/{token}")


@by_link.post("/<token>")
@access(Access.ANYONE)
def sign_in(token: str) -> ResponseReturnValue:
    """Sign her in: the link has then been used, and so has every other."""
    record = _found(token)
    if record is None:
        return _gone()
    if not DoorForm(request.form).validate():
        return staff_page("link", action=f"/staff/link/{token}", status=400)
    return enter_by_link(record) or _gone()


def enter_by_link(record: StaffRecord) -> Response | None:
    """Sign a representative in, where her account is still as the link says; None where it is not."""
    with house().store.writing() as db:
        current = staff.for_change(db, record.id)
        if current is None or current.epoch != record.epoch or not staff.signs_in_by_link(current):
            return None
        staff.use_link(db, current)
        note(db, "signed in", actor=representatives.name_in_chain(current))
        cookie = open_session(db, current, Stage.FULL)
    return give_cookie(redirect(HOME, 303), cookie)


def _found(token: str) -> StaffRecord | None:
    found = read_sign_in_link(token, house().settings.secret_keys)
    if found is None:
        return None
    with house().store.reading() as db:
        record = staff.by_id(db, found.staff)
        if record is None or record.epoch != found.epoch or record.state == State.ENDED:
            return None
        db.expunge(record)
        return record if staff.signs_in_by_link(record) else None


def _gone() -> Response:
    return staff_page(
        "message",
        heading="This link no longer works",
        paragraphs=("A link works once, and for a short time.", "Ask for a new one. It comes by e-mail."),
        action=("/staff/link", "Get a new link"),
        status=410,
    )
