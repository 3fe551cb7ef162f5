"""One question as it is keyed: its number, its boxes with what each is keyed by; or what to read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from survey_engine.questionnaire.answers import Fault
from survey_engine.questionnaire.definition import DATED, Kind, Page, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.directions import Rule, blocks, numbers
from survey_engine.questionnaire.keying import NUMBERED, Keying, keyed_as, keys_of
from survey_engine.questionnaire.wording import answer_labels
from survey_engine.web.fault_words import fault_text
from survey_engine.web.language import gettext

TOO_MANY_TICKED: Final = frozenset({Fault.EXCLUSIVE_WITH_OTHERS, Fault.TOO_MANY})


@dataclass(frozen=True, slots=True)
class BoxView:
    """One box of the form: what is keyed for it, and its words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class KeyedView:
    """One question on the screen. `aloud`: sentences for the telephone, empty on paper."""

    id: QuestionId
    number: int  # 0 for words without an answer
    text: str
    hint: str
    notice: str  # for whom it is, as it stands above it on paper
    boxes: tuple[BoxView, ...]
    how: str
    value: str
    error: str
    is_long: bool
    aloud: tuple[str, ...] = ()


def views_of(
    pages: Sequence[Page],
    questionnaire: Questionnaire,
    keying: Keying,
    *,
    typed: Mapping[str, str],
    faults: Mapping[QuestionId, Fault],
    is_aloud: bool,
) -> tuple[KeyedView, ...]:
    """Every question of a screen. `typed`: what was keyed just now, where the screen is shown once more."""
    places = numbers(questionnaire)
    notices = {} if is_aloud else blocks(questionnaire, gettext)
    return tuple(
        KeyedView(
            id=question.id,
            number=places.get(question.id, 0),
            text=question.text,
            hint=question.hint,
            notice=_in_one_line(notices[question.id].rule) if question.id in notices else "",
            boxes=tuple(BoxView(key, option.label) for key, option in keys_of(question)),
            how=_how(question),
            value=typed.get(question.id) or keyed_as(question, keying.entry(question.id)),
            error=_error(question, places[question.id], faults[question.id]) if question.id in faults else "",
            is_long=question.kind is Kind.TEXT,
            aloud=tuple(aloud(question)) if is_aloud else (),
        )
        for page in pages
        for question in page.questions
    )


def _in_one_line(rule: Rule) -> str:
    parts = "; ".join(_in_one_line(part) for part in rule.parts)
    return f"{rule.words} {parts}" if parts else rule.words


def _how(question: Question) -> str:
    """What to key where it is not the number of one box."""
    if question.kind is Kind.MULTIPLE:
        most = f" Up to {question.max_choices}." if question.max_choices else ""
        return f"Every box that is ticked, such as 1 3.{most}"
    if question.kind is Kind.SCALE and question.scale is not None:
        scale = question.scale
        return f"{scale.low} to {scale.high}: {scale.low_label}, {scale.high_label}."
    if question.kind is Kind.MONTH_YEAR:
        return "Month and year, such as 3 2024; or the year."
    if question.kind in DATED:
        return "Day, month and year, such as 14 3 2024."
    if question.kind is Kind.NUMBER and question.number is not None:
        return f"A number from {question.number.minimum} to {question.number.maximum}."
    return ""


def _error(question: Question, number: int, fault: Fault) -> str:
    """One sentence, with the question's number: the screen has many."""
    return f"Question {number}: {_mend(question, fault)}"


def _mend(question: Question, fault: Fault) -> str:
    if fault is Fault.NOT_AN_OPTION and question.kind in NUMBERED:
        return f"key a number from 1 to {len(question.options)}."
    if fault is Fault.NOT_AN_OPTION and question.scale is not None:
        return f"key a number from {question.scale.low} to {question.scale.high}, or + for the box below."
    if fault is Fault.NOT_AN_OPTION:
        return "key + for a box below."
    if fault is Fault.SEVERAL_FOR_ONE and question.kind is Kind.SINGLE:
        return "key one number, or * where more than one box is ticked."
    if fault in TOO_MANY_TICKED:
        return "the form allows fewer boxes together. Key *."
    return fault_text(question, fault)


def words_of(question: Question, keying: Keying) -> str:
    """What a keying says of a question, in words."""
    entry = keying.entry(question.id)
    if entry.unclear is not None:
        return "More than one ticked" if entry.unclear.value == "several" else "Cannot be read"
    if entry.value is None:
        return "Nothing"
    if question.kind in DATED:
        return keyed_as(question, entry)
    return ", ".join(answer_labels(question, entry.value))


def aloud(question: Question) -> Iterator[str]:
    """A question as an interviewer reads it: what is asked, then the answers in a sentence."""
    if question.kind is Kind.STATEMENT:
        yield from (part.strip() for part in question.text.split("\n\n"))
        return
    yield question.text
    # What a hint says of ticking and writing is for readers.
    if question.hint and question.kind not in (Kind.MULTIPLE, Kind.TEXT, *DATED):
        yield question.hint
    labels = [f"“{box.label}”" for _key, box in keys_of(question)]
    if question.kind is Kind.SCALE and question.scale is not None:
        scale = question.scale
        yield (
            f"Please give a number from {scale.low} to {scale.high}. {scale.low} means “{scale.low_label}”, "
            f"and {scale.high} means “{scale.high_label}”."
        )
    elif question.kind is Kind.MONTH_YEAR:
        yield "Please tell me the month and the year. The year is enough."
    elif question.kind is Kind.MULTIPLE:
        yield f"You can choose {_how_many(question)}. I will read them all: {_listed(labels, 'and')}."
        return
    elif question.kind is Kind.SINGLE:
        yield f"You can say {_listed(labels, 'or')}."
        return
    if labels:
        yield f"Or you can say {_listed(labels, 'or')}."


def _how_many(question: Question) -> str:
    return (
        f"up to {question.max_choices} of these" if question.max_choices else "as many of these as you like"
    )


def _listed(words: Sequence[str], last: str) -> str:
    """Words in a row, as they are said."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])}, {last} {words[-1]}"
