"""The path through the pages for given answers. It is computed anew each time and never stored.

A condition sees only answers to questions that are themselves shown: an answer that a later change has
hidden is kept in the draft but decides nothing. So dropping hidden answers never changes the path.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import assert_never

from survey_engine.questionnaire.answers import Answers, Value
from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Kind,
    Not,
    Page,
    Question,
    QuestionId,
    Questionnaire,
)  # fmt: skip


def is_met(condition: Condition | None, answers: Answers) -> bool:
    """Say whether a condition is met. Total: an unanswered question makes `is` and `answered` false."""
    match condition:
        case None:
            return True
        case Is():
            value = answers.get(condition.question)
            chosen = value if isinstance(value, tuple) else (value,)
            return any(option in chosen for option in condition.options)
        case Answered():
            return bool(answers.get(condition.question))
        case All():
            return all(is_met(part, answers) for part in condition.conditions)
        case AnyOf():
            return any(is_met(part, answers) for part in condition.conditions)
        case Not():
            return not is_met(condition.condition, answers)
        case _:
            assert_never(condition)


def shown_questions(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The questions of a page that are shown on it, statements included, as if the page itself is."""
    return tuple(question for question in page.questions if is_met(question.show_if, answers))


def path(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """The shown pages in order, those after "check your answers" at the end.

    A page is shown when its condition is met and a question on it is; the head of a part when another page
    of the part is.
    """
    return _walk(questionnaire, answers)[0]


def prune(questionnaire: Questionnaire, answers: Answers) -> dict[QuestionId, Value]:
    """The answers to questions on the path, in the order of the questionnaire. Idempotent."""
    return _walk(questionnaire, answers)[1]


def answers_on_path(
    questionnaire: Questionnaire, answers: Answers, seen: Collection[str]
) -> dict[QuestionId, Value | None]:
    """What a response says of every question on the path of a page in `seen`: None where it was skipped."""
    kept = prune(questionnaire, answers)
    return {
        question.id: kept.get(question.id)
        for page in path(questionnaire, kept)
        if page.id in seen
        for question in shown_questions(page, kept)
        if question.kind is not Kind.STATEMENT
    }


def asked_on_path(
    questionnaire: Questionnaire, answers: Answers
) -> tuple[tuple[Question, Value | None], ...]:
    """Every question on the path that takes an answer, with its answer if it has one, in one walk.

    In the order of asking. What `path` and `prune` would give together, four times as fast: it is done for
    each of many responses.
    """
    live: dict[QuestionId, Value] = {}
    asked: list[tuple[Question, Value | None]] = []
    for page in questionnaire.ordered_pages:
        if page.starts_part or not is_met(page.show_if, live):
            continue
        here = [item for item in page.questions if item.show_if is None or is_met(item.show_if, live)]
        for question in here:
            value = answers.get(question.id)
            if value:
                live[question.id] = value
            if question.kind is not Kind.STATEMENT:
                asked.append((question, value or None))
    return tuple(asked)


def next_page(questionnaire: Questionnaire, answers: Answers, page_id: str) -> Page | None:
    """The next page on the path, even when this page is no longer on it; None at the end or when unknown.

    The page after the last one before the check is the first after it: see its section's `after_check`.
    """
    order = questionnaire.places
    if page_id not in order:
        return None
    later = (page for page in path(questionnaire, answers) if order[page.id] > order[page_id])
    return next(later, None)


def previous_page(questionnaire: Questionnaire, answers: Answers, page_id: str) -> Page | None:
    """The page before this one on the path, even when this one is no longer on it; None at the start."""
    order = questionnaire.places
    if page_id not in order:
        return None
    earlier = [page for page in path(questionnaire, answers) if order[page.id] < order[page_id]]
    return earlier[-1] if earlier else None


def first_unseen(questionnaire: Questionnaire, answers: Answers, seen: Collection[str]) -> Page | None:
    """The first page on the path, before the check, that was not seen yet; None when all were."""
    pages = (page for page in path(questionnaire, answers) if not questionnaire.section_of(page).after_check)
    return next((page for page in pages if page.id not in seen), None)


def after_part(questionnaire: Questionnaire, answers: Answers, section_id: str) -> Page | None:
    """The first shown page after a whole section; None when the section is the last or unknown."""
    pages = [page for page in questionnaire.ordered_pages if page.section == section_id]
    return next_page(questionnaire, answers, pages[-1].id) if pages else None


def named_in(condition: Condition | None) -> Iterator[QuestionId]:
    """Every question that a condition looks at."""
    match condition:
        case None:
            return
        case Is() | Answered():
            yield condition.question
        case Not():
            yield from named_in(condition.condition)
        case All() | AnyOf():
            for part in condition.conditions:
                yield from named_in(part)
        case _:
            assert_never(condition)


def filters(questionnaire: Questionnaire, question: Question) -> tuple[QuestionId, ...]:
    """Every earlier question that decides, through any chain, whether this one is shown, in order.

    Disclosure control reads it: in a row of answers, an answer to this question tells of each of those.
    """
    return every_filter(questionnaire)[question.id]


def every_filter(questionnaire: Questionnaire) -> dict[QuestionId, tuple[QuestionId, ...]]:
    """The filters of each question, found in one pass: those it names, and theirs, which come before it.

    A question that a condition names too early (an error of the file) counts without its own filters.
    """
    places = {question.id: place for place, question in enumerate(questionnaire.questions)}
    found: dict[QuestionId, tuple[QuestionId, ...]] = {}
    for question in questionnaire.questions:
        named = {name for name in named_in(questionnaire.shown_when(question)) if name in places}
        named.update(*(found.get(name, ()) for name in tuple(named)))
        found[question.id] = tuple(sorted(named, key=places.__getitem__))
    return found


def _walk(questionnaire: Questionnaire, answers: Answers) -> tuple[tuple[Page, ...], dict[QuestionId, Value]]:
    """Go through the pages once, letting each condition see only the answers shown before it."""
    live: dict[QuestionId, Value] = {}
    shown: list[Page] = []
    for page in questionnaire.ordered_pages:
        if page.starts_part:
            shown.append(page)
            continue
        questions = shown_questions(page, live) if is_met(page.show_if, live) else ()
        if not questions:
            continue
        shown.append(page)
        live.update({item.id: answers[item.id] for item in questions if answers.get(item.id)})
    sections = {page.section for page in shown if not page.starts_part}
    return tuple(page for page in shown if page.section in sections), live
