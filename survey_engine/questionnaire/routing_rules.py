"""Rules on the way through the pages: conditions look back, every page can be reached and left."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import Kind, Question, QuestionId
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.reach import Reach
from survey_engine.questionnaire.routing import every_filter
from survey_engine.questionnaire.source import ConditionSource, questions_in
from survey_engine.questionnaire.yaml_source import Loc


@dataclass(frozen=True)
class _Given:
    """One condition of the file: where it stands, and the number of the first page that it decides on."""

    source: ConditionSource
    loc: Loc
    page: int


def routing_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Everything wrong with conditions, the order of sections and the short form."""
    pages = blueprint.questionnaire.pages
    places = {question.id: place for place, page in enumerate(pages) for question in page.questions}
    given = _conditions(blueprint)
    references = [problem for one in given for problem in _references(blueprint, one, places)]
    yield from references
    yield from _order_of_parts(blueprint)
    filters = every_filter(blueprint.questionnaire)
    yield from _filters_of_core(blueprint, filters)
    if not references and not blueprint.lost:
        yield from _unreachable(blueprint, Reach(blueprint.questionnaire, filters))


def _conditions(blueprint: Blueprint) -> Iterator[_Given]:
    for i, section in enumerate(blueprint.source.sections):
        if section.show_if is not None:
            loc: Loc = ("sections", i)
            yield _Given(section.show_if, (*loc, "show_if"), _first_page(blueprint, loc))
        for j, page in enumerate(section.pages):
            if page.show_if is not None:
                loc = ("sections", i, "pages", j)
                yield _Given(page.show_if, (*loc, "show_if"), _first_page(blueprint, loc))
    for loc, question in questions_in(blueprint.source):
        if question.show_if is not None:
            yield _Given(question.show_if, (*loc, "show_if"), _page_of(blueprint, loc))


def _first_page(blueprint: Blueprint, loc: Loc) -> int:
    pages = (i for i, place in enumerate(blueprint.page_locs) if place[: len(loc)] == loc)
    return next(pages, len(blueprint.page_locs))


def _page_of(blueprint: Blueprint, loc: Loc) -> int:
    pages = (
        i for i, place in enumerate(blueprint.page_locs) if len(place) > 2 and loc[: len(place)] == place
    )
    return next(pages, len(blueprint.page_locs))


def _parts(source: ConditionSource, loc: Loc) -> Iterator[tuple[str, tuple[str, ...] | None, Loc]]:
    """Each question named in a condition, the options asked for (None for `answered`), and the place."""
    if source.is_ is not None:
        [(name, wanted)] = source.is_.items()
        options = wanted if isinstance(wanted, tuple) else (wanted,)
        yield name, tuple(str(option) for option in options), (*loc, "is", name)
    elif source.answered is not None:
        yield source.answered, None, (*loc, "answered")
    elif source.not_ is not None:
        yield from _parts(source.not_, (*loc, "not"))
    else:
        key = "all" if source.all_ is not None else "any"
        for i, part in enumerate(source.all_ or source.any_ or ()):
            yield from _parts(part, (*loc, key, i))


def _references(blueprint: Blueprint, given: _Given, pages: Mapping[QuestionId, int]) -> Iterator[Problem]:
    questionnaire = blueprint.questionnaire
    for name, options, loc in _parts(given.source, given.loc):
        if name in blueprint.lost:
            continue
        question = questionnaire.question(name)
        if question is None:
            yield blueprint.error(loc, f"There is no question `{name}`.{_close(name, list(pages))}")
        elif pages[question.id] == given.page:
            text = (
                f"`{name}` is on the same page and not answered before it is shown. Give it an earlier page."
            )
            yield blueprint.error(loc, text)
        elif pages[question.id] > given.page:
            text = f"`{name}` comes later. Only an earlier question can decide: move it up, or change this."
            yield blueprint.error(loc, text)
        elif question.kind is Kind.STATEMENT:
            yield blueprint.error(loc, f"`{name}` has no answer to look at. Choose another question.")
        elif options is not None:
            yield from _options(blueprint, question, options, loc)


def _options(
    blueprint: Blueprint, question: Question, wanted: tuple[str, ...], loc: Loc
) -> Iterator[Problem]:
    if not wanted:
        yield blueprint.error(loc, "Name at least one option here.")
    ids = [str(option.id) for option in question.options]
    for name in wanted:
        if not ids:
            yield blueprint.error(loc, f"`{question.id}` has no options. Use `answered: {question.id}`.")
        elif name not in ids:
            yield blueprint.error(loc, f"`{question.id}` has no option `{name}`.{_close(name, ids)}")


def _close(name: str, known: list[str] | list[QuestionId]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean `{close[0]}`?" if close else " Correct the name."


def _order_of_parts(blueprint: Blueprint) -> Iterator[Problem]:
    sections = blueprint.source.sections
    after = [section.after_check for section in sections]
    for i, section in enumerate(sections):
        loc: Loc = ("sections", i)
        if section.after_check and not all(after[i:]):
            text = f"`{section.id}` comes after “check your answers”, so it must be last. Move it down."
            yield blueprint.error((*loc, "after_check"), text)
        if section.distressing and not section.intro:
            text = f"`{section.id}` is distressing. Add an `intro` that warns, and says it can be skipped."
            yield blueprint.error((*loc, "distressing"), text)
        if section.distressing and section.after_check:
            text = f"`{section.id}` cannot be distressing after “check your answers”. Move it before."
            yield blueprint.error((*loc, "distressing"), text)
    if all(after):
        yield blueprint.error(
            ("sections",), "Every section comes after “check your answers”. Put one before it."
        )
    low, high = blueprint.source.minutes
    if not 0 < low <= high:
        yield blueprint.error(("minutes",), "Write the fewest minutes first, then the most, as in [20, 40].")


def _filters_of_core(
    blueprint: Blueprint, filters: Mapping[QuestionId, tuple[QuestionId, ...]]
) -> Iterator[Problem]:
    questionnaire = blueprint.questionnaire
    for question, loc in blueprint.placed_questions():
        if not question.core:
            continue
        for name in filters[question.id]:
            earlier = questionnaire.question(name)
            if earlier is not None and not earlier.core and name not in blueprint.lost:
                text = f"`{question.id}` is in the short form but `{name}`, which it depends on, is not."
                yield blueprint.error((*loc, "core"), f"{text} Mark `{name}` as `core: true` too.")


def _unreachable(blueprint: Blueprint, reach: Reach) -> Iterator[Problem]:
    questionnaire = blueprint.questionnaire
    for page, loc in zip(questionnaire.pages, blueprint.page_locs, strict=True):
        if page.show_if is not None and not reach.can_be_met(page.show_if):
            text = f"No answers ever lead to `{page.key}`. Change its condition, or take it out."
            yield blueprint.error((*loc, "show_if"), text)
            continue
        for question in page.questions:
            if question.show_if is None:
                continue
            condition = questionnaire.shown_when(question)
            if condition is not None and not reach.can_be_met(condition):
                where = next(place for item, place in blueprint.placed_questions() if item is question)
                text = f"No answers ever lead to `{question.id}`. Change its condition, or take it out."
                yield blueprint.error((*where, "show_if"), text)
