"""Patient representatives of each hospital: invited, handed over, and ended without being asked why.

People fall ill and die. No screen here asks for a reason, and nobody is written to again who wished it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.records import hospitals, representatives, staff
from survey_engine.records.staff import Role, StaffError, StaffExistsError, State
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.records.tables import HospitalRecord
from survey_engine.sealing.invitations import make_invitation
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.mail import MailError
from survey_engine.web.representative_letters import NEVER, invite_representative, may_write_to
from survey_engine.web.staff_sitting import note, staff_page

all_representatives = Blueprint("all_representatives", __name__, url_prefix="/charity/representatives")
_HOME = "/charity/representatives"
AGAIN = PageError("", "Please press the button again.")


@dataclass(frozen=True, slots=True)
class Person:
    """One representative. has_more: other roles too, so that her account is changed with the others."""

    address: str
    email: str
    state: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a button did: a sentence, a link to pass on (address, link), and words that no e-mail took."""

    sentence: str = ""
    link: tuple[str, str] | None = None
    words: str = ""
    about: str = " with thanks"  # what the e-mail of these words would have been


@all_representatives.get("")
@access(Access.ADMIN, again=True)
def listed() -> ResponseReturnValue:
    """Every hospital, and how many representatives it has."""
    with house().store.reading() as db:
        found = representatives.representatives(db)
        rows = [
            (place_of(one.id), one.name, sum(person.hospital == one.id for person in found))
            for one in hospitals.list_hospitals(db)
        ]
    return staff_page("representatives", folder="charity", rows=rows)


@all_representatives.get("/<hospital>")
@access(Access.ADMIN, again=True)
def of_hospital(hospital: str) -> ResponseReturnValue:
    """The representatives of one hospital."""
    return representatives_page(hospital)


def place_of(hospital: str) -> str:
    """Where the representatives of a hospital are."""
    return f"{_HOME}/{quote(hospital)}"


def hospital_of(db: Session, code: str) -> HospitalRecord:
    """The hospital of an address; not found where there is none."""
    found = next((one for one in hospitals.list_hospitals(db) if one.id == code), None)
    return found or abort(404)


def representatives_page(
    hospital: str,
    *,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
    email: str = "",
    told: Told | None = None,
) -> Response:
    """The screen of one hospital."""
    with house().store.reading() as db:
        name = hospital_of(db, hospital).name
        people = [_person(one) for one in representatives.representatives(db, hospital)]
    return staff_page(
        "representatives_of",
        folder="charity",
        errors=errors,
        status=status,
        hospital_name=name,
        people=people,
        email=email,
        told=told or Told(),
        address=place_of(hospital),
    )


def _person(record: StaffRecord) -> Person:
    state = (
        "Has opened the link." if record.state == State.ACTIVE else "Invited. Has not opened the link yet."
    )
    has_more = not representatives.is_only_representative(record)
    return Person(f"{place_of(record.hospital or '')}/{record.id.hex()}", record.email, state, has_more)


@all_representatives.post("/<hospital>/invite")
@access(Access.ADMIN, again=True)
def invite(hospital: str) -> ResponseReturnValue:
    """Invite one more."""
    email = request.form.get("email", "").strip()[:254]
    if not DoorForm(request.form).validate():
        return representatives_page(hospital, errors=(AGAIN,), status=400, email=email)
    try:
        demand_welcome(email)
        with house().store.writing() as db:
            hospital_of(db, hospital)
            record = make(db, email, hospital)
            note(db, "representative invited", {"hospital": hospital})
            email, token = record.email, token_of(record)
    except (StaffError, StaffExistsError) as fault:
        return representatives_page(hospital, errors=(email_error(fault),), status=422, email=email)
    return representatives_page(hospital, told=invited(hospital, email, token))


def demand_welcome(email: str) -> None:
    """Raise StaffError where we promised never to write to an address again, or it is none."""
    if not may_write_to(email):
        raise StaffError(NEVER)


def make(db: Session, email: str, hospital: str) -> StaffRecord:
    """A new representative. Raises StaffError, StaffExistsError."""
    return staff.add_staff(db, email, [Role.REPRESENTATIVE], hospital, house().random)


def token_of(record: StaffRecord) -> str:
    """What the link of an invitation ends with."""
    return make_invitation(record.id, record.epoch, house().settings.secret_keys[0])


def email_error(fault: Exception) -> PageError:
    """What is wrong with an address, at its box."""
    sentence = str(fault).rstrip(".")
    return PageError("#email", f"{sentence[:1].upper()}{sentence[1:]}.")


def invited(hospital: str, email: str, token: str, words: str = "", before: str = "") -> Told:
    """By e-mail, where we can; else the link is shown, for the admin to pass on."""
    link = f"{house().settings.base_url}/staff/invitation/{token}"
    with house().store.reading() as db:
        name = hospital_of(db, hospital).name
    try:
        sent = invite_representative(email, link, name)
    except MailError:
        return Told(f"{before}The e-mail could not be sent.", (email, link), words)
    if not sent:
        return Told(before.strip(), (email, link), words)
    return Told(f"{before}We have written to {email}.", None, words)


@all_representatives.post("/<hospital>/<person>/again")
@access(Access.ADMIN, again=True)
def invite_again(hospital: str, person: str) -> ResponseReturnValue:
    """A new link for somebody who lost hers."""
    if not DoorForm(request.form).validate():
        return representatives_page(hospital, errors=(AGAIN,), status=400)
    with house().store.writing() as db:
        record = demand_person(db, hospital, person)
        staff.invite_again(db, record)
        note(db, "representative invited again", {"hospital": hospital})
        email, token = record.email, token_of(record)
    return representatives_page(hospital, told=invited(hospital, email, token))


def demand_person(db: Session, hospital: str, person: str) -> StaffRecord:
    """A representative of this hospital and nothing else, held for change; not found for anybody else."""
    try:
        record = staff.for_change(db, bytes.fromhex(person))
    except ValueError:
        record = None
    is_hers = record is not None and record.hospital == hospital and staff.signs_in_by_link(record)
    return record if record is not None and is_hers else abort(404)
