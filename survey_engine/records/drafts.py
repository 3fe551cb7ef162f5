"""Answers under way: sealed rows that change only by comparing what was there (two tabs lose nothing)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from survey_engine.records.database import insert_once
from survey_engine.records.tables import DraftRecord, WaveRecord

GRACE_DAYS = 7

# Made once and sent past the object mapper: each page of the survey runs both.
_DRAFT = DraftRecord.__table__
_LOAD = select(_DRAFT.c.sealed).where(_DRAFT.c.id == bindparam("draft_id"))
_SWAP = (
    update(DraftRecord)
    .where(_DRAFT.c.id == bindparam("draft_id"), _DRAFT.c.sealed == bindparam("old"))
    .values(sealed=bindparam("new"))
)


def load(session: Session, draft_id: bytes) -> bytes | None:
    """Return a draft's sealed bytes, or None where there is no such draft."""
    sealed: bytes | None = session.connection().execute(_LOAD, {"draft_id": draft_id}).scalar()
    return sealed


def create(session: Session, draft_id: bytes, wave: str, sealed: bytes, expires_week: str) -> bool:
    """Write a draft's first state; False where another tab was first."""
    return insert_once(session, DraftRecord, id=draft_id, wave=wave, sealed=sealed, expires_week=expires_week)


def swap(session: Session, draft_id: bytes, old: bytes, new: bytes) -> bool:
    """Write a draft's next state if it is still as it was read; else False: load, merge, try again."""
    values = {"draft_id": draft_id, "old": old, "new": new}
    return session.connection().execute(_SWAP, values).rowcount == 1


def delete(session: Session, draft_id: bytes) -> None:
    """Delete a draft, where there is one."""
    session.execute(
        delete_from(DraftRecord)
        .where(DraftRecord.id == draft_id)
        .execution_options(synchronize_session=False)
    )


def expires_week(closes_on: date) -> str:
    """Return the ISO week ("2027-W05") in which drafts of a wave with this last day have had their grace."""
    year, week, _ = (closes_on + timedelta(days=GRACE_DAYS)).isocalendar()
    return f"{year:04}-W{week:02}"


def keyed_week(closes_on: date, entry_until: date) -> str:
    """Return the week of a draft that was keyed from paper: its grace begins when no more paper is taken."""
    return expires_week(max(closes_on, entry_until))


def count_keyed(session: Session, wave: str, closes_on: date) -> int:
    """Return how many keyings of forms on paper wait: they have a later week than a patient's own drafts.

    A form has one keying, and a second one from the moment it is keyed again until it is sent. None is
    counted where paper is taken for no longer than patients answer.
    """
    later = DraftRecord.expires_week > expires_week(closes_on)
    counted = select(func.count()).select_from(DraftRecord).where(DraftRecord.wave == wave, later)
    return session.scalar(counted) or 0


def delete_expired(session: Session, today: date) -> int:
    """Delete drafts whose grace is over, unless their wave was extended since; return how many.

    `today` in London. A form on paper under way has a later week of its own.
    """
    return session.connection().execute(delete_from(DraftRecord).where(_is_over(today))).rowcount


def count_expired(session: Session, today: date) -> int:
    """Return how many drafts `delete_expired` would delete. Changes nothing."""
    return session.scalar(select(func.count()).select_from(DraftRecord).where(_is_over(today))) or 0


def _is_over(today: date) -> ColumnElement[bool]:
    year, week, _ = today.isocalendar()
    still_open = select(WaveRecord.id).where(WaveRecord.closes_on >= today - timedelta(days=GRACE_DAYS))
    over = DraftRecord.expires_week <= f"{year:04}-W{week:02}"
    return and_(over, DraftRecord.wave.not_in(still_open))
