"""Themes of comments, named by hand, and what of a wave's comments may be shown."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_engine.analysis.released_comments import (
    ReleasedComments,
    ReviewCounts,
    ReviewedComment,
    Themes,
    count_themes,
    let_through,
)
from survey_engine.records import comments
from survey_engine.records.comments import Kind, QueuedComment, State
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff_tables import CommentRecord, CommentThemeRecord, ThemeRecord
from survey_engine.sealing.keys import ID_BYTES

MOST_THEMES: Final = 12  # of a wave: a frame that two people can hold in their heads
NAME_CHARACTERS: Final = 60


class ThemeError(ValueError):
    """A theme cannot be made or changed like this; the message says why."""


def frame(session: Session, wave: str) -> list[ThemeRecord]:
    """Return the themes of a wave, by name."""
    return list(
        session.scalars(select(ThemeRecord).where(ThemeRecord.wave == wave).order_by(ThemeRecord.name))
    )


def add_theme(
    session: Session, wave: str, name: str, random: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Add a theme to a wave. Raises ThemeError: no name, a second one of it, or more than 12."""
    lock_until_commit(session, f"comments {wave}")
    there = frame(session, wave)
    if len(there) >= MOST_THEMES:
        raise ThemeError(f"There are {MOST_THEMES} themes already. Join two of them first.")
    session.add(ThemeRecord(id=random(ID_BYTES), wave=wave, name=_free_name(name, there)))
    session.flush()


def rename_theme(session: Session, wave: str, theme: bytes, name: str) -> None:
    """Give a theme another name. Raises ThemeError."""
    lock_until_commit(session, f"comments {wave}")
    there = frame(session, wave)
    record = _one(there, theme)
    record.name = _free_name(name, [one for one in there if one is not record])
    session.flush()


def join_themes(session: Session, wave: str, theme: bytes, into: bytes) -> None:
    """Make one theme of two: the comments of the first go to the second. Raises ThemeError."""
    lock_until_commit(session, f"comments {wave}")
    there = frame(session, wave)
    gone, kept = _one(there, theme), _one(there, into)
    if gone is kept:
        raise ThemeError("Choose two different themes.")
    has_both = select(CommentThemeRecord.comment).where(CommentThemeRecord.theme == kept.id)
    of_first = CommentThemeRecord.theme == gone.id
    for statement in (
        delete(CommentThemeRecord).where(
            of_first, CommentThemeRecord.comment.in_(has_both.scalar_subquery())
        ),
        update(CommentThemeRecord).where(of_first).values(theme=kept.id),
        delete(ThemeRecord).where(ThemeRecord.id == gone.id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()


def themes_of(session: Session, comment: bytes) -> frozenset[bytes]:
    """Return the themes of one comment."""
    statement = select(CommentThemeRecord.theme).where(CommentThemeRecord.comment == comment)
    return frozenset(session.scalars(statement))


def set_themes(session: Session, comment: QueuedComment, themes: Iterable[bytes]) -> None:
    """Say what one comment is about; what is no theme of its wave is left out."""
    known = {one.id for one in frame(session, comment.wave)}
    session.execute(
        delete(CommentThemeRecord)
        .where(CommentThemeRecord.comment == comment.id)
        .execution_options(synchronize_session=False)
    )
    session.add_all(CommentThemeRecord(comment=comment.id, theme=one) for one in sorted(known & set(themes)))
    session.flush()


def released_comments(session: Session, wave: str, master_key: bytes) -> ReleasedComments:
    """Return what of a wave's comments may be shown, past the gate.

    Raises NotReleasedError, KeptTextError.
    """
    names = {one.id: one.name for one in frame(session, wave)}
    statement = (
        select(CommentThemeRecord).join(CommentRecord, CommentRecord.id == CommentThemeRecord.comment)
    ).where(CommentRecord.wave == wave)
    about: dict[bytes, list[str]] = {}
    for one in session.scalars(statement):
        about.setdefault(one.comment, []).append(names[one.theme])
    rows = comments.every(session, wave, master_key)
    released = [one for one in rows if one.state is State.RELEASED]
    counts = ReviewCounts(
        unused=sum(one.state is State.UNUSED for one in rows),
        alone=sum(one.alone for one in released),
        changes=dict(sorted(sum((Counter(one.work.changes) for one in released), Counter[str]()).items())),
        translated=sum(one.work.translated for one in released),
    )
    reviewed = [_reviewed(one, about.get(one.id, [])) for one in released]
    return let_through(wave, reviewed, counts)


def themes(session: Session, wave: str, master_key: bytes) -> Themes:
    """Return how often each theme is in the released comments of a wave, as it may be shown."""
    return count_themes(released_comments(session, wave, master_key))


def _reviewed(one: QueuedComment, about: list[str]) -> ReviewedComment:
    return ReviewedComment(
        question=one.question,
        hospital=one.hospital,
        text=one.work.text,
        themes=tuple(about),
        reviewer=one.reviewer.hex() if one.reviewer else "",
        releaser=one.releaser.hex() if one.releaser else "",
        alone=one.alone,
        is_summary=one.kind is Kind.SUMMARY,
    )


def _free_name(typed: str, others: list[ThemeRecord]) -> str:
    name = " ".join(typed.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise ThemeError(f"Write a name of up to {NAME_CHARACTERS} letters.")
    if name.casefold() in {one.name.casefold() for one in others}:
        raise ThemeError("There is a theme of this name already.")
    return name


def _one(there: list[ThemeRecord], theme: bytes) -> ThemeRecord:
    found = next((one for one in there if one.id == theme), None)
    if found is None:
        raise ThemeError("Choose a theme of the list.")
    return found
