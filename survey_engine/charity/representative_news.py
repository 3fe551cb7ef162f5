"""The charity tells a hospital's representatives that something is new to read: by a button, never by itself.

They are patients: a letter nobody thought about can come on a bad day, or to a family. It asks for nothing.
"""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from survey_engine.charity.representatives import AGAIN, Told, hospital_of, representatives_page
from survey_engine.records import representatives, staff
from survey_engine.records.staff import State
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.representative_letters import tell_news
from survey_engine.web.staff_sitting import note

news = Blueprint("news", __name__, url_prefix="/charity/representatives")
_NOBODY = PageError("", "Nobody here has opened her invitation yet. Send a new link instead.")


@news.post("/<hospital>/news")
@access(Access.ADMIN, again=True)
def tell(hospital: str) -> ResponseReturnValue:
    """Write to everybody who has opened her invitation that results or a pledge are ready."""
    if not DoorForm(request.form).validate():
        return representatives_page(hospital, errors=(AGAIN,), status=400)
    with house().store.reading() as db:
        name = hospital_of(db, hospital).name
        people = [
            one.email
            for one in representatives.representatives(db, hospital)
            if one.state == State.ACTIVE and staff.signs_in_by_link(one)
        ]
    if not people:
        return representatives_page(hospital, errors=(_NOBODY,), status=422)
    reached, words = tell_news(people, name)
    with house().store.writing() as db:
        note(db, "representatives told of news", {"hospital": hospital, "letters": reached})
    how_many = "1 person" if reached == 1 else f"{reached} people"
    sentence = f"We have written to {how_many}." if reached else ""
    about = "" if not reached else " to everybody"
    return representatives_page(hospital, told=Told(sentence, None, words, about))
