"""Who is signed in: rows that end by themselves, by signing out, and when an account is changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_engine.records.staff import Role, State, roles_of
from survey_engine.records.tables import StaffRecord, StaffSessionRecord

IDLE_SECONDS: Final = 60 * 60
LONGEST_SECONDS: Final = 10 * 60 * 60
CONFIRMED_SECONDS: Final = 10 * 60
_TOUCH_SECONDS: Final = 60  # how exact `seen` is: not every page writes


class Stage(StrEnum):
    """How far somebody has signed in."""

    PASSWORD = "password"  # noqa: S105 - a name: the second step is still to come
    FULL = "full"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in, for one request."""

    staff: bytes
    email: str
    roles: frozenset[Role]
    hospital: str | None
    stage: Stage
    is_confirmed: bool  # typed her password in the last minutes


def digest_of(token: str) -> bytes:
    """Return what is kept of the cookie's token."""
    return hashlib.sha256(token.encode()).digest()


def begin(session: Session, record: StaffRecord, token: str, stage: Stage, now: int) -> None:
    """Keep a new session. `now`: seconds since 1970."""
    session.add(
        StaffSessionRecord(
            digest=digest_of(token),
            staff=record.id,
            epoch=record.epoch,
            stage=stage.value,
            started=now,
            seen=now,
            confirmed=now,
        )
    )
    session.flush()


def find(session: Session, token: str, now: int) -> SignedIn | None:
    """Return who holds the token, where her session has not ended."""
    statement = (
        select(StaffSessionRecord, StaffRecord)
        .join(StaffRecord, StaffRecord.id == StaffSessionRecord.staff)
        .where(StaffSessionRecord.digest == digest_of(token))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        return None
    kept, record = found
    is_over = now - kept.started > LONGEST_SECONDS or now - kept.seen > IDLE_SECONDS
    if is_over or kept.epoch != record.epoch or record.state != State.ACTIVE:
        return None
    return SignedIn(
        staff=record.id,
        email=record.email,
        roles=roles_of(record),
        hospital=record.hospital,
        stage=Stage(kept.stage),
        is_confirmed=now - kept.confirmed <= CONFIRMED_SECONDS,
    )


def touch(session: Session, token: str, now: int) -> None:
    """Note that she is still there, at most once a minute."""
    statement = (
        update(StaffSessionRecord)
        .where(StaffSessionRecord.digest == digest_of(token), StaffSessionRecord.seen < now - _TOUCH_SECONDS)
        .values(seen=now)
    )
    session.execute(statement.execution_options(synchronize_session=False))


def confirm(session: Session, token: str, now: int) -> None:
    """Note that she has typed her password again."""
    statement = update(StaffSessionRecord).where(StaffSessionRecord.digest == digest_of(token))
    session.execute(statement.values(confirmed=now, seen=now).execution_options(synchronize_session=False))


def finish(session: Session, token: str) -> None:
    """End one session."""
    statement = delete(StaffSessionRecord).where(StaffSessionRecord.digest == digest_of(token))
    session.execute(statement.execution_options(synchronize_session=False))


def delete_over(session: Session, now: int) -> int:
    """Delete sessions that have ended; return how many."""
    statement = delete(StaffSessionRecord).where(
        (StaffSessionRecord.started < now - LONGEST_SECONDS) | (StaffSessionRecord.seen < now - IDLE_SECONDS)
    )
    return session.connection().execute(statement).rowcount
