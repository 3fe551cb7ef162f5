"""The whole way on PostgreSQL: from an empty database to the bundle, with a scrub and the doctor."""

from __future__ import annotations

from pathlib import Path

from tests.cli.person import Person, send_answers


def test_from_an_empty_database_to_the_bundle(tmp_path: Path, made_keys: Path, postgres_url: str) -> None:
    person = Person(tmp_path, made_keys, settings={"SURVEY_ENGINE_DATABASE_URL": postgres_url})
    person.opens_a_wave()
    send_answers(person, [row["code"] for row in person.issues(12)])
    person.does("scrub")
    assert "fewer than 10" not in person.does("codes", "count", "--wave", "W1")
    person.does("wave", "close", "W1")
    sealed = tmp_path / "sealed.txt"
    assert "Wrote 12 sealed answers" in person.does("envelopes", "--wave", "W1", "--out", sealed)
    bundle = tmp_path / "bundle"
    person.does("open", "--wave", "W1", "--identity", made_keys / "charity.key", "--out", bundle)
    assert (bundle / "responses.csv").exists()
    assert "log_statement" in person.runs("doctor").output
