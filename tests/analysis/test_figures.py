"""What is shown of a question for one hospital, at each size of base."""

from __future__ import annotations

from collections import defaultdict

import pytest

from survey_engine.analysis.disclosure import ALL_HOSPITALS, suppress
from survey_engine.analysis.figures import Figure, guarded_score
from survey_engine.analysis.flags import standings
from survey_engine.analysis.policy import CHARITY, Withheld
from survey_engine.analysis.results import Count, count_results
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import QuestionId
from tests.analysis.made_up import OPENS_ON, TINY, many, response


def figure(responses: list[Response], question: str, hospital: str = "RXQ") -> Figure:
    results = suppress(count_results(responses, TINY, OPENS_ON))
    return next(row.figure for row in results.rows if (row.hospital, row.question) == (hospital, question))


def kind(yes: int, part: int = 0, no: int = 0, dk: int = 0, skipped: int = 0) -> Figure:
    counts = (("yes", yes), ("part", part), ("no", no), ("dk", dk), (None, skipped))
    return figure(many("RXQ", "kind", *counts), "kind")


def test_a_hospital_under_10_shows_nothing() -> None:
    responses = many("RXQ", "kind", ("yes", 9)) + many("RYJ", "kind", ("yes", 30))
    for name in ("kind", "vote", "where", "overall"):
        assert figure(responses, name) == Figure(withheld=(Withheld.SMALL_GROUP,))


def test_a_base_under_10_shows_nothing() -> None:
    assert kind(yes=5, no=4, dk=20) == Figure(withheld=(Withheld.SMALL_BASE,))


def test_a_base_of_10_to_19_shows_percent_interval_and_base() -> None:
    shown = kind(yes=12, no=4, dk=2, skipped=4)
    assert (shown.base, shown.percent, shown.score, shown.low, shown.high) == (16, 75, "75", 51, 90)
    assert (shown.eligible, shown.answered, shown.counts) == (20, 20, ())
    assert shown.withheld == (Withheld.NO_TABLE_UNDER_20,)


@pytest.mark.parametrize(
    ("yes", "no", "score"),
    [
        (0, 15, "under 10 %"),
        (1, 14, "under 10 %"),
        (2, 13, "13"),
        (15, 0, "over 90 %"),
        (14, 1, "over 90 %"),
        (0, 10, "10 % or under"),
        (1, 9, "10 % or under"),
        (10, 0, "90 % or over"),
    ],
)
def test_near_0_and_100_words_stand_for_the_percentage(yes: int, no: int, score: str) -> None:
    assert kind(yes=yes, no=no).score == score


def test_words_and_interval_are_the_same_for_0_and_1() -> None:
    assert kind(yes=0, no=15) == kind(yes=1, no=14)
    assert kind(yes=0, no=15).percent is None


def test_a_base_of_20_shows_the_options() -> None:
    shown = kind(yes=14, part=6, no=5, dk=4)
    assert (shown.base, shown.percent, shown.low, shown.high) == (25, 56, 37, 73)
    assert dict(shown.counts) == {"yes": "14", "part": "6", "no": "5", "dk": "4"}
    assert shown.withheld == ()


def test_small_cells_and_what_would_give_them_away() -> None:
    shown = kind(yes=14, part=10, no=1, dk=0)
    assert dict(shown.counts) == {"yes": "14", "part": "withheld", "no": "fewer than 3", "dk": "fewer than 3"}
    assert shown.withheld == (Withheld.SMALL_CELLS,)


def test_0_1_and_2_people_against_look_alike() -> None:
    assert kind(yes=30) == kind(yes=29, no=1) == kind(yes=28, part=1, no=1)
    assert kind(yes=30).score == "over 90 %"
    assert kind(yes=27, no=3).score == "90"


def test_a_scale_shows_its_mean_and_no_single_numbers() -> None:
    shown = figure(many("RXQ", "overall", ("10", 8), ("7", 9), ("2", 3), ("dk", 3)), "overall")
    assert (shown.percent, shown.base, shown.mean, shown.counts) == (40, 20, "7.5", ())
    assert figure(many("RXQ", "overall", ("10", 20)), "overall").mean == ""


