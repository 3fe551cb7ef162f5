"""Walks through every questionnaire with any answers at all: they end, and lead back the way they came."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Value, read_answer
from survey_engine.questionnaire.capacity import longest_plaintext
from survey_engine.questionnaire.definition import Kind, Question, QuestionId, Questionnaire, QuestionnaireId
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.progress import Progress, read_page
from survey_engine.questionnaire.routing import (
    filters,
    named_in,
    next_page,
    path,
    previous_page,
    prune,
)
from tests.questionnaire.conftest import TINY

ALL = {item.id: item for item in Catalogue.read([builtin_folder("questionnaires"), TINY])}
LATEST = date(2025, 6, 30)
LONGEST = {item.id: longest_plaintext(item) for item in ALL.values()}
UNTIMED = settings(deadline=None)  # a busy machine is no fault of the routing
Given = dict[QuestionId, Value]


def values(question: Question) -> st.SearchStrategy[Value | None]:
    """Any answer to a question, or none."""
    ids = [str(option.id) for option in question.options]
    match question.kind:
        case Kind.SINGLE | Kind.SCALE:
            return st.none() | st.sampled_from(ids)
        case Kind.MULTIPLE:
            return st.none() | st.lists(st.sampled_from(ids), min_size=1, unique=True).map(tuple)
        case Kind.STATEMENT:
            return st.none()
        case _:
            return st.none() | st.sampled_from(["2021", "3", *ids])


@st.composite
def filled(draw: st.DrawFn) -> tuple[QuestionnaireId, Given]:
    """The id of a questionnaire and any answers, on the path or off it."""
    name = draw(st.sampled_from(list(ALL)))
    drawn = {question.id: draw(values(question)) for question in ALL[name].questions}
    return name, {key: value for key, value in drawn.items() if value is not None}


@UNTIMED
@given(filled())
def test_every_walk_ends_and_goes_through_the_path(case: tuple[QuestionnaireId, Given]) -> None:
    questionnaire, answers = ALL[case[0]], case[1]
    shown = path(questionnaire, answers)
    assert shown
    walked = [shown[0]]
    while (page := next_page(questionnaire, answers, walked[-1].id)) is not None:
        walked.append(page)
        assert len(walked) <= len(questionnaire.pages)
    assert tuple(walked) == shown


@UNTIMED
@given(filled())
def test_back_undoes_next(case: tuple[QuestionnaireId, Given]) -> None:
    questionnaire, answers = ALL[case[0]], case[1]
    shown = path(questionnaire, answers)
    for page in shown:
        onward = next_page(questionnaire, answers, page.id)
        if onward is not None:
            assert previous_page(questionnaire, answers, onward.id) == page


@UNTIMED
@given(filled())
def test_pruning_twice_is_pruning_once_and_leaves_the_path(case: tuple[QuestionnaireId, Given]) -> None:
    questionnaire, answers = ALL[case[0]], case[1]
    pruned = prune(questionnaire, answers)
    assert prune(questionnaire, pruned) == pruned
    assert path(questionnaire, pruned) == path(questionnaire, answers)
    assert pruned.items() <= answers.items()


@UNTIMED
@given(filled(), st.data())
def test_an_answer_changes_no_page_before_its_own(
    case: tuple[QuestionnaireId, Given], data: st.DataObject
) -> None:
    questionnaire, answers = ALL[case[0]], case[1]
    asked = [question.id for question in questionnaire.asked()]
    if not asked:
        return
    changed = questionnaire.question(data.draw(st.sampled_from(asked)))
    assert changed is not None
    page = next(page for page in questionnaire.pages if changed in page.questions)
    up_to = questionnaire.pages.index(page)
    value = data.draw(values(changed))
    other = {**answers, changed.id: value} if value is not None else answers
    before = {page.id for page in questionnaire.pages[: up_to + 1] if not page.starts_part}
    assert [item for item in path(questionnaire, answers) if item.id in before] == [
        item for item in path(questionnaire, other) if item.id in before
    ]


@UNTIMED
@given(filled())
def test_walking_with_entries_gives_the_answers_on_the_path(case: tuple[QuestionnaireId, Given]) -> None:
    questionnaire, answers = ALL[case[0]], case[1]
    progress = Progress()
    page = path(questionnaire, {})[0]
    while True:
        entered: dict[str, list[str]] = {
            question.id: list(value) if isinstance(value, tuple) else [value]
            for question in page.questions
            if (value := answers.get(question.id)) is not None
        }
        progress = read_page(progress, page, entered, latest=LATEST).progress
        assert len(progress.to_bytes()) <= LONGEST[questionnaire.id]
        onward = next_page(questionnaire, progress.answers, page.id)
        if onward is None:
            break
        page = onward
    taken = {
        question.id: read_answer(
            question, value if isinstance(value, tuple) else (value,), latest=LATEST
        ).value
        for question in questionnaire.asked()
        if (value := answers.get(question.id)) is not None
    }
    valid = {name: value for name, value in taken.items() if value is not None}
    assert prune(questionnaire, progress.answers) == prune(questionnaire, valid)


@pytest.mark.parametrize("questionnaire", ALL.values(), ids=lambda item: item.id)
def test_no_condition_looks_forward_or_beside(questionnaire: Questionnaire) -> None:
    place = {item.id: i for i, page in enumerate(questionnaire.pages) for item in page.questions}
    for question in questionnaire.questions:
        for name in (*named_in(questionnaire.shown_when(question)), *filters(questionnaire, question)):
            assert place[name] < place[question.id]
