"""What a hospital is compared with: all others together, so that no subtraction finds one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.flags import Standing, Treatment
from survey_engine.analysis.policy import Policy, Withheld
from survey_engine.analysis.pooling import base_of, contributing, form, in_form, pooled_figure
from survey_engine.analysis.results import Count
from survey_engine.questionnaire.definition import Question

NONE = Figure(withheld=(Withheld.TOO_FEW_TO_COMPARE,))

_OF_SEVERAL = (
    Withheld.HOSPITALS_LEFT_OUT,
    Withheld.COULD_BE_WORKED_OUT,
    Withheld.TO_NEAREST_5,
    Withheld.TO_NEAREST_10,
)


def comparator_figure(
    hospital: str,
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    question: Question,
    standing: Standing,
    policy: Policy,
    in_rows: Collection[str] = (),
) -> Figure:
    """The score of all other hospitals for one question; without a score where there may be none.

    Only for a hospital whose own score is shown, and only for scored questions. Rule 3: at least 3 other
    hospitals, none with over half of the base; of the others those shown for the question, and hidden ones
    where at least 3 of them give 10 or more together and none over half.

    Why the comparators of all hospitals, read together, tell nothing more: the hidden ones are in all of them
    or in none, and in the figure of all hospitals too. So each is the same sum less a figure that is shown,
    and all of them say what one says. Where a score is told in words, each is rounded until it is the same
    whatever the words stand for (`pooling`). For a flagged question, whose shown figures are rounded, sums of
    the exact numbers would narrow them down. So its comparator is made from the shown, rounded figures alone.
    """
    if not figures[hospital].score:
        return NONE
    rest = {name: count for name, count in counts.items() if name != hospital}
    match standing.treatment:
        case Treatment.EVALUATIVE:
            others = {name: figures[name] for name in rest}
            bases = [
                base_of(rest[name], standing)
                for name in contributing(rest, others, standing, policy, in_rows)
            ]
            if not policy.may_compare(bases):
                return NONE
            return _score_alone(pooled_figure(rest, others, question, standing, policy, in_rows))
        case Treatment.GUARDED_SCORE:
            return _from_shown([figures[name] for name in rest if figures[name].score], policy)
        case _:
            return NONE


def _score_alone(figure: Figure) -> Figure:
    kept = tuple(reason for reason in figure.withheld if reason in _OF_SEVERAL)
    return replace(figure, eligible=None, answered=None, counts=(), mean="", withheld=kept)


def _from_shown(others: list[Figure], policy: Policy) -> Figure:
    bases = [figure.base or 0 for figure in others]
    if not policy.may_compare(bases):
        return NONE
    together = sum(bases)
    least = sum(_end(figure, 0.0, 0.9) for figure in others)
    most = sum(_end(figure, 0.1, 1.0) for figure in others)
    for step in (5, 10):
        if form(least, together, step) == (score := form(most, together, step)):
            return in_form(Figure(base=together), score, together, step)
    return Figure(base=together, withheld=(Withheld.COULD_BE_WORKED_OUT,))


def _end(figure: Figure, few: float, many: float) -> float:
    """The good answers of a shown figure: few or many are the shares that words stand for at this end."""
    base = figure.base or 0
    if figure.percent is not None:
        return figure.percent * base / 100
    return (few if figure.score.startswith("10 %") else many) * base
