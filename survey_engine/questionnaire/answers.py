"""What a person entered: read, validated, and put together into one response.

`read_answer` is the only validation there is; screens, paper entry and imports all go through it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from survey_engine.questionnaire.definition import TYPED, Kind, Question, QuestionId
from survey_engine.questionnaire.modes import Unclear
from survey_engine.questionnaire.numerals import (
    ENGLISH_MONTHS,
    LONGEST,
    Months,
    NumeralFault,
    latin_digits,
    read_date,
    read_month,
    read_number,
)  # fmt: skip

Value = str | tuple[str, ...]
Answers = Mapping[QuestionId, Value]

PAYLOAD_FORMAT, PAYLOAD_FORMAT_KEYED = 1, 2  # the second says also which entries were unclear


class Fault(StrEnum):
    """Why an entry cannot be taken. The words a person reads for each are the door's."""

    NOT_AN_OPTION = "not_an_option"
    EXCLUSIVE_WITH_OTHERS = "exclusive_with_others"
    TOO_MANY = "too_many"
    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_STEP = "not_a_step"
    NOT_A_MONTH = "not_a_month"
    NOT_A_YEAR = "not_a_year"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    NOT_A_DATE = "not_a_date"
    TEXT_TOO_LONG = "text_too_long"
    SEVERAL_FOR_ONE = "several_for_one"


class Missing(StrEnum):
    """Why a response has no answer to a question."""

    NOT_IN_VERSION = "not_in_version"
    NOT_SHOWN = "not_shown"
    SKIPPED = "skipped"
    NOT_REACHED = "not_reached"
    RATHER_NOT_SAY = "rather_not_say"
    SEVERAL_TICKED = "several_ticked"  # on paper: more than one box where one was asked for
    UNREADABLE = "unreadable"  # on paper


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry as understood. Neither value nor fault: not answered. `raw` is for showing it again."""

    value: Value | None
    fault: Fault | None
    raw: tuple[str, ...]


def read_answer(
    question: Question,
    raw: Sequence[str],
    *,
    latest: date,
    months: Mapping[str, int] = ENGLISH_MONTHS,
) -> Reading:
    """Read what was entered for one question. Never raises, whatever was sent.

    `raw` holds all values under the question's name in the order of the form; for month and year these are
    [month, year] or one value, for a date [day, month, year]. `latest` is today; `months` maps names in
    lower case.
    """
    given = tuple(raw)
    filled = tuple(text for text in (value.strip() for value in given) if text)
    if not filled or question.kind is Kind.STATEMENT:
        return Reading(None, None, given)
    read = _read(question, filled, Months(latest, months))
    if isinstance(read, Fault):
        return Reading(None, read, given)
    return Reading(read if read else None, None, given)


def _read(question: Question, filled: tuple[str, ...], months: Months) -> Value | Fault:
    match question.kind:
        case Kind.SINGLE:
            return _one_option(question, filled)
        case Kind.SCALE:
            return _one_option(question, tuple(latin_digits(text) for text in filled))
        case Kind.MULTIPLE:
            return _several_options(question, filled)
        case Kind.NUMBER | Kind.MONTH_YEAR | Kind.DATE:
            return _typed_or_escaped(question, filled, months)
        case Kind.TEXT:
            return _text(question, filled)
        case Kind.STATEMENT:
            return ""
        case _:
            assert_never(question.kind)


def _one_option(question: Question, filled: tuple[str, ...]) -> Value | Fault:
    if any(question.option(text) is None for text in filled):
        return Fault.NOT_AN_OPTION
    return filled[0] if len(set(filled)) == 1 else Fault.SEVERAL_FOR_ONE


def _several_options(question: Question, filled: tuple[str, ...]) -> Value | Fault:
    wanted = set(filled)
    chosen = [option for option in question.options if option.id in wanted]
    if len(chosen) < len(wanted):
        return Fault.NOT_AN_OPTION
    if len(chosen) > 1 and any(option.exclusive for option in chosen):
        return Fault.EXCLUSIVE_WITH_OTHERS
    if question.max_choices is not None and len(chosen) > question.max_choices:
        return Fault.TOO_MANY
    return tuple(option.id for option in chosen)


def _typed_or_escaped(question: Question, filled: tuple[str, ...], months: Months) -> Value | Fault:
    escapes = {text for text in filled if question.option(text) is not None}
    typed = tuple(text for text in filled if text not in escapes)
    if escapes:
        return Fault.SEVERAL_FOR_ONE if typed or len(escapes) > 1 else escapes.pop()
    if question.kind is Kind.MONTH_YEAR:
        read = read_month(typed, months) if len(typed) <= 2 else None
    elif question.kind is Kind.DATE:
        read = read_date(typed, months) if len(typed) <= 3 else None
    else:
        read = read_number(typed[0], question.number) if question.number and len(typed) == 1 else None
    if read is None:
        return Fault.SEVERAL_FOR_ONE
    return Fault(read.value) if isinstance(read, NumeralFault) else read


def _text(question: Question, filled: tuple[str, ...]) -> Value | Fault:
    texts = {text for text in map(clean_text, filled) if text}
    if len(texts) > 1:
        return Fault.SEVERAL_FOR_ONE
    text = texts.pop() if texts else ""
    return text if json_bytes(text) <= question.max_bytes else Fault.TEXT_TOO_LONG


def kept_entry(question: Question, raw: Sequence[str]) -> tuple[str, ...]:
    """What a draft keeps of an entry that cannot be taken, so that it can be mended later.

    Its length has a bound, which `capacity` counts on: option ids once each, a short word for each box that
    was typed into, of a text as much as an answer could hold.
    """
    if question.kind is Kind.TEXT:
        return tuple(filter(None, [_cut(clean_text("\n".join(raw)), question.max_bytes)]))
    chosen = tuple(str(option.id) for option in question.options if option.id in raw)
    if question.kind not in TYPED:
        return chosen
    boxes = {Kind.MONTH_YEAR: 2, Kind.DATE: 3}.get(question.kind, 1)
    typed = tuple(clean_text(value)[:LONGEST] for value in raw if question.option(value) is None)
    return (*typed[:boxes], *chosen)


def _cut(text: str, most: int) -> str:
    """The longest beginning of a text whose JSON form has at most so many bytes."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if json_bytes(text[:middle]) <= most else (low, middle - 1)
    return text[:low]


