"""What patients want to be better first is marked for the meeting, whichever part of care they chose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.discussion import flagged
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import QuestionFinding, Reason, Vote
from survey_engine.analysis.votes import is_vote, vote
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import OptionId, Question, Questionnaire
from survey_engine.questionnaire.loading import load_questionnaire

PARTS = {
    "told": "told", "nurse": "nurse", "plan": "plan", "team": "team", "symptoms": "symptoms",
    "feelings": "feelings", "family": "family_money", "money": "family_money", "visits": "visits",
}  # fmt: skip


@pytest.fixture(params=[1, 2])
def asked(request: pytest.FixtureRequest) -> Questionnaire:
    """A shipped version of the patient survey."""
    folder = builtin_folder("questionnaires") / "sbc_patient"
    return load_questionnaire(folder / f"{request.param}.yaml")


def question_of(asked: Questionnaire) -> Question:
    [found] = [one for one in asked.asked() if is_vote(one)]
    return found


def won_by(asked: Questionnaire, choice: str) -> Vote:
    """A vote in which one choice has all but a few."""
    question = question_of(asked)
    counts = tuple((str(one.id), "40" if one.id == choice else "fewer than 3") for one in question.options)
    made = vote("A", question, Figure(base=60, counts=counts), asked)
    assert made is not None
    return made


def marked(asked: Questionnaire, made: Vote) -> set[str]:
    """The scored questions that a vote marks."""
    shown = Figure(base=60, percent=80, score="80", low=68, high=88)
    rows = [QuestionFinding("A", one.id, shown) for one in asked.asked() if one.is_scored]
    sections = {
        one.id: section.id for section in asked.sections for page in section.pages for one in page.questions
    }
    found = flagged(rows, {one.id: one for one in asked.asked()}, sections, made)
    return {str(row.question) for row in found if Reason.PATIENTS_VOTE in row.reasons}


@pytest.mark.parametrize("choice", [*PARTS, "trials"])
def test_each_choice_of_the_shipped_vote_marks_its_own_questions(asked: Questionnaire, choice: str) -> None:
    """ "Money and work" among the first three once marked nothing at all."""
    part = PARTS.get(choice)
    expected = {
        str(one.id)
        for section in asked.sections
        for page in section.pages
        for one in page.questions
        if one.is_scored and (section.id == part if part else one.id == "trial_talk")
    }
    assert expected
    assert marked(asked, won_by(asked, choice)) == expected


def test_none_of_these_marks_nothing(asked: Questionnaire) -> None:
    assert marked(asked, won_by(asked, "none")) == set()


def test_a_choice_that_nothing_bears_marks_nothing(asked: Questionnaire) -> None:
    question = question_of(asked)
    other = replace(question.options[0], id=OptionId("parking"))
    made = vote("A", replace(question, options=(other,)), Figure(base=60, counts=(("parking", "40"),)), asked)
    assert made is not None
    assert marked(asked, made) == set()
