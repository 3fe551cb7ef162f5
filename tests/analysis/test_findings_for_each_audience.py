"""Each audience sees its own column of the disclosure table, and the public never more than a hospital."""

from __future__ import annotations

import pytest

from survey_engine.analysis.disclosure import ALL_HOSPITALS, suppress
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.policy import Audience, Withheld, policy_of
from survey_engine.analysis.results import count_results
from survey_engine.questionnaire.answers import Response
from tests.analysis.found import SIZES, findings, found, kind, mixed
from tests.analysis.made_up import OPENS_ON, TINY, many


def public(responses: list[Response], **more: dict[str, int]) -> Findings:
    return findings(responses, Audience.PUBLIC, **more)


def published(yes: int, no: int, hospital: str = "A") -> Figure:
    return found(public(kind("A", yes, no)), hospital).figure


def test_the_hospitals_column_is_the_one_of_the_charitys_tables() -> None:
    responses = mixed()
    table = suppress(count_results(responses, TINY, OPENS_ON))
    given = findings(responses)
    assert {(one.hospital, one.question): one.figure for one in given.questions} == {
        (row.hospital, row.question): row.figure for row in table.rows
    }


@pytest.mark.parametrize(
    ("yes", "no", "score"),
    [
        (3, 7, "under half"),
        (4, 6, "about half"),
        (6, 4, "about half"),
        (12, 7, "over half"),
        (0, 15, "under half"),
    ],
)
def test_in_public_10_to_19_answers_are_words_without_an_interval(yes: int, no: int, score: str) -> None:
    shown = published(yes, no)
    assert shown == Figure(score=score, base_words="10 to 19", withheld=(Withheld.NO_TABLE_UNDER_30,))


@pytest.mark.parametrize(
    ("yes", "no", "score"),
    [(14, 10, "60"), (13, 7, "70"), (1, 22, "10 % or under"), (23, 2, "90 % or over"), (5, 24, "20")],
)
def test_in_public_20_to_29_answers_are_to_the_nearest_10_points(yes: int, no: int, score: str) -> None:
    shown = published(yes, no)
    assert (shown.score, shown.base_text, shown.base, shown.low) == (score, "20 to 29", None, None)


def test_in_public_from_30_the_whole_percent_its_interval_and_the_base_to_the_nearest_5() -> None:
    shown = published(22, 10)
    assert (shown.score, shown.base, shown.low, shown.high) == ("69", 30, 51, 83)
    assert (shown.eligible, shown.answered, shown.counts, shown.mean) == (None, None, (), "")
    low = published(1, 40)
    assert (low.score, low.percent, low.low, low.base) == ("under 10 %", None, 0, 40)


def test_under_10_nobody_is_shown_anything() -> None:
    for audience in (Audience.HOSPITAL, Audience.PUBLIC):
        given = findings(kind("A", 9, 0) + kind("B", 20, 20), audience)
        assert found(given, "A").figure == Figure(withheld=(Withheld.SMALL_GROUP,))


def test_a_published_table_is_in_whole_percent_from_30() -> None:
    votes = many("A", "vote", (("a",), 20), (("a", "b"), 13), (("c",), 1))  # type: ignore[arg-type]
    shown = found(public(votes), "A", "vote").figure
    assert dict(shown.counts) == {"a": "all but fewer than 3", "b": "38 %", "c": "fewer than 3"}
    assert shown.base == 35
    few = found(public(votes[:29]), "A", "vote").figure
    assert few == Figure(withheld=(Withheld.NO_TABLE_UNDER_30,))


def test_flagged_questions_are_published_for_several_hospitals_only_and_high_risk_never() -> None:
    given, column = public(mixed()), findings(mixed())
    for name in ("where", "told", "told_more", "pain", "unsaid"):
        for hospital in SIZES:
            assert not found(given, hospital, name).figure.is_shown
        whole, own = found(given, ALL_HOSPITALS, name).figure, found(column, ALL_HOSPITALS, name).figure
        assert (whole.score, whole.counts, whole.base) == (own.score, own.counts, own.base)
        assert whole.is_shown
        assert (whole.eligible, whole.answered) == (None, None)
    for hospital in (*SIZES, ALL_HOSPITALS):
        for name in ("gender", "month"):
            assert not found(given, hospital, name).figure.is_shown


def test_a_flagged_question_is_not_published_where_one_hospital_gives_over_half() -> None:
    given = public(mixed({"A": 120, "B": 40, "C": 40}))
    assert found(given, ALL_HOSPITALS, "where").figure == Figure(withheld=(Withheld.POOLED_IN_PUBLIC,))


