"""Figures in the words of a report, and as charts take them. Nothing is worked out: it is only said."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from survey_engine.analysis.differences import Difference
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import StandardFinding
from survey_engine.analysis.policy import Withheld
from survey_engine.analysis.suppression import ALL_BUT_FEWER, FEW_BY_HES, FEWER, WITHHELD
from survey_engine.exchange.charts import ChartWords, Shown
from survey_engine.exchange.report_wording import ReportWords

_SCORES: Final = {
    "under 10 %": "under_10",
    "over 90 %": "over_90",
    "10 % or under": "up_to_10",
    "90 % or over": "from_90",
    "under half": "under_half_score",
    "about half": "about_half_score",
    "over half": "over_half_score",
}
_ROUNDED: Final = {Withheld.TO_NEAREST_5, Withheld.TO_NEAREST_10}
_CELLS: Final = {
    FEWER: "fewer_than_3",
    ALL_BUT_FEWER: "all_but_fewer",
    WITHHELD: "withheld",
    FEW_BY_HES: "few_hes",
}


def shown_figure(figure: Figure | None, words: ReportWords) -> Shown:
    """A score with its interval; words where it is not told."""
    if figure is None or not figure.score:
        return Shown(words("too_few"))
    said = _score(figure.score, words)
    if figure.percent is not None and is_rough(figure):
        said = words("about_number", number=said)
    return Shown(said, figure.percent, figure.low, figure.high)


def is_rough(figure: Figure) -> bool:
    """Whether a score of several hospitals is told in words or to the nearest 5 or 10 points."""
    return figure.percent is None or bool(_ROUNDED.intersection(figure.withheld))


def _score(score: str, words: ReportWords) -> str:
    return words(_SCORES[score]) if score in _SCORES else percent(score, words)


def chart_words(words: ReportWords) -> ChartWords:
    """What a chart says by itself, in the words of a report."""
    return ChartWords(**{one.name: words.sentences[one.name] for one in fields(ChartWords)})


def percent(number: object, words: ReportWords) -> str:
    """A number as a percentage."""
    return words("percent", number=str(number).removesuffix(" %"))


def with_interval(shown: Shown, words: ReportWords) -> str:
    """A score and, behind it, its interval."""
    if shown.low is None or shown.high is None:
        return shown.words
    return words("score_line", score=shown.words, interval=interval(shown, words))


def interval(shown: Shown, words: ReportWords) -> str:
    """An interval in words, or nothing."""
    if shown.low is None or shown.high is None:
        return ""
    return words("interval", low=shown.low, high=shown.high)


def shown_standard(found: StandardFinding, words: ReportWords) -> Shown:
    """A standard's score; its interval only where it could be made.

    A standard of one question whose score is told in words says these: the number in their middle would look
    like a score.
    """
    if found.score is None:
        return Shown(words("too_few"))
    if len(found.questions) == 1 and found.lowest in _SCORES:
        return Shown(_score(found.lowest, words), None, found.low, found.high)
    return Shown(percent(found.score, words), found.score, found.low, found.high)


def spread(found: StandardFinding, words: ReportWords) -> str:
    """A standard's interval, or the range of its questions in its place, or nothing."""
    if found.low is not None and found.high is not None:
        return words("interval", low=found.low, high=found.high)
    if found.score is None or not found.lowest or len(found.questions) < 2:
        return ""
    low, high = (_score(end, words) for end in (found.lowest, found.highest))
    return words("range", lowest=low, highest=high)


def difference_in_words(found: Difference | None, words: ReportWords) -> str:
    """A difference with its interval, in points."""
    if found is None:
        return words("not_shown")
    if found.points is None:
        return words("difference_range", low=signed(found.low), high=signed(found.high))
    return words(
        "difference_line", points=signed(found.points), low=signed(found.low), high=signed(found.high)
    )


def signed(number: int) -> str:
    """A number with its sign; a true minus, which a screen reader says."""
    return f"+{number}" if number > 0 else str(number).replace("-", "\u2212")


def cell(shown: str, words: ReportWords) -> str:
    """One number of a table, or the words in its place."""
    return words(_CELLS[shown]) if shown in _CELLS else shown
