"""All hospitals' pledges: who is late, what representatives say, and what the charity publishes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.pledge import overdue, publishing_faults
from survey_engine.records import hospitals, pledge_marks, pledges, waves
from survey_engine.records.pledge_history import Hand, history
from survey_engine.records.pledges import KeptPledge, PledgeChangedError, PledgeError, mark_of
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.pledge_desk import OPINIONS, action_views, change_views, day, page_errors
from survey_engine.web.pledge_figures import figures_of
from survey_engine.web.staff_sitting import note, staff_page

all_pledges = Blueprint("all_pledges", __name__, url_prefix="/charity/pledges")
AGAIN = PageError("", "Please press the button again.")
MOVED_ON = PageError("", "The hospital has changed the pledge since you opened it. Read it once more below.")
TOLD = {
    "published": "Published. Everybody can read it now.",
    "returned": "Given back to the hospital, which reads what you wrote.",
    "pack": "The paper pack is kept. Nobody’s name is with it.",
}


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """One pledge of the list."""

    address: str
    hospital: str
    wave: str
    state: str
    actions: int
    done: int
    late: tuple[str, ...]  # overdue reviews in words
    waits: bool


def charity_hand() -> Hand:
    """Who changes a pledge here, and on which day."""
    return Hand("charity", today(house().clock()))


def address_of(hospital: str, wave: str) -> str:
    """Where the charity reads one pledge."""
    return f"/charity/pledges/{quote(hospital)}/{quote(wave)}"


@all_pledges.get("")
@access(Access.OFFICE)
def listed() -> ResponseReturnValue:
    """Every pledge, those that wait first, and every hospital that has none."""
    now = today(house().clock())
    with house().store.reading() as db:
        names = {one.id: one.name for one in hospitals.list_hospitals(db)}
        found = pledges.every(db)
    rows = [_row(one, names) for one in found]
    late = sum(len(overdue(one.pledge, now)) for one in found)
    without = [name for code, name in names.items() if code not in {one.pledge.hospital for one in found}]
    rows.sort(key=lambda one: (not one.waits, not one.late, one.hospital, one.wave))
    return staff_page("pledges", folder="charity", rows=rows, late=late, without=without)


def _row(kept: KeptPledge, names: dict[str, str]) -> PledgeRow:
    pledge = kept.pledge
    numbers = {one.id: number for number, one in enumerate(pledge.actions, start=1)}
    return PledgeRow(
        address=address_of(pledge.hospital, pledge.wave),
        hospital=names.get(pledge.hospital, pledge.hospital),
        wave=pledge.wave,
        state=_state(kept),
        actions=len(pledge.actions),
        done=sum(one.status == "done" for one in pledge.actions),
        late=tuple(
            f"Action {numbers[one.action]}: review after {one.months} months, due on {day(one.due)}"
            for one in overdue(pledge, today(house().clock()))
        ),
        waits=kept.is_offered,
    )


def _state(kept: KeptPledge) -> str:
    if kept.is_offered:
        return "Waits for you to read and publish it"
    if kept.public is None:
        return "Being written"
    return f"Published, last on {day(kept.renewed_on)}"


@all_pledges.get("/<hospital>/<wave>/told/<what>", endpoint="told")
@all_pledges.get("/<hospital>/<wave>")
@access(Access.OFFICE)
def show(hospital: str, wave: str, what: str = "") -> ResponseReturnValue:
    """One pledge: what the representatives say, what is new, and the button to publish it."""
    return _drawn(hospital, wave, told=TOLD.get(what, ""))


def kept_pledge(db: Session, hospital: str, wave: str) -> KeptPledge:
    """A pledge of the address; not found where there is none."""
    kept = pledges.find(db, hospital, wave)
    if kept is None:
        abort(404)
    return kept


def _drawn(
    hospital: str,
    wave: str,
    *,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
    told: str = "",
    why: str = "",
) -> Response:
    now = today(house().clock())
    with house().store.reading() as db:
        kept = kept_pledge(db, hospital, wave)
        name = hospitals.hospital(db, hospital).name
        figures = figures_of(db, hospital)
        marks = pledge_marks.of_pledge(db, hospital, wave)
    return staff_page(
        "pledge",
        folder="charity",
        status=status,
        errors=errors,
        told=told,
        why=why,
        hospital_name=name,
        kept=kept,
        state=_state(kept),
        actions=action_views(kept.pledge, figures, now, marks),
        public=action_views(kept.public, figures, now) if kept.public is not None else (),
        opinions=OPINIONS,
        has_marks=bool(marks),
        faults=[one.text for one in publishing_faults(kept.pledge)],
        mark=mark_of(kept.pledge),
        address=address_of(hospital, wave),
    )


@all_pledges.post("/<hospital>/<wave>/publish")
@access(Access.OFFICE, again=True)
def publish(hospital: str, wave: str) -> ResponseReturnValue:
    """Make the pledge public as it was read."""
    if not DoorForm(request.form).validate():
        return _drawn(hospital, wave, errors=(AGAIN,), status=400)
    try:
        with house().store.writing() as db:
            kept_pledge(db, hospital, wave)
            before = request.form.get("mark", "")
            shown = pledges.publish(db, hospital, wave, charity_hand(), before=before)
            note(db, "pledge published", {"hospital": hospital, "wave": wave, "actions": len(shown.actions)})
    except PledgeError as fault:
        errors = tuple(PageError("", one.text) for one in page_errors(fault.problems))
        return _drawn(hospital, wave, errors=errors, status=422)
    except PledgeChangedError:
        return _drawn(hospital, wave, errors=(MOVED_ON,), status=409)
    return redirect(f"{address_of(hospital, wave)}/told/published", 303)


@all_pledges.post("/<hospital>/<wave>/return")
@access(Access.OFFICE)
def give_back(hospital: str, wave: str) -> ResponseReturnValue:
    """Give it back to the hospital with a reason."""
    why = request.form.get("why", "").strip()[:2000]
    if not DoorForm(request.form).validate():
        return _drawn(hospital, wave, errors=(AGAIN,), status=400, why=why)
    if not why:
        error = PageError("#why", "Write what the hospital should change.")
        return _drawn(hospital, wave, errors=(error,), status=422)
    with house().store.writing() as db:
        kept_pledge(db, hospital, wave)
        pledges.hand_back(db, hospital, wave, charity_hand(), why)
        note(db, "pledge given back", {"hospital": hospital, "wave": wave})
    return redirect(f"{address_of(hospital, wave)}/told/returned", 303)


@all_pledges.get("/<hospital>/<wave>/history")
@access(Access.OFFICE)
def changes(hospital: str, wave: str) -> ResponseReturnValue:
    """Every change, the latest first."""
    with house().store.reading() as db:
        kept = kept_pledge(db, hospital, wave)
        found = history(db, hospital, wave)
        after = waves.wave(db, wave)
        name = hospitals.hospital(db, hospital).name
    return staff_page(
        "pledge_history",
        folder="office",
        hospital_name=name,
        changes=change_views(found, kept.pledge, after),
        back=(address_of(hospital, wave), "Back to the pledge"),
    )
