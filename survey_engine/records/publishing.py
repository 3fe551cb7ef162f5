"""Which questionnaire versions are published: frozen, with the hash of their file."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records.tables import PublishedRecord


class PublishedChangedError(Exception):
    """A published version never changes: the file no longer has the hash it was published with."""


class NotPublishedError(LookupError):
    """A wave asks a published version only."""


def publish(session: Session, questionnaire: Questionnaire) -> bool:
    """Freeze a version; say whether it was new. Raises PublishedChangedError."""
    record = session.get(PublishedRecord, (questionnaire.id, questionnaire.version))
    if record is None:
        session.add(
            PublishedRecord(
                questionnaire=questionnaire.id,
                version=questionnaire.version,
                content_hash=questionnaire.content_hash,
            )
        )
        session.flush()
        return True
    if record.content_hash != questionnaire.content_hash:
        raise PublishedChangedError(_changed(record))
    return False


def published(session: Session) -> list[PublishedRecord]:
    """Return every published version, by questionnaire and version."""
    order = (PublishedRecord.questionnaire, PublishedRecord.version)
    return list(session.scalars(select(PublishedRecord).order_by(*order)))


def is_published(session: Session, questionnaire: str, version: int) -> bool:
    """Say whether a version is frozen."""
    return session.get(PublishedRecord, (questionnaire, version)) is not None


def check_published(session: Session, catalogue: Iterable[Questionnaire]) -> list[str]:
    """Return a sentence for every published version whose file changed or is missing."""
    hashes = {(one.id, one.version): one.content_hash for one in catalogue}
    problems = []
    for record in published(session):
        found = next((hashes[key] for key in hashes if key == (record.questionnaire, record.version)), None)
        if found is None:
            problems.append(
                f"{record.questionnaire} version {record.version} was published; its file is missing. "
                "Put it back as it was; SURVEY_ENGINE_QUESTIONNAIRES names the folders that are read."
            )
        elif found != record.content_hash:
            problems.append(_changed(record))
    return problems


def _changed(record: PublishedRecord) -> str:
    return (
        f"{record.questionnaire} version {record.version} was published and its file has changed since. "
        "Put the file back as it was, and write the next version instead."
    )
