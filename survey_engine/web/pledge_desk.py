"""What the screens of pledges share: after which survey, what can be chosen, and how an action reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from survey_engine.analysis.pledge import Action, Opinion, Pledge, PledgeProblem, ReviewDue, Status, overdue
from survey_engine.analysis.released import Measured, ReleasedScore
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire, Score
from survey_engine.questionnaire.problem import DefinitionError
from survey_engine.questionnaire.standards import StandardsList, find_standards, read_standards
from survey_engine.records import released_scores, waves
from survey_engine.records.pledge_history import Change
from survey_engine.records.pledge_marks import Mark
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.pledge_figures import FigureLine, Figures, asked_in, figure_lines, shown

STATUSES: Final = {
    Status.AGREED: "Agreed, not yet started",
    Status.STARTED: "Started",
    Status.DONE: "Done",
    Status.DELAYED: "Delayed",
    Status.DROPPED: "Dropped",
}
OPINIONS: Final = {
    Opinion.DONE: "Done",
    Opinion.NOT_YET: "Not yet",
    Opinion.DISAGREE: "I disagree, because",
}
FIELDS: Final = {
    "title": "Title",
    "more_reason": "Why more than five actions",
    "agreed_patients": "Patients who agreed",
    "agreed_staff": "Staff who agreed",
    "you_said": "You said",
    "we_will": "We will",
    "standards": "Standards",
    "questions": "Questions",
    "baselines": "Figures it began with",
    "owner": "Whose task",
    "due": "By when",
    "status": "How far",
    "reason": "Why it is late or dropped",
    "we_did": "We did",
    "evidence": "Proof",
    "reviews": "Reviews",
    "why": "Why",
}
EVENTS: Final = {
    "heading": "Title or agreement changed",
    "added": "Action added",
    "changed": "Action changed",
    "removed": "Action taken out",
    "offered": "Sent to the charity",
    "published": "Published",
    "returned": "Given back to the hospital",
}


_HANDS: Final = {"command line": "whoever runs the server"}


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action as a screen reads it. late: the review that is overdue, or None."""

    action: Action
    number: int
    status: str
    due: str
    figures: tuple[FigureLine, ...]
    late: ReviewDue | None
    late_since: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of the form: a question or a standard, and its public figure ("" where there is none)."""

    value: str
    words: str
    figure: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of the history. lines: (field, before, after), in words."""

    day: str
    role: str
    event: str
    what: str
    lines: tuple[tuple[str, str, str], ...]


def pledge_waves(db: Session) -> list[WaveRecord]:
    """The waves after which there can be a pledge, the newest first: surveys of patients that are closed."""
    closed = (waves.State.CLOSED, waves.State.PURGED)
    out = set(released_scores.waves_released(db))
    found = [
        one
        for one in waves.list_waves(db)
        if (one.id in out or one.state in closed) and not waves.is_pilot(one) and _asks_patients(one)
    ]
    return sorted(found, key=lambda one: (one.closes_on, one.id), reverse=True)


def _asks_patients(wave: WaveRecord) -> bool:
    asked = asked_in(wave)
    return asked is None or asked.answered_by is AnsweredBy.PATIENTS


def day(found: date | None) -> str:
    """A day in words, or nothing."""
    return f"{found.day} {found:%B} {found.year}" if found is not None else ""


def action_views(
    pledge: Pledge, figures: Figures, today: date, marks: Iterable[Mark] = ()
) -> tuple[ActionView, ...]:
    """Every action of a pledge with its figures, its overdue review and what representatives said of it."""
    late = {one.action: one for one in overdue(pledge, today)}
    given = list(marks)
    return tuple(
        ActionView(
            action=one,
            number=number,
            status=STATUSES[one.status],
            due=day(one.due),
            figures=figure_lines(figures, pledge.wave, one),
            late=late.get(one.id),
            late_since=day(late[one.id].due) if one.id in late else "",
            marks=tuple(mark for mark in given if mark.action == one.id),
        )
        for number, one in enumerate(pledge.actions, start=1)
    )


