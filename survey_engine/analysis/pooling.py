"""Figures for several hospitals together, made so that no subtraction gives away what is hidden for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from survey_engine.analysis.differences import behind
from survey_engine.analysis.figures import (
    Figure,
    evaluative,
    few_of,
    guarded_score,
    guarded_table,
    scored,
)
from survey_engine.analysis.flags import Standing, Treatment
from survey_engine.analysis.means import is_plain
from survey_engine.analysis.policy import Policy, Withheld
from survey_engine.analysis.results import Count, empty_count
from survey_engine.analysis.statistics import wilson
from survey_engine.analysis.suppression import WITHHELD, Known, hide_extremes, nearest, nearest_at_least
from survey_engine.questionnaire.definition import Kind, Question, Score


@dataclass(frozen=True, slots=True)
class _Pool:
    """Who is in a pooled figure: the hospitals shown for the question, and hidden ones by rule 3."""

    whole: Count
    shown: tuple[tuple[Count, Figure], ...]
    hidden: Count | None
    left_out: bool


def pooled_figure(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    question: Question,
    standing: Standing,
    policy: Policy,
    in_rows: Collection[str] = (),
) -> Figure:
    """The figure of all hospitals for one question; `figures` holds what is shown of each.

    `in_rows`: hospitals whose rows stand under their own name with this question in them.

    Hospitals hidden for the question count only where at least 3 of them give 10 answers or more together
    (rule 3) and none of them over half, so that subtracting the shown ones never leaves one or two.
    """
    pool = _pool(counts, figures, question, standing, policy, in_rows)
    figure = _figure(pool, question, standing, policy)
    if pool.left_out and figure.base is not None:
        figure = replace(figure, withheld=(*figure.withheld, Withheld.HOSPITALS_LEFT_OUT))
    return figure


def _figure(pool: _Pool, question: Question, standing: Standing, policy: Policy) -> Figure:
    match standing.treatment:
        case Treatment.EVALUATIVE:
            return _evaluative(pool, question, policy)
        case Treatment.DESCRIPTIVE:
            return _descriptive(pool, question, policy)
        case Treatment.GUARDED_SCORE:
            return guarded_score(pool.whole, standing, policy)
        case Treatment.GUARDED:
            return guarded_table(pool.whole, standing, policy.guarded_table, Withheld.FLAGGED_UNDER_30)
        case Treatment.POOLED:
            return guarded_table(pool.whole, standing, policy.pooled, Withheld.POOLED_UNDER_50)
        case Treatment.FIGURE | Treatment.COMMENT:
            return Figure(withheld=(Withheld.TYPED_NUMBER,))
        case _:
            assert_never(standing.treatment)


def _pool(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    question: Question,
    standing: Standing,
    policy: Policy,
    in_rows: Collection[str],
) -> _Pool:
    inside = contributing(counts, figures, standing, policy, in_rows)
    shown = tuple((counts[name], figure) for name, figure in figures.items() if figure.base is not None)
    hidden = [name for name in inside if figures[name].base is None]
    others = [
        name for name, figure in figures.items() if figure.base is None and base_of(counts[name], standing)
    ]
    whole = _sum(question, [counts[name] for name in inside])
    together = _sum(question, [counts[name] for name in hidden]) if hidden else None
    return _Pool(whole, shown, together, len(hidden) < len(others))


def contributing(
    counts: Mapping[str, Count],
    figures: Mapping[str, Figure],
    standing: Standing,
    policy: Policy,
    in_rows: Collection[str] = (),
) -> tuple[str, ...]:
    """The hospitals in a figure of several: those shown, and hidden ones where these hide each other."""
    shown = [name for name, figure in figures.items() if figure.base is not None]
    hidden = [name for name in figures if name not in shown and base_of(counts[name], standing)]
    # A hospital with rows of its own can be subtracted by whoever holds the rows: it hides nobody.
    hiding = [base_of(counts[name], standing) for name in hidden if name not in in_rows]
    return (*shown, *(hidden if policy.hide_each_other(hiding) else ()))


def base_of(count: Count, standing: Standing) -> int:
    """The people a figure of this question rests on: the scored, or those who answered."""
    return count.scored if standing.treatment in _SCORED else count.answered


_SCORED = (Treatment.EVALUATIVE, Treatment.GUARDED_SCORE)


def _sum(question: Question, counts: Sequence[Count]) -> Count:
    whole = empty_count(question)
    for count in counts:
        whole.add(count)
    return whole


def _evaluative(pool: _Pool, question: Question, policy: Policy) -> Figure:
    """The whole's percentage, at the finest rounding at which no hidden number of one hospital changes it."""
    whole = pool.whole
    if whole.scored < policy.group:
        return Figure(withheld=(Withheld.SMALL_BASE,))
    if pool.hidden is None and all(_is_whole(figure, question) for _, figure in pool.shown):
        return _without_hidden_options(evaluative(whole, question, policy), pool)
    answered = nearest_at_least(whole.answered, whole.scored)
    reach = Figure(eligible=max(nearest(whole.eligible, 5), answered), answered=answered)
    figure = _rounded(pool, policy, replace(reach, base=whole.scored))
    return replace(figure, withheld=(*figure.withheld, Withheld.NO_TABLE_OF_POOLED))


