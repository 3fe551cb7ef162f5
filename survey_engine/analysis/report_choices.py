"""What a report puts first, chosen from findings by rules that are written down: no judgement, no rank."""

from __future__ import annotations

from dataclasses import dataclass

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Findings, QuestionFinding, StandardFinding, VoteEntry
from survey_engine.analysis.votes import MOST_SHOWN

TOO_FEW = "Too few to say"

_VALUED = 80  # percent, from which "patients valued" is a fair thing to say
_HIGH = ("over 90 %", "90 % or over")


@dataclass(frozen=True, slots=True)
class StaffView:
    """One question of the staff survey on the same standard: what this hospital's staff say, and all staff.

    own is None where the staff survey may not show this hospital alone.
    """

    standard: str
    text: str
    own: Figure | None
    whole: Figure


def valued(findings: Findings, hospital: str, most: int = 5) -> tuple[QuestionFinding, ...]:
    """What patients valued: scored questions of 80 % or more, by the low end of the interval."""
    good = [
        row for row in findings.of(hospital) if _is_scored(findings, row) and _low(row.figure) is not None
    ]
    good = [row for row in good if (row.figure.percent or 0) >= _VALUED or row.figure.score in _HIGH]
    return tuple(sorted(good, key=lambda row: -(_low(row.figure) or 0))[:most])


def weakest(findings: Findings, hospital: str, most: int = 3) -> tuple[StandardFinding, ...]:
    """The standards with the lowest scores; those equal to the last one too. Never a rank of hospitals."""
    scored = [one for one in findings.standards_of(hospital) if one.score is not None]
    ordered = sorted(scored, key=lambda one: one.score or 0)
    limit = ordered[most - 1].score if len(ordered) >= most else None
    return tuple(one for one in ordered if limit is None or (one.score or 0) <= limit)


def asked_for(findings: Findings, hospital: str) -> tuple[VoteEntry, ...]:
    """What patients asked for: the first five places of their vote, ties kept; none where few voted."""
    vote = findings.vote_of(hospital)
    return vote.first(MOST_SHOWN) if vote else ()


def to_discuss(findings: Findings, hospital: str) -> tuple[QuestionFinding, ...]:
    """The questions with a reason to talk about them: most reasons first, then in their order."""
    flagged = [row for row in findings.of(hospital) if row.reasons]
    return tuple(sorted(flagged, key=lambda row: (not row.survives, -len(row.reasons))))


def staff_views(staff: Findings, hospital: str, standard: str) -> tuple[StaffView, ...]:
    """What the staff survey says on one standard. Staff are few, so mostly all hospitals together.

    Raises ValueError unless `staff` are findings of a survey of staff.
    """
    if staff.answered_by.value != "staff":
        raise ValueError("these are not findings of a survey of staff")
    place = staff.hospital(hospital)
    found = []
    for question in staff.asked:
        whole = staff.found(ALL_HOSPITALS, question.id)
        if standard not in question.standards or whole is None:
            continue
        own = staff.found(hospital, question.id) if place is not None and place.has_report else None
        figure = own.figure if own is not None and own.figure.is_shown else None
        if figure is not None or whole.figure.is_shown:
            found.append(StaffView(standard, question.text, figure, whole.figure))
    return tuple(found)


def _is_scored(findings: Findings, row: QuestionFinding) -> bool:
    question = findings.question(row.question)
    return question is not None and question.is_scored


def _low(figure: Figure) -> int | None:
    return figure.low if figure.score else None
