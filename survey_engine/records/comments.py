"""The review queue of comments: from an opened wave to texts that two people let through.

Nothing is kept in clear. A comment waits to be read, goes to a second person who sees the changed text alone,
and is released by her or sent back; or it is not used. Source: rule 5 of disclosure control.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey_engine.analysis.comments import LEAST_WITH_HOSPITAL, Comment
from survey_engine.records import hospitals, waves
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff_tables import CommentRecord, CommentThemeRecord
from survey_engine.sealing.kept_texts import open_text, seal_text
from survey_engine.sealing.keys import ID_BYTES

WHOLE_DAYS_ALONE: Final = 2  # 48 hours, whatever the hour she gave it on: two days with nothing of either


class State(StrEnum):
    """Where a comment is."""

    WAITING = "waiting"
    SECOND = "second"
    RELEASED = "released"
    UNUSED = "unused"


class Kind(StrEnum):
    """What a row is: one patient's text, or the charity's words about several that have no hospital."""

    COMMENT = "comment"
    SUMMARY = "summary"


class Concern(StrEnum):
    """Whether somebody is worried: an open concern keeps a comment from release."""

    NO = "no"
    OPEN = "open"
    SETTLED = "settled"


class CommentsError(ValueError):
    """Comments cannot be taken in, or a step is not to be taken; the message says why."""


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the comment since it was drawn: nothing may be written over."""


@dataclass(frozen=True, slots=True)
class Work:
    """A text as it is now. changes: how many places were changed, by reason; hands: accounts that changed it.

    note: why the second person sent it back, or why it is not used.
    """

    text: str = field(repr=False)
    translated: bool = False
    changes: Mapping[str, int] = field(default_factory=dict)
    hands: tuple[str, ...] = ()
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class QueuedComment:
    """One row, opened. original: None for a summary, and after the purge. mark: changes whenever it does."""

    id: bytes
    wave: str
    kind: Kind
    question: str
    hospital: str
    state: State
    concern: Concern
    original: str | None = field(repr=False)
    work: Work = field(repr=False)
    mark: str
    reviewer: bytes | None
    releaser: bytes | None
    alone: bool
    ready_on: date | None

    def may_go_alone(self, today: date) -> bool:
        """Whether the second person has had it for 48 hours or more."""
        if self.state is not State.SECOND or self.ready_on is None:
            return False
        return today > self.ready_on + timedelta(days=WHOLE_DAYS_ALONE)


