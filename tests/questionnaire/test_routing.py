"""Conditions and paths: tables of known results on the tiny questionnaires."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Not,
    OptionId,
    QuestionId,
    Questionnaire,
)
from survey_engine.questionnaire.routing import (
    after_part,
    filters,
    first_unseen,
    is_met,
    next_page,
    path,
    previous_page,
    prune,
    shown_questions,
)

Tiny = Callable[[str], Questionnaire]
Given = dict[QuestionId, Value]


def answers(**given: Value) -> Given:
    return {QuestionId(name): value for name, value in given.items()}


def is_(name: str, *options: str) -> Is:
    return Is(QuestionId(name), tuple(map(OptionId, options)))


CONDITIONS: list[tuple[Condition | None, Given, bool]] = [
    (None, {}, True),
    (is_("a", "x"), {}, False),
    (is_("a", "x"), answers(a="x"), True),
    (is_("a", "x", "y"), answers(a="y"), True),
    (is_("a", "x"), answers(a="z"), False),
    (is_("a", "x"), answers(a=("w", "x")), True),
    (is_("a", "x"), answers(a=()), False),
    (is_("a"), answers(a="x"), False),
    (Answered(QuestionId("a")), {}, False),
    (Answered(QuestionId("a")), answers(a=""), False),
    (Answered(QuestionId("a")), answers(a=()), False),
    (Answered(QuestionId("a")), answers(a="x"), True),
    (Not(is_("a", "x")), {}, True),
    (Not(is_("a", "x")), answers(a="x"), False),
    (All((is_("a", "x"), is_("b", "y"))), answers(a="x"), False),
    (All((is_("a", "x"), is_("b", "y"))), answers(a="x", b="y"), True),
    (AnyOf((is_("a", "x"), is_("b", "y"))), answers(b="y"), True),
    (AnyOf((is_("a", "x"), is_("b", "y"))), {}, False),
    (All(()), {}, True),
    (AnyOf(()), {}, False),
]


@pytest.mark.parametrize(("condition", "given", "met"), CONDITIONS)
def test_a_condition(condition: Condition | None, given: Given, met: bool) -> None:
    assert is_met(condition, given) is met


PATHS: list[tuple[str, Given, str]] = [
    ("a_chain", {}, "first the_end"),
    ("a_chain", answers(first="yes"), "first second the_end"),
    ("a_chain", answers(first="yes", second="dk"), "first second third the_end"),
    ("a_chain", answers(first="no", second="dk"), "first the_end"),
    ("conditions", {}, "one some words if_not"),
    ("conditions", answers(one="dk", words="x"), "one some words"),
    ("conditions", answers(one="yes"), "one some words if_any"),
    ("conditions", answers(one="yes", some=("red", "blue")), "one some words if_all if_any"),
    ("conditions", answers(one="no", some=("red",), words="x"), "one some words if_any if_not if_answered"),
    ("shared_page", {}, "has_pet two_together"),
    ("shared_page", answers(has_pet="yes"), "has_pet two_together only_for_pets"),
    ("hard_part", {}, "ready done about_you"),
    ("hard_part", answers(ready="yes"), "ready hard hard_one hard_two done about_you"),
    ("a_matrix", {}, "row_food"),
    ("retired", {}, "colour told_again"),
]


@pytest.mark.parametrize(("name", "given", "keys"), PATHS)
def test_a_path(tiny: Tiny, name: str, given: Given, keys: str) -> None:
    assert " ".join(page.key for page in path(tiny(name), given)) == keys


def test_a_hidden_answer_decides_nothing_and_is_dropped(tiny: Tiny) -> None:
    chain = tiny("a_chain")
    given = answers(first="no", second="yes", third="yes", the_end="ok")
    assert [page.key for page in path(chain, given)] == ["first", "the_end"]
    assert prune(chain, given) == answers(first="no", the_end="ok")


def test_prune_keeps_the_order_of_the_questionnaire_and_drops_what_is_unknown(tiny: Tiny) -> None:
    pruned = prune(tiny("a_chain"), answers(the_end="x", nonsense="y", first="yes"))
    assert list(pruned) == ["first", "the_end"]


def test_only_the_shown_questions_of_a_page(tiny: Tiny) -> None:
    page = tiny("shared_page").pages[1]
    assert [question.id for question in shown_questions(page, {})] == ["food"]
    assert [question.id for question in shown_questions(page, answers(has_pet="yes"))] == ["food", "pet_name"]


def test_next_and_back_from_a_page_that_left_the_path(tiny: Tiny) -> None:
    chain = tiny("a_chain")
    first, second, _third, the_end = chain.pages
    assert next_page(chain, answers(first="no"), second.id) == the_end
    assert previous_page(chain, answers(first="no"), second.id) == first
    assert previous_page(chain, {}, first.id) is None
    assert next_page(chain, {}, the_end.id) is None
    assert next_page(chain, {}, "p99") is None
    assert previous_page(chain, {}, "p99") is None


def test_the_first_unseen_page_is_before_the_check(tiny: Tiny) -> None:
    survey = tiny("hard_part")
    given = answers(ready="yes")
    seen = {page.id for page in survey.pages if page.key in ("ready", "hard", "hard_one")}
    unseen = first_unseen(survey, given, seen)
    assert unseen is not None
    assert unseen.key == "hard_two"
    everything = {page.id for page in survey.pages if page.key != "about_you"}
    assert first_unseen(survey, given, everything) is None


def test_a_part_can_be_left_whole(tiny: Tiny) -> None:
    survey = tiny("hard_part")
    left = after_part(survey, answers(ready="yes"), "hard")
    assert left is not None
    assert left.key == "done"
    assert after_part(survey, {}, "about_you") is None
    assert after_part(survey, {}, "nowhere") is None


def test_the_filters_of_a_question_through_a_chain(tiny: Tiny) -> None:
    chain = tiny("a_chain")
    third = chain.question("third")
    first = chain.question("first")
    assert third is not None
    assert first is not None
    assert filters(chain, third) == ("first", "second")
    assert filters(chain, first) == ()
