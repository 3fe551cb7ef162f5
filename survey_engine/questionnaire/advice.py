"""Warnings: what makes a questionnaire hard to read or to bear. A file can accept each, with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, assert_never

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import Flag, Kind, Question, Questionnaire
from survey_engine.questionnaire.plain_words import contraction, grade, sentences, two_in_one, words
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.yaml_source import Loc

LONGEST_SENTENCE = 20  # words
HARDEST_GRADE = 6.0
FEWEST_WORDS = 8  # of fewer a grade says nothing
MOST_OPTIONS = 7
MOST_IN_A_ROW = 2  # distressing questions one after another
MOST_QUESTIONS = 60
# Slow readers take in about 100 words a minute. An answer takes a few seconds to choose, longer to write.
WORDS_A_MINUTE = 100


@dataclass(frozen=True, slots=True)
class _Advice:
    """One piece of advice: by which name the file accepts it, about which part, and the sentence."""

    rule: str
    part: Loc
    at: Loc
    text: str


def advice_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Every warning that the file does not accept, and every acceptance of what is not there."""
    used: set[tuple[Loc, str]] = set()
    for advice in _everything(blueprint):
        if advice.rule in _accepted(blueprint, advice.part):
            used.add((advice.part, advice.rule))
        else:
            how = f" If it must stay, write why: `accept: {{{advice.rule}: ...}}`."
            yield blueprint.lines.warning(advice.at, advice.text + how)
    parts: list[Loc] = [(), *blueprint.section_locs]
    parts.extend(loc for _question, loc in blueprint.placed_questions())
    for part in dict.fromkeys(parts):
        for rule in _accepted(blueprint, part):
            if (part, rule) not in used:
                text = f"There is no `{rule}` to accept here any more. Take this line out."
                yield blueprint.lines.warning((*part, "accept", rule), text)


def _accepted(blueprint: Blueprint, part: Loc) -> Mapping[str, str]:
    found: Any = blueprint.source
    for step in part:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    accept: Mapping[str, str] = getattr(found, "accept", {})
    return accept


def _everything(blueprint: Blueprint) -> Iterator[_Advice]:
    yield from _whole(blueprint)
    for section, loc in zip(blueprint.source.sections, blueprint.section_locs, strict=True):
        yield from _words(loc, "intro", section.intro or "")
    for question, loc in blueprint.placed_questions():
        yield from _words(loc, "text", question.text)
        yield from _words(loc, "hint", question.hint)
        yield from _question(question, loc)
    yield from _distress(blueprint)


def _words(part: Loc, name: str, text: str) -> Iterator[_Advice]:
    at = (*part, name)
    for sentence in sentences(text):
        if (count := len(words(sentence))) > LONGEST_SENTENCE:
            yield _Advice(
                "long_sentence", part, at, f"A sentence of `{name}` has {count} words. Make two of it."
            )
    found = grade(text) if len(words(text)) >= FEWEST_WORDS else 0.0
    if round(found, 1) > HARDEST_GRADE:
        sentence = f"`{name}` has reading grade {found:.1f}; the most is {HARDEST_GRADE:.0f}."
        yield _Advice("grade", part, at, f"{sentence} Use shorter words and sentences.")
    if said := contraction(text):
        yield _Advice(
            "contraction", part, at, f"`{name}` says “{said}”, which is easy to misread. Write it out."
        )


def _question(question: Question, loc: Loc) -> Iterator[_Advice]:
    if question.kind is not Kind.STATEMENT and two_in_one(question.text):
        text = f"`{question.id}` seems to ask two things at once. Make two questions of it."
        yield _Advice("two_in_one", loc, (*loc, "text"), text)
    choices = [option for option in question.options if not option.escape and not option.exclusive]
    if question.scale is None and len(choices) > MOST_OPTIONS:
        text = f"`{question.id}` has {len(choices)} options to choose from. Offer {MOST_OPTIONS} or fewer."
        yield _Advice("many_options", loc, (*loc, "options"), text)
    for option in question.options:
        if said := contraction(option.label):
            text = f"The option `{option.id}` says “{said}”, which is easy to misread. Write it out."
            yield _Advice("contraction", loc, (*loc, "options"), text)


def _distress(blueprint: Blueprint) -> Iterator[_Advice]:
    """Too many hard questions in a row, and a part of them that cannot be skipped whole."""
    placed = list(blueprint.placed_questions())
    for i, section in enumerate(blueprint.source.sections):
        here = [(question, loc) for question, loc in placed if loc[:2] == ("sections", i)]
        for is_hard, run in groupby(here, key=lambda one: Flag.SENSITIVE in one[0].flags):
            hard = list(run)
            if is_hard and len(hard) > MOST_IN_A_ROW:
                name, loc = hard[MOST_IN_A_ROW][0].id, hard[MOST_IN_A_ROW][1]
                text = f"`{name}` is the third sensitive question in a row. Put an easier one before it."
                yield _Advice("distress_in_a_row", loc, loc, text)
        sensitive = sum(Flag.SENSITIVE in question.flags for question, _loc in here)
        if sensitive >= MOST_IN_A_ROW and not section.distressing and not section.after_check:
            text = (
                f"`{section.id}` has {sensitive} sensitive questions and cannot be skipped whole. "
                "Mark it `distressing: true` and add an `intro` that says so."
            )
            yield _Advice("cannot_be_skipped", ("sections", i), ("sections", i), text)


def _whole(blueprint: Blueprint) -> Iterator[_Advice]:
    questionnaire = blueprint.questionnaire
    asked = sum(1 for _ in questionnaire.asked())
    if asked > MOST_QUESTIONS:
        text = f"There are {asked} questions. Ill people can answer about {MOST_QUESTIONS}. Take some out."
        yield _Advice("length", (), ("sections",), text)
    (low, high), minutes = questionnaire.minutes, estimated_minutes(questionnaire)
    if not low <= minutes <= high:
        text = f"`minutes` promises {low} to {high}, but about {minutes} are needed. Correct it."
        yield _Advice("minutes", (), ("minutes",), text)


def estimated_minutes(questionnaire: Questionnaire) -> int:
    """About how many minutes the whole takes somebody who reads slowly, at least 1."""
    read, seconds = 0, 0
    for question in questionnaire.questions:
        labels = " ".join(option.label for option in question.options if question.scale is None)
        read += len(words(f"{question.text} {question.hint} {labels}"))
        seconds += _seconds(question.kind)
    return max(1, round(read / WORDS_A_MINUTE + seconds / 60))


def _seconds(kind: Kind) -> int:
    """How long an answer takes, beside the reading."""
    match kind:
        case Kind.TEXT:
            return 60
        case Kind.MULTIPLE:
            return 15
        case Kind.SCALE:
            return 10
        case Kind.SINGLE | Kind.NUMBER | Kind.MONTH_YEAR | Kind.DATE:
            return 6
        case Kind.STATEMENT:
            return 0
        case _:
            assert_never(kind)
