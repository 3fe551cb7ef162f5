"""What the public may see: always a coarser form of what the hospital's column shows, no other number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from survey_engine.analysis.differences import behind
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.flags import Standing, Treatment
from survey_engine.analysis.policy import Policy, Withheld
from survey_engine.analysis.pooling import base_of, contributing, pooled_figure
from survey_engine.analysis.results import Count
from survey_engine.analysis.statistics import wilson
from survey_engine.analysis.suppression import nearest
from survey_engine.questionnaire.definition import Flag, Question

UNDER_HALF, ABOUT_HALF, OVER_HALF = "under half", "about half", "over half"

_OF_SEVERAL = (Withheld.HOSPITALS_LEFT_OUT, Withheld.TO_NEAREST_5, Withheld.TO_NEAREST_10)
_ABOUT_HALF = (40, 60)  # percent, both included
_WORDS = {"under 10 %": 0, "10 % or under": 0, "over 90 %": 100, "90 % or over": 100}


def public_figure(figure: Figure, standing: Standing, policy: Policy) -> Figure:
    """One hospital's figure for the public, made from the one of the hospital's column and nothing else.

    So whoever has both learns nothing from the second. Without a flag: from 10 answers "under half", "about
    half" (40 to 60 %) or "over half", from 20 the nearest 10 points, from 30 the whole percentage with an
    interval, and the base to the nearest 5; a table from 30, in whole percentages. With a flag: nothing.
    """
    if figure.base is None:
        return Figure(withheld=figure.withheld)
    match standing.treatment:
        case Treatment.EVALUATIVE:
            return _coarser(figure, policy)
        case Treatment.DESCRIPTIVE:
            return _table(figure, policy)
        case Treatment.GUARDED_SCORE | Treatment.GUARDED | Treatment.POOLED:
            never = Flag.HIGH_RISK in standing.carried
            return Figure(withheld=(Withheld.NOT_IN_PUBLIC if never else Withheld.POOLED_IN_PUBLIC,))
        case Treatment.FIGURE | Treatment.COMMENT:
            return Figure(withheld=figure.withheld)
        case _:
            assert_never(standing.treatment)


def public_pooled_figure(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    pooled: Figure,
    question: Question,
    standing: Standing,
    policy: Policy,
    named: Sequence[str],
) -> Figure:
    """The figure of all hospitals for the public.

    `figures` and `pooled` are those of the hospital's column; `named` the hospitals that may have a published
    figure of their own. A hospital of which the public sees less than whole percentages counts only beside
    others that hide it (rule 3, as for hidden ones): else the published ones could be subtracted from the
    whole. A flagged question is shown for at least 3 hospitals, none with over half of the answers.
    """
    match standing.treatment:
        case Treatment.EVALUATIVE | Treatment.DESCRIPTIVE:
            return _unflagged(counts, figures, pooled, question, standing, policy, named)
        case Treatment.GUARDED_SCORE | Treatment.GUARDED | Treatment.POOLED:
            return _flagged(counts, figures, pooled, standing, policy)
        case Treatment.FIGURE | Treatment.COMMENT:
            return Figure(withheld=pooled.withheld)
        case _:
            assert_never(standing.treatment)


def _unflagged(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    pooled: Figure,
    question: Question,
    standing: Standing,
    policy: Policy,
    named: Sequence[str],
) -> Figure:
    fine = published_alone(counts, figures, pooled, standing, policy, named)
    if fine is None:
        return public_figure(pooled, standing, policy)
    shown = public_figure(figure_of(fine, counts, figures, question, standing, policy), standing, policy)
    reasons = (*shown.withheld, Withheld.HOSPITALS_LEFT_OUT)
    return replace(shown, withheld=tuple(dict.fromkeys(reasons)))


def published_alone(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    pooled: Figure,
    standing: Standing,
    policy: Policy,
    named: Sequence[str],
) -> tuple[str, ...] | None:
    """The hospitals that make up the public's sum of a question without a flag; None where all do."""
    is_left_out = Withheld.HOSPITALS_LEFT_OUT in pooled.withheld
    hiding = {name: figure for name, figure in figures.items() if figure.base is not None or not is_left_out}
    inside = contributing({name: counts[name] for name in hiding}, hiding, standing, policy)
    fine = {name for name in named if (figures[name].base or 0) >= policy.whole_percent}
    coarse = [base_of(counts[name], standing) for name in inside if name not in fine]
    if not coarse or policy.hide_each_other(coarse):
        return None
    return tuple(name for name in counts if name in fine)


