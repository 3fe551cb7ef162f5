"""Draws a sample as a patient's browser receives it, without the rest of the product."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

from flask import Flask, render_template
from flask_babel import Babel

from survey_engine.questionnaire import definition
from tests.templates.samples import Sample
from tests.templates.views import Display, Helpline, Language


@cache
def app() -> Flask:
    """A plain Flask with the product's template settings and nothing else of it."""
    flask = Flask("survey_engine", root_path=definition.__file__.rsplit("/questionnaire/", 1)[0])
    flask.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    Babel(flask, default_locale="en")
    flask.jinja_env.globals["asset"] = lambda name: f"/static/{name}"
    return flask


def render(
    sample: Sample, *, direction: str = "ltr", text_size: str = "normal", contrast: str = "normal"
) -> str:
    """The page as a patient's browser receives it."""
    context = dict(sample.context)
    if not sample.bare:
        helpline = Helpline("the survey team", "0808 800 6000", "Monday to Friday, 9am to 4pm")
        night = Helpline("Samaritans", "116 123", "")
        context |= {
            "language": "en",
            "direction": direction,
            "display": Display(text_size, contrast),
            "organisation": SimpleNamespace(
                name="Breast Cancer Now",
                controller="Breast Cancer Now",
                data_protection_contact="privacy@charity.example",
                helplines=(helpline, night),
            ),
            "csrf_token": "token",
            "errors": sample.errors,
            "languages": (Language("en", "English"), Language("ur", "اردو", "rtl")),
            "survey_name": "Your care survey",
        }
    if sample.template == "patient/question.jinja":
        context["page_title"] = sample.title
    with app().test_request_context("/"):
        return render_template(sample.template, **context)
