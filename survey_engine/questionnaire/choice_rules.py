"""Rules on what can be answered: options, scores, ways out, limits, standards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import TYPED, Kind, Option, Question, Score
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.source import ScaleQuestionSource, questions_in
from survey_engine.questionnaire.standards import StandardsList
from survey_engine.questionnaire.yaml_source import Loc

WIDEST_SCALE = 11
# Exact in every format that answers are written to, and in every sum made of them.
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


def choice_problems(blueprint: Blueprint, standards: StandardsList | None) -> Iterator[Problem]:
    """Everything wrong with options, scores, limits and standards."""
    for question, loc in blueprint.placed_questions():
        if question.options or question.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE):
            yield from _options(blueprint, question, loc)
            yield from _scores(blueprint, question, loc)
        if question.number is not None:
            yield from _number(blueprint, question, loc)
        yield from _standards(blueprint, question, loc, standards)
    for loc, source in questions_in(blueprint.source):
        if isinstance(source, ScaleQuestionSource):
            yield from _scale(blueprint, source, loc)


def _options(blueprint: Blueprint, question: Question, loc: Loc) -> Iterator[Problem]:
    place, options = (*loc, "options"), question.options
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE) and len(options) == 1:
        yield blueprint.error(
            place, f"`{question.id}` has one option only. Give at least two to choose from."
        )
    if (
        question.kind in (Kind.SINGLE, Kind.SCALE)
        and options
        and not any(option.escape for option in options)
    ):
        yield blueprint.error(
            place,
            f"`{question.id}` has no way out. Add an option like “I do not know”, “This does not apply” or "
            "“I would rather not say”, and mark it `escape: true`.",
        )
    if question.kind in TYPED and not all(option.escape for option in options):
        text = f"Beside something typed, `{question.id}` can offer ways out only. Mark each `escape: true`."
        yield blueprint.error(place, text)
    labels = [option.label.casefold() for option in options]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield blueprint.error(
            place, f"`{question.id}` has two options that read “{label}”. Change one of them."
        )
    yield from _exclusive(blueprint, question, place)
    yield from _most(blueprint, question, loc)


def _exclusive(blueprint: Blueprint, question: Question, place: Loc) -> Iterator[Problem]:
    exclusive = [option.exclusive for option in question.options]
    if question.kind is not Kind.MULTIPLE and any(exclusive):
        text = f"`{question.id}` takes one option anyway. `exclusive` is for a multiple choice: take it out."
        yield blueprint.error(place, text)
    elif exclusive != sorted(exclusive):
        text = f"In `{question.id}` an exclusive option such as “None of these” must come last. Move it down."
        yield blueprint.error(place, text)
    elif exclusive and all(exclusive):
        text = f"In `{question.id}` every option is exclusive. Make it a single choice."
        yield blueprint.error(place, text)


def _most(blueprint: Blueprint, question: Question, loc: Loc) -> Iterator[Problem]:
    together = sum(not option.exclusive for option in question.options)
    most = question.max_choices
    if most is not None and most > together > 0:
        text = (
            f"`max` is {most}, but only {together} options can be chosen together. Lower it or leave it out."
        )
        yield blueprint.error((*loc, "max"), text)
    if most is not None and most < 1:
        text = f"With `max: {most}` no answer is accepted, and nobody could leave the page. Raise it."
        yield blueprint.error((*loc, "max"), text)


def _scores(blueprint: Blueprint, question: Question, loc: Loc) -> Iterator[Problem]:
    place = (*loc, "options")
    if not question.is_scored:
        if any(option.score is Score.NONE for option in question.options):
            text = f"`{question.id}` has no positive and no negative option. Take `score: none` out."
            yield blueprint.error(place, text)
        return
    if question.kind not in (Kind.SINGLE, Kind.SCALE):
        yield blueprint.error(place, f"`{question.id}` cannot be scored: only single choices and scales can.")
        return
    scores = {option.score for option in question.options}
    for wanted in (Score.POSITIVE, Score.NEGATIVE):
        if wanted not in scores:
            text = (
                f"`{question.id}` is scored but has no {wanted.value} option. Mark one, or no option at all."
            )
            yield blueprint.error(place, text)
    for option in question.options:
        if option.score is Score.UNSCORED:
            yield blueprint.error(place, _unscored(question, option))


def _unscored(question: Question, option: Option) -> str:
    return (
        f"`{question.id}` is scored but its option `{option.id}` has no score. "
        "Write positive, negative, or none for an answer that leaves the base."
    )


def _number(blueprint: Blueprint, question: Question, loc: Loc) -> Iterator[Problem]:
    limits = question.number
    if limits is None:
        return
    written = {"min": limits.minimum, "max": limits.maximum, "step": limits.step}
    odd = [name for name, text in written.items() if not PLAIN_NUMBER.fullmatch(text)]
    for name in odd:
        text = "Write it in digits, at most 9 and then 6 after the point, such as 120 or 0.5."
        yield blueprint.error((*loc, name), f"`{name}` is too large, or too fine, to be asked for. {text}")
    if odd:
        return
    low, high, step = (Decimal(text) for text in written.values())
    if low > high:
        text = (
            f"`min` is above `max`, so no answer to `{question.id}` is accepted: nobody could leave the page."
        )
        yield blueprint.error((*loc, "min"), text + " Change one of them.")
    if step <= 0:
        yield blueprint.error((*loc, "step"), "`step` must be above 0. Write 1 for whole numbers.")
    elif (high - low) % step:
        yield blueprint.error(
            (*loc, "step"), "Counting from `min` by `step` never meets `max`. Change one of them."
        )


def _scale(blueprint: Blueprint, source: ScaleQuestionSource, loc: Loc) -> Iterator[Problem]:
    scale, place = source.scale, (*loc, "scale")
    if scale.low >= scale.high:
        yield blueprint.error(place, "`low` must be below `high`. Change one of them.")
    elif scale.high - scale.low >= WIDEST_SCALE:
        text = f"A scale has at most {WIDEST_SCALE} numbers, such as 0 to 10. Make it shorter."
        yield blueprint.error(place, text)
    elif scale.positive_from is not None and not scale.low < scale.positive_from <= scale.high:
        text = "`positive_from` must lie above `low` and not above `high`. Change it."
        yield blueprint.error((*place, "positive_from"), text)


def _standards(
    blueprint: Blueprint, question: Question, loc: Loc, standards: StandardsList | None
) -> Iterator[Problem]:
    if question.is_scored and not question.standards:
        text = (
            f"`{question.id}` is scored but measures no standard. Add `standards`, with a code of the list."
        )
        yield blueprint.error(loc, text)
    if len(set(question.standards)) < len(question.standards):
        yield blueprint.error((*loc, "standards"), "A code is written twice here. Keep one of the two.")
    for code in question.standards if standards else ():
        if standards and standards.standard(code) is None:
            codes = ", ".join(standard.code for standard in standards.standards)
            text = f"The list {standards.id} has no standard `{code}`. Its codes are: {codes}."
            yield blueprint.error((*loc, "standards"), text)
