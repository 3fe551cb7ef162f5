"""Lists and counts of the comments under review: nothing here opens one."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_engine.records.comments import WHOLE_DAYS_ALONE, Concern, Kind, State
from survey_engine.records.staff_tables import CommentRecord


def waves_with_comments(session: Session) -> list[str]:
    """Return the waves that have comments, by code."""
    statement = select(CommentRecord.wave).distinct().order_by(CommentRecord.wave)
    return list(session.scalars(statement))


def ids_of(session: Session, wave: str, state: State, *, besides: bytes | None = None) -> list[bytes]:
    """Return the ids of a wave's rows in a state, those with an open concern left out, by id.

    `besides`: an account whose own work is left out.
    """
    statement = select(CommentRecord.id).where(
        CommentRecord.wave == wave, CommentRecord.state == state, CommentRecord.concern != Concern.OPEN
    )
    if besides is not None:
        statement = statement.where(CommentRecord.reviewer != besides)
    return list(session.scalars(statement.order_by(CommentRecord.id)))


def overdue(session: Session, wave: str, today: date) -> list[bytes]:
    """Return the ids of those that the second person has had for 48 hours or more, by id."""
    statement = select(CommentRecord.id).where(
        CommentRecord.wave == wave,
        CommentRecord.state == State.SECOND,
        CommentRecord.ready_on < today - timedelta(days=WHOLE_DAYS_ALONE),
    )
    return list(session.scalars(statement.order_by(CommentRecord.id)))


def worries(session: Session, wave: str) -> list[bytes]:
    """Return the ids of those that somebody is worried about, by id."""
    statement = select(CommentRecord.id).where(
        CommentRecord.wave == wave, CommentRecord.concern == Concern.OPEN
    )
    return list(session.scalars(statement.order_by(CommentRecord.id)))


def counts(session: Session, wave: str) -> dict[tuple[Kind, State, Concern], int]:
    """Return how many rows of a wave are where."""
    columns = (CommentRecord.kind, CommentRecord.state, CommentRecord.concern)
    statement = select(*columns, func.count()).where(CommentRecord.wave == wave).group_by(*columns)
    return {
        (Kind(kind), State(state), Concern(concern)): count
        for kind, state, concern, count in session.execute(statement)
    }


def named(session: Session, wave: str) -> dict[tuple[str, str], int]:
    """Return how many comments came in, by question and hospital; under "" those without a hospital."""
    columns = (CommentRecord.question, CommentRecord.hospital)
    statement = select(*columns, func.count()).where(
        CommentRecord.wave == wave, CommentRecord.kind == Kind.COMMENT
    )
    found = session.execute(statement.group_by(*columns))
    return {(question, hospital or ""): count for question, hospital, count in found}


def unfinished(session: Session, wave: str) -> int:
    """Return how many comments of a wave are neither released nor put aside: a purge would delete them."""
    statement = select(func.count()).select_from(CommentRecord).where(CommentRecord.wave == wave)
    return session.scalar(statement.where(CommentRecord.state.in_([State.WAITING, State.SECOND]))) or 0
