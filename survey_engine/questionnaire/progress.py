"""How far one person has come: answers, entries to be mended, pages seen. What a draft holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from survey_engine.questionnaire.answers import Answers, Reading, Value, kept_entry, read_answer
from survey_engine.questionnaire.definition import (
    TYPED,
    Kind,
    Page,
    PageId,
    QuestionId,
    Questionnaire,
    Section,
)
from survey_engine.questionnaire.numerals import ENGLISH_MONTHS
from survey_engine.questionnaire.routing import named_in, path, prune, shown_questions

FORMAT: Final = 1
_ANSWERS_BEFORE_CODE: Final = 3


class UnreadableProgressError(Exception):
    """These bytes are not a draft of this format."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The plaintext of a draft. Nothing in it says when, from where or with which display it was written."""

    answers: Mapping[QuestionId, Value] = field(default_factory=dict)
    typed: Mapping[QuestionId, tuple[str, ...]] = field(default_factory=dict)
    seen: frozenset[PageId] = frozenset()
    at: PageId | None = None  # where the person was last
    code_page: PageId | None = None  # the page that shows the return code the first time
    short: bool = False  # she chose to be asked the core questions alone, from where she was

    def to_bytes(self) -> bytes:
        """As JSON in UTF-8, without spaces."""
        state = {
            "format": FORMAT,
            "answers": {key: list(v) if isinstance(v, tuple) else v for key, v in self.answers.items()},
            "typed": {key: list(value) for key, value in self.typed.items()},
            "seen": sorted(self.seen),
            "at": self.at,
            "code_page": self.code_page,
            "short": self.short,
        }
        return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def progress_from_bytes(data: bytes) -> Progress:
    """Read what `Progress.to_bytes` wrote."""
    try:
        state: dict[str, Any] = json.loads(data)
        if state["format"] != FORMAT:
            raise UnreadableProgressError(f"The draft has format {state['format']}, not {FORMAT}.")
        answers = {QuestionId(k): tuple(v) if isinstance(v, list) else v for k, v in state["answers"].items()}
        return Progress(
            answers=answers,
            typed={QuestionId(key): tuple(value) for key, value in state["typed"].items()},
            seen=frozenset(PageId(page) for page in state["seen"]),
            at=state["at"],
            code_page=state["code_page"],
            short=bool(state.get("short", False)),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableProgressError("The draft cannot be read.") from error


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a person entered on one page: a reading for each question that the page then showed."""

    progress: Progress
    readings: Mapping[QuestionId, Reading]

    @property
    def has_fault(self) -> bool:
        """Whether something must be mended before going on."""
        return any(reading.fault for reading in self.readings.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was entered."""
        return all(reading.value is None and not reading.fault for reading in self.readings.values())


def read_page(
    progress: Progress,
    page: Page,
    entered: Mapping[str, Sequence[str]],
    *,
    latest: date,
    live: Answers | None = None,
    months: Mapping[str, int] = ENGLISH_MONTHS,
) -> PageReading:
    """Take what was posted for `page` into `progress`; the other pages stay as they are.

    `entered` maps a question id to all values posted under it, in the form's order; `latest` is
    today; `months` the names of months in lower case; `live` are the answers on the path, which alone decide
    what a page shows.
    """
    answers, typed = dict(progress.answers), dict(progress.typed)
    readings: dict[QuestionId, Reading] = {}
    for question in shown_questions(page, answers if live is None else live):
        if question.kind is Kind.STATEMENT:
            continue
        reading = read_answer(question, entered.get(question.id, ()), latest=latest, months=months)
        readings[question.id] = reading
        answers.pop(question.id, None)
        typed.pop(question.id, None)
        if reading.fault:
            typed[question.id] = kept_entry(question, reading.raw)
        elif reading.value is not None:
            answers[question.id] = reading.value
    return PageReading(
        replace(progress, answers=answers, typed=typed, seen=progress.seen | {page.id}, at=page.id), readings
    )


def fitted(progress: Progress, questionnaire: Questionnaire) -> Progress:
    """What of it still fits a questionnaire that may have changed since: a draft version that is tried."""
    return replace(
        progress,
        answers={
            name: value for name, value in progress.answers.items() if _fits(questionnaire, name, value)
        },
        typed={
            name: entry for name, entry in progress.typed.items() if questionnaire.question(name) is not None
        },
        seen=frozenset(page for page in progress.seen if questionnaire.page(page) is not None),
        at=progress.at if progress.at and questionnaire.page(progress.at) else None,
    )


def _fits(questionnaire: Questionnaire, name: QuestionId, value: Value) -> bool:
    question = questionnaire.question(name)
    if question is None or question.kind is Kind.STATEMENT:
        return False
    if question.kind is Kind.MULTIPLE:
        return isinstance(value, tuple) and all(question.option(one) is not None for one in value)
    is_typed = question.kind in TYPED or question.kind is Kind.TEXT
    return isinstance(value, str) and (is_typed or question.option(value) is not None)


def cleared(progress: Progress, question_id: QuestionId) -> Progress:
    """Without the answer to one question."""
    return replace(
        progress,
        answers={key: value for key, value in progress.answers.items() if key != question_id},
        typed={key: value for key, value in progress.typed.items() if key != question_id},
    )


def part_skipped(progress: Progress, questionnaire: Questionnaire, page: Page) -> Progress:
    """With every page of the page's section counted as seen."""
    section = questionnaire.section_of(page)
    return replace(progress, seen=progress.seen | {one.id for one in section.pages})


def code_due(progress: Progress) -> bool:
    """Whether the return code should now be shown for the first time: after the third answer."""
    return progress.code_page is None and len(progress.answers) >= _ANSWERS_BEFORE_CODE


def main_path(questionnaire: Questionnaire, progress: Progress) -> tuple[Page, ...]:
    """The pages before the check, on the path of these answers."""
    shown = path(questionnaire, progress.answers)
    return tuple(page for page in shown if not questionnaire.section_of(page).after_check)


def after_check_path(questionnaire: Questionnaire, progress: Progress) -> tuple[Page, ...]:
    """The equality pages, on the path of these answers."""
    shown = path(questionnaire, progress.answers)
    return tuple(page for page in shown if questionnaire.section_of(page).after_check)


def page_to_mend(questionnaire: Questionnaire, progress: Progress) -> Page | None:
    """The first page on the path with an entry that cannot be accepted yet."""
    live = prune(questionnaire, progress.answers)
    for page in path(questionnaire, live):
        if any(question.id in progress.typed for question in shown_questions(page, live)):
            return page
    return None


def part_number(questionnaire: Questionnaire, shown: Sequence[Page], page: Page) -> tuple[int, int | None]:
    """(which part this page is in, how many there are); the second only once routing can no longer change it.

    `shown` are the pages on the path. (0, None) for a page that is not before the check on it.
    """
    after = {section.id for section in questionnaire.sections if section.after_check}
    parts = list(dict.fromkeys(one.section for one in shown if one.section not in after))
    if page.section not in parts:
        return 0, None
    pages = questionnaire.pages
    earlier = {question.id for one in pages[: pages.index(page)] for question in one.questions}
    sections = (section for section in questionnaire.sections if not section.after_check)
    total = len(parts) if all(_is_settled(section, earlier) for section in sections) else None
    return parts.index(page.section) + 1, total


def _is_settled(section: Section, earlier: Collection[QuestionId]) -> bool:
    """Whether later answers can no longer add this section to the path or take it away."""
    asked = [page for page in section.pages if not page.starts_part]
    if any(page.show_if is None and any(q.show_if is None for q in page.questions) for page in asked):
        return True
    conditions = [page.show_if for page in asked] + [q.show_if for page in asked for q in page.questions]
    return all(filter_id in earlier for one in conditions if one for filter_id in named_in(one))
