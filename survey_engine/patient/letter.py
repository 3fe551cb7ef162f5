"""`/letter`: a letter that should not have come. No code, no question why, the same page for every ref."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.patient.carried import is_drawn_again
from survey_engine.patient.screens import message_page, page
from survey_engine.questionnaire.answers import clean_text
from survey_engine.records.unwanted import do_not_write_again
from survey_engine.sealing.codes import RefError, read_ref
from survey_engine.web.access import Access, access
from survey_engine.web.cookies import read_cookie
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.language import gettext as _

letter_door = Blueprint("letter", __name__)


class LetterForm(DoorForm):
    """The ref from the letter."""

    ref = StringField()


@letter_door.get("/letter", endpoint="letter")
@access(Access.ANYONE)
def show_letter() -> ResponseReturnValue:
    """Where to ask that nobody writes again."""
    return _letter_page()


def _letter_page(ref: str = "", sentence: str = "", status: int = 200) -> Response:
    errors = (PageError("#ref", sentence),) if sentence else ()
    return page("letter", status=status, errors=errors, ref=ref, form_place="letter")


@letter_door.post("/letter")
@access(Access.ANYONE)
def take_ref() -> ResponseReturnValue:
    """Put the ref on the list its hospital must look at before it writes again."""
    form = LetterForm(request.form)
    typed = clean_text(form.ref.data or "")[:60]
    if is_drawn_again():
        return _letter_page(typed)
    if not read_cookie("door"):
        blocked = _("Your browser is blocking cookies. Please allow them for this page, then try again.")
        return _letter_page(typed, blocked, 400)
    if not form.validate():
        return _letter_page(typed, _("Please press the button again."), 400)
    try:
        ref = read_ref(typed)
        house().lanes.count_letter(request.remote_addr or "")  # a slip in typing is no try
    except RefError:
        return _letter_page(typed, _("Look at the reference again. One letter or number is different."), 422)
    except TooManyTriesError:
        return _letter_page(typed, _("Please call us, or try again in an hour."), 429)
    with house().store.writing() as db:
        do_not_write_again(db, ref)
    return message_page(
        _("Thank you for telling us"),
        _("We have asked the hospital not to write again. You do not need to do anything else."),
        _("A letter may already be in the post. We are sorry if it still comes."),
        _("To be sure, or to talk to someone, please call us. The numbers are on this page."),
    )
