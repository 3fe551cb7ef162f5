"""One response as cells: with every missing code for ourselves, or with one blank for a file of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from survey_engine.analysis.passes import OnPath, reached
from survey_engine.questionnaire.answers import Missing, Response, Value
from survey_engine.questionnaire.definition import Kind, Question, QuestionId, Questionnaire, Score
from survey_engine.questionnaire.modes import Unclear

HOSPITAL = "hospital"
CHOSEN, NOT_CHOSEN, BLANK = "1", "0", ""


def columns_of(question: Question) -> tuple[str, ...]:
    """The column names of a question: its id, or one for each option where several can be chosen."""
    if question.kind is Kind.MULTIPLE:
        return tuple(f"{question.id}__{option.id}" for option in question.options)
    return (question.id,)


def row_columns(questions: Sequence[Question]) -> tuple[str, ...]:
    """The column names of these questions, in their order."""
    return tuple(name for question in questions for name in columns_of(question))


def told_in(on_path: OnPath, questions: Collection[QuestionId]) -> Iterator[QuestionId]:
    """The questions of `questions` that are not blank in the row of a response with this path."""
    for question, value in on_path:
        if value and question.id in questions and _is_told(question, value):
            yield question.id


def row_cells(
    response: Response,
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    blanked: Collection[QuestionId] = frozenset(),
) -> Iterator[str]:
    """A response's cells for a file of rows.

    Skipped, not shown, not reached, not sure and did not need are one blank (rule 4): each alone would say
    something of a person that no analysis needs. So is every answer to a question of `blanked`.
    """
    given = {question.id: value for question, value in reached(response, questionnaire) if value}
    for question in questions:
        value = given.get(question.id) if question.id not in blanked else None
        yield from _cells(question, value if value and _is_told(question, value) else None)


def _is_told(question: Question, value: Value) -> bool:
    """Whether an answer says something of the care, rather than "I do not know" or "I did not need it"."""
    chosen = (value,) if isinstance(value, str) else value
    options = [option for name in chosen if (option := question.option(name)) is not None]
    if question.is_scored:
        return any(option.score in (Score.POSITIVE, Score.NEGATIVE) for option in options)
    return not any(option.escape or option.score is Score.NONE for option in options)


def _cells(question: Question, value: Value | None) -> Iterator[str]:
    if question.kind is not Kind.MULTIPLE:
        yield value if isinstance(value, str) else BLANK
        return
    for option in question.options:
        yield BLANK if not value else CHOSEN if option.id in value else NOT_CHOSEN


def row(response: Response, questionnaire: Questionnaire) -> dict[str, str]:
    """A response as a row with every column and missing code. For the thinking rooms only: never a file.

    A question off the path is NOT_SHOWN; on it without an answer it is SKIPPED where it was seen, otherwise
    NOT_REACHED. On paper it can also be SEVERAL_TICKED or UNREADABLE.
    """
    on_path = {question.id: value for question, value in reached(response, questionnaire)}
    cells: dict[str, str] = {HOSPITAL: response.hospital}
    for question in questionnaire.asked():
        names = columns_of(question)
        value = on_path.get(question.id)
        if value:
            cells |= zip(names, _cells(question, value), strict=True)
        elif question.id not in on_path:
            cells |= dict.fromkeys(names, Missing.NOT_SHOWN.value)
        else:
            cells |= dict.fromkeys(names, _why_missing(response, question).value)
    return cells


def _why_missing(response: Response, question: Question) -> Missing:
    unclear = response.unclear.get(question.id)
    if unclear is not None:
        return Missing.SEVERAL_TICKED if unclear is Unclear.SEVERAL else Missing.UNREADABLE
    return Missing.SKIPPED if question.id in response.answers else Missing.NOT_REACHED
