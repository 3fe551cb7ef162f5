"""How a reader reads a figure: every number, word and asterisk of it as two ends of a sum of cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from survey_engine.analysis.differences import points_of
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.flags import Treatment
from survey_engine.analysis.knowledge import Cell, Knowledge
from survey_engine.analysis.means import is_plain, number_of, sides_of, totals_behind
from survey_engine.analysis.policy import Policy, Withheld
from survey_engine.analysis.results import Count, empty_count
from survey_engine.analysis.statistics import wilson
from survey_engine.analysis.suppression import (
    ALL_BUT_FEWER,
    FEW_BY_HES,
    FEWER,
    WITHHELD,
    behind_rounded,
    nearest,
)
from survey_engine.questionnaire.definition import Kind, Question, Score

POSITIVE, NEGATIVE, ANSWERED, ELIGIBLE = "@positive", "@negative", "@answered", "@eligible"

_HES_MOST, _FEW_MOST = 7, 2
_EXACT = (Treatment.EVALUATIVE, Treatment.DESCRIPTIVE)
_SCORED = (Treatment.EVALUATIVE, Treatment.GUARDED_SCORE)
# The most people behind a figure that is withheld whole for one of these reasons.
_LESS_THAN: Mapping[Withheld, str] = {
    Withheld.SMALL_GROUP: "group",
    Withheld.SMALL_BASE: "group",
    Withheld.NO_TABLE_UNDER_20: "distribution",
    Withheld.FLAGGED_UNDER_20: "guarded_score",
    Withheld.FLAGGED_UNDER_30: "guarded_table",
}


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one question for one hospital (or for a group of people).

    Of a single choice, a scale and a date's bands each option is a cell, and they add up to those who
    answered. Of several choices the two sides and those who answered are cells of their own.
    """

    question: Question
    who: str

    @property
    def names(self) -> list[str]:
        """The options that have a cell, or the bands of a date."""
        return list(empty_count(self.question).options)

    def option(self, name: str) -> Cell:
        """One option's number."""
        return (self.question.id, self.who, name)

    @property
    def is_apart(self) -> bool:
        """Whether the sides of the score are cells of their own."""
        return self.question.kind is Kind.MULTIPLE

    def side(self, score: Score) -> list[Cell]:
        """The cells that add up to one side of the score."""
        if self.is_apart:
            return [self.option(POSITIVE if score is Score.POSITIVE else NEGATIVE)]
        return [self.option(one.id) for one in self.question.options if one.score is score]

    @property
    def scored(self) -> list[Cell]:
        """The cells that add up to the base of the score."""
        return self.side(Score.POSITIVE) + self.side(Score.NEGATIVE)

    @property
    def answered(self) -> list[Cell]:
        """The cells that add up to those who answered."""
        return [self.option(ANSWERED)] if self.is_apart else [self.option(name) for name in self.names]


def true_cells(cells: Cells, count: Count) -> dict[Cell, int]:
    """The true numbers of the cells."""
    found = {cells.option(name): number for name, number in count.options.items()}
    found |= {cells.option(POSITIVE): count.positive, cells.option(NEGATIVE): count.negative}
    return found | {cells.option(ANSWERED): count.answered, cells.option(ELIGIBLE): count.eligible}


def known_of_any(cells: Cells, known: Knowledge, most: int | None, least: int | None = None) -> None:
    """What holds for every hospital: parts are no larger than the whole, the whole from `least` to `most`."""
    answered, eligible = cells.answered, cells.option(ELIGIBLE)
    known.weigh({**dict.fromkeys(answered, 1), eligible: -1}, None, 0)
    known.tell([eligible], least, most)
    if not cells.is_apart:
        return
    whole = cells.option(ANSWERED)
    for name in cells.names:
        known.weigh({cells.option(name): 1, whole: -1}, None, 0)
    if cells.question.is_scored:
        known.weigh({**dict.fromkeys(cells.scored, 1), whole: -1}, None, 0)


