"""`purge` lists first, with reasons, and then deletes; warnings of `wave open` and `wave close`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from survey_engine.records import audit, waves
from tests.cli.person import Person


def test_a_closed_wave_is_purged_when_its_weeks_are_over(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    assert "Nothing has come to the end" in answered.does("purge")
    assert "Backups from before 10 March 2027" in answered.does("purge", "--dry-run")
    answered.today += timedelta(weeks=27)
    listed = answered.does("purge", "--dry-run")
    assert "sealed answers of wave W1" in listed
    assert "kept for 26 weeks after the close, until 8 September 2027" in listed
    assert answered.reads("purge", "--dry-run")["due"] == [  # type: ignore[call-overload, index]
        {
            "what": "sealed answers of wave W1",
            "count": 12,
            "why": "They were kept for 26 weeks after the close, until 8 September 2027.",
            "wave": "W1",
        }
    ]
    assert "purged" not in answered.does("wave", "list")
    assert "Deleted, and scrubbed." in answered.does("purge")
    assert "purged" in answered.does("wave", "list")
    assert "Nothing has come to the end" in answered.does("purge")
    with answered.store().reading() as session:
        assert audit.latest(session, "wave purged") is not None
        assert waves.wave(session, "W1").symbol is None


def test_one_wave_is_purged_early_when_it_is_named(answered: Person) -> None:
    assert "only a closed wave is purged" in answered.is_refused("purge", "--wave", "W1")
    answered.does("wave", "close", "W1")
    listed = answered.does("purge", "--wave", "w1", "--dry-run")
    assert "You asked for this wave. They may be kept until 8 September 2027." in listed
    answered.does("purge", "--wave", "W1")
    assert "purged" in answered.does("wave", "list")
    assert "no wave W9" in answered.is_refused("purge", "--wave", "W9")


def test_how_long_answers_are_kept_is_a_setting(answered: Person) -> None:
    answered.settings["SURVEY_ENGINE_KEEP_WEEKS"] = "4"
    answered.does("wave", "close", "W1")
    answered.today = datetime(2027, 4, 9, tzinfo=UTC)
    assert "until 7 April 2027" in answered.does("purge", "--dry-run")
    answered.settings["SURVEY_ENGINE_KEEP_WEEKS"] = "0"
    assert "a number of weeks" in answered.is_refused("purge")


def test_the_command_line_warns_of_what_the_browser_would_refuse(person: Person) -> None:
    person.opens_a_wave()
    said = person.runs(*person.words_to_open("W2"))
    assert said.exit_code == 0
    assert "Warning: Nobody has shown that the answers could be opened." in said.stderr
    assert "Warning: Wave W1 asks the same questionnaire from 1 March 2027 to 31 March 2027." in said.stderr
    assert "Warning: No backup was ever made." in said.stderr
    assert "Warning" not in said.stdout
    assert "Warning: No backup was ever made." in person.runs("wave", "close", "W2", "--yes").stderr
    with person.store().reading() as session:
        assert len(waves.signing_keys(waves.wave(session, "W1"))) == 2
