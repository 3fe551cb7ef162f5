"""`audit-anonymity` on an installation with twelve answers, its logs and its copies."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from survey_engine.sealing.envelope import new_identity, seal_envelope
from tests.cli.person import Person


def code_of(person: Person) -> str:
    line = (person.home / "codes.csv").read_text().splitlines()[1]
    return line.split(",")[1]


def attacks(person: Person, *words: str | Path) -> dict[tuple[str, str], dict[str, object]]:
    found = person.runs("audit-anonymity", "--json", *words)
    assert found.exit_code in (0, 1), found.output
    report = json.loads(found.stdout)
    assert report["ok"] is (found.exit_code == 0)
    return {(one["place"], one["attack"]): one for one in report["attacks"]}


def test_a_scrubbed_installation_withstands_all_of_it(answered: Person) -> None:
    answered.does("scrub")
    logs = answered.home / "logs"
    logs.mkdir()
    (logs / "server.log").write_text("2027-03-10 12:00:00 INFO Listening at: http://127.0.0.1:5000\n")
    sealed = answered.home / "monday.backup"
    keys = [new_identity().recipient for _ in range(2)]
    sealed.write_bytes(seal_envelope(b"everything", keys, 4096))
    codes = answered.home / "codes.csv"
    said = answered.does("audit-anonymity", "--codes", codes, "--logs", logs, "--backup", sealed)
    assert "none worked" in said
    assert "FAILED" not in said
    assert "Each row stands where its random key puts it, and nowhere else." in said
    assert "No code does without its return code." in said
    assert "It is encrypted" in said
    answered.does("wave", "close", "W1")
    assert "none worked" in answered.does("audit-anonymity")


def test_several_hospitals_are_no_fault(answered: Person) -> None:
    answered.does("hospital", "add", "RAA", "Southfield Hospital")
    connection = sqlite3.connect(answered.home / "survey.sqlite", isolation_level=None)
    with closing(connection):
        connection.execute(
            "UPDATE response SET hospital = 'RAA' WHERE id IN (SELECT id FROM response ORDER BY id LIMIT 6)"
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    answered.does("scrub")
    assert "none worked" in answered.does("audit-anonymity")


def test_what_was_not_scrubbed_is_said_with_what_to_do(answered: Person) -> None:
    connection = sqlite3.connect(answered.home / "survey.sqlite", isolation_level=None)
    with closing(connection):
        connection.execute("DELETE FROM spent")
    found = answered.runs("audit-anonymity")
    assert found.exit_code == 1
    assert "FAILED: order" in found.stdout
    assert "What to do: Run `survey-engine scrub`" in found.stdout
    assert "FAILED: counts" in found.stdout


def test_a_code_in_a_log_is_found_and_not_repeated(answered: Person) -> None:
    answered.does("scrub")
    code = code_of(answered)
    with gzip.open(answered.home / "access.log.gz", "wt") as stream:
        stream.write("started\n")
        stream.write(f'203.0.113.77 - - "POST /start?code={code}" "Mozilla/5.0"\n')
    log = answered.home / "access.log.gz"
    found = attacks(answered, "--logs", log)
    one = found[str(log), "search of access.log.gz"]
    assert not one["held"]
    assert "What reads as a code stands in line 2." in str(one["found"])
    assert "an internet address stands in line 2" in str(one["found"])
    assert code not in answered.heard[-1]
    assert all(other["held"] for place, other in found.items() if place[0] != str(log))


def test_a_given_code_is_found_without_its_check_symbol_and_in_the_database(answered: Person) -> None:
    code = code_of(answered)
    with closing(sqlite3.connect(answered.home / "survey.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE hospital SET name = ?", (f"City {code.replace('-', '')[:-1]}",))
    answered.does("scrub")
    log = answered.home / "server.log"
    log.write_text(f"draft of {code[:-1].lower()}\n")
    found = attacks(answered, "--codes", answered.home / "codes.csv", "--logs", log)
    assert {place for place, one in found.items() if not one["held"]} == {
        (str(log), "search of server.log"),
        ("The database", "codes in the database"),
    }


def test_plain_copies_fail_and_are_compared(answered: Person) -> None:
    answered.does("scrub")
    copies = [answered.home / name for name in ("monday.sqlite", "tuesday.sqlite")]
    for number, copy in enumerate(copies):
        with closing(sqlite3.connect(answered.home / "survey.sqlite", isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        if not number:
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                connection.execute("DELETE FROM response WHERE id IN (SELECT id FROM response LIMIT 3)")
    found = attacks(answered, "--backup", copies[0], "--backup", copies[1])
    assert not found[str(copies[1]), "encryption"]["held"]
    together = found["The copies together", "differences"]
    assert "hospital RXQ of wave W1 has new answers" in str(together["found"])
