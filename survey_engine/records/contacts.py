"""Focus-group contact slips: sealed, joined to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from survey_engine.records.tables import SlipRecord


def add_slip(session: Session, slip_id: bytes, wave: str, sealed: bytes) -> None:
    """Store one sealed contact slip under a random id."""
    session.execute(insert(SlipRecord).values(id=slip_id, wave=wave, sealed=sealed))


def slips(session: Session, wave: str) -> Iterator[bytes]:
    """Yield a wave's sealed slips sorted by their random ids."""
    statement = select(SlipRecord.sealed).where(SlipRecord.wave == wave).order_by(SlipRecord.id)
    yield from session.scalars(statement)
