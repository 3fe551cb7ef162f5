"""The score of a standard: the mean of what is shown, with an interval that other programs find too."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from random import Random

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import multinomial
from scipy.stats import t as student

from survey_engine.analysis.answer_pairs import AnswerPairs, PairSums
from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Findings, StandardFinding
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.standard_scores import logit_interval, share_of_most
from survey_engine.analysis.suppression import nearest
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import QuestionId, Questionnaire, StandardCode
from survey_engine.questionnaire.standards import Standard, StandardsList
from tests.analysis.found import findings, kind, mixed
from tests.analysis.made_up import FULLY, TINY, _section, question, response

LIST = StandardsList(
    "tiny", 1, "Tiny", "Nowhere", (Standard(StandardCode("IS1"), "Information", "A nurse to ask"),)
)
THREE: Questionnaire = replace(
    TINY, sections=(_section("s", [question(name, FULLY) for name in ("kind", "clear", "quick")]),)
)
NAMES = ("kind", "clear", "quick")


def scored(
    responses: list[Response], audience: Audience = Audience.HOSPITAL, asked: Questionnaire = TINY
) -> Findings:
    pairs = AnswerPairs(asked).take(responses, asked)
    return findings(responses, audience, asked, pairs=pairs, standards=LIST)


def standard(given: Findings, hospital: str = "A") -> StandardFinding:
    return next(one for one in given.standards_of(hospital) if one.standard == "IS1")


def people(size: int, seed: int, hospital: str = "A") -> list[Response]:
    """Answers that go together within a person, with gaps."""
    chance = Random(seed)
    made = []
    for _ in range(size):
        mood = chance.random()
        answers = {
            name: None if chance.random() < 0.15 else "yes" if chance.random() < (mood + 0.7) / 2 else "no"
            for name in NAMES
        }
        made.append(response(hospital, **answers))
    return made


def stacked(responses: list[Response]) -> tuple[float, float, int]:
    """The mean of the questions' percentages and its error, by a cluster-robust regression of statsmodels."""
    rows = [
        (person, NAMES.index(name), value == "yes")
        for person, each in enumerate(responses)
        for name, value in each.answers.items()
        if value
    ]
    groups = np.array([person for person, _, _ in rows])
    design = np.array([[place == column for column in range(len(NAMES))] for _, place, _ in rows], float)
    good = np.array([good for _, _, good in rows], float)
    options = {"groups": groups, "use_correction": False}
    fit = sm.OLS(good, design).fit(cov_type="cluster", cov_kwds=options)
    contrast = np.full(len(NAMES), 1 / len(NAMES))
    number = len(set(groups))
    variance = contrast @ fit.cov_params() @ contrast * number / (number - 1)
    return float(contrast @ fit.params), float(np.sqrt(variance)), number


@pytest.mark.parametrize(("size", "seed"), [(30, 1), (38, 2), (60, 3), (120, 4), (200, 5)])
def test_the_interval_agrees_with_statsmodels(size: int, seed: int) -> None:
    responses = people(size, seed)
    mean, error, number = stacked(responses)
    sums = AnswerPairs(THREE).take(responses, THREE).sums("IS1", ["A"])
    assert sums.people == number
    assert sums.variance([QuestionId(name) for name in NAMES]) == pytest.approx(error**2, rel=1e-9)
    given = scored(responses, asked=THREE)
    shown, bases = standard(given), [row.figure.base for row in given.of("A") if row.figure.base]
    reach = student.ppf(0.975, min(bases) - 1) * error / (mean * (1 - mean))
    ends = [1 / (1 + np.exp(-(np.log(mean / (1 - mean)) + side * reach))) for side in (-1, 1)]
    assert shown.score == round(100 * mean)
    assert shown.low is not None
    assert shown.high is not None
    # Wider than the exact one by less than one step, and never narrower.
    assert round(100 * ends[0]) - 4 <= shown.low <= round(100 * ends[0])
    assert round(100 * ends[1]) <= shown.high <= round(100 * ends[1]) + 4
    assert (shown.title, shown.group) == ("A nurse to ask", "Information")


