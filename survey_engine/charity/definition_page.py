"""The page of one questionnaire version: its facts, its problems, what changed, and how it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.wrappers import Response

from survey_engine.charity.definition_shelf import (
    TRENDS,
    Held,
    Stage,
    asked_in,
    difference,
    language_lines,
    real_languages,
)
from survey_engine.questionnaire.difference import Change, Trend
from survey_engine.questionnaire.duration import estimated_minutes
from survey_engine.questionnaire.ladders import FILE as LADDERS
from survey_engine.questionnaire.problem import Problem
from survey_engine.records import definition_drafts, staff
from survey_engine.records.staff import Role
from survey_engine.records.store import Session
from survey_engine.web.forms import PageError
from survey_engine.web.staff_sitting import me, staff_page

_LONGEST_LINE: Final = 120
_GRAVEST_FIRST: Final = (
    *(Trend.BROKEN, Trend.ENDS, Trend.FREQUENCIES_ONLY, Trend.RESTATED),
    *(Trend.WITH_CAUTION, Trend.STARTS, Trend.KEPT),
)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem, and what stands at its line."""

    line: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change from the version before, of one part or of many, and what it does to a trend, in words."""

    parts: tuple[str, ...]
    text: str
    trend: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the version before; `refused`: what contradicts itself, and what to write."""

    version: int
    lines: tuple[ChangeLine, ...]
    refused: tuple[ChangeLine, ...]


def changes_of(one: Held) -> Changes | None:
    """What changed since the version before."""
    found = difference(one)
    if found is None:
        return None
    earlier, changed = found
    refused = tuple(ChangeLine((each.part,), each.text, "") for each in changed.contradictions)
    return Changes(earlier.version, change_lines(changed.changes), refused)


def change_lines(changes: Sequence[Change]) -> tuple[ChangeLine, ...]:
    """What ends a trend first; the same change of many parts is told once."""
    same: dict[tuple[Trend, str], list[str]] = {}
    for one in changes:
        same.setdefault((one.trend, one.text), []).append(one.part)
    ordered = sorted(same.items(), key=lambda line: _GRAVEST_FIRST.index(line[0][0]))
    return tuple(ChangeLine(tuple(parts), text, TRENDS[trend]) for (trend, text), parts in ordered)


def what_blocks(one: Held) -> str:
    """Why a draft cannot be published yet, in a sentence; empty where nothing is in the way."""
    if one.errors:
        return f"Mend what is wrong first: {len(one.errors)} to mend."
    changed = changes_of(one)
    if changed and changed.refused:
        return f"It contradicts version {changed.version}: mend that first."
    return ""


def problem_lines(problems: Sequence[Problem], text: str) -> list[ProblemLine]:
    """Problems with what stands at their lines."""
    lines = text.split("\n")
    return [
        ProblemLine(one.line, f"(in {LADDERS}, a file on the server) {one.text}", "")
        if one.path.name == LADDERS
        else ProblemLine(one.line, one.text, "".join(lines[one.line - 1 : one.line]).strip()[:_LONGEST_LINE])
        for one in problems
    ]


def version_page(
    db: Session,
    one: Held,
    *,
    errors: Sequence[PageError] = (),
    status: int = 200,
    told: str = "",
    lost: Sequence[str] = (),
    whys: Sequence[str] = (),
) -> Response:
    """The page. `lost`: what an upload could not carry; `whys`: reasons as they were typed, by warning."""
    questionnaire, text = one.questionnaire, one.text or ""
    return staff_page(
        "definition",
        folder="charity",
        errors=errors,
        status=status,
        told=told,
        lost=lost,
        one=one,
        stage=one.stage.value,
        is_draft=one.record is not None,
        is_out=one.stage is Stage.PUBLISHED,
        is_admin=Role.ADMIN in me().roles,
        questions=sum(1 for _ in questionnaire.asked()),
        reading_minutes=estimated_minutes(questionnaire.questions),
        languages=language_lines(questionnaire),
        every_language=[(each.code, each.name) for each in real_languages()],
        waves=asked_in(db, questionnaire),
        faults=problem_lines(one.errors, text),
        warnings=problem_lines(one.warnings, text),
        whys=list(whys),
        changes=changes_of(one),
        blocked=what_blocks(one),
        **_proposal(db, one),
    )


def _proposal(db: Session, one: Held) -> dict[str, object]:
    """Who proposes a draft, why its warnings may stay, and why she who looks cannot agree."""
    record = one.record
    if record is None or record.proposed_by is None:
        return {"proposed_by": None, "accepted": (), "why_not_second": ""}
    person = staff.by_id(db, me().staff)
    return {
        "proposed_by": record.proposed_by,
        "accepted": definition_drafts.accepted_of(record),
        "why_not_second": definition_drafts.why_not_second(db, record.proposed_by, person) if person else "",
    }
