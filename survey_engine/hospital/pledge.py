"""The hospital's pledge as a whole. The hospital writes, the charity publishes."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.pledge import FEW_ACTIONS, Pledge, PledgeProblem
from survey_engine.hospital.home import own_hospital
from survey_engine.records import hospitals, pledges
from survey_engine.records.pledge_history import Hand, history
from survey_engine.records.pledges import KeptPledge, PledgeError
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.pledge_desk import action_views, change_views, day, page_errors, pledge_waves
from survey_engine.web.pledge_figures import figures_of
from survey_engine.web.staff_sitting import note, staff_page

pledge_door = Blueprint("hospital_pledge", __name__, url_prefix="/hospital/pledge")
ADDRESS = "/hospital/pledge"
AGAIN = PageError("", "Please press the button again.")
TOLD = {
    "saved": "Saved.",
    "offered": "Sent to the charity. It reads the pledge, and publishes it.",
    "removed": "The action is taken out.",
}


def hand() -> Hand:
    """Who changes a pledge here, and on which day."""
    return Hand("hospital", today(house().clock()))


def own_wave(db: Session, wave: str) -> WaveRecord:
    """A wave after which there can be a pledge; not found for any other."""
    found = next((one for one in pledge_waves(db) if one.id == wave), None)
    if found is None:
        abort(404)
    return found


@pledge_door.get("")
@access(Access.HOSPITAL)
def listed() -> ResponseReturnValue:
    """The pledge after each survey; straight on where there was one survey only."""
    with house().store.reading() as db:
        found = pledge_waves(db)
        lines = [
            (one.id, day(one.closes_on), _state(pledges.find(db, own_hospital(), one.id))) for one in found
        ]
    if len(lines) == 1:
        return redirect(f"{ADDRESS}/{lines[0][0]}", 303)
    return staff_page("pledges", folder="hospital", lines=lines)


def _state(kept: KeptPledge | None) -> str:
    if kept is None:
        return "Not begun"
    if kept.is_offered:
        return "Sent to the charity"
    if kept.public is None:
        return "Being written"
    return "Published, with changes that are not published yet" if kept.has_news else "Published"


@pledge_door.get("/<wave>/told/<what>", endpoint="told")
@pledge_door.get("/<wave>")
@access(Access.HOSPITAL)
def show(wave: str, what: str = "") -> ResponseReturnValue:
    """The pledge as it stands; after a button, at an address of its own, what was done."""
    with house().store.reading() as db:
        own_wave(db, wave)
        kept = pledges.find(db, own_hospital(), wave)
    return _drawn(kept.pledge if kept else Pledge(own_hospital(), wave), told=TOLD.get(what, ""))


def _drawn(
    pledge: Pledge,
    *,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
    told: str = "",
) -> Response:
    with house().store.reading() as db:
        kept = pledges.find(db, own_hospital(), pledge.wave)
        figures = figures_of(db, own_hospital())
        name, returned = hospitals.hospital(db, own_hospital()).name, _returned(db, pledge.wave)
    whole = kept.pledge if kept else pledge
    return staff_page(
        "pledge",
        folder="hospital",
        status=status,
        errors=errors,
        told=told,
        hospital_name=name,
        pledge=pledge,
        actions=action_views(whole, figures, today(house().clock())),
        state=_state(kept),
        kept=kept,
        few=FEW_ACTIONS,
        published=day(whole.published_on),
        returned=returned,
        address=f"{ADDRESS}/{pledge.wave}",
    )


def _returned(db: Session, wave: str) -> str:
    """Why the charity gave the pledge back, where that was the last thing that happened to it."""
    last = next(iter(history(db, own_hospital(), wave)), None)
    return str(last.fields["why"][1]) if last is not None and last.event == "returned" else ""


@pledge_door.post("/<wave>")
@access(Access.HOSPITAL)
def save(wave: str) -> ResponseReturnValue:
    """Keep title and agreement."""
    form = request.form
    numbers = {name: _number(form.get(name, "")) for name in ("agreed_patients", "agreed_staff")}
    pledge = Pledge(
        own_hospital(),
        wave,
        title=form.get("title", "").strip()[:2000],
        more_reason=form.get("more_reason", "").strip()[:2000],
        agreed_patients=numbers["agreed_patients"],
        agreed_staff=numbers["agreed_staff"],
    )
    if not DoorForm(form).validate():
        return _drawn(pledge, errors=(AGAIN,), status=400)
    try:
        with house().store.writing() as db:
            own_wave(db, wave)
            pledges.begin(db, own_hospital(), wave)
            pledges.save_heading(db, pledge, hand())
            note(db, "pledge saved", {"hospital": own_hospital(), "wave": wave})
    except PledgeError as fault:
        return _drawn(pledge, errors=page_errors(fault.problems), status=422)
    return redirect(f"{ADDRESS}/{wave}/told/saved", 303)


def _number(typed: str) -> int | None:
    """What was typed as a whole number; a number that is refused where it is none."""
    plain = typed.strip()
    if not plain:
        return None
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 6 else -1


@pledge_door.post("/<wave>/offer")
@access(Access.HOSPITAL)
def offer(wave: str) -> ResponseReturnValue:
    """Ask the charity to publish the pledge as it stands."""
    with house().store.reading() as db:
        own_wave(db, wave)
        kept = pledges.find(db, own_hospital(), wave)
    pledge = kept.pledge if kept else Pledge(own_hospital(), wave)
    if kept is None or not DoorForm(request.form).validate():
        return _drawn(pledge, errors=(AGAIN,), status=400)
    try:
        with house().store.writing() as db:
            pledges.offer(db, own_hospital(), wave, hand())
            note(db, "pledge sent to the charity", {"hospital": own_hospital(), "wave": wave})
    except PledgeError as fault:
        return _drawn(pledge, errors=_with_numbers(fault.problems, pledge), status=422)
    return redirect(f"{ADDRESS}/{wave}/told/offered", 303)


def _with_numbers(problems: tuple[PledgeProblem, ...], pledge: Pledge) -> tuple[PageError, ...]:
    """The problems of the whole with their boxes, then those of each action with its number."""
    numbers = {one.id: number for number, one in enumerate(pledge.actions, start=1)}
    of_actions = (
        PageError("", f"Action {numbers[one.action]}: {one.text}")
        for one in problems
        if one.action in numbers
    )
    return (*page_errors([one for one in problems if not one.action], "actions"), *of_actions)


@pledge_door.get("/<wave>/history")
@access(Access.HOSPITAL)
def changes(wave: str) -> ResponseReturnValue:
    """Every change, the latest first."""
    with house().store.reading() as db:
        after = own_wave(db, wave)
        kept = pledges.find(db, own_hospital(), wave)
        found = history(db, own_hospital(), wave)
        name = hospitals.hospital(db, own_hospital()).name
    pledge = kept.pledge if kept else Pledge(own_hospital(), wave)
    return staff_page(
        "pledge_history",
        folder="office",
        hospital_name=name,
        changes=change_views(found, pledge, after),
        back=(f"{ADDRESS}/{wave}", "Back to the pledge"),
    )
