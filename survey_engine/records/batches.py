"""Batches of forms on paper: who began one, and how many forms of it were keyed and sent. Never which.

The counts are written when somebody puts a batch down, not with each form: a row that changed together with
an answer would carry its mark.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_engine.records import waves
from survey_engine.records.database import insert_once
from survey_engine.records.staff_tables import BatchRecord
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import LONDON, Phase, State

_PHASES = (Phase.OPEN, Phase.GRACE, Phase.ENTRY)


def takes_forms(wave: WaveRecord, now: datetime) -> bool:
    """Say whether paper and telephone may be keyed: from the first day until `entry_until`.

    Not once the lead has ticked that all paper is in, and never for a pilot. `now` is aware.
    """
    if waves.is_pilot(wave) or wave.state != State.OPEN:
        return False
    return waves.phase(wave, now) in _PHASES and now.astimezone(LONDON).date() <= wave.entry_until


def begin(session: Session, name: str, wave: str, staff: bytes, on: date) -> bool:
    """Keep a new batch; False where its name is taken."""
    return insert_once(session, BatchRecord, name=name, wave=wave, staff=staff, begun_on=on, keyed=0, sent=0)


def batch(session: Session, name: str) -> BatchRecord | None:
    """Return a batch by its name."""
    return session.get(BatchRecord, name)


def batches_of(session: Session, staff: bytes) -> list[BatchRecord]:
    """Return the batches that somebody began, the latest first."""
    own = select(BatchRecord).where(BatchRecord.staff == staff)
    return list(session.scalars(own.order_by(BatchRecord.begun_on.desc(), BatchRecord.name)))


def add_counts(session: Session, name: str, *, keyed: int, sent: int) -> None:
    """Add to the counts of a batch, when it is put down."""
    session.execute(
        update(BatchRecord)
        .where(BatchRecord.name == name)
        .values(keyed=BatchRecord.keyed + keyed, sent=BatchRecord.sent + sent)
        .execution_options(synchronize_session=False)
    )
