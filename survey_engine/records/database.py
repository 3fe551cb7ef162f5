"""The database: how it is opened so that it forgets what it must, and how it is brought up to date.

SQLite pragmas are set on every new connection, because most of them do not survive in the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from survey_engine.places import builtin_folder

# With 4 KiB pages, rows of an envelope's size keep their insertion order in the file until the next VACUUM.
SQLITE_PAGE_BYTES = 65536
# The longest a request waits for a writer: a scrub of 20,000 answers takes about 2 s.
SQLITE_BUSY_MILLISECONDS = 15_000
# temp_store stays at its default: the temporary file of a VACUUM holds sealed rows only.
SQLITE_PRAGMAS: Mapping[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what a patient was thanked for is on the disk
    "secure_delete": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
}
_READ_ONLY = "survey_engine_read_only"


class DatabaseUrlError(ValueError):
    """A database address that is neither a SQLite file nor PostgreSQL."""


def database_url(text: str) -> URL:
    """Return the address with the driver this program uses. Raises DatabaseUrlError, without a password."""
    try:
        url = make_url(text)
    except Exception:  # noqa: BLE001 - SQLAlchemy raises several kinds, and each may repeat a password
        raise DatabaseUrlError("the database address cannot be read") from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise DatabaseUrlError("SQLite needs a file: sqlite:///var/survey_engine.sqlite")
        return url.set(drivername="sqlite")
    raise DatabaseUrlError("the database must be sqlite:///FILE or postgresql://...")


def make_engine(url: str) -> Engine:
    """Return an engine for a SQLite file (made where missing, readable by its owner alone) or PostgreSQL.

    No statement's parameters reach a log or an exception's text.
    """
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        _make_private_file(Path(address.database or ""))
        engine = create_engine(address, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(address, hide_parameters=True, pool_pre_ping=True)


def session_factory(engine: Engine, *, read_only: bool = False) -> sessionmaker[Session]:
    """Return what makes sessions.

    On SQLite a session takes the one write lock at its first statement (BEGIN IMMEDIATE): a transaction that
    reads first and writes later fails with "database is locked" when another wrote in between. A session that
    only reads waits for nobody and nobody waits for it: use `read_only` for those, and wherever a slow
    derivation follows the first read. On PostgreSQL a reading session lets go after each statement, so that
    it never stands in the way of a scrub that locks the same tables in another order.
    """
    return sessionmaker(_for_reading(engine) if read_only else engine, expire_on_commit=False)


def _for_reading(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="AUTOCOMMIT")
    return engine.execution_options(**{_READ_ONLY: True})


def insert_once(session: Session, record: type[DeclarativeBase], **values: object) -> bool:
    """Insert a row unless its key is taken; say whether it was inserted.

    Never as a plain INSERT: on PostgreSQL a duplicate key is written, value and all, into the server's log.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(record).values(**values).on_conflict_do_nothing()
    statement = statement.execution_options(preserve_rowcount=True)  # else it is lost after an INSERT
    return session.connection().execute(statement).rowcount == 1


def lock_until_commit(session: Session, name: str, *, shared: bool = False) -> None:
    """Hold a named lock until the transaction ends: an advisory one, which leaves no trace in a row.

    On SQLite a writing session holds the one write lock already.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    function = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    session.execute(select(function(key)))


class LaterVersionError(Exception):
    """The database was written by a later version of the program."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to the newest migration, creating it where it is empty.

    Raises LaterVersionError where its migration is not known here.
    """
    try:
        with _disposed(make_engine(url)) as engine, engine.begin() as connection:
            command.upgrade(_alembic(connection), revision)
    except CommandError as error:
        raise LaterVersionError(str(error)) from error


def downgrade(url: str, revision: str) -> None:
    """Take the database back to an earlier migration."""
    with _disposed(make_engine(url)) as engine, engine.begin() as connection:
        command.downgrade(_alembic(connection), revision)


def migration_is_current(engine: Engine) -> bool:
    """Say whether the database is at the newest migration."""
    newest = ScriptDirectory.from_config(_alembic(None)).get_heads()
    with session_factory(engine, read_only=True)() as session:
        present = MigrationContext.configure(session.connection()).get_current_heads()
    return set(present) == set(newest)


def _alembic(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(builtin_folder("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3 begins nothing by itself: _begin_sqlite does
    connection.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS}")
    connection.execute(f"PRAGMA page_size = {SQLITE_PAGE_BYTES}")  # works only before the first table
    for name, value in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextlib.contextmanager
def _disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def pragmas(connection: Connection) -> dict[str, Any]:
    """Return the SQLite settings as this connection has them, page_size and busy_timeout included."""
    names = (*SQLITE_PRAGMAS, "page_size", "busy_timeout")
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
