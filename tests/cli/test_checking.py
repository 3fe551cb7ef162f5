"""`questionnaire check` on the command line: the files it finds, and what it says of their translations."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from survey_engine.exchange.po_files import Domain, po_bytes, po_path
from survey_engine.exchange.translating import questionnaire_texts
from survey_engine.questionnaire.loading import load_questionnaire
from tests.cli.person import QUESTIONNAIRE, Person

TEXTS = questionnaire_texts([load_questionnaire(QUESTIONNAIRE)])
WHOLE = po_bytes(Domain("clinic_visit", "pl", TEXTS))
CUT = WHOLE[: WHOLE.rindex(b"msgid") + 9]


@pytest.fixture
def shelf(person: Person) -> Path:
    """A folder for translations of her own."""
    person.settings["SURVEY_ENGINE_TRANSLATIONS"] = str(person.home / "words")
    (person.home / "words").mkdir()
    return person.home / "words"


def put(shelf: Path, language: str, content: bytes) -> Path:
    path = po_path(shelf, language, "clinic_visit")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_a_folder_is_searched_wherever_it_lies_but_for_its_lists_of_standards(person: Person) -> None:
    folder = person.home / "standards" / "ours"
    file = folder / "clinic_visit" / "1.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(QUESTIONNAIRE.read_text("utf-8"), "utf-8")
    (folder / "standards").mkdir()
    (folder / "standards" / "no_list.yaml").write_text("nothing: of the kind\n", "utf-8")
    assert "Checked 1 file: no error" in person.does("questionnaire", "check", folder)
    assert "no questionnaire here" in person.is_refused("questionnaire", "check", folder / "standards")


def test_a_language_with_words_to_do_is_one_warning(person: Person, shelf: Path) -> None:
    put(shelf, "pl", WHOLE)
    said = person.does("questionnaire", "check", QUESTIONNAIRE)
    assert f"{QUESTIONNAIRE}:1: warning: In pl, {len(TEXTS)} texts are missing" in said


def test_a_folder_that_names_no_language_is_a_warning_and_stops_nothing(person: Person, shelf: Path) -> None:
    path = put(shelf, "zz9", WHOLE)
    said = person.does("questionnaire", "check", QUESTIONNAIRE)
    assert f"{path}:1: warning: `zz9` is no language" in said
    assert "zz9" not in person.does("translation", "status")


@pytest.mark.parametrize("content", [b"", b'msgid "x\nmsgstr ', b"\x00\xff", CUT, WHOLE[:-3]])
def test_a_file_of_words_that_was_cut_short_is_an_error_and_the_server_does_not_start(
    person: Person, shelf: Path, content: bytes
) -> None:
    path = put(shelf, "pl", content)
    result = person.runs("questionnaire", "check", QUESTIONNAIRE)
    assert result.exit_code == 1
    assert f"{path}:1: error: This is not a file of translations: " in result.stdout
    assert "texts are missing" not in result.stdout
    person.does("init")
    refused = person.is_refused("serve")
    assert f"{path} is not a file of translations: " in refused
    assert "questionnaire check" in refused


@pytest.mark.parametrize("what", ["questionnaire", "words"])
def test_a_pipe_is_refused_rather_than_waited_for(person: Person, shelf: Path, what: str) -> None:
    pipe = person.home / "1.yaml" if what == "questionnaire" else put(shelf, "pl", WHOLE)
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    result = person.runs("questionnaire", "check", pipe if what == "questionnaire" else QUESTIONNAIRE)
    assert result.exit_code == 1
    assert f"{pipe}:1: error: " in result.stdout
