"""Routing in words and in numbers: who is told what, and that nobody is sent past a question of hers."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Kind, Questionnaire
from survey_engine.questionnaire.directions import (
    END,
    LONGEST_SENTENCE,
    Rule,
    blocks,
    go_to,
    numbers,
    ordered,
    then_go_to,
)
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.routing import path, prune, shown_questions
from survey_engine.questionnaire.synthetic import synthetic_answers

TINY = Path(__file__).parent.parent / "questionnaires"
CATALOGUE = Catalogue.read([builtin_folder("questionnaires"), TINY])
EVERY = [pytest.param(one, id=f"{one.id}-{one.version}") for one in CATALOGUE]


def english(text: str, /, **values: object) -> str:
    return text % values if values else text


def lines(rule: Rule, depth: int = 0) -> list[str]:
    """A rule as a person reads it, listed things a step to the right."""
    below = [line for part in rule.parts for line in lines(part, depth + 1)]
    return ["  " * depth + rule.words, *below]


def told(name: str, version: int = 1) -> dict[str, list[str]]:
    found = blocks(CATALOGUE.get(name, version), english)
    return {str(question): lines(block.rule) for question, block in found.items()}


def test_one_answer_makes_one_sentence() -> None:
    assert told("sbc_patient")["pain_help"] == [
        "Question 28 is for you only if you chose “Yes” in question 27."
    ]


def test_questions_for_the_same_people_are_told_together_and_answers_are_listed() -> None:
    assert told("sbc_patient")["told_caring"] == [
        "Questions 5 to 9 are for you only if:",
        "  you chose one of these in question 3:",
        "    At this hospital",
        "    By phone or video, by staff from this hospital",
    ]
    assert "told_with" not in told("sbc_patient")


def test_a_statement_that_stands_alone_says_for_whom_it_is() -> None:
    said = told("conditions")
    assert said["if_not"][:2] == ["This is for you only if:", "  all of these are true:"]
    assert "Question" not in said["if_answered"][0]


def test_every_form_of_condition_has_words(tmp_path: Path) -> None:
    text = (TINY / "conditions" / "1.yaml").read_text("utf-8")
    # What stands there as a statement has no number: here the same conditions decide on questions.
    asked = "type: single\n        options: yes_or_no\n        flags: [descriptive]"
    changed = (
        text.replace("type: statement", asked).replace("inherits: [one]", "").replace("conditions", "said")
    )
    folder = tmp_path / "said"
    folder.mkdir()
    (folder / "1.yaml").write_text(changed, "utf-8")
    found = blocks(Catalogue.read([builtin_folder("questionnaires"), tmp_path]).get("said", 1), english)
    said = {str(question): lines(block.rule)[1:] for question, block in found.items()}
    assert said["if_all"] == [
        "  all of these are true:",
        "    you did not choose “I do not know” in question 1",
        "    you chose “Yes” in question 1",
        "    you chose one of these in question 2:",
        "      Red",
        "      Blue",
    ]
    assert said["if_any"] == [
        "  all of these are true:",
        "    you did not choose “I do not know” in question 1",
        "    at least one of these is true:",
        "      you chose “Yes” in question 1",
        "      you chose “Red” in question 2",
    ]
    assert said["if_not"][-1] == "    you did not choose “Yes” in question 1"
    assert said["if_answered"][-1] == "    you answered question 3"


@pytest.mark.parametrize("one", EVERY)
def test_no_sentence_is_long(one: Questionnaire) -> None:
    for block in blocks(one, english).values():
        for line in lines(block.rule):
            assert len(line.split()) <= LONGEST_SENTENCE


def test_answers_lead_past_what_they_rule_out() -> None:
    patient = CATALOGUE.get("sbc_patient", 1)
    number = numbers(patient)
    jumps = {
        question.id: {option: number[target] for option, target in go_to(question, patient).items()}
        for question in ordered(patient)
        if go_to(question, patient)
    }
    assert jumps == {
        "nurse_has": {"no": 14, "not_sure": 14},
        "pain_any": {"no": 29, "pns": 29},
        "child_any": {"no": 41, "pns": 41},
        "work_then": {"no": 44, "pns": 44},
    }
    joins = patient.question("nurse_joins")
    assert joins is not None
    assert then_go_to(joins, patient) == "call_night"


def test_an_answer_that_rules_out_all_that_is_left_leads_to_the_end(tmp_path: Path) -> None:
    text = (TINY / "a_chain" / "1.yaml").read_text("utf-8").replace("a_chain", "cut")
    without_end = "\n".join(line for line in text.splitlines() if "the_end" not in line)
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "1.yaml").write_text(without_end, "utf-8")
    for name, last in (("a_chain", "the_end"), ("cut", END)):
        chain = Catalogue.read([builtin_folder("questionnaires"), TINY, tmp_path]).get(name, 1)
        first = next(ordered(chain))
        assert go_to(first, chain) == {"no": last, "dk": last}


@pytest.mark.parametrize("one", EVERY)
def test_nobody_is_sent_past_a_question_that_she_would_be_asked(one: Questionnaire) -> None:
    order = [question.id for question in ordered(one)]
    chance = random.Random(5)
    for _person in range(60):
        answers = prune(one, synthetic_answers(one, chance, 0.5))
        shown = {
            question.id
            for page in path(one, answers)
            for question in shown_questions(page, answers)
            if question.kind is not Kind.STATEMENT
        }
        for question in ordered(one):
            if question.id not in shown or question.id not in answers:
                continue
            target = go_to(question, one).get(answers[question.id], then_go_to(question, one))  # type: ignore[call-overload]
            if target is not None:
                end = order.index(target) if target != END else len(order)
                assert not shown & set(order[order.index(question.id) + 1 : end])