def _is_whole(figure: Figure, question: Question) -> bool:
    """Whether a hospital's score and its parts are all shown, so that a sum tells nothing new."""
    if question.kind is Kind.SCALE:
        return is_plain(figure.mean)
    parts = [shown for name, shown in figure.counts if _counts_for_score(question, name)]
    return bool(parts) and all(shown.isdecimal() for shown in parts)


def _counts_for_score(question: Question, name: str) -> bool:
    option = question.option(name)
    return option is not None and option.score in (Score.POSITIVE, Score.NEGATIVE)


def _without_hidden_options(figure: Figure, pool: _Pool) -> Figure:
    """The whole's options, less those outside the score ("not sure") that one hospital hides."""
    hidden = {name for _, each in pool.shown for name, shown in each.counts if not shown.isdecimal()}
    counts = tuple((name, WITHHELD if name in hidden else shown) for name, shown in figure.counts)
    reasons = (*figure.withheld, Withheld.NO_TABLE_OF_POOLED) if hidden else figure.withheld
    return replace(figure, counts=counts, withheld=reasons)


def _rounded(pool: _Pool, policy: Policy, figure: Figure) -> Figure:
    """The percentage to 1, 5 or 10 points: the first that is the same whatever the hidden numbers are."""
    parts = [count for count, _ in pool.shown] + ([pool.hidden] if pool.hidden else [])
    known = [_positive_known(count, policy) for count in parts]
    least, most = sum(each.least for each in known), sum(each.most for each in known)
    base = pool.whole.scored
    if least == most:
        return scored(pool.whole, policy, figure)
    for step in (1, 5, 10):
        if form(least, base, step) == (score := form(most, base, step)):
            return in_form(figure, score, base, step)
    return replace(figure, withheld=(Withheld.COULD_BE_WORKED_OUT,))


def form(positive: float, base: int, step: int) -> str:
    """How a percentage reads to the nearest `step` points, or at its ends."""
    if 10 * positive < base:
        return "under 10 %"
    if 10 * (base - positive) < base:
        return "over 90 %"
    return str(nearest(100 * positive / base, step))


def in_form(figure: Figure, score: str, base: int, step: int) -> Figure:
    """A figure with a score as `form` reads it to the nearest `step` points.

    Its interval is made from that, so it says no more. It holds for all that the score can stand for, so it
    says no less either: a rounded percentage says that it is one, and has a wider interval.
    """
    if score == "under 10 %":
        return replace(figure, score=score, low=0, high=nearest(100 * wilson(0.1 * base, base).high, 1))
    if score == "over 90 %":
        return replace(figure, score=score, low=nearest(100 * wilson(0.9 * base, base).low, 1), high=100)
    percent = int(score)
    told = replace(figure, percent=percent, score=score)
    if step == 1:
        around = wilson(percent * base / 100, base)
        return replace(told, low=nearest(100 * around.low, 1), high=nearest(100 * around.high, 1))
    coarse = Withheld.TO_NEAREST_5 if step == 5 else Withheld.TO_NEAREST_10
    told = replace(told, withheld=(*figure.withheld, coarse))
    least, *_, most = behind(told)
    low, high = wilson(least, base).low, wilson(most, base).high
    return replace(told, low=nearest(100 * low, 1), high=nearest(100 * high, 1))


def _positive_known(count: Count, policy: Policy) -> Known:
    """What a reader knows of one hospital's number of good answers (or of the hidden ones' together)."""
    few = few_of(count.scored, policy)
    if count.positive <= few:
        return Known(0, few)
    if count.negative <= few:
        return Known(count.scored - few, count.scored)
    return Known(count.positive, count.positive)


def _descriptive(pool: _Pool, question: Question, policy: Policy) -> Figure:
    """Options only where every hospital's are shown in full; the base in any case.

    With several choices a person, each option is a question of its own, whose count has no sum with the
    others: so each is shown where every hospital's is, and withheld alone.
    """
    whole = pool.whole
    if whole.answered < policy.distribution:
        return Figure(withheld=(Withheld.NO_TABLE_UNDER_20,))
    answered = nearest_at_least(whole.answered, whole.answered)
    figure = Figure(max(nearest(whole.eligible, 5), answered), answered, whole.answered)
    if question.kind is Kind.MULTIPLE:
        return _options_apart(figure, pool)
    open_tables = all(shown.isdecimal() for _, each in pool.shown for _, shown in each.counts)
    if pool.hidden is not None or not open_tables:
        return replace(figure, withheld=(Withheld.NO_TABLE_OF_POOLED,))
    return replace(figure, counts=tuple((name, str(n)) for name, n in whole.options.items()))


def _options_apart(figure: Figure, pool: _Pool) -> Figure:
    closed = {name for _, each in pool.shown for name, shown in each.counts if not shown.isdecimal()}
    if pool.hidden is not None:
        shown = hide_extremes(pool.hidden.options, pool.hidden.answered)
        closed |= {name for name, cell in shown.items() if not cell.isdecimal()}
    counts = tuple(
        (name, WITHHELD if name in closed else str(number)) for name, number in pool.whole.options.items()
    )
    reasons = (Withheld.NO_TABLE_OF_POOLED,) if closed else ()
    return replace(figure, counts=counts if len(closed) < len(counts) else (), withheld=reasons)
