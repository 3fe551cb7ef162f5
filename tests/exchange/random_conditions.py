"""Random conditions over a tiny questionnaire, random answers, and those as a QuestionnaireResponse."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from survey_engine.exchange.asked import Asked
from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Kind,
    Not,
    Question,
    QuestionId,
    Questionnaire,
)

Answers = dict[QuestionId, Value]
WAY_OUT = ".way_out"
_TYPED = {Kind.NUMBER: "7", Kind.MONTH_YEAR: "2021-03", Kind.DATE: "2021-03-14", Kind.TEXT: "Some words"}


def random_condition(rng: random.Random, questionnaire: Questionnaire, depth: int = 4) -> Condition:
    """A condition of any form, nested up to a depth."""
    kind = (
        rng.choice(("is", "is", "answered", "not", "all", "any")) if depth else rng.choice(("is", "answered"))
    )
    if kind == "not":
        return Not(random_condition(rng, questionnaire, depth - 1))
    if kind in ("all", "any"):
        parts = [random_condition(rng, questionnaire, depth - 1) for _ in range(rng.randint(1, 3))]
        return All(tuple(parts)) if kind == "all" else AnyOf(tuple(parts))
    question = rng.choice(list(questionnaire.asked()))
    if kind == "answered" or not question.options:
        return Answered(question.id)
    options = rng.sample(question.options, rng.randint(1, min(3, len(question.options))))
    return Is(question.id, tuple(option.id for option in options))


def flat_condition(rng: random.Random, questionnaire: Questionnaire) -> Condition:
    """A condition that enableWhen can say: simple ones, all of them or any."""
    parts = tuple(random_condition(rng, questionnaire, 0) for _ in range(rng.randint(1, 3)))
    return parts[0] if len(parts) == 1 else rng.choice((All, AnyOf))(parts)


def random_answers(rng: random.Random, questionnaire: Questionnaire) -> Answers:
    """Answers to about two questions of three."""
    return {
        question.id: _random_value(rng, question) for question in questionnaire.asked() if rng.random() < 0.67
    }


def _random_value(rng: random.Random, question: Question) -> Value:
    if question.kind in _TYPED and (not question.options or rng.random() < 0.5):
        return _TYPED[question.kind]
    if question.kind is Kind.MULTIPLE:
        chosen = rng.sample(question.options, rng.randint(1, len(question.options)))
        return tuple(option.id for option in chosen)
    return str(rng.choice(question.options).id)


def as_response(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """The answers as FHIR has them, each in the item of its page and section."""
    sections = [
        {"linkId": f"section.{section.id}", "item": [
            item for page in section.pages for question in page.questions
            for item in _items(question, answers.get(question.id))
        ]}
        for section in questionnaire.sections
    ]  # fmt: skip
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": sections}


def _items(question: Question, value: Value | None) -> Iterator[dict[str, Any]]:
    if value is None:
        return
    chosen = value if isinstance(value, tuple) else (value,)
    codes = [{"valueCoding": {"code": code}} for code in chosen if question.option(code)]
    if question.kind in _TYPED and codes:
        yield {"linkId": question.id + WAY_OUT, "answer": codes}
    elif question.kind in _TYPED:
        member = {Kind.NUMBER: "valueDecimal", Kind.TEXT: "valueString"}.get(question.kind, "valueDate")
        typed = float(str(value)) if question.kind is Kind.NUMBER else value
        yield {"linkId": question.id, "answer": [{member: typed}]}
    else:
        yield {"linkId": question.id, "answer": codes}


def all_asked(questionnaire: Questionnaire) -> Asked:
    """Every question as one that an import has read under its own names."""
    asked = Asked()
    for question in questionnaire.questions:
        codes = {str(option.id): str(option.id) for option in question.options}
        for name in (question.id, question.id + WAY_OUT):
            asked.add(name, question.id, question.kind, codes)
    return asked
