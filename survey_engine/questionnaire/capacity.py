"""How long a draft and a response of one questionnaire can become, whatever a person writes.

Drafts and envelopes all have one length (`plaintext_bytes`), so the longest must fit: it is made here, with
the code that makes the real ones, and measured.
"""

from __future__ import annotations

from typing import assert_never

from survey_engine.questionnaire.answers import Response, Value, json_bytes, kept_entry, to_json, to_payload
from survey_engine.questionnaire.definition import Kind, PageId, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.keying import Keying
from survey_engine.questionnaire.modes import Unclear
from survey_engine.questionnaire.numerals import LONGEST
from survey_engine.questionnaire.progress import Progress

HEADER_BYTES = 64  # kept free for what the padding itself needs
LONGEST_NAME = "W" * 64  # no wave, hospital, language or mode has a longer one
WIDE_DIGITS = "\U0001d7ce" * LONGEST  # a digit of four bytes in UTF-8


def longest_plaintext(questionnaire: Questionnaire) -> int:
    """The most bytes that a draft or a response of this questionnaire can take, the padding included."""
    made = (_longest_draft, _longest_payload, _longest_keying)
    return max(len(longest(questionnaire)) for longest in made) + HEADER_BYTES


def _longest_draft(questionnaire: Questionnaire) -> bytes:
    answers: dict[QuestionId, Value] = {}
    typed: dict[QuestionId, tuple[str, ...]] = {}
    for question in questionnaire.asked():
        value, entry = longest_value(question), _longest_entry(question)
        if json_bytes(entry) > json_bytes(value):
            typed[question.id] = entry
        else:
            answers[question.id] = value
    pages = frozenset(page.id for page in questionnaire.pages)
    last = max(pages, key=len, default=PageId(""))
    return Progress(answers, typed, pages, at=last, code_page=last).to_bytes()


def _longest_payload(questionnaire: Questionnaire) -> bytes:
    answers, unclear = _longest_entries(questionnaire)
    response = Response(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        definition_hash=questionnaire.content_hash,
        wave=LONGEST_NAME,
        hospital=LONGEST_NAME,
        language=LONGEST_NAME,
        mode=LONGEST_NAME,
        partial=False,
        consent=False,
        answers={**dict.fromkeys(unclear), **answers},
        id=LONGEST_NAME,
        unclear=unclear,
    )
    return to_json(to_payload(response))


def _longest_keying(questionnaire: Questionnaire) -> bytes:
    """Notes in the margin share the length of the answer they go to; here each screen has an empty one."""
    answers, unclear = _longest_entries(questionnaire)
    pages = frozenset(page.id for page in questionnaire.pages)
    margins = {section.pages[0].id: "" for section in questionnaire.sections if section.pages}
    return Keying(answers, unclear, margins, pages, LONGEST_NAME, is_finished=False).to_bytes()


def _longest_entries(
    questionnaire: Questionnaire,
) -> tuple[dict[QuestionId, Value], dict[QuestionId, Unclear]]:
    """For each question its longest answer, or that it was unclear on paper, where that takes more."""
    answers: dict[QuestionId, Value] = {}
    unclear: dict[QuestionId, Unclear] = {}
    reason = max(Unclear, key=len)
    for question in questionnaire.asked():
        value = longest_value(question)
        skipped = json_bytes({question.id: None}) + json_bytes({question.id: reason.value})
        if skipped > json_bytes({question.id: value}):
            unclear[question.id] = reason
        else:
            answers[question.id] = value
    return answers, unclear


def longest_value(question: Question) -> Value:
    """The answer to a question whose JSON form is longest."""
    ids = sorted((option.id for option in question.options), key=len, reverse=True)
    match question.kind:
        case Kind.MULTIPLE:
            return tuple(ids[: question.max_choices])
        case Kind.TEXT:
            return "x" * (question.max_bytes - json_bytes(""))
        case Kind.NUMBER:
            typed = "9" * LONGEST
        case Kind.MONTH_YEAR:
            typed = "2000-01"
        case Kind.DATE:
            typed = "2000-01-01"
        case Kind.SINGLE | Kind.SCALE | Kind.STATEMENT:
            typed = ""
        case _:
            assert_never(question.kind)
    return max([typed, *ids], key=len)


def _longest_entry(question: Question) -> tuple[str, ...]:
    """The longest that a draft keeps of an entry that cannot be taken."""
    everything = (WIDE_DIGITS, WIDE_DIGITS, WIDE_DIGITS, *(option.id for option in question.options))
    if question.kind is Kind.TEXT:
        everything = ("x" * question.max_bytes,)
    return kept_entry(question, everything)
