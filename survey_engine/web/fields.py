"""From a question to what a page shows: a form field that reads, and a view that a template draws.

The fields are WTForms fields, so that one form carries the token and the readings. They are drawn by
templates, because drawing by WTForms' own widgets costs about ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from flask_babel import format_date

from survey_engine.questionnaire.answers import Fault, Reading, Value
from survey_engine.questionnaire.definition import DATED, Kind, Option, Question, QuestionId
from survey_engine.questionnaire.wording import answer_labels
from survey_engine.web.fault_words import fault_text


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
    values: tuple[str, ...]  # what stands in text boxes: for a date [day, month, year]
    error: str | None
    answered: bool
    long: bool
    max_choices: int | None
    low_label: str = ""
    high_label: str = ""
    wrong_box: str = ""  # of several boxes: "month" or "year" where that one must be mended, "" for the first

    @property
    def error_href(self) -> str:
        """Where the list of problems leads: the first control to mend (parts/fields.jinja gives the ids)."""
        return f"#{self.id}-{self.wrong_box}" if self.wrong_box else f"#{self.id}"

    @property
    def escape_options(self) -> tuple[OptionView, ...]:
        """The ways out, shown after "or" where the rest of the answer is a box or a scale."""
        return tuple(option for option in self.options if option.escape)

    @property
    def day(self) -> str:
        """What stands in the day box."""
        return self.values[0] if len(self.values) > 2 else ""

    @property
    def month(self) -> str:
        """What stands in the month box."""
        return self.values[-2] if len(self.values) > 1 else ""

    @property
    def year(self) -> str:
        """What stands in the year box."""
        return self.values[-1] if self.values else ""


def view_of(
    question: Question,
    value: Value | None,
    typed: Sequence[str] | None,
    reading: Reading | None,
    filled: Callable[[str], str] = str,
) -> QuestionView:
    """Draw `question` with its saved answer, or with what was just typed where that cannot be accepted.

    typed: an entry that was kept though it cannot be accepted yet. `filled` fills the places of its words.
    """
    raw = reading.raw if reading and reading.fault else typed
    chosen = set(raw) if raw is not None else set(_chosen(value))
    fault = reading.fault if reading else None
    offered = tuple(option for option in question.options if _is_offered(option))
    return QuestionView(
        id=question.id,
        kind=question.kind.value,
        text=filled(question.text),
        hint=filled(question.hint),
        options=tuple(_option_view(option, filled(option.label), chosen) for option in offered),
        values=_typed(question, raw) if raw is not None else _boxes(question, value),
        error=filled(fault_text(question, fault, chosen)) if fault else None,
        answered=value is not None or raw is not None,
        long=question.long,
        max_choices=question.max_choices,
        low_label=question.scale.low_label if question.scale else "",
        high_label=question.scale.high_label if question.scale else "",
        wrong_box=_wrong_box(question, fault),
    )


def _is_offered(option: Option) -> bool:
    return option.retired_in is None


def _wrong_box(question: Question, fault: Fault | None) -> str:
    if fault in (Fault.NOT_A_YEAR, Fault.YEAR_OUT_OF_RANGE):
        return "year"
    return "month" if fault is Fault.NOT_A_MONTH and question.kind is Kind.DATE else ""


def _option_view(option: Option, label: str, chosen: set[str]) -> OptionView:
    return OptionView(option.id, label, option.id in chosen, option.exclusive, option.escape)


def _chosen(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _boxes(question: Question, value: Value | None) -> tuple[str, ...]:
    """The text of the boxes: a saved 2021-03 stands as ["3", "2021"], a year alone as ["", "2021"]."""
    if not isinstance(value, str) or question.option(value):
        return ()
    match question.kind:
        case Kind.MONTH_YEAR | Kind.DATE:
            boxes = tuple(number.lstrip("0") for number in reversed(value.split("-")))
            return boxes if len(boxes) > 1 else ("", *boxes)
        case Kind.NUMBER | Kind.TEXT:
            return (value,)
        case Kind.SINGLE | Kind.MULTIPLE | Kind.SCALE | Kind.STATEMENT:
            return ()
        case _:
            assert_never(question.kind)


def _typed(question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    """What was typed into the boxes, without a way out that was chosen beside them."""
    return tuple(text for text in raw if question.option(text) is None)


def answer_lines(
    question: Question, value: Value | None, filled: Callable[[str], str] = str
) -> tuple[str, ...]:
    """An answer in words, as the check shows it: a month by its name; empty where there is none.

    `filled` fills the places of an option's label; what a person wrote herself stays as it is.
    """
    if question.kind in DATED and isinstance(value, str) and question.option(value) is None:
        parts = value.count("-") + 1
        if parts == 3:
            return (format_date(date.fromisoformat(value), "d MMMM yyyy"),)
        if parts == 2:
            return (format_date(date.fromisoformat(f"{value}-01"), "LLLL yyyy"),)
    labels = answer_labels(question, value)
    return labels if question.kind is Kind.TEXT else tuple(map(filled, labels))
