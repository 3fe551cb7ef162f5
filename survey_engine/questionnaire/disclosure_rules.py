"""Rules on flags: disclosure control can only obey what a file says of its questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import Flag, Kind, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.routing import every_filter, filters
from survey_engine.questionnaire.yaml_source import Loc

TELLING = frozenset({Flag.QUASI_IDENTIFIER, Flag.HIGH_RISK, Flag.SENSITIVE, Flag.FREE_TEXT})


def flagged_filters(questionnaire: Questionnaire, question: Question) -> tuple[QuestionId, ...]:
    """The flagged questions that decide, through any chain, whether this one is shown.

    In a row of answers each of them can be read off this one, so the row carries their flags.
    """
    return _flagged(questionnaire, filters(questionnaire, question))


def _flagged(questionnaire: Questionnaire, names: Iterable[QuestionId]) -> tuple[QuestionId, ...]:
    found = ((name, questionnaire.question(name)) for name in names)
    return tuple(name for name, earlier in found if earlier is not None and earlier.flags & TELLING)


def disclosure_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Everything wrong with flags and with what a question inherits."""
    known = every_filter(blueprint.questionnaire)
    for question, loc in blueprint.placed_questions():
        yield from _flags(blueprint, question, (*loc, "flags"))
        if not blueprint.lost:
            true = _flagged(blueprint.questionnaire, known[question.id])
            yield from _inherited(blueprint, question, (*loc, "inherits"), true)


def _flags(blueprint: Blueprint, question: Question, loc: Loc) -> Iterator[Problem]:
    flags = question.flags
    if question.kind is Kind.STATEMENT:
        if flags:
            yield blueprint.error(loc, f"`{question.id}` has no answer, so it needs no flags. Take them out.")
        return
    if (question.kind is Kind.TEXT) != (Flag.FREE_TEXT in flags):
        text = "needs the flag free_text" if question.kind is Kind.TEXT else "is no text: take free_text out"
        yield blueprint.error(loc, f"`{question.id}` {text}.")
    if Flag.DESCRIPTIVE in flags and (question.is_scored or flags & TELLING):
        text = f"`{question.id}` is descriptive (harmless, not scored) and something more. Choose one."
        yield blueprint.error(loc, text)
    if not flags and not question.is_scored and question.kind is not Kind.TEXT:
        yield blueprint.error(
            loc,
            f"`{question.id}` is not scored, so say what it is: quasi_identifier, high_risk or sensitive, "
            "or descriptive where the answer can harm nobody.",
        )


def _inherited(
    blueprint: Blueprint, question: Question, place: Loc, true: tuple[QuestionId, ...]
) -> Iterator[Problem]:
    if question.is_scored:
        for name in true:
            if name not in question.inherits:
                written = ", ".join(true)
                yield blueprint.error(
                    place,
                    f"Who answers `{question.id}` tells something of `{name}`, which is flagged. "
                    f"Show that you know: write `inherits: [{written}]`.",
                )
    for name in question.inherits:
        if name not in true:
            text = f"`{question.id}` does not depend on `{name}`, or `{name}` has no flag. Take it out here."
            yield blueprint.error(place, text)
