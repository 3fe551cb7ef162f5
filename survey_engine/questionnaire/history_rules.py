"""Rules on what a file says of earlier versions: since when, how it compares, what it replaces and joins."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import Comparison, Derived, Question
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.source import MatrixSource, questions_in
from survey_engine.questionnaire.yaml_source import Loc


def history_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Everything wrong with the history of questions; a row of a matrix has its own."""
    rows = {
        row.id: (*loc, "rows", i)
        for loc, source in questions_in(blueprint.source)
        if isinstance(source, MatrixSource)
        for i, row in enumerate(source.rows)
    }
    placed = [(question, rows.get(question.id, loc)) for question, loc in blueprint.placed_questions()]
    for question, loc in placed:
        yield from _history(blueprint, question, loc)
    yield from _replaced_twice(blueprint, placed)


def _history(blueprint: Blueprint, question: Question, loc: Loc) -> Iterator[Problem]:
    version = blueprint.questionnaire.version
    if max([question.since or 0, *(option.since or 0 for option in question.options)]) > version:
        text = f"`since` here or in an option is later than this version {version}. Correct it."
        yield blueprint.error(loc, text)
    if question.derives is not None:
        yield from _derived(blueprint, question, question.derives, (*loc, "derives"))
    if question.compares is Comparison.WITH_CAUTION and not question.compares_why:
        yield blueprint.error(
            (*loc, "compares"), "Say in `compares_why` why the results compare with caution only."
        )
    if question.compares is Comparison.BROKEN and not question.replaces:
        text = "A question that no longer compares has a new id. Name the old one in `replaces`."
        yield blueprint.error((*loc, "compares"), text)
    if question.replaces and blueprint.questionnaire.question(question.replaces):
        text = f"`{question.replaces}` is still asked here, so nothing replaces it. Take one of the two out."
        yield blueprint.error((*loc, "replaces"), text)


def _derived(blueprint: Blueprint, question: Question, derived: Derived, place: Loc) -> Iterator[Problem]:
    if question.replaces is None:
        text = "`derives` joins a question with the one it replaces. Name that one in `replaces`."
        yield blueprint.error(place, text)
    if question.compares is not Comparison.WITH_CAUTION:
        text = f"`{question.id}` asks in another way, so what `derives` joins compares with caution at best."
        yield blueprint.error(place, f"{text} Write `compares: with_caution` and say why in `compares_why`.")
    if blueprint.questionnaire.question(derived.name):
        yield blueprint.error((*place, "name"), f"`{derived.name}` is a question's id. Choose another name.")
    mapped = {option for option, _value in derived.values}
    for option in sorted(mapped - {option.id for option in question.options}):
        yield blueprint.error((*place, "values"), f"`{question.id}` has no option `{option}`. Correct it.")
    left = [option.id for option in question.options if not option.escape and option.id not in mapped]
    if left:
        names = ", ".join(left)
        yield blueprint.error((*place, "values"), f"Say what each option becomes. Missing: {names}.")


def _replaced_twice(blueprint: Blueprint, placed: list[tuple[Question, Loc]]) -> Iterator[Problem]:
    """One question takes the place of another; more may come from it beside one that carries the trend."""
    successors: dict[str, list[tuple[Question, Loc]]] = {}
    for question, loc in placed:
        if question.replaces is not None:
            successors.setdefault(question.replaces, []).append((question, loc))
    for old, found in successors.items():
        carrying = sum(question.derives is not None for question, _loc in found)
        for _question, loc in found[1:] if carrying != 1 else ():
            text = f"`{found[0][0].id}` replaces `{old}` already. Keep `replaces` in one of the two;"
            yield blueprint.error((*loc, "replaces"), f"{text} the other is simply new.")
