"""One person's survey in one request: its wave, its questionnaire, and the draft opened with her own key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from survey_engine.patient.session import PatientSession, read_session, to_bytes
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.progress import Progress, progress_from_bytes
from survey_engine.records import drafts, hospitals, responses, waves
from survey_engine.records.store import Session
from survey_engine.records.waves import Phase, WaveClosedError
from survey_engine.sealing.envelope import open_draft, seal_draft
from survey_engine.web.house import house
from survey_engine.web.lanes import TooBusyError

_TRIES: Final = 40


class NoSessionError(Exception):
    """The cookie is missing, ended or not ours: the code must be entered again."""


class AlreadySentError(Exception):
    """The answers of this code were sent."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What the views of a begun survey work with."""

    session: PatientSession
    questionnaire: Questionnaire
    hospital_name: str
    posting: str
    closes_on: date
    may_start: bool  # false in the days of grace, when begun surveys can still be finished
    expires_week: str
    grace_ends: datetime
    progress: Progress
    has_draft: bool


def the_session() -> PatientSession:
    """The session of this request; NoSessionError where there is none that still holds."""
    session = read_session()
    if session is None or session.has_ended(house().clock()):
        raise NoSessionError
    return session


def sit_down(session: PatientSession) -> Sitting:
    """Load what the page needs. Raises WaveClosedError, AlreadySentError."""
    with house().store.reading() as db:
        wave = waves.wave(db, session.wave)
        phase = waves.phase(wave, house().clock())
        if phase not in (Phase.OPEN, Phase.GRACE):
            raise WaveClosedError(f"wave {session.wave} takes no more answers")
        hospital = hospitals.hospital(db, session.hospital)
        sealed = drafts.load(db, to_bytes(session.draft_id)) if session.begun else None
        if sealed is None and responses.is_spent(db, to_bytes(session.nullifier)):
            raise AlreadySentError
        progress = _opened(session, wave.version, sealed)
        return Sitting(
            session=session,
            questionnaire=house().catalogue.get(wave.questionnaire, wave.version),
            hospital_name=hospital.name,
            posting=wave.posting,
            closes_on=wave.closes_on,
            may_start=phase is Phase.OPEN,
            expires_week=drafts.expires_week(wave.closes_on),
            grace_ends=waves.grace_ends(wave),
            progress=progress,
            has_draft=sealed is not None,
        )


def _opened(session: PatientSession, version: int, sealed: bytes | None) -> Progress:
    if sealed is None:
        return Progress()
    key, draft_id = to_bytes(session.draft_key), to_bytes(session.draft_id)
    return progress_from_bytes(open_draft(sealed, key, draft_id, session.wave, version))


def keep(sitting: Sitting, change: Callable[[Progress], Progress]) -> Progress:
    """Read, change and write the draft, again where another tab wrote in between, so that nothing is lost."""
    for _attempt in range(_TRIES):
        with house().store.writing() as db:
            kept = _try_to_keep(db, sitting, change)
        if kept is not None:
            return kept
    raise TooBusyError


def _try_to_keep(db: Session, sitting: Sitting, change: Callable[[Progress], Progress]) -> Progress | None:
    session, questionnaire = sitting.session, sitting.questionnaire
    draft_id, key = to_bytes(session.draft_id), to_bytes(session.draft_key)
    old = drafts.load(db, draft_id)
    if old is None and responses.is_spent(db, to_bytes(session.nullifier)):
        raise AlreadySentError
    progress = change(_opened(session, questionnaire.version, old))
    size = questionnaire.plaintext_bytes
    new = seal_draft(progress.to_bytes(), key, draft_id, session.wave, questionnaire.version, size)
    if old is None:
        created = drafts.create(db, draft_id, session.wave, new, sitting.expires_week)
        return progress if created else None
    return progress if drafts.swap(db, draft_id, old, new) else None
