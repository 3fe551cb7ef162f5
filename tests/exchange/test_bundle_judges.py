"""A bundle before judges that nobody here wrote: each reads the files with a program of its own."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.tables import inert
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import load_questionnaire
from tests.exchange.hostile_wave import DAMAGE, hostile_bundle
from tests.exchange.sealed_wave import charity
from tests.exchange.test_bundle import FACTS, opened, table


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_bundle(tmp_path_factory.mktemp("release") / "w26")


def judged(bundle: Path) -> dict[str, bool]:
    """What frictionless says of each resource of a data package."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    said = subprocess.run(command, cwd=bundle, check=False, capture_output=True, text=True)
    assert said.stdout, said.stderr
    return {task["place"]: task["valid"] for task in json.loads(said.stdout)["tasks"]}


def test_frictionless_finds_every_file_as_described(bundle: Path) -> None:
    files = {path.name for path in bundle.iterdir()} - {"datapackage.json", "manifest.json"}
    assert judged(bundle) == dict.fromkeys(files, True)


def test_frictionless_finds_a_code_that_is_not_in_the_codebook(tmp_path: Path) -> None:
    bundle = hostile_bundle(tmp_path / "w26")
    path = bundle / "responses.csv"
    path.write_bytes(path.read_bytes().replace(b",part,", b",perhaps,", 1))
    assert not judged(bundle)["responses.csv"]


def test_hostile_words_stand_in_the_texts_as_they_were_written(bundle: Path) -> None:
    comments = {row["comment"] for row in table(bundle, "comments.csv")}
    assert comments == {inert(words) for words in DAMAGE}
    assert {comment.replace("'", "") for comment in comments} == {words.replace("'", "") for words in DAMAGE}
    names = {row["hospital_name"] for row in table(bundle, "results.csv")}
    assert '\'=HYPERLINK("http://evil")' in names


def test_the_codebook_of_hostile_words_is_xml(bundle: Path) -> None:
    root = etree.fromstring((bundle / "codebook.xml").read_bytes())
    labels = [label.text for label in root.iter("{ddi:codebook:2_6}labl")]
    assert '=HYPERLINK("http://evil")' in labels


def real(version: int) -> Questionnaire:
    return load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / f"{version}.yaml")


def test_the_texts_of_every_language_and_version_are_there(tmp_path: Path) -> None:
    folders = [builtin_folder("translations")]
    out = tmp_path / "w26"
    write_bundle(
        opened(), real(2), FACTS, out, identity_secret=charity().secret, earlier=[real(1)],
        translations=folders,
    )  # fmt: skip
    texts = table(out, "questionnaire_texts.csv")
    assert {(row["version"], row["language"]) for row in texts} >= {
        ("1", "en"), ("2", "en"), ("1", "cy"), ("2", "cy"), ("1", "ur"), ("2", "ur"),
    }  # fmt: skip
    assert all(row["text"].strip() for row in texts)
    resource = json.loads((out / "questionnaire.json").read_text("utf-8"))
    assert (resource["resourceType"], resource["version"]) == ("Questionnaire", "2")
    with (out / "questionnaire_texts.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.reader(stream)) == ["version", "text_id", "language", "text"]
    assert "stands as it is written, for nothing fills it in there" in (out / "methods.md").read_text("utf-8")
