"""Sent answers: one transaction that a submission is, and the sealed envelopes as they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from survey_engine.records import drafts
from survey_engine.records.database import insert_once, lock_until_commit
from survey_engine.records.tables import ResponseRecord, SpentRecord, WaveRecord
from survey_engine.records.waves import TAKING_ANSWERS, WaveClosedError, wave_lock
from survey_engine.sealing.envelope import Envelope

PORTION = 200  # envelopes of about 16 KB each


def is_spent(session: Session, nullifier: bytes) -> bool:
    """Say whether the code of this nullifier was used."""
    statement = select(SpentRecord.nullifier).where(SpentRecord.nullifier == nullifier)
    return session.scalar(statement) is not None


def send(
    session: Session,
    *,
    nullifier: bytes,
    wave: str,
    hospital: str,
    response_id: bytes,
    sealed: bytes,
    draft_id: bytes,
) -> bool:
    """Store one answer and delete its draft; False, with nothing written, where the code was used before.

    Never reads, locks or writes the invitation. Raises WaveClosedError once the wave's tally is made: an
    envelope after that would belong to no digest. The caller commits; until then nothing has happened.
    """
    lock_until_commit(session, wave_lock(wave), shared=True)
    state = session.scalar(select(WaveRecord.state).where(WaveRecord.id == wave))
    if state not in TAKING_ANSWERS:
        raise WaveClosedError(f"wave {wave} takes no more answers")
    if not insert_once(session, SpentRecord, nullifier=nullifier, wave=wave):
        return False
    session.execute(
        insert(ResponseRecord).values(id=response_id, wave=wave, hospital=hospital, sealed=sealed)
    )
    drafts.delete(session, draft_id)
    return True


def envelopes(session: Session, wave: str) -> Iterator[Envelope]:
    """Yield a wave's sealed answers sorted by id. The caller makes sure that the wave is closed.

    Read a portion at a time by key, so that memory stays small and no transaction stays open meanwhile.
    """
    columns = (ResponseRecord.id, ResponseRecord.hospital, ResponseRecord.sealed)
    ordered = select(*columns).where(ResponseRecord.wave == wave).order_by(ResponseRecord.id)
    last = b""
    while True:
        portion = session.execute(ordered.where(ResponseRecord.id > last).limit(PORTION)).all()
        for response_id, hospital, sealed in portion:
            yield Envelope(response_id, hospital, sealed)
        if len(portion) < PORTION:
            return
        last = portion[-1][0]
