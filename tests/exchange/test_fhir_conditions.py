"""Routing as FHIR has it: what is exported decides as our own routing does, and is read back as it was."""

from __future__ import annotations

import json
import random
import subprocess
from typing import Any

import fhirpathpy
import pytest
from fhirpathpy.models import models

from requirements.machine import NPM_MODULES
from survey_engine.exchange.asked import Asked
from survey_engine.exchange.expressions import ExpressionError
from survey_engine.exchange.fhir_conditions import EXPRESSION, condition_json, fhirpath, read_condition
from survey_engine.exchange.xlsform_conditions import read_relevant, relevant
from survey_engine.questionnaire.definition import AnyOf, Condition, Is, Kind, Not, OptionId, QuestionId
from survey_engine.questionnaire.loading import load_questionnaire
from survey_engine.questionnaire.routing import is_met
from tests.exchange.interchange import TOP
from tests.exchange.random_conditions import (
    all_asked,
    as_response,
    flat_condition,
    random_answers,
    random_condition,
)

EVERY_KIND = load_questionnaire(TOP / "tests/questionnaires/every_kind/1.yaml")
ASKED = all_asked(EVERY_KIND)


def test_500_random_conditions_decide_as_two_other_programs_do() -> None:
    """fhirpathpy, and @medplum/core, which knows neither descendants() nor repeat()."""
    rng = random.Random(2026)
    conditions = [random_condition(rng, EVERY_KIND) for _ in range(500)]
    given = [random_answers(rng, EVERY_KIND) for _ in conditions]
    expected = [[is_met(*pair)] for pair in zip(conditions, given, strict=True)]
    assert 100 < expected.count([True]) < 400
    asked = [
        (fhirpath(condition, EVERY_KIND), as_response(EVERY_KIND, answers))
        for condition, answers in zip(conditions, given, strict=True)
    ]
    for (expression, response), is_true in zip(asked, expected, strict=True):
        found = fhirpathpy.evaluate(response, expression, {"resource": response}, models["r4"])
        assert found == is_true, (expression, response)
    command = ["node", TOP / "tests/exchange/evaluate_fhirpath.cjs", NPM_MODULES]
    ended = subprocess.run(command, input=json.dumps(asked), check=True, capture_output=True, text=True)
    assert json.loads(ended.stdout) == expected


def test_what_is_exported_is_read_back_with_the_same_meaning() -> None:
    rng = random.Random(7)
    for _ in range(500):
        condition = random_condition(rng, EVERY_KIND)
        from_fhir = read_condition(condition_json(condition, EVERY_KIND), ASKED)
        from_xlsform = read_relevant(relevant(condition, EVERY_KIND), ASKED)
        for _ in range(12):
            answers = random_answers(rng, EVERY_KIND)
            expected = is_met(condition, answers)
            assert is_met(from_fhir, answers) == expected, condition
            assert is_met(from_xlsform, answers) == expected, condition


def is_enabled(members: dict[str, Any], response: dict[str, Any]) -> bool:
    """enableWhen as hl7.org/fhir/R4/questionnaire.html tells it, in our own few lines."""
    answers: dict[str, list[dict[str, Any]]] = {}
    pending = list(response["item"])
    while pending:
        item = pending.pop()
        answers[item["linkId"]] = item.get("answer", [])
        pending += item.get("item", [])
    found = []
    for entry in members["enableWhen"]:
        given = answers.get(entry["question"], [])
        if entry["operator"] == "exists":
            found.append(bool(given) == entry["answerBoolean"])
        else:
            codes = [answer.get("valueCoding", {}).get("code") for answer in given]
            found.append(entry["answerCoding"]["code"] in codes)
    return all(found) if members.get("enableBehavior", "all") == "all" else any(found)


