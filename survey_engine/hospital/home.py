"""What a pledge lead does: see counts, stop letters, tick off letters that should not have come.

Every view works on the hospital of the account that is signed in, and takes none from the address.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.records import counting, hospitals, invitations, unwanted, waves
from survey_engine.records.counting import LatestCount
from survey_engine.records.invitations import UnknownRefError
from survey_engine.records.store import Session
from survey_engine.records.tables import UnwantedRecord, WaveRecord
from survey_engine.records.waves import Phase, Posting
from survey_engine.sealing.codes import RefError, read_ref
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lost_letters import RefsForm, refs_in
from survey_engine.web.staff_sitting import me, note, staff_page

hospital_door = Blueprint("hospital", __name__, url_prefix="/hospital")
_MOST_REFS = 500


@dataclass(frozen=True, slots=True)
class WaveCount:
    """The counts of one wave at her hospital. counted_on: a day in words, or nothing."""

    code: str
    closes_on: str
    counted: LatestCount
    counted_on: str


def own_hospital() -> str:
    """The hospital of the account."""
    code = me().hospital
    assert code is not None  # noqa: S101 - who has this role has a hospital
    return code


@hospital_door.get("")
@access(Access.HOSPITAL)
def home() -> ResponseReturnValue:
    """What there is to do, and what waits."""
    with house().store.reading() as db:
        name = hospitals.hospital(db, own_hospital()).name
        waiting = len(unticked(db))
        has_staff_survey = any(asks_staff(one) for one in open_waves(db))
    return staff_page(
        "home", folder="hospital", hospital_name=name, waiting=waiting, has_staff_survey=has_staff_survey
    )


@hospital_door.get("/counts")
@access(Access.HOSPITAL)
def counts() -> ResponseReturnValue:
    """Counts, not people; as they were when the server last counted, once a day."""
    with house().store.reading() as db:
        found = [
            WaveCount(
                code=wave.id,
                closes_on=format_date(wave.closes_on, "d MMMM yyyy"),
                counted=one,
                counted_on=format_date(one.counted_on, "d MMMM yyyy") if one.counted_on else "",
            )
            for wave in open_waves(db)
            for one in counting.latest(db, wave.id)
            if one.hospital == own_hospital()
        ]
    return staff_page("counts", folder="hospital", counts=found)


def open_waves(db: Session) -> list[WaveRecord]:
    """The waves that are not closed; a pilot has no letters."""
    return [
        one for one in waves.list_waves(db) if one.state in waves.TAKING_ANSWERS and not waves.is_pilot(one)
    ]


def is_merged(wave: WaveRecord) -> bool:
    """Say whether the hospital prints the letters of a wave, and may still do so."""
    takes = waves.phase(wave, house().clock()) in (Phase.NOT_YET, Phase.OPEN)
    return wave.posting == Posting.MERGE and takes and not asks_staff(wave)


def asks_staff(wave: WaveRecord) -> bool:
    """Whether the people a wave asks are staff, who get slips and no letters."""
    asked = house().catalogue.get(wave.questionnaire, wave.version)
    return asked.answered_by is AnsweredBy.STAFF


@hospital_door.get("/stop")
@access(Access.HOSPITAL)
def stop() -> ResponseReturnValue:
    """Where refs are pasted or typed."""
    return staff_page("stop", folder="hospital", refs="")


@hospital_door.post("/stop")
@access(Access.HOSPITAL)
def take_refs() -> ResponseReturnValue:
    """Stop every ref at once, silently; those that are not this hospital's are listed as not found."""
    form = RefsForm(request.form)
    typed = form.refs.data or ""
    lines = refs_in(typed)

    def again(sentence: str, status: int) -> ResponseReturnValue:
        error = PageError("#refs", sentence)
        return staff_page("stop", folder="hospital", refs=typed, errors=[error], status=status)

    if not form.validate():
        return again("Please press the button again.", 400)
    if not lines:
        return again("Write the reference of each letter. It looks like RXQ-7KQ2M4.", 422)
    if len(lines) > _MOST_REFS:
        return again(f"Write up to {_MOST_REFS} references at a time.", 422)
    with house().store.writing() as db:
        unknown = [line for line in lines if not _stop_one(db, line)]
        stopped = len(lines) - len(unknown)
        if stopped:
            note(db, "invitations stopped", {"count": stopped, "hospital": own_hospital()})
    return staff_page("stopped", folder="hospital", stopped=stopped, unknown=unknown)


def _stop_one(db: Session, line: str) -> bool:
    """Stop one letter of her own hospital, whichever open wave it is of."""
    try:
        ref = read_ref(line)
    except RefError:
        return False
    for wave in open_waves(db):
        try:
            invitations.stop(db, wave.id, ref, hospital=own_hospital())
        except UnknownRefError:
            continue
        return True
    return False


@hospital_door.get("/unwanted")
@access(Access.HOSPITAL)
def not_again() -> ResponseReturnValue:
    """Letters that should not have come: nobody is to write to them again."""
    with house().store.reading() as db:
        refs = [one.ref for one in unticked(db)]
    return staff_page("unwanted", folder="hospital", refs=refs)


@hospital_door.post("/unwanted")
@access(Access.HOSPITAL)
def tick_off() -> ResponseReturnValue:
    """She has taken these people off her list; their letters are stopped too."""
    chosen = request.form.getlist("refs")
    if not DoorForm(request.form).validate():
        return not_again()
    with house().store.writing() as db:
        done = [one for one in unticked(db) if one.ref in chosen]
        for one in done:
            one.ticked = True
            invitations.stop(db, one.wave, one.ref, hospital=own_hospital())
        if done:
            note(db, "letters not to be sent again", {"count": len(done), "hospital": own_hospital()})
    return not_again()


def unticked(db: Session) -> list[UnwantedRecord]:
    """Letters of her hospital that should not have come, and that she has not seen to."""
    return unwanted.unticked(db, own_hospital())
