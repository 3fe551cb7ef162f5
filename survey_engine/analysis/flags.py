"""How each question is treated when its answers are shown: by its own flags and by those of its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from survey_engine.questionnaire.definition import Flag, Kind, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.routing import every_filter

REVEALING = frozenset({Flag.HIGH_RISK, Flag.SENSITIVE, Flag.QUASI_IDENTIFIER})


class Treatment(StrEnum):
    """Which row of the disclosure table a question falls under."""

    EVALUATIVE = "evaluative"
    DESCRIPTIVE = "descriptive"
    GUARDED_SCORE = "guarded_score"  # scored, and sensitive or quasi-identifying
    GUARDED = "guarded"  # not scored, and sensitive, quasi-identifying or not said to be harmless
    POOLED = "pooled"  # high risk, or promised never to be shown for one hospital
    FIGURE = "figure"  # a number typed in: no table yet
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Standing:
    """What disclosure control knows of one question.

    own: its own revealing flags; inherited: those of every question its being shown depends on, through any
    chain of conditions, where a question that nobody said is harmless counts as quasi-identifying;
    promised_pooled: it stands in a section that promises "never for one hospital".
    """

    own: frozenset[Flag]
    inherited: frozenset[Flag]
    promised_pooled: bool
    treatment: Treatment

    @property
    def carried(self) -> frozenset[Flag]:
        """Own and inherited flags together."""
        return self.own | self.inherited

    @property
    def may_be_in_rows(self) -> bool:
        """Whether answers may stand in the by-hospital rows (rule 4): scored or descriptive, and no flag."""
        return self.treatment in (Treatment.EVALUATIVE, Treatment.DESCRIPTIVE)


def standings(questionnaire: Questionnaire) -> Mapping[QuestionId, Standing]:
    """The standing of every question that takes an answer, in the order of the questionnaire."""
    filters = every_filter(questionnaire)
    return {
        question.id: _standing(questionnaire, question, filters[question.id], section.after_check)
        for section in questionnaire.sections
        for page in section.pages
        for question in page.questions
        if question.kind is not Kind.STATEMENT
    }


def _standing(
    questionnaire: Questionnaire, question: Question, filters: tuple[QuestionId, ...], after_check: bool
) -> Standing:
    own = question.flags & REVEALING
    earlier = (questionnaire.question(name) for name in filters)
    inherited = frozenset(flag for each in earlier if each is not None for flag in _passed_on(each))
    # The equality questions after the check are answered on the promise "never for one hospital".
    pooled = after_check or Flag.HIGH_RISK in own | inherited
    return Standing(own, inherited, after_check, _treatment(question, own | inherited, pooled))


def _passed_on(earlier: Question) -> frozenset[Flag]:
    """What a filter's answer would tell of a person, told by who could see the questions after it."""
    harmless = earlier.is_scored or Flag.DESCRIPTIVE in earlier.flags
    return (earlier.flags & REVEALING) or (frozenset() if harmless else frozenset({Flag.QUASI_IDENTIFIER}))


def _treatment(question: Question, carried: frozenset[Flag], pooled: bool) -> Treatment:
    """Precedence: comment, high risk, sensitive or quasi-identifying, then scored or not."""
    if Flag.FREE_TEXT in question.flags:
        return Treatment.COMMENT
    match question.kind:
        case Kind.TEXT:
            return Treatment.COMMENT
        case Kind.NUMBER:
            return Treatment.FIGURE
        case Kind.MONTH_YEAR | Kind.DATE:
            # A month or a day nobody flagged can still single a person out: never by hospital.
            return Treatment.POOLED
        case Kind.SINGLE | Kind.MULTIPLE | Kind.SCALE | Kind.STATEMENT:
            return _treatment_of_a_choice(question, carried, pooled)
        case _:
            assert_never(question.kind)


def _treatment_of_a_choice(question: Question, carried: frozenset[Flag], pooled: bool) -> Treatment:
    if pooled:
        return Treatment.POOLED
    if question.is_scored:
        return Treatment.GUARDED_SCORE if carried else Treatment.EVALUATIVE
    # Without a flag nobody has said that an unscored answer is harmless, so it is not taken for harmless.
    harmless = Flag.DESCRIPTIVE in question.flags and not carried
    return Treatment.DESCRIPTIVE if harmless else Treatment.GUARDED
