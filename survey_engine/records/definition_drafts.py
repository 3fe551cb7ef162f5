"""Questionnaire versions that are made in the browser: drafts, proposed by one and published by another."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.questionnaire.checking import examine_content
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Key
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.records import publishing
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff import Role, State, list_staff, roles_of
from survey_engine.records.staff_tables import DefinitionDraftRecord, PublishedDefinitionRecord, StaffRecord
from survey_engine.records.store import Store


class AlreadyPublishedError(Exception):
    """This version is published, and a published version never changes."""


class UnknownDraftError(LookupError):
    """There is no draft of this id and version, or it is no longer what somebody looked at."""


class NotTheSecondError(Exception):
    """This person cannot be the second of two; the message says why."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One warning, and why it may stay, in the words of who proposed the version."""

    warning: str
    why: str


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A version that was published in the browser: its file, and by whom."""

    questionnaire: str
    version: int
    text: str
    proposed_by: str
    agreed_by: str
    on_date: date


class PublishedShelf:
    """Every version that was published in the browser: what a catalogue asks for those it does not know."""

    def __init__(self, store: Store, folders: Sequence[Path]) -> None:
        """`folders` of questionnaires, for the lists of standards in them."""
        self._store, self._folders = store, tuple(folders)

    def __call__(self, known: Container[Key]) -> Sequence[Questionnaire]:
        """The versions that are not among `known`. Raises DefinitionError."""
        with self._store.reading() as session:
            columns = (PublishedDefinitionRecord.questionnaire, PublishedDefinitionRecord.version)
            keys = [(str(name), int(version)) for name, version in session.execute(select(*columns))]
            found = [published_text(session, *key) for key in keys if key not in known]
        return [built(one.questionnaire, one.version, one.text, self._folders) for one in found if one]


def file_name(questionnaire: str, version: int) -> Path:
    """What the file of a version is called."""
    return Path(questionnaire, f"{version}.yaml")


def problems_of(name: Path, text: str, folders: Sequence[Path]) -> tuple[Questionnaire | None, list[Problem]]:
    """What the text of a version makes, and every problem of it."""
    return examine_content(name, text.encode(), folders)


def built(questionnaire: str, version: int, text: str, folders: Sequence[Path]) -> Questionnaire:
    """The version in a text. Raises DefinitionError with every error of it."""
    found, problems = problems_of(file_name(questionnaire, version), text, folders)
    errors = tuple(one for one in problems if one.level is Level.ERROR)
    if errors or found is None:
        raise DefinitionError(errors)
    return found


def drafts(session: Session) -> list[DefinitionDraftRecord]:
    """Return every draft, by questionnaire and version."""
    order = (DefinitionDraftRecord.questionnaire, DefinitionDraftRecord.version)
    return list(session.scalars(select(DefinitionDraftRecord).order_by(*order)))


def draft(session: Session, questionnaire: str, version: int) -> DefinitionDraftRecord | None:
    """Return a draft."""
    return session.get(DefinitionDraftRecord, (questionnaire, version))


def published_text(session: Session, questionnaire: str, version: int) -> PublishedText | None:
    """Return a version that was published in the browser."""
    record = session.get(PublishedDefinitionRecord, (questionnaire, version))
    if record is None:
        return None
    people = (record.proposed_by, record.agreed_by)
    return PublishedText(record.questionnaire, record.version, record.text, *people, record.on_date)


def published_texts(session: Session) -> list[PublishedText]:
    """Return every version that was published in the browser, by questionnaire and version."""
    order = (PublishedDefinitionRecord.questionnaire, PublishedDefinitionRecord.version)
    keys = session.execute(select(*order).order_by(*order)).all()
    return [one for key in keys if (one := published_text(session, *key)) is not None]


def keep_draft(session: Session, questionnaire: Questionnaire, text: str, by: str, on: date) -> None:
    """Keep a version as a draft, in place of an earlier draft of it; a proposal of that one falls.

    `text`: the file, line ends as LF. Raises AlreadyPublishedError.
    """
    _hold(session)
    if publishing.is_published(session, questionnaire.id, questionnaire.version):
        raise AlreadyPublishedError(f"{questionnaire.id} version {questionnaire.version} is published")
    record = draft(session, questionnaire.id, questionnaire.version)
    if record is None:
        record = DefinitionDraftRecord(questionnaire=str(questionnaire.id), version=questionnaire.version)
        session.add(record)
    record.text, record.content_hash = text, questionnaire.content_hash
    record.uploaded_by, record.on_date = by, on
    record.proposed_by = record.accepted = None
    session.flush()


def throw_away(session: Session, questionnaire: str, version: int) -> bool:
    """Delete a draft; say whether there was one."""
    _hold(session)
    record = draft(session, questionnaire, version)
    if record is None:
        return False
    session.delete(record)
    session.flush()
    return True


def propose(session: Session, seen: Questionnaire, by: str, accepted: Sequence[Accepted]) -> None:
    """Note that `by` wants the draft published as she has seen it. Raises UnknownDraftError."""
    record = _as_seen(session, seen)
    record.proposed_by = by
    record.accepted = json.dumps([[one.warning, one.why] for one in accepted], ensure_ascii=False)
    session.flush()


def withdraw(session: Session, seen: Questionnaire) -> None:
    """Take the proposal of a draft back. Raises UnknownDraftError."""
    record = _as_seen(session, seen)
    record.proposed_by = record.accepted = None
    session.flush()


def accepted_of(record: DefinitionDraftRecord) -> tuple[Accepted, ...]:
    """Return the warnings of a proposal, each with why it may stay."""
    return tuple(Accepted(warning, why) for warning, why in json.loads(record.accepted or "[]"))


def agree(session: Session, seen: Questionnaire, by: StaffRecord, on: date) -> str:
    """Publish a proposed draft as the second of two people; return who proposed it.

    Its text is kept as the file of the version, under the hash that is frozen. Raises UnknownDraftError,
    NotTheSecondError, PublishedChangedError.
    """
    record = _as_seen(session, seen)
    if record.proposed_by is None:
        raise UnknownDraftError(f"nobody proposes {record.questionnaire} version {record.version}")
    if reason := why_not_second(session, record.proposed_by, by):
        raise NotTheSecondError(reason)
    publishing.publish(session, seen)
    session.add(
        PublishedDefinitionRecord(
            questionnaire=record.questionnaire,
            version=record.version,
            text=record.text,
            proposed_by=record.proposed_by,
            agreed_by=by.email,
            on_date=on,
        )
    )
    proposer = record.proposed_by
    session.delete(record)
    session.flush()
    return proposer


def why_not_second(session: Session, proposed_by: str, person: StaffRecord) -> str:
    """Why somebody cannot agree to a proposal; empty where she can.

    Another admin agrees. An analyst does only where there is no second admin who could.
    """
    if person.email == proposed_by:
        return "You proposed it yourself. Another person must look at it and agree."
    roles = roles_of(person)
    if Role.ADMIN in roles:
        return ""
    admins = [one for one in list_staff(session) if one.state == State.ACTIVE and Role.ADMIN in roles_of(one)]
    if Role.ANALYST not in roles or any(one.email != proposed_by for one in admins):
        return "Another admin must agree. An analyst can only where there is no second admin."
    return ""


def _as_seen(session: Session, seen: Questionnaire) -> DefinitionDraftRecord:
    _hold(session)
    record = draft(session, seen.id, seen.version)
    if record is None or record.content_hash != seen.content_hash:
        raise UnknownDraftError(f"the draft {seen.id} version {seen.version} has changed")
    return record


def _hold(session: Session) -> None:
    """Let nobody else change a draft until the transaction ends."""
    lock_until_commit(session, "definition drafts")
