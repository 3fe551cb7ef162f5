"""What a report puts first is chosen by rules from what is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.policy import Audience
from survey_engine.analysis.report_choices import (
    asked_for,
    staff_views,
    to_discuss,
    valued,
    weakest,
)
from survey_engine.questionnaire.definition import AnsweredBy
from tests.analysis.found import findings, found, kind, mixed
from tests.analysis.made_up import TINY, many


def test_patients_valued_what_is_surely_good() -> None:
    given = findings(kind("A", 38, 2) + kind("B", 20, 20))
    assert [row.question for row in valued(given, "A")] == ["kind"]
    assert valued(given, "B") == ()


def test_the_weakest_standards_are_the_lowest_with_ties() -> None:
    given = findings(mixed())
    assert [one.standard for one in weakest(given, "A")] == ["IS1"]
    assert weakest(findings(kind("A", 5, 4) + kind("B", 10, 10)), "A") == ()


def test_patients_asked_for_the_first_of_their_vote_ties_kept() -> None:
    votes = many("A", "vote", (("a", "b"), 10), (("a",), 10), (("c",), 10), (None, 4))  # type: ignore[arg-type]
    asked = replace(TINY, sections=tuple(replace(one, pages=_limited(one.pages)) for one in TINY.sections))
    given = findings(votes, asked=asked)
    assert [(one.option, one.shown, one.place) for one in asked_for(given, "A")] == [
        ("a", "20", 1),
        ("b", "10", 2),
        ("c", "10", 2),
    ]
    few = many("A", "vote", (("a",), 19))  # type: ignore[arg-type]
    assert asked_for(findings(few, asked=asked), "A") == ()
    public = findings(votes, Audience.PUBLIC, asked)
    assert [one.shown for one in asked_for(public, "A")] == ["67 %", "33 %", "33 %"]


def _limited(pages: tuple) -> tuple:  # type: ignore[type-arg]
    return tuple(
        replace(
            page, questions=tuple(replace(q, max_choices=3) if q.id == "vote" else q for q in page.questions)
        )
        for page in pages
    )


def test_what_survives_comes_first_among_what_to_discuss() -> None:
    others = [each for code in "BCD" for each in kind(code, 36, 4)]
    given = findings(kind("A", 8, 32) + others)
    first = to_discuss(given, "A")[0]
    assert (first.question, first.survives) == ("kind", True)


def test_the_staff_view_stands_beside_a_standard_and_names_a_hospital_only_where_it_may() -> None:
    staff = replace(TINY, answered_by=AnsweredBy.STAFF)
    people = kind("A", 20, 12) + kind("B", 6, 6) + kind("C", 5, 6) + kind("D", 4, 8)
    given = findings(people, asked=staff, invited={"A": 40, "B": 20, "C": 20, "D": 20})
    (own,) = [one for one in staff_views(given, "A", "IS1") if one.own]
    assert own.own == found(given, "A").figure
    assert all(one.own is None for one in staff_views(given, "B", "IS1"))
    assert staff_views(given, "A", "XX9") == ()
    with pytest.raises(ValueError, match="staff"):
        staff_views(findings(mixed()), "A", "IS1")