def test_a_hospital_with_under_30_invitations_has_no_report_and_is_not_published() -> None:
    invited = {"E": 29}
    given, column = public(mixed(), invited=invited), findings(mixed(), invited=invited)
    for each in (given, column):
        hospital = each.hospital("E")
        assert hospital is not None
        assert not hospital.has_report
    assert found(given, "E").figure == Figure(withheld=(Withheld.FEW_INVITED,))
    assert found(column, "E").figure.is_shown
    unpublished = given.hospital("E")
    assert unpublished is not None
    assert (unpublished.responses, unpublished.rate, unpublished.invited) == (None, None, 30)


def test_the_public_has_no_comparator_no_flag_and_no_single_number_of_people() -> None:
    for row in public(mixed()).questions:
        assert (row.comparator, row.reasons, row.survives) == (None, (), False)
        assert (row.figure.eligible, row.figure.answered) == (None, None)
        assert row.figure.base is None or row.figure.base % 5 == 0


def test_the_published_figure_is_a_function_of_the_hospitals_figure() -> None:
    by_column: dict[Figure, Figure] = {}
    for yes in range(61):
        for no in range(61 - yes):
            if yes + no >= 10:
                column = found(findings(kind("A", yes, no)), "A").figure
                shown = published(yes, no)
                assert by_column.setdefault(column, shown) == shown


def test_one_coarse_hospital_is_not_in_the_published_whole() -> None:
    large = kind("A", 60, 40) + kind("B", 50, 50)
    whole = found(public(large + kind("C", 12, 0)), ALL_HOSPITALS).figure
    assert (whole.score, whole.base) == ("55", 200)
    assert Withheld.HOSPITALS_LEFT_OUT in whole.withheld
    several = kind("C", 12, 1) + kind("D", 10, 2) + kind("E", 11, 2)
    assert found(public(large + several), ALL_HOSPITALS).figure.base == 240


def test_hospitals_that_are_not_in_the_whole_hide_nobody_in_it() -> None:
    """Three hospitals with rows of their own are left out of the sum: a coarse one would be alone in it."""
    large = kind("A", 60, 40) + kind("B", 50, 50) + kind("C", 12, 3)
    few = [each for code in "DEF" for each in (*kind(code, 4, 3), *many(code, "where", ("yes", 20)))]
    column, given = findings(large + few), public(large + few)
    assert found(column, ALL_HOSPITALS).figure.base == 215
    assert found(given, ALL_HOSPITALS).figure.base == 200


def test_modes_are_told_only_where_several_hospitals_hide_each_other() -> None:
    assert dict(findings(mixed()).modes).keys() == {"web", "paper", "phone"}
    for sizes in ({"A": 40}, {"A": 100, "B": 20, "C": 20}):
        assert findings(mixed(sizes)).modes == ()


def test_the_response_rate_is_made_from_rounded_numbers() -> None:
    given = findings(mixed(), invited={"D": 61})
    hospital = given.hospital("D")
    assert hospital is not None
    assert (hospital.responses, hospital.invited, hospital.rate) == (40, 61, 66)
    published = public(mixed(), invited={"D": 61}).hospital("D")
    assert published is not None
    assert (published.responses, published.invited, published.rate) == (40, 60, 66)
    few = findings(mixed(), invited={"F": 30}).hospital("F")
    assert few is not None
    assert (few.responses, few.invited, few.rate) == (15, 30, None)
    hidden = findings(mixed({"A": 40, "B": 9})).hospital("B")
    assert hidden is not None
    assert (hidden.responses, hidden.rate) == (None, None)


@pytest.mark.parametrize("size", range(20, 32))
def test_the_number_of_answers_never_says_that_nobody_skipped_a_question(size: int) -> None:
    """Beside the exact base of what everybody answered, three numbers of answers or more stay possible."""
    shown: dict[int, set[int]] = {}
    for people in range(size, size + 10):
        skipped = many("A", "where", ("yes", people - size))
        given = findings(kind("A", size - 8, 8) + skipped)
        assert found(given, "A").figure.base == size
        hospital, published = given.hospital("A"), public(kind("A", size - 8, 8) + skipped).hospital("A")
        assert hospital is not None
        assert published is not None
        assert hospital.responses == given.responses == published.responses
        shown.setdefault(hospital.responses or 0, set()).add(people)
    assert len(shown[min(shown)]) >= 3


def test_the_charity_has_no_findings_of_its_own() -> None:
    with pytest.raises(ValueError, match="hospital's column"):
        findings(mixed(), Audience.CHARITY)
    assert policy_of(TINY, Audience.PUBLIC).audience is Audience.PUBLIC