def read_withheld(
    figure: Figure, cells: Cells, treatment: Treatment, policy: Policy, known: Knowledge
) -> None:
    """What the reason tells for which a hospital's figure is withheld whole."""
    for reason in figure.withheld:
        if figure.base is None and reason in _LESS_THAN:
            known.tell(_base_of(cells, treatment), None, getattr(policy, _LESS_THAN[reason]) - 1)


def read_figure(
    figure: Figure,
    several: Sequence[Cells],
    treatment: Treatment,
    policy: Policy,
    known: Knowledge,
    *,
    alone: bool,
) -> None:
    """What one shown figure tells: that of one hospital `alone`, or of all these together.

    The two are rounded by different rules, and a figure of several can be made of one hospital only. How many
    could see the question is read by `read_eligible`. Raises ValueError for a figure that nothing can have.
    """
    base = [cell for cells in several for cell in _base_of(cells, treatment)]
    if figure.base is None:
        return
    exact = treatment in _EXACT
    floor = _least_base(treatment, policy)
    known.tell(base, *((figure.base, figure.base) if exact else around_5(figure.base, floor)))
    answered = [cell for cells in several for cell in cells.answered]
    if figure.answered is not None:
        around = behind_rounded(figure.answered, figure.base if exact else 0)
        known.tell(answered, around.least, around.most)
    if figure.score:
        _read_score(figure, several, treatment, policy, known, alone=alone)
    if figure.mean:
        _read_mean(figure, several, known)
    _read_counts(figure, several, treatment, known, alone=alone)


def read_eligible(figure: Figure, several: Sequence[Cells], known: Knowledge) -> None:
    """How many could see a question that not everybody could see, to the nearest 5."""
    if figure.eligible is not None:
        # Never shown below those who answered: where the two are the same, it can be smaller than it looks.
        least = figure.eligible - 2 if figure.eligible > (figure.answered or 0) else None
        known.tell([cells.option(ELIGIBLE) for cells in several], least, figure.eligible + 2)


def around_5(shown: int, floor: int = 0) -> tuple[int, int]:
    """The numbers behind one to the nearest 5 that is shown only from `floor` up."""
    return max(shown - 2, floor), shown + 2


def _least_base(treatment: Treatment, policy: Policy) -> int:
    match treatment:
        case Treatment.GUARDED_SCORE:
            return policy.guarded_score
        case Treatment.GUARDED:
            return policy.guarded_table
        case Treatment.POOLED:
            return policy.pooled
        case _:
            return 0


def read_hes(cells: list[Cell], shown: str, known: Knowledge) -> None:
    """What one cell by the HES rule tells."""
    known.tell(cells, *((0, _HES_MOST) if shown == FEW_BY_HES else around_5(int(shown), _HES_MOST + 1)))


def _base_of(cells: Cells, treatment: Treatment) -> list[Cell]:
    return cells.scored if treatment in _SCORED else cells.answered


def _sides(several: Sequence[Cells]) -> tuple[list[Cell], list[Cell]]:
    good = [cell for cells in several for cell in cells.side(Score.POSITIVE)]
    return good, [cell for cells in several for cell in cells.side(Score.NEGATIVE)]