def test_no_interval_tells_how_many_gave_a_bad_answer_to_both_questions() -> None:
    """Rule 6 for what goes together: whoever knows one answer of a patient could read the other from it."""
    for size in (20, 24, 31, 40):
        for bad in range(3, size - 2):
            for bad_2 in range(bad, size - 2):
                numbers = _by_ends(size, bad, bad_2)
                every = sum(map(len, numbers.values()))
                assert all(len(each) >= min(3, every) for each in numbers.values()), (size, bad, bad_2)


def _by_ends(size: int, bad: int, bad_2: int) -> dict[tuple[int, int], list[int]]:
    """For each interval of a standard of two questions, the numbers of people with two bad answers."""
    one, two = QuestionId("kind"), QuestionId("clear")
    good, good_2 = size - bad, size - bad_2
    figures = [Figure(base=size, percent=nearest(100 * n / size, 1)) for n in (good, good_2)]
    found: dict[tuple[int, int], list[int]] = {}
    for both in range(max(0, bad + bad_2 - size), min(bad, bad_2) + 1):
        well = size - bad - bad_2 + both
        sums = PairSums(
            size,
            {
                (one, one): [size, good, good, good],
                (two, two): [size, good_2, good_2, good_2],
                (one, two): [size, good, good_2, well],
                (two, one): [size, good_2, good, well],
            },
        )
        most = sum(sqrt(n * (size - n) / size**2 / (size - 1)) for n in (good, good_2)) / 2
        error = most * sqrt(share_of_most(sums, (one, two), figures))
        assert error >= sqrt(sums.variance((one, two))) - 1e-6
        interval = logit_interval((good + good_2) / 2 / size, error, size - 1)
        ends = nearest(100 * interval.low, 1), nearest(100 * interval.high, 1)
        found.setdefault(ends, []).append(both)
    return found


def test_one_question_gives_the_textbook_error_of_a_proportion() -> None:
    """Cochran WG (1977), Sampling Techniques, theorem 3.2: the variance of p is p q / (n - 1)."""
    responses = kind("A", 27, 13)
    sums = AnswerPairs(TINY).take(responses, TINY).sums("IS1", ["A"])
    assert sums.variance([QuestionId("kind")]) == pytest.approx(0.675 * 0.325 / 39)


def test_sums_are_the_same_however_often_they_are_added_up() -> None:
    responses = people(150, 9) + people(80, 10, "B")
    whole = AnswerPairs(THREE).take(responses, THREE)
    piecewise = AnswerPairs(THREE)
    for each in responses:
        piecewise.take([each], THREE)
        piecewise.sums("IS1", ["A", "B"])
    assert piecewise.sums("IS1", ["A", "B"]) == whole.sums("IS1", ["A", "B"])
    assert whole.sums("IS1", ["Z"]).people == 0


def two_questions(size: int, chance_: float, together: float) -> tuple[np.ndarray, np.ndarray]:
    """Every table of two questions with `size` people, and how likely each is."""
    tables = np.array(
        [(a, b, c, size - a - b - c)
         for a in range(size + 1) for b in range(size + 1 - a) for c in range(size + 1 - a - b)]
    )  # fmt: skip
    both = together * chance_ * (1 - chance_)
    good, bad = chance_**2 + both, (1 - chance_) ** 2 + both
    one = chance_ * (1 - chance_) - both
    return tables, multinomial.pmf(tables, size, [good, one, one, bad])


@pytest.mark.parametrize("size", [20, 40])
@pytest.mark.parametrize("together", [0.0, 0.3, 0.7])
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(size: int, together: float) -> None:
    """By exact enumeration. At a base of 20 it is a little wide (96.6 to 97.5 %), at 40 less so."""
    chances = []
    found: dict[tuple[int, int, int], tuple[float, float]] = {}
    for truth in np.arange(0.1, 0.901, 0.1):
        tables, likely = two_questions(size, truth, together)
        inside = shown = 0.0
        for (a, b, c, _d), weight in zip(tables, likely, strict=True):
            score = (2 * a + b + c) / (2 * size)
            if weight < 1e-9 or not 0.05 < score < 0.95:
                continue
            low, high = found.setdefault((a, b, c), _ends(size, a, b, c))
            shown += weight
            inside += weight * (low <= truth <= high)
        chances.append(inside / shown)
    assert 0.95 <= np.mean(chances) <= 0.976
    assert min(chances) >= 0.94


