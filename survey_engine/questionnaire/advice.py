"""Warnings: what makes a questionnaire hard to read or to bear. A file can accept each, with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import Flag
from survey_engine.questionnaire.duration import estimated_minutes
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.readability import Advice, part_at, word_advice
from survey_engine.questionnaire.yaml_source import Loc

MOST_OPTIONS = 7
MOST_IN_A_ROW = 2  # distressing questions one after another
MOST_QUESTIONS = 60


def advice_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Every warning that the file does not accept, and every acceptance of what is not there."""
    used: set[tuple[Loc, str]] = set()
    for advice in _everything(blueprint):
        if advice.rule in _accepted(blueprint, advice.part):
            used.add((advice.part, advice.rule))
        else:
            where = " at the head of the file" if advice.part == () else ""
            how = f"If it must stay, write why{where}: `accept: {{{advice.rule}: ...}}`."
            yield blueprint.lines.warning(advice.at, f"{advice.text} {how}")
    parts: list[Loc] = [(), *blueprint.section_locs]
    parts.extend(loc for _question, loc in blueprint.placed_questions())
    for part in dict.fromkeys(parts):
        for rule in _accepted(blueprint, part):
            if (part, rule) not in used:
                text = f"There is no `{rule}` to accept here any more. Take this line out."
                yield blueprint.lines.warning((*part, "accept", rule), text)


def _accepted(blueprint: Blueprint, part: Loc) -> Mapping[str, str]:
    accept: Mapping[str, str] = getattr(part_at(blueprint, part), "accept", {})
    return accept


def _everything(blueprint: Blueprint) -> Iterator[Advice]:
    yield from _whole(blueprint)
    yield from word_advice(blueprint)
    for question, loc in blueprint.placed_questions():
        choices = [option for option in question.options if not option.escape and not option.exclusive]
        if question.scale is None and len(choices) > MOST_OPTIONS:
            how_many = f"`{question.id}` has {len(choices)} options to choose from."
            text = f"{how_many} Offer {MOST_OPTIONS} or fewer."
            yield Advice("many_options", loc, (*loc, "options"), text)
    yield from _distress_in_a_row(blueprint)
    yield from _cannot_be_skipped(blueprint)


def _distress_in_a_row(blueprint: Blueprint) -> Iterator[Advice]:
    """Too many hard questions one after another, in one part or over the border of two."""
    after = [section.after_check for section in blueprint.source.sections]
    placed = sorted(blueprint.placed_questions(), key=lambda one: after[int(one[1][1])])
    for is_hard, run in groupby(placed, key=lambda one: Flag.SENSITIVE in one[0].flags):
        hard = list(run)
        if is_hard and len(hard) > MOST_IN_A_ROW:
            name, loc = hard[MOST_IN_A_ROW][0].id, hard[MOST_IN_A_ROW][1]
            text = f"`{name}` is the third sensitive question in a row. Put an easier one before it."
            yield Advice("distress_in_a_row", loc, loc, text)


def _cannot_be_skipped(blueprint: Blueprint) -> Iterator[Advice]:
    sections = blueprint.questionnaire.sections
    for section, loc in zip(sections, blueprint.section_locs, strict=True):
        questions = (question for page in section.pages for question in page.questions)
        sensitive = sum(Flag.SENSITIVE in question.flags for question in questions)
        if sensitive >= MOST_IN_A_ROW and not section.distressing and not section.after_check:
            text = (
                f"`{section.id}` has {sensitive} sensitive questions and cannot be skipped whole. "
                "Mark it `distressing: true` and add an `intro` that says so."
            )
            yield Advice("cannot_be_skipped", loc, loc, text)


def _whole(blueprint: Blueprint) -> Iterator[Advice]:
    questionnaire = blueprint.questionnaire
    asked = sum(1 for _ in questionnaire.asked())
    if asked > MOST_QUESTIONS:
        text = f"There are {asked} questions. Ill people can answer about {MOST_QUESTIONS}. Take some out."
        yield Advice("length", (), ("sections",), text)
    (low, high), minutes = questionnaire.minutes, estimated_minutes(questionnaire.questions)
    if not low <= minutes <= high:
        text = f"`minutes` promises {low} to {high}, but about {minutes} are needed. Correct it."
        yield Advice("minutes", (), ("minutes",), text)
