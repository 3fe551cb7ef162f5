"""Hangs the charity's door on the house."""

from __future__ import annotations

from flask import Flask

from survey_engine.charity.accounts import accounts
from survey_engine.charity.papers import all_papers
from survey_engine.charity.site_facts import all_facts
from survey_engine.charity.trail import trail


def hang_charity(app: Flask) -> None:
    """Register the charity's views."""
    app.register_blueprint(accounts)
    app.register_blueprint(trail)
    app.register_blueprint(all_facts)
    app.register_blueprint(all_papers)
