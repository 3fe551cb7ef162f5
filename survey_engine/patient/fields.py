"""From a question to what a page shows: a form field that reads, and a view that a template draws.

The fields are WTForms fields, so that one form carries the token and the readings. They are drawn by
templates, because drawing by WTForms' own widgets costs about ten times as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date

from survey_engine.patient.sitting import Sitting
from survey_engine.patient.words import fault_text
from survey_engine.questionnaire.answers import Fault, Reading, Value
from survey_engine.questionnaire.definition import Kind, Option, Page, Question, QuestionId
from survey_engine.questionnaire.routing import shown_questions
from survey_engine.questionnaire.wording import answer_labels, piped


@dataclass(frozen=True, slots=True)
class OptionView:
    """One radio or tick box."""

    id: str
    label: str
    checked: bool
    exclusive: bool
    escape: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as a template draws it."""

    id: QuestionId
    kind: str
    text: str
    hint: str
    options: tuple[OptionView, ...]
    values: tuple[str, ...]  # what stands in text boxes: for a month and year [month, year]
    error: str | None
    answered: bool
    long: bool
    max_choices: int | None
    low_label: str = ""
    high_label: str = ""
    year_error: bool = False  # of a month and year: only the year must be mended

    @property
    def error_href(self) -> str:
        """Where the list of problems leads: the first control to mend (parts/fields.jinja gives the ids)."""
        return f"#{self.id}-year" if self.year_error else f"#{self.id}"

    @property
    def escape_options(self) -> tuple[OptionView, ...]:
        """The ways out, shown after "or" where the rest of the answer is a box or a scale."""
        return tuple(option for option in self.options if option.escape)

    @property
    def month(self) -> str:
        """What stands in the month box."""
        return self.values[0] if len(self.values) > 1 else ""

    @property
    def year(self) -> str:
        """What stands in the year box."""
        return self.values[-1] if self.values else ""


def view_of(question: Question, sitting: Sitting, reading: Reading | None) -> QuestionView:
    """Draw `question` with its saved answer, or with what was just typed where that cannot be accepted."""
    progress = sitting.progress
    value = progress.answers.get(question.id)
    raw = reading.raw if reading and reading.fault else progress.typed.get(question.id)
    chosen = set(raw) if raw is not None else set(_chosen(value))
    hospital = sitting.hospital_name
    return QuestionView(
        id=question.id,
        kind=question.kind.value,
        text=piped(question.text, hospital=hospital),
        hint=piped(question.hint, hospital=hospital),
        options=tuple(_option_view(option, chosen) for option in question.options if _is_offered(option)),
        values=tuple(raw) if raw is not None else _boxes(question, value),
        error=fault_text(question, reading.fault) if reading and reading.fault else None,
        answered=value is not None or raw is not None,
        long=question.long,
        max_choices=question.max_choices,
        low_label=question.scale.low_label if question.scale else "",
        high_label=question.scale.high_label if question.scale else "",
        year_error=bool(reading and reading.fault in (Fault.NOT_A_YEAR, Fault.YEAR_OUT_OF_RANGE)),
    )


def _is_offered(option: Option) -> bool:
    return option.retired_in is None


def _option_view(option: Option, chosen: set[str]) -> OptionView:
    return OptionView(option.id, option.label, option.id in chosen, option.exclusive, option.escape)


def _chosen(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _boxes(question: Question, value: Value | None) -> tuple[str, ...]:
    """The text of the boxes: a saved 2021-03 stands as ["3", "2021"], a year alone as ["", "2021"]."""
    if not isinstance(value, str) or question.option(value):
        return ()
    if question.kind is not Kind.MONTH_YEAR:
        return (value,)
    year, _, month = value.partition("-")
    return (month.lstrip("0"), year)


def views_of(
    page: Page, sitting: Sitting, readings: Mapping[QuestionId, Reading]
) -> tuple[QuestionView, ...]:
    """Every question that the page shows."""
    shown = shown_questions(page, sitting.live)
    return tuple(view_of(question, sitting, readings.get(question.id)) for question in shown)


def answer_lines(question: Question, value: Value | None) -> tuple[str, ...]:
    """An answer in words, as the check shows it: a month by its name; empty where there is none."""
    if question.kind is Kind.MONTH_YEAR and isinstance(value, str):
        year, _, month = value.partition("-")
        if month.isdecimal():
            return (format_date(date(int(year), int(month), 1), "LLLL yyyy"),)
    return answer_labels(question, value)
