"""`move-database` as an operator types it."""

from __future__ import annotations

from survey_engine.records import responses, waves
from tests.cli.person import Person, send_answers


def test_a_survey_goes_on_in_postgresql(answered: Person, postgres_url: str) -> None:
    assert "Stop the server, then add --yes" in answered.is_refused("move-database", "--to", postgres_url)
    said = answered.does("move-database", "--yes", "--to", "-", typing=f"{postgres_url}\n")
    assert "Set SURVEY_ENGINE_DATABASE_URL=postgresql" in said
    old = answered.settings["SURVEY_ENGINE_DATABASE_URL"]
    answered.settings["SURVEY_ENGINE_DATABASE_URL"] = postgres_url
    assert "none worked" in answered.does("audit-anonymity")
    send_answers(answered, [row["code"] for row in answered.issues(3, "more.csv")], seed=4)
    assert "15" in answered.does("wave", "close", "W1")
    answered.settings["SURVEY_ENGINE_DATABASE_URL"] = old
    with answered.store().reading() as session:
        assert waves.wave(session, "W1").state == "open"  # the old one stays as it was
        assert len(list(responses.envelopes(session, "W1"))) == 12
    again = answered.runs("move-database", "--yes", "--to", postgres_url)
    assert again.exit_code == 1
    assert "Wave W1 takes answers" in again.stderr
    assert "not empty" in again.stderr


def test_a_script_gets_counts_and_digests(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    target = answered.home / "copy.sqlite"
    moved = answered.reads("move-database", "--to", f"sqlite:///{target}")
    assert isinstance(moved, dict)
    assert {"table": "response", "rows": 12} in [
        {key: one[key] for key in ("table", "rows")} for one in moved["tables"]
    ]
    assert all(len(one["sha256"]) == 64 for one in moved["tables"])
