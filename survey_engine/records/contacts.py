"""Focus-group contact slips: sealed, joined to nothing, released in batches, deleted on the day they name.

A slip names its hospital and consent inside. Its row holds no day: only the week in which it is deleted, the
same for every slip of a wave, and the week in which its whole batch was released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey_engine.records.database import insert_once, lock_until_commit
from survey_engine.records.staff_tables import ContactStatusRecord
from survey_engine.records.tables import HospitalRecord, InvitationRecord, SlipRecord, WaveRecord
from survey_engine.records.waves import TAKING_ANSWERS, is_pilot, wave, wave_lock

FEWEST = 3  # of a batch, over all hospitals: one or two names would tell when they were given
KEPT_WEEKS = 52  # after the last day for paper: a report, a goal meeting and its results fit in


class NothingToReleaseError(Exception):
    """Too few slips wait, or a batch went out this week; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Taker:
    """A wave that takes slips."""

    wave: str
    recipient: str
    delete_on: date  # the last day on which a slip of today is kept
    hospitals: tuple[tuple[str, str], ...]  # (code, name) of those it asks, by name


def week_of(day: date) -> str:
    """Return the ISO week of a day, as "2027-W05"."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def takers(session: Session) -> list[Taker]:
    """Return the waves that take slips now, the one that opened last first."""
    statement = (
        select(WaveRecord)
        .where(WaveRecord.state.in_([one.value for one in TAKING_ANSWERS]))
        .where(WaveRecord.contacts_recipient.is_not(None))
        .order_by(WaveRecord.opens_on.desc(), WaveRecord.id)
    )
    return [
        Taker(one.id, one.contacts_recipient, _last_day(one.entry_until), _hospitals_of(session, one.id))
        for one in session.scalars(statement)
        if one.contacts_recipient and not is_pilot(one)
    ]


def _hospitals_of(session: Session, code: str) -> tuple[tuple[str, str], ...]:
    invited = select(InvitationRecord.hospital).where(InvitationRecord.wave == code).distinct()
    statement = (
        select(HospitalRecord.id, HospitalRecord.name)
        .where(HospitalRecord.id.in_(invited))
        .order_by(HospitalRecord.name)
    )
    return tuple((one.id, one.name) for one in session.execute(statement))


def _last_day(entry_until: date) -> date:
    """The Sunday of the week in which a slip is deleted."""
    day = entry_until + timedelta(weeks=KEPT_WEEKS)
    return day + timedelta(days=7 - day.isoweekday())


def add_slip(session: Session, slip_id: bytes, wave: str, sealed: bytes, delete_on: date) -> bool:
    """Store one sealed slip under its id; False where it is there already (a button pressed twice)."""
    values = {"id": slip_id, "wave": wave, "sealed": sealed, "expires_week": week_of(delete_on)}
    return insert_once(session, SlipRecord, **values)


def release(session: Session, code: str, today: date) -> list[bytes]:
    """Mark every waiting slip of a wave as released this week, and return them by their random ids.

    While the wave takes answers, at least FEWEST must wait, and a week has one batch; afterwards everyone who
    is left is released. Raises UnknownWaveError, NothingToReleaseError.
    """
    record = wave(session, code)
    lock_until_commit(session, wave_lock(code))
    week = week_of(today)
    waiting = SlipRecord.wave == code, SlipRecord.released_week.is_(None)
    found = list(session.scalars(select(SlipRecord.sealed).where(*waiting).order_by(SlipRecord.id)))
    if record.state in TAKING_ANSWERS:
        _demand_batch(session, code, week, len(found))
    elif not found:
        raise NothingToReleaseError(f"No slip of wave {code} is left to release.")
    statement = update(SlipRecord).where(*waiting).values(released_week=week)
    session.execute(statement.execution_options(synchronize_session=False))
    return found


def _demand_batch(session: Session, code: str, week: str, count: int) -> None:
    of_week = select(func.count()).select_from(SlipRecord)
    of_week = of_week.where(SlipRecord.wave == code, SlipRecord.released_week == week)
    if session.scalar(of_week):
        raise NothingToReleaseError(
            f"A batch of wave {code} was released this week. The next can be released from Monday on."
        )
    if count < FEWEST:
        raise NothingToReleaseError(
            f"Fewer than {FEWEST} people wait. So few could show who answered when. Try again next week; "
            "when the wave is closed, everyone who is left is released."
        )


def released(session: Session, code: str) -> list[bytes]:
    """Return every slip that was released before, should its file be lost. Raises UnknownWaveError."""
    wave(session, code)
    statement = select(SlipRecord.sealed).where(
        SlipRecord.wave == code, SlipRecord.released_week.is_not(None)
    )
    return list(session.scalars(statement.order_by(SlipRecord.id)))


def delete_expired(session: Session, today: date) -> int:
    """Delete the slips whose last week is over, and what came of them; return how many."""
    statement = delete(SlipRecord).where(SlipRecord.expires_week < week_of(today))
    count = session.connection().execute(statement).rowcount
    if count:
        forget_statuses_without_slip(session)
    return count


def forget_statuses_without_slip(session: Session) -> None:
    """Delete what came of slips that are gone."""
    there = select(SlipRecord.id)
    gone = delete(ContactStatusRecord).where(ContactStatusRecord.slip.not_in(there))
    session.execute(gone.execution_options(synchronize_session=False))


def waves_with_slips(session: Session) -> list[str]:
    """Return the waves that take slips or have some, by code."""
    have = set(session.scalars(select(SlipRecord.wave).distinct()))
    return sorted(have | {one.wave for one in takers(session)})


def count_expired(session: Session, today: date) -> int:
    """Return how many slips `delete_expired` would delete. Changes nothing."""
    over = select(func.count()).select_from(SlipRecord).where(SlipRecord.expires_week < week_of(today))
    return session.scalar(over) or 0


def slips(session: Session, code: str) -> Sequence[bytes]:
    """Return a wave's sealed slips, released or not, sorted by their random ids."""
    statement = select(SlipRecord.sealed).where(SlipRecord.wave == code).order_by(SlipRecord.id)
    return list(session.scalars(statement))
