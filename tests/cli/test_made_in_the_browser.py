"""A version that was published in the browser lies in no folder, and every command knows it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from survey_engine.records import definition_drafts, staff
from survey_engine.records.definition_drafts import built
from survey_engine.records.staff import Role, State
from survey_engine.records.store import Store
from tests.cli.person import QUESTIONNAIRE, Person

TODAY = date(2027, 3, 1)


def store_of(person: Person) -> Store:
    return Store(person.settings["SURVEY_ENGINE_DATABASE_URL"])


@pytest.fixture
def drafted(person: Person) -> Person:
    """Version 2 is a draft on the server, made in the browser."""
    person.does("init")
    person.does("questionnaire", "publish", "clinic_visit", "1")
    text = QUESTIONNAIRE.read_text(encoding="utf-8").replace("version: 1", "version: 2")
    store = store_of(person)
    with store.writing() as db:
        found = built("clinic_visit", 2, text, ())
        definition_drafts.keep_draft(db, found, text, "lead@example.org", TODAY)
        definition_drafts.propose(db, found, "lead@example.org", ())
    store.close()
    return person


@pytest.fixture
def published(drafted: Person) -> Person:
    """Two people have published it."""
    store = store_of(drafted)
    with store.writing() as db:
        second = staff.add_staff(db, "second@example.org", [Role.ADMIN], None, lambda size: b"i" * size)
        second.state = State.ACTIVE.value
        record = definition_drafts.draft(db, "clinic_visit", 2)
        assert record is not None
        definition_drafts.agree(db, built("clinic_visit", 2, record.text, ()), second, TODAY)
    store.close()
    return drafted


def test_a_draft_is_listed_and_is_no_version_yet(drafted: Person) -> None:
    assert "draft in the browser" in drafted.does("questionnaire", "list")
    assert "There is no questionnaire clinic_visit version 2" in drafted.is_refused(
        "questionnaire", "publish", "clinic_visit", "2"
    )


def test_every_command_knows_a_published_one(published: Person, tmp_path: Path) -> None:
    versions = json.loads(published.does("questionnaire", "list", "--json"))
    [two] = [one for one in versions if (one["id"], one["version"]) == ("clinic_visit", 2)]
    assert two["published"]
    assert "changes from version 1 to version 2" in published.does(
        "questionnaire", "diff", "clinic_visit", "1", "2"
    )
    for form, name in (("paper", "form.pdf"), ("xlsform", "form.xlsx")):
        published.does("questionnaire", "export", "clinic_visit", "2", "--to", form, "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    published.does("questionnaire", "check")
    published.does("hospital", "add", "RXQ", "City Hospital")
    published.does(*published.words_to_open("W1", version="2"))
    letters = tmp_path / "letters.pdf"
    issue = ("codes", "issue", "--wave", "W1", "--hospital", "RXQ", "--count", "2")
    published.does(*issue, "--out", tmp_path / "codes.csv", "--letters", letters)
    assert letters.stat().st_size > 1000


def test_a_file_of_the_same_version_must_be_the_same(published: Person) -> None:
    folder = Path(published.home, "own", "clinic_visit")
    folder.mkdir(parents=True)
    published.settings["SURVEY_ENGINE_QUESTIONNAIRES"] = str(folder.parent)
    text = QUESTIONNAIRE.read_text(encoding="utf-8")
    (folder / "1.yaml").write_text(text, encoding="utf-8")
    (folder / "2.yaml").write_text(text.replace("version: 1", "version: 2"), encoding="utf-8")
    assert "clinic_visit version 2" not in published.runs("doctor").output
    (folder / "2.yaml").write_text(text.replace("version: 1", "version: 2") + "# a word\n", encoding="utf-8")
    assert "clinic_visit version 2 was published and its file has changed" in published.runs("doctor").output


def test_without_a_database_the_folders_are_enough(person: Person) -> None:
    assert "changes from version 1" in person.does("questionnaire", "diff", "sbc_patient", "1", "2")
    assert not Path(person.home, "survey.sqlite").exists()
