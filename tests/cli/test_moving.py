"""`move-database`: from SQLite to PostgreSQL and back, with nothing lost and nothing in the order it came."""

from __future__ import annotations

from sqlalchemy import text

from survey_engine.records.database import make_engine
from tests.cli.person import Person
from tests.cli.test_backups import counts
from tests.postgres import PostgresServer


def test_everything_is_the_same_there_and_back(answered: Person, postgres_server: PostgresServer) -> None:
    before = counts(answered)
    url = postgres_server.new_database()
    assert "Moved, and the same in both." in answered.does("move-database", "--to", url)
    answered.settings["SURVEY_ENGINE_DATABASE_URL"] = url
    assert counts(answered) == {**before, "audit": before["audit"] + 1}
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, xmin::text FROM response ORDER BY ctid")).all()
    engine.dispose()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len({row[1] for row in rows}) == 1
    answered.does("audit-anonymity")
    back = f"sqlite:///{answered.home}/back.sqlite"
    answered.does("move-database", "--to", back)
    answered.settings["SURVEY_ENGINE_DATABASE_URL"] = back
    answered.does("wave", "close", "W1")
    keys = answered.keys / "charity.key"
    answered.does("open", "--wave", "W1", "--identity", keys, "--out", answered.home / "release")


def test_a_database_that_holds_something_is_not_written_over(
    answered: Person, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_database()
    answered.does("move-database", "--to", url)
    assert "is not empty" in answered.is_refused("move-database", "--to", url)
    own = answered.settings["SURVEY_ENGINE_DATABASE_URL"]
    assert "is not empty" in answered.is_refused("move-database", "--to", own)
    assert "must be sqlite" in answered.is_refused("move-database", "--to", "mysql://x/y")


def test_a_table_that_nobody_knows_is_not_left_behind(
    answered: Person, postgres_server: PostgresServer
) -> None:
    engine = make_engine(answered.settings["SURVEY_ENGINE_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_tomorrow (id INTEGER)"))
    engine.dispose()
    url = postgres_server.new_database()
    assert "would be lost: of_tomorrow" in answered.is_refused("move-database", "--to", url)
