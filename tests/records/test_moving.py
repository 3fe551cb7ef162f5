"""A database moves whole, to an empty one only, and the old one stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from survey_engine.records import audit
from survey_engine.records.anonymity import attack_database
from survey_engine.records.database import database_url, make_engine, session_factory, upgrade
from survey_engine.records.every_table import every_table
from survey_engine.records.moving import MoveError, move, shown_url
from survey_engine.sealing.keys import seal_staff_secret
from tests.migrations.test_migrations import ROWS
from tests.postgres import PostgresServer
from tests.records.rounds import MASTER_KEY, OPENS, PLAINTEXT_BYTES, a_round

HERE_ALREADY = {"wave", "hospital", "published", "invitation", "draft", "spent", "response", "slip", "audit",
                "scrub"}  # fmt: skip


@pytest.fixture
def elsewhere(engine: Engine, tmp_path: Path, postgres_server: PostgresServer) -> str:
    """The address of an empty database of the other kind."""
    if engine.dialect.name == "sqlite":
        return postgres_server.new_database()
    return f"sqlite:///{tmp_path / 'new.sqlite'}"


@pytest.fixture
def target(elsewhere: str) -> Iterator[Engine]:
    engine = make_engine(elsewhere)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> None:
    """A round under way, and a row in each other table there is."""
    a_round(engine, 12)
    rows = ROWS[max(ROWS)]
    with session_factory(engine).begin() as session:
        audit.append(session, "ann", "letter stopped", {"why": "moved’away"}, on=OPENS)
        for table in every_table().sorted_tables:
            if table.name not in HERE_ALREADY:
                values = dict(rows[table.name])
                if "totp_sealed" in values:
                    values["totp_sealed"] = seal_staff_secret("SECRET", MASTER_KEY, values["id"])
                session.execute(insert(table).values(**values))


def content(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for table in every_table().sorted_tables
        }


def but_scrub(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: rows for name, rows in found.items() if name != "scrub"}


def test_everything_arrives_and_nothing_changes_here(engine: Engine, elsewhere: str, target: Engine):
    fill(engine)
    before = content(engine)
    moved = move(engine, elsewhere, MASTER_KEY)
    assert content(engine) == before
    assert but_scrub(content(target)) == but_scrub(before)
    assert {one.table for one in moved} == set(every_table().tables)
    counts = {one.table: one.rows for one in moved}
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert counts["response"] == 12
    assert all(counts[name] for name in counts if name != "scrub")


def test_what_arrives_withstands_the_audit(engine: Engine, elsewhere: str, target: Engine):
    a_round(engine, 60)
    move(engine, elsewhere, MASTER_KEY)
    found = attack_database(target, MASTER_KEY, {("tiny", 1): PLAINTEXT_BYTES})
    assert [one for one in found if not one.held] == []
    with target.connect() as connection:  # not even the order of issue
        order = "ctid" if target.dialect.name == "postgresql" else "lookup"
        lookups = list(connection.execute(text(f"SELECT lookup FROM invitation ORDER BY {order}")).scalars())  # noqa: S608
    assert lookups == sorted(lookups)


def test_a_target_with_anything_in_it_is_refused(engine: Engine, elsewhere: str, target: Engine):
    a_round(engine, 2)
    with target.begin() as connection:
        connection.execute(text("CREATE TABLE visits (code TEXT)"))
    with pytest.raises(MoveError, match=r"not empty \(visits\)"):
        move(engine, elsewhere, MASTER_KEY)
    with target.begin() as connection:
        connection.execute(text("DROP TABLE visits"))
    move(engine, elsewhere, MASTER_KEY)
    with pytest.raises(MoveError, match="not empty"):
        move(engine, elsewhere, MASTER_KEY)
    with pytest.raises(MoveError, match="in use"):
        move(engine, engine.url.render_as_string(hide_password=False), MASTER_KEY)


def test_another_master_key_moves_nothing_and_a_second_try_works(
    engine: Engine, elsewhere: str, target: Engine
):
    a_round(engine, 2)
    with pytest.raises(MoveError, match="recipients of wave 2027-A"):
        move(engine, elsewhere, b"x" * 32)
    assert all(rows == [] for rows in content(target).values())
    assert move(engine, elsewhere, MASTER_KEY)


def test_a_broken_chain_is_not_moved(engine: Engine, elsewhere: str):
    a_round(engine, 2)
    with session_factory(engine).begin() as session:
        for number in range(2):
            audit.append(session, "ann", "letter stopped", {"number": number}, on=OPENS)
        session.execute(text("UPDATE audit SET actor = 'bob' WHERE number = 1"))
    with pytest.raises(MoveError, match="entry 1 of what staff did"):
        move(engine, elsewhere, MASTER_KEY)


def test_an_address_is_shown_without_its_password(tmp_path: Path):
    assert shown_url("postgresql://ann:secret@db/survey") == "postgresql+psycopg://ann:***@db/survey"
    file = tmp_path / "new.sqlite"
    upgrade(f"sqlite:///{file}")
    assert database_url(shown_url(f"sqlite:///{file}")).database == str(file)
