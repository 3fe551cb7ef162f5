"""Released results for the charity: every wave, for each hospital or for all together."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.priorities import priorities_page, save_priorities
from survey_engine.web.results import (
    Reader,
    demand_released,
    every_released,
    report_file,
    results_page,
)
from survey_engine.web.staff_sitting import staff_page

charity_results = Blueprint("charity_results", __name__, url_prefix="/charity/results")
_HOME = "/charity/results"
ALL = "all"  # in an address, for all hospitals together


def _reader(wave: str, hospital: str) -> Reader:
    code = ALL_HOSPITALS if hospital == ALL else hospital
    return Reader(f"{_HOME}/of/{hospital}", code, (f"{_HOME}/{wave}", "All hospitals of this survey"))


@charity_results.get("")
@access(Access.RESULTS)
def listed() -> ResponseReturnValue:
    """Every released wave."""
    with house().store.reading() as db:
        found = every_released(db)
    waves = [(one.wave, one.title, format_date(one.closes_on, "d MMMM yyyy")) for one in found]
    return staff_page("results", folder="charity", waves=waves)


@charity_results.get("/<wave>")
@access(Access.RESULTS)
def one_wave(wave: str) -> ResponseReturnValue:
    """The hospitals of a wave; those without a report of their own are named, without a link."""
    chosen = request.args.get("hospital", "")
    if chosen:
        return redirect(f"{_HOME}/of/{chosen}/{wave}", 303)
    findings = demand_released(wave)
    return staff_page("results_of_wave", folder="charity", wave=wave, findings=findings, home=_HOME)


@charity_results.get("/of/<hospital>/<wave>")
@access(Access.RESULTS)
def one_hospital(hospital: str, wave: str) -> ResponseReturnValue:
    """The results of one hospital, or of all together."""
    return results_page(_reader(wave, hospital), wave)


@charity_results.get("/of/<hospital>/<wave>/report.<ending>")
@access(Access.RESULTS)
def as_file(hospital: str, wave: str, ending: str) -> ResponseReturnValue:
    """The report as a file."""
    return report_file(_reader(wave, hospital), wave, ending)


def _sheet_of(wave: str, hospital: str) -> Reader:
    address = f"{_HOME}/of/{hospital}/{wave}"
    return Reader(f"{address}/priorities", hospital, (address, "The results"))


@charity_results.get("/of/<hospital>/<wave>/priorities")
@access(Access.RESULTS)
def priority_sheet(hospital: str, wave: str) -> ResponseReturnValue:
    """The sheet for the goal meeting of one hospital."""
    return priorities_page(_sheet_of(wave, hospital), wave)


@charity_results.post("/of/<hospital>/<wave>/priorities")
@access(Access.OFFICE)
def save_priority_sheet(hospital: str, wave: str) -> ResponseReturnValue:
    """Save it."""
    return save_priorities(_sheet_of(wave, hospital), wave)
