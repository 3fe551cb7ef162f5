"""Traits and their ladders: read beside a version, checked with lines, and never part of its hash."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.checking import check_file
from survey_engine.questionnaire.ladders import FILE, ladder_schema
from survey_engine.questionnaire.loading import Catalogue, DefinitionError, load_questionnaire

BUILT_IN = builtin_folder("questionnaires")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the patient survey, with its ladders."""
    shutil.copytree(BUILT_IN / "standards", tmp_path / "standards")
    return shutil.copytree(BUILT_IN / "sbc_patient", tmp_path / "sbc_patient")


def change(folder: Path, old: str, new: str) -> int:
    """Change the file of ladders; the line of the change."""
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_each_version_has_the_traits_it_asks_for(folder: Path) -> None:
    first, second = Catalogue.read([folder.parent]).versions("sbc_patient")
    assert [trait.question for trait in first.traits] == ["age_band", "gender", "ethnic", "dx_month"]
    assert [trait.question for trait in second.traits] == ["age_band", "gender", "ethnic", "dx_when"]
    age = first.traits[0]
    assert [[group.id for group in step] for step in age.ladder] == [
        ["under_50", "50_to_59", "60_to_69", "70_or_over"],
        ["under_60", "60_or_over"],
    ]
    assert age.ladder[0][0].options == ("u40", "a40")


def test_the_hash_of_a_version_does_not_know_them(folder: Path) -> None:
    before = load_questionnaire(folder / "1.yaml").content_hash
    (folder / FILE).unlink()
    without = load_questionnaire(folder / "1.yaml")
    assert without.content_hash == before
    assert without.traits == ()


@pytest.mark.parametrize(
    ("old", "new", "said", "lower"),
    [
        ("options: [u40, a40]", "options: [u40]", "has no place for `a40`", 0),
        ("options: [a50]}", "options: [a50, a40]}", "`a40` is in two groups", -1),
        ("id: 50_to_59", "id: under_50", "each with an id of its own", -1),
        ("options: [u40, a40, a50]}", "options: [u40, a50]}", "has no place for `a40`", 0),
        ("question: gender", "question: kind_of", "No version asks `kind_of`", 0),
        ("question: gender", "question: ethnic", "is here twice", 1),
        ("question: gender", "question: change_thing", "is no trait", 0),
        ("question: gender", "question: told_caring", "is no trait", 0),
        ("options: [white]}", "options: [white, blue]}", "has no answer `blue`", 0),
        ("questionnaire: sbc_patient", "questionnaire: other", "Write `questionnaire: sbc_patient`", 0),
        ('label: "White"', 'labels: "White"', "", 0),
        ("- question: gender", "- query: gender", "", 0),
    ],
)
def test_what_is_wrong_is_said_with_its_line(folder: Path, old: str, new: str, said: str, lower: int) -> None:
    line = change(folder, old, new)
    with pytest.raises(DefinitionError) as refused:
        Catalogue.read([folder.parent])
    problems = [problem for problem in refused.value.problems if said in problem.text]
    assert problems
    assert {problem.path.name for problem in problems} == {FILE}
    assert line + lower in {problem.line for problem in problems}


def test_a_step_that_splits_a_group_is_refused(folder: Path) -> None:
    change(folder, '"16 to 59", options: [u40, a40, a50]', '"16 to 59", options: [u40, a50]')
    change(folder, '"60 or over", options: [a60, a70, a80]', '"60 or over", options: [a40, a60, a70, a80]')
    said = [problem.text for problem in check_file(folder / "1.yaml")]
    assert any("splits none" in text for text in said)


def test_the_schema_for_editors_is_up_to_date() -> None:
    """Write it anew: json.dumps(ladder_schema(), indent=2) and a line end."""
    assert json.loads((BUILT_IN / "disclosure.schema.json").read_text("utf-8")) == ladder_schema()
