"""What has come to the end of its time: listed first, with the reason, and then deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_engine.records import audit, closing, comment_lists, contacts, drafts, handouts, waves
from survey_engine.records.phases import LONDON, State
from survey_engine.records.tables import AuditRecord, ResponseRecord, WaveRecord
from survey_engine.records.wave_checks import BACKUPS_GONE_DAYS


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is over. what: in words; wave: whose sealed answers they are, or nothing."""

    what: str
    count: int
    why: str
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a closed wave's sealed answers are kept: both days, where the audit chain has its close."""

    closed_on: date | None
    ends_on: date | None


def term(session: Session, code: str, keep_weeks: int) -> Term:
    """Return when a wave was closed, and until when its sealed answers are kept."""
    closed_on = _closed_on(session, code)
    return Term(closed_on, closed_on + timedelta(weeks=keep_weeks) if closed_on else None)


def due(session: Session, now: datetime, keep_weeks: int, wave: str | None = None) -> list[Due]:
    """Return what a purge would delete at this moment. Changes nothing.

    `wave`: that closed wave alone, even before its time is over. Raises UnknownWaveError, WaveError.
    """
    if wave is not None:
        return [_asked_for(session, waves.wave(session, wave), keep_weeks)]
    today, seconds = now.astimezone(LONDON).date(), int(now.timestamp())
    found = [
        *_waves_over(session, today, keep_weeks),
        Due(
            "answers that were begun and not sent",
            drafts.count_expired(session, today),
            "Their seven days of grace are over.",
        ),
        Due(
            "slips of people who offered to do more",
            contacts.count_expired(session, today),
            "The day that they name is over.",
        ),
        Due(
            "files of letters and codes that nobody fetched",
            handouts.count_expired(session, seconds),
            "They are kept for one day.",
        ),
    ]
    return [one for one in found if one.count or one.wave]


def purge(
    session: Session, now: datetime, keep_weeks: int, *, actor: str, wave: str | None = None
) -> list[Due]:
    """Delete what is over, and note it in the audit chain; whoever calls scrubs afterwards.

    Returns what was deleted. Raises UnknownWaveError, WaveError.
    """
    found = due(session, now, keep_weeks, wave)
    today = now.astimezone(LONDON).date()
    for one in found:
        if one.wave:
            closing.purge_wave(session, one.wave, today=today, actor=actor)
    if wave is None and any(not one.wave for one in found):
        drafts.delete_expired(session, today)
        contacts.delete_expired(session, today)
        handouts.delete_expired(session, int(now.timestamp()))
        counts = {one.what: one.count for one in found if not one.wave}
        audit.append(session, actor, "purged", counts, on=today)
    return found


def backups_to_delete(session: Session, today: date) -> list[str]:
    """Return a sentence for each wave whose backups from before its close must go, or must be gone by now.

    Nobody here knows where the copies are: whoever runs the server deletes them.
    """
    sentences = []
    for one in waves.list_waves(session):
        closed_on = _closed_on(session, one.id)
        if closed_on is None or today > closed_on + timedelta(days=BACKUPS_GONE_DAYS + 60):
            continue
        ends = closed_on + timedelta(days=BACKUPS_GONE_DAYS)
        sentences.append(
            f"Backups from before {_shown(closed_on)} still hold how codes of wave {one.id} are known. "
            + (
                f"Delete them by {_shown(ends)}."
                if today <= ends
                else "They should be gone: delete them now."
            )
        )
    return sentences


def _waves_over(session: Session, today: date, keep_weeks: int) -> Iterator[Due]:
    for one in waves.list_waves(session):
        if one.state != State.CLOSED:
            continue
        ends_on = term(session, one.id, keep_weeks).ends_on
        if ends_on is not None and today > ends_on:
            why = f"They were kept for {keep_weeks} weeks after the close, until {_shown(ends_on)}."
            yield _of_wave(session, one, why)


def _asked_for(session: Session, record: WaveRecord, keep_weeks: int) -> Due:
    if record.state != State.CLOSED:
        raise waves.WaveError(f"wave {record.id} is {record.state}: only a closed wave is purged")
    ends_on = term(session, record.id, keep_weeks).ends_on
    until = f" They may be kept until {_shown(ends_on)}." if ends_on else ""
    return _of_wave(session, record, f"You asked for this wave.{until}")


def _of_wave(session: Session, record: WaveRecord, why: str) -> Due:
    counted = select(func.count()).select_from(ResponseRecord).where(ResponseRecord.wave == record.id)
    lost = comment_lists.unfinished(session, record.id)
    also = f" Comments that nobody has released yet, and that go with them: {lost}." if lost else ""
    return Due(f"sealed answers of wave {record.id}", session.scalar(counted) or 0, why + also, record.id)


def _closed_on(session: Session, code: str) -> date | None:
    closes = select(AuditRecord).where(AuditRecord.event == "wave closed").order_by(AuditRecord.number.desc())
    found = (one for one in session.scalars(closes) if json.loads(one.details).get("wave") == code)
    record = next(found, None)
    return record.on_date if record else None


def _shown(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
