"""Patient representatives of hospitals: who they are now, and to whom nobody writes again."""

from __future__ import annotations

import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.database import insert_once
from survey_engine.records.staff import Role, State, list_staff, plain_email, roles_of
from survey_engine.records.staff_tables import NeverWrittenRecord, StaffRecord
from survey_engine.sealing.keys import subkey


def representatives(session: Session, hospital: str | None = None) -> list[StaffRecord]:
    """Return the representatives of one hospital, or of all, by address. Who has ended is not among them."""
    return [
        one
        for one in list_staff(session)
        if Role.REPRESENTATIVE in roles_of(one)
        and one.state != State.ENDED
        and (hospital is None or one.hospital == hospital)
    ]


def is_only_representative(record: StaffRecord) -> bool:
    """Whether somebody is a patient representative and nothing else."""
    return roles_of(record) == {Role.REPRESENTATIVE}


def name_in_chain(record: StaffRecord) -> str:
    """What the audit chain calls somebody: a representative is a patient, so her address is not in it."""
    return f"a representative at {record.hospital}" if is_only_representative(record) else record.email


def never_write_again(session: Session, email: str, master_key: bytes) -> None:
    """Remember that nobody writes to an address again. The address itself is not kept."""
    insert_once(session, NeverWrittenRecord, digest=_digest(email, master_key))


def may_write(session: Session, email: str, master_key: bytes) -> bool:
    """Whether an address may be written to. Raises StaffError where it is none."""
    wanted = select(NeverWrittenRecord.digest).where(NeverWrittenRecord.digest == _digest(email, master_key))
    return session.scalars(wanted).first() is None


def _digest(email: str, master_key: bytes) -> bytes:
    """A keyed hash: whoever has the table alone cannot try addresses against it."""
    return hmac.digest(subkey(master_key, "never written to"), plain_email(email).encode(), "sha256")
