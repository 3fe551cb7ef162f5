"""Figures of the public release, as words: what a pledge may quote, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from survey_engine.analysis.findings import Findings, QuestionFinding, StandardFinding
from survey_engine.analysis.policy import Audience


class Measured(StrEnum):
    """Whether a figure is of one question or of a standard. The values stand in the database."""

    QUESTION = "question"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class ReleasedScore:
    """One figure as the public release shows it.

    code is the id of the question or the code of the standard; words are its text or title, in English.
    shown ("62 %", "over half"), base ("about 35", "10 to 19", "" for a standard) and interval
    ("46 % to 76 %", or "") are the release's own words. percent, low and high are the whole percentages that
    those words name, or None.
    """

    wave: str
    kind: Measured
    code: str
    words: str
    shown: str
    base: str
    interval: str = ""
    percent: int | None = None
    low: int | None = None
    high: int | None = None


def public_scores(findings: Findings, hospital: str) -> tuple[ReleasedScore, ...]:
    """Every score of one hospital that the public may see: its questions', then its standards'.

    Raises ValueError for findings of another audience: those hold more than a public page may.
    """
    if findings.audience is not Audience.PUBLIC:
        raise ValueError("a pledge quotes what was released to the public, and nothing else")
    return (*_of_questions(findings, hospital), *_of_standards(findings, hospital))


def _of_questions(findings: Findings, hospital: str) -> Iterator[ReleasedScore]:
    for found in findings.of(hospital):
        asked = findings.question(found.question)
        if asked is not None and asked.is_scored and found.figure.score:
            yield _of_question(findings.wave, asked.text, found)


def _of_question(wave: str, text: str, found: QuestionFinding) -> ReleasedScore:
    figure = found.figure
    return ReleasedScore(
        wave=wave,
        kind=Measured.QUESTION,
        code=str(found.question),
        words=text,
        shown=f"{figure.score} %" if figure.score.isdecimal() else figure.score,
        base=f"about {figure.base}" if figure.base is not None else figure.base_words,
        interval=_between(figure.low, figure.high),
        percent=figure.percent,
        low=figure.low,
        high=figure.high,
    )


def _of_standards(findings: Findings, hospital: str) -> Iterator[ReleasedScore]:
    for found in findings.standards_of(hospital):
        if found.score is not None:
            yield _of_standard(findings.wave, found, found.score)


def _of_standard(wave: str, found: StandardFinding, score: int) -> ReleasedScore:
    in_words = len(found.questions) == 1 and not found.lowest.isdecimal()
    return ReleasedScore(
        wave=wave,
        kind=Measured.STANDARD,
        code=found.standard,
        words=found.title,
        shown=found.lowest if in_words else f"{score} %",
        base="",
        interval=_between(found.low, found.high),
        percent=None if in_words else score,
        low=found.low,
        high=found.high,
    )


def _between(low: int | None, high: int | None) -> str:
    return f"{low} % to {high} %" if low is not None and high is not None else ""
