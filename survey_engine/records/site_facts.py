"""Facts about a hospital's service: one form a hospital and year, signed by who saved it last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff_tables import SiteFactsRecord


class ChangedMeanwhileError(Exception):
    """Somebody else has saved the form since it was drawn: nothing may be written over."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One form as it was saved. `typed`: entries that cannot be taken as they are, to be mended."""

    hospital: str
    year: int
    version: int
    answers: Mapping[QuestionId, Value]
    typed: Mapping[QuestionId, tuple[str, ...]]
    saved_by: str
    saved_on: date

    @property
    def mark(self) -> str:
        """Changes whenever the content does: what a drawn form carries, to see if it is still the latest."""
        content = json.dumps([_plain(self.answers), _plain(self.typed)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def find(session: Session, hospital: str, questionnaire: str, year: int) -> SiteFacts | None:
    """Return a hospital's form of a year; None where nothing was saved yet."""
    record = session.get(SiteFactsRecord, (hospital, questionnaire, year))
    return _read(record) if record is not None else None


def save(session: Session, questionnaire: str, facts: SiteFacts, *, before: str) -> None:
    """Keep a form. `before`: the mark of the one it was made from, empty for none.

    Raises ChangedMeanwhileError.
    """
    lock_until_commit(session, f"site facts {facts.hospital}")
    record = session.get(SiteFactsRecord, (facts.hospital, questionnaire, facts.year))
    if (_read(record).mark if record is not None else "") != before:
        raise ChangedMeanwhileError(facts.hospital)
    if record is None:
        record = SiteFactsRecord(hospital=facts.hospital, questionnaire=questionnaire, year=facts.year)
        session.add(record)
    record.version = facts.version
    record.answers = json.dumps(_plain(facts.answers), ensure_ascii=False)
    record.typed = json.dumps(_plain(facts.typed), ensure_ascii=False)
    record.saved_by, record.saved_on = facts.saved_by, facts.saved_on
    session.flush()


def every(session: Session, questionnaire: str, hospital: str | None = None) -> list[SiteFacts]:
    """Return the forms of all hospitals, or of one: the newest year first, then by hospital."""
    wanted = select(SiteFactsRecord).where(SiteFactsRecord.questionnaire == questionnaire)
    if hospital is not None:
        wanted = wanted.where(SiteFactsRecord.hospital == hospital)
    ordered = wanted.order_by(SiteFactsRecord.year.desc(), SiteFactsRecord.hospital)
    return [_read(record) for record in session.scalars(ordered)]


def _plain(values: Mapping[QuestionId, Value]) -> dict[str, str | list[str]]:
    return {str(name): list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _read(record: SiteFactsRecord) -> SiteFacts:
    answers = {
        QuestionId(name): tuple(value) if isinstance(value, list) else str(value)
        for name, value in json.loads(record.answers).items()
    }
    typed = {QuestionId(name): tuple(value) for name, value in json.loads(record.typed).items()}
    return SiteFacts(
        record.hospital, record.year, record.version, answers, typed, record.saved_by, record.saved_on
    )
