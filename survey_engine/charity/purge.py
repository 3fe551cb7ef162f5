"""What has come to the end of its time: listed with the reason, and deleted when an admin says so."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.wave_acts import scrub_now
from survey_engine.records import purging
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, staff_page

purge = Blueprint("purge", __name__, url_prefix="/charity/purge")


@purge.get("")
@access(Access.ADMIN, again=True)
def listed() -> ResponseReturnValue:
    """What would be deleted, and why."""
    return _page()


def _page(errors: tuple[PageError, ...] = (), status: int = 200, told: str = "") -> Response:
    now = house().clock()
    with house().store.reading() as db:
        due = purging.due(db, now, house().settings.keep_weeks)
        backups = purging.backups_to_delete(db, today(now))
    if not due:  # the box that an error would lead to is not there
        errors = tuple(PageError("", one.text) for one in errors)
    return staff_page(
        "purge", folder="charity", errors=errors, status=status, due=due, backups=backups, told=told
    )


@purge.post("")
@access(Access.ADMIN, again=True)
def delete() -> ResponseReturnValue:
    """Delete what is over, as it was listed."""
    if not DoorForm(request.form).validate():
        return _page((PageError("", "Please press the button again."),), 400)
    if request.form.get("sure") != "yes":
        return _page((PageError("#sure", "Tick that you are sure, or go back."),), 422)
    with house().store.writing() as db:
        gone = purging.purge(db, house().clock(), house().settings.keep_weeks, actor=me().email)
    scrub_now()
    return _page(told=f"Deleted: {', '.join(f'{one.count} {one.what}' for one in gone) or 'nothing'}.")
