"""Passkeys of staff: kept, found, used, taken away; and the challenges they answered, each good for once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_engine.records.database import insert_once
from survey_engine.records.staff_tables import StaffChallengeRecord, StaffPasskeyRecord
from survey_engine.sealing.challenges import expiry_of
from survey_engine.sealing.passkeys import NewPasskey, PasskeyHandle

MOST: Final = 10  # of one account
NAME_CHARACTERS: Final = 60


class PasskeyTakenError(Exception):
    """This passkey is kept already, for her or for somebody else (WebAuthn 7.1, step 26)."""


def add(session: Session, staff_id: bytes, made: NewPasskey, host: str, name: str, *, on: date) -> None:
    """Keep a new passkey of an account, under a name that she knows it by. Raises PasskeyTakenError."""
    was_free = insert_once(
        session,
        StaffPasskeyRecord,
        id=made.id,
        staff=staff_id,
        host=host,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=",".join(made.transports),
        name=name[:NAME_CHARACTERS],
        added_on=on,
    )
    if not was_free:
        raise PasskeyTakenError("this passkey is kept already")


def of(session: Session, staff_id: bytes) -> list[StaffPasskeyRecord]:
    """Return every passkey of an account, the oldest first."""
    statement = select(StaffPasskeyRecord).where(StaffPasskeyRecord.staff == staff_id)
    found = session.scalars(statement.order_by(StaffPasskeyRecord.added_on, StaffPasskeyRecord.id))
    return list(found)


def handles(records: list[StaffPasskeyRecord]) -> list[PasskeyHandle]:
    """Return how a browser finds them."""
    return [PasskeyHandle(one.id, tuple(filter(None, one.transports.split(",")))) for one in records]


def find(session: Session, passkey_id: bytes, host: str) -> StaffPasskeyRecord | None:
    """Return a passkey that works at this host; on PostgreSQL its row is held until the transaction ends."""
    found = session.get(StaffPasskeyRecord, passkey_id, with_for_update=True)
    return found if found is not None and found.host == host else None


def note_use(session: Session, record: StaffPasskeyRecord, sign_count: int) -> None:
    """Keep the count that the passkey told."""
    record.sign_count = sign_count
    session.flush()


def forget(session: Session, staff_id: bytes, passkey_id: bytes) -> bool:
    """Take a passkey of an account away; False where it has no such one."""
    statement = delete(StaffPasskeyRecord).where(
        StaffPasskeyRecord.staff == staff_id, StaffPasskeyRecord.id == passkey_id
    )
    return session.connection().execute(statement).rowcount == 1


def forget_all(session: Session, staff_id: bytes) -> None:
    """Take every passkey of an account away."""
    statement = delete(StaffPasskeyRecord).where(StaffPasskeyRecord.staff == staff_id)
    session.execute(statement.execution_options(synchronize_session=False))


def use_challenge(session: Session, challenge: bytes) -> bool:
    """Use a challenge up; False where it was used before."""
    digest = hashlib.sha256(challenge).digest()
    return insert_once(session, StaffChallengeRecord, digest=digest, expires=expiry_of(challenge))


def delete_expired(session: Session, now: int) -> int:
    """Forget challenges that are too old to be answered again; return how many. `now`: seconds since 1970."""
    statement = delete(StaffChallengeRecord).where(StaffChallengeRecord.expires <= now)
    return session.connection().execute(statement).rowcount
