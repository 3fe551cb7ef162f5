"""A person with an empty folder, and what is slow on purpose made once for all tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.person import PASSPHRASES, QUESTIONNAIRE, Person, send_answers


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `keygen` makes."""
    folder = tmp_path_factory.mktemp("charity")
    keys = folder / "keys"
    passphrases = folder / "passphrases.txt"
    passphrases.write_text("\n".join(PASSPHRASES) + "\n")
    person = Person(folder, folder)
    person.does("keygen", "--out", keys)
    passphrases.rename(keys / "passphrases.txt")
    return keys


@pytest.fixture(scope="session")
def answered_home(tmp_path_factory: pytest.TempPathFactory, made_keys: Path) -> Path:
    """The folder of an installation with a wave of twelve answers, not yet closed."""
    person = Person(tmp_path_factory.mktemp("answered"), made_keys)
    person.opens_a_wave()
    send_answers(person, [row["code"] for row in person.issues(12)])
    return person.home


@pytest.fixture
def own_keys(tmp_path_factory: pytest.TempPathFactory, made_keys: Path) -> Path:
    """A copy of those keys, in a folder whose ledger of releases is the test's own."""
    return shutil.copytree(made_keys, tmp_path_factory.mktemp("charity") / "keys")


@pytest.fixture
def answered(answered_home: Path, tmp_path: Path, own_keys: Path) -> Person:
    """Somebody with such an installation of her own."""
    return Person(shutil.copytree(answered_home, tmp_path / "answered"), own_keys)


@pytest.fixture
def person(tmp_path: Path, own_keys: Path) -> Person:
    """Somebody who has not begun."""
    return Person(tmp_path, own_keys)


@pytest.fixture
def own_questionnaire(person: Person) -> Path:
    """A copy of the questionnaire that the person can change."""
    file = person.home / "questionnaires/clinic_visit/1.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(QUESTIONNAIRE.read_text())
    person.settings["SURVEY_ENGINE_QUESTIONNAIRES"] = str(file.parent.parent)
    return file
