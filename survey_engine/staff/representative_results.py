"""What a patient representative reads of her hospital's released results: a page and files, to read only."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.staff.representative import own_hospital
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.results import Reader, every_released, report_file, results_page
from survey_engine.web.staff_sitting import staff_page

representative_results = Blueprint("representative_results", __name__, url_prefix="/representative/results")
_HOME = "/representative/results"


def _reader() -> Reader:
    return Reader(_HOME, own_hospital(), (_HOME, "All results"), has_sheet=False)


@representative_results.get("")
@access(Access.REPRESENTATIVE)
def listed() -> ResponseReturnValue:
    """Every released wave that asked patients of her hospital, and why one has no report."""
    with house().store.reading() as db:
        found = every_released(db)
    waves = [
        (one.wave, format_date(one.closes_on, "d MMMM yyyy"), place.has_report)
        for one in found
        if (place := one.hospital(own_hospital())) is not None
    ]
    return staff_page("representative_results", waves=waves)


@representative_results.get("/<wave>")
@access(Access.REPRESENTATIVE)
def one_wave(wave: str) -> ResponseReturnValue:
    """The report on a screen."""
    return results_page(_reader(), wave)


@representative_results.get("/<wave>/report.<ending>")
@access(Access.REPRESENTATIVE)
def as_file(wave: str, ending: str) -> ResponseReturnValue:
    """The report as a file."""
    return report_file(_reader(), wave, ending)
