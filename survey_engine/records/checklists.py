"""The checklist of one wave, with what the database knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from survey_engine.records import audit, closing, comment_lists, drafts, keysets, publishing, releases, waves
from survey_engine.records.phases import LONDON, TAKING_ANSWERS
from survey_engine.records.staff_tables import KeysetRecord
from survey_engine.records.tables import WaveRecord
from survey_engine.records.wave_checks import (
    Check,
    Closing,
    Keys,
    OfferedLanguage,
    Opening,
    Span,
    Weight,
    backup_checks,
    closing_checks,
    opening_checks,
    overlaps,
)
from survey_engine.records.waves import NewWave, Posting

BACKUP_EVENT = "backup made"


def backup_on(session: Session) -> date | None:
    """Return the day of the last backup, from the audit chain."""
    record = audit.latest(session, BACKUP_EVENT)
    return record.on_date if record else None


def keys_of(record: KeysetRecord | None) -> Keys | None:
    """Return what a checklist is told of a set of keys."""
    if record is None:
        return None
    return Keys(
        has_contacts=record.contacts_recipient is not None,
        is_proved=record.state == keysets.State.AGREED and keysets.is_proved(record),
        contacts_proved=record.contacts_proved_on is not None,
    )


def before_opening(
    session: Session,
    new: NewWave,
    keyset: KeysetRecord | None,
    languages: Sequence[OfferedLanguage],
    now: datetime,
) -> list[Check]:
    """Return the checklist for a wave that is to be opened."""
    return opening_checks(
        Opening(
            today=now.astimezone(LONDON).date(),
            code=new.id,
            questionnaire=new.questionnaire,
            version=new.version,
            opens_on=new.opens_on,
            closes_on=new.closes_on,
            is_pilot=new.posting is Posting.PILOT,
            is_published=publishing.is_published(session, new.questionnaire, new.version),
            keys=keys_of(keyset),
            languages=languages,
            others=_others(session),
            backup_on=backup_on(session),
        )
    )


def before_extending(session: Session, wave: WaveRecord, closes_on: date) -> list[Check]:
    """Return the checklist for a wave that is to be made longer."""
    found = list(overlaps(_others(session), wave.id, wave.questionnaire, wave.opens_on, closes_on))
    letters = "Letters that were posted name the old day. Reminders will name the new one."
    return [*found, Check(Weight.NOTE, letters)]


def before_closing(session: Session, wave: WaveRecord, now: datetime, master_key: bytes) -> list[Check]:
    """Return the checklist for a wave that is to be closed."""
    facts = _closing(session, wave, now, master_key)
    checks = closing_checks(facts)
    return checks if not waves.is_pilot(wave) else [one for one in checks if one.weight is Weight.ASK]


def before_ending_entry(session: Session, wave: WaveRecord, now: datetime, master_key: bytes) -> list[Check]:
    """Return the checklist for the word that all paper is in: what waits is lost with it, and so is asked."""
    facts = _closing(session, wave, now, master_key)
    if not facts.keyed:
        return [Check(Weight.FINE, "No form on paper waits to be sent.")]
    text = f"Forms on paper that wait for their second keying, and would be lost: {facts.keyed} at most."
    return [Check(Weight.ASK, text)]


def before_purging(session: Session, wave: WaveRecord, ends_on: date | None, now: datetime) -> list[Check]:
    """Return the checklist for a wave whose sealed answers are to be deleted."""
    today = now.astimezone(LONDON).date()
    found = list(backup_checks(backup_on(session), today))
    if ends_on is not None and today <= ends_on:
        shown = f"{ends_on.day} {ends_on:%B %Y}"
        found.append(Check(Weight.ASK, f"The sealed answers may be kept until {shown}. This is earlier."))
    if lost := comment_lists.unfinished(session, wave.id):
        found.append(
            Check(Weight.ASK, f"Comments that nobody has released yet, and that would be lost: {lost}.")
        )
    release = releases.released(session, wave.id)
    noted = (
        f"Released on {release.released_on.day} {release.released_on:%B %Y}."
        if release
        else "No release is noted here."
    )
    opened = f"{noted} What was opened is saved outside this server. Nobody can open the answers again."
    return [*found, Check(Weight.ASK, opened)]


def _closing(session: Session, wave: WaveRecord, now: datetime, master_key: bytes) -> Closing:
    return Closing(
        today=now.astimezone(LONDON).date(),
        phase=waves.phase(wave, now),
        keyed=drafts.count_keyed(session, wave.id, wave.closes_on),
        counts_agree=closing.counts_agree(session, wave.id),
        keys_intact=waves.recipients_are_intact(wave, master_key),
        keys=keys_of(keysets.keyset_of(session, wave)),
        backup_on=backup_on(session),
    )


def _others(session: Session) -> list[Span]:
    return [
        Span(one.id, one.questionnaire, one.opens_on, one.closes_on)
        for one in waves.list_waves(session)
        if one.state in TAKING_ANSWERS and not waves.is_pilot(one)
    ]
