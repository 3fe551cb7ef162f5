"""Focus-group slips at the command line: released in batches, opened with a key that opens nothing else."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from survey_engine.records import contact_statuses, contacts
from survey_engine.records.contact_statuses import Status
from survey_engine.records.store import Store
from survey_engine.sealing.envelope import seal_slip
from survey_engine.settings import read_keys
from tests.cli.person import Person

DELETED = date(2028, 4, 30)


def offer(person: Person, *names: str, wave: str = "W1") -> None:
    """Slips as the page makes them."""
    store = Store(person.settings["SURVEY_ENGINE_DATABASE_URL"])
    with store.writing() as db:
        taker = next(one for one in contacts.takers(db) if one.wave == wave)
        for name in names:
            slip = {"name": name, "telephone": "07700 900123", "activities": ["group", "talk"]}
            data = json.dumps({**slip, "delete_on": taker.delete_on.isoformat()}).encode()
            key = name.encode().ljust(16, b".")[:16]
            assert contacts.add_slip(db, key, wave, seal_slip(data, taker.recipient), taker.delete_on)
    store.close()


def keeps(person: Person, status: Status, *names: str) -> None:
    """What came of calls, as the screen keeps it."""
    master_key = read_keys(Path(person.settings["SURVEY_ENGINE_MASTER_KEY_FILE"]), "master key")[0]
    store = Store(person.settings["SURVEY_ENGINE_DATABASE_URL"])
    with store.writing() as db:
        for name in names:
            key = name.encode().ljust(16, b".")[:16]
            assert contact_statuses.keep_status(db, "W1", key, status, master_key)
    store.close()


def listed(person: Person, slips: Path) -> list[dict[str, Any]]:
    """Open a file of slips with the contacts key."""
    out = slips.with_suffix(".csv")
    out.unlink(missing_ok=True)
    person.does(
        "contacts", "open", "--slips", slips, "--identity", person.keys / "contacts.key", "--out", out
    )
    with out.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_batch_is_three_or_more_and_one_a_week(person: Person) -> None:
    person.opens_a_wave()
    assert "It takes focus-group slips" in person.heard[-1]
    offer(person, "Ann", "Bea")
    first, second, last = (person.home / f"{name}.slips" for name in ("first", "second", "last"))
    release = ("contacts", "release", "--wave", "W1", "--out")
    assert "Fewer than 3 people wait" in person.is_refused(*release, first)
    assert not first.exists()
    offer(person, "Cat")
    person.does(*release, first)
    assert sorted(one["name"] for one in listed(person, first)) == ["Ann", "Bea", "Cat"]
    offer(person, "Dee", "Eve", "Fay")
    assert "was released this week" in person.is_refused(*release, second)
    person.today = datetime(2027, 3, 15, 12, tzinfo=UTC)  # the next Monday
    person.does(*release, second)
    assert sorted(one["name"] for one in listed(person, second)) == ["Dee", "Eve", "Fay"]
    offer(person, "Gil")
    person.does("wave", "close", "W1", "--yes")
    person.does(*release, last)
    assert [one["name"] for one in listed(person, last)] == ["Gil"]
    assert "is left to release" in person.is_refused(*release, person.home / "none.slips")


def test_a_lost_file_can_be_written_again_and_names_nobody_new(person: Person) -> None:
    person.opens_a_wave()
    first, again = person.home / "first.slips", person.home / "again.slips"
    words = ("contacts", "release", "--wave", "W1", "--out")
    assert "was released before" in person.is_refused(*words, again, "--again")
    offer(person, "Ann", "Bea", "Cat")
    person.does(*words, first)
    offer(person, "Dee")
    person.does(*words, again, "--again")
    assert sorted(one["name"] for one in listed(person, again)) == ["Ann", "Bea", "Cat"]


def test_who_has_died_is_in_no_file_that_is_written_again(person: Person) -> None:
    person.opens_a_wave()
    offer(person, "Ann", "Bea", "Cat")
    words = ("contacts", "release", "--wave", "W1", "--out")
    person.does(*words, person.home / "first.slips")
    again = person.home / "again.slips"
    keeps(person, Status.NO_CONTACT, "Ann")
    person.does(*words, again, "--again")
    assert sorted(one["name"] for one in listed(person, again)) == ["Bea", "Cat"]
    keeps(person, Status.NOT_ABLE, "Bea", "Cat")
    assert "who may be called was released before" in person.is_refused(
        *words, person.home / "last.slips", "--again"
    )


def test_the_list_has_places_to_note_that_health_has_changed_and_runs_nothing(person: Person) -> None:
    person.opens_a_wave()
    offer(person, "=HYPERLINK(1)", "Bea", "Cat")
    file = person.home / "first.slips"
    person.does("contacts", "release", "--wave", "W1", "--out", file)
    rows = listed(person, file)
    assert [row for row in rows if row["name"] == "'=HYPERLINK(1)"]
    assert {"check_before_you_call", "no_longer_able", "do_not_contact"} < set(rows[0])
    assert {row["activities"] for row in rows} == {"group; talk"}
    assert {row["delete_on"] for row in rows} == {DELETED.isoformat()}


def test_no_other_key_and_no_other_file_opens(person: Person) -> None:
    person.opens_a_wave()
    offer(person, "Ann", "Bea", "Cat")
    file, out = person.home / "first.slips", person.home / "list.csv"
    person.does("contacts", "release", "--wave", "W1", "--out", file)
    charity = ("--identity", person.keys / "charity.key", "--out", out)
    assert "opens none of these slips" in person.is_refused("contacts", "open", "--slips", file, *charity)
    for bad in ('{"format": "other"}', "[]", "not a file", '{"format": "survey-engine-slips-1"}'):
        file.write_text(bad)
        assert "slips" in person.is_refused("contacts", "open", "--slips", file, *charity)
    assert not out.exists()


def test_one_damaged_slip_does_not_keep_the_others_away(person: Person) -> None:
    person.opens_a_wave()
    offer(person, "Ann", "Bea", "Cat")
    file = person.home / "first.slips"
    person.does("contacts", "release", "--wave", "W1", "--out", file)
    content = json.loads(file.read_text())
    content["slips"][0] = content["slips"][0][:-40] + "A" * 40
    file.write_text(json.dumps(content))
    assert len(listed(person, file)) == 2
    assert "slips that do not open: 1." in person.heard[-1]


def test_a_recipients_file_may_name_no_contacts_key_and_never_a_wrong_one(person: Person) -> None:
    person.opens_a_wave()
    lines = (person.keys / "recipients.txt").read_text().splitlines()
    named = next(line for line in lines if line.startswith("# contacts key:"))
    answers = next(line for line in lines if line.startswith("age1"))
    own = person.home / "recipients.txt"
    for bad in ("# contacts key: age1nonsense", f"# contacts key: {answers}", f"{named}\n{named}"):
        own.write_text("\n".join(bad if line == named else line for line in lines))
        assert "contacts key" in person.is_refused(*person.words_to_open("W2", recipients=own))
    own.write_text("\n".join(line for line in lines if line != named))
    assert "takes no focus-group slips" in person.does(*person.words_to_open("W2", recipients=own))
    assert "no wave X9" in person.is_refused(
        "contacts", "release", "--wave", "X9", "--out", own.with_name("x")
    )
