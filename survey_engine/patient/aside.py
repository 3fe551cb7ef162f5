"""Help, Privacy, Accessibility and Settings from a form that is kept nowhere: nothing typed is lost."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_engine.patient import comfort, contact, entry, information, letter, welcome
from survey_engine.patient.carried import carry
from survey_engine.patient.places import ASIDE
from survey_engine.web.access import Access, access

aside = Blueprint("aside", __name__)

_PAGES: Final = {
    "help": information.show_help,
    "privacy": information.privacy,
    "accessibility": information.accessibility,
    "settings": comfort.settings,
}
_FORMS: Final = {  # each draws its form again, as `action=again` asks
    "enter": entry.change_language,
    "resume": welcome.take_return_code,
    "letter": letter.take_ref,
    "contact": contact.take_slip,
}


@aside.get("/aside")
@access(Access.ANYONE)
def help_again() -> ResponseReturnValue:
    """Where a browser asks once more for the page that a button gave."""
    return redirect(url_for(ASIDE["help"]), 303)


@aside.post("/aside")
@access(Access.ANYONE)
def step_aside() -> ResponseReturnValue:
    """One of the four pages, with the form in it. Changes nothing, so it asks for no token."""
    name, _colon, place = request.form.get("aside", "").partition(":")
    if name == "look" and place in _FORMS:
        comfort.keep_chosen_display()
        return _FORMS[place]()
    show = _PAGES.get(name)
    if show is None or carry(place) is None:
        return help_again()
    return show()
