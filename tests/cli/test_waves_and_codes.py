"""Hospitals, waves and codes: what each command does, and how it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_engine.records import drafts, waves
from survey_engine.records.store import Store
from survey_engine.records.unwanted import do_not_write_again
from tests.cli.person import Person


def test_hospitals_are_added_once_and_listed(person: Person) -> None:
    person.does("init")
    assert "There is no hospital yet" in person.does("hospital", "list")
    assert person.does("hospital", "add", "rxq", "City  Hospital") == "Added hospital RXQ: City Hospital.\n"
    assert "already" in person.is_refused("hospital", "add", "RXQ", "Other")
    assert "1 to 15 letters" in person.is_refused("hospital", "add", "R/Q", "Other")
    assert person.reads("hospital", "list") == [{"code": "RXQ", "name": "City Hospital"}]
    assert "RXQ   City Hospital" in person.does("hospital", "list")


def test_wave_lives_from_opening_to_close(person: Person) -> None:
    person.does("init")
    assert "There is no wave yet" in person.does("wave", "list")
    person.opens_a_wave("w1")
    assert person.reads("wave", "list") == [
        {
            "code": "W1",
            "questionnaire": "clinic_visit",
            "version": 1,
            "opens": "2027-03-01",
            "closes": "2027-03-31",
            "entry_until": "2027-04-28",
            "posting": "sealed",
            "reminders": "everyone",
            "phase": "open",
        }
    ]
    assert "10 April 2027" in person.does("wave", "extend", "W1", "--closes", "2027-04-10")
    assert "only ever made longer" in person.is_refused("wave", "extend", "W1", "--closes", "2027-04-09")
    person.today = datetime(2027, 4, 12, tzinfo=UTC)
    assert "open to saved answers" in person.does("wave", "list")
    assert "all paper is in" in person.does("wave", "end-entry", "W1")
    person.today = datetime(2027, 5, 1, tzinfo=UTC)
    assert "waits for `wave close`" in person.does("wave", "list")
    assert "No codes had been issued" in person.does("wave", "close", "W1")
    for late in (["close", "W1"], ["end-entry", "W1"], ["extend", "W1", "--closes", "2027-06-01"]):
        assert "A closed wave stays closed" in person.is_refused("wave", *late)
    assert "no wave W2" in person.is_refused("wave", "close", "W2")


def test_forms_on_paper_that_wait_are_said_before_they_are_lost(person: Person) -> None:
    person.opens_a_wave("W1")
    store = Store(person.settings["SURVEY_ENGINE_DATABASE_URL"])
    with store.writing() as db:
        wave = waves.wave(db, "W1")
        for number, week in enumerate(
            (drafts.expires_week(wave.closes_on), drafts.keyed_week(wave.closes_on, wave.entry_until))
        ):
            assert drafts.create(db, bytes([number]) * 16, "W1", b"sealed", week)
    store.close()
    said = "Forms on paper that were keyed and not sent, and will be lost: 1 at most."
    assert said in person.does("wave", "end-entry", "W1")
    assert said in person.does("wave", "close", "W1", "--yes")


def test_wave_is_not_opened_with_what_cannot_be(person: Person) -> None:
    person.opens_a_wave()
    opens = person.words_to_open
    assert "no questionnaire clinic_visit version 2" in person.is_refused(*opens("W2", version="2"))
    unpublished = opens("W2", questionnaire="sbc_patient")
    assert "questionnaire publish ID VERSION" in person.is_refused(*unpublished)
    assert "in that order" in person.is_refused(*opens("W2", closes="2027-02-01"))
    assert "in that order" in person.is_refused(*opens("W2", entry_until="2027-03-02"))
    assert "already" in person.is_refused(*opens("W1"))
    assert person.runs(*opens("W2", closes="31/03/2027")).exit_code == 2
    assert person.runs(*opens("W2", posting="email")).exit_code == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "two different public keys"),
        ("age1qqqq\nage1pppp\n", "two different public keys"),
        ("# AGE-SECRET-KEY-1QQQQ\n", "holds a secret key"),
    ],
)
def test_recipients_file_must_hold_two_public_keys(person: Person, text: str, says: str) -> None:
    file = person.home / "recipients.txt"
    file.write_text(text)
    assert says in person.is_refused(*person.words_to_open("W1", recipients=file))
    file.unlink()
    assert "Cannot read the recipients file" in person.is_refused(
        *person.words_to_open("W1", recipients=file)
    )


def test_codes_are_issued_stopped_replaced_and_counted(person: Person) -> None:
    person.opens_a_wave()
    assert "No codes have been issued" in person.does("codes", "count", "--wave", "W1")
    first, second, third = person.issues(3)
    assert "Stopped" in person.does("codes", "stop", "--wave", "W1", "--ref", third["ref"].lower())

    replacement = person.does("codes", "replace", "--wave", "W1", "--ref", first["ref"])
    assert replacement.startswith("ref,code,link\nRXQ-")
    again = ["codes", "replace", "--wave", "W1", "--ref"]
    assert "replaced already" in person.is_refused(*again, first["ref"])
    assert "--allow-many" in person.is_refused(*again, second["ref"])
    out = person.home / "replacement.csv"
    said = person.does(*again, second["ref"], "--allow-many", "--out", out)
    new_ref, new_code, _ = out.read_text().splitlines()[1].split(",")
    assert new_ref in said
    assert new_code not in said
    assert out.stat().st_mode & 0o777 == 0o600

    assert person.reads("codes", "count", "--wave", "W1") == [
        {
            "hospital": "RXQ",
            "issued": 5,
            "replaced": 2,
            "stopped": 1,
            "used": None,
            "used_shown": "fewer than 10",
            "exact": False,
            "is_counted": True,
        }
    ]
    person.does("wave", "close", "W1")
    assert "RXQ       5       2         1        0" in person.does("codes", "count", "--wave", "W1")


def test_refs_that_are_none_are_refused(person: Person) -> None:
    person.opens_a_wave()
    (row,) = person.issues(1)
    assert "A ref looks like" in person.is_refused("codes", "stop", "--wave", "W1", "--ref", "RXQ-123456")
    assert "no wave W2" in person.is_refused("codes", "stop", "--wave", "W2", "--ref", row["ref"])


def test_nothing_is_issued_where_it_cannot_be_written(person: Person) -> None:
    person.opens_a_wave()
    words = ["codes", "issue", "--wave", "W1", "--count", "1", "--hospital"]
    file = person.home / "there.csv"
    file.write_text("the only copy of other codes")
    assert "exists already and stays" in person.is_refused(*words, "RXQ", "--out", file)
    assert file.read_text() == "the only copy of other codes"
    assert "Cannot write" in person.is_refused(*words, "RXQ", "--out", person.home / "no/folder.csv")
    fresh = person.home / "fresh.csv"
    assert "no hospital ABC" in person.is_refused(*words, "ABC", "--out", fresh)
    assert not fresh.exists()
    assert "No codes have been issued" in person.does("codes", "count", "--wave", "W1")
    person.does("wave", "close", "W1")
    assert "closed" in person.is_refused(*words, "RXQ", "--out", fresh)
    assert not fresh.exists()


def test_keygen_never_overwrites_a_key(made_keys: Path, tmp_path: Path) -> None:
    person = Person(tmp_path, made_keys)
    before = (made_keys / "charity.key").read_bytes()
    assert "exists already and stays" in person.is_refused("keygen", "--out", made_keys)
    assert (made_keys / "charity.key").read_bytes() == before
    for name in ("charity.key", "recovery.key"):
        assert (made_keys / name).stat().st_mode & 0o777 == 0o600
        assert (made_keys / name).read_bytes().startswith(b"age-encryption.org/v1")


def test_who_asked_for_no_more_letters_is_listed(person: Person) -> None:
    person.opens_a_wave()
    [first, second] = person.issues(2)
    assert "Nobody has asked" in person.does("codes", "unwanted", "--wave", "W1")
    store = person.store()
    with store.writing() as session:
        assert do_not_write_again(session, second["ref"])
    store.engine.dispose()
    assert second["ref"] in person.does("codes", "unwanted", "--wave", "W1", "--hospital", "RXQ")
    assert person.reads("codes", "unwanted", "--wave", "W1") == [{"hospital": "RXQ", "ref": second["ref"]}]
    assert first["ref"] not in person.does("codes", "unwanted", "--wave", "W1")
