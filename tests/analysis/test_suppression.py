"""No hidden cell can be worked out, even by a reader who knows every rule and every sum that is shown.

The reader here is the strongest there is: for each thing that can be published, every table that would have
been published so is listed, and a hidden cell must have two values or more among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

import pytest

from survey_engine.analysis.figures import Figure, evaluative
from survey_engine.analysis.policy import CHARITY
from survey_engine.analysis.results import Count
from survey_engine.analysis.suppression import (
    ALL_BUT_FEWER,
    FEWER,
    WITHHELD,
    Known,
    behind_rounded,
    by_hes,
    hide_extremes,
    hide_small,
    nearest,
    nearest_at_least,
)
from survey_engine.questionnaire.definition import Question, Score
from tests.analysis.made_up import FULLY, option, question


def known(total: int) -> Known:
    return Known(total, total)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((12, 8, 5), ("12", "8", "5")),
        ((12, 8, 2), (WITHHELD, WITHHELD, FEWER)),
        ((20, 0), (WITHHELD, FEWER)),
        ((1, 2), (WITHHELD, WITHHELD)),  # a sum of 3 beside a cell of 3 would leave 0 for the other
        ((3, 0), (WITHHELD, WITHHELD)),
        ((2, 2), (WITHHELD, WITHHELD)),  # both are 2, if both are said to be small
        ((4, 1), (WITHHELD, FEWER)),
        ((3,), ("3",)),
    ],
)
def test_known_margins(cells: tuple[int, ...], shown: tuple[str, ...]) -> None:
    margin = dict(zip("abc", cells, strict=False))
    assert tuple(hide_small(margin, known(sum(cells))).values()) == shown


@pytest.mark.parametrize(("size", "largest"), [(2, 40), (3, 20), (4, 14)])
def test_no_small_cell_of_a_margin_can_be_worked_out(size: int, largest: int) -> None:
    behind = defaultdict(list)
    for cells in product(range(largest + 1), repeat=size):
        if 0 < sum(cells) <= largest:
            shown = hide_small({str(n): count for n, count in enumerate(cells)}, known(sum(cells)))
            behind[sum(cells), tuple(shown.values())].append(cells)
    for (_, shown_cells), tables in behind.items():
        for place, text in enumerate(shown_cells):
            assert text.isdecimal() or len({cells[place] for cells in tables}) > 1, (shown_cells, tables)


THREE_MARGINS = question("x", FULLY)
TWO_AND_TWO = question(
    "x", [option(name, Score.POSITIVE if name in "ab" else Score.NEGATIVE) for name in "abcd"]
)
TWO_WAYS_OUT = question(
    "x",
    [
        option("a", Score.POSITIVE),
        option("b", Score.NEGATIVE),
        option("no_need", Score.NONE),
        option("dk", Score.NONE),
    ],
)


def tables_of(asked: Question, bases: range, ways_out: int) -> Iterable[tuple[Count, tuple[int, ...]]]:
    """Every count with a base in `bases` and up to so many people outside it."""
    scored = [each for each in asked.options if each.score is not Score.NONE]
    most = [bases[-1] if each in scored else ways_out for each in asked.options]
    for cells in product(*(range(each + 1) for each in most)):
        by_option = dict(zip([each.id for each in asked.options], cells, strict=True))
        good = sum(by_option[each.id] for each in scored if each.score is Score.POSITIVE)
        base = sum(by_option[each.id] for each in scored)
        outside = sum(cells) - base
        if base in bases and outside <= ways_out:
            yield Count(dict(by_option), sum(cells), sum(cells), good, base - good), cells


@pytest.mark.parametrize(
    ("asked", "bases", "ways_out"),
    [
        (THREE_MARGINS, range(10, 13), 6),
        (THREE_MARGINS, range(19, 26), 6),
        (TWO_AND_TWO, range(20, 23), 0),
        (TWO_WAYS_OUT, range(20, 30), 12),
    ],
)
def test_nothing_hidden_in_a_figure_can_be_worked_out(asked: Question, bases: range, ways_out: int) -> None:
    behind: dict[Figure, list[tuple[Count, tuple[int, ...]]]] = defaultdict(list)
    for count, cells in tables_of(asked, bases, ways_out):
        behind[evaluative(count, asked, CHARITY)].append((count, cells))
    looked_at = 0
    for figure, tables in behind.items():
        outside = (figure.answered or 0) - (figure.base or 0)
        if ways_out and outside > ways_out - 5:
            continue  # tables beyond the range of this test would be published so as well
        looked_at += 1
        for place, (_, text) in enumerate(figure.counts):
            assert text.isdecimal() or len({cells[place] for _, cells in tables}) > 1, (figure, tables)
        if figure.percent is None:
            assert len({count.positive for count, _ in tables}) > 1, (figure, tables)
    assert looked_at > 5


@pytest.mark.parametrize(
    ("number", "step", "shown"), [(0, 5, 0), (2, 5, 0), (2.5, 5, 5), (7, 5, 5), (8, 5, 10)]
)
def test_nearest(number: float, step: int, shown: int) -> None:
    assert nearest(number, step) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (30, "30")]
)
def test_by_hes(count: int, shown: str) -> None:
    assert by_hes(count) == shown


@pytest.mark.parametrize("floor", range(10, 60))
def test_a_rounded_count_never_gives_away_its_difference_to_an_exact_base(floor: int) -> None:
    for number in range(floor, floor + 30):
        shown = nearest_at_least(number, floor)
        around = behind_rounded(shown, floor)
        assert shown >= floor
        assert around.least <= number <= around.most
        assert around.most - around.least >= 2


def test_several_choices_hide_both_ends() -> None:
    shown = hide_extremes({"a": 2, "b": 3, "c": 22, "d": 23, "e": 25}, 25)
    assert list(shown.values()) == [FEWER, "3", "22", ALL_BUT_FEWER, ALL_BUT_FEWER]
