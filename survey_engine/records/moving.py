"""Moving to another database: every row in the order of its random key, then both are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, Row, Table, insert, inspect, select, tuple_
from sqlalchemy.orm import Session

from survey_engine.records.backups import NEVER, is_empty
from survey_engine.records.database import make_engine, session_factory, upgrade
from survey_engine.records.every_table import Base
from survey_engine.records.scrubbing import scrub

BATCH: Final = 200


class MoveError(Exception):
    """The database was not moved; the message says why. The one it comes from is as it was."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One table that was moved. fingerprint: over every value of it, the same in both databases."""

    table: str
    rows: int
    fingerprint: str


def move(source: Engine, url: str) -> list[Moved]:
    """Copy everything but what was just handed out into an empty database, and compare. Raises MoveError.

    The server must be stopped: what is written meanwhile would be left behind. Both are scrubbed.
    """
    target = make_engine(url)
    try:
        if target.url == source.url or not is_empty(target):
            raise MoveError("the new database is not empty; make an empty one for it")
        _demand_all_known(source)
        upgrade(url)
        scrub(source)
        with session_factory(source, read_only=True)() as old, session_factory(target).begin() as new:
            for table in _tables():
                _copy(old, new, table)
        found = []
        with session_factory(source, read_only=True)() as old, session_factory(target)() as new:
            for table in _tables():
                before, after = _moved(old, table), _moved(new, table)
                if before != after:
                    raise MoveError(f"the table {table.name} is not the same in both: use the old database")
                found.append(after)
        scrub(target)
    finally:
        target.dispose()
    return found


def _demand_all_known(source: Engine) -> None:
    """A table that this program does not know would stay behind."""
    with source.connect() as connection:
        unknown = set(inspect(connection).get_table_names()) - set(Base.metadata.tables) - {"alembic_version"}
    if unknown:
        raise MoveError(f"tables that this version does not know would be lost: {', '.join(sorted(unknown))}")


def _tables() -> Iterator[Table]:
    """Those that refer to others after them; without what only lasts a day, and what a scrub notes anew."""
    for table in Base.metadata.sorted_tables:
        if table.name not in (*NEVER, "scrub"):
            yield table


def _copy(old: Session, new: Session, table: Table) -> None:
    for rows in _batches(old, table):
        new.execute(insert(table), [dict(row._mapping) for row in rows])


def _moved(session: Session, table: Table) -> Moved:
    digest, count = hashlib.sha256(), 0
    for rows in _batches(session, table):
        for row in rows:
            digest.update(repr([_plain(value) for value in row]).encode())
            count += 1
    return Moved(table.name, count, digest.hexdigest())


def _batches(session: Session, table: Table) -> Iterator[list[Row[Any]]]:
    """Rows in an order of their keys that is the same in both databases, a few at a time."""
    columns = list(table.primary_key.columns)

    def key_of(row: Row[Any]) -> str:
        return repr([row._mapping[column] for column in columns])

    keys = sorted(session.execute(select(*columns)).all(), key=key_of)
    for place in range(0, len(keys), BATCH):
        some = [tuple(key) for key in keys[place : place + BATCH]]
        yield sorted(session.execute(select(table).where(tuple_(*columns).in_(some))).all(), key=key_of)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
