"""What patients want to be better first is marked for the meeting, whichever part of care they chose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.votes import is_vote, vote
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import load_questionnaire

PARTS = {
    "told": "told", "nurse": "nurse", "plan": "plan", "team": "team", "symptoms": "symptoms",
    "feelings": "feelings", "family": "family_money", "money": "family_money", "visits": "visits",
    "trials": "research", "none": "",
}  # fmt: skip


@pytest.mark.parametrize("version", [1, 2])
def test_each_choice_of_the_shipped_vote_speaks_of_a_part_with_scored_questions(version: int) -> None:
    """ "Money and work" among the first three once marked nothing at all."""
    asked = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / f"{version}.yaml")
    [question] = [one for one in asked.asked() if is_vote(one)]
    counts = tuple((str(option.id), str(10 + place)) for place, option in enumerate(question.options))
    made = vote("A", question, Figure(base=60, counts=counts), asked)
    assert made is not None
    expected = PARTS if version == 2 else PARTS | {"trials": made_section(asked, "trial_talk")}
    assert {entry.option: entry.section for entry in made.entries} == expected
    scored = {section.id for section in asked.sections for page in section.pages for one in page.questions
              if one.is_scored}  # fmt: skip
    assert set(expected.values()) - {""} <= scored


def made_section(asked: object, question: str) -> str:
    for section in asked.sections:  # type: ignore[attr-defined]
        if any(one.id == question for page in section.pages for one in page.questions):
            return str(section.id)
    raise AssertionError(question)


def test_a_choice_that_two_parts_bear_speaks_of_neither() -> None:
    asked = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "2.yaml")
    [question] = [one for one in asked.asked() if is_vote(one)]
    talk = replace(question.options[0], id="talk")  # needs_talk, close_talk, trial_talk
    made = vote("A", replace(question, options=(talk,)), Figure(base=60, counts=(("talk", "12"),)), asked)
    assert made is not None
    assert made.entries[0].section == ""
