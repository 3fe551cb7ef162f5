"""What may be shown of one question: one function for each row of the disclosure table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from survey_engine.analysis.flags import Standing, Treatment
from survey_engine.analysis.means import mean_shown
from survey_engine.analysis.policy import Policy, Withheld
from survey_engine.analysis.results import Count
from survey_engine.analysis.statistics import Interval, wilson
from survey_engine.analysis.suppression import (
    Known,
    behind_rounded,
    by_hes,
    hide_extremes,
    hide_small,
    nearest,
    nearest_at_least,
)
from survey_engine.questionnaire.definition import Kind, Question, Score


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of one question for one hospital, or for several together; None or "" is not shown.

    eligible, answered and base are numbers of people as they may be shown; percent, low and high are whole
    percentages; score is the percentage, or the words that stand for it ("under 10 %"); mean is that of a
    scale, or the words that stand for it ("9.3 or over"); counts pair an option with its number or the words
    that stand for it; withheld says why something is missing; base_words stand for a base that is told only
    as a range ("10 to 19").
    """

    eligible: int | None = None
    answered: int | None = None
    base: int | None = None
    percent: int | None = None
    score: str = ""
    low: int | None = None
    high: int | None = None
    mean: str = ""
    counts: tuple[tuple[str, str], ...] = ()
    withheld: tuple[Withheld, ...] = ()
    base_words: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether there is a score or a table to look at."""
        return bool(self.score or self.counts)

    @property
    def base_text(self) -> str:
        """The base as it is told: a number of people, a range of them, or nothing."""
        return self.base_words or ("" if self.base is None else str(self.base))


def hospital_figure(count: Count, question: Question, standing: Standing, policy: Policy) -> Figure:
    """The figure of one hospital that has enough answers to be shown at all."""
    match standing.treatment:
        case Treatment.EVALUATIVE:
            return evaluative(count, question, policy)
        case Treatment.DESCRIPTIVE:
            return _descriptive(count, question, policy)
        case Treatment.GUARDED_SCORE:
            return guarded_score(count, standing, policy)
        case Treatment.GUARDED:
            return guarded_table(count, standing, policy.guarded_table, Withheld.FLAGGED_UNDER_30)
        case Treatment.POOLED:
            return Figure(withheld=(Withheld.NEVER_BY_HOSPITAL,))
        case Treatment.FIGURE | Treatment.COMMENT:
            return Figure(withheld=(Withheld.TYPED_NUMBER,))
        case _:
            assert_never(standing.treatment)


def evaluative(count: Count, question: Question, policy: Policy) -> Figure:
    """A scored question without a flag: whole percent from 10 answers, its options from 20."""
    if count.scored < policy.group:
        return Figure(withheld=(Withheld.SMALL_BASE,))
    figure = scored(count, policy, _reach(count, count.scored))
    if count.scored < policy.distribution:
        return replace(figure, withheld=(Withheld.NO_TABLE_UNDER_20,))
    if question.kind is Kind.SCALE:
        # Beside a mean, a hidden cell of the distribution could be worked out.
        mean = "" if figure.percent is None else mean_shown(count, question)
        return replace(figure, mean=mean, withheld=(Withheld.NO_TABLE_OF_SCALE,))
    if question.kind is Kind.MULTIPLE:
        return replace(figure, withheld=(Withheld.COULD_BE_WORKED_OUT,))
    return _with_counts(figure, _options(count, question, policy, figure.answered or count.scored))


def scored(count: Count, policy: Policy, figure: Figure) -> Figure:
    """Adds base, percent positive and interval, or words and a wider interval near 0 and 100 %."""
    base, few = count.scored, few_of(count.scored, policy)
    figure = replace(figure, base=base)
    if count.positive <= few:
        words = "under 10 %" if 10 * few < base else "10 % or under"
        return _between(replace(figure, score=words), Interval(0.0, wilson(few, base).high))
    if count.negative <= few:
        words = "over 90 %" if 10 * few < base else "90 % or over"
        return _between(replace(figure, score=words), Interval(wilson(base - few, base).low, 1.0))
    percent = nearest(100 * count.positive / base, 1)
    return _between(replace(figure, percent=percent, score=str(percent)), wilson(count.positive, base))


def few_of(base: int, policy: Policy) -> int:
    """Up to how many people on one side are hidden in words: one below a base of 20, two from there."""
    return 1 if base < policy.distribution else 2


def _descriptive(count: Count, question: Question, policy: Policy) -> Figure:
    """An unscored question said to be harmless: its options from 20 answers."""
    base = count.answered
    if base < policy.distribution:
        # Not even "fewer than 10": this base is shown to nobody, so no band of it is.
        return Figure(withheld=(Withheld.NO_TABLE_UNDER_20,))
    figure = replace(_reach(count, base), base=base)
    if question.kind is Kind.MULTIPLE:
        return _with_counts(figure, hide_extremes(count.options, base))
    return _with_counts(figure, hide_small(count.options, Known(base, base)))


def guarded_score(count: Count, standing: Standing, policy: Policy) -> Figure:
    """A scored question with a flag of its own or a filter's: to 10 points from 20 answers, to 5 from 40.

    What is shown stands for at least three numbers of good answers (rule 6: never two or fewer), so near 0
    and 100 words stand for it. The interval is made from what is shown, so that it says no more.
    """
    if count.scored < policy.guarded_score:
        return Figure(withheld=(Withheld.FLAGGED_UNDER_20,))
    figure = _guarded_reach(count, standing)
    base = nearest(count.scored, 5)
    figure = replace(figure, base=base, withheld=(*figure.withheld, Withheld.NO_TABLE_OF_FLAGGED))
    percent = nearest(100 * count.positive / count.scored, 10 if base < policy.finer_score else 5)
    if percent <= 10:
        return _between(replace(figure, score="10 % or under"), Interval(0.0, wilson(0.1 * base, base).high))
    if percent >= 90:
        return _between(replace(figure, score="90 % or over"), Interval(wilson(0.9 * base, base).low, 1.0))
    around = wilson(percent * base / 100, base)
    return _between(replace(figure, percent=percent, score=str(percent)), around)


def guarded_table(count: Count, standing: Standing, least: int, too_few: Withheld) -> Figure:
    """A flagged question without a score: every option by the HES rule, from `least` answers."""
    if count.answered < least:
        return Figure(withheld=(too_few,))
    figure = replace(_guarded_reach(count, standing), base=nearest(count.answered, 5))
    return replace(figure, counts=tuple((name, by_hes(n)) for name, n in count.options.items()))


def _reach(count: Count, floor: int) -> Figure:
    """Eligible and answered to the nearest 5, never below a base that is shown as it is."""
    answered = nearest_at_least(count.answered, floor)
    return Figure(eligible=max(nearest(count.eligible, 5), answered), answered=answered)


def _guarded_reach(count: Count, standing: Standing) -> Figure:
    """Not shown where the filter is flagged: how many were asked is how many gave the filter's answer."""
    if standing.inherited:
        return Figure(withheld=(Withheld.FILTER_FLAGGED,))
    return _reach(count, 0)


