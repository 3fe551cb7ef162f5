"""A form on paper, or an interview, as it is keyed: one short entry a question, mostly the number of a box.

`*` is "more than one ticked" and `/` is "cannot be read": both stand on every number pad, and neither can be
an answer. Boxes that stand after what is written, such as "I do not know", are keyed `+1`, `+2`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from survey_engine.questionnaire.answers import Fault, Value, clean_text, json_bytes, read_answer
from survey_engine.questionnaire.definition import (
    DATED,
    Kind,
    Option,
    Page,
    PageId,
    Question,
    QuestionId,
    Questionnaire,
)
from survey_engine.questionnaire.modes import Unclear
from survey_engine.questionnaire.numerals import latin_digits
from survey_engine.questionnaire.sheet import boxes_of

FORMAT: Final = 1
SEVERAL_KEY, UNREADABLE_KEY, WAY_OUT = "*", "/", "+"
NUMBERED: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE})
_NO_BOX: Final = "?"  # no option has this id, so it is refused as none
_RUN_TOGETHER: Final = 10  # below so many boxes, 135 means 1, 3 and 5
_DATES: Final = {4: (4,), 6: (2, 4), 8: (2, 2, 4)}  # digits in one go, as they stand on the form


class UnreadableKeyingError(Exception):
    """These bytes are no keyed form of this format."""


def keys_of(question: Question) -> tuple[tuple[str, Option], ...]:
    """(what is keyed, the box) for each box of a question, in the order of the sheet."""
    first, last = boxes_of(question)
    before = "" if question.kind in NUMBERED else WAY_OUT
    return tuple((f"{before}{number}", option) for number, option in enumerate((*first, *last), 1))


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands for one question: an answer, or why there is none, or what is wrong with what was keyed."""

    value: Value | None = None
    unclear: Unclear | None = None
    fault: Fault | None = None


def read_entry(question: Question, keyed: str, *, latest: date) -> Entry:
    """Read what was keyed for one question, by way of `read_answer`. `latest` is today. Never raises."""
    text = clean_text(keyed)
    if text == UNREADABLE_KEY:
        return Entry(unclear=Unclear.UNREADABLE)
    if text == SEVERAL_KEY and question.kind is not Kind.TEXT:
        return Entry(unclear=Unclear.SEVERAL)
    reading = read_answer(question, _meant(question, text), latest=latest)
    return Entry(value=reading.value, fault=reading.fault)


def _meant(question: Question, text: str) -> tuple[str, ...]:
    """The same entry as a page on the screen would post it."""
    boxes = {key: str(option.id) for key, option in keys_of(question)}
    if question.kind in NUMBERED:
        return tuple(boxes.get(number, _NO_BOX) for number in _numbers(question, text))
    way_out = latin_digits(text.replace(" ", ""))
    if way_out.startswith(WAY_OUT) and boxes:
        return (boxes.get("+1" if way_out == WAY_OUT else way_out, _NO_BOX),)
    if question.kind in DATED:
        return _date_parts(text)
    return (text,)


def _numbers(question: Question, text: str) -> list[str]:
    numbers = [latin_digits(one).lstrip("0") or "0" for one in re.split(r"[\s,.;+]+", text) if one]
    together = question.kind is Kind.MULTIPLE and len(question.options) < _RUN_TOGETHER
    if together and len(numbers) == 1 and numbers[0].isdecimal():
        return list(numbers[0])
    return numbers


def _date_parts(text: str) -> tuple[str, ...]:
    digits = latin_digits(text)
    if digits.isdecimal() and len(digits) in _DATES:
        parts, place = [], 0
        for length in _DATES[len(digits)]:
            parts.append(digits[place : place + length])
            place += length
        return tuple(parts)
    return tuple(part for part in re.split(r"[\s,./-]+", text) if part)


def keyed_as(question: Question, entry: Entry) -> str:
    """What would be keyed for an entry: the reverse of `read_entry`."""
    if entry.unclear is not None:
        return SEVERAL_KEY if entry.unclear is Unclear.SEVERAL else UNREADABLE_KEY
    if entry.value is None:
        return ""
    keys = {str(option.id): key for key, option in keys_of(question)}
    if isinstance(entry.value, tuple):
        return " ".join(keys.get(one, one) for one in entry.value)
    if entry.value in keys:
        return keys[entry.value]
    if question.kind in DATED:
        return " ".join(part.lstrip("0") for part in reversed(entry.value.split("-")))
    return entry.value


