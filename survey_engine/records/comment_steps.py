"""The steps a comment takes in its review, each by somebody, none by one person alone without a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from survey_engine.records.comments import (
    CommentsError,
    Concern,
    Kind,
    QueuedComment,
    State,
    locked,
    put_work,
)
from survey_engine.records.staff_tables import CommentRecord


def change_text(
    session: Session,
    found: QueuedComment,
    text: str,
    *,
    by: bytes,
    master_key: bytes,
    changes: dict[str, int] | None = None,
    translated: bool = False,
) -> None:
    """Keep a changed text of a comment that is being read; `changes`: places by reason, added to the others.

    Raises CommentsError, ChangedMeanwhileError.
    """
    record, now = _waiting(session, found, master_key)
    counted = dict(now.work.changes)
    for reason, places in (changes or {}).items():
        counted[reason] = counted.get(reason, 0) + places
    hands = tuple(sorted({*now.work.hands, by.hex()}))
    work = replace(
        now.work, text=text, changes=counted, hands=hands, translated=translated or now.work.translated
    )
    put_work(record, work, master_key)
    session.flush()


def give_to_second(
    session: Session, found: QueuedComment, *, by: bytes, master_key: bytes, today: date
) -> None:
    """Give a comment to the second person. Raises CommentsError, ChangedMeanwhileError."""
    record, now = _waiting(session, found, master_key)
    if not now.work.text.strip():
        raise CommentsError("There are no words to give to the second person.")
    _demand_no_concern(now)
    hands = tuple(sorted({*now.work.hands, by.hex()}))
    put_work(record, replace(now.work, hands=hands, note=""), master_key)
    record.state, record.reviewer, record.ready_on = State.SECOND.value, by, today
    session.flush()


def put_aside(session: Session, found: QueuedComment, reason: str, *, by: bytes, master_key: bytes) -> None:
    """Mark a comment as not to be used. Raises CommentsError, ChangedMeanwhileError."""
    record, now = _waiting(session, found, master_key)
    put_work(record, replace(now.work, note=reason), master_key)
    record.state, record.reviewer, record.ready_on = State.UNUSED.value, by, None
    session.flush()


def take_back(session: Session, found: QueuedComment, *, master_key: bytes) -> None:
    """Put a comment that was put aside into the queue again. Raises CommentsError, ChangedMeanwhileError."""
    record, now = locked(session, found.id, found.mark, master_key)
    if now.state is not State.UNUSED:
        raise CommentsError("This comment was not put aside.")
    record.state = State.WAITING.value
    session.flush()


def raise_concern(session: Session, found: QueuedComment, *, master_key: bytes) -> None:
    """Keep a comment from release until the safeguarding lead has decided. Raises ChangedMeanwhileError."""
    record, now = locked(session, found.id, found.mark, master_key)
    if now.state is State.RELEASED:
        raise CommentsError("This comment was released already. Ring the safeguarding lead.")
    record.state, record.concern, record.ready_on = State.WAITING.value, Concern.OPEN.value, None
    session.flush()


def settle_concern(session: Session, found: QueuedComment, *, master_key: bytes) -> None:
    """Note that the safeguarding lead has decided; the comment goes on in the queue.

    Raises CommentsError, ChangedMeanwhileError.
    """
    record, now = locked(session, found.id, found.mark, master_key)
    if now.concern is not Concern.OPEN:
        raise CommentsError("Nobody is worried about this comment.")
    record.concern = Concern.SETTLED.value
    session.flush()


def send_back(session: Session, found: QueuedComment, reason: str, *, master_key: bytes) -> None:
    """Send a comment back to whoever reads, with the reason. Raises CommentsError, ChangedMeanwhileError."""
    record, now = _with_second(session, found, master_key)
    put_work(record, replace(now.work, note=reason), master_key)
    record.state, record.ready_on = State.WAITING.value, None
    session.flush()


def release(session: Session, found: QueuedComment, *, by: bytes, master_key: bytes) -> None:
    """Release a comment as the second person, who has not changed it. Raises CommentsError, ..."""
    record, now = _with_second(session, found, master_key)
    if by == now.reviewer or by.hex() in now.work.hands:
        raise CommentsError("You have worked on this comment yourself. Somebody else must release it.")
    _released(session, record, by)


def release_alone(
    session: Session, found: QueuedComment, *, by: bytes, master_key: bytes, today: date
) -> None:
    """Release a comment that nobody came to look at for 48 hours. The caller writes the reason down.

    Raises CommentsError, ChangedMeanwhileError.
    """
    record, now = _with_second(session, found, master_key)
    if not now.may_go_alone(today):
        raise CommentsError("The second person has had this comment for less than 48 hours.")
    record.alone = True
    _released(session, record, by)


def _released(session: Session, record: CommentRecord, by: bytes) -> None:
    record.state, record.releaser, record.ready_on = State.RELEASED.value, by, None
    session.flush()


def _waiting(
    session: Session, found: QueuedComment, master_key: bytes
) -> tuple[CommentRecord, QueuedComment]:
    record, now = locked(session, found.id, found.mark, master_key)
    if now.state is State.RELEASED and now.kind is Kind.SUMMARY:
        record.state, record.alone = State.WAITING.value, False  # written anew, it is released anew
        return record, now
    if now.state is not State.WAITING:
        raise CommentsError("This comment is not waiting to be read.")
    return record, now


def _with_second(
    session: Session, found: QueuedComment, master_key: bytes
) -> tuple[CommentRecord, QueuedComment]:
    record, now = locked(session, found.id, found.mark, master_key)
    if now.state is not State.SECOND:
        raise CommentsError("This comment is not with the second person.")
    _demand_no_concern(now)
    return record, now


def _demand_no_concern(found: QueuedComment) -> None:
    if found.concern is Concern.OPEN:
        raise CommentsError("Somebody is worried about this comment. The safeguarding lead decides first.")
