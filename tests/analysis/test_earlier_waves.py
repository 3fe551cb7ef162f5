"""An earlier wave stands beside a question only where the versions say that it compares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.crosswalk import Join, crosswalk
from survey_engine.analysis.earlier_waves import lineage
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.statistics import newcombe
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Comparison, QuestionId
from survey_engine.questionnaire.loading import Catalogue
from tests.analysis.found import findings, found, kind, mixed
from tests.analysis.made_up import TINY

NEXT = replace(TINY, version=2)


def join(comparison: str, version: int = 2, why: str = "") -> Join:
    kind_ = QuestionId("kind")
    return Join(version, kind_, version - 1, kind_, comparison, why, "kind")


def test_the_same_version_compares_as_it_is() -> None:
    before = findings(kind("A", 10, 30))
    row = found(findings(kind("A", 25, 15), earlier=before), "A")
    assert row.earlier is not None
    assert (row.earlier.comparison, row.earlier.figure.percent) == (Comparison.SAME, 25)
    assert row.earlier.difference is not None
    exact = newcombe(25, 40, 10, 40)
    assert (row.earlier.difference.low, row.earlier.difference.high) == (
        round(100 * exact.low),
        round(100 * exact.high),
    )


def test_with_caution_says_so_and_why() -> None:
    before = findings(kind("A", 10, 30))
    now = findings(
        kind("A", 25, 15), asked=NEXT, earlier=before, joins=[join("with_caution", why="New words.")]
    )
    earlier = found(now, "A").earlier
    assert earlier is not None
    assert earlier.words == "Compare with caution. New words."


@pytest.mark.parametrize("joins", [[], [join("broken")], [join("new")]])
def test_nothing_stands_beside_what_does_not_compare(joins: list[Join]) -> None:
    before = findings(kind("A", 10, 30))
    assert found(findings(kind("A", 25, 15), asked=NEXT, earlier=before, joins=joins), "A").earlier is None


def test_what_was_hidden_then_stays_hidden_now() -> None:
    before = findings(kind("A", 4, 5) + kind("B", 20, 20))
    assert found(findings(kind("A", 25, 15), earlier=before), "A").earlier is None


def test_over_several_versions_the_worst_join_holds() -> None:
    joins = [join("same", 2), join("with_caution", 3, "Moved."), join("same", 4)]
    name = QuestionId("kind")
    assert lineage(name, 1, 4, joins) == (name, Comparison.WITH_CAUTION, "Compare with caution. Moved.")
    assert lineage(name, 1, 2, joins) == (name, Comparison.SAME, "The question was asked in the same way.")
    assert lineage(name, 1, 4, [*joins[:1], join("broken", 3), joins[2]]) is None
    assert lineage(name, 3, 2, joins) is None


def test_the_joins_of_the_patient_survey_are_followed() -> None:
    versions = Catalogue.read([builtin_folder("questionnaires")]).versions("sbc_patient")[:2]
    joins = crosswalk(versions)
    assert lineage(QuestionId("told_info2"), 1, 2, joins) is None
    caution = lineage(QuestionId("nurse_easy"), 1, 2, joins)
    assert caution is not None
    assert caution[1] is Comparison.WITH_CAUTION


def test_an_earlier_wave_of_another_audience_or_questionnaire_is_not_taken() -> None:
    before = findings(mixed(), Audience.PUBLIC)
    with pytest.raises(ValueError, match="another audience"):
        findings(mixed(), earlier=before)
    other = findings(mixed(), asked=replace(TINY, id=type(TINY.id)("other")))
    assert all(row.earlier is None for row in findings(mixed(), earlier=other).questions)
