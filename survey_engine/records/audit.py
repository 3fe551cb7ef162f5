"""What staff did: an append-only chain in which each entry holds the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.database import lock_until_commit
from survey_engine.records.tables import AuditRecord

FIRST = "0" * 64


def append(
    session: Session, actor: str, event: str, details: Mapping[str, object], *, on: date
) -> AuditRecord:
    """Add an entry, with the day and never the time. `details` hold nothing of a patient and no code."""
    lock_until_commit(session, "audit")
    last = session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).first()
    record = AuditRecord(
        number=last.number + 1 if last else 1,
        on_date=on,
        actor=actor,
        event=event,
        details=json.dumps(dict(details), ensure_ascii=False, sort_keys=True),
        before=last.hash if last else FIRST,
    )
    record.hash = _hash(record)
    session.add(record)
    session.flush()
    return record


def entries(session: Session) -> list[AuditRecord]:
    """Return the whole chain, oldest first."""
    return list(session.scalars(select(AuditRecord).order_by(AuditRecord.number)))


def latest(session: Session, event: str) -> AuditRecord | None:
    """Return the last entry of an event; None where there is none."""
    found = select(AuditRecord).where(AuditRecord.event == event).order_by(AuditRecord.number.desc()).limit(1)
    return session.scalars(found).first()


def verify_chain(session: Session) -> int | None:
    """Return the number of the first entry that does not fit; None where the chain is whole.

    An end cut off cannot be seen from inside: compare the last hash with the one a trustee keeps.
    """
    before = FIRST
    for number, record in enumerate(entries(session), start=1):
        if record.number != number or record.before != before or record.hash != _hash(record):
            return number
        before = record.hash
    return None


def _hash(record: AuditRecord) -> str:
    fields = [
        record.number,
        record.on_date.isoformat(),
        record.actor,
        record.event,
        record.details,
        record.before,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
