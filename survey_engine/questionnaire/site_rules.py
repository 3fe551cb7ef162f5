"""A form for a hospital's lead is one page with everything on it: what needs steps cannot stand in it."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.wording import PLACE


def site_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Routing, hard parts and pipes in a file that says `answered_by: lead`."""
    questionnaire = blueprint.questionnaire
    if questionnaire.answered_by is not AnsweredBy.LEAD:
        return
    for section, loc in zip(questionnaire.sections, blueprint.section_locs, strict=True):
        if section.distressing or section.after_check:
            yield blueprint.error(
                loc, "A form for the lead is one page. Take `distressing` and `after_check` out of it."
            )
    for question, loc in blueprint.placed_questions():
        if questionnaire.shown_when(question) is not None:
            yield blueprint.error(
                loc, f"A form for the lead shows every question. Take the condition of `{question.id}` out."
            )
        if any(place[1] != "hospital" for place in PLACE.finditer(question.text)):
            yield blueprint.error(
                loc, f"In a form for a lead, `{question.id}` can fill in {{hospital}} only."
            )
