"""How the database is opened."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from survey_engine.records import waves
from survey_engine.records.database import (
    DatabaseUrlError,
    database_url,
    make_engine,
    pragmas,
    session_factory,
    upgrade,
)
from survey_engine.records.doctor import Level, examine
from survey_engine.records.store import StorageError, Store
from survey_engine.records.waves import UnknownWaveError
from tests.records.rounds import open_round

WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "secure_delete": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "page_size": 65536,
    "busy_timeout": 15000,
}


def test_every_connection_of_the_pool_has_the_pragmas(sqlite_url):
    engine = make_engine(sqlite_url)
    readers = session_factory(engine, read_only=True)
    sessions = [readers() for _ in range(4)]
    assert [pragmas(session.connection()) for session in sessions] == [WANTED] * 4
    for session in sessions:
        session.close()
    with session_factory(engine)() as again:
        assert pragmas(again.connection()) == WANTED
    engine.dispose()


def test_a_new_file_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "var" / "survey.sqlite"
    upgrade(f"sqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_always_means_psycopg(scheme):
    assert database_url(f"{scheme}://me@host/db").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "address", ["", "sqlite://", "sqlite:///:memory:", "mysql://me:secret@host/db", "secret"]
)
def test_another_address_is_refused_without_repeating_it(address):
    with pytest.raises(DatabaseUrlError) as caught:
        make_engine(address)
    assert "secret" not in str(caught.value)


def test_no_error_repeats_what_a_statement_held(engine: Engine):
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": "CANARY"})
    assert "CANARY" not in str(caught.value)


def test_a_reader_waits_for_nobody(sqlite_url):
    store = Store(sqlite_url)
    with store.writing() as writer:
        open_round(writer)
        with store.reading() as reader:
            assert reader.execute(text("SELECT count(*) FROM wave")).scalar() == 0
    with store.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM wave")).scalar() == 1
    store.close()


def test_a_store_commits_at_the_end_and_rolls_back_after_an_exception(url):
    store = Store(url)
    with pytest.raises(UnknownWaveError), store.writing() as session:  # noqa: PT012 - both are one transaction
        open_round(session)
        waves.wave(session, "NONE")
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM wave")).scalar() == 0
    with store.writing() as session:
        open_round(session)
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM wave")).scalar() == 1
    assert store.is_ready()
    store.close()


def test_a_failing_database_is_one_error_that_says_nothing_of_the_statement(url):
    store = Store(url)
    with pytest.raises(StorageError) as caught, store.reading() as session:
        session.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": "CANARY"})
    assert "CANARY" not in str(caught.value)
    assert not isinstance(caught.value.__cause__, OperationalError)
    store.close()


def test_an_empty_database_is_not_ready(tmp_path, postgres_url):
    for address in (
        f"sqlite:///{tmp_path / 'empty.sqlite'}",
        postgres_url,
        "postgresql://nobody@/x?host=/nowhere",
    ):
        store = Store(address)
        assert not store.is_ready()
        store.close()


def test_the_doctor_finds_nothing_wrong_here(engine: Engine):
    assert [finding for finding in examine(engine) if finding.level is not Level.OK] == []


def test_the_doctor_finds_a_readable_file_and_small_pages(tmp_path):
    path = tmp_path / "small.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    path.chmod(0o644)
    engine = make_engine(f"sqlite:///{path}")
    wrong = " ".join(finding.text for finding in examine(engine) if finding.level is not Level.OK)
    engine.dispose()
    assert "page_size is 4096" in wrong
    assert "chmod 600" in wrong
    assert "newest migration" in wrong


def test_the_doctor_finds_a_talkative_postgresql(postgres_server, postgres_url):
    upgrade(postgres_url)
    name = postgres_url.partition("@/")[2].partition("?")[0]
    postgres_server.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
    engine = make_engine(postgres_url)
    wrong = [finding.text for finding in examine(engine) if finding.level is not Level.OK]
    engine.dispose()
    assert wrong == ["log_statement is all; it must be none."]
