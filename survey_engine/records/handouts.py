"""What was just made, until its file was opened: a day at most, and sealed meanwhile.

While it is still being made its row waits empty; who comes back sees that from any process of the server.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey_engine.records.staff_tables import HandoutRecord

KEPT_SECONDS: Final = 24 * 60 * 60
BEING_MADE: Final = b""


class HandoutGoneError(LookupError):
    """Nobody waits for it any more: what was made must be given up."""


def keep(session: Session, handout_id: bytes, hospital: str, wave: str, sealed: bytes, now: int) -> None:
    """Keep a sealed handout, or BEING_MADE, for a day. `now`: seconds since 1970."""
    session.add(
        HandoutRecord(id=handout_id, hospital=hospital, wave=wave, sealed=sealed, expires=now + KEPT_SECONDS)
    )
    session.flush()


def complete(session: Session, handout_id: bytes, sealed: bytes) -> None:
    """Put what was made where it is waited for. Raises HandoutGoneError."""
    waits = HandoutRecord.id == handout_id, HandoutRecord.sealed == BEING_MADE
    if session.connection().execute(update(HandoutRecord).where(*waits).values(sealed=sealed)).rowcount != 1:
        raise HandoutGoneError("nobody waits for it")


def load(session: Session, handout_id: bytes, now: int) -> HandoutRecord | None:
    """Return a handout, while its day lasts."""
    found = session.get(HandoutRecord, handout_id)
    return found if found and now < found.expires else None


def began(record: HandoutRecord) -> int:
    """When it was asked for, in seconds since 1970."""
    return record.expires - KEPT_SECONDS


def forget(session: Session, handout_id: bytes) -> bool:
    """Delete a handout; False where it is gone already."""
    statement = delete(HandoutRecord).where(HandoutRecord.id == handout_id)
    return session.connection().execute(statement).rowcount == 1


def delete_expired(session: Session, now: int) -> int:
    """Delete what nobody confirmed within its day; return how many."""
    return session.connection().execute(delete(HandoutRecord).where(HandoutRecord.expires <= now)).rowcount


def count_expired(session: Session, now: int) -> int:
    """Return how many handouts `delete_expired` would delete. Changes nothing."""
    over = select(func.count()).select_from(HandoutRecord).where(HandoutRecord.expires <= now)
    return session.scalar(over) or 0