def question_choices(wave: WaveRecord, scores: Sequence[ReleasedScore]) -> list[tuple[str, list[Choice]]]:
    """(part, its questions that are scored), each with its public figure."""
    asked = asked_in(wave)
    if asked is None:
        return []
    known = _known(wave, scores, Measured.QUESTION)
    parts = []
    for section in asked.sections:
        boxes = [
            Choice(str(one.id), one.text, known.get(one.id, ""))
            for page in section.pages
            for one in page.questions
            if one.id in known or any(option.score is Score.POSITIVE for option in one.options)
        ]
        parts += [(section.title, boxes)] if boxes else []
    return parts


def standard_choices(wave: WaveRecord, scores: Sequence[ReleasedScore]) -> list[Choice]:
    """The standards that a wave's questions measure, each with its public figure."""
    asked = asked_in(wave)
    listed = standards_of(asked) if asked is not None else None
    if asked is None or listed is None:
        return []
    measured = {code for one in asked.asked() for code in one.standards}
    known = _known(wave, scores, Measured.STANDARD)
    return [
        Choice(str(one.code), one.title, known.get(one.code, ""))
        for one in listed.standards
        if one.code in measured
    ]


def standards_of(asked: Questionnaire) -> StandardsList | None:
    """The list of standards of a questionnaire, where its file is there and whole."""
    folders = tuple(folder / "standards" for folder in house().settings.questionnaire_folders)
    path = find_standards(asked.standards, folders)
    try:
        return read_standards(path) if path is not None else None
    except DefinitionError:
        return None


def _known(wave: WaveRecord, scores: Sequence[ReleasedScore], kind: Measured) -> Mapping[str, str]:
    found = {one.code: shown(one) for one in scores if one.wave == wave.id and one.kind is kind}
    return {
        code: f"{one.figure}, of about {one.base} answers" if one.base else one.figure
        for code, one in found.items()
    }


def page_errors(problems: Sequence[PledgeProblem], elsewhere: str = "") -> tuple[PageError, ...]:
    """The first problem of each box of a form. `elsewhere`: the field that has no box on this page."""
    first: dict[str, str] = {}
    for one in problems:
        first.setdefault(one.field, one.text)
    return tuple(PageError("" if field == elsewhere else f"#{field}", text) for field, text in first.items())


def change_views(changes: Sequence[Change], pledge: Pledge, wave: WaveRecord) -> list[ChangeView]:
    """The history in words, the latest first."""
    version = asked_in(wave)
    asked = {str(one.id): one.text for one in version.asked()} if version is not None else {}
    numbers = {one.id: number for number, one in enumerate(pledge.actions, start=1)}
    return [
        ChangeView(
            day=day(one.on_date),
            role=_HANDS.get(one.role, f"the {one.role}"),
            event=EVENTS.get(one.event, one.event),
            what=_what(one.action, numbers),
            lines=tuple(
                (FIELDS.get(name, name), _told(name, before, asked), _told(name, after, asked))
                for name, (before, after) in one.fields.items()
            ),
        )
        for one in changes
    ]


def _what(action: str, numbers: Mapping[str, int]) -> str:
    if not action:
        return ""
    return f"Action {numbers[action]}" if action in numbers else "An action that is gone"


def _told(name: str, value: Any, asked: Mapping[str, str]) -> str:
    """A stored value in words; "" for none. asked: what each question asks."""
    if value in (None, "", []):
        return ""
    if name == "status":
        return STATUSES[Status(value)]
    if name == "due":
        return day(date.fromisoformat(value))
    if name == "baselines":
        return "; ".join(f"{one['words']} {one['shown']}" for one in value)
    if name == "reviews":
        return "; ".join(
            f"after {one['months']} months, on {day(date.fromisoformat(one['held_on']))}: "
            f"{STATUSES[Status(one['status'])].lower()}"
            for one in value
        )
    if name == "questions":
        return "; ".join(asked.get(one, one) for one in value)
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
