"""Hangs the door of all staff on the house."""

from __future__ import annotations

from flask import Flask

from survey_engine.staff.account import account
from survey_engine.staff.by_link import by_link
from survey_engine.staff.by_passkey import by_passkey
from survey_engine.staff.representative import representative
from survey_engine.staff.representative_results import representative_results
from survey_engine.staff.signing_in import signing_in
from survey_engine.staff.taking_up import taking_up
from survey_engine.web.access import Access, Guard
from survey_engine.web.staff_sitting import staff_guards


def hang_staff(app: Flask) -> dict[Access, Guard]:
    """Register the views; returns who guards what of every staff door."""
    app.register_blueprint(signing_in)
    app.register_blueprint(by_passkey)
    app.register_blueprint(taking_up)
    app.register_blueprint(account)
    app.register_blueprint(by_link)
    app.register_blueprint(representative)
    app.register_blueprint(representative_results)
    return staff_guards()
