"""A question falls under the row of the disclosure table that its flags, and its filters', ask for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.flags import Treatment, standings
from survey_engine.questionnaire.definition import Flag, Is, Kind, OptionId, QuestionId
from tests.analysis.made_up import FULLY, QUESTIONS, TINY

KNOWN = standings(TINY)


@pytest.mark.parametrize(
    ("name", "treatment"),
    [
        ("kind", Treatment.EVALUATIVE),
        ("overall", Treatment.EVALUATIVE),
        ("vote", Treatment.DESCRIPTIVE),
        ("where", Treatment.GUARDED),
        ("pain", Treatment.GUARDED),
        ("unsaid", Treatment.GUARDED),  # not scored, and nobody said that it is harmless
        ("told", Treatment.GUARDED_SCORE),  # by its filter
        ("told_more", Treatment.GUARDED_SCORE),  # by the filter of its filter
        ("month", Treatment.POOLED),
        ("gender", Treatment.POOLED),
        ("helper", Treatment.POOLED),  # after the check: promised never to be shown for one hospital
        ("nurses", Treatment.FIGURE),
        ("words", Treatment.COMMENT),
    ],
)
def test_treatments(name: str, treatment: Treatment) -> None:
    assert KNOWN[QuestionId(name)].treatment is treatment


def test_flags_are_inherited_through_a_chain() -> None:
    assert KNOWN[QuestionId("told_more")].inherited == {Flag.QUASI_IDENTIFIER}
    assert KNOWN[QuestionId("told_more")].own == frozenset()


def test_a_filter_that_nobody_said_is_harmless_is_taken_for_recognisable() -> None:
    asked = replace(TINY.sections[0].pages[0], questions=(replace(QUESTIONS[0], id=QuestionId("asked")),))
    for filtering, inherited in (("unsaid", {Flag.QUASI_IDENTIFIER}), ("kind", set()), ("vote", set())):
        page = replace(asked, show_if=Is(QuestionId(filtering), (OptionId("yes"),)))
        section = replace(TINY.sections[0], pages=(*TINY.sections[0].pages, page))
        standing = standings(replace(TINY, sections=(section,)))[QuestionId("asked")]
        assert standing.inherited == inherited
        assert standing.may_be_in_rows is not bool(inherited)


def test_only_scored_and_descriptive_answers_without_a_flag_may_be_in_rows() -> None:
    in_rows = [name for name, standing in KNOWN.items() if standing.may_be_in_rows]
    assert in_rows == ["kind", "vote", "overall"]


@pytest.mark.parametrize("flag", [Flag.SENSITIVE, Flag.QUASI_IDENTIFIER, Flag.HIGH_RISK])
@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE])
def test_no_flagged_question_of_any_kind_may_be_in_rows(flag: Flag, kind: Kind) -> None:
    flagged = replace(QUESTIONS[0], kind=kind, options=FULLY, flags=frozenset({flag, Flag.DESCRIPTIVE}))
    section = TINY.sections[0]
    page = replace(section.pages[0], questions=(flagged,))
    changed = replace(TINY, sections=(replace(section, pages=(page, *section.pages[1:])),))
    assert not standings(changed)[flagged.id].may_be_in_rows
