"""Accounts of staff: who may do what, and at which hospital."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_engine.records import hospitals, passkeys
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff_tables import StaffCardRecord, StaffRecord, StaffSessionRecord

EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class Role(StrEnum):
    """What somebody does. One account may have several, within `check_roles`."""

    HOSPITAL = "hospital"  # hands out letters, sees counts of its own hospital
    ENTRY = "entry"  # keys forms on paper, for the charity
    ANALYST = "analyst"  # opens answers
    READER = "reader"  # reads released results
    REPRESENTATIVE = "representative"  # a patient representative of one hospital
    ADMIN = "admin"  # waves and accounts
    CONTACTS = "contacts"  # invites people to focus groups


class State(StrEnum):
    """Whether somebody can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    ENDED = "ended"


AT_A_HOSPITAL: Final = frozenset({Role.HOSPITAL, Role.REPRESENTATIVE})
NEVER_WITH_HOSPITAL: Final = frozenset({Role.ENTRY, Role.ANALYST})
# Whoever has names and numbers of people who answered must see no answer, and be of no hospital.
NEVER_WITH_CONTACTS: Final = frozenset({Role.ENTRY, Role.ANALYST, *AT_A_HOSPITAL})


class StaffError(ValueError):
    """An account cannot be made or changed like this; the message says why."""


class StaffExistsError(Exception):
    """There is an account of this e-mail address."""


class UnknownStaffError(LookupError):
    """There is no account of this e-mail address."""


class LastAdminError(Exception):
    """Nobody would be left who can invite others."""


def plain_email(typed: str) -> str:
    """Return an address as it is kept. Raises StaffError."""
    email = typed.strip().casefold()
    if len(email) > 254 or not EMAIL.fullmatch(email):
        raise StaffError("this is not an e-mail address; it looks like name@example.org")
    return email


def check_roles(roles: Iterable[Role], hospital: str | None) -> frozenset[Role]:
    """Return roles that may go together. Raises StaffError."""
    found = frozenset(roles)
    if not found:
        raise StaffError("an account needs a role")
    if Role.HOSPITAL in found and found & NEVER_WITH_HOSPITAL:
        raise StaffError("who hands out letters at a hospital never keys or opens answers")
    if Role.CONTACTS in found and found & NEVER_WITH_CONTACTS:
        raise StaffError("who invites people to focus groups is of no hospital, and keys or opens no answers")
    if found & AT_A_HOSPITAL and not hospital:
        raise StaffError("the roles hospital and representative belong to one hospital")
    if hospital and not found & AT_A_HOSPITAL:
        raise StaffError("only the roles hospital and representative belong to a hospital")
    return found


def add_staff(
    session: Session,
    email: str,
    roles: Iterable[Role],
    hospital: str | None,
    random: Callable[[int], bytes],
) -> StaffRecord:
    """Make an account that waits for its invitation to be taken up.

    Raises StaffError, StaffExistsError, UnknownHospitalError.
    """
    kept = plain_email(email)
    found = check_roles(roles, hospital)
    if hospital is not None:
        hospitals.hospital(session, hospital)
    if by_email(session, kept) is not None:
        raise StaffExistsError(f"there is an account of {kept} already")
    record = StaffRecord(
        id=random(16),
        email=kept,
        roles=",".join(sorted(found)),
        hospital=hospital,
        state=State.INVITED.value,
        epoch=0,
        totp_step=0,
    )
    session.add(record)
    session.flush()
    return record


def by_email(session: Session, email: str) -> StaffRecord | None:
    """Return the account of an address, ended or not."""
    return session.scalars(
        select(StaffRecord).where(StaffRecord.email == email.strip().casefold())
    ).one_or_none()


def staff(session: Session, email: str) -> StaffRecord:
    """Return the account of an address, held as `for_change` holds it. Raises UnknownStaffError."""
    found = by_email(session, email)
    record = for_change(session, found.id) if found is not None else None
    if record is None:
        raise UnknownStaffError(f"there is no account of {email}")
    return record


def by_id(session: Session, staff_id: bytes) -> StaffRecord | None:
    """Return an account."""
    return session.get(StaffRecord, staff_id)


def for_change(session: Session, staff_id: bytes) -> StaffRecord | None:
    """Return an account that nobody else changes until the transaction ends.

    So a link, a number of the app or a last second step is used once, by two requests of one moment too.
    """
    return session.get(StaffRecord, staff_id, with_for_update=True, populate_existing=True)


def list_staff(session: Session) -> list[StaffRecord]:
    """Return every account, by address."""
    return list(session.scalars(select(StaffRecord).order_by(StaffRecord.email)))


def roles_of(record: StaffRecord) -> frozenset[Role]:
    """Return what somebody does."""
    return frozenset(Role(one) for one in record.roles.split(","))


