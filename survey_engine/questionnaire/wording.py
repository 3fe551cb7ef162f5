"""All human text of a questionnaire: listed for translators, replaced for a language, filled with names.

Every option of every question has an entry of its own, though many read alike: in Welsh "yes" is another word
after each verb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import (
    Option,
    Page,
    Question,
    QuestionId,
    Questionnaire,
    Scale,
    Section,
)

Lookup = Callable[[str, str], str]

# {hospital}, {wave}, or {question|words when it is not answered}: nothing else is filled in.
PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One human string, under the context by which its translation is found."""

    context: str
    text: str


def texts(questionnaire: Questionnaire) -> Iterator[Text]:
    """Every human string in order, once each, with the context `<questionnaire>.<id>.<part>`."""
    found: list[Text] = []

    def note(context: str, text: str) -> str:
        found.append(Text(context, text))
        return text

    reworded(questionnaire, note)
    return iter(found)


def reworded(questionnaire: Questionnaire, lookup: Lookup) -> Questionnaire:
    """The questionnaire in other words: `lookup` gets the context and the source text of each string."""

    def put(name: str, part: str, text: str) -> str:
        return lookup(f"{questionnaire.id}.{name}.{part}", text) if text else text

    return replace(
        questionnaire,
        title=put(questionnaire.id, "title", questionnaire.title),
        public_name=put(questionnaire.id, "public_name", questionnaire.public_name),
        sections=tuple(_section(section, put) for section in questionnaire.sections),
    )


Put = Callable[[str, str, str], str]


def _section(section: Section, put: Put) -> Section:
    title = put(section.id, "section_title", section.title)
    own_short_title = section.short_title not in ("", section.title)
    short_title = put(section.id, "section_short_title", section.short_title) if own_short_title else title
    worded = replace(
        section,
        title=title,
        short_title=short_title,
        intro=put(section.id, "section_intro", section.intro),
    )
    return replace(worded, pages=tuple(_page(page, worded, put) for page in section.pages))


def _page(page: Page, section: Section, put: Put) -> Page:
    if page.starts_part:  # its statement is the section's intro, which has its entry already
        [head] = page.questions
        return replace(page, questions=(replace(
            head, text=section.intro or section.title, short_title=section.short_title
        ),))  # fmt: skip
    return replace(page, questions=tuple(_question(question, put) for question in page.questions))


def _question(question: Question, put: Put) -> Question:
    scale = _scale(question, put)
    return replace(
        question,
        text=put(question.id, "text", question.text),
        short_title=put(question.id, "short_title", question.short_title),
        hint=put(question.id, "hint", question.hint),
        scale=scale,
        options=tuple(_option(question, option, scale, put) for option in question.options),
    )


def _scale(question: Question, put: Put) -> Scale | None:
    if question.scale is None:
        return None
    return replace(
        question.scale,
        low_label=put(question.id, "low_label", question.scale.low_label),
        high_label=put(question.id, "high_label", question.scale.high_label),
    )


def _option(question: Question, option: Option, scale: Scale | None, put: Put) -> Option:
    if scale is not None and option.id.lstrip("-").isdigit():
        return replace(option, label=scale.label_of(int(option.id)))
    return replace(option, label=put(question.id, f"option.{option.id}", option.label))


def piped(text: str, *, hospital: str = "", wave: str = "", labels: Mapping[str, str] | None = None) -> str:
    """Fill the places of a text. `labels` holds, by question id, the label of an earlier answer.

    An unanswered question leaves the words after the bar; what is put in is never read again.
    """
    known = {"hospital": hospital, "wave": wave}

    def fill(place: re.Match[str]) -> str:
        name, otherwise = place[1], place[2]
        if otherwise is None:
            return known.get(name, place[0])
        return (labels or {}).get(name) or otherwise

    return PLACE.sub(fill, text)


def labels_of(questionnaire: Questionnaire, answers: Mapping[QuestionId, Value]) -> dict[str, str]:
    """The label of each single choice that was answered, for `piped`."""
    found = {}
    for name, value in answers.items():
        question = questionnaire.question(name)
        option = question.option(value) if question and isinstance(value, str) else None
        if option is not None:
            found[str(name)] = option.label
    return found


def answer_labels(question: Question, value: Value | None) -> tuple[str, ...]:
    """What a person chose, in the words of the options; text, numbers and dates as they are."""
    if value is None:
        return ()
    chosen = value if isinstance(value, tuple) else (value,)
    options = (question.option(item) for item in chosen)
    return tuple(option.label if option else item for option, item in zip(options, chosen, strict=True))
