"""Rewriting what is kept in the order of its random keys, so that no copy tells what came with what.

Run when dirty, at least hourly, always before a backup and after a close.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, LargeBinary, delete, func, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_engine.records.database import SQLITE_BUSY_MILLISECONDS, session_factory
from survey_engine.records.tables import (
    Base,
    DraftRecord,
    InvitationRecord,
    ResponseRecord,
    ScrubRecord,
    SlipRecord,
    SpentRecord,
)

# In the order in which Send takes them.
SCRUBBED: tuple[tuple[type[Base], str], ...] = (
    (SpentRecord, "nullifier"),
    (ResponseRecord, "id"),
    (DraftRecord, "id"),
    (SlipRecord, "id"),
)
ATTEMPTS = 40
PAUSE_SECONDS = 0.25
# Below PostgreSQL's deadlock_timeout of 1 s, so that a scrub gives way before anyone is cut off for it.
LOCK_MILLISECONDS = 500

Sleep = Callable[[float], None]


class ScrubError(Exception):
    """The database could not be scrubbed: others held it all the time. Nothing is lost; try again."""


def scrub(engine: Engine, *, sleep: Sleep = time.sleep, attempts: int = ATTEMPTS) -> None:
    """Rewrite spent, response, draft and slip in key order and leave no remains. Raises ScrubError."""
    if engine.dialect.name == "sqlite":
        with session_factory(engine).begin() as session:
            _mark(session)
        _patiently(lambda: _vacuum(engine), sleep, attempts)
        _patiently(lambda: _empty_log(engine), sleep, attempts)
    else:
        _patiently(lambda: _rewrite(engine), sleep, attempts)


def is_dirty(engine: Engine) -> bool:
    """Say whether anything was written to the sensitive tables since the last scrub."""
    if engine.dialect.name == "sqlite" and _log_bytes(engine):
        return True
    with session_factory(engine, read_only=True)() as session:
        kept = session.scalar(select(ScrubRecord.fingerprint))
        return kept != _fingerprint(session)


def _patiently(attempt: Callable[[], bool], sleep: Sleep, attempts: int) -> None:
    for _ in range(attempts):
        if attempt():
            return
        sleep(PAUSE_SECONDS)
    raise ScrubError("the database was in use all the time")


def _vacuum(engine: Engine) -> bool:
    """Rewrite the whole SQLite file in key order. False where another held it too long."""
    with contextlib.closing(engine.raw_connection()) as connection:  # in autocommit outside a transaction
        try:
            connection.cursor().execute("VACUUM")
        except engine.dialect.loaded_dbapi.OperationalError:
            return False
    return True


def _empty_log(engine: Engine) -> bool:
    """Fold the SQLite log into the file and empty it. False where a reader still needs it."""
    with contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        # Writers wait while this waits for readers: better to give way and try again.
        cursor.execute(f"PRAGMA busy_timeout = {LOCK_MILLISECONDS}")
        try:
            busy, _frames, _folded = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS}")
    return bool(busy == 0)  # a reader in the way makes it 1 and raises nothing


def _rewrite(engine: Engine) -> bool:
    """Empty and refill each table in key order, in one transaction. False where a lock was not to be had."""
    tables = ", ".join(record.__tablename__ for record, _ in SCRUBBED)
    try:
        with session_factory(engine).begin() as session:
            session.execute(text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
            session.execute(text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"))
            for record, key in SCRUBBED:
                name = record.__tablename__
                copy = f"scrub_{name}"
                session.execute(text(f"CREATE TEMPORARY TABLE {copy} ON COMMIT DROP AS TABLE {name}"))
                session.execute(text(f"TRUNCATE {name}"))
                session.execute(text(f"INSERT INTO {name} SELECT * FROM {copy} ORDER BY {key}"))  # noqa: S608
            _mark(session)
            # The first look at a row leaves a mark on it: look at all, or it tells which codes were used.
            session.execute(select(func.max(InvitationRecord.revoked)))
    except OperationalError:
        return False
    return True


def _mark(session: Session) -> None:
    session.execute(delete(ScrubRecord))
    session.execute(insert(ScrubRecord).values(id=1, fingerprint=_fingerprint(session)))


def _fingerprint(session: Session) -> str:
    """A hash over every key and, of each draft, the end of its sealed bytes, which every change changes."""
    digest = hashlib.sha256()
    for record, key in SCRUBBED:
        column = record.__table__.c[key]
        for value in session.scalars(select(column).order_by(column)):
            digest.update(value)
        digest.update(b"|")
    length = func.length(DraftRecord.sealed)
    tag = func.substr(DraftRecord.sealed, length - 15, 16, type_=LargeBinary)
    for value in session.scalars(select(tag).order_by(DraftRecord.id)):
        digest.update(value)
    return digest.hexdigest()


def _log_bytes(engine: Engine) -> int:
    log = Path(f"{engine.url.database}-wal")
    return log.stat().st_size if log.exists() else 0