def signs_in_by_link(record: StaffRecord) -> bool:
    """Whether somebody is a patient representative and nothing else: she has no password, only links."""
    return roles_of(record) == {Role.REPRESENTATIVE} and record.state != State.ENDED


def use_link(session: Session, record: StaffRecord) -> None:
    """Use a representative's link up, and every other one; wherever else she is signed in ends."""
    record.state = State.ACTIVE.value
    record.epoch += 1
    _end_sessions(session, record.id)
    session.flush()


def end(session: Session, record: StaffRecord) -> None:
    """End an account: nobody can sign in with it, and whoever is signed in is out. Raises LastAdminError.

    That of a patient representative is gone, address and all: she is a patient.
    """
    _keep_an_admin(session, record)
    is_patient = signs_in_by_link(record)
    record.state = State.ENDED.value
    record.password, record.totp_sealed = None, None
    _cut(session, record)
    if is_patient:
        session.delete(record)
        session.flush()


def invite_again(session: Session, record: StaffRecord) -> None:
    """Let somebody set a new password and second step; what there was no longer works."""
    record.state = State.INVITED.value
    record.password, record.totp_sealed = None, None
    _cut(session, record)


def take_up(session: Session, record: StaffRecord, password_hash: str) -> None:
    """Set the password of somebody who was invited: her link has been used, and never works again."""
    record.password = password_hash
    record.state = State.ACTIVE.value
    _cut(session, record)


def change_password(session: Session, record: StaffRecord, password_hash: str) -> None:
    """Set another password: everywhere she is signed in ends; her second steps stay."""
    record.password = password_hash
    record.epoch += 1
    _end_sessions(session, record.id)
    session.flush()


def set_totp(session: Session, record: StaffRecord, sealed: bytes, step: int) -> None:
    """Set the authenticator app as the second step."""
    record.totp_sealed, record.totp_step, record.secured = sealed, step, True
    session.flush()


def use_number(session: Session, record: StaffRecord, step: int) -> None:
    """Use a number of her app up, and every earlier one. `record` was read for change."""
    record.totp_step = step
    session.flush()


def set_card(session: Session, record: StaffRecord, digests: Sequence[bytes]) -> None:
    """Put a new card in the place of any other."""
    record.secured = True
    _forget_card(session, record.id)
    session.add_all(StaffCardRecord(staff=record.id, digest=one) for one in digests)
    session.flush()


def use_card_code(session: Session, record: StaffRecord, digest: bytes) -> bool:
    """Use a code of her card up; False where there is no such code."""
    statement = delete(StaffCardRecord).where(
        StaffCardRecord.staff == record.id, StaffCardRecord.digest == digest
    )
    return session.connection().execute(statement).rowcount == 1


def card_codes_left(session: Session, record: StaffRecord) -> int:
    """Return how many codes of her card are unused."""
    statement = select(StaffCardRecord.digest).where(StaffCardRecord.staff == record.id)
    return len(session.scalars(statement).all())


def set_secured(session: Session, record: StaffRecord) -> None:
    """Note that she has a second step: a password alone sets no other from now on."""
    record.secured = True
    session.flush()


def forget_app(session: Session, record: StaffRecord) -> None:
    """Take the authenticator app away. `totp_step` stays: no number that was used works again."""
    record.totp_sealed = None
    session.flush()


def forget_card(session: Session, record: StaffRecord) -> None:
    """Take the card away."""
    _forget_card(session, record.id)


def _keep_an_admin(session: Session, record: StaffRecord) -> None:
    lock_until_commit(session, "admins")  # two who end each other at the same moment
    if Role.ADMIN not in roles_of(record) or record.state != State.ACTIVE:
        return
    others = [
        one
        for one in list_staff(session)
        if one.id != record.id and one.state == State.ACTIVE and Role.ADMIN in roles_of(one)
    ]
    if not others:
        raise LastAdminError("this is the last account that can invite others; invite another admin first")


def _cut(session: Session, record: StaffRecord) -> None:
    """End her links, her sessions, her card and her passkeys."""
    record.epoch += 1
    record.secured = False
    _forget_card(session, record.id)
    passkeys.forget_all(session, record.id)
    _end_sessions(session, record.id)
    session.flush()


def _end_sessions(session: Session, staff_id: bytes) -> None:
    session.execute(
        delete(StaffSessionRecord)
        .where(StaffSessionRecord.staff == staff_id)
        .execution_options(synchronize_session=False)
    )


def _forget_card(session: Session, staff_id: bytes) -> None:
    session.execute(
        delete(StaffCardRecord)
        .where(StaffCardRecord.staff == staff_id)
        .execution_options(synchronize_session=False)
    )