def _read_score(
    figure: Figure,
    several: Sequence[Cells],
    treatment: Treatment,
    policy: Policy,
    known: Knowledge,
    *,
    alone: bool,
) -> None:
    good, bad = _sides(several)
    base = figure.base or 0
    if treatment is Treatment.GUARDED_SCORE:
        step = 10 if base < policy.finer_score else 5
        _between(known, good, bad, *_percent_ends(figure, step, 10, 90))
        return
    few = 1 if base < policy.distribution else 2
    if figure.percent is None:
        side = good if figure.score in ("under 10 %", "10 % or under") else bad
        # Of several hospitals together the words stand for under a tenth, of one for one or two people.
        known.tell(side, None, few if alone else max(few, (base - 1) // 10))
        return
    if alone:
        step, floor = 1, few + 1
    else:
        step, floor = points_of(figure), 0
    around = (int((figure.percent + way * step / 2) * base / 100) for way in (-1, 1))
    first, last = max(floor, next(around) - 1), min(base - floor, next(around) + 1)
    fitting = [n for n in range(first, last + 1) if nearest(100 * n / base, step) == figure.percent]
    is_from_people = alone or not _has_interval_of(figure, figure.percent * base / 100)
    if step == 1 and is_from_people:
        fitting = [n for n in fitting if figure.low is None or _has_interval_of(figure, n)]
    if not fitting:
        raise ValueError(f"no number of {base} is {figure.score} %")
    known.tell(good, fitting[0], fitting[-1])


def _has_interval_of(figure: Figure, positive: float) -> bool:
    """Whether the interval shown is that of so many good answers."""
    interval = wilson(positive, figure.base or 0)
    return (nearest(100 * interval.low, 1), nearest(100 * interval.high, 1)) == (figure.low, figure.high)


def _read_mean(figure: Figure, several: Sequence[Cells], known: Knowledge) -> None:
    """The sum of all numbers chosen; and that a plain mean is told says how far the sum is from its ends."""
    known.weigh(_weighted(several, 0, 0), *totals_behind(figure.mean, figure.base or 0))
    sides = sides_of(several[0].question)
    if sides is not None and is_plain(figure.mean):
        known.weigh(_weighted(several, sides.good[-1], sides.bad[-1]), None, -sides.room)
        known.weigh(_weighted(several, sides.good[0], sides.bad[0]), sides.room, None)


def _weighted(several: Sequence[Cells], good: int, bad: int) -> dict[Cell, int]:
    """Each number of a scale, less `good` or `bad` by its side, as the weight of its cell."""
    less = {Score.POSITIVE: good, Score.NEGATIVE: bad}
    weights = {
        each.option(option.id): number_of(option) - less[option.score]
        for each in several
        for option in each.question.options
        if option.score in less
    }
    return {cell: weight for cell, weight in weights.items() if weight}


def _percent_ends(figure: Figure, step: int, low: int, high: int) -> tuple[int | None, int | None]:
    """Twice the two ends of the percentage behind a shown one, or behind the words at 0 and 100 %."""
    if figure.percent is not None:
        return 2 * figure.percent - step, 2 * figure.percent + step
    return (None, 2 * low + step) if figure.score.startswith("10 %") else (2 * high - step, None)


def _between(
    known: Knowledge, good: Sequence[Cell], bad: Sequence[Cell], least: int | None, most: int | None
) -> None:
    """The share of good answers lies from `least` to under `most`, both in half percent."""
    if least is not None:
        known.weigh(dict.fromkeys(good, 200 - least) | dict.fromkeys(bad, -least), 0, None)
    if most is not None:
        known.weigh(dict.fromkeys(good, 200 - most) | dict.fromkeys(bad, -most), None, -1)


def _read_counts(
    figure: Figure, several: Sequence[Cells], treatment: Treatment, known: Knowledge, *, alone: bool
) -> None:
    margins = _margins(figure, several[0].question, treatment)
    for name, shown in figure.counts:
        cells = [each.option(name) for each in several]
        if shown == FEWER:
            known.tell(cells, 0, _FEW_MOST)
        elif shown == ALL_BUT_FEWER:
            known.tell(cells, (figure.base or 0) - _FEW_MOST, None)
        elif shown == WITHHELD:
            if alone and any(name in margin and has_few for margin, has_few in margins):
                known.tell(cells, _FEW_MOST + 1, None)
        elif treatment in _EXACT:
            known.tell(cells, int(shown), int(shown))
        else:
            read_hes(cells, shown, known)


def _margins(figure: Figure, question: Question, treatment: Treatment) -> list[tuple[Collection[str], bool]]:
    """The options that were hidden together, and whether one of them is said to be small."""
    shown = dict(figure.counts)
    if treatment is Treatment.EVALUATIVE:
        sides = {score: {o.id for o in question.options if o.score is score} for score in Score}
        good, bad = sides[Score.POSITIVE], sides[Score.NEGATIVE]
        rest = sides[Score.NONE] | sides[Score.UNSCORED]
        groups: list[Collection[str]] = [good | bad, rest] if figure.percent is None else [good, bad, rest]
    else:
        groups = [list(shown)]
    return [(group, any(shown.get(name) == FEWER for name in group)) for group in groups]
