"""Settings: language, text size, contrast, spacing; then back to where the person was."""

from __future__ import annotations

from flask import Blueprint, Response, after_this_request, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from survey_engine.patient.places import known_place, place_url
from survey_engine.patient.screens import page
from survey_engine.web.access import Access, access
from survey_engine.web.display import Display, display_from, read_display, write_display
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _
from survey_engine.web.language import turn_page_to

comfort = Blueprint("comfort", __name__)


class SettingsForm(DoorForm):
    """What can be chosen, beside the display."""

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
    response = redirect(place_url(back), 303)
    write_display(response, chosen_display())
    return response


def keep_chosen_display() -> None:
    """Draw the page under way as its form chooses, and keep that on this device."""
    chosen = chosen_display()
    if chosen == read_display():
        return
    turn_page_to(chosen)

    @after_this_request
    def keep(response: Response) -> Response:
        write_display(response, chosen)
        return response


def chosen_display() -> Display:
    """The display that a posted form chooses; what it says nothing of stays as it is."""
    now, form = read_display(), request.form
    language = form.get("language", "")
    return display_from(
        {
            "size": form.get("text_size", now.text_size),
            "contrast": form.get("contrast", now.contrast),
            "spacing": form.get("spacing", now.spacing),
            "layout": form.get("layout", now.layout),
            "language": language if language in house().settings.languages else now.language,
        }
    )
