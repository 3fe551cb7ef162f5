"""Hangs the patient's door on the house: its views, its guards, and what it does when a session has ended."""

from __future__ import annotations

from typing import Final

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_engine.patient.aside import aside
from survey_engine.patient.comfort import comfort
from survey_engine.patient.contact import contact_door
from survey_engine.patient.entry import entry
from survey_engine.patient.held import hold
from survey_engine.patient.information import information
from survey_engine.patient.letter import letter_door
from survey_engine.patient.pages import pages, save_page
from survey_engine.patient.pledges import public_pledges
from survey_engine.patient.screens import closed_page, code_needed_page
from survey_engine.patient.sending import sending, thanked
from survey_engine.patient.session import (
    LONGEST,
    PatientSession,
    is_marked_by,
    is_of_code,
    read_session,
    touch_session,
)
from survey_engine.patient.sitting import NoSessionError
from survey_engine.patient.stopping import stopping
from survey_engine.patient.welcome import welcome_door
from survey_engine.records.waves import WaveClosedError
from survey_engine.web.access import Access, Guard
from survey_engine.web.arriving import AlreadySentError
from survey_engine.web.forms import DoorForm, keep_door
from survey_engine.web.house import house
from survey_engine.web.page_view import would_cut

_DOORS: Final = (
    entry,
    welcome_door,
    pages,
    sending,
    stopping,
    comfort,
    information,
    letter_door,
    contact_door,
    aside,
    public_pledges,
)


def hang_patient(app: Flask) -> dict[Access, Guard]:
    """Register the patient's views; returns who guards what of them."""
    for blueprint in _DOORS:
        app.register_blueprint(blueprint)
    app.after_request(touch_session)
    app.after_request(keep_door)
    app.register_error_handler(NoSessionError, lambda _error: code_needed_page())
    app.register_error_handler(AlreadySentError, lambda _error: thanked())
    app.register_error_handler(WaveClosedError, lambda _error: closed_page())
    return {Access.CODE: guard_code, Access.DRAFT: guard_draft}


def guard_code() -> ResponseReturnValue | None:
    """A code was checked on this device, not too long ago."""
    session, mark = read_session(), _mark()
    if session is None or session.has_ended(house().clock()):
        return code_needed_page(held=request.form.get("held", ""))
    if mark and not (is_of_code(session, mark) or is_marked_by(session, mark)):
        return code_needed_page(held=request.form.get("held", ""))  # drawn for another person's code
    return None


def guard_draft() -> ResponseReturnValue | None:
    """A survey was begun or resumed on this device, not too long ago.

    Where the session has ended, the door closes; but what was just typed on a page is never refused.
    """
    session = read_session()
    is_another = bool(_mark()) and not (session and is_marked_by(session, _mark()))
    if session is not None and not session.has_ended(house().clock()) and not is_another:
        return None if session.begun else redirect(url_for("welcome.welcome"), 303)
    if request.method != "POST" or request.endpoint != "pages.save":
        return code_needed_page()
    return _close_but_keep(None if is_another else session)


def _mark() -> str:
    """Whose form was posted, as its token says; empty where it says nothing."""
    return request.form.get("csrf_token", "").partition(".")[2] if request.method == "POST" else ""


def _close_but_keep(session: PatientSession | None) -> ResponseReturnValue:
    """Save a late page in the draft where its key is here and not old; else carry it in the code page."""
    page_id = str((request.view_args or {}).get("page_id", ""))
    entered = {key: request.form.getlist(key) for key in request.form if key not in ("csrf_token", "action")}
    age = house().clock().timestamp() - session.issued if session else 0.0
    is_fresh = age < 2 * LONGEST.total_seconds()
    if session is not None and session.begun and is_fresh and DoorForm(request.form).validate():
        _sitting, reading = save_page(session, page_id, entered)
        if not would_cut(reading):
            return code_needed_page()
    return code_needed_page(held=hold(page_id, entered, _mark()))