def _ends(size: int, a: int, b: int, c: int) -> tuple[float, float]:
    """The interval of a table: of `a` both good, `b` and `c` one of them."""
    first, second = (a + b) / size, (a + c) / size
    d = size - a - b - c
    squares = [
        (number, ((one - first + other - second) / (2 * size)) ** 2)
        for number, one, other in ((a, 1, 1), (b, 1, 0), (c, 0, 1), (d, 0, 0))
    ]
    error = (size / (size - 1) * sum(number * square for number, square in squares)) ** 0.5
    interval = logit_interval((first + second) / 2, error, size - 1)
    return interval.low, interval.high


def test_near_the_ends_and_with_words_the_range_stands_in_place_of_an_interval() -> None:
    some = [
        response("A", kind="yes", clear="yes" if n else "no", quick="yes" if n % 3 else "no")
        for n in range(30)
    ]
    shown = standard(scored(some, asked=THREE))
    assert (shown.low, shown.high) == (None, None)
    assert (shown.lowest, shown.highest) == ("67", "over 90 %")
    assert shown.score == round((95 + 95 + 66.7) / 3)


def test_under_20_answers_to_a_question_there_is_a_range() -> None:
    some = [response("A", kind="yes" if n % 2 else "no", clear="yes" if n % 3 else "no") for n in range(19)]
    shown = standard(scored(some, asked=THREE))
    assert (shown.score, shown.low, shown.high) == (55, None, None)
    assert (shown.lowest, shown.highest) == ("47", "63")
    assert shown.questions == ("kind", "clear")
    assert shown.left_out == ("quick",)


def test_one_question_has_the_interval_of_that_question_and_none_is_too_few_to_say() -> None:
    given = scored(kind("A", 27, 13))
    shown, row = standard(given), given.found("A", "kind")
    assert row is not None
    assert (shown.low, shown.high, shown.questions) == (row.figure.low, row.figure.high, ("kind",))
    nothing = standard(scored(kind("A", 4, 5) + kind("B", 20, 20)))
    assert (nothing.score, nothing.low, nothing.lowest, nothing.questions) == (None, None, "", ())


def test_flagged_answers_of_single_people_never_reach_an_interval() -> None:
    """Who else gave a good answer to a flagged question can change: the interval stays."""

    def wave(turn: int) -> list[Response]:
        found = []
        for n in range(60):
            told = "yes" if (n + turn) % 60 < 40 else "no"
            found.append(response("A", kind="yes" if n < 30 else "no", where="yes", told=told))
        return found

    shown = [standard(scored(wave(turn))) for turn in (0, 20, 40)]
    assert {one.questions for one in shown} == {("kind", "told")}
    assert shown[0].low is not None
    assert shown[0] == shown[1] == shown[2]


def test_the_comparator_is_on_the_same_questions() -> None:
    others = [each for n, code in enumerate("BCD") for each in people(50, n, code)]
    given = scored(people(50, 8) + others, asked=THREE)
    shown = standard(given)
    compared = [given.found("A", name) for name in shown.questions]
    percents = [row.comparator.figure.percent for row in compared if row and row.comparator]
    assert shown.comparator == pytest.approx(np.mean([p for p in percents if p is not None]), abs=1)
    assert standard(given, ALL_HOSPITALS).comparator is None


def test_the_public_score_is_made_from_published_figures() -> None:
    given = scored(mixed(), Audience.PUBLIC)
    for one in given.standards:
        rows = [given.found(one.hospital, name) for name in one.questions]
        assert all(row is not None and row.figure.score for row in rows)
        assert one.comparator is None
    # Twelve answers are words in public, and words like these are no number.
    assert standard(given, "F").score is None
