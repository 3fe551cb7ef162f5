"""One person's survey in one request: its wave, its questionnaire, and the draft opened with her own key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Final, TypeVar

from flask import g

from survey_engine.patient.session import PatientSession, read_session, to_bytes
from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import Page, QuestionId, Questionnaire
from survey_engine.questionnaire.loading import UnknownQuestionnaireError
from survey_engine.questionnaire.progress import Progress, fitted, progress_from_bytes
from survey_engine.questionnaire.routing import path, prune
from survey_engine.questionnaire.short_form import shortened
from survey_engine.questionnaire.wording import labels_of, piped
from survey_engine.records import drafts, responses, waves
from survey_engine.records.begun import Begun, begun
from survey_engine.records.store import Session
from survey_engine.records.waves import Phase, Posting, WaveClosedError
from survey_engine.sealing.envelope import open_draft, seal_draft
from survey_engine.web.arriving import AlreadySentError
from survey_engine.web.house import house
from survey_engine.web.lanes import TooBusyError
from survey_engine.web.language import in_reader_language

_TRIES: Final = 40

Done = TypeVar("Done")


class NoSessionError(Exception):
    """The cookie is missing, ended or not ours: the code must be entered again."""


@dataclass(frozen=True)
class Sitting:
    """What the views of a begun survey work with."""

    session: PatientSession
    questionnaire: Questionnaire  # in her language; shortened where she chose that
    whole: Questionnaire
    hospital_name: str
    posting: str
    closes_on: date
    may_start: bool  # false in the days of grace, when begun surveys can still be finished
    grace_ends: datetime
    progress: Progress
    sealed: bytes | None = field(
        repr=False
    )  # the draft as it was read; None before the first page was posted

    @property
    def is_pilot(self) -> bool:
        """Whether it only tries the questions: nothing is kept or counted."""
        return self.posting == Posting.PILOT

    @cached_property
    def live(self) -> dict[QuestionId, Value]:
        """The answers on the path: an answer that a later change has hidden decides nothing."""
        return prune(self.questionnaire, self.progress.answers)

    @cached_property
    def _labels(self) -> dict[str, str]:
        """What stands in the place of a piped answer: the label chosen, by question."""
        labels = labels_of(self.questionnaire, self.live)
        return {name: piped(label, hospital=self.hospital_name) for name, label in labels.items()}

    def filled(self, text: str) -> str:
        """A text of the questionnaire with the hospital, the wave and earlier answers in their places."""
        if "{" not in text:
            return text
        return piped(text, hospital=self.hospital_name, wave=self.session.wave, labels=self._labels)

    @cached_property
    def path(self) -> tuple[Page, ...]:
        """The pages on the path of these answers, worked out once."""
        return path(self.questionnaire, self.progress.answers)


def the_session() -> PatientSession:
    """The session of this request; NoSessionError where there is none that still holds."""
    session = read_session()
    if session is None or session.has_ended(house().clock()):
        raise NoSessionError
    return session


def sit_down(session: PatientSession, page_id: str = "") -> Sitting:
    """Load what the page needs. Raises WaveClosedError, AlreadySentError.

    `page_id`: the page she looks at, which is there even where she chose the short survey in another tab.
    """
    with house().store.reading() as db:
        return _seated(db, session, page_id)


def keep(session: PatientSession, change: Callable[[Sitting], Progress], page_id: str = "") -> Sitting:
    """Read, change and write the draft, again where another tab wrote in between, so that nothing is lost."""
    for _attempt in range(_TRIES):
        with house().store.writing() as db:
            sitting = _seated(db, session, page_id)
            progress = change(sitting)
            if _written(db, sitting, progress):
                return replace(sitting, progress=progress)
    raise TooBusyError


def finish(session: PatientSession, work: Callable[[Session, Sitting], Done]) -> Done:
    """Do `work` in one transaction with the draft as it stands, which no other tab can change meanwhile."""
    for _attempt in range(_TRIES):
        with house().store.writing() as db:
            sitting = _seated(db, session)
            if _is_held(db, sitting):
                return work(db, sitting)
    raise TooBusyError


def _is_held(db: Session, sitting: Sitting) -> bool:
    """Hold the draft until the transaction ends; False where another tab has just changed it."""
    sealed = sitting.sealed
    return sealed is None or drafts.swap(db, to_bytes(sitting.session.draft_id), sealed, sealed)


def _seated(db: Session, session: PatientSession, page_id: str = "") -> Sitting:
    draft_id = to_bytes(session.draft_id)
    row = begun(db, wave=session.wave, hospital=session.hospital, draft_id=draft_id)
    phase = waves.phase(row, house().clock())
    if phase not in (Phase.OPEN, Phase.GRACE):
        raise WaveClosedError(f"wave {session.wave} takes no more answers")
    if row.sealed is None and responses.is_spent(db, to_bytes(session.nullifier)):
        raise AlreadySentError
    is_pilot = row.posting == Posting.PILOT
    if is_pilot:
        g.is_pilot = True  # every page says so
    questionnaire = _asked(row)
    progress = _opened(session, row.version, row.sealed)
    if is_pilot:
        progress = fitted(progress, questionnaire)
    return Sitting(
        session=session,
        whole=questionnaire,
        questionnaire=_shortened(questionnaire, progress, page_id),
        hospital_name=row.hospital_name,
        posting=row.posting,
        closes_on=row.closes_on,
        may_start=phase is Phase.OPEN,
        grace_ends=waves.grace_ends(row),
        progress=progress,
        sealed=row.sealed,
    )


def _shortened(questionnaire: Questionnaire, progress: Progress, page_id: str) -> Questionnaire:
    return shortened(questionnaire, {*progress.seen, page_id}) if progress.short else questionnaire


def _asked(row: Begun) -> Questionnaire:
    """The questionnaire of a wave in the reader's language; a pilot whose draft was taken away is over."""
    try:
        found = house().catalogue.get(row.questionnaire, row.version, short=row.short_form)
    except UnknownQuestionnaireError as error:
        if row.posting != Posting.PILOT:
            raise
        raise WaveClosedError("the draft that was tried is gone") from error
    return in_reader_language(found)


def _opened(session: PatientSession, version: int, sealed: bytes | None) -> Progress:
    if sealed is None:
        return Progress(short=session.short)
    key, draft_id = to_bytes(session.draft_key), to_bytes(session.draft_id)
    return progress_from_bytes(open_draft(sealed, key, draft_id, session.wave, version))


def _written(db: Session, sitting: Sitting, progress: Progress) -> bool:
    """Write the draft where it is still as it was read."""
    session, questionnaire = sitting.session, sitting.questionnaire
    draft_id, key = to_bytes(session.draft_id), to_bytes(session.draft_key)
    size, version = questionnaire.plaintext_bytes, questionnaire.version
    new = seal_draft(progress.to_bytes(), key, draft_id, session.wave, version, size)
    if sitting.sealed is None:
        week = drafts.expires_week(sitting.closes_on)
        return drafts.create(db, draft_id, session.wave, new, week)
    return drafts.swap(db, draft_id, sitting.sealed, new)
