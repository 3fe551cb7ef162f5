"""Which questions stand together while a form is keyed: a section of it, or what is asked in one breath."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from survey_engine.questionnaire.answers import Answers
from survey_engine.questionnaire.definition import Kind, Page, QuestionId, Questionnaire
from survey_engine.questionnaire.modes import Mode
from survey_engine.questionnaire.routing import named_in, path

Screen = tuple[Page, ...]


def screens(questionnaire: Questionnaire, answers: Answers, mode: Mode) -> tuple[Screen, ...]:
    """Every screen in order. On paper they are the same for everybody; by telephone they follow the path."""
    match mode:
        case Mode.PAPER:
            return _sections(questionnaire)
        case Mode.TELEPHONE | Mode.WEB:
            return _breaths(questionnaire, answers)
        case _:
            assert_never(mode)


def _sections(questionnaire: Questionnaire) -> tuple[Screen, ...]:
    """One screen a section, all its questions, for on paper anybody may have answered anything."""
    in_order = sorted(questionnaire.sections, key=lambda section: section.after_check)
    found = (tuple(page for page in section.pages if not page.starts_part) for section in in_order)
    return tuple(
        pages for pages in found if any(q.kind is not Kind.STATEMENT for p in pages for q in p.questions)
    )


def _breaths(questionnaire: Questionnaire, answers: Answers) -> tuple[Screen, ...]:
    """The pages on the path, parted where a section ends and where an answer decides what comes next.

    A page off the path parts too, so that what an answer opens comes right after it.
    """
    shown = {page.id for page in path(questionnaire, answers)}
    found: list[Screen] = []
    breath: list[Page] = []
    for page in questionnaire.ordered_pages:
        asked = {question.id for one in breath for question in one.questions}
        if breath and (page.section != breath[-1].section or asked & _decided_by(page)):
            found.append(tuple(breath))
            breath = []
        if page.id in shown:
            breath.append(page)
    return (*found, tuple(breath)) if breath else tuple(found)


def _decided_by(page: Page) -> set[QuestionId]:
    conditions = (page.show_if, *(question.show_if for question in page.questions))
    own = {question.id for question in page.questions}
    return {name for one in conditions for name in named_in(one)} - own


def screen_of(found: Collection[Screen], page_id: str) -> Screen | None:
    """The screen that begins with a page, or None."""
    return next((screen for screen in found if screen[0].id == page_id), None)


def first_to_do(found: Collection[Screen], done: Collection[str]) -> Screen | None:
    """The first screen that has a page which was not keyed yet; None when all were."""
    return next((screen for screen in found if any(page.id not in done for page in screen)), None)
