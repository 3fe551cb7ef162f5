"""The store the doors hold: sessions that read, sessions that write, and whether the database is ready."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from survey_engine.records.database import make_engine, migration_is_current, session_factory

__all__ = ["Session", "StorageError", "Store"]


class StorageError(Exception):
    """The database could not be read or written. Names the kind of failure only: messages reach logs."""


class Store:
    """One database, for the life of a process."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = make_engine(url)
        self._readers = session_factory(self.engine, read_only=True)
        self._writers = session_factory(self.engine)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that never waits for a writer. What was read may be used after it ends."""
        with storage_errors(), _session(self._readers) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session in one transaction: committed at the end, rolled back by any exception."""
        with storage_errors(), _session(self._writers) as session, session.begin():
            yield session

    def is_ready(self) -> bool:
        """Say whether the database answers and is at the newest migration."""
        try:
            return migration_is_current(self.engine)
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextlib.contextmanager
def _session(factory: sessionmaker[Session]) -> Iterator[Session]:
    with factory() as session:
        yield session


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Name whatever the database's driver raises inside the block."""
    try:
        yield
    except DBAPIError as error:
        # Without its cause: a server's message can repeat what a statement held.
        raise StorageError(type(error.orig or error).__name__) from None