def test_flat_conditions_decide_as_enable_when_does() -> None:
    rng, flat = random.Random(11), 0
    for _ in range(500):
        condition, answers = flat_condition(rng, EVERY_KIND), random_answers(rng, EVERY_KIND)
        members = condition_json(condition, EVERY_KIND)
        if "enableWhen" not in members:  # `is` with several options inside `all`, or ways out: an expression
            assert members["extension"][0]["url"] == EXPRESSION
            continue
        flat += 1
        assert len(members["enableWhen"]) == 1 or "enableBehavior" in members
        assert is_enabled(members, as_response(EVERY_KIND, answers)) == is_met(condition, answers), condition
    assert flat > 150


def entry(question: str, operator: str = "=", **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def coding(code: str) -> dict[str, Any]:
    return {"answerCoding": {"code": code}}


def read(*entries: dict[str, Any], behaviour: str | None = None) -> Condition | None:
    asked = Asked()
    asked.add("1.1", "smoker", Kind.SINGLE, {"true": "yes", "false": "no"})
    asked.add("1.2", "colours", Kind.MULTIPLE, {"LA1": "red", "LA2": "blue"})
    asked.add("1.3", "age", Kind.NUMBER, {})
    asked.add("1.4", "read_this", Kind.STATEMENT, {})
    asked.add("1.5", "times", Kind.SINGLE, {"0": "o0", "3": "o3"})
    members = {"enableBehavior": behaviour} if behaviour else {}
    return read_condition({"enableWhen": list(entries), **members}, asked)


def test_conditions_of_other_programs_become_ours() -> None:
    yes = Is(QuestionId("smoker"), (OptionId("yes"),))
    assert read(entry("1.1", answerBoolean=True)) == yes
    assert read(entry("1.1", answerBoolean=False)) == Is(QuestionId("smoker"), (OptionId("no"),))
    assert read(entry("1.5", answerInteger=3)) == Is(QuestionId("times"), (OptionId("o3"),))
    two = Is(QuestionId("colours"), (OptionId("red"), OptionId("blue")))
    assert read(entry("1.2", **coding("LA1")), entry("1.2", **coding("LA2")), behaviour="any") == two
    mixed = read(entry("1.1", answerBoolean=True), entry("1.2", **coding("LA1")), behaviour="any")
    assert mixed == AnyOf((yes, Is(QuestionId("colours"), (OptionId("red"),))))
    absent = read(entry("1.3", "exists", answerBoolean=False))
    assert isinstance(absent, Not)
    assert read() is None
    # "!=" asks for an answer, and another one
    other = read(entry("1.1", "!=", answerBoolean=True))
    assert [is_met(other, answers) for answers in ({}, {"smoker": "no"}, {"smoker": "yes"})] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (entry("1.3", ">", answerInteger=5), "compares `1.3` by `>`"),
        (entry("1.3", "=", answerInteger=5), "`1.3` has no option `5`"),
        (entry("1.3", "=", answerDecimal=5.5), "with what is no option"),
        (entry("9.9", **coding("LA1")), "comes later or is not carried"),
        (entry("1.4", "exists", answerBoolean=True), "takes no answer"),
        (entry("1.2", **coding("LA9")), "has no option `LA9`"),
        (entry("1.2", "=", answerQuantity={"value": 5}), "with what is no option"),
    ],
)
def test_what_no_condition_here_can_say_has_a_reason(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ExpressionError, match=why):
        read(wrong)


def test_several_parts_without_a_word_on_all_or_any_are_not_guessed() -> None:
    with pytest.raises(ExpressionError, match="que-12"):
        read(entry("1.1", answerBoolean=True), entry("1.2", **coding("LA1")))


@pytest.mark.parametrize(
    "expression",
    [
        "%resource.item.where(linkId='1').answer.value > 5",
        "today() > @2020-01-01",
        "%resource.descendants().where(linkId = 'one').answer.value.where(code = 'yes')",
        "(" * 5000,
        "%resource.descendants().where(linkId = 'one').answer.exists() and",
        "'" * 300,
        "%age >= 18",
        "",
    ],
)
def test_other_fhirpath_is_told_and_never_guessed(expression: str) -> None:
    extension = {
        "url": EXPRESSION,
        "valueExpression": {"language": "text/fhirpath", "expression": expression},
    }
    with pytest.raises(ExpressionError):
        read_condition({"extension": [extension]}, ASKED)
