"""Hangs the hospital's door on the house."""

from __future__ import annotations

from flask import Flask

from survey_engine.hospital.home import hospital_door
from survey_engine.hospital.letters import letters


def hang_hospital(app: Flask) -> None:
    """Register the hospital's views."""
    app.register_blueprint(hospital_door)
    app.register_blueprint(letters)