def figure_of(
    hospitals: Sequence[str],
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    question: Question,
    standing: Standing,
    policy: Policy,
) -> Figure:
    """The figure of some hospitals together, all of them shown, as the hospital's column would have it."""
    return pooled_figure(
        {name: counts[name] for name in hospitals},
        {name: figures[name] for name in hospitals},
        question, standing, policy,
    )  # fmt: skip


def _flagged(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    pooled: Figure,
    standing: Standing,
    policy: Policy,
) -> Figure:
    """The very figure of the hospital's column, or nothing."""
    if Flag.HIGH_RISK in standing.carried:
        return Figure(withheld=(Withheld.NOT_IN_PUBLIC,))
    inside = contributing(counts, figures, standing, policy)
    bases = [base for name in inside if (base := base_of(counts[name], standing))]
    if pooled.base is None or not policy.hide_each_other(bases):
        return Figure(withheld=(Withheld.POOLED_IN_PUBLIC,))
    return replace(pooled, eligible=None, answered=None)


def _coarser(figure: Figure, policy: Policy) -> Figure:
    base = figure.base or 0
    if not figure.score:
        return Figure(withheld=figure.withheld)
    if base < policy.distribution:
        return Figure(score=_half(figure), base_words="10 to 19", withheld=(Withheld.NO_TABLE_UNDER_30,))
    if base < policy.whole_percent:
        return replace(_to_ten(figure), base_words="20 to 29", withheld=(Withheld.NO_TABLE_UNDER_30,))
    rounded = nearest(base, 5)
    low, high = _around(figure, rounded)
    return Figure(
        base=rounded, percent=figure.percent, score=figure.score, low=low, high=high, mean="",
        withheld=tuple(reason for reason in figure.withheld if reason in _OF_SEVERAL),
    )  # fmt: skip


def _half(figure: Figure) -> str:
    percent = _WORDS[figure.score] if figure.percent is None else figure.percent
    least, most = _ABOUT_HALF
    return UNDER_HALF if percent < least else OVER_HALF if percent > most else ABOUT_HALF


def _to_ten(figure: Figure) -> Figure:
    percent = nearest(_WORDS[figure.score] if figure.percent is None else figure.percent, 10)
    if percent <= 10:
        return Figure(score="10 % or under")
    return Figure(score="90 % or over") if percent >= 90 else Figure(percent=percent, score=str(percent))


def _around(figure: Figure, base: int) -> tuple[int, int]:
    """The interval made from what is published, so that it says no more."""
    if figure.percent is None:
        low_end = _WORDS[figure.score] == 0
        end = wilson((0.1 if low_end else 0.9) * base, base)
        return (0, nearest(100 * end.high, 1)) if low_end else (nearest(100 * end.low, 1), 100)
    if {Withheld.TO_NEAREST_5, Withheld.TO_NEAREST_10} & set(figure.withheld):
        least, *_, most = behind(replace(figure, base=base))
    else:
        least = most = figure.percent * base / 100
    return nearest(100 * wilson(least, base).low, 1), nearest(100 * wilson(most, base).high, 1)


def _table(figure: Figure, policy: Policy) -> Figure:
    """Whole percentages of the numbers that the hospital's column shows, and its words for the others."""
    base = figure.base or 0
    if base < policy.whole_percent:
        return Figure(withheld=(Withheld.NO_TABLE_UNDER_30,))
    counts = tuple(
        (name, f"{nearest(100 * int(shown) / base, 1)} %" if shown.isdecimal() else shown)
        for name, shown in figure.counts
    )
    return Figure(base=nearest(base, 5), counts=counts, withheld=figure.withheld)
