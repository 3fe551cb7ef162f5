"""Overdue reviews of pledges that nobody was reminded of in the last month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.analysis.pledge import ReviewDue, overdue, review_day
from survey_engine.records import hospitals, pledges, staff
from survey_engine.records.database import lock_until_commit
from survey_engine.records.pledge_tables import PledgeActionRecord
from survey_engine.records.pledges import key_of
from survey_engine.records.staff import Role, State
from survey_engine.records.staff_tables import StaffRecord


@dataclass(frozen=True, slots=True)
class PledgeReminder:
    """One letter to the leads of a hospital: which reviews are overdue, by the number of their action."""

    hospital: str
    wave: str
    to: tuple[str, ...]
    reviews: tuple[tuple[int, ReviewDue], ...]


def claim(session: Session, today: date) -> list[PledgeReminder]:
    """Return the reminders to send now, and note that they were: of each action at most one a month.

    A hospital without anybody to write to is passed over, and comes again when there is somebody. Needs a
    writing session; two processes never claim the same.
    """
    lock_until_commit(session, "pledge reminders")
    found = []
    for kept in pledges.every(session):
        pledge = kept.pledge
        to = leads(session, pledge.hospital)
        numbers = {one.id: number for number, one in enumerate(pledge.actions, start=1)}
        late = [one for one in overdue(pledge, today) if to and _is_time(session, one.action, today)]
        for one in late:
            _record(session, one.action).reminded_on = today
        if late:
            reviews = tuple((numbers[one.action], one) for one in late)
            found.append(PledgeReminder(pledge.hospital, pledge.wave, to, reviews))
    session.flush()
    return found


def let_go(session: Session, reminder: PledgeReminder) -> None:
    """Undo a claim whose letters could not be sent to anybody."""
    for _number, one in reminder.reviews:
        _record(session, one.action).reminded_on = None


def leads(session: Session, hospital: str) -> tuple[str, ...]:
    """The addresses of those who work at a hospital with the survey and can sign in."""
    hospitals.hospital(session, hospital)
    wanted = select(StaffRecord).where(
        StaffRecord.hospital == hospital, StaffRecord.state == State.ACTIVE.value
    )
    return tuple(
        one.email
        for one in session.scalars(wanted.order_by(StaffRecord.email))
        if Role.HOSPITAL in staff.roles_of(one)
    )


def _is_time(session: Session, action: str, today: date) -> bool:
    reminded_on = _record(session, action).reminded_on
    return reminded_on is None or review_day(reminded_on, 1) <= today


def _record(session: Session, action: str) -> PledgeActionRecord:
    return session.get_one(PledgeActionRecord, key_of(action))