def _between(figure: Figure, interval: Interval) -> Figure:
    return replace(figure, low=nearest(100 * interval.low, 1), high=nearest(100 * interval.high, 1))


def _with_counts(figure: Figure, cells: dict[str, str]) -> Figure:
    hidden = (Withheld.SMALL_CELLS,) if not all(shown.isdecimal() for shown in cells.values()) else ()
    return replace(figure, counts=tuple(cells.items()), withheld=(*figure.withheld, *hidden))


def _options(count: Count, question: Question, policy: Policy, answered: int) -> dict[str, str]:
    """The distribution beside an exact base and percentage: three margins, or two near 0 and 100 %."""
    sides: dict[Score, dict[str, int]] = {score: {} for score in Score}
    for option in question.options:
        sides[option.score][option.id] = count.options[option.id]
    good, bad = sides[Score.POSITIVE], sides[Score.NEGATIVE]
    rest = sides[Score.NONE] | sides[Score.UNSCORED]
    base, few = count.scored, few_of(count.scored, policy)
    if min(count.positive, count.negative) <= few:
        # The smaller side is hidden in words, so no cell of the larger may lead to it: one margin of both.
        shown = hide_small(good | bad, _exactly(base))
    else:
        shown = hide_small(good, _exactly(count.positive)) | hide_small(bad, _exactly(count.negative))
    people = behind_rounded(answered, base)
    shown |= hide_small(rest, Known(people.least - base, people.most - base))
    return {option.id: shown[option.id] for option in question.options}


def _exactly(number: int) -> Known:
    return Known(number, number)
