"""Accounts of staff: invite, invite again, end. For admins, who type their password once more."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField

from survey_engine.records import hospitals, representatives, staff
from survey_engine.records.staff import LastAdminError, Role, StaffError, StaffExistsError, State
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.sealing.invitations import make_invitation
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.mail import MailError, send_invitation
from survey_engine.web.representative_letters import NEVER, invite_representative
from survey_engine.web.staff_sitting import note, staff_page

accounts = Blueprint("accounts", __name__, url_prefix="/charity/accounts")

ROLES = {
    Role.HOSPITAL: "Hospital: hands out letters and sees counts",
    Role.ENTRY: "Entry: types in forms on paper, for the charity",
    Role.ANALYST: "Analyst: opens answers",
    Role.READER: "Reader: reads results that were released",
    Role.REPRESENTATIVE: "Patient representative of one hospital",
    Role.ADMIN: "Admin: waves and accounts",
    Role.CONTACTS: "Contacts: invites people to focus groups",
}
STATES = {State.INVITED: "invited", State.ACTIVE: "active", State.ENDED: "ended"}


class InviteForm(DoorForm):
    """Whom to invite."""

    email = StringField()
    hospital = StringField()
    roles = SelectMultipleField(validate_choice=False)


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the list."""

    email: str
    roles: str
    hospital: str
    state: str
    is_ended: bool


@accounts.get("")
@access(Access.ADMIN, again=True)
def listed() -> ResponseReturnValue:
    """Everyone who can sign in, or could."""
    return _page()


def _page(
    *,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
    email: str = "",
    chosen: tuple[str, ...] = (),
    hospital: str = "",
    link: tuple[str, str] | None = None,
    told: str = "",
) -> Response:
    with house().store.reading() as db:
        found = [_line(one) for one in staff.list_staff(db)]
        places = [(one.id, one.name) for one in hospitals.list_hospitals(db)]
    return staff_page(
        "accounts",
        folder="charity",
        errors=errors,
        status=status,
        accounts=found,
        hospitals=places,
        roles=[(role.value, words) for role, words in ROLES.items()],
        email=email,
        chosen=chosen,
        hospital=hospital,
        link=link,
        told=told,
    )


def _line(record: StaffRecord) -> Account:
    return Account(
        email=record.email,
        roles=", ".join(sorted(role.value for role in staff.roles_of(record))),
        hospital=record.hospital or "",
        state=STATES[State(record.state)],
        is_ended=record.state == State.ENDED,
    )


@accounts.post("/invite")
@access(Access.ADMIN, again=True)
def invite() -> ResponseReturnValue:
    """Make an account, and a link for it."""
    form = InviteForm(request.form)
    email, hospital = (form.email.data or "").strip()[:254], form.hospital.data or ""
    chosen = tuple(one for one in form.roles.data or () if one in set(Role))

    def again(sentence: str, status: int = 422) -> Response:
        error = PageError("#email", sentence)
        return _page(errors=(error,), status=status, email=email, chosen=chosen, hospital=hospital)

    if not form.validate():
        return again("Please press the button again.", 400)
    try:
        with house().store.writing() as db:
            roles = [Role(one) for one in chosen]
            record = staff.add_staff(db, email, roles, hospital or None, house().random)
            if not representatives.may_write(db, record.email, house().settings.master_key):
                raise StaffError(NEVER.rstrip("."))
            name = representatives.name_in_chain(record)
            note(db, "account invited", {"email": name, "roles": record.roles, "hospital": record.hospital})
            token, address, at = _token(record), record.email, _seat(record)
    except (StaffError, StaffExistsError, hospitals.UnknownHospitalError) as error:
        sentence = str(error)
        return again(f"{sentence[:1].upper()}{sentence[1:]}.")
    return _told(address, token, at)


def _seat(record: StaffRecord) -> str:
    """The hospital of a patient representative, whose letter asks for no password; "" for all others."""
    return (record.hospital or "") if representatives.is_only_representative(record) else ""


def _token(record: StaffRecord) -> str:
    return make_invitation(record.id, record.epoch, house().settings.secret_keys[0])


def _told(email: str, token: str, at: str) -> Response:
    """By e-mail, where we can; else the link is shown, for the admin to pass on."""
    link = f"{house().settings.base_url}/staff/invitation/{token}"
    try:
        sent = invite_representative(email, link, _name_of(at)) if at else send_invitation(email, link)
    except MailError:
        return _page(link=(email, link), told="The e-mail could not be sent.")
    return _page(told=f"We have written to {email}.") if sent else _page(link=(email, link))


def _name_of(hospital: str) -> str:
    with house().store.reading() as db:
        return hospitals.hospital(db, hospital).name


@accounts.post("/again")
@access(Access.ADMIN, again=True)
def invite_again() -> ResponseReturnValue:
    """A new link for somebody who lost hers, her password or her second step."""
    record = _named()
    if record is None:
        return _page(status=422, errors=(PageError("", "Choose an account of the list."),))
    with house().store.writing() as db:
        current = staff.staff(db, record)
        staff.invite_again(db, current)
        note(db, "account invited again", {"email": representatives.name_in_chain(current)})
        token, email, at = _token(current), current.email, _seat(current)
    return _told(email, token, at)


@accounts.post("/end")
@access(Access.ADMIN, again=True)
def end() -> ResponseReturnValue:
    """End an account at once."""
    email = _named()
    if email is None:
        return _page(status=422, errors=(PageError("", "Choose an account of the list."),))
    try:
        with house().store.writing() as db:
            current = staff.staff(db, email)
            name = representatives.name_in_chain(current)
            staff.end(db, current)
            note(db, "account ended", {"email": name})
    except LastAdminError:
        sentence = "This is the last admin. Invite another one first."
        return _page(status=422, errors=(PageError("", sentence),))
    return _page(told=f"The account of {email} has ended.")


def _named() -> str | None:
    """The address that a button of the list names."""
    email = request.form.get("email", "")
    if not DoorForm(request.form).validate():
        return None
    with house().store.reading() as db:
        record = staff.by_email(db, email)
        return record.email if record is not None else None
