"""The doctor: whether the database is set up so that what the patients were told stays true."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from survey_engine.records.database import (
    SQLITE_PAGE_BYTES,
    SQLITE_PRAGMAS,
    migration_is_current,
    pragmas,
    session_factory,
)

# What a PostgreSQL server must not write down or keep: parameters, failed statements, commit times, old logs.
POSTGRESQL_SETTINGS = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_parameter_max_length_on_error": "0",
    "track_commit_timestamp": "off",
    "archive_mode": "off",
}
POSTGRESQL_VERSION = 15


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    level: Level
    text: str


def examine(engine: Engine) -> list[Finding]:
    """Look at the database's settings and state; change nothing."""
    findings = []
    if migration_is_current(engine):
        findings.append(Finding(Level.OK, "The database is at the newest migration."))
    else:
        findings.append(Finding(Level.ERROR, "The database is not at the newest migration: run `init`."))
    look = _sqlite if engine.dialect.name == "sqlite" else _postgresql
    with session_factory(engine, read_only=True)() as session:
        findings.extend(look(session.connection()))
    return findings


def _sqlite(connection: Connection) -> Iterator[Finding]:
    present = pragmas(connection)
    for name, wanted in {**SQLITE_PRAGMAS, "page_size": SQLITE_PAGE_BYTES}.items():
        yield _compare(name, present[name], wanted)
    problem = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if problem == "ok":
        yield Finding(Level.OK, "The file is whole.")
    else:
        yield Finding(Level.ERROR, "The file is damaged: restore a backup.")
    path = Path(connection.engine.url.database or "")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(Level.WARNING, f"Others on this machine can read {path}: chmod 600.")


def _postgresql(connection: Connection) -> Iterator[Finding]:
    for name, wanted in POSTGRESQL_SETTINGS.items():
        present = connection.execute(text("SELECT current_setting(:name, true)"), {"name": name}).scalar()
        yield _compare(name, present, wanted)
    version = connection.execute(text("SELECT current_setting('server_version_num')::int / 10000")).scalar()
    if isinstance(version, int) and version < POSTGRESQL_VERSION:
        yield Finding(
            Level.ERROR, f"PostgreSQL {version} is too old: {POSTGRESQL_VERSION} or newer is needed."
        )
    if connection.execute(text("SELECT count(*) FROM pg_replication_slots")).scalar():
        yield Finding(Level.WARNING, "A replica is attached: it watches every submission arrive.")


def _compare(name: str, present: object, wanted: object) -> Finding:
    if present == wanted:
        return Finding(Level.OK, f"{name} = {present}")
    return Finding(Level.ERROR, f"{name} is {present}; it must be {wanted}.")
