"""Which questions should be talked about, and how many of them chance alone would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from survey_engine.analysis.differences import behind
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Findings, QuestionFinding, Reason, Vote
from survey_engine.analysis.statistics import LEVEL, difference_p, survivors
from survey_engine.analysis.votes import MOST_FLAGGED, speaks_of
from survey_engine.questionnaire.definition import Question, QuestionId, SectionId

FALSE_SHARE = 0.10  # of the findings that survive, on average (Benjamini and Hochberg)

_LEAST_BASE = 20  # people, below which "under half" flags nothing
_HALF = 50  # percent


def flagged(
    rows: Sequence[QuestionFinding],
    questions: Mapping[QuestionId, Question],
    sections: Mapping[QuestionId, SectionId],
    vote: Vote | None,
) -> tuple[QuestionFinding, ...]:
    """One hospital's rows with the reasons to talk of each, and those that survive many comparisons marked.

    Three rules: the Newcombe interval of the difference to all other hospitals lies wholly below 0; the score
    is under 50 % with a base of 20 or more; the question stands in a part of care that is among the first
    three of the patients' vote (ties kept). `sections` gives the section of each question. All three read
    what is shown, so flags tell a reader nothing that the figures do not.
    """
    voted = vote.first(MOST_FLAGGED) if vote else ()
    surviving = _surviving(rows)
    found = []
    for row in rows:
        in_vote = questions[row.question].is_scored and any(
            speaks_of(entry, row.question, sections[row.question]) for entry in voted
        )
        reasons = tuple(_reasons(row, in_vote))
        survives = Reason.BELOW_OTHERS in reasons and row.question in surviving
        found.append(replace(row, reasons=reasons, survives=survives))
    return tuple(found)


def _reasons(row: QuestionFinding, in_vote: bool) -> Iterable[Reason]:
    if row.comparator and row.comparator.difference and row.comparator.difference.is_below:
        yield Reason.BELOW_OTHERS
    if (row.figure.base or 0) >= _LEAST_BASE and _is_under_half(row.figure):
        yield Reason.UNDER_HALF
    if in_vote and row.figure.is_shown:
        yield Reason.PATIENTS_VOTE


def _is_under_half(figure: Figure) -> bool:
    if figure.percent is not None:
        return figure.percent < _HALF
    return bool(figure.score) and figure.score.startswith(("under", "10 %"))


def _surviving(rows: Sequence[QuestionFinding]) -> set[str]:
    tested = [(row, row.comparator.figure) for row in rows if row.comparator and row.comparator.difference]
    p_values = [_p_value(row.figure, other) for row, other in tested]
    kept = survivors(p_values, FALSE_SHARE)
    return {str(row.question) for (row, _other), is_kept in zip(tested, kept, strict=True) if is_kept}


def _p_value(own: Figure, other: Figure) -> float:
    """The largest p-value of all that two shown scores can stand for: the most cautious."""
    bases = own.base or 0, other.base or 0
    ours, theirs = behind(own), behind(other)
    if min(ours) * bases[1] <= max(theirs) * bases[0] and min(theirs) * bases[0] <= max(ours) * bases[1]:
        return 1.0  # both can stand for one and the same share
    return max(difference_p(first, bases[0], second, bases[1]) for first in ours for second in theirs)


def compared(findings: Findings, hospital: str) -> int:
    """How many questions of a hospital have a difference to the others, with its interval."""
    rows = findings.of(hospital)
    return sum(row.comparator is not None and row.comparator.difference is not None for row in rows)


def flags_by_chance(findings: Findings, hospital: str) -> float:
    """How many "below the others" flags to expect of chance alone, were there no difference at all.

    A 95 % interval lies wholly below 0 in 2.5 % of such cases: with 40 questions, one.
    """
    return compared(findings, hospital) * (1 - LEVEL) / 2


def chance_in_words(findings: Findings, hospital: str) -> str:
    """What to say beside the flags of a hospital."""
    number = compared(findings, hospital)
    if not number:
        return "No question could be compared with the other hospitals."
    expected = flags_by_chance(findings, hospital)
    how_many = (
        "fewer than one flag comes"
        if expected < 0.75
        else ("about one flag comes" if expected < 1.5 else f"about {expected:.0f} flags come")
    )
    questions = "question" if number == 1 else "questions"
    return f"With {number} {questions} compared with other hospitals, {how_many} by chance."
