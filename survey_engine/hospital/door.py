"""Hangs the hospital's door on the house."""

from __future__ import annotations

from flask import Flask

from survey_engine.hospital.home import hospital_door
from survey_engine.hospital.letters import letters
from survey_engine.hospital.lost import lost_letters
from survey_engine.hospital.papers import papers
from survey_engine.hospital.pledge import pledge_door
from survey_engine.hospital.pledge_actions import action_door
from survey_engine.hospital.reminding import reminding
from survey_engine.hospital.results import hospital_results
from survey_engine.hospital.site_facts import facts_door
from survey_engine.hospital.slips import slips


def hang_hospital(app: Flask) -> None:
    """Register the hospital's views."""
    app.register_blueprint(hospital_door)
    app.register_blueprint(letters)
    app.register_blueprint(lost_letters)
    app.register_blueprint(reminding)
    app.register_blueprint(facts_door)
    app.register_blueprint(slips)
    app.register_blueprint(papers)
    app.register_blueprint(hospital_results)
    app.register_blueprint(pledge_door)
    app.register_blueprint(action_door)
