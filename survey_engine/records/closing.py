"""The end of a wave: the tally is kept, every way back from an answer to a code destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_engine.records import audit, comments, invitations, responses
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff_tables import BatchRecord
from survey_engine.records.tables import (
    Base,
    DraftRecord,
    InvitationRecord,
    ReminderListRecord,
    ResponseRecord,
    SpentRecord,
    TallyRecord,
    UsedCountRecord,
    WaveRecord,
)
from survey_engine.records.waves import (
    TAKING_ANSWERS,
    State,
    WaveClosedError,
    WaveError,
    is_pilot,
    wave,
    wave_lock,
)
from survey_engine.sealing.counted import Hashes
from survey_engine.sealing.envelope import digest_of, hashes_of


class CountsDisagreeError(Exception):
    """There are not as many used codes as answers: the wave must be looked into before it is closed."""


def close_wave(
    session: Session,
    code: str,
    *,
    today: date,
    actor: str = "command line",
    even_if_counts_disagree: bool = False,
) -> list[TallyRecord]:
    """Close a wave for good: check, tally, then delete invitations, drafts, used codes and the pepper.

    Whoever calls decides that the time has come (`phase`), and scrubs afterwards. A pilot leaves no tally.
    Raises WaveClosedError, CountsDisagreeError (not where `even_if_counts_disagree`: a wave that was closed
    before must never come back open).
    """
    lock_until_commit(session, wave_lock(code))
    record = wave(session, code)
    session.refresh(record)
    if record.state not in TAKING_ANSWERS:
        raise WaveClosedError(f"wave {code} is closed already")
    spent, answers = _counted(session, code)
    if spent != answers and not even_if_counts_disagree:
        raise CountsDisagreeError(f"wave {code} has {spent} used codes and {answers} answers")
    hashes = hashes_of(responses.envelopes(session, code))
    digest = digest_of(hashes)
    tallies = [] if is_pilot(record) else _tallies(session, code, digest)
    session.add_all(tallies)
    kept_until_now = (InvitationRecord, DraftRecord, SpentRecord, UsedCountRecord)
    _forget(session, code, (*kept_until_now, BatchRecord, ReminderListRecord))
    record.state, record.pepper_wrapped = State.CLOSED.value, None
    record.sealed_hashes = hashes.joined
    used = {one.hospital: one.used for one in tallies}
    details = {"wave": code, "answers": answers, "digest": digest, "used": used}
    audit.append(session, actor, "wave closed", details, on=today)
    session.flush()
    return tallies


def _tallies(session: Session, code: str, digest: str) -> list[TallyRecord]:
    return [
        TallyRecord(
            wave=code,
            hospital=one.hospital,
            issued=one.issued,
            replaced=one.replaced,
            stopped=one.stopped,
            used=one.used,
            digest=digest,
        )
        for one in invitations.exact_counts(session, code)
    ]


def purge_wave(session: Session, code: str, *, today: date, actor: str = "command line") -> None:
    """Delete a closed wave's envelopes and unreleased comments, give its symbol back; then scrub.

    Of released comments the originals go. Focus-group slips stay until the day they name
    (`contacts.delete_expired`). Raises WaveError.
    """
    lock_until_commit(session, wave_lock(code))
    record: WaveRecord = wave(session, code)
    session.flush()
    session.refresh(record)
    if record.state != State.CLOSED:
        raise WaveError(f"wave {code} is {record.state}: only a closed wave is purged")
    _forget(session, code, (ResponseRecord,))
    comments.forget_originals(session, code)
    record.state, record.symbol, record.sealed_hashes = State.PURGED.value, None, None
    audit.append(session, actor, "wave purged", {"wave": code}, on=today)
    session.flush()


def tallies(session: Session, code: str) -> list[TallyRecord]:
    """Return what remains of a closed wave's codes, by hospital."""
    statement = select(TallyRecord).where(TallyRecord.wave == code).order_by(TallyRecord.hospital)
    return list(session.scalars(statement))


def counted_hashes(session: Session, code: str) -> Hashes:
    """Return the hash of each answer that was in the box when the wave closed, sorted.

    Where an earlier release closed the wave, these are the hashes of what is in the box now: whoever opens
    compares them with the digest, which was kept.
    """
    kept = wave(session, code).sealed_hashes
    if kept is None:
        return hashes_of(responses.envelopes(session, code))
    return Hashes(kept)


def counts_agree(session: Session, code: str) -> bool:
    """Say whether a wave has as many answers as used codes: without that it cannot be closed."""
    spent, answers = _counted(session, code)
    return spent == answers


def _counted(session: Session, code: str) -> tuple[int, int]:
    return _count(session, SpentRecord, code), _count(session, ResponseRecord, code)


def _count(session: Session, record: type[SpentRecord | ResponseRecord], code: str) -> int:
    return session.scalar(select(func.count()).select_from(record).where(record.wave == code)) or 0


def _forget(session: Session, code: str, records: Iterable[type[Base]]) -> None:
    for record in records:
        table = record.__table__
        session.execute(
            delete(record).where(table.c.wave == code).execution_options(synchronize_session=False)
        )