@dataclass(frozen=True, slots=True)
class Keying:
    """One keying of one form. The plaintext of its sealed draft: no time, no code, and nobody's name."""

    answers: Mapping[QuestionId, Value] = field(default_factory=dict)
    unclear: Mapping[QuestionId, Unclear] = field(default_factory=dict)
    margins: Mapping[PageId, str] = field(default_factory=dict)  # notes, by the first page of their screen
    done: frozenset[PageId] = frozenset()
    language: str = "en"  # of the form
    is_finished: bool = False

    def entry(self, question: QuestionId) -> Entry:
        """What stands for one question."""
        return Entry(self.answers.get(question), self.unclear.get(question))

    def to_bytes(self) -> bytes:
        """As JSON in UTF-8, without spaces."""
        state = {
            "format": FORMAT,
            "answers": {key: list(v) if isinstance(v, tuple) else v for key, v in self.answers.items()},
            "unclear": {key: reason.value for key, reason in self.unclear.items()},
            "margins": dict(self.margins),
            "done": sorted(self.done),
            "language": self.language,
            "finished": self.is_finished,
        }
        return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def keying_from_bytes(data: bytes) -> Keying:
    """Read what `Keying.to_bytes` wrote. Raises UnreadableKeyingError."""
    try:
        state: dict[str, Any] = json.loads(data)
        if state["format"] != FORMAT:
            raise UnreadableKeyingError(f"The form has format {state['format']}, not {FORMAT}.")
        return Keying(
            answers={
                QuestionId(key): tuple(v) if isinstance(v, list) else v for key, v in state["answers"].items()
            },
            unclear={QuestionId(key): Unclear(reason) for key, reason in state["unclear"].items()},
            margins={PageId(key): str(note) for key, note in state["margins"].items()},
            done=frozenset(PageId(page) for page in state["done"]),
            language=str(state["language"]),
            is_finished=bool(state["finished"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableKeyingError("The keyed form cannot be read.") from error


def with_entry(keying: Keying, question: QuestionId, entry: Entry) -> Keying:
    """The keying with `entry` for one question, in place of what stood there."""
    answers = {key: value for key, value in keying.answers.items() if key != question}
    unclear = {key: reason for key, reason in keying.unclear.items() if key != question}
    if entry.unclear is not None:
        unclear[question] = entry.unclear
    elif entry.value is not None:
        answers[question] = entry.value
    return replace(keying, answers=answers, unclear=unclear)


@dataclass(frozen=True, slots=True)
class ScreenReading:
    """A keying with what was keyed on one screen, and what must be keyed again."""

    keying: Keying
    faults: Mapping[QuestionId, Fault]
    is_margin_too_long: bool = False

    @property
    def has_fault(self) -> bool:
        """Whether the screen must be shown once more."""
        return bool(self.faults) or self.is_margin_too_long


def read_screen(
    keying: Keying,
    pages: Sequence[Page],
    keyed: Mapping[str, str],
    margin: str,
    questionnaire: Questionnaire,
    *,
    latest: date,
) -> ScreenReading:
    """Take what was keyed on the screen of `pages`; every question of it, whether it is on the path or not.

    `margin`: notes in the margin, which go to the last question of the questionnaire that takes words.
    """
    faults: dict[QuestionId, Fault] = {}
    for question in (one for page in pages for one in page.questions if one.kind is not Kind.STATEMENT):
        entry = read_entry(question, keyed.get(question.id, ""), latest=latest)
        if entry.fault is not None:
            faults[question.id] = entry.fault
        keying = with_entry(keying, question.id, entry)
    note = clean_text(margin)
    margins = {key: text for key, text in keying.margins.items() if key != pages[0].id}
    noted = replace(keying, margins={**margins, pages[0].id: note} if note else margins)
    target = margin_question(questionnaire)
    is_too_long = target is not None and json_bytes(_with_notes(noted, target)) > target.max_bytes
    if not faults and not is_too_long:
        noted = replace(noted, done=noted.done | {page.id for page in pages})
    return ScreenReading(keying if is_too_long else noted, faults, is_too_long)


def margin_question(questionnaire: Questionnaire) -> Question | None:
    """The question whose answer takes notes in the margin: the last one that takes words."""
    return next((one for one in reversed([*questionnaire.asked()]) if one.kind is Kind.TEXT), None)


def _with_notes(keying: Keying, target: Question) -> str:
    """The answer to `target` with the notes below it, in the order of the screens."""
    written = keying.answers.get(target.id, "")
    notes = [keying.margins[page] for page in sorted(keying.margins)]
    return "\n".join([*([written] if isinstance(written, str) and written else []), *notes])


def with_margins(keying: Keying, questionnaire: Questionnaire) -> Keying:
    """The keying with its notes put into the answer they go to."""
    target = margin_question(questionnaire)
    if target is None or not keying.margins:
        return keying
    whole = with_entry(keying, target.id, Entry(value=_with_notes(keying, target)))
    return replace(whole, margins={})
