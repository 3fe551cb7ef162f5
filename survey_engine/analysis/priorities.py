"""The priority sheet: what there is to talk about at the goal meeting, with what the meeting makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from survey_engine.analysis.findings import AskedQuestion, Findings, QuestionFinding
from survey_engine.analysis.report_choices import StaffView, staff_views

MOST_CHOSEN: Final = 5  # a short list is kept; more than that seldom happens
MOST_WORDS: Final = 600  # characters of one note


@dataclass(frozen=True, slots=True)
class Judgement:
    """What people at the hospital and the charity make of one question. Texts are as they typed them.

    feasible: "", "yes", "partly" or "no"; effort: cost and time in words; note: anything else; chosen: the
    meeting wants it in the pledge.
    """

    feasible: str = ""
    effort: str = ""
    note: str = ""
    chosen: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said of it."""
        return self == Judgement()


FEASIBLE: Final = {"": "Not said yet", "yes": "Yes", "partly": "Partly", "no": "No"}


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One question of the sheet: what was found, the staff's view of its standards, and the judgement."""

    asked: AskedQuestion
    found: QuestionFinding
    staff: tuple[StaffView, ...] = ()
    judgement: Judgement = field(default_factory=Judgement)


def priority_rows(
    findings: Findings,
    hospital: str,
    judgements: Mapping[str, Judgement],
    staff: Findings | None = None,
) -> Sequence[PriorityRow]:
    """The questions that are marked, or of which somebody said something, those with most reasons first.

    Those that survive many comparisons stand before the others; equals in the order of the questionnaire.
    Where a question has no score that may be shown, it is there only if somebody put it there.
    """
    rows = []
    for found in findings.of(hospital):
        judgement = judgements.get(found.question, Judgement())
        asked = findings.question(found.question)
        if asked is None or not asked.is_scored or not (found.reasons or not judgement.is_empty):
            continue
        rows.append(PriorityRow(asked, found, _staff_view(asked, hospital, staff), judgement))
    return sorted(rows, key=lambda row: (not row.found.survives, -len(row.found.reasons), row.asked.position))


def others_to_add(findings: Findings, hospital: str, rows: Sequence[PriorityRow]) -> Sequence[AskedQuestion]:
    """The other scored questions that somebody may put on the sheet."""
    there = {row.asked.id for row in rows}
    shown = {found.question for found in findings.of(hospital) if found.figure.is_shown}
    return [one for one in findings.asked if one.is_scored and one.id not in there and one.id in shown]


def _staff_view(asked: AskedQuestion, hospital: str, staff: Findings | None) -> tuple[StaffView, ...]:
    if staff is None:
        return ()
    return tuple(view for code in asked.standards for view in staff_views(staff, hospital, code))
