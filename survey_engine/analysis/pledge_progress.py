"""Did it help? The score of the next wave beside the one that a pledge began with, and an honest sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from survey_engine.analysis.released import Measured, ReleasedScore
from survey_engine.questionnaire.comparing import compare, in_order
from survey_engine.questionnaire.definition import Comparison, QuestionId, Questionnaire
from survey_engine.questionnaire.difference import Trend


class Verdict(StrEnum):
    """What can honestly be said of two figures."""

    NOT_YET = "not_yet"  # no wave since
    WITHHELD = "withheld"  # the later one is not shown
    CHANGED = "changed"  # the question is another one now
    BANDS = "bands"  # at least one is words for a range: no interval
    CHANCE = "chance"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Progress:
    """A baseline, what came after it, and what can be said; with_caution: the question changed a little."""

    baseline: ReleasedScore
    later: ReleasedScore | None
    verdict: Verdict
    with_caution: bool = False


def progress(
    baseline: ReleasedScore,
    later: ReleasedScore | None,
    comparison: Comparison,
    *,
    asked_again: bool,
) -> Progress:
    """What can be said of a baseline and of the same figure in a later wave.

    asked_again: a later wave was released. Figures of a question that changed are not set side by side.
    """
    if not asked_again:
        return Progress(baseline, None, Verdict.NOT_YET)
    if comparison is Comparison.BROKEN:
        return Progress(baseline, None, Verdict.CHANGED)
    if later is None:
        return Progress(baseline, None, Verdict.WITHHELD)
    return Progress(baseline, later, _verdict(baseline, later), comparison is Comparison.WITH_CAUTION)


def _verdict(baseline: ReleasedScore, later: ReleasedScore) -> Verdict:
    """By the square-and-add interval of the difference, from the rounded figures that are shown.

    Source: method 10 of Newcombe RG (1998), Statistics in Medicine 17:873-890, whose two limits need only the
    two percentages and the ends of their intervals. Made from what is shown, it says no more than that.
    """
    first = (baseline.percent, baseline.low, baseline.high)
    second = (later.percent, later.low, later.high)
    if None in first or None in second:
        return Verdict.BANDS
    share, low, high = (float(one or 0) for one in first)
    now, now_low, now_high = (float(one or 0) for one in second)
    difference = now - share
    if difference - sqrt((now - now_low) ** 2 + (high - share) ** 2) > 0:
        return Verdict.HIGHER
    if difference + sqrt((now_high - now) ** 2 + (share - low) ** 2) < 0:
        return Verdict.LOWER
    return Verdict.CHANCE


def comparison_over(
    kind: Measured, code: str, old: Questionnaire, new: Questionnaire, versions: Sequence[Questionnaire]
) -> Comparison:
    """How a question, or a standard's questions, compare from one version of a questionnaire to a later one.

    versions: all of that questionnaire. A standard is the mean of its questions: where one of them changed,
    came or went, its figures are not compared.
    """
    if old.id != new.id:
        return Comparison.BROKEN
    between = [
        one
        for one in versions
        if min(old.version, new.version) <= one.version <= max(old.version, new.version)
    ]
    if kind is Measured.QUESTION:
        return _of_question(code, old, new, between)
    before, now = _questions_of(code, old), _questions_of(code, new)
    if before != now or not before or old.standards != new.standards:
        return Comparison.BROKEN
    found = {_of_question(one, old, new, between) for one in before}
    order = (Comparison.BROKEN, Comparison.WITH_CAUTION, Comparison.SAME)
    return next(one for one in order if one in found)


def _of_question(
    code: str, old: Questionnaire, new: Questionnaire, between: Sequence[Questionnaire]
) -> Comparison:
    if old.question(QuestionId(code)) is None or new.question(QuestionId(code)) is None:
        return Comparison.BROKEN
    trends = {
        change.trend
        for earlier, later in in_order(between)
        for change in compare(earlier, later).changes
        if change.part == code
    }
    if trends - {Trend.KEPT, Trend.WITH_CAUTION}:
        return Comparison.BROKEN
    return Comparison.WITH_CAUTION if Trend.WITH_CAUTION in trends else Comparison.SAME


def _questions_of(standard: str, questionnaire: Questionnaire) -> frozenset[str]:
    return frozenset(one.id for one in questionnaire.asked() if standard in one.standards)
