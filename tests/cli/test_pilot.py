"""`wave open --pilot`, and what the other commands say of such a wave."""

from __future__ import annotations

import json

from sqlalchemy import select

from survey_engine.records.tables import WaveRecord
from tests.cli.person import Person

PILOT = ("wave", "open", "TRY-1", "--questionnaire", "clinic_visit", "--version", "1", "--pilot")
DAYS = ("--opens", "2027-03-01", "--closes", "2027-03-31")


def opens_a_pilot(person: Person) -> str:
    person.does("init")
    person.does("hospital", "add", "RXQ", "City Hospital")
    return person.does(*PILOT, *DAYS)


def test_a_pilot_asks_a_draft_and_needs_neither_letters_nor_keys(person: Person) -> None:
    said = opens_a_pilot(person)
    assert "It is a pilot: every page says so, and no answer is kept or counted." in said
    [shown] = person.reads("wave", "list")
    assert shown["posting"] == "pilot"
    assert "pilot, open" in person.does("wave", "list")
    with person.store().reading() as db:
        assert json.loads(db.scalars(select(WaveRecord.recipients)).one()) == []


def test_it_is_never_counted_and_never_opened(person: Person) -> None:
    opens_a_pilot(person)
    file = person.home / "codes.csv"
    person.does("codes", "issue", "--wave", "TRY-1", "--hospital", "RXQ", "--count", "2", "--out", file)
    assert "Nobody counts it." in person.does("codes", "count", "--wave", "TRY-1")
    assert person.reads("codes", "count", "--wave", "TRY-1") == []
    out = ("--out", person.home / "out")
    key = ("--identity", person.keys / "charity.key")
    assert "its answers were never kept" in person.is_refused("envelopes", "--wave", "TRY-1", *out)
    assert "nothing to count" in person.does("wave", "close", "TRY-1", "--yes")
    assert "its answers were never kept" in person.is_refused("open", "--wave", "TRY-1", *key, *out)
    assert not (person.home / "out").exists()


def test_letters_and_keys_do_not_go_with_a_pilot_and_are_asked_for_without(person: Person) -> None:
    person.does("init")
    both = person.runs(*PILOT, *DAYS, "--posting", "sealed")
    assert both.exit_code == 2
    assert "A pilot has no letters and keeps no answers" in both.output
    neither = person.runs(*PILOT[:-1], *DAYS)
    assert neither.exit_code == 2
    assert "Say --posting and --recipients, or --pilot" in neither.output


def test_a_version_that_is_not_published_is_asked_by_a_pilot_alone(person: Person) -> None:
    person.does("init")
    assert "not published" in person.is_refused(*person.words_to_open("W1"))
    person.does(*PILOT, *DAYS)
