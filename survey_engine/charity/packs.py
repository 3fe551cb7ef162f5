"""Paper packs for patient representatives: printed, and typed in when they come back."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.pledge import Opinion
from survey_engine.charity.pledges import AGAIN, address_of, kept_pledge
from survey_engine.exchange.paper import PaperError
from survey_engine.exchange.pledge_pack import pledge_pack
from survey_engine.exchange.sheet import sheet_pdf
from survey_engine.records import hospitals, pledge_marks
from survey_engine.records.pledge_marks import mark_fault
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.pledge_desk import OPINIONS
from survey_engine.web.staff_sitting import note, staff_page

packs = Blueprint("packs", __name__, url_prefix="/charity/pledges")


@packs.get("/<hospital>/<wave>/pack.pdf")
@access(Access.OFFICE)
def printed(hospital: str, wave: str) -> ResponseReturnValue:
    """The pack, to print and post."""
    with house().store.reading() as db:
        pledge = kept_pledge(db, hospital, wave).pledge
        name = hospitals.hospital(db, hospital).name
    try:
        made = sheet_pdf(pledge_pack(pledge, name, house().settings.organisation))
    except PaperError as error:
        return staff_page(
            "message",
            heading="This cannot be printed yet",
            paragraphs=(str(error),),
            action=(address_of(hospital, wave), "Back to the pledge"),
            status=409,
        )
    response = make_response(made)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = 'attachment; filename="pledge-pack.pdf"'
    return response


@packs.get("/<hospital>/<wave>/pack")
@access(Access.OFFICE)
def typing(hospital: str, wave: str) -> ResponseReturnValue:
    """A form like the paper."""
    return _drawn(hospital, wave, {})


def _drawn(
    hospital: str,
    wave: str,
    typed: Mapping[str, tuple[str, str]],
    *,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
) -> Response:
    with house().store.reading() as db:
        pledge = kept_pledge(db, hospital, wave).pledge
        name = hospitals.hospital(db, hospital).name
    return staff_page(
        "pack",
        folder="charity",
        status=status,
        errors=errors,
        hospital_name=name,
        rows=[(one, *typed.get(one.id, ("", ""))) for one in pledge.actions],
        opinions=[(one.value, words) for one, words in OPINIONS.items()],
        address=address_of(hospital, wave),
    )


@packs.post("/<hospital>/<wave>/pack")
@access(Access.OFFICE)
def take(hospital: str, wave: str) -> ResponseReturnValue:
    """Keep what a paper says, from nobody in particular."""
    form = request.form
    with house().store.reading() as db:
        actions = kept_pledge(db, hospital, wave).pledge.actions
    typed = {
        one.id: (form.get(f"say-{one.id}", ""), form.get(f"because-{one.id}", "").strip()[:4000])
        for one in actions
    }
    if not DoorForm(form).validate():
        return _drawn(hospital, wave, typed, errors=(AGAIN,), status=400)
    said = {name: (Opinion(say), why) for name, (say, why) in typed.items() if say in set(Opinion)}
    wrong = ((name, mark_fault(say, why)) for name, (say, why) in said.items())
    errors = tuple(PageError(f"#because-{name}", fault) for name, fault in wrong if fault)
    if not said:
        errors = (PageError("", "Tick what the paper says of at least one action."),)
    if errors:
        return _drawn(hospital, wave, typed, errors=errors, status=422)
    with house().store.writing() as db:
        pledge_marks.save_pack(db, (hospital, wave), said, today(house().clock()), house().random)
        note(db, "pledge pack typed in", {"hospital": hospital, "wave": wave, "count": len(said)})
    return redirect(f"{address_of(hospital, wave)}/told/pack", 303)
