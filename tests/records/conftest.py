"""Every test of the records runs on a SQLite file and on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_engine.records.database import make_engine, session_factory, upgrade
from survey_engine.records.every_table import Base
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest migration, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "survey.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres_server: PostgresServer) -> str:
    """The address of a PostgreSQL database at the newest migration."""
    url = postgres_server.new_database()
    upgrade(url)
    return url


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite file of this test alone."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'survey.sqlite')}"


@pytest.fixture
def emptied_postgres_url(migrated_database: str) -> str:
    """The address of a migrated PostgreSQL database without a row: making a new one takes half a second."""
    tables = ", ".join(Base.metadata.tables)
    with psycopg.connect(migrated_database, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables}".encode())
    return migrated_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated and empty database, of either kind."""
    name = "sqlite_url" if request.param == "sqlite" else "emptied_postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on that database."""
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A writing session on that database, rolled back at the end of the test unless it commits."""
    with session_factory(engine)() as session:
        yield session
