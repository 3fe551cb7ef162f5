"""Facts about each hospital's service, to read one by one or to save as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, make_response, request
from flask.typing import ResponseReturnValue

from survey_engine.exchange.tables import Column, table_text
from survey_engine.questionnaire.definition import Kind, Questionnaire
from survey_engine.records import hospitals, site_facts
from survey_engine.records.site_facts import SiteFacts
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.site_form import (
    SavedFacts,
    fact_parts,
    form_to_fill,
    named,
    saved_facts,
    version_of,
)
from survey_engine.web.staff_sitting import staff_page

all_facts = Blueprint("all_site_facts", __name__, url_prefix="/charity/site-facts")


@dataclass(frozen=True, slots=True)
class HospitalLine:
    """One hospital of the list, and what it saved this year; None for nothing."""

    code: str
    name: str
    saved: SavedFacts | None


@all_facts.get("")
@access(Access.OFFICE)
def listed() -> ResponseReturnValue:
    """Every hospital, and how far its form of this year has come."""
    year = today(house().clock()).year
    with house().store.reading() as db:
        form = form_to_fill(db)
        places = hospitals.list_hospitals(db)
        found = site_facts.every(db, form.id) if form else []
    this_year = {one.hospital: one for one in found if one.year == year}
    lines = [HospitalLine(one.id, one.name, _saved(form, this_year.get(one.id))) for one in places]
    return staff_page(
        "site_facts", folder="charity", is_out=form is not None, lines=lines, year=year, total=len(found)
    )


def _saved(form: Questionnaire | None, facts: SiteFacts | None) -> SavedFacts | None:
    return saved_facts(version_of(form, facts), facts) if form and facts else None


@all_facts.get("/<hospital>")
@access(Access.OFFICE)
def one_hospital(hospital: str) -> ResponseReturnValue:
    """What one hospital saved, year by year."""
    with house().store.reading() as db:
        form = form_to_fill(db)
        place = next((one for one in hospitals.list_hospitals(db) if one.id == hospital), None)
        found = site_facts.every(db, form.id, hospital) if form else []
    if form is None or place is None:
        abort(404)
    wanted = request.args.get("year", "")
    chosen = next((one for one in found if str(one.year) == wanted), found[0] if found else None)
    shown = named(version_of(form, chosen) if chosen else form, place.name)
    return staff_page(
        "site_facts",
        folder="office",
        title=shown.title,
        parts=fact_parts(shown, chosen),
        saved=saved_facts(shown, chosen) if chosen else None,
        years=[one.year for one in found if one is not chosen],
        address=f"/charity/site-facts/{hospital}?year=",
        back=("/charity/site-facts", "All hospitals"),
    )


@all_facts.get("/all.csv")
@access(Access.OFFICE)
def save() -> ResponseReturnValue:
    """All hospitals and years as one table, in the codes of the form."""
    with house().store.reading() as db:
        form = form_to_fill(db)
        names = {one.id: one.name for one in hospitals.list_hospitals(db)}
        found = site_facts.every(db, form.id) if form else []
    if form is None:
        abort(404)
    rows = [_row(form, one, names) for one in found]
    response = make_response(table_text(list(_columns(form)), rows).encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="site-facts.csv"'
    return response


def _columns(form: Questionnaire) -> Iterator[Column]:
    yield from (Column("hospital", is_text=True), Column("hospital_name", is_text=True), Column("year"))
    yield from (Column("version"), Column("saved_by", is_text=True), Column("saved_on"))
    yield from (Column(question.id, is_text=question.kind is Kind.TEXT) for question in form.asked())


def _row(form: Questionnaire, facts: SiteFacts, names: dict[str, str]) -> list[str]:
    """Option ids as they are, several joined by "; "; empty where there is no answer."""
    saved = (facts.saved_by, facts.saved_on.isoformat())
    cells = [facts.hospital, names.get(facts.hospital, ""), str(facts.year), str(facts.version), *saved]
    for question in form.asked():
        value = facts.answers.get(question.id, "")
        cells.append(value if isinstance(value, str) else "; ".join(value))
    return cells
