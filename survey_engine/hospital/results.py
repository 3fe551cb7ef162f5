"""A hospital's own released results: its report on a screen and as files, and no other hospital's."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.hospital.home import own_hospital
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.priorities import priorities_page, save_priorities
from survey_engine.web.results import Reader, every_released, report_file, results_page
from survey_engine.web.staff_sitting import staff_page

hospital_results = Blueprint("hospital_results", __name__, url_prefix="/hospital/results")
_HOME = "/hospital/results"


def _reader() -> Reader:
    return Reader(_HOME, own_hospital(), (_HOME, "All results"))


@hospital_results.get("")
@access(Access.HOSPITAL)
def listed() -> ResponseReturnValue:
    """Every released wave that asked patients of this hospital, and why one has no report."""
    with house().store.reading() as db:
        found = every_released(db)
    waves = [
        (one.wave, one.title, format_date(one.closes_on, "d MMMM yyyy"), place.has_report)
        for one in found
        if (place := one.hospital(own_hospital())) is not None
    ]
    return staff_page("results", folder="hospital", waves=waves)


@hospital_results.get("/<wave>")
@access(Access.HOSPITAL)
def one_wave(wave: str) -> ResponseReturnValue:
    """The report on a screen."""
    return results_page(_reader(), wave)


@hospital_results.get("/<wave>/report.<ending>")
@access(Access.HOSPITAL)
def as_file(wave: str, ending: str) -> ResponseReturnValue:
    """The report as a file."""
    return report_file(_reader(), wave, ending)


def _sheet_of(wave: str) -> Reader:
    return Reader(f"{_HOME}/{wave}/priorities", own_hospital(), (f"{_HOME}/{wave}", "The results"))


@hospital_results.get("/<wave>/priorities")
@access(Access.HOSPITAL)
def priority_sheet(wave: str) -> ResponseReturnValue:
    """The sheet for the goal meeting."""
    return priorities_page(_sheet_of(wave), wave)


@hospital_results.post("/<wave>/priorities")
@access(Access.HOSPITAL)
def save_priority_sheet(wave: str) -> ResponseReturnValue:
    """Save it."""
    return save_priorities(_sheet_of(wave), wave)
