"""Settings: language, text size, contrast, spacing; then back to where the person was."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from survey_engine.patient.places import known_place, place_url
from survey_engine.patient.screens import page
from survey_engine.web.access import Access, access
from survey_engine.web.display import display_from, read_display, write_display
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _

comfort = Blueprint("comfort", __name__)


class SettingsForm(DoorForm):
    """What can be chosen."""

    language = StringField()
    text_size = StringField()
    contrast = StringField()
    spacing = StringField()
    back = StringField()


@comfort.get("/settings")
@access(Access.ANYONE)
def settings() -> ResponseReturnValue:
    """What can be chosen, and what is chosen now."""
    return page("settings", back=known_place(request.args.get("back")))


@comfort.post("/settings")
@access(Access.ANYONE)
def choose() -> ResponseReturnValue:
    """Keep the choice on this device, and go back."""
    form = SettingsForm(request.form)
    back = known_place(form.back.data)
    if not form.validate():
        again = PageError("", _("Please press Save again."))
        return page("settings", errors=(again,), status=400, back=back)
    offered = house().settings.languages
    language = form.language.data if form.language.data in offered else read_display().language
    chosen = display_from(
        {
            "size": form.text_size.data or "",
            "contrast": form.contrast.data or "",
            "spacing": form.spacing.data or "",
            "language": language or "",
        }
    )
    response = redirect(place_url(back), 303)
    write_display(response, chosen)
    return response
