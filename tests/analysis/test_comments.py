"""Comments stand alone: named by hospital only among enough others, in an order of their own."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from survey_engine.analysis.comments import NOT_REVIEWED, Comments, collect_comments
from survey_engine.analysis.shuffling import in_memory
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Flag, Is, OptionId, PageId, QuestionId
from tests.analysis.made_up import QUESTIONS, TINY, leave_order, response


def wrote(hospital: str, size: int, question: str = "words") -> list[Response]:
    return [response(hospital, **{question: f"{hospital} {number}"}) for number in range(size)]


def hospitals(comments: Comments) -> dict[str, int]:
    names = [comment.hospital for comment in comments.rows]
    return {name: names.count(name) for name in names}


def test_every_text_is_there_once_and_marked() -> None:
    comments = collect_comments(wrote("A", 3) + wrote("A", 2, "more_words"), TINY, leave_order)
    assert [comment.text for comment in comments.rows] == ["A 0", "A 1", "A 2", "A 0", "A 1"]
    assert [comment.question for comment in comments.rows] == ["words"] * 3 + ["more_words"] * 2
    assert {comment.status for comment in comments.rows} == {NOT_REVIEWED}


def test_the_hospital_is_named_only_with_ten_comments_on_that_question() -> None:
    written = wrote("A", 12) + wrote("B", 9) + wrote("C", 8) + wrote("A", 4, "more_words")
    comments = collect_comments(written, TINY, leave_order)
    assert hospitals(comments) == {"A": 12, "": 21}


def test_one_hospital_alone_without_a_name_takes_another_with_it() -> None:
    comments = collect_comments(wrote("A", 30) + wrote("B", 12) + wrote("C", 3), TINY, leave_order)
    assert hospitals(comments) == {"A": 30, "": 15}


@pytest.mark.parametrize("why", ["own flag", "filter", "promise"])
def test_what_may_never_be_shown_by_hospital_names_none(why: str) -> None:
    words = next(question for question in QUESTIONS if question.id == "words")
    if why == "own flag":
        words = replace(words, flags=frozenset({Flag.SENSITIVE, Flag.FREE_TEXT}))
    show_if = Is(QuestionId("where"), (OptionId("yes"),)) if why == "filter" else None
    first, *others = TINY.sections[0].pages
    pages = (*others[:1], replace(first, id=PageId("words"), questions=(words,), show_if=show_if))
    changed = replace(TINY, sections=(replace(TINY.sections[0], pages=pages, after_check=why == "promise"),))
    people = [replace(each, answers={**each.answers, QuestionId("where"): "yes"}) for each in wrote("A", 12)]
    assert hospitals(collect_comments(people, changed, leave_order)) == {"": 12}
    assert hospitals(collect_comments(people, TINY, leave_order)) == {"A": 12}


def test_each_question_is_shuffled_alone() -> None:
    people = [response(words=f"w{n}", more_words=f"m{n}") for n in range(50)]
    comments = collect_comments(people, TINY, in_memory(Random(3).shuffle))
    first = [int(each.text[1:]) for each in comments.rows if each.question == "words"]
    second = [int(each.text[1:]) for each in comments.rows if each.question == "more_words"]
    assert first != second
    assert sorted(first) == sorted(second) == list(range(50))
    assert sum(a == b for a, b in zip(first, second, strict=True)) < 8


def test_blank_and_off_path_texts_are_no_comments() -> None:
    nobody = [response(words=" \n"), response(words=None), response()]
    assert list(collect_comments(nobody, TINY, leave_order).rows) == []
