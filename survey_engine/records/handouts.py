"""Codes between their making and the moment their file was opened: a day at most, and sealed meanwhile."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_engine.records.tables import HandoutRecord

KEPT_SECONDS: Final = 24 * 60 * 60


def keep(session: Session, handout_id: bytes, hospital: str, wave: str, sealed: bytes, now: int) -> None:
    """Keep a sealed handout for a day. `now`: seconds since 1970."""
    session.add(
        HandoutRecord(id=handout_id, hospital=hospital, wave=wave, sealed=sealed, expires=now + KEPT_SECONDS)
    )
    session.flush()


def load(session: Session, handout_id: bytes, hospital: str, now: int) -> HandoutRecord | None:
    """Return a hospital's own handout, while its day lasts."""
    found = session.get(HandoutRecord, handout_id)
    return found if found and found.hospital == hospital and now < found.expires else None


def forget(session: Session, handout_id: bytes, hospital: str) -> bool:
    """Delete a hospital's own handout; False where it is gone already."""
    statement = delete(HandoutRecord).where(
        HandoutRecord.id == handout_id, HandoutRecord.hospital == hospital
    )
    return session.connection().execute(statement).rowcount == 1


def delete_expired(session: Session, now: int) -> int:
    """Delete what nobody confirmed within its day; return how many."""
    return session.connection().execute(delete(HandoutRecord).where(HandoutRecord.expires <= now)).rowcount
