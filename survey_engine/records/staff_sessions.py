"""Who is signed in: rows that end by themselves, by signing out, and when an account is changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_engine.records.staff import Role, State, roles_of
from survey_engine.records.staff_tables import StaffRecord, StaffSessionRecord

IDLE_SECONDS: Final = 60 * 60
LONGEST_SECONDS: Final = 10 * 60 * 60
HALF_SECONDS: Final = 30 * 60  # from the password to the second step; a card wants printing
CONFIRMED_SECONDS: Final = 10 * 60
_TOUCH_SECONDS: Final = 60  # how exact `seen` is: not every page writes
_HANDLE_SYMBOLS: Final = 16


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
    is_confirmed: bool  # typed her password, or used her passkey, in the last minutes


@dataclass(frozen=True, slots=True)
class Sitting:
    """A browser somebody is signed in with. Seconds since 1970, `seen` to the minute."""

    handle: str  # names it on a page; opens nothing
    started: int
    seen: int


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
    if _is_over(kept, now) or kept.epoch != record.epoch or record.state != State.ACTIVE:
        return None
    return SignedIn(
        staff=record.id,
        email=record.email,
        roles=roles_of(record),
        hospital=record.hospital,
        stage=Stage(kept.stage),
        is_confirmed=now - kept.confirmed <= CONFIRMED_SECONDS,
    )


def _is_over(kept: StaffSessionRecord, now: int) -> bool:
    longest = LONGEST_SECONDS if kept.stage == Stage.FULL else HALF_SECONDS
    return now - kept.started > longest or now - kept.seen > IDLE_SECONDS


def handle_of(token: str) -> str:
    """Return what a page calls the session of a token."""
    return digest_of(token).hex()[:_HANDLE_SYMBOLS]


def sittings(session: Session, record: StaffRecord, now: int) -> list[Sitting]:
    """Return where somebody is signed in, the latest first."""
    statement = select(StaffSessionRecord).where(
        StaffSessionRecord.staff == record.id, StaffSessionRecord.epoch == record.epoch
    )
    found = [one for one in session.scalars(statement) if not _is_over(one, now) and one.stage == Stage.FULL]
    return [
        Sitting(one.digest.hex()[:_HANDLE_SYMBOLS], one.started, one.seen)
        for one in sorted(found, key=lambda one: (-one.seen, one.digest))
    ]


def finish_one(session: Session, record: StaffRecord, handle: str) -> bool:
    """End one session of somebody by its handle; False where she has none such."""
    mine = session.scalars(select(StaffSessionRecord).where(StaffSessionRecord.staff == record.id))
    found = [one for one in mine if one.digest.hex()[:_HANDLE_SYMBOLS] == handle]
    for one in found:
        session.delete(one)
    session.flush()
    return bool(found)


def finish_others(session: Session, record: StaffRecord, token: str) -> None:
    """End every session of somebody but this one."""
    statement = delete(StaffSessionRecord).where(
        StaffSessionRecord.staff == record.id, StaffSessionRecord.digest != digest_of(token)
    )
    session.execute(statement.execution_options(synchronize_session=False))


def touch(session: Session, token: str, now: int) -> None:
    """Note that she is still there, at most once a minute."""
    statement = (
        update(StaffSessionRecord)
        .where(StaffSessionRecord.digest == digest_of(token), StaffSessionRecord.seen < now - _TOUCH_SECONDS)
        .values(seen=now)
    )
    session.execute(statement.execution_options(synchronize_session=False))


def confirm(session: Session, token: str, now: int) -> None:
    """Note that she has typed her password again, or used her passkey."""
    statement = update(StaffSessionRecord).where(StaffSessionRecord.digest == digest_of(token))
    session.execute(statement.values(confirmed=now, seen=now).execution_options(synchronize_session=False))


def finish(session: Session, token: str) -> None:
    """End one session."""
    statement = delete(StaffSessionRecord).where(StaffSessionRecord.digest == digest_of(token))
    session.execute(statement.execution_options(synchronize_session=False))


def delete_over(session: Session, now: int) -> int:
    """Delete sessions that have ended; return how many."""
    is_half = StaffSessionRecord.stage == Stage.PASSWORD.value
    statement = delete(StaffSessionRecord).where(
        (StaffSessionRecord.started < now - LONGEST_SECONDS)
        | (StaffSessionRecord.seen < now - IDLE_SECONDS)
        | (is_half & (StaffSessionRecord.started < now - HALF_SECONDS))
    )
    return session.connection().execute(statement).rowcount
