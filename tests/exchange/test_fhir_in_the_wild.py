"""Other people's FHIR Questionnaires: what can be carried is, and every other thing has a line of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.importing import Imported
from survey_engine.questionnaire.definition import Answered, Is, Kind, Not, Questionnaire
from tests.exchange.forms_in_the_wild import (
    WILD,
    Item,
    admission,
    careless,
    mood_scale,
    newer_version,
    older_version,
    rendering,
    smoking,
    welsh_first,
)
from tests.exchange.interchange import errors, loaded


def imported(make: Callable[[], Item]) -> Imported:
    return from_fhir(json.dumps(make()).encode())


def is_told(found: Imported, *beginnings: str) -> None:
    for beginning in beginnings:
        assert any(line.startswith(beginning) for line in found.lost), (beginning, found.lost)


def read(make: Callable[[], Item], folder: Path) -> tuple[Imported, Questionnaire]:
    found = imported(make)
    return found, loaded(found, folder)


@pytest.mark.parametrize("make", WILD.values(), ids=WILD)
def test_what_is_left_to_mend_is_only_what_a_charity_must_decide(
    make: Callable[[], Item], tmp_path: Path
) -> None:
    found = imported(make)
    assert errors(found, tmp_path) == []
    assert len(found.lost) == len(set(found.lost)), "each thing has one line"
    assert all(("\n" not in line and line.endswith((".", ":", "”"))) or ": " in line for line in found.lost)


def test_a_scored_scale_with_a_value_set_inside(tmp_path: Path) -> None:
    found, built = read(mood_scale, tmp_path)
    assert (built.id, built.version, built.title) == ("moodscale9", 1, "Mood scale")
    stem, first, *_ = built.questions
    assert stem.kind is Kind.STATEMENT
    assert stem.text == "Over the last 2 weeks, how often were you bothered by:"
    assert [option.label for option in first.options][:2] == ["Not at all", "Several days"]
    assert [question.kind for question in built.questions] == [Kind.STATEMENT, *[Kind.SINGLE] * 3]
    is_told(
        found,
        "Its version “2.1.0”",
        "`publisher` of the Questionnaire",
        "`copyright` of the Questionnaire",
        "/44261-6: its answer is calculated",
        "/44251-8: `required`",
        "/44251-8: `prefix`",
        "/44251-8: `code`",
        "/44251-8: its id here is",
    )
    assert any("the numbers behind its options" in line for line in found.lost)


def test_booleans_and_numbers_that_decide(tmp_path: Path) -> None:
    found, built = read(smoking, tmp_path)
    smoke, drinks, age, why, more, last = built.questions
    assert [option.id for option in smoke.options] == ["yes", "no", "pns"]
    assert built.shown_when(drinks) == Is(smoke.id, (smoke.options[0].id,))
    assert (age.number and age.number.minimum, age.number and age.number.maximum) == ("16", "120")
    assert built.shown_when(why) is None
    assert built.shown_when(more) is None
    assert "Answered" in str(built.shown_when(last))
    is_told(
        found,
        "4: its condition is not carried, so it is always shown: it compares `3` by `>=`",
        "5: its condition is not carried",
        "2.1: the extension http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
        "2.1: the unit is not carried",
        "2.1: stood inside 2",
    )


def test_groups_in_groups_and_what_has_no_kind_here(tmp_path: Path) -> None:
    found, built = read(admission, tmp_path)
    kinds = {question.text: question.kind for question in built.questions}
    assert kinds["Where?"] is Kind.MULTIPLE
    assert built.sections[1].title == "About you"
    pain = next(question for question in built.questions if question.text == "Pain now?")
    assert [option.label for option in pain.options] == ["0", "5", "10", "I would rather not say"]
    since = next(question for question in built.questions if question.text == "Since?")
    assert isinstance(built.shown_when(since), Is)
    allergy = next(question for question in built.questions if question.text == "Any allergy?")
    assert isinstance(built.shown_when(allergy), Answered)
    is_told(
        found,
        "1.1: `initial`", "1.1: `maxLength`", "1.3: questions of type time",
        "1.4.1: questions of type reference", "1.4: a group inside a group", "3.1: it can be answered again",
        "3.1.1: another answer in her own words",
        "3.1.2: questions of type attachment", "3.1.1: that its codes are of http://snomed.info/sct",
        "2.3: the time of day", "1.4.2: that it is an address",
    )  # fmt: skip
    assert any("markup was taken out" in line for line in found.lost)
    assert any("is written twice" in line for line in found.lost)


def test_what_is_for_a_renderer_alone(tmp_path: Path) -> None:
    found, built = read(rendering, tmp_path)
    assert [question.text for question in built.questions] == ["Colour", "Weight", "kg"]
    assert built.questions[0].hint == "The one you like best."
    is_told(
        found, "h: it is hidden there", "g: it is hidden there, so it is not carried, nor are the 1 items",
        "c: the extension http://hl7.org/fhir/StructureDefinition/rendering-markdown",
        "c: the extension http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "The extension http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-launchContext",
        "n: without limits", "The Patient `p` inside the Questionnaire",
    )  # fmt: skip


def test_another_language_first() -> None:
    found = imported(welsh_first)
    assert found.words["pl"] == {"holiadur.un.text": "Jak się masz?"}
    is_told(found, "Its texts are in `cy`")


def test_older_and_newer_versions_of_fhir(tmp_path: Path) -> None:
    old, built = read(older_version, tmp_path)
    assert [option.id for option in built.questions[0].options] == ["y", "n", "pns"]
    assert isinstance(built.shown_when(built.questions[1]), Is)
    assert built.shown_when(built.questions[2]) == Answered(built.questions[0].id)
    is_told(old, "two: `options`", "two: the file has no option to choose from")
    new, built = read(newer_version, tmp_path)
    assert [question.text for question in built.questions] == ["Which?", "Inside"]
    is_told(
        new, "a: `disabledDisplay`", "a: another answer in her own words", "b: questions of type question"
    )


def test_what_careless_files_get_wrong(tmp_path: Path) -> None:
    found, built = read(careless, tmp_path)
    assert not any(built.shown_when(question) for question in built.questions)
    assert [question.id for question in built.questions] == ["a", "b", "c", "d", "e", "f", "z", "z_2"]
    assert built.questions[4].kind is Kind.SINGLE
    assert built.questions[5].kind is Kind.TEXT
    assert built.questions[7].text.endswith("and (braces) in it")
    is_told(
        found, "a: its condition is not carried, so it is always shown: it looks at `z`, which comes later",
        "b: its condition is not carried", "c: it has several conditions, and does not say",
        "d: has no words",
        "e: only one option can be chosen", "f: the value set http://example.org/vs is not in",
        "empty: a group has items inside (que-1)", "empty: a group without a question",
    )  # fmt: skip
    assert not any(isinstance(built.shown_when(question), Not) for question in built.questions)