def clean_text(text: str) -> str:
    """Text that every file format can hold: line ends as LF, no control characters but LF and TAB.

    Lone surrogates and the code points that are no characters in any plane are dropped too: XML and HTML
    forbid them.
    """
    lines = text.replace("\r\n", "\n")
    for end in "\r\x85\u2028\u2029":
        lines = lines.replace(end, "\n")
    return "".join(letter for letter in lines if _is_kept(letter)).strip()


def _is_kept(letter: str) -> bool:
    if letter in "\n\t":
        return True
    point = ord(letter)
    is_no_character = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return unicodedata.category(letter) not in ("Cc", "Cs") and not is_no_character


def json_bytes(value: object) -> int:
    """How many bytes a value takes in the JSON that drafts and envelopes are made of."""
    return len(to_json(value))


def to_json(value: object) -> bytes:
    """The one JSON form of drafts and envelopes: UTF-8, nothing escaped that need not be, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class ResponseFormatError(Exception):
    """An opened envelope does not hold a response in a format we know."""


@dataclass(frozen=True)
class Response:
    """All that one person sent. It holds no time, no code and no invitation.

    `answers`: a value; None for seen and skipped. A question that is absent was not reached when it is on
    the path, and not shown when it is off it. `id` repeats the random number of the envelope's row.
    `unclear`: of the questions without an answer, those where something stood on the paper all the same.
    """

    questionnaire: str
    version: int
    definition_hash: str
    wave: str
    hospital: str
    language: str
    mode: str
    partial: bool
    consent: bool
    answers: Mapping[QuestionId, Value | None] = field(default_factory=dict)
    id: str = ""
    unclear: Mapping[QuestionId, Unclear] = field(default_factory=dict)


_TEXTS = ("id", "questionnaire", "definition_hash", "wave", "hospital", "language", "mode")


def to_payload(response: Response) -> dict[str, Any]:
    """The response as plain values for JSON, marked with the number of its format."""
    answers = {
        name: list(value) if isinstance(value, tuple) else value for name, value in response.answers.items()
    }
    header = {name: getattr(response, name) for name in (*_TEXTS, "version", "partial", "consent")}
    if response.unclear:
        unclear = {name: reason.value for name, reason in response.unclear.items()}
        return {"format": PAYLOAD_FORMAT_KEYED, **header, "answers": answers, "unclear": unclear}
    return {"format": PAYLOAD_FORMAT, **header, "answers": answers}


def from_payload(payload: Mapping[str, Any]) -> Response:
    """The response in a payload; ResponseFormatError when it is not exactly one."""
    expected = {"format", *_TEXTS, "version", "partial", "consent", "answers"}
    names = set(payload)
    known = PAYLOAD_FORMAT_KEYED if "unclear" in names else PAYLOAD_FORMAT
    if names - {"unclear"} != expected or payload["format"] != known:
        raise ResponseFormatError("This is not a response in a format that this program knows.")
    kinds = {**dict.fromkeys(_TEXTS, str), "version": int, "partial": bool, "consent": bool, "answers": dict}
    for name, kind in kinds.items():
        if type(payload[name]) is not kind:
            raise ResponseFormatError(f"`{name}` of the response is not of the right kind.")
    answers = {QuestionId(name): _value(value) for name, value in payload["answers"].items()}
    header = {name: payload[name] for name in kinds if name != "answers"}
    return Response(**header, answers=answers, unclear=_unclear(payload.get("unclear", {}), answers))


def _unclear(found: object, answers: Mapping[QuestionId, Value | None]) -> dict[QuestionId, Unclear]:
    """Why some questions have no answer; each must be one that was seen and has none."""
    try:
        reasons = {QuestionId(name): Unclear(reason) for name, reason in dict(found).items()}  # type: ignore[call-overload]
    except (ValueError, TypeError) as error:
        raise ResponseFormatError("What was unclear on the paper cannot be read.") from error
    if any(answers.get(name, "") is not None for name in reasons):
        raise ResponseFormatError("An answer of the response is called unclear.")
    return reasons


def _value(value: object) -> Value | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ResponseFormatError("An answer of the response is neither text nor a list of texts.")
