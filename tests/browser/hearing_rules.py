"""What must be true of every transcript, whatever the words: each broken rule is a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.wording import PLACE
from survey_engine.web.translations import Language, Languages
from tests.browser.transcripts import HeardPage, Step

MOST_STOPS = 3
MARK = re.compile(r"\[(\w+)\] (.*)")
CONTROL = re.compile(r"\b(entry|radio button|check box)\b")


@dataclass(frozen=True)
class Expected:
    """The words of a question and of its hint, as they are on the page."""

    question: str
    hint: str = ""


def expected_of(questionnaire: Questionnaire, language: Language) -> dict[str, Expected]:
    """What each page asks, by the short title with which its title begins."""
    words = language.interface.gettext
    pages = {words("Enter your code"): Expected(words("Enter the code from your letter"))}
    for question in language.worded(questionnaire).asked():
        pages[question.short_title] = Expected(question.text, question.hint)
    return pages


def faults_of_walk(
    pages: Sequence[HeardPage], questionnaire: Questionnaire, languages: Languages, code: str
) -> list[str]:
    """The rules that a walk in a language breaks. Its first page is in English: there one chooses."""
    found = []
    for number, page in enumerate(pages):
        language = languages[code if number else "en"]
        found += faults_of(page, expected_of(questionnaire, language), language)
    return found


def faults_of(page: HeardPage, expected: Mapping[str, Expected], language: Language) -> list[str]:
    """The rules that the page breaks."""
    error = f"{language.interface.gettext('Error:')} "
    has_error = page.title.startswith(error)
    short_title = page.title.removeprefix(error).split(" - ")[0]
    found = [*_language_faults(page, language), *_silences(page, language)]
    if has_error:
        found += _summary_faults(page, language)
    if short_title in expected:
        found += _question_faults(page, expected[short_title], has_error=has_error)
    return [f"{page.title}: {fault}" for fault in found]


def _question_faults(page: HeardPage, expected: Expected, *, has_error: bool) -> Iterator[str]:
    stops = [step for step in page.steps if step.key == "Tab"]
    first = next((number for number, step in enumerate(stops) if CONTROL.search(_said(step))), None)
    if first is None or first >= MOST_STOPS:
        yield f"no control within {MOST_STOPS} stops of Tab"
        return
    said = _said(stops[first])
    if not _is_said(expected.question, said):
        yield f"the question is not said with its first control: {said}"
    # Orca gives what describes a group on arrival only; a box of its own has it at each stop.
    if not _is_said(expected.hint, _said(page.steps[0]) + said):
        yield f"the hint is not said: {expected.hint}"
    if has_error and "radio button" not in said and _message(page) not in said:
        yield f"the error is not said with its control: {said}"


def _summary_faults(page: HeardPage, language: Language) -> Iterator[str]:
    lines = page.steps[0].lines[1:] if page.steps[0].lines[:1] == ["Browse mode"] else page.steps[0].lines
    summary = [language.interface.gettext("There is a problem"), "heading level 2"]
    after = [line for line in lines if not line.startswith("Page has ")]
    if after[:2] != summary:
        yield f"the list of problems is not what is said first: {after[:3]}"
    elif after[3:4] != ["link"]:
        yield f"the problem does not lead anywhere: {after[2:4]}"


def _message(page: HeardPage) -> str:
    """The first problem in the list."""
    lines = page.steps[0].lines
    return lines[lines.index("heading level 2") + 1]


def _language_faults(page: HeardPage, language: Language) -> Iterator[str]:
    for step in page.steps:
        for line in step.lines:
            marked = MARK.fullmatch(line)
            if marked and marked[1] == language.code:
                yield f"marked though it is the page's language: {line}"
            elif marked and not _names_a_language(marked[2], marked[1]):
                yield f"said in another language than the page's: {line}"


def _silences(page: HeardPage, language: Language) -> Iterator[str]:
    """What stands on the page and is passed over: a status without its words, a row without its answer."""
    lines = page.steps[0].lines
    change = language.interface.gettext("Change")
    for line, following in pairwise(lines):
        if line == "statusbar":
            yield "a status is announced, and its words are not said"
        elif line == "2 values" and following == change:
            yield "an answer is not said"


def _names_a_language(words: str, code: str) -> bool:
    return words.removesuffix(" push button.") == NAMES.get(code, "")


NAMES = {"en": "English", "cy": "Cymraeg", "ur": "اردو"}


def _said(step: Step) -> str:
    return " ".join(step.lines)


def _is_said(words: str, said: str) -> bool:
    """Whether the words are said, whatever stands in their places for names."""
    parts: Iterable[str] = PLACE.sub("\0", " ".join(words.split())).split("\0")
    return all(part.strip() in said for part in parts)
