"""Made-up waves of several hospitals, and the findings that each audience has of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from survey_engine.analysis.answer_pairs import AnswerPairs
from survey_engine.analysis.findings import Findings, QuestionFinding
from survey_engine.analysis.findings_gate import WaveOfFindings, suppress_findings
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.results import count_results
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Questionnaire
from tests.analysis.made_up import OPENS_ON, TINY, many, response

SIZES = {"A": 90, "B": 80, "C": 60, "D": 40, "E": 25, "F": 12}


def wave(codes: Iterable[str], invited: Mapping[str, int] | None = None, code: str = "W26") -> WaveOfFindings:
    codes = sorted(set(codes))
    numbers = dict.fromkeys(codes, 150) | dict(invited or {})
    return WaveOfFindings(
        code, OPENS_ON, date(2026, 7, 31), "sealed", {one: f"Hospital {one}" for one in codes}, numbers
    )


def findings(
    responses: list[Response],
    audience: Audience = Audience.HOSPITAL,
    asked: Questionnaire = TINY,
    invited: Mapping[str, int] | None = None,
    **more: Any,
) -> Findings:
    facts = wave({one.hospital for one in responses}, invited)
    more.setdefault("pairs", AnswerPairs(asked).take(responses, asked))
    return suppress_findings(count_results(responses, asked, OPENS_ON), facts, audience, **more)


def found(given: Findings, hospital: str, question: str = "kind") -> QuestionFinding:
    row = given.found(hospital, question)
    assert row is not None
    return row


def kind(hospital: str, yes: int, no: int, dk: int = 0) -> list[Response]:
    return many(hospital, "kind", ("yes", yes), ("no", no), ("dk", dk))


def mixed(sizes: Mapping[str, int] = SIZES) -> list[Response]:
    """A wave in which every question of the tiny questionnaire has answers, the same in every run."""
    people = []
    for hospital, size in sizes.items():
        for n in range(size):
            place = n + ord(hospital[0])
            people.append(
                response(
                    hospital,
                    ("web", "paper", "phone")[n % 3],
                    kind=("yes", "yes", "no", "part", "dk")[place % 5],
                    where=("yes", "yes", "no")[n % 3],
                    told=("yes", "no", "yes")[place % 3],
                    told_more=("yes", "no")[place % 2],
                    pain=("yes", "no")[n % 2],
                    vote=(("a",), ("a", "b"), ("c",))[n % 3],
                    unsaid="yes",
                    overall=str(place % 11),
                    helper=("yes", "no")[n % 2],
                    gender=("yes", "no")[n % 4 == 0],
                )
            )
    return people
