"""A mean beside a percentage gives no answer away: not by itself, not summed up, not near its ends.

The reader here knows every rule, the exact base and the number of good answers, and even the exact sum of
all numbers chosen, which no file shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

import pytest

from survey_engine.analysis.attack import Recovered, recover
from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.figures import Figure, evaluative
from survey_engine.analysis.flags import Treatment
from survey_engine.analysis.knowledge import Knowledge
from survey_engine.analysis.means import is_plain, mean_shown, totals_behind
from survey_engine.analysis.policy import CHARITY, Withheld
from survey_engine.analysis.reading import Cells, known_of_any, read_figure, true_cells
from survey_engine.analysis.results import Count
from survey_engine.questionnaire.definition import Kind, Question, Score
from tests.analysis.made_up import OVERALL, many, option, question
from tests.analysis.test_figures import figure

Numbers = tuple[int, ...]
SCALES = [  # the numbers against the care, and for it
    (tuple(range(9)), (9, 10)),
    (tuple(range(6)), (6, 7, 8, 9, 10)),
    ((1, 2, 3), (4, 5)),
    ((1, 2, 3, 4), (5,)),
    ((1,), (2, 3, 4)),
    ((-2, -1, 0), (1, 2)),
]


def scale(bad: Numbers, good: Numbers) -> Question:
    options = [option(str(n), Score.POSITIVE if n in good else Score.NEGATIVE) for n in (*bad, *good)]
    return question("overall", [*options, option("dk", Score.NONE, escape=True)], kind=Kind.SCALE)


def counted(asked: Question, chosen: dict[int, int], dk: int = 2) -> Count:
    options = {one.id: chosen.get(int(one.id), 0) if one.id != "dk" else dk for one in asked.options}
    good = sum(options[one.id] for one in asked.options if one.score is Score.POSITIVE)
    people, total = sum(chosen.values()), sum(number * n for number, n in chosen.items())
    return Count(dict(options), people + dk, people + dk, good, people - good, total)


@cache
def sums(numbers: Numbers, people: int) -> frozenset[int]:
    """Every sum that so many people can reach with these numbers."""
    if not people:
        return frozenset([0])
    return frozenset(before + number for before in sums(numbers, people - 1) for number in numbers)


def counts_of(number: int, sides: tuple[tuple[Numbers, int], ...], total: int) -> Iterator[int]:
    """How many can have chosen a number, where the sides have so many people and all add up to `total`."""
    own, other = sides if number in sides[0][0] else sides[::-1]
    rest = tuple(each for each in own[0] if each != number)
    for people in range(own[1] + 1):
        needed = total - people * number
        if any(needed - one in sums(*other) for one in sums(rest, own[1] - people)):
            yield people


def is_open(number: int, sides: tuple[tuple[Numbers, int], ...], total: int) -> bool:
    """Whether the count of a number keeps two values. The only number of its side is the score itself."""
    alone = any(side == (number,) for side, _ in sides)
    return alone or len(list(islice(counts_of(number, sides, total), 2))) == 2


@pytest.mark.parametrize(("bad", "good"), SCALES)
@pytest.mark.parametrize("base", [20, 23])
def test_every_sum_behind_a_mean_leaves_each_number_two_counts(
    bad: Numbers, good: Numbers, base: int
) -> None:
    asked, plain = scale(bad, good), 0
    for positive in range(3, base - 2):
        sides = ((good, positive), (bad, base - positive))
        behind: dict[str, list[int]] = {}
        for total in sorted({one + other for one in sums(*sides[0]) for other in sums(*sides[1])}):
            count = Count({}, base, base, positive, base - positive, total)
            behind.setdefault(mean_shown(count, asked), []).append(total)
        if "" in behind:  # where the ends leave nothing between them: whatever was chosen
            assert list(behind) == [""]
            continue
        for mean, totals in behind.items():
            least, most = totals_behind(mean, base)
            assert least is None or least <= totals[0]
            assert most is None or most >= totals[-1]
            open_sums = (all(is_open(n, sides, total) for n in (*bad, *good)) for total in totals)
            assert all(open_sums) if is_plain(mean) else any(open_sums), (positive, mean)
            plain += is_plain(mean)
    assert plain > 20


def attacked(shown: Figure, count: Count) -> list[Recovered]:
    """The numbers of the scale, chosen by fewer than 3, that one hospital's figure gives away."""
    cells, known = Cells(OVERALL, "A"), Knowledge()
    known_of_any(cells, known, 200)
    read_figure(shown, [cells], Treatment.EVALUATIVE, CHARITY, known, alone=True)
    for name in cells.names:
        if count.options[name] < 3:
            known.protect([cells.option(name)], 2, "overall", "A")
    return recover(known, true_cells(cells, count))


@pytest.mark.parametrize(
    ("chosen", "mean", "told"),
    [
        ({10: 8, 8: 12}, "8.8", "8.4 or over"),  # at its end: everybody chose 10 or 8, nobody anything else
        ({10: 10, 9: 7, 8: 2, 6: 1}, "9.2", "9.2"),  # told as it is
        ({10: 15, 9: 2, 8: 2, 7: 1}, "9.6", "9.3 or over"),  # nobody can have said 0
        ({9: 17, 0: 2, 1: 1}, "7.7", "8.1 or under"),  # the three who were not content: 0, 0 and 1
    ],
)
def test_a_mean_near_its_ends_would_give_answers_away_and_words_do_not(
    chosen: dict[int, int], mean: str, told: str
) -> None:
    count = counted(OVERALL, chosen)
    shown = evaluative(count, OVERALL, CHARITY)
    assert (shown.mean, f"{count.total / count.scored:.1f}") == (told, mean)
    assert attacked(shown, count) == []
    given_away = attacked(replace(shown, mean=mean), count)
    assert bool(given_away) is (mean != told)


def test_no_mean_where_the_percentage_and_it_would_be_the_whole_table() -> None:
    asked = scale((1, 2), (3,))
    assert mean_shown(counted(asked, {1: 5, 2: 5, 3: 10}), asked) == ""


def test_the_mean_of_all_hospitals_needs_a_plain_one_of_each() -> None:
    mixed = [("10", 12), ("7", 8), ("2", 6)]
    both = many("A", "overall", *mixed) + many("B", "overall", *mixed)
    assert figure(both, "overall", ALL_HOSPITALS).mean == "7.2"
    extreme = many("C", "overall", ("10", 8), ("8", 12))
    whole = figure(both + extreme, "overall", ALL_HOSPITALS)
    assert (whole.mean, whole.percent, whole.base) == ("", 44, 72)
    assert Withheld.NO_TABLE_OF_POOLED in whole.withheld
