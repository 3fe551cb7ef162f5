"""What came of a released slip: a word beside its random id, sealed, so that it says nothing by itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_engine.records.contacts import forget_statuses_without_slip
from survey_engine.records.staff_tables import ContactStatusRecord
from survey_engine.records.tables import SlipRecord
from survey_engine.records.waves import wave as wave_of
from survey_engine.sealing.kept_texts import NOTE_BYTES, open_text, seal_text


class Status(StrEnum):
    """How it stands with somebody who wants to take part in more.

    That somebody has died is kept as NO_CONTACT: nobody is told a reason, and none is kept.
    """

    CHECK = "check"  # to be checked before anybody calls: health can change fast
    CALLED = "called"
    COMING = "coming"
    NOT_ABLE = "not_able"
    NO_CONTACT = "no_contact"


NOT_TO_BE_CALLED: Final = frozenset({Status.NOT_ABLE, Status.NO_CONTACT})


def released_slips(session: Session, wave: str) -> list[tuple[bytes, bytes]]:
    """Return (id, sealed slip) of every slip of a wave that was released, by id."""
    statement = select(SlipRecord.id, SlipRecord.sealed).where(
        SlipRecord.wave == wave, SlipRecord.released_week.is_not(None)
    )
    return [(one.id, one.sealed) for one in session.execute(statement.order_by(SlipRecord.id))]


def statuses(session: Session, wave: str, master_key: bytes) -> dict[bytes, Status]:
    """Return how it stands, by the id of the slip; what is not there is to be checked."""
    statement = select(ContactStatusRecord).where(ContactStatusRecord.wave == wave)
    return {
        one.slip: Status(open_text(one.sealed, master_key, one.slip, wave).decode())
        for one in session.scalars(statement)
    }


def to_call(session: Session, wave: str, master_key: bytes) -> list[bytes]:
    """Return the released slips, sealed and by id, of those who may be called: for a file that leaves here.

    Whoever reads it elsewhere cannot know who has died, or asks to be left alone. Raises UnknownWaveError.
    """
    wave_of(session, wave)
    known = statuses(session, wave, master_key)
    return [
        sealed
        for slip, sealed in released_slips(session, wave)
        if known.get(slip, Status.CHECK) not in NOT_TO_BE_CALLED
    ]


def keep_status(session: Session, wave: str, slip: bytes, status: Status, master_key: bytes) -> bool:
    """Keep how it stands with a released slip; False where there is no such slip (any more)."""
    there = session.get(SlipRecord, slip)
    if there is None or there.wave != wave or there.released_week is None:
        return False
    sealed = seal_text(status.value.encode(), master_key, slip, wave, step=NOTE_BYTES)
    session.merge(ContactStatusRecord(slip=slip, wave=wave, sealed=sealed))
    session.flush()
    return True


def withdraw(session: Session, wave: str, slip: bytes) -> bool:
    """Delete a slip, and what came of it, because the person asks for it; False where it is gone already."""
    statement = delete(SlipRecord).where(SlipRecord.id == slip, SlipRecord.wave == wave)
    count = session.connection().execute(statement).rowcount
    forget_statuses_without_slip(session)
    return count == 1
