"""`codes unused`: the list of unused codes, only under its conditions, and nothing of it kept."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from survey_engine.records import audit
from survey_engine.sealing.codes import link_is_signed, read_code
from survey_engine.settings import Settings
from tests.cli.person import Person, send_answers

UNUSED = ("codes", "unused", "--wave", "W1", "--hospital", "RXQ", "--codes")


def begin(person: Person, posting: str = "merge", **options: str) -> None:
    person.does("init")
    person.does("questionnaire", "publish", "clinic_visit", "1")
    person.does("hospital", "add", "RXQ", "City Hospital")
    person.does(*person.words_to_open("W1", posting=posting, **options))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def asked(person: Person) -> tuple[Person, Path, list[dict[str, str]]]:
    """(somebody whose wave reminds unused codes, her file of codes, its 24 rows); 12 have answered."""
    begin(person, reminders="unused")
    rows = person.issues(24)
    send_answers(person, [row["code"] for row in rows[::2]])
    return person, person.home / "codes.csv", rows


def everything_kept(person: Person) -> str:
    file = person.settings["SURVEY_ENGINE_DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        kept = "\n".join(connection.iterdump())
    connection.close()
    return kept


def test_the_unused_codes_are_listed_by_ref_and_nothing_of_them_is_kept(
    asked: tuple[Person, Path, list[dict[str, str]]],
) -> None:
    person, file, rows = asked
    before = set(everything_kept(person).splitlines())
    found = rows_of(person.does(*UNUSED, file))
    assert [(row["ref"], row["code"]) for row in found] == [(row["ref"], row["code"]) for row in rows[1::2]]
    keys = Settings.from_environment(person.settings).secret_keys
    signature = found[0]["link"].rpartition(".")[2]
    assert link_is_signed(read_code(found[0]["code"]), signature, keys)
    new = set(everything_kept(person).splitlines()) - before
    assert sorted(line.split('"')[1] for line in new) == ["audit", "reminder_list"]
    assert "INSERT INTO \"reminder_list\" VALUES('W1','RXQ',1,'2027-03-10');" in new
    with person.store().reading() as session:
        entry = audit.entries(session)[-1]
        assert (entry.event, json.loads(entry.details)) == (
            "list of unused codes given", {"wave": "W1", "hospital": "RXQ"},
        )  # fmt: skip


def test_a_file_of_its_own_is_private(asked: tuple[Person, Path, list[dict[str, str]]]) -> None:
    person, file, rows = asked
    out = person.home / "unused.csv"
    said = person.does(*UNUSED, file, "--out", out)
    assert "Wrote 12 unused codes" in said
    assert not any(row["code"] in said for row in rows)
    assert out.stat().st_mode & 0o077 == 0
    assert len(rows_of(out.read_text())) == 12


def test_part_of_a_list_is_refused_so_that_nobody_can_ask_about_one(
    asked: tuple[Person, Path, list[dict[str, str]]],
) -> None:
    person, _file, rows = asked
    some = person.home / "some.txt"
    some.write_text("\n".join(row["code"] for row in rows[1:]))
    assert "1 code is missing: give every code of RXQ" in person.is_refused(*UNUSED, some)
    some.write_text(rows[0]["code"])
    assert "23 codes are missing" in person.is_refused(*UNUSED, some)
    some.write_text("\n".join([*(row["code"] for row in rows[1:]), "7KQM-2D9F-XA4"]))
    assert "no whole code in line 24" in person.is_refused(*UNUSED, some)
    some.write_text("\n\n")
    assert "There is no code" in person.is_refused(*UNUSED, some)
    some.write_bytes(b"PK\x03\x04\xff\xfe")
    assert "Save the spreadsheet as CSV" in person.is_refused(*UNUSED, some)
    assert len(rows_of(person.does(*UNUSED, person.home / "codes.csv"))) == 12  # no list was counted


def test_stopped_and_replaced_codes_may_stand_in_the_file_and_strangers_may_not(
    asked: tuple[Person, Path, list[dict[str, str]]],
) -> None:
    person, file, rows = asked
    person.does("codes", "stop", "--wave", "W1", "--ref", rows[1]["ref"])
    new = rows_of(person.does("codes", "replace", "--wave", "W1", "--ref", rows[3]["ref"]))
    assert "1 code is missing" in person.is_refused(*UNUSED, file)
    with file.open("a") as stream:
        stream.write(f"{new[0]['ref']};{new[0]['code'].lower()}\n")
    person.does("hospital", "add", "ABC", "Hill Hospital")
    other = person.home / "other.csv"
    person.does("codes", "issue", "--wave", "W1", "--hospital", "ABC", "--count", "1", "--out", other)
    [stranger] = rows_of(other.read_text())
    both = person.home / "both.csv"
    both.write_text(file.read_text() + f"{stranger['code']}\n")
    assert "1 code is of no letter of RXQ" in person.is_refused(*UNUSED, both)
    refs = {row["ref"] for row in rows_of(person.does(*UNUSED, file))}
    assert refs == {row["ref"] for row in rows[1::2]} - {rows[1]["ref"], rows[3]["ref"]} | {new[0]["ref"]}


def test_two_lists_a_wave_two_weeks_apart(asked: tuple[Person, Path, list[dict[str, str]]]) -> None:
    person, file, _rows = asked
    person.does(*UNUSED, file)
    assert "wait 14 days" in person.is_refused(*UNUSED, file)
    person.today += timedelta(days=13)
    assert "wait 1 day." in person.is_refused(*UNUSED, file)
    person.today += timedelta(days=1)
    person.does(*UNUSED, file)
    person.does("wave", "extend", "W1", "--closes", "2027-06-30")
    person.today += timedelta(days=40)
    assert "has had 2 lists" in person.is_refused(*UNUSED, file)
    person.today += timedelta(days=80)
    assert "there is no reminder" in person.is_refused(*UNUSED, file)


@pytest.mark.parametrize("answered", [9, 15])
def test_fewer_than_ten_used_or_unused_are_refused_alike(person: Person, answered: int) -> None:
    begin(person, reminders="unused")
    rows = person.issues(24)
    send_answers(person, [row["code"] for row in rows[:answered]])
    said = person.is_refused(*UNUSED, person.home / "codes.csv")
    assert "Fewer than 10 codes are used, or fewer than 10 unused: remind everyone instead" in said
    assert "reminder_list" not in [line.split('"')[1] for line in everything_kept(person).splitlines()
                                   if line.startswith("INSERT")]  # fmt: skip


def test_only_where_it_was_chosen_and_only_where_a_hospital_holds_codes(person: Person) -> None:
    begin(person)
    person.issues(1)
    assert "opened to remind everyone" in person.is_refused(*UNUSED, person.home / "codes.csv")
    person.does(*person.words_to_open("W2", posting="sealed"))
    sealed = ("codes", "unused", "--wave", "W2", "--hospital", "RXQ", "--codes", person.home / "codes.csv")
    assert "no hospital holds codes" in person.is_refused(*sealed)
    refused = person.is_refused(*person.words_to_open("W3", posting="sealed", reminders="unused"))
    assert "Only under mail merge does a hospital hold codes" in refused