def test_a_descriptive_question_shows_from_20() -> None:
    shown = figure(many("RXQ", "vote", (("a", "b"), 12), (("b",), 12), (None, 2)), "vote")  # type: ignore[arg-type]
    assert dict(shown.counts) == {"a": "12", "b": "all but fewer than 3", "c": "fewer than 3"}
    assert (shown.base, shown.score) == (24, "")
    for size in (10, 19):  # the base is not shown, and so not whether it is under 10 either
        few = figure(many("RXQ", "vote", (("a",), size), (None, 19 - size)), "vote")  # type: ignore[arg-type]
        assert few == Figure(withheld=(Withheld.NO_TABLE_UNDER_20,))


def told(yes: int, no: int) -> Figure:
    asked = [response(where="yes", told="yes") for _ in range(yes)]
    return figure([*asked, *(response(where="yes", told="no") for _ in range(no)), response()], "told")


def test_a_score_with_a_flagged_filter_is_rounded_and_hides_who_was_asked() -> None:
    shown = told(yes=14, no=8)
    assert (shown.score, shown.percent, shown.base, shown.counts) == ("60", 60, 20, ())
    assert (shown.eligible, shown.answered) == (None, None)
    assert shown.withheld == (Withheld.FILTER_FLAGGED, Withheld.NO_TABLE_OF_FLAGGED)
    assert (shown.low, shown.high) == (39, 78)  # Wilson for 12 of 20: from what is shown
    assert told(yes=1, no=20).score == "10 % or under"
    assert told(yes=20, no=2).score == "90 % or over"
    assert told(yes=26, no=14).score == "65"


@pytest.mark.parametrize("base", [0, 1, 9, 10, 19])
def test_how_far_a_flagged_base_is_under_20_is_not_told(base: int) -> None:
    asked = [response(where="yes", told="yes") for _ in range(base)]
    shown = figure([*asked, *(response() for _ in range(20))], "told")
    assert shown == Figure(withheld=(Withheld.FLAGGED_UNDER_20,))


def test_what_is_shown_of_a_flagged_score_stands_for_three_numbers_or_more() -> None:
    policy, standing = CHARITY, standings(TINY)[QuestionId("told")]
    behind: dict[tuple[str, int | None, int | None, int | None], set[int]] = defaultdict(set)
    for base in range(20, 128):
        for good in range(base + 1):
            count = Count({}, eligible=base, answered=base, positive=good, negative=base - good)
            shown = guarded_score(count, standing, policy)
            behind[shown.score, shown.base, shown.low, shown.high].add(good)
    complete = {key: goods for key, goods in behind.items() if key[1] and key[1] <= 120}
    assert min(len(goods) for goods in complete.values()) >= 3
    assert {step % 5 for step in (int(key[0]) for key in complete if key[0].isdecimal())} == {0}


def test_a_flagged_question_without_a_score_shows_by_the_hes_rule_from_30() -> None:
    shown = figure(many("RXQ", "pain", ("yes", 18), ("no", 8), ("pns", 7), (None, 4)), "pain")
    assert dict(shown.counts) == {"yes": "20", "no": "10", "pns": "*"}
    assert (shown.eligible, shown.answered, shown.base) == (35, 35, 35)
    few = figure(many("RXQ", "pain", ("yes", 29)), "pain")
    assert few == Figure(withheld=(Withheld.FLAGGED_UNDER_30,))


@pytest.mark.parametrize("name", ["gender", "month", "helper"])
def test_high_risk_and_promised_questions_are_never_shown_for_a_hospital(name: str) -> None:
    value = "2020-01" if name == "month" else "yes"
    responses = [each for code in ("A", "B", "C", "D") for each in many(code, name, (value, 40))]
    assert figure(responses, name, "A") == Figure(withheld=(Withheld.NEVER_BY_HOSPITAL,))
    shown = figure(responses, name, ALL_HOSPITALS)
    assert (shown.base, {number for _, number in shown.counts} - {"*"}) == (160, {"160"})


def test_high_risk_questions_need_three_hospitals_and_50_answers() -> None:
    two = many("A", "gender", ("yes", 40)) + many("B", "gender", ("no", 40))
    assert figure(two, "gender", ALL_HOSPITALS).counts == ()
    few = [each for code in ("A", "B", "C") for each in many(code, "gender", ("yes", 16))]
    assert figure(few, "gender", ALL_HOSPITALS) == Figure(withheld=(Withheld.POOLED_UNDER_50,))


def test_typed_numbers_are_not_shown() -> None:
    shown = figure(many("RXQ", "nurses", ("3", 60)), "nurses")
    assert shown == Figure(withheld=(Withheld.TYPED_NUMBER,))
