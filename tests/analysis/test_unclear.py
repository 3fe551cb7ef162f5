"""Entries on paper that give no answer: counted over all forms together, and a missing code of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey_engine.analysis.disclosure import suppress
from survey_engine.analysis.results import count_results
from survey_engine.analysis.rows import row, row_cells
from survey_engine.questionnaire.answers import Missing, Response
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.questionnaire.modes import Mode, Unclear
from tests.analysis.made_up import TINY, response

QUESTION = next(question for question in TINY.asked() if question.is_scored)


def on_paper(reason: Unclear) -> Response:
    """A form on which one entry gives no answer."""
    empty = response(mode=Mode.PAPER, **{QUESTION.id: None})
    return replace(empty, unclear={QuestionId(QUESTION.id): reason})


def test_they_are_in_no_base_and_are_counted_apart() -> None:
    forms = [on_paper(Unclear.SEVERAL)] * 9 + [on_paper(Unclear.UNREADABLE)] * 3
    results = count_results(forms, TINY, date(2027, 1, 4))
    assert results.count("RXQ", QUESTION.id).answered == 0
    assert results.unclear == {Unclear.SEVERAL: 9, Unclear.UNREADABLE: 3}
    assert suppress(results).unclear == ((Unclear.SEVERAL, "10"), (Unclear.UNREADABLE, "*"))


def test_each_has_a_missing_code_of_its_own_and_is_a_blank_in_a_file() -> None:
    codes = {Unclear.SEVERAL: Missing.SEVERAL_TICKED, Unclear.UNREADABLE: Missing.UNREADABLE}
    for reason, missing in codes.items():
        assert row(on_paper(reason), TINY)[QUESTION.id] == missing
        assert list(row_cells(on_paper(reason), TINY, [QUESTION])) == [""]