def take_in(
    session: Session,
    wave: str,
    comments: Iterable[Comment],
    *,
    master_key: bytes,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> int:
    """Put the texts of an opened wave into the queue, each under a random id; return how many.

    A hospital with fewer than 10 texts on a question loses its name there. Raises UnknownWaveError,
    CommentsError: the wave is not closed, its comments are in already, or a hospital is unknown.
    """
    record = waves.wave(session, wave)
    lock_until_commit(session, f"comments {wave}")
    if record.state != waves.State.CLOSED:
        raise CommentsError(f"Wave {wave} is {record.state}. Comments come from a wave that is closed.")
    if session.scalar(select(func.count()).select_from(CommentRecord).where(CommentRecord.wave == wave)):
        raise CommentsError(f"The comments of wave {wave} are in the queue already.")
    texts = [one for one in comments if one.text.strip()]
    unknown = {one.hospital for one in texts} - {"", *(each.id for each in hospitals.list_hospitals(session))}
    if unknown:
        raise CommentsError(f"These hospitals are not known here: {', '.join(sorted(unknown))}.")
    sizes = Counter((one.question, one.hospital) for one in texts)
    rows: list[CommentRecord] = []
    for one in texts:
        is_named = one.hospital and sizes[one.question, one.hospital] >= LEAST_WITH_HOSPITAL
        rows.append(_new_row(wave, one, one.hospital if is_named else None, master_key, random))
    rows.sort(key=_id_of)
    session.add_all(rows)
    session.flush()
    return len(rows)


def _id_of(row: CommentRecord) -> bytes:
    return row.id


def _new_row(
    wave: str, comment: Comment, hospital: str | None, master_key: bytes, random: Callable[[int], bytes]
) -> CommentRecord:
    row = random(ID_BYTES)
    sealed = seal_text(comment.text.encode(), master_key, row, wave, random=random)
    work = _seal_work(Work(comment.text), row, wave, master_key)
    return CommentRecord(
        id=row, wave=wave, kind=Kind.COMMENT.value, question=str(comment.question), hospital=hospital,
        original=sealed, work=work, state=State.WAITING.value, concern=Concern.NO.value,
    )  # fmt: skip


def add_summary(session: Session, wave: str, question: str, *, master_key: bytes) -> QueuedComment:
    """Return the charity's summary of a question's comments without a hospital, begun where there is none."""
    lock_until_commit(session, f"comments {wave}")
    statement = select(CommentRecord).where(
        CommentRecord.wave == wave, CommentRecord.question == question, CommentRecord.kind == Kind.SUMMARY
    )
    record = session.scalars(statement).one_or_none()
    if record is None:
        row = secrets.token_bytes(ID_BYTES)
        record = CommentRecord(
            id=row, wave=wave, kind=Kind.SUMMARY.value, question=question, state=State.WAITING.value,
            concern=Concern.NO.value, work=_seal_work(Work(""), row, wave, master_key), alone=False,
        )  # fmt: skip
        session.add(record)
        session.flush()
    return _opened(record, master_key)


def find(session: Session, row: bytes, master_key: bytes) -> QueuedComment | None:
    """Return one row, opened; None where there is none. Raises KeptTextError."""
    record = session.get(CommentRecord, row)
    return _opened(record, master_key) if record is not None else None


def every(
    session: Session, wave: str, master_key: bytes, *, state: State | None = None
) -> list[QueuedComment]:
    """Return every row of a wave, opened, by id."""
    statement = select(CommentRecord).where(CommentRecord.wave == wave)
    if state is not None:
        statement = statement.where(CommentRecord.state == state)
    return [_opened(one, master_key) for one in session.scalars(statement.order_by(CommentRecord.id))]


def locked(session: Session, row: bytes, mark: str, master_key: bytes) -> tuple[CommentRecord, QueuedComment]:
    """Return a row for change, and what it holds. Raises CommentsError, ChangedMeanwhileError."""
    record = session.get(CommentRecord, row, with_for_update=True, populate_existing=True)
    if record is None:
        raise CommentsError("There is no such comment.")
    found = _opened(record, master_key)
    if found.mark != mark:
        raise ChangedMeanwhileError
    return record, found


def put_work(record: CommentRecord, work: Work, master_key: bytes) -> None:
    """Keep a row's text as it is now."""
    record.work = _seal_work(work, record.id, record.wave, master_key)


def forget_originals(session: Session, wave: str) -> None:
    """Delete what a purge must: the original of every released text, and every row that was not released.

    What was not released may still hold the words of the writer.
    """
    kept = CommentRecord.wave == wave, CommentRecord.state == State.RELEASED
    gone = select(CommentRecord.id).where(CommentRecord.wave == wave, CommentRecord.state != State.RELEASED)
    for statement in (
        update(CommentRecord).where(*kept).values(original=None),
        delete(CommentThemeRecord).where(CommentThemeRecord.comment.in_(gone)),
        delete(CommentRecord).where(CommentRecord.wave == wave, CommentRecord.state != State.RELEASED),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _opened(record: CommentRecord, master_key: bytes) -> QueuedComment:
    original = None
    if record.original is not None:
        original = open_text(record.original, master_key, record.id, record.wave).decode()
    work = json.loads(open_text(record.work, master_key, record.id + b"work", record.wave))
    return QueuedComment(
        id=record.id, wave=record.wave, kind=Kind(record.kind), question=record.question,
        hospital=record.hospital or "", state=State(record.state), concern=Concern(record.concern),
        original=original, work=Work(**{**work, "hands": tuple(work["hands"])}), mark=_mark(record),
        reviewer=record.reviewer, releaser=record.releaser, alone=bool(record.alone),
        ready_on=record.ready_on,
    )  # fmt: skip


def _seal_work(work: Work, row: bytes, wave: str, master_key: bytes) -> bytes:
    content = {
        "text": work.text,
        "translated": work.translated,
        "changes": dict(work.changes),
        "hands": list(work.hands),
        "note": work.note,
    }
    return seal_text(json.dumps(content, ensure_ascii=False).encode(), master_key, row + b"work", wave)


def _mark(record: CommentRecord) -> str:
    seen: Sequence[bytes] = (record.work, record.state.encode(), record.concern.encode())
    return hashlib.sha256(b"|".join(seen)).hexdigest()[:16]
