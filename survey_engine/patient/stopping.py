"""Stop for today, or change device: everything is saved; the return code, and how to come back."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.patient.contact import contact_url
from survey_engine.patient.screens import message_page, page
from survey_engine.patient.session import forget
from survey_engine.patient.sitting import keep, sit_down, the_session
from survey_engine.patient.travel import is_ready_to_send, page_to_return_to
from survey_engine.questionnaire.progress import page_to_mend
from survey_engine.sealing.codes import show_return_code
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm
from survey_engine.web.language import gettext as _
from survey_engine.web.page_remarks import can_be_shorter

stopping = Blueprint("stopping", __name__)


@stopping.get("/stop")
@access(Access.DRAFT)
def stop() -> ResponseReturnValue:
    """What is saved and how to go on."""
    sitting = sit_down(the_session())
    return page(
        "stop",
        return_code=show_return_code(sitting.session.return_code),
        grace_ends=format_date(sitting.grace_ends.date(), "d MMMM yyyy"),
        same_device=not sitting.session.shared,
        continue_url=page_to_return_to(sitting),
        may_send_part=bool(sitting.live) and not is_ready_to_send(sitting.questionnaire, sitting.progress),
        contact_url=contact_url(),
        is_short=sitting.progress.short,
        can_be_shorter=can_be_shorter(sitting),
        must_mend=page_to_mend(sitting.questionnaire, sitting.progress) is not None,
    )


@stopping.get("/length")
@stopping.get("/leave")
@stopping.get("/delete")
@access(Access.DRAFT)
def stop_again() -> ResponseReturnValue:
    """Where a browser asks once more for the page that a button gave: to the page with the buttons."""
    return redirect(url_for("stopping.stop"), 303)


@stopping.post("/length")
@access(Access.DRAFT)
def change_length() -> ResponseReturnValue:
    """Ask only the most important questions from where she is, or all of them again."""
    form = DoorForm(request.form)
    wanted = request.form.get("length")
    if not form.validate() or wanted not in ("short", "all"):
        return redirect(url_for("stopping.stop"), 303)
    session = the_session()
    keep(session, lambda now: replace(now.progress, short=wanted == "short"))
    return redirect(page_to_return_to(sit_down(session)), 303)


@stopping.post("/leave")
@access(Access.DRAFT)
def leave() -> ResponseReturnValue:
    """Let this device forget her; what she saved stays, for her code and her return code."""
    if not DoorForm(request.form).validate():
        return redirect(url_for("stopping.stop"), 303)
    response = message_page(
        _("You have left the survey on this device"),
        _("Nobody who uses this device now can see your answers."),
        _("Your answers are saved. They are not sent yet."),
        _("To come back you need the code from your letter and your return code."),
    )
    forget(response)
    return response
