"""`audit-anonymity` attacks what is there, and says so where a promise is broken."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from survey_engine.records.database import make_engine
from survey_engine.records.tables import InvitationRecord
from survey_engine.settings import Settings
from tests.cli.person import Person, send_answers
from tests.postgres import PostgresServer


def execute(person: Person, statement: str) -> None:
    engine = make_engine(person.settings["SURVEY_ENGINE_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_database_its_backups_and_logs_keep_every_promise(answered: Person) -> None:
    backup, log = answered.home / "night.backup", answered.home / "server.log"
    answered.does("backup", "--out", backup)
    log.write_text("KeyError at survey_engine/web/forms.py:12\nRXQ-7KQ2M4 is a ref, and no code\n")
    said = answered.does("audit-anonymity", "--backup", backup, "--log", log)
    assert "Every promise that can be tried here is kept." in said
    assert "rehearsal with 200 people: answers linked to a code: " in said
    assert "backup night.backup: rows of handout, which no copy has: 0 (at most 0)" in said
    found = answered.reads("audit-anonymity", "--backup", backup, "--log", log)
    assert found["ok"] is True  # type: ignore[call-overload, index]
    assert all(one["kept"] for one in found["measures"])  # type: ignore[call-overload, index]
    answered.does("wave", "close", "W1")
    answered.does("audit-anonymity")


def broken(person: Person, *words: str | Path) -> str:
    result = person.runs("audit-anonymity", *words)
    assert result.exit_code == 1
    return "\n".join(line for line in result.stdout.splitlines() if line.startswith("BROKEN"))


def test_each_broken_promise_is_found(answered: Person) -> None:
    settings = Settings.from_environment(answered.settings)
    with answered.store().reading() as session:
        lookup = session.query(InvitationRecord.lookup).first()[0]  # type: ignore[index]
    code = answered.issues(1, "more.csv")[0]["code"]
    log = answered.home / "server.log"
    log.write_bytes(
        f'10.0.0.1 "GET /q/p07 HTTP/1.1"\n"POST /send HTTP/1.1"\ncode {code}\n{lookup.hex()}\n'.encode()
        + settings.master_key
    )
    said = broken(answered, "--log", log)
    assert "codes of letters: 1" in said
    assert "keys of invitations, used codes, answers and drafts: 1" in said
    assert "visits of patients, as an access log has them: 2" in said
    assert "the master key: 1" in said
    execute(answered, "DELETE FROM response WHERE id = (SELECT min(id) FROM response)")
    assert "used codes without an answer in wave W1: 1" in broken(answered)
    execute(answered, "UPDATE wave SET state = 'closed'")
    said = broken(answered)
    assert "rows of invitation of closed waves: 13" in said
    assert "secrets of closed waves: 1" in said


def test_the_same_on_postgresql(person: Person, postgres_server: PostgresServer) -> None:
    person.settings["SURVEY_ENGINE_DATABASE_URL"] = postgres_server.new_database()
    person.opens_a_wave()
    send_answers(person, [row["code"] for row in person.issues(6)])
    backup = person.home / "night.backup"
    person.does("backup", "--out", backup)
    said = person.does("audit-anonymity", "--backup", backup)
    assert "marks of response: more than one tells what came together: 1 (at most 1)" in said
    execute(person, "CREATE SEQUENCE who_came_first")
    assert "triggers and counters: 1" in broken(person)
